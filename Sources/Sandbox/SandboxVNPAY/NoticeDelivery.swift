import Kernel
import Logging
import Storage
import VNPAY

/// One call that is about to be made.
private struct Call: Hashable, Sendable {
    let id: String
    let notice: String
    let kind: String
    let url: String
    let isLost: Bool
}

extension VNPAYSandbox {
    /// One pass on VNPAY's clock: ends payments whose time ran out, moves refunds along, and makes the IPN calls that
    /// are due. A call is written down before it is made, so a process that dies in between has made it.
    package func deliverDueNotices() async throws {
        let time = world.now()
        guard try await database.read({ try Self.isAnythingDue(at: time, on: $0) }) else { return }
        try await keepTime(at: time)
        let calls = try await database.write { [self] connection in
            var calls: [Call] = []
            let order: SQLStatement =
                try FaultOrder.take(.ipnReorder, on: connection) == nil
                ? "due_at, created_at, id" : "due_at DESC, created_at DESC, id DESC"
            let due = try connection.rows(
                """
                SELECT id, token, terminal, query, calls FROM ipn_notice WHERE state = 'pending' AND due_at <= \(time)
                ORDER BY \(order) LIMIT 32
                """
            )
            for row in due { calls += try prepareCalls(row, at: time, on: connection) }
            return calls
        }
        await make(calls)
    }

    /// Reading is free; most passes find nothing to do and leave the journal alone.
    private static func isAnythingDue(at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        let row = try connection.rows(
            """
            SELECT (SELECT COUNT(*) FROM ipn_notice WHERE state = 'pending' AND due_at <= \(time))
                + (SELECT COUNT(*) FROM transaction_record WHERE state = 'open' AND expires_at <= \(time))
                + (SELECT COUNT(*) FROM refund WHERE status IN ('05', '06')) AS n
            """
        ).first
        return try row?.integer("n") != 0
    }

    private func prepareCalls(_ row: SQLRow, at time: Timestamp, on connection: any SQLConnection) throws -> [Call] {
        let notice = try row.text("id")
        let number = try row.integer("calls") + 1
        guard let address = settings.terminal(try row.text("terminal"))?.ipnURL else { return [] }
        let url = address.appending(query: try row.text("query"))
        try connection.run(
            """
            UPDATE ipn_notice SET calls = \(number),
                due_at = \(time.adding(milliseconds: settings.ipnRetryMilliseconds)),
                state = \(number >= settings.ipnCalls ? "exhausted" : "pending")
            WHERE id = \(notice) AND calls = \(number - 1)
            """
        )
        var calls: [Call] = []
        if try FaultOrder.take(.ipnForge, on: connection) != nil {
            let forged = forgedQuery(try row.text("query"))
            calls.append(
                Call(
                    id: token(bytes: 12),
                    notice: notice,
                    kind: "forged",
                    url: address.appending(query: forged),
                    isLost: false
                )
            )
        }
        if let kind = try FaultOrder.take(.ipnAttack, on: connection),
            let query = try attackQuery(of: row.text("token"), kind: kind, on: connection)
        {
            let url = address.appending(query: query)
            calls.append(Call(id: token(bytes: 12), notice: notice, kind: "attack", url: url, isLost: false))
        }
        let isLost = try FaultOrder.take(.ipnLose, on: connection) != nil
        calls.append(
            Call(id: token(bytes: 12), notice: notice, kind: isLost ? "lost" : "notice", url: url, isLost: isLost)
        )
        let copies = try FaultOrder.take(.ipnDuplicate, on: connection).flatMap { Int($0) } ?? 0
        for _ in 0..<max(0, min(copies, 100)) {
            calls.append(Call(id: token(bytes: 12), notice: notice, kind: "duplicate", url: url, isLost: false))
        }
        for call in calls { try write(call, number: number, at: time, on: connection) }
        return calls
    }

    private func write(_ call: Call, number: Int64, at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO ipn_delivery (id, notice_id, call_number, kind, called_at, url)
            VALUES (\(call.id), \(call.notice), \(number), \(call.kind), \(time), \(call.url))
            """
        )
    }

    /// All at once, as VNPAY does: a merchant who does not answer must not hold up the others.
    private func make(_ calls: [Call]) async {
        await withTaskGroup { group in
            for call in calls where !call.isLost {
                group.addTask {
                    let answer = await send(call.url)
                    do {
                        try await record(answer, of: call)
                    } catch {
                        logger.error("an answer to an IPN could not be written down", metadata: ["error": "\(error)"])
                    }
                }
            }
        }
    }

    private func record(_ answer: Answer?, of call: Call) async throws {
        let time = world.now()
        let code = answer.flatMap(Self.code)
        let words = answer.map { String($0.body.filter { $0 != "\0" }.prefix(2_000)) }
        try await database.write { connection in
            try connection.run(
                """
                UPDATE ipn_delivery SET http_status = \(answer.map { Int64($0.status) }), rsp_code = \(code),
                    answer = \(words), answered_at = \(time)
                WHERE id = \(call.id)
                """
            )
            guard let code, VNPAYIPNAnswer(rawValue: code)?.stopsRepetition == true else { return }
            guard call.kind != "forged", call.kind != "attack" else { return }
            try connection.run(
                """
                UPDATE ipn_notice SET state = 'delivered'
                WHERE id = \(call.notice) AND state IN ('pending', 'exhausted')
                """
            )
        }
    }

    /// `RspCode` of a well-formed answer. Anything but HTTP 200 with JSON counts as no answer.
    private static func code(_ answer: Answer) -> String? {
        guard answer.status == 200, let fields = try? VNPAYFields(json: answer.body) else { return nil }
        return fields["RspCode"]
    }

    private func forgedQuery(_ query: String) -> String {
        guard var fields = try? VNPAYFields(query: query) else { return query }
        fields["vnp_Amount"] = "100000"
        fields["vnp_ResponseCode"] = "00"
        fields["vnp_TransactionStatus"] = "00"
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: .ipn, secret: VNPAYSecret("GUESSED"))
        return fields.query
    }

    /// What time alone brings about.
    func keepTime(at time: Timestamp) async throws {
        try await database.write { [self] connection in
            let late = try connection.rows(
                "SELECT token FROM transaction_record WHERE state = 'open' AND expires_at <= \(time) LIMIT 200"
            )
            for row in late {
                guard let record = try TransactionRecord.find(try row.text("token"), on: connection) else { continue }
                _ = try finish(record, as: expiry, at: time, on: connection)
            }
            try progressRefunds(at: time, on: connection)
        }
    }

    var expiry: Ending {
        Ending(state: .expired, responseCode: "11", transactionStatus: settings.expiredTransactionStatus)
    }

    func progressRefunds(at time: Timestamp, on connection: any SQLConnection) throws {
        let sent = time.adding(milliseconds: -settings.refundProcessingMilliseconds)
        try connection.run("UPDATE refund SET status = '06' WHERE status = '05' AND accepted_at <= \(sent)")
        let done = sent.adding(milliseconds: -settings.refundAtBankMilliseconds)
        try connection.run(
            """
            UPDATE refund SET status = CASE will_be_refused WHEN 1 THEN '09' ELSE '00' END, finished_at = \(time)
            WHERE status = '06' AND accepted_at <= \(done)
            """
        )
    }
}

extension VNPAYSandbox {
    /// A person's order from the console: calls the IPN address once more, or with something that VNPAY never said.
    func callNow(_ token: String, kind: String) async throws -> Bool {
        let time = world.now()
        let call = try await database.write { [self] connection -> Call? in
            guard let record = try TransactionRecord.find(token, on: connection),
                let address = settings.terminal(record.terminal)?.ipnURL,
                let notice = try connection.rows("SELECT id, calls FROM ipn_notice WHERE token = \(token)").first,
                let query = try attackQuery(of: token, kind: kind, on: connection)
            else { return nil }
            let call = Call(
                id: self.token(bytes: 12),
                notice: try notice.text("id"),
                kind: kind == "resend" ? "manual" : "attack",
                url: address.appending(query: query),
                isLost: false
            )
            try write(call, number: try notice.integer("calls"), at: time, on: connection)
            return call
        }
        guard let call else { return false }
        await make([call])
        return true
    }

    /// `nil` when there is nothing to say it about.
    private func attackQuery(of token: String, kind: String, on connection: any SQLConnection) throws -> String? {
        guard let record = try TransactionRecord.find(token, on: connection),
            let terminal = settings.terminal(record.terminal)
        else { return nil }
        switch kind {
        case "replay":
            return try connection.rows(
                "SELECT query FROM ipn_notice WHERE state = 'delivered' AND token <> \(token) ORDER BY created_at LIMIT 1"
            ).first?.text("query")
        case "forged": return forgedQuery(signedNotice(of: record, terminal))
        case "amount":
            let other = String(record.amountDong * 100 + 10_000_000)
            return signedNotice(of: record, terminal, changing: ["vnp_Amount": other])
        case "unknown":
            return signedNotice(of: record, terminal, changing: ["vnp_TxnRef": "KHONG-CO-" + record.reference])
        case "terminal": return signedNotice(of: record, terminal, changing: ["vnp_TmnCode": "OTHERTMN"])
        case "currency": return signedNotice(of: record, terminal, changing: ["vnp_CurrCode": "USD"])
        default: return signedNotice(of: record, terminal)
        }
    }
}

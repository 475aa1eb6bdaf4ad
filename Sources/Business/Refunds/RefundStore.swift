import Contracts
import Kernel
package import Payments
package import Storage

extension Refund {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Refund? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(Refund.init(row:))
    }

    /// Every proposal of a case, the newest first.
    package static func all(of caseKey: String, on connection: any SQLConnection) throws -> [Refund] {
        try connection.rows(columns + " WHERE case_key = \(caseKey) ORDER BY proposed_at DESC, id DESC")
            .map(Refund.init(row:))
    }

    /// Every proposal about a payment, whichever case it belongs to, the newest first.
    package static func all(about reference: String, on connection: any SQLConnection) throws -> [Refund] {
        try connection.rows(columns + " WHERE reference = \(reference) ORDER BY proposed_at DESC, id DESC")
            .map(Refund.init(row:))
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO refund (id, case_key, reference, charge_number, attempt_id, way, extent, amount_dong, reason,
                keeping, outside_reference, outside_day, state, since, proposed_by, proposed_at, tries, version)
            VALUES (\(id), \(caseKey), \(reference), \(chargeNumber), \(attempt), \(way.name.rawValue),
                \(extent.rawValue), \(amount), \(reason), \(way.keeping?.rawValue), \(way.outside?.reference),
                \(way.outside?.day), \(state.name.rawValue), \(since), \(proposedBy), \(proposedAt), 0, 0)
            """
        )
    }

    /// Fails rather than overwriting a change made by somebody else since `previous` was read.
    func update(from previous: Refund, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE refund SET state = \(state.name.rawValue), code = \(state.code), since = \(since),
                decided_by = \(decidedBy), decided_at = \(decidedAt), ruling = \(ruling), tries = \(tries),
                request_id = \(requestID), gateway_number = \(gatewayNumber), gateway_at = \(gatewayAt),
                version = \(previous.version + 1)
            WHERE id = \(id) AND version = \(previous.version) AND state = \(previous.state.name.rawValue)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }

    /// Given back, and nobody has looked yet whether an invoice says too much now. Costs by such rows only.
    static func toInvoice(limit: Int, on connection: any SQLConnection) throws -> [Refund] {
        try connection.rows(
            columns + """
                 WHERE state = 'done' AND invoice_outcome IS NULL AND EXISTS (
                    SELECT 1 FROM payment_attempt a JOIN invoice_request i ON i.contract_id = a.contract_id
                    WHERE a.id = refund.attempt_id AND i.state = 'accepted')
                ORDER BY since LIMIT \(limit)
                """
        ).map(Refund.init(row:))
    }

    func note(_ outcome: InvoiceOutcome, on connection: any SQLConnection) throws {
        try connection.run(
            "UPDATE refund SET invoice_outcome = \(outcome.rawValue) WHERE id = \(id) AND invoice_outcome IS NULL"
        )
    }

    /// The numbers by which VNPAY knows other refunds of the same payment.
    func otherNumbers(on connection: any SQLConnection) throws -> Set<String> {
        Set(
            try connection.rows(
                """
                SELECT gateway_number FROM refund
                WHERE reference = \(reference) AND id <> \(id) AND gateway_number IS NOT NULL
                """
            ).map { try $0.text("gateway_number") }
        )
    }

    private static let columns: SQLStatement = """
        SELECT id, case_key, reference, charge_number, attempt_id, way, extent, amount_dong, reason, keeping,
            outside_reference, outside_day, state, code, since, proposed_by, proposed_at, decided_by, decided_at, ruling,
            tries, request_id, gateway_number, gateway_at, version
        FROM refund
        """

    private init(row: SQLRow) throws {
        let way: Way =
            switch try row.choice("way", of: Way.Name.self) {
            case .vnpay: .vnpay
            case .outside: .outside(reference: try row.text("outside_reference"), day: try row.day("outside_day"))
            case .kept: .kept(try row.choice("keeping"))
            }
        self.init(
            id: try row.id("id"),
            caseKey: try row.text("case_key"),
            reference: try row.text("reference"),
            chargeNumber: try row.text("charge_number"),
            attempt: try row.idIfPresent("attempt_id"),
            way: way,
            extent: try row.choice("extent"),
            amount: try row.money("amount_dong"),
            reason: try row.text("reason"),
            proposedBy: try row.id("proposed_by"),
            proposedAt: try row.timestamp("proposed_at"),
            state: RefundState(try row.choice("state"), code: try row.textIfPresent("code") ?? ""),
            since: try row.timestamp("since"),
            decidedBy: try row.idIfPresent("decided_by"),
            decidedAt: try row.timestampIfPresent("decided_at"),
            ruling: try row.textIfPresent("ruling"),
            tries: try row.integer("tries"),
            requestID: try row.textIfPresent("request_id"),
            gatewayNumber: try row.textIfPresent("gateway_number"),
            gatewayAt: try row.timestampIfPresent("gateway_at"),
            version: try row.integer("version")
        )
    }
}

extension Refund.Way {
    fileprivate var keeping: Refund.Keeping? { if case .kept(let keeping) = self { keeping } else { nil } }

    fileprivate var outside: (reference: String, day: Day)? {
        if case .outside(let reference, let day) = self { (reference, day) } else { nil }
    }
}

extension RefundState {
    /// A state without what came with it.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case proposed, returned, requested, sending, unanswered, processing
        case atBank = "at_bank"
        case done, refused, unclear
    }

    package var name: Name {
        switch self {
        case .proposed: .proposed
        case .returned: .returned
        case .requested: .requested
        case .sending: .sending
        case .unanswered: .unanswered
        case .processing: .processing
        case .atBank: .atBank
        case .done: .done
        case .refused: .refused
        case .unclear: .unclear
        }
    }

    /// VNPAY's word that came with it.
    package var code: String? {
        switch self {
        case .refused(let code), .unclear(let code): code
        case .proposed, .returned, .requested, .sending, .unanswered, .processing, .atBank, .done: nil
        }
    }

    init(_ name: Name, code: String) {
        self =
            switch name {
            case .proposed: .proposed
            case .returned: .returned
            case .requested: .requested
            case .sending: .sending
            case .unanswered: .unanswered
            case .processing: .processing
            case .atBank: .atBank
            case .done: .done
            case .refused: .refused(code: code)
            case .unclear: .unclear(code: code)
            }
    }
}

extension RefundMessage {
    /// Everything that went to and came from VNPAY about a refund, oldest first.
    package static func all(of refund: Refund.ID, on connection: any SQLConnection) throws -> [RefundMessage] {
        try connection.rows(
            """
            SELECT id, kind, request_id, sent_at, raw, verdict, answered_at FROM refund_message
            WHERE refund_id = \(refund) ORDER BY sent_at, id LIMIT 200
            """
        ).map { row in
            RefundMessage(
                id: try row.text("id"),
                kind: try row.choice("kind"),
                requestID: try row.text("request_id"),
                sentAt: try row.timestamp("sent_at"),
                raw: try row.textIfPresent("raw"),
                verdict: try row.textIfPresent("verdict"),
                answeredAt: try row.timestampIfPresent("answered_at")
            )
        }
    }

    /// Written before it leaves: what was sent is never in doubt.
    static func leaves(
        _ kind: Kind,
        _ requestID: String,
        of refund: Refund.ID,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO refund_message (id, refund_id, kind, request_id, sent_at)
            VALUES (\(world.newID(RefundMessage.self)), \(refund), \(kind.rawValue), \(requestID), \(world.now()))
            """
        )
    }

    static func answer(
        _ answer: RefundAnswer,
        to requestID: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        // A NUL is nothing that a database takes as text.
        let raw = String(answer.raw.filter { $0 != "\0" }.prefix(20_000))
        try connection.run(
            """
            UPDATE refund_message SET raw = \(raw), verdict = \(answer.result.word), answered_at = \(time)
            WHERE request_id = \(requestID) AND answered_at IS NULL
            """
        )
    }
}

extension RefundCase {
    package static func find(_ id: PaymentCase.ID, on connection: any SQLConnection) throws -> RefundCase? {
        try PaymentCase.find(id, on: connection).map { try read($0, on: connection) }
    }

    /// The case that a refund settles.
    package static func find(of refund: Refund, on connection: any SQLConnection) throws -> RefundCase? {
        try find(key: refund.caseKey, on: connection)
    }

    static func find(key: String, on connection: any SQLConnection) throws -> RefundCase? {
        try PaymentCase.find(key: key, on: connection).map { try read($0, on: connection) }
    }

    package static func read(_ payment: PaymentCase, on connection: any SQLConnection) throws -> RefundCase {
        let attempt = try PaymentAttempt.find(reference: payment.reference, on: connection)
        let receipt = attempt?.state.receipt
        let number: String =
            switch payment.kind {
            case .overpayment, .secondCharge, .unknownReference: payment.detail
            case .rejectedContract, .requested: receipt?.transactionNumber ?? ""
            case .amountMismatch, .suspectedFraud: receipt?.transactionNumber ?? ""
            }
        // A second charge of a reference has a number of its own, and is no payment of ours.
        let paid = receipt.flatMap { $0.transactionNumber == number ? $0.amount : nil }
        let refunds = try Refund.all(of: payment.key, on: connection)
        let ofCharge = try Refund.all(about: payment.reference, on: connection).filter { $0.chargeNumber == number }
        let amount = payment.amount ?? .zero
        let done = try Money.sum(refunds.lazy.filter { $0.state == .done }.map(\.amount))
        let open = refunds.first { $0.state == .proposed }
        let gone = try Money.sum(
            ofCharge.lazy.filter { refund in
                refund.way.name != .kept && refund.state.countsAgainstPayment && refund.id != open?.id
            }.map(\.amount)
        )
        return RefundCase(
            payment: payment,
            chargeNumber: number,
            attempt: attempt,
            paid: paid,
            refunds: refunds,
            left: min(rest(of: amount, after: done), rest(of: paid ?? amount, after: gone))
        )
    }

    private static func rest(of whole: Money, after part: Money) -> Money { (try? whole - part) ?? .zero }
}

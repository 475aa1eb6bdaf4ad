import Kernel
import MobiFoneInvoice
import SandboxKit
import Storage

/// What the imitated system does, each call one transaction of its own journal.
struct InvoiceOffice: Sendable {
    let store: InvoiceStore
    let settings: MobiFoneSandboxSettings
    let world: World
    let faults: SandboxFaults<MobiFoneFaults>

    /// No in words of this system.
    struct Refusal: Error, Sendable {
        let words: String
        init(_ words: String) { self.words = words }
    }

    // MARK: Sign-in

    func signIn(_ request: MobiFone.LoginRequest) async throws -> MobiFone.LoginAnswer {
        guard request.username == settings.username, request.password == settings.password,
            request.tax_code == settings.seller.taxCode
        else {
            return MobiFone.LoginAnswer(token: nil, unitCode: nil, error: "Tên đăng nhập hoặc mật khẩu không đúng")
        }
        let token = world.randomBytes(32).base64URL
        let expiry = world.now().adding(seconds: settings.tokenSeconds)
        try await store.database.write { connection in
            try connection.run("DELETE FROM token WHERE expires_at < \(expiry.adding(days: -30))")
            try connection.run("INSERT INTO token (token, expires_at) VALUES (\(token), \(expiry))")
        }
        return MobiFone.LoginAnswer(token: token, unitCode: settings.unitCode, userID: "1")
    }

    func isSignedIn(_ authorization: String?) async throws -> Bool {
        guard let session = authorization.flatMap(MobiFone.Session.init(authorization:)),
            session.unitCode == settings.unitCode
        else { return false }
        let forgotten = faults.take { $0.forgetToken.spend() }
        let time = world.now()
        return try await store.database.write { connection in
            if forgotten { try connection.run("DELETE FROM token WHERE token = \(session.token)") }
            return try !connection.rows(
                "SELECT token FROM token WHERE token = \(session.token) AND expires_at > \(time)"
            ).isEmpty
        }
    }

    // MARK: Series

    /// The books of this year; made when the year begins.
    func series() async throws -> [MobiFone.Series] {
        // In January last year's books are still open: what was drawn up on its last day is signed then.
        let (year, month, _) = world.now().day.components
        let years = month == 1 ? [year, year - 1] : [year]
        let names = years.flatMap { year in settings.seriesLetters.map { "1C\((year % 100).padded(2))T\($0)" } }
        return try await store.database.write { connection in
            for name in names {
                try connection.run(
                    "INSERT INTO series (id, name) VALUES (\("series-" + name), \(name)) ON CONFLICT DO NOTHING"
                )
            }
            return try connection.rows("SELECT id, name FROM series WHERE name IN (\(list: names)) ORDER BY name DESC")
                .map { MobiFone.Series(id: try $0.text("id"), series: try $0.text("name"), kind: "C") }
        }
    }

    // MARK: Drafts

    func save(_ draft: MobiFone.Draft) async throws -> IssuedInvoice {
        let time = world.now()
        if let words = DraftCheck.objection(to: draft, sellerTaxCode: settings.seller.taxCode, today: time.day) {
            throw Refusal(words)
        }
        guard let series = try await series().first(where: { $0.qlkhsdung_id == draft.cctbao_id }) else {
            throw Refusal("Không tìm thấy ký hiệu hóa đơn")
        }
        guard let digits = series.yearDigits, draft.nlap.dropFirst(2).prefix(2) == digits else {
            throw Refusal("Ngày lập không thuộc năm của ký hiệu \(series.khhdon)")
        }
        let invoice = IssuedInvoice(
            id: world.newID(IssuedInvoice.self).description,
            draft: draft,
            series: series.khhdon,
            status: .waitingForSignature,
            polls: 0,
            savedAt: time
        )
        let detectDuplicates = settings.detectDuplicates
        try await store.database.write { connection in
            try Self.checkOrder(of: draft.nlap, in: invoice.series, on: connection)
            try CorrectionCheck.check(draft, on: connection)
            if detectDuplicates,
                try InvoiceStore.select("order_key = \(draft.sdhang)", on: connection).contains(where: \.isAlive)
            {
                throw Refusal("Số đơn hàng \(draft.sdhang) đã được lập hóa đơn")
            }
            try InvoiceStore.insert(invoice, on: connection)
        }
        return invoice
    }

    /// Takes a draft back; what is signed stays.
    func delete(_ id: String) async throws {
        try await store.database.write { connection in
            let text = MobiFone.Status.waitingForSignature.text
            try connection.run(
                """
                DELETE FROM invoice_line
                WHERE invoice IN (SELECT id FROM invoice WHERE id = \(id) AND status = \(text))
                """
            )
            guard try connection.run("DELETE FROM invoice WHERE id = \(id) AND status = \(text)") == 1 else {
                throw Refusal("Hóa đơn không tồn tại hoặc đã ký")
            }
        }
    }

    /// Numbers run in the order of days.
    private static func checkOrder(of day: String, in series: String, on connection: any SQLConnection) throws {
        let last = try connection.rows("SELECT last_day FROM series WHERE name = \(series)").first?
            .textIfPresent("last_day")
        if let last, day < last {
            throw Refusal("Ngày lập \(day) nhỏ hơn ngày của hóa đơn gần nhất \(last) trong ký hiệu \(series)")
        }
    }

    // MARK: Signing

    func sign(_ ids: [String]) async throws {
        let time = world.now()
        let codes = ids.map { _ in world.randomBytes(8).hex.uppercased() }
        let refused = ids.map { _ in faults.take { $0.refuseCode.spend() } }
        try await store.database.write { connection in
            for (index, id) in ids.enumerated() {
                guard var invoice = try InvoiceStore.select("id = \(id)", on: connection).first else {
                    throw Refusal("Không tìm thấy hóa đơn")
                }
                guard invoice.status == .waitingForSignature else { throw Refusal("Hóa đơn đã được ký") }
                try Self.checkOrder(of: invoice.draft.nlap, in: invoice.series, on: connection)
                let rows = try connection.rows(
                    """
                    UPDATE series SET last_number = last_number + 1, last_day = \(invoice.draft.nlap)
                    WHERE name = \(invoice.series) RETURNING last_number
                    """
                )
                invoice.number = try rows.first?.integer("last_number")
                invoice.status = invoice.needsCode ? .waitingForCode : .sent
                invoice.signedAt = time
                invoice.lookUpCode = codes[index]
                invoice.refusal = refused[index] ? "Thông tin người mua không khớp dữ liệu của cơ quan thuế" : nil
                try InvoiceStore.update(invoice, on: connection)
            }
        }
    }

    // MARK: Looking

    /// Being asked is what moves an invoice on: the authority's answer comes after so many polls and so much time.
    func find(_ condition: SQLStatement) async throws -> [IssuedInvoice] {
        let time = world.now()
        let code = world.randomBytes(17).hex.uppercased()
        let waiting = faults.current.endlessWaiting
        let settings = settings
        return try await store.database.write { connection in
            var invoices = try InvoiceStore.select(condition, on: connection)
            for index in invoices.indices
            where invoices[index].status == .waitingForCode || invoices[index].status == .sent {
                invoices[index].polls += 1
                if !waiting { Self.advance(&invoices[index], at: time, code: code, position: index, settings) }
                try InvoiceStore.update(invoices[index], on: connection)
                try CorrectionCheck.markCorrected(by: invoices[index], on: connection)
            }
            return invoices
        }
    }

    private static func advance(
        _ invoice: inout IssuedInvoice,
        at time: Timestamp,
        code: String,
        position: Int,
        _ settings: MobiFoneSandboxSettings
    ) {
        guard let signedAt = invoice.signedAt, invoice.polls >= settings.pollsUntilCode,
            time.milliseconds(since: signedAt) >= settings.secondsUntilCode * 1_000
        else { return }
        if invoice.refusal != nil {
            invoice.status = invoice.needsCode ? .codeRefused : .notReceivedByAuthority
        } else if invoice.needsCode {
            invoice.status = .codeGranted
            // 34 characters; the end keeps several of one moment apart.
            invoice.authorityCode = code.dropLast(4) + Int64(position).padded(4)
        } else {
            invoice.status = .receivedByAuthority
        }
    }

    /// For people: looks without moving anything.
    func peek(_ condition: SQLStatement) async throws -> [IssuedInvoice] {
        try await store.database.read { connection in try InvoiceStore.select(condition, on: connection) }
    }
}

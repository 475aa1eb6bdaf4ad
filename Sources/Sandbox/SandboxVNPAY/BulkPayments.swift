import Hummingbird
import Kernel
import SandboxKit
import Storage
import VNPAY

/// `{"day":"2026-11-23","count":10000,"seed":1}`, and as one likes `"prefix":"LOAD-"` and `"terminal"`.
private struct BulkOrder: Decodable, Sendable {
    let day: String
    let count: Int
    let seed: UInt64?
    let prefix: String?
    let terminal: String?
}

/// A payment that was put into the journal without anybody walking the pages.
private struct BulkPayment: Encodable, Sendable {
    let reference: String
    let transactionNumber: String
    /// Whole đồng.
    let amount: Int64
    /// `yyyyMMddHHmmss` at +07:00.
    let payDate: String
    /// `yyyyMMddHHmmss` at +07:00: by it, querydr finds the payment.
    let createDate: String
    let bankCode: String
    let cardType: String
}

extension VNPAYSandbox {
    private static let bulkLimit = 100_000
    /// What buyers use, more often the likelier.
    private static let methods = [
        ("NCB", "QRCODE"), ("VIETCOMBANK", "QRCODE"), ("BIDV", "QRCODE"), ("TECHCOMBANK", "QRCODE"), ("NCB", "ATM"),
        ("VIETCOMBANK", "ATM"), ("BIDV", "ATM"), ("VISA", "VISA"), ("MASTERCARD", "MASTERCARD"), ("VNMART", "EWALLET"),
    ]

    /// `POST /sandbox/vnpay/bulk`: puts that many successful payments into a day and lists them, one JSON object a
    /// line. No IPN is sent for them: what a test wants told, it tells.
    @Sendable func insertBulk(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let order: BulkOrder = try await request.json()
        let code = order.terminal ?? settings.terminals.first?.code ?? ""
        guard let day = Day(iso8601: order.day), (1...Self.bulkLimit).contains(order.count),
            settings.terminal(code) != nil
        else {
            return try SandboxJSON.problem("give \"day\":\"2026-11-23\" and \"count\" from 1 to \(Self.bulkLimit)")
        }
        let seed = order.seed ?? 1
        let prefix = plain(order.prefix ?? "BULK-\(day.iso8601.filter { $0 != "-" })-\(seed)-")
        guard (1...80).contains(prefix.count), prefix.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return try SandboxJSON.problem("\"prefix\" has 1 to 80 printable ASCII characters")
        }
        let payments = try await database.write { [self] connection in
            try insert(order.count, into: day, prefix: prefix, (code, Chance(seed: seed)), on: connection)
        }
        guard let payments else {
            return try SandboxJSON.problem("the references \(prefix)… are in use on this day", status: .conflict)
        }
        var lines: [UInt8] = []
        for payment in payments { lines += try SandboxJSON.bytes(payment) + [UInt8(ascii: "\n")] }
        return Response(
            status: .ok,
            headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: lines))
        )
    }

    /// `nil` when one of the references stands in the journal already; then nothing is inserted.
    private func insert(
        _ count: Int,
        into day: Day,
        prefix: String,
        _ origin: (terminal: String, chance: Chance),
        on connection: any SQLConnection
    ) throws -> [BulkPayment]? {
        let used = try connection.rows(
            """
            SELECT token FROM transaction_record WHERE terminal = \(origin.terminal)
                AND txn_ref >= \(prefix + "0") AND txn_ref < \(prefix + ":") LIMIT 1
            """
        )
        guard used.isEmpty else { return nil }
        let numbers = try connection.rows(
            "UPDATE number_sequence SET value = value + \(count) WHERE name = 'transaction' RETURNING value"
        )
        guard let lastNumber = try numbers.first?.integer("value") else {
            throw SQLRowError(column: "value", wanted: "transaction numbers")
        }
        var chance = origin.chance
        // From ten past midnight, so that no payment began on the day before.
        let moments = (0..<count).map { _ in Int64.random(in: 600..<86_400, using: &chance) }.sorted()
        return try moments.enumerated().map { index, second in
            let time = day.start.adding(seconds: second)
            let method = Self.methods.randomElement(using: &chance) ?? ("NCB", "ATM")
            let number = String(index + 1)
            let opened = time.adding(seconds: -Int64.random(in: 20...590, using: &chance))
            let payment = BulkPayment(
                reference: prefix + String(repeating: "0", count: max(0, 6 - number.count)) + number,
                transactionNumber: String(lastNumber - Int64(count) + Int64(index) + 1),
                amount: Int64.random(in: 50...20_000, using: &chance) * 1_000
                    + Int64.random(in: 0...999, using: &chance),
                payDate: VNPAYDate.text(milliseconds: time.milliseconds),
                createDate: VNPAYDate.text(milliseconds: opened.milliseconds),
                bankCode: method.0,
                cardType: method.1
            )
            try insert(payment, terminal: origin.terminal, opened: opened, paid: time, on: connection)
            return payment
        }
    }

    private func insert(
        _ payment: BulkPayment,
        terminal: String,
        opened: Timestamp,
        paid: Timestamp,
        on connection: any SQLConnection
    ) throws {
        let token = token(bytes: 24)
        let bankNumber = bankTransactionNumber(payment.transactionNumber, cardType: payment.cardType)
        try connection.run(
            """
            INSERT INTO transaction_record (token, cookie, terminal, txn_ref, day, amount_dong, order_info, return_url,
                locale, create_date, opened_at, expires_at, state, bank_code, card_type, agreed, response_code,
                transaction_status, transaction_no, bank_tran_no, pay_date, finished_at)
            VALUES (\(token), '', \(terminal), \(payment.reference), \(opened.day), \(payment.amount), 'Bulk', '', 'vn',
                \(payment.createDate), \(opened), \(opened.adding(minutes: 15)), 'paid', \(payment.bankCode),
                \(payment.cardType), 1, '00', '00', \(payment.transactionNumber), \(bankNumber), \(payment.payDate),
                \(paid))
            """
        )
        try connection.run(
            """
            INSERT INTO charge (transaction_no, token, terminal, txn_ref, amount_dong, bank_code, bank_tran_no,
                card_type, response_code, pay_date, created_at)
            VALUES (\(payment.transactionNumber), \(token), \(terminal), \(payment.reference), \(payment.amount),
                \(payment.bankCode), \(bankNumber), \(payment.cardType), '00', \(payment.payDate), \(paid))
            """
        )
    }
}

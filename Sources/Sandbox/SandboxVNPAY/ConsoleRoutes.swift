import Hummingbird
import Kernel
import SandboxKit
import Storage
import VNPAY

/// What the tester sees and orders, under `/sandbox/vnpay`.
extension VNPAYSandbox {
    func addConsoleRoutes(to router: Router<BasicRequestContext>) {
        router.get("/sandbox/vnpay", use: showConsole)
        router.get("/sandbox/vnpay/charges", use: showCharges)
        addSettlementRoutes(to: router)
        router.post("/sandbox/vnpay/bulk", use: insertBulk)
        router.post("/sandbox/vnpay/call", use: orderCall)
        router.post("/sandbox/vnpay/fault", use: orderFaultByForm)
        router.post("/sandbox/vnpay/refund", use: orderRefund)
        router.get("/sandbox/vnpay/faults") { [self] _, _ in try await faults() }
        router.post("/sandbox/vnpay/faults", use: orderFaults)
        router.delete("/sandbox/vnpay/faults") { [self] _, _ in
            try await database.write { try $0.run("DELETE FROM fault_order") }
            return try await faults()
        }
    }

    @Sendable private func showConsole(_ request: Request, _ context: BasicRequestContext) async throws -> SandboxPage {
        let language = request.language
        let console = try await database.read { try Console(on: $0) }
        let day = request.query("day").flatMap { Day(iso8601: $0) } ?? world.now().day
        return ConsolePage(language: language, console: console, settings: settings, settlementDay: day).page
    }

    /// All the money that was taken, oldest first.
    @Sendable private func showCharges(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let charges = try await database.read { connection in
            try connection.rows(
                """
                SELECT terminal, txn_ref, amount_dong, transaction_no, bank_code, card_type, response_code, pay_date,
                    created_at
                FROM charge ORDER BY created_at, transaction_no
                """
            ).map { try Charge($0) }
        }
        return try SandboxJSON.response(charges)
    }

    /// A form of the console: `token` and `kind`, one of resend, forged, amount, unknown, terminal, currency,
    /// replay.
    @Sendable private func orderCall(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let form = try await request.form()
        guard try await callNow(form.text("token"), kind: form.text("kind")) else {
            return try SandboxJSON.problem("there is no such payment, or it has no IPN yet", status: .notFound)
        }
        return request.wantsJSON
            ? try SandboxJSON.response(["called": form.text("kind")])
            : .seeOther("/sandbox/vnpay?lang=" + (form["lang"] == "en" ? "en" : "vi"))
    }

    /// A form of the console: `number` and `kind`, one of advance, accept, refuse.
    @Sendable private func orderRefund(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let form = try await request.form()
        let (number, kind, time) = (form.text("number"), form.text("kind"), world.now())
        guard let order = RefundOrder(rawValue: kind) else {
            return try SandboxJSON.problem("choose advance, accept or refuse", status: .badRequest)
        }
        let moved = try await database.write { try order.apply(to: number, at: time, on: $0) }
        guard moved else { return try SandboxJSON.problem("no such refund under way", status: .notFound) }
        return request.wantsJSON
            ? try SandboxJSON.response(["refund": kind])
            : .seeOther("/sandbox/vnpay?lang=" + (form["lang"] == "en" ? "en" : "vi"))
    }

    @Sendable private func orderFaultByForm(_ request: Request, _ context: BasicRequestContext) async throws -> Response
    {
        let form = try await request.form()
        if let order = FaultOrder(rawValue: form.text("name")) {
            let fault = FaultValue(value: plain(form.text("value")), times: Int64(form.text("times")))
            try await database.write { try fault.apply(order, on: $0) }
        }
        return .seeOther("/sandbox/vnpay?lang=" + (form["lang"] == "en" ? "en" : "vi"))
    }

    /// `{"ipn_drop":2,"querydr":"timeout","refund":{"value":"reject","times":1},"ipn_delay_ms":0}`: a number or a word,
    /// or a value with how many times. 0, false, off and the empty word take an order back.
    @Sendable private func orderFaults(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let orders: [String: FaultValue] = try await request.json()
        let known = FaultOrder.allCases.map(\.rawValue)
        if let unknown = orders.keys.sorted().first(where: { !known.contains($0) }) {
            return try SandboxJSON.problem("there is no fault \(unknown); choose from \(known.joined(separator: ", "))")
        }
        try await database.write { connection in
            for (name, fault) in orders.sorted(by: { $0.key < $1.key }) {
                if let order = FaultOrder(rawValue: name) { try fault.apply(order, on: connection) }
            }
        }
        return try await faults()
    }

    private func faults() async throws -> Response {
        let standing = try await database.read { try Console.faults(on: $0) }
        return try SandboxJSON.response(Dictionary(uniqueKeysWithValues: standing.map { ($0.name, $0.value) }))
    }
}

private struct Charge: Encodable {
    let terminal, txnRef, transactionNumber, bankCode, cardType, responseCode, payDate: String
    let amountDong, createdAt: Int64

    enum CodingKeys: String, CodingKey {
        case terminal
        case txnRef = "txn_ref"
        case transactionNumber = "transaction_no"
        case bankCode = "bank_code"
        case cardType = "card_type"
        case responseCode = "response_code"
        case payDate = "pay_date"
        case amountDong = "amount_dong"
        case createdAt = "created_at"
    }

    init(_ row: SQLRow) throws {
        terminal = try row.text("terminal")
        txnRef = try row.text("txn_ref")
        transactionNumber = try row.text("transaction_no")
        bankCode = try row.text("bank_code")
        cardType = try row.text("card_type")
        responseCode = try row.text("response_code")
        payDate = try row.text("pay_date")
        amountDong = try row.integer("amount_dong")
        createdAt = try row.integer("created_at")
    }
}

/// What is ordered for one fault.
struct FaultValue: Codable, Hashable, Sendable {
    let value: String
    let times: Int64?

    init(value: String, times: Int64?) {
        self.value = value
        self.times = times
    }

    private enum CodingKeys: String, CodingKey { case value, times }

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: CodingKeys.self) {
            value = try Self.word(container.superDecoder(forKey: .value).singleValueContainer())
            times = try container.decodeIfPresent(Int64.self, forKey: .times)
        } else {
            value = try Self.word(decoder.singleValueContainer())
            times = nil
        }
    }

    private static func word(_ container: any SingleValueDecodingContainer) throws -> String {
        if let number = try? container.decode(Int64.self) { return String(number) }
        if let flag = try? container.decode(Bool.self) { return flag ? "on" : "off" }
        return try container.decode(String.self)
    }

    func apply(_ order: FaultOrder, on connection: any SQLConnection) throws {
        let count = order.countsTimes ? Int64(value) ?? (value == "on" ? 1 : nil) : nil
        let once: Int64? = order == .ipnDuplicate ? 1 : nil
        try FaultOrder.set(order, value: value, times: times ?? count ?? once, on: connection)
    }
}

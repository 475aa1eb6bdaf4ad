import Accounting
import Activation
import Approvals
import Billing
import Catalogue
import Contracts
import Customers
import Foundation
import Invoicing
import Journal
import Kernel
import Notices
import Organisation
import Payments
import People
import Reconciliation
import Refunds
import Sales
import Schema
import Storage
import Tariffs
import TestKit
import Testing

/// A shop on a real database, with one plan for 1.200.000 ₫ before 8 % VAT, and a gateway that says what it is told.
struct Shop {
    let clock = TestClock()
    let world: World
    let database: any SQLDatabase
    let key: ServerKey
    let gateway: PaymentGateway
    let visitor = Visitor(address: "203.0.113.7", device: "test")

    static let terms = "2026-11"
    static let total: Int64 = 1_296_000

    init(_ engine: TestEngine, _ migrations: [Migration] = .qldv) async throws {
        world = .test(clock)
        database = try await engine.database(migrations)
        key = try #require(ServerKey(secret: Array(0..<32)))
        gateway = .told(by: world.now)
        _ = try await LoadCatalogue(database: database, world: world)(.small(), by: .system)
    }

    var form: OrderForm {
        var form = OrderForm(planCode: "CA-12", language: .vietnamese)
        form.name = "Nguyễn Văn An"
        form.email = "An.Nguyen@example.vn"
        form.phone = "+84 912 345 678"
        form.address = "Số 5 ngõ 82 Duy Tân, Hà Nội"
        form.acceptedTerms = Self.terms
        return form
    }

    func register(_ form: OrderForm, key idempotencyKey: String = "once") async throws -> RegisterOrder.Outcome {
        try await RegisterOrder(database: database, world: world, key: key, termsVersion: Self.terms)(
            form,
            idempotencyKey: idempotencyKey,
            from: visitor
        )
    }

    /// Registered and confirmed: the token of the payment link.
    func order(key: String = "once") async throws -> String {
        guard case .registered(let token) = try await register(form, key: key) else { throw Unexpected() }
        let code = try await code(of: token)
        guard case .confirmed(let link, _) = try await confirm(token, code) else { throw Unexpected() }
        return link
    }

    func code(of orderToken: String) async throws -> String {
        let id = try #require(Contract.id(ofOrderToken: orderToken, key))
        let secret = try await database.read { try OneTimeSecret.latest(.confirmEmail, subject: "\(id)", on: $0) }
        return try #require(secret).code(key)
    }

    func confirm(_ orderToken: String, _ code: String) async throws -> ConfirmOrder.Outcome {
        try await ConfirmOrder(database: database, world: world, key: key)(
            orderToken: orderToken,
            code: code,
            from: visitor
        )
    }

    func start(_ link: String) async throws -> StartPayment.Outcome {
        try await StartPayment(database: database, world: world, gateway: gateway)(
            paymentToken: link,
            bankCode: nil,
            language: .vietnamese,
            from: visitor
        )
    }

    /// Starts a payment; its reference.
    func attempt(_ link: String) async throws -> String {
        let outcome = try await start(link)
        guard case .redirect(let url) = outcome else {
            Issue.record("no payment begins: \(outcome)")
            throw Unexpected()
        }
        return String(url.dropFirst("pay:".count))
    }

    func notice(_ query: String) async -> TakeNotice.Answer {
        await TakeNotice(database: database, world: world, gateway: gateway)(rawQuery: query, address: "198.51.100.1")
    }

    func page(_ link: String) async throws -> PaymentPage {
        try #require(try await FindPaymentPage(database: database, now: world.now)(paymentToken: link))
    }

    func count(_ table: SQLStatement) async throws -> Int64 {
        try await database.read { connection in
            try connection.rows("SELECT count(*) AS number FROM " + table).first?.integer("number") ?? -1
        }
    }

    struct Unexpected: Error {}
}

extension PaymentGateway {
    /// Reads `true|failed|suspected|forged <reference> [đồng]`: the business knows no wire format.
    static func told(by now: @escaping Now) -> PaymentGateway {
        PaymentGateway(
            terminal: "TEST0001",
            payURL: { "pay:\($0.reference)" },
            readNotice: { text in
                let words = text.split(separator: " ").map(String.init)
                guard words.count >= 2, words[0] != "forged" else {
                    return .forged(reason: "test", claims: words.count > 1 ? words[1] : nil)
                }
                guard let amount = try? Money(dong: words.count > 2 ? Int64(words[2]) ?? 0 : Shop.total) else {
                    return .unreadable(reason: "amount")
                }
                let receipt = GatewayReceipt(
                    transactionNumber: words.count > 3 ? words[3] : "14600001",
                    amount: amount,
                    bank: ("NCB", "ATM", nil),
                    paidAt: now()
                )
                let verdict: GatewayNotice.Verdict =
                    switch words[0] {
                    case "true": .paid(receipt)
                    case "failed": .declined(code: "51")
                    case "suspected": .suspected
                    default: .pending
                    }
                return .genuine(
                    GatewayNotice(terminal: "TEST0001", reference: words[1], amount: amount, verdict: verdict)
                )
            },
            query: { _ in GatewayAnswer(result: .notFound, raw: "") }
        )
    }
}

extension CatalogueData.Plan {
    /// Paid month by month: 300.000 ₫ a month with 100 messages, then 500 ₫ each, from the 1,001st on 400 ₫; 200.000 ₫
    /// once.
    static func messages() throws -> CatalogueData.Plan {
        let unit = Bilingual(vietnamese: "tin", english: "message")
        let meter = try #require(
            UsageTariff(
                meter: "sms",
                unit: unit,
                included: 100,
                scheme: .graduated,
                tiers: [
                    .init(through: 1_000, price: Money(dong: 500)), .init(through: nil, price: Money(dong: 400)),
                ]
            )
        )
        return CatalogueData.Plan(
            code: "SMS-M",
            name: Bilingual(vietnamese: "Tin nhắn trả sau", english: "Messages, postpaid"),
            unit: Bilingual(vietnamese: "thương hiệu", english: "brand"),
            monthlyFee: try Money(dong: 300_000),
            tariff: Tariff(setUpFee: try Money(dong: 200_000), meters: [meter])
        )
    }
}

extension CatalogueData {
    static func small(price: Int64 = 1_200_000) throws -> CatalogueData {
        let name = Bilingual(vietnamese: "Chữ ký số", english: "Digital signature")
        let rates = [
            VATClass.Period(
                from: try #require(Day(year: 2025, month: 7, day: 1)),
                to: Day(year: 2026, month: 12, day: 31),
                rate: .percent(basisPoints: 800)
            ),
            VATClass.Period(
                from: try #require(Day(year: 2027, month: 1, day: 1)),
                to: nil,
                rate: .percent(basisPoints: 1_000)
            ),
        ]
        let unit = Bilingual(vietnamese: "gói", english: "package")
        let plan = Plan(
            code: "CA-12",
            name: Bilingual(vietnamese: "12 tháng", english: "12 months"),
            unit: unit,
            termMonths: 12,
            price: try Money(dong: price)
        )
        return CatalogueData(
            vatClasses: [VATClass(code: "GENERAL", name: name, rates: rates)],
            products: [
                Product(
                    code: "CA",
                    names: (name, name),
                    category: "digital-signature",
                    vatClass: "GENERAL",
                    audience: (true, true),
                    plans: [plan, try .messages()]
                )
            ]
        )
    }
}

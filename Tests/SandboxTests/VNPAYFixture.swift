import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Logging
import SandboxVNPAY
import Storage
import StorageSQLite
import Synchronization
import Testing
import VNPAY

/// A VNPAY on an in-memory journal, a clock moved by hand, and a merchant whose answers are set by the test.
final class VNPAYFixture: Sendable {
    static let secret = VNPAYSecret("DUMMYSECRETFORTESTVECTORS0123456")
    static let returnURL = "https://shop.example/vnpay/return?lang=vi"
    /// 2026-11-23 10:15:00 in Vietnam.
    static let morning = Timestamp(milliseconds: 1_795_403_700_000)

    struct Merchant: Sendable {
        var answer: VNPAYSandbox.Answer? = VNPAYFixture.answer(.confirmed)
        var heard: [String] = []
    }

    let time: Mutex<Timestamp>
    let merchant = Mutex(Merchant())
    let database: SQLiteDatabase

    init(database: SQLiteDatabase, time: Timestamp = morning) async throws {
        self.database = database
        self.time = Mutex(time)
        try await database.migrate(VNPAYSandbox.migrations)
    }

    convenience init() async throws { try await self.init(database: SQLiteDatabase()) }

    static func answer(_ code: VNPAYIPNAnswer) -> VNPAYSandbox.Answer {
        VNPAYSandbox.Answer(status: 200, body: code.json)
    }

    static func settings() -> VNPAYSandboxSettings {
        VNPAYSandboxSettings(terminals: [
            VNPAYSandboxSettings.Terminal(
                code: "DUMMY001",
                secret: "DUMMYSECRETFORTESTVECTORS0123456",
                merchantName: "Cửa hàng <Thử>",
                ipnURL: "https://shop.example/vnpay/ipn",
                approvedReturnOrigins: ["https://shop.example"]
            )
        ])
    }

    func sandbox(_ settings: VNPAYSandboxSettings = settings()) -> VNPAYSandbox {
        let counter = Mutex<UInt64>(0)
        return VNPAYSandbox(
            database: database,
            settings: settings,
            world: World(
                now: { self.time.withLock { $0 } },
                randomBytes: { count in
                    let seed = counter.withLock { number -> UInt64 in
                        number += 1
                        return number
                    }
                    return (0..<count).map { UInt8(truncatingIfNeeded: seed >> (8 * (UInt64($0) % 8))) ^ UInt8($0) }
                }
            ),
            send: { url in
                self.merchant.withLock { merchant in
                    merchant.heard.append(url)
                    return merchant.answer
                }
            },
            logger: Logger(label: "test")
        )
    }

    var now: Timestamp { time.withLock { $0 } }
    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
    func answer(with answer: VNPAYSandbox.Answer?) { merchant.withLock { $0.answer = answer } }
    var heard: [String] { merchant.withLock { $0.heard } }

    func payment(_ reference: String = "REF-1", amountDong: Int64 = 1_105_021) -> VNPAYPayment {
        VNPAYPayment(
            reference: reference,
            amountDong: amountDong,
            description: "Thanh toán gói Đám mây",
            payerAddress: "14.191.1.2",
            createdAt: time.withLock { $0.milliseconds }
        )
    }

    static let terminal = VNPAYTerminal(
        code: "DUMMY001",
        secret: secret,
        payPage: "https://vnpay.example/paymentv2/vpcpay.html",
        returnURL: returnURL
    )

    /// A browser on this VNPAY.
    func browse<Value: Sendable>(
        _ settings: VNPAYSandboxSettings = settings(),
        _ body: @Sendable (VNPAYBrowser) async throws -> Value
    ) async throws -> Value {
        let router = Router()
        let sandbox = sandbox(settings)
        sandbox.addRoutes(to: router)
        return try await Application(router: router).test(.router) { client in
            try await body(VNPAYBrowser(client: client, sandbox: sandbox))
        }
    }

    /// The `n` of a query's one row.
    func count(_ statement: SQLStatement) async throws -> Int64 {
        try await database.read { connection in
            try connection.rows(statement).first.map { try $0.integer("n") } ?? 0
        }
    }
}

/// A browser with a jar of cookies, which follows no redirect by itself.
final class VNPAYBrowser: Sendable {
    struct Page: Sendable {
        let status: Int
        let location: String
        let text: String
    }

    let client: any TestClientProtocol
    let sandbox: VNPAYSandbox
    private let cookies = Mutex<[String: String]>([:])

    init(client: any TestClientProtocol, sandbox: VNPAYSandbox) {
        self.client = client
        self.sandbox = sandbox
    }

    func get(_ address: String) async throws -> Page { try await execute(address, .get, body: "", type: "") }

    func post(_ address: String, _ form: VNPAYFields, accept: String? = nil) async throws -> Page {
        try await execute(address, .post, body: form.query, type: "application/x-www-form-urlencoded", accept: accept)
    }

    func postJSON(_ address: String, _ json: String) async throws -> Page {
        try await execute(address, .post, body: json, type: "application/json")
    }

    func execute(
        _ address: String,
        _ method: HTTPRequest.Method,
        body: String,
        type: String,
        accept: String? = nil
    ) async throws -> Page {
        var headers: HTTPFields = [:]
        let jar = cookies.withLock { $0 }
        if !jar.isEmpty { headers[.cookie] = jar.map { $0.key + "=" + $0.value }.joined(separator: "; ") }
        if !type.isEmpty { headers[.contentType] = type }
        if let accept { headers[.accept] = accept }
        return try await client.execute(
            uri: address.hasPrefix("https://vnpay.example") ? String(address.dropFirst(21)) : address,
            method: method,
            headers: headers,
            body: ByteBuffer(string: body)
        ) { response in
            if let pair = response.headers[.setCookie]?.split(separator: ";").first {
                let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
                self.cookies.withLock { $0[halves[0]] = halves[1] }
            }
            return Page(
                status: response.status.code,
                location: response.headers[.location] ?? "",
                text: String(buffer: response.body)
            )
        }
    }

    func forgetCookies() { cookies.withLock { $0 = [:] } }

    /// Opens a payment and gives its token.
    func open(_ payment: VNPAYPayment) async throws -> String {
        let page = try await get(try payment.url(at: VNPAYFixture.terminal))
        #expect(page.status == 302)
        #expect(page.location.hasPrefix("/paymentv2/Transaction/PaymentMethod.html?token="))
        return String(page.location.drop { $0 != "=" }.dropFirst())
    }

    func step(_ name: String, _ token: String, _ form: VNPAYFields = [:]) async throws -> Page {
        try await post("/paymentv2/Transaction/\(name).html?token=\(token)", form)
    }

    /// Pays with a card of NCB up to the terms.
    func enterCard(_ number: String, _ token: String, date: String = "07/15") async throws -> Page {
        let card = try await step(
            "Card",
            token,
            ["bank": "NCB", "card_number_mask": number, "cardHolder": "nguyen van a", "cardDate": date]
        )
        guard card.location.contains("Terms.html") else { return card }
        return try await step("Terms", token)
    }

    /// The whole of the flow that succeeds.
    func pay(_ payment: VNPAYPayment) async throws -> Page {
        let token = try await open(payment)
        _ = try await enterCard("9704198526191432198", token)
        return try await step("Confirm", token, ["otpvalue": "123456"])
    }

    func notice(in address: String) throws -> VNPAYNotice? {
        let query = address.split(separator: "?", maxSplits: 1).last.map(String.init) ?? ""
        guard case .signed(let notice) = VNPAYNotice.read(query, secret: VNPAYFixture.secret) else { return nil }
        return notice
    }
}

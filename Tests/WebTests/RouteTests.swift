import Accounting
import Activation
import Billing
import Catalogue
import Contracts
import Foundation
import Hummingbird
import HummingbirdTesting
import Invoicing
import Journal
import Kernel
import Logging
import Notices
import Payments
import People
import Reconciliation
import Schema
import Storage
import TestKit
import Testing
import UsageFiles

@testable import Web

/// The routes on a real database, over HTTP without a socket.
@Suite struct RouteTests {
    @Test(arguments: [
        "/", "/dich-vu/CA", "/dang-ky/CA-12", "/dieu-khoan", "/design", "/tai-khoan/dang-nhap", "/quan-ly/dang-nhap",
        "/huong-dan", "/huong-dan/phe-duyet", "/huong-dan/thanh-toan-qua-email",
    ])
    func `a page anybody may see answers with the headers that keep browsers safe`(path: String) async throws {
        try await site().test(.router) { client in
            let response = try await client.execute(uri: path, method: .get)
            #expect(response.status == .ok)
            let policy = response.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
        }
    }

    @Test(arguments: [
        ("/khong-co", 404), ("/dich-vu/KHONG", 404), ("/dang-ky/KHONG", 404), ("/p/khong-co", 404),
        ("/p/khong-co/trang-thai", 404), ("/xac-nhan/khong-co", 404), ("/tai-khoan", 401), ("/tai-khoan/hoa-don", 401),
        ("/tai-khoan/thong-tin", 401), ("/vnpay/return?vnp_TxnRef=1", 400), ("/api/v1/test_clock", 404),
        ("/huong-dan/khong-co", 404), ("/huong-dan/README", 404), ("/huong-dan/hinh/khong-co.webp", 404),
        ("/huong-dan/hinh/..%2Fphe-duyet.md", 404),
    ])
    func `what is not there, or not yours, has its own page`(path: String, status: Int) async throws {
        try await site().test(.router) { client in
            let response = try await client.execute(uri: path, method: .get)
            #expect(response.status.code == status)
            #expect(String(buffer: response.body).contains("<h1"))
        }
    }

    @Test func `every page that a guide leads to is there, and every picture`() async throws {
        try await site().test(.router) { client in
            for guide in GuideBook.embedded.guides {
                for case .path(let path) in guide.text.targets {
                    let status = try await client.execute(uri: path, method: .get).status
                    #expect(status == .ok || status == .seeOther || status == .unauthorized, "\(guide.name): \(path)")
                }
            }
            for picture in GuideBook.embedded.pictures.values {
                let address = Address.guidePicture(picture).description
                let response = try await client.execute(uri: address, method: .get)
                #expect(response.headers[.contentType] == "image/webp")
                #expect(response.headers[.cacheControl]?.contains("immutable") == true)
                #expect(response.body.readableBytes == picture.bytes.count)
            }
        }
    }

    @Test func `a form that is not ours changes nothing`() async throws {
        let (site, database) = try await siteAndDatabase()
        try await site.test(.router) { client in
            for body in ["name=An", "csrf=wrong&name=An"] {
                let response = try await client.execute(
                    uri: "/dang-ky/CA-12",
                    method: .post,
                    headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: body)
                )
                #expect(response.status == .forbidden)
            }
        }
        let contracts = try await database.read { try $0.rows("SELECT id FROM contract") }
        #expect(contracts.isEmpty)
    }

    @Test func `a form of ours with mistakes comes back with each of them, and keeps what was typed`() async throws {
        try await site().test(.router) { client in
            let page = try await client.execute(uri: "/dang-ky/CA-12", method: .get)
            let text = String(buffer: page.body)
            let token = try #require(text.firstMatch(of: /name="csrf" value="([^"]+)"/)?.1)
            let cookie = try #require(page.headers[.setCookie]?.split(separator: ";").first)
            let form = "csrf=\(token)&key=k&terms_version=2026-11&name=%C4%90%C3%A0o&email=an%40&phone=1&address=HN"
            let response = try await client.execute(
                uri: "/dang-ky/CA-12",
                method: .post,
                headers: [.contentType: "application/x-www-form-urlencoded", .cookie: String(cookie)],
                body: ByteBuffer(string: form)
            )
            #expect(response.status == .unprocessableContent)
            let answer = String(buffer: response.body)
            #expect(answer.contains("value=\"Đào\""))
            for field in ["email", "phone", "address"] { #expect(answer.contains("f-\(field)-error")) }
        }
    }

    @Test(arguments: ["forged", "%ZZ", "", "a=b&c"])
    func `VNPAY always hears a 200 and two keys`(query: String) async throws {
        try await site().test(.router) { client in
            let response = try await client.execute(uri: "/vnpay/ipn?\(query)", method: .get)
            #expect(response.status == .ok)
            let answer = try JSONDecoder().decode([String: String].self, from: Data(response.body.readableBytesView))
            #expect(answer == ["RspCode": "97", "Message": "Invalid signature"])
        }
    }

    @Test(arguments: ["/", "/khong-co", "/static/qldv.css", "/quan-ly", "/api/v1/khong-co", "/healthz"])
    func `over https every answer tells the browser to stay there, for the hosts below too`(path: String) async throws {
        try await site(at: "https://qldv.example").test(.router) { client in
            let response = try await client.execute(uri: path, method: .get)
            #expect(response.headers[.strictTransportSecurity] == "max-age=31536000; includeSubDomains")
        }
        try await site().test(.router) { client in
            let response = try await client.execute(uri: path, method: .get)
            #expect(response.headers[.strictTransportSecurity] == nil)
        }
    }

    @Test func `what a cache on the way may keep carries nobody's cookie`() async throws {
        try await site().test(.router) { client in
            for file in StaticFile.all {
                for address in [file.address, file.fixedAddress] {
                    let uri = address.asking("lang", "en").description
                    let response = try await client.execute(uri: uri, method: .get)
                    #expect(response.headers[.cacheControl]?.hasPrefix("public") == true)
                    #expect(response.headers[.setCookie] == nil, "\(uri)")
                }
            }
            let page = try await client.execute(uri: "/", method: .get)
            #expect(page.headers[.setCookie]?.contains("qldv_visitor=") == true)
            #expect(page.headers[.cacheControl] == "no-store")
        }
    }

    @Test func `no path in the log holds a token that opens something`() throws {
        let key = try #require(ServerKey(secret: Array(0..<32)))
        let id = World.test().newID(RouteTests.self)
        let token = key.token("x", "y")
        for path in [
            "/p/\(token)", "/tai-khoan/vao/\(id).\(token)", "/xac-nhan/\(id).\(token)", "/xac-nhan-thu/\(id).\(token)",
            "/quan-ly/loi-moi/\(id).\(token)", "/quan-ly/dat-mat-khau/\(id).\(token)", "/p/\(token)/thanh-toan",
        ] {
            #expect(!path.withoutSecrets.contains(token), "\(path)")
            #expect(path.withoutSecrets.contains("…"))
        }
        for path in ["/", "", "/quan-ly/hop-dong/\(id)/trinh", "/quan-ly/doi-soat/2026-11-24", "/huong-dan/phe-duyet"] {
            #expect(path.withoutSecrets == path)
        }
    }

    @Test(arguments: ["a=%00", "a=%0", "a=%C3%28", "a=%1B"])
    func `control characters and broken encodings are refused`(text: String) {
        #expect(throws: HTTPError.self) { try FormData(encoded: text) }
    }

    // MARK: A site

    private func site(at address: String = "http://localhost") async throws -> some ApplicationProtocol {
        try await siteAndDatabase(at: address).0
    }

    private func siteAndDatabase(
        at address: String = "http://localhost"
    ) async throws -> (some ApplicationProtocol, any SQLDatabase) {
        let world = World.test()
        let database = try await TestEngine.sqlite.database(.qldv)
        _ = try await LoadCatalogue(database: database, world: world)(Self.catalogue(), by: .system)
        let seller = Seller(
            name: "QLDV",
            legalName: "QLDV",
            taxCode: "0100686209",
            address: "Hà Nội",
            phone: "1900",
            email: "a@b.vn"
        )
        let gateway = PaymentGateway(
            terminal: "T",
            payURL: { "https://pay.example/\($0.reference)" },
            readNotice: { _ in .forged(reason: "test") },
            query: { _ in GatewayAnswer(result: .notFound, raw: "") }
        )
        let website = Website(
            data: (database, world, try #require(ServerKey(secret: Array(0..<32)))),
            gateway: gateway,
            files: (SettlementReader { _ in SettlementRows(export: "fees") { _ in [] } }, .spreadsheet),
            passwords: PasswordHashing(hash: { $0 }, verify: { $0 == $1 }),
            settings: (
                WebSettings(
                    publicAddress: address,
                    gatewayOrigin: "https://pay.example",
                    trustsProxy: false,
                    terms: ("2026-11", seller),
                    isDemo: false
                ), Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ),
            moveClock: nil
        )
        return (Application(router: website.makeRouter()), database)
    }

    private static func catalogue() throws -> CatalogueData {
        let name = Bilingual(vietnamese: "Chữ ký số", english: "Digital signature")
        let rate = VATClass.Period(from: Day(number: 0), to: nil, rate: .percent(basisPoints: 800))
        let plan = CatalogueData.Plan(
            code: "CA-12",
            name: name,
            unit: name,
            termMonths: 12,
            price: try Money(dong: 1_000)
        )
        return CatalogueData(
            vatClasses: [VATClass(code: "G", name: name, rates: [rate])],
            products: [
                CatalogueData.Product(
                    code: "CA",
                    names: (name, name),
                    category: "digital-signature",
                    vatClass: "G",
                    audience: (true, true),
                    plans: [plan]
                )
            ]
        )
    }
}

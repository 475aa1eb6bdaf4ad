import Accounting
import Billing
import Contracts
import Evidence
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import Payments
import People
import Sales
import Spreadsheet
import Storage
import TestKit
import Testing

@testable import Web

/// Payments, evidence and books over HTTP, as the people see them whose they are.
@Suite struct MoneyRouteTests {
    /// The house with one contract of KV1 paid, whose customer's name is a formula, and a forged message about it.
    private struct Paid {
        let site: StaffSite
        let reference: String
        let contract: String

        init() async throws {
            site = try await StaffSite()
            let things = try #require(site.things["KV1"])
            contract = things.contract
            let (id, database, key, world) = (try #require(Contract.ID(contract)), site.database, site.key, site.world)
            try await database.write { try $0.run("UPDATE contract SET invoice_legal_name = '=1+1' WHERE id = \(id)") }
            let link = try await database.read { connection in
                try #require(
                    try PaymentRequest.current(of: id, on: connection)
                        .flatMap { try PaymentLink.latest(of: $0.id, on: connection) }
                )
            }
            let gateway = Self.gateway(world.now)
            let visitor = Visitor(address: "203.0.113.9", device: "test")
            let start = StartPayment(database: database, world: world, gateway: gateway)
            let outcome = try await start(
                paymentToken: link.token(key),
                bankCode: nil,
                language: .vietnamese,
                from: visitor
            )
            guard case .redirect(let reference) = outcome else { throw StaffSite.Unexpected() }
            self.reference = reference
            let take = TakeNotice(database: database, world: world, gateway: gateway)
            let signed = "vnp_TxnRef=\(reference)&vnp_CardNumber=9704198526191432198&vnp_SecureHash=abcdef0123456789"
            #expect(await take(rawQuery: signed, address: "198.51.100.1") == .recorded)
            #expect(await take(rawQuery: "forged&vnp_TxnRef=\(reference)", address: "192.0.2.66") == .badSignature)
        }

        private static func gateway(_ now: @escaping Now) -> PaymentGateway {
            PaymentGateway(
                terminal: "T",
                payURL: { $0.reference },
                readNotice: { raw in
                    let reference = raw.split(separator: "&").first { $0.hasPrefix("vnp_TxnRef=") }?.dropFirst(11)
                    guard let reference, !raw.hasPrefix("forged"), let amount = try? Money(dong: 1_080_000) else {
                        return .forged(reason: "test", claims: reference.map(String.init))
                    }
                    let receipt = GatewayReceipt(
                        transactionNumber: "14600001",
                        amount: amount,
                        bank: ("NCB", "ATM", nil),
                        paidAt: now()
                    )
                    return .genuine(
                        GatewayNotice(
                            terminal: "T",
                            reference: String(reference),
                            amount: amount,
                            verdict: .paid(receipt)
                        )
                    )
                },
                query: { _ in GatewayAnswer(result: .notFound, raw: "") }
            )
        }

        /// What somebody of the house gets.
        func get(_ path: String, as role: Role, of unit: String) async throws -> TestResponse {
            let session = try await signIn(try #require(site.members[.init(role: role, unit: unit)]))
            return try await site.application.test(.router) { client in
                try await site.send(.get, path, session: session, over: client)
            }
        }

        /// A session as signing in makes one, as often as a test asks.
        private func signIn(_ member: StaffMember) async throws -> String {
            let token = "session-\(member.id)"
            let (world, time) = (site.world, site.world.now())
            try await site.database.write { connection in
                try connection.run(
                    """
                    INSERT INTO staff_session (id, token_digest, staff_id, device, address, created_at, seen_at, expires_at)
                    VALUES (\(world.newID(StaffSession.self)), \(ServerKey.digest(token)), \(member.id), 'test', '', \(time),
                        \(time), \(time.adding(hours: 8)))
                    ON CONFLICT (token_digest) DO NOTHING
                    """
                )
                try connection.run("UPDATE staff SET factor_confirmed = 1 WHERE id = \(member.id)")
            }
            return token
        }

        func page(_ path: String, as role: Role = .accountant, of unit: String = "CNTT") async throws -> String {
            let response = try await get(path, as: role, of: unit)
            #expect(response.status == .ok, "\(path)")
            return String(buffer: response.body)
        }
    }

    @Test func `a payment is found, and tells its story without card number or signature`() async throws {
        let paid = try await Paid()
        for question in [
            "", "?tim=\(paid.reference)", "?tim=14600001", "?trang-thai=paid&ngan-hang=ncb&it-nhat=1.000.000",
        ] {
            #expect(try await paid.page("/quan-ly/thanh-toan\(question)").contains(paid.reference), "\(question)")
        }
        let nothing = try await paid.page("/quan-ly/thanh-toan?tim=khong-co&tu=hom-qua")
        #expect(!nothing.contains("\(paid.reference)<") && nothing.contains("không phải là một ngày"))
        let other = try await paid.page("/quan-ly/thanh-toan", as: .accountManager, of: "KV2")
        #expect(!other.contains(paid.reference))
        let story = try await paid.page("/quan-ly/thanh-toan/\(paid.reference)")
        #expect(story.contains("•••••••••••••••2198") && !story.contains("9704198526191432198"))
        #expect(story.contains("abcdef…") && !story.contains("abcdef0123456789"))
        #expect(story.contains("Không chứng thực được") && story.contains("192.0.2.66"))
        #expect(story.contains("Tiền VNPAY giữ hộ"))
        let hidden = try await paid.get("/quan-ly/thanh-toan/\(paid.reference)", as: .regionalApprover, of: "KV2")
        #expect(hidden.status == .notFound)
        #expect(try await paid.page("/quan-ly/thanh-toan/truong-hop").contains("Không có trường hợp nào đang mở"))
    }

    @Test func `an export holds what was asked for, runs no formula, and is noted`() async throws {
        let paid = try await Paid()
        let csv = try await paid.page("/quan-ly/thanh-toan/xuat?dang=csv&trang-thai=paid")
        let lines = csv.split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines[0].contains("Bắt đầu (UTC+7)"))
        #expect(
            lines[1].contains("\(paid.reference),") && lines[1].contains(",'=1+1,") && lines[1].contains(",1080000,")
        )
        #expect(lines[1].contains("23/11/2026 12:00:00"))
        let sheet = try await paid.get("/quan-ly/thanh-toan/xuat?dang=xlsx", as: .accountant, of: "CNTT")
        #expect(sheet.headers[.contentDisposition]?.contains("thanh-toan-2026-11-23.xlsx") == true)
        #expect(Array(sheet.body.readableBytesView.prefix(2)) == Array("PK".utf8))
        #expect(
            try await paid.get("/quan-ly/thanh-toan/xuat?dang=pdf", as: .accountant, of: "CNTT").status == .badRequest
        )
        let unread = try await paid.get("/quan-ly/thanh-toan/xuat?tu=hom-qua", as: .accountant, of: "CNTT")
        #expect(unread.status == .badRequest, "what cannot be read must not take out everything")
        #expect(try await paid.get("/quan-ly/thanh-toan/xuat", as: .agent, of: "KV1").status == .forbidden)
        let noted = try await paid.site.database.read { connection in
            try connection.rows("SELECT detail FROM audit_entry WHERE action = 'payments.exported' ORDER BY at, id")
                .map { try $0.text("detail") }
        }
        #expect(noted.count == 2)
        #expect(noted.contains("filter=state=paid\nformat=csv\ncount=1"))
    }

    @Test func `evidence is taken from the payment and from the contract, and its key is anybody's`() async throws {
        let paid = try await Paid()
        let key = try EvidenceKey(paid.site.key).publicKey
        for path in ["thanh-toan/\(paid.reference)", "hop-dong/\(paid.contract)"] {
            let file = try await paid.get("/quan-ly/\(path)/bang-chung", as: .auditor, of: "KV1")
            #expect(file.headers[.contentDisposition]?.contains("qldv-bang-chung-HD-2026-KV1-00001") == true)
            let reading = GatewayReading(facts: { _, _ in nil }, refund: { _, _ in nil }, isSigned: nil)
            let proofs = VerifyEvidence(gateway: reading, publicKey: key)(Data(file.body.readableBytesView))
            #expect(proofs?.filter(\.isBroken).map(\.name) == [.messages], "this gateway's words cannot be read here")
            #expect(try await paid.get("/quan-ly/\(path)/bang-chung", as: .auditor, of: "KV2").status == .notFound)
            #expect(
                try await paid.get("/quan-ly/\(path)/bang-chung", as: .accountManager, of: "KV1").status == .forbidden
            )
        }
        try await paid.site.application.test(.router) { client in
            let page = try await client.execute(uri: "/bang-chung/khoa", method: .get)
            #expect(page.status == .ok)
            #expect(String(buffer: page.body).contains(key.replacing("+", with: "+")))
        }
    }

    @Test func `the books show what was booked, and prove it`() async throws {
        let paid = try await Paid()
        let balance = try await paid.page("/quan-ly/so-sach")
        #expect(balance.contains("1.080.000 Nợ") && balance.contains("Balanced") == false && balance.contains(">Cân<"))
        #expect(balance.contains("<svg class=\"bars\""))
        let before = try await paid.page("/quan-ly/so-sach?tu=2026-11-01&den=2026-11-22")
        #expect(!before.contains("1.080.000"))
        #expect(try await paid.page("/quan-ly/so-sach?tu=2026-12-01&den=2026-11-22").contains("chạy ngược") == false)
        let account = try await paid.page("/quan-ly/so-sach/tai-khoan/vnpay_clearing")
        #expect(account.contains(paid.reference) && account.contains("HD-2026-KV1-00001"))
        let id = try #require(account.firstMatch(of: /so-sach\/but-toan\/([0-9a-f-]{36})/)?.1)
        let transaction = try await paid.page("/quan-ly/so-sach/but-toan/\(id)")
        #expect(transaction.contains("Doanh thu chờ phân bổ") && transaction.contains(paid.reference))
        let csv = try await paid.page("/quan-ly/so-sach/tai-khoan/vnpay_clearing/xuat?dang=csv")
        #expect(csv.split(separator: "\r\n").count == 2 && csv.contains(",1080000,"))
        #expect(try await paid.page("/quan-ly/so-sach/xuat").split(separator: "\r\n").count == 12)
        for path in ["tai-khoan/khong-co", "but-toan/x"] {
            #expect(try await paid.get("/quan-ly/so-sach/\(path)", as: .accountant, of: "CNTT").status == .notFound)
        }
        #expect(try await paid.page("/quan-ly/so-sach/chung-minh").contains("Mọi quy tắc đều đúng"))
        try await paid.site.database.write {
            try $0.run("UPDATE ledger_posting SET amount_dong = amount_dong + 1 WHERE account = 'vat_payable'")
        }
        let broken = try await paid.page("/quan-ly/so-sach/chung-minh")
        #expect(broken.contains("Có quy tắc bị vi phạm") && broken.contains("payment/"))
        #expect(try await paid.page("/quan-ly/so-sach").contains("Nợ và có không bằng nhau"))
        #expect(try await paid.get("/quan-ly/so-sach", as: .accountant, of: "KV1").status == .forbidden)
    }

    @Test(arguments: [
        ("9704198526191432198", true), ("9704 1985 2619 1432 198", true), ("4111-1111-1111-1111", true),
        ("4111111111111112", false), ("20261123140509", false), ("HD-2026-KV1-00054-01", false), ("", false),
    ])
    func `a card's number is known by its check digit`(text: String, isCard: Bool) {
        #expect(text.hasCardNumber == isCard)
    }

    @Test(arguments: ["1.296.000", "1,296,000 ₫", "1296000", " 1 296 000 đ "])
    func `an amount is read as people type it`(text: String) {
        #expect(Money(typed: text)?.dong == 1_296_000)
        #expect(Money(typed: "-1") == nil && Money(typed: "x") == nil && Money(typed: "") == nil)
    }
}

import Billing
import Contracts
import Hummingbird
import HummingbirdTesting
import Kernel
import Letters
import Markup
import Organisation
import People
import Sales
import Storage
import TestKit
import Testing

@testable import Web

/// What the payer of a signed contract reads (steps B2 to B4): nobody registered, and people approve before anything is
/// activated.
@Suite struct PayerTests {
    private func link(_ site: StaffSite, _ contract: Contract.ID) async throws -> String {
        let (database, key) = (site.database, site.key)
        let found = try await database.read { connection in
            try PaymentRequest.current(of: contract, on: connection)
                .flatMap { try PaymentLink.latest(of: $0.id, on: connection) }
        }
        return try #require(found).token(key)
    }

    @Test
    func `the way back to VNPAY is on the page while its page is open, and a link that was closed says whom to ask`()
        async throws
    {
        let site = try await StaffSite()
        let things = try #require(site.things["KV1"])
        let id = try #require(Contract.ID(things.contract))
        let token = try await link(site, id)
        let manager = try #require(site.members[.init(role: .accountManager, unit: "KV1")])
        try await site.application.test(.router) { client async throws in
            func page() async throws -> String {
                String(buffer: try await site.send(.get, "/p/\(token)", session: nil, over: client).body)
            }
            let first = try await page()
            #expect(
                first.contains("aria-label=\"Các bước\"><li class=\"done\">Hợp đồng<") && !first.contains("Đăng ký<")
            )
            let go = try await site.send(.post, "/p/\(token)/thanh-toan", session: nil, over: client)
            let there = try #require(go.headers[.location])
            #expect(there.hasPrefix("https://pay.example/"))
            #expect(try await page().contains("Tiếp tục ở VNPAY"))
            let again = try await site.send(.post, "/p/\(token)/tiep-tuc", session: nil, over: client)
            #expect(again.headers[.location] == there, "the same attempt")
            _ = try await FollowLinks(database: site.database, world: site.world, key: site.key)(
                .revoke,
                id,
                by: manager
            )
            try await site.database.write {
                try $0.run("UPDATE payment_attempt SET state = 'declined', decline_code = '51'")
            }
            let closed = try await page()
            #expect(closed.contains("Đường dẫn đã được đóng") && closed.contains("tel:0912345678"))
            #expect(!closed.contains("đường dẫn mới hơn"))
        }
    }

    @Test func `after a refusal by the bank there is one way to pay again`() throws {
        let specimen = try #require(Specimen.all.first { $0.name == "pay-declined" })
        let declined = specimen.page.html.string
        #expect(!declined.contains("Thử lại<"))
        // The button of the page, and the bar that takes its place on a telephone.
        #expect(declined.matches(of: />Thanh toán lại</).count == 2)
        #expect(declined.contains("beside-paybar") && declined.contains("paybar no-print"))
    }

    @Test(arguments: [
        (ContractState.awaitingRegionalApproval, [Happening.State.done, .now, .next, .next, .next]),
        (.awaitingITApproval, [.done, .done, .now, .next, .next]), (.activating, [.done, .done, .done, .next, .next]),
        (.rejected, [.done, .stuck]),
    ])
    func `what comes next of a signed contract is its approval`(
        state: ContractState,
        expected: [Happening.State]
    ) async throws {
        let site = try await StaffSite()
        let things = try #require(site.things["KV1"])
        let id = try #require(Contract.ID(things.contract))
        try await site.database.write { connection in
            try connection.run("UPDATE contract SET state = \(state.rawValue) WHERE id = \(id)")
        }
        let contract = try #require(try await site.database.read { try Contract.find(id, on: $0) })
        for language in Language.allCases {
            let shown = Words(language: language).progress(contract, [], nil, paidAt: site.world.now())
            #expect(shown.map(\.state) == expected)
        }
        let words = Words(language: .vietnamese).progress(contract, [], nil, paidAt: site.world.now())
        if state == .awaitingRegionalApproval {
            #expect(words[1].words == "Công ty khu vực phê duyệt hợp đồng")
            #expect(words[1].detail.string.contains("2 ngày làm việc"))
        }
    }

    @Test(arguments: Language.allCases)
    func `the letter says who approves before anything is activated`(language: Language) {
        let head = Letterhead(name: "Q", legalName: "Q", address: "Hà Nội", phone: "18001290", email: "a@b.vn")
        let letters = Letters(head: head, language: language, name: "An")
        func text(_ days: Int64?) -> String {
            letters.paymentReceived(
                amount: "1 ₫",
                words: "một đồng",
                facts: [],
                link: "https://b.vn",
                approvalDays: days
            )
            .text.replacing("\n", with: " ")
        }
        #expect(text(4).contains(language("4 ngày làm việc", "4 working days")))
        #expect(!text(4).contains(language("đang được kích hoạt", "is being activated")))
        #expect(text(nil).contains(language("đang được kích hoạt", "is being activated")))
    }
}

import Billing
import Contracts
import Kernel
import Organisation
import Payments
import People
import Storage
import TestKit
import Testing

/// What a stranger may try again and again, and what six digits open.
@Suite struct GuessingTests {
    @Test(arguments: [
        "password1234", "123456789012", "qwertyuiop12", "mobifone2026", "MatKhau@12345", "P@ssw0rd2026!",
        "aaabbbcccddd",
        "abcdefghijkl", "Admin123456!", "ngắn quá", "quantri.mobifone", "hanoi2026hanoi",
    ])
    func `what is guessed first is no password`(password: String) {
        #expect(!PasswordRule.holds(password))
    }

    @Test(arguments: [
        "mật khẩu đủ dài 123", "con mèo ngủ trên mái", "7gT!kz02Qp#v", "correct horse battery", "Winter in Berlin 77",
        "4813 0926 5571 2", "đi chợ Đồng Xuân",
    ])
    func `a long phrase of one's own is one`(password: String) {
        #expect(PasswordRule.holds(password))
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8::1", "2001:db8:0:0::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("::1", "0:0:0:0::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.7"), ("2001:0db8:0001:2::", "2001:db8:1:2::/64"),
    ])
    func `a line of IPv6 counts as one`(address: String, network: String) {
        #expect(Visitor(address: address, device: "").network == network)
    }

    /// The second order of one address, confirmed by the typed code or by the letter's link.
    private func second(_ shop: Shop, byLink: Bool) async throws -> ConfirmOrder.Outcome {
        guard case .registered(let token) = try await shop.register(shop.form, key: "second") else {
            throw Shop.Unexpected()
        }
        guard byLink else { return try await shop.confirm(token, shop.code(of: token)) }
        let id = try #require(Contract.id(ofOrderToken: token, shop.key))
        let secret = try await shop.database.read { try OneTimeSecret.latest(.confirmEmail, subject: "\(id)", on: $0) }
        let confirm = ConfirmOrder(database: shop.database, world: shop.world, key: shop.key)
        return try await confirm(linkToken: try #require(secret).linkToken(shop.key), from: shop.visitor)
    }

    @Test(arguments: TestEngine.available, [false, true])
    func `a typed code proves an order, and opens an account only when it makes one`(
        engine: TestEngine,
        byLink: Bool
    ) async throws {
        let shop = try await Shop(engine)
        guard case .registered(let token) = try await shop.register(shop.form, key: "first"),
            case .confirmed(_, let session) = try await shop.confirm(token, shop.code(of: token))
        else { throw Shop.Unexpected() }
        #expect(session != nil, "a new account is the orderer's own")
        guard case .confirmed(let payment, let again) = try await second(shop, byLink: byLink) else {
            throw Shop.Unexpected()
        }
        #expect((again != nil) == byLink)
        guard case .redirect = try await shop.start(payment) else {
            Issue.record("the order can be paid all the same")
            return
        }
    }

    @Test(arguments: TestEngine.available)
    func `somebody on the network has us write only so many letters to others`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let send = SendSignInLink(database: house.database, world: house.world)
        let ask = RequestStaffPassword(database: house.database, world: house.world)
        for number in 0..<15 {
            #expect(
                try await send(email: "a\(number)@example.vn", language: .vietnamese, from: house.visitor)
                    == .sentIfKnown
            )
            #expect(try await ask(email: "b\(number)@example.vn", from: house.visitor) == .sentIfKnown)
        }
        #expect(try await send(email: "c@example.vn", language: .vietnamese, from: house.visitor) == .tooMany)
        #expect(try await ask(email: "c@example.vn", from: house.visitor) == .tooMany)
        let other = Visitor(address: "203.0.113.99", device: "test")
        #expect(try await send(email: "c@example.vn", language: .vietnamese, from: other) == .sentIfKnown)
        house.clock.advance(minutes: 16)
        #expect(try await ask(email: "c@example.vn", from: house.visitor) == .sentIfKnown)
    }

    @Test(arguments: TestEngine.available)
    func `of a forged notice only the beginning is kept`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        #expect(await shop.notice("forged X " + String(repeating: "A", count: 60_000)) == .badSignature)
        let kept = try await shop.database.read { connection in
            try connection.rows("SELECT raw FROM gateway_message").map { try $0.text("raw") }
        }
        #expect(kept.count == 1)
        #expect(kept.allSatisfy { $0.utf8.count < 4_200 && $0.hasPrefix("forged X AAA") && $0.hasSuffix("…") })
    }

    @Test(arguments: TestEngine.available)
    func `whoever is acted for by a program is told`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let keep = KeepTokens(database: house.database, world: house.world)
        var form = KeepTokens.Form(staff: try house.id(.manager))
        (form.name, form.scopes, form.days) = ("ERP", [.viewContracts], 30)
        guard case .issued = try await keep.issue(form, by: .person(house.member(.admin))) else {
            throw Shop.Unexpected()
        }
        #expect(try await house.inbox(.manager).map(\.kind) == [.tokenIssued])
        guard case .issued = try await keep.issue(form, by: .person(house.member(.manager))) else {
            throw Shop.Unexpected()
        }
        #expect(try await house.inbox(.manager).count == 1, "not of what one did oneself")
    }
}

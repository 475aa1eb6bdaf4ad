import Billing
import Contracts
import Kernel
import Notices
import People
import Storage
import TestKit
import Testing

@Suite struct PeopleTests {
    private let plain = PasswordHashing(hash: { "hash:" + $0 }, verify: { "hash:" + $0 == $1 })

    private func customer(_ engine: TestEngine) async throws -> (Shop, People.Session, token: String) {
        let shop = try await Shop(engine)
        guard case .registered(let order) = try await shop.register(shop.form) else { throw Shop.Unexpected() }
        let code = try await shop.code(of: order)
        guard case .confirmed(paymentToken: _, session: let token) = try await shop.confirm(order, code), let token
        else {
            throw Shop.Unexpected()
        }
        let sessions = Sessions(database: shop.database, world: shop.world)
        guard let session = try await sessions.find(token: token) else { throw Shop.Unexpected() }
        return (shop, session, token)
    }

    @Test(arguments: TestEngine.available)
    func `a new password ends every other session, and only that password signs in`(engine: TestEngine) async throws {
        let (shop, session, first) = try await customer(engine)
        let sessions = Sessions(database: shop.database, world: shop.world)
        let own = OwnDetails(database: shop.database, world: shop.world, passwords: plain)
        let second = try await signIn(shop, session.email)
        #expect(try await sessions.live(of: session.account).count == 2)

        #expect(
            try await own.setPassword(session.account, current: "", new: "111111111111", keeping: session.id)
                == .tooShort
        )
        let new = "con mèo trèo cây cau"
        #expect(try await own.setPassword(session.account, current: "", new: new, keeping: session.id) == .saved)
        #expect(try await sessions.find(token: second) == nil)
        #expect(try await sessions.find(token: first)?.id == session.id)

        let byPassword = SignInWithPassword(database: shop.database, world: shop.world, passwords: plain)
        #expect(try await byPassword(email: session.email, password: "x", from: shop.visitor) == .wrong)
        #expect(try await byPassword(email: "nobody@example.vn", password: new, from: shop.visitor) == .wrong)
        guard case .signedIn = try await byPassword(email: session.email, password: new, from: shop.visitor) else {
            throw Shop.Unexpected()
        }
    }

    /// A customer with a password, and signing in with it.
    private func withPassword(
        _ engine: TestEngine
    ) async throws -> (Shop, (String, String, String) async throws -> String) {
        let (shop, session, _) = try await customer(engine)
        let own = OwnDetails(database: shop.database, world: shop.world, passwords: plain)
        let right = "con mèo trèo cây cau"
        #expect(try await own.setPassword(session.account, current: "", new: right, keeping: session.id) == .saved)
        let byPassword = SignInWithPassword(database: shop.database, world: shop.world, passwords: plain)
        return (
            shop,
            { email, password, address in
                let outcome = try await byPassword(
                    email: email.isEmpty ? session.email : email,
                    password: password.isEmpty ? right : password,
                    from: Visitor(address: address, device: "test")
                )
                return switch outcome {
                case .signedIn: "in"
                case .wrong: "wrong"
                case .tooMany: "too many"
                }
            }
        )
    }

    @Test(arguments: TestEngine.available)
    func `ten wrong passwords in a quarter of an hour lock an account, however often the right one comes between`(
        engine: TestEngine
    ) async throws {
        let (shop, enter) = try await withPassword(engine)
        for _ in 0..<40 { #expect(try await enter("", "", "203.0.113.7") == "in", "signing in is no failure") }
        for number in 0..<9 {
            #expect(try await enter("", "x", "203.0.113.\(number + 10)") == "wrong")
            #expect(try await enter("", "", "203.0.113.7") == "in", "and forgives none")
        }
        #expect(try await enter("", "x", "203.0.113.30") == "wrong", "the tenth")
        #expect(try await enter("", "x", "203.0.113.31") == "too many")
        #expect(try await enter("", "", "203.0.113.32") == "too many", "from wherever it comes")
        shop.clock.advance(minutes: 16)
        #expect(try await enter("", "", "203.0.113.7") == "in")
    }

    @Test(arguments: TestEngine.available)
    func `thirty wrong passwords from one network address lock it, and an account of one's own opens nothing`(
        engine: TestEngine
    ) async throws {
        let (shop, enter) = try await withPassword(engine)
        for number in 0..<30 {
            #expect(try await enter("nobody\(number)@example.vn", "x", "203.0.113.7") == "wrong")
            if number < 29 { #expect(try await enter("", "", "203.0.113.7") == "in") }
        }
        #expect(try await enter("nobody@example.vn", "x", "203.0.113.7") == "too many")
        #expect(try await enter("", "", "203.0.113.7") == "too many", "no guessing goes on behind a success")
        #expect(try await enter("", "", "203.0.113.8") == "in", "others go in and out")
        shop.clock.advance(minutes: 16)
        #expect(try await enter("", "", "203.0.113.7") == "in")
    }

    /// Signs in by the e-mailed link.
    private func signIn(_ shop: Shop, _ email: String) async throws -> String {
        let send = SendSignInLink(database: shop.database, world: shop.world)
        #expect(try await send(email: email, language: .vietnamese, from: shop.visitor) == .sentIfKnown)
        let secret = try await shop.database.read { try OneTimeSecret.latest(.signIn, subject: email, on: $0) }
        let link = try #require(secret).linkToken(shop.key)
        let use = UseSignInLink(database: shop.database, world: shop.world, key: shop.key)
        #expect(try await use(linkToken: link + "x", from: shop.visitor) == .invalid)
        guard case .signedIn(let token) = try await use(linkToken: link, from: shop.visitor) else {
            throw Shop.Unexpected()
        }
        #expect(try await use(linkToken: link, from: shop.visitor) == .invalid, "a link works once")
        return token
    }

    @Test(arguments: TestEngine.available)
    func `a revoked or old session opens nothing`(engine: TestEngine) async throws {
        let (shop, session, token) = try await customer(engine)
        let sessions = Sessions(database: shop.database, world: shop.world)
        let other = try await signIn(shop, session.email)
        let otherID = try #require(try await sessions.find(token: other)).id
        #expect(try await sessions.revoke(otherID, of: session.account))
        #expect(try await sessions.find(token: other) == nil)
        #expect(try await !sessions.revoke(otherID, of: session.account))
        shop.clock.advance(days: Session.lifetimeDays)
        #expect(try await sessions.find(token: token) == nil)
    }

    @Test(arguments: TestEngine.available)
    func `one address gets a few letters an hour, however many orders are made in its name`(
        engine: TestEngine
    ) async throws {
        let shop = try await Shop(engine)
        var outcomes: [RegisterOrder.Outcome] = []
        for number in 0..<12 { outcomes.append(try await shop.register(shop.form, key: "k\(number)")) }
        #expect(outcomes.count { $0 == .tooMany } == 4)
        #expect(try await shop.count("notice WHERE kind = 'confirm_email'") == 8)
        shop.clock.advance(minutes: 61)
        guard case .registered = try await shop.register(shop.form, key: "later") else { throw Shop.Unexpected() }
    }

    @Test(arguments: TestEngine.available)
    func `an unknown address is told the same, and gets no letter`(engine: TestEngine) async throws {
        let shop = try await Shop(engine)
        let send = SendSignInLink(database: shop.database, world: shop.world)
        #expect(try await send(email: "nobody@example.vn", language: .english, from: shop.visitor) == .sentIfKnown)
        #expect(try await send(email: "nobody", language: .english, from: shop.visitor) == .badAddress)
        #expect(try await shop.count("notice") == 0)
    }
}

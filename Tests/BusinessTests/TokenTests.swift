import Journal
import Kernel
import Organisation
import People
import Storage
import TestKit
import Testing

/// Tokens with which programs act for staff.
@Suite struct TokenTests {
    private func keep(_ house: House) -> KeepTokens { KeepTokens(database: house.database, world: house.world) }

    private func form(_ staff: StaffMember.ID, _ scopes: Set<Action>, days: Int64 = 30) -> KeepTokens.Form {
        var form = KeepTokens.Form(staff: staff)
        form.name = "ERP"
        form.scopes = scopes
        form.days = days
        return form
    }

    private func issued(_ house: House, _ person: House.Person, _ scopes: Set<Action>) async throws -> String {
        let member = try house.member(person)
        guard case .issued(_, let text) = try await keep(house).issue(form(member.id, scopes), by: .person(member))
        else { throw Shop.Unexpected() }
        return text
    }

    private func admit(_ house: House, _ text: String?) async throws -> AdmitProgram.Outcome {
        try await AdmitProgram(database: house.database, world: house.world)(token: text, from: "203.0.113.7")
    }

    private func caller(_ house: House, _ text: String) async throws -> APICaller {
        guard case .admitted(let caller) = try await admit(house, text) else { throw Shop.Unexpected() }
        return caller
    }

    @Test(arguments: TestEngine.available)
    func `a token lets in for its person, with its scopes and no more`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let text = try await issued(house, .manager, [.viewContracts])
        #expect(text.hasPrefix("qldv_"))
        let caller = try await caller(house, text)
        #expect(caller.member.id == (try house.id(.manager)))
        #expect(caller.member.may(.viewContracts) && caller.member.may(.ownDesk))
        #expect(!caller.member.may(.declareContracts) && !caller.member.may(.viewCustomers))
        #expect(try await house.audited("api_token.issued") == 1)
        let secret = try #require(text.split(separator: ".").last)
        #expect(try await house.shop.count("api_token WHERE digest LIKE \("%\(secret)%")") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `what the person loses, the token loses at once`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let text = try await issued(house, .manager, [.viewContracts, .declareContracts])
        let admin = try house.member(.admin)
        _ = try await house.manage.take(.suspend, for: house.id(.manager), by: admin)
        #expect(try await admit(house, text) == .refused)
        _ = try await house.manage.take(.restore, for: house.id(.manager), by: admin)
        #expect(try await caller(house, text).member.may(.declareContracts))
    }

    @Test(arguments: TestEngine.available)
    func `an expired, a revoked, a wrong and a missing token are refused alike`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let text = try await issued(house, .manager, [.viewContracts])
        for wrong in [nil, "", "qldv_", text + "x", String(text.dropLast()), "Bearer \(text)"] {
            #expect(try await admit(house, wrong) == .refused)
        }
        house.clock.advance(days: 30)
        #expect(try await admit(house, text) == .refused)
        let another = try await issued(house, .manager, [.viewContracts])
        let caller = try await caller(house, another)
        #expect(try await keep(house).revoke(caller.token.id, by: .person(house.member(.manager))) == .revoked)
        #expect(try await admit(house, another) == .refused)
        #expect(try await house.audited("api_token.revoked") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `nobody issues more than the person may, nor another's approvals`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let (manager, approver, admin) = (
            try house.member(.manager), try house.member(.approver), try house.member(.admin)
        )
        let keep = keep(house)
        #expect(
            try await keep.issue(form(manager.id, [.approveRegionally]), by: .person(manager))
                == .mistakes([.scopes: .beyondRights])
        )
        #expect(
            try await keep.issue(form(admin.id, [.manageStaff]), by: .person(admin))
                == .mistakes([.scopes: .beyondRights])
        )
        #expect(
            try await keep.issue(form(approver.id, [.approveRegionally]), by: .person(admin))
                == .mistakes([.scopes: .personal])
        )
        #expect(try await keep.issue(form(approver.id, [.viewContracts]), by: .person(manager)) == .notAllowed)
        #expect(
            try await keep.issue(form(manager.id, [], days: 366), by: .person(manager))
                == .mistakes([.scopes: .missing, .days: .outOfRange])
        )
        guard case .issued = try await keep.issue(form(approver.id, [.approveRegionally]), by: .person(approver)),
            case .issued(let id, _) = try await keep.issue(form(manager.id, [.viewContracts]), by: .person(admin))
        else { throw Shop.Unexpected() }
        #expect(try await keep.revoke(id, by: .person(approver)) == .notAllowed)
        #expect(try await keep.list(for: manager).map(\.token.id) == [id])
        #expect(try await keep.list(for: admin).count == 2)
    }

    @Test(arguments: TestEngine.available)
    func `twenty live tokens a person are enough`(engine: TestEngine) async throws {
        let house = try await House(engine)
        for _ in 0..<APIToken.liveLimit { _ = try await issued(house, .manager, [.viewContracts]) }
        let manager = try house.member(.manager)
        #expect(try await keep(house).issue(form(manager.id, [.viewContracts]), by: .person(manager)) == .tooMany)
        house.clock.advance(days: 31)
        _ = try await issued(house, .manager, [.viewContracts])
    }

    @Test(arguments: TestEngine.available)
    func `wrong tokens of one address, and calls of one token, are counted`(engine: TestEngine) async throws {
        let house = try await House(engine)
        for _ in 0..<60 { #expect(try await admit(house, "qldv_no") == .refused) }
        guard case .tooMany(let seconds) = try await admit(house, "qldv_no") else { throw Shop.Unexpected() }
        #expect((1...901).contains(seconds))
        // Somebody with a good token is not held up by another's guesses.
        let text = try await issued(house, .manager, [.viewContracts])
        let caller = try await caller(house, text)
        try await house.database.write { [clock = house.clock] connection in
            for _ in 0..<Throttle.callsByToken.limit {
                _ = try Throttle.callsByToken.allow("\(caller.token.id)", at: clock.now, on: connection)
            }
        }
        guard case .tooMany = try await admit(house, text) else { throw Shop.Unexpected() }
        house.clock.advance(minutes: 1)
        _ = try await self.caller(house, text)
    }

    @Test(arguments: TestEngine.available)
    func `when a token was last used is kept to the minute`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let text = try await issued(house, .manager, [.viewContracts])
        let first = house.clock.now
        _ = try await caller(house, text)
        house.clock.advance(seconds: 30)
        #expect(try await caller(house, text).token.lastUsedAt == first)
        house.clock.advance(seconds: 31)
        _ = try await caller(house, text)
        #expect(try await caller(house, text).token.lastUsedAt == house.clock.now)
    }
}

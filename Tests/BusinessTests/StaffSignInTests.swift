import Authenticator
import Journal
import Kernel
import Organisation
import People
import Storage
import TestKit
import Testing

@Suite struct StaffSignInTests {
    private func signIn(_ house: House) -> StaffSignIn {
        StaffSignIn(database: house.database, world: house.world, key: house.key, passwords: house.passwords)
    }

    private func sessions(_ house: House) -> StaffSessions {
        StaffSessions(database: house.database, world: house.world)
    }

    private func enter(
        _ house: House,
        _ person: House.Person,
        password: String = House.password,
        from visitor: Visitor? = nil
    ) async throws -> StaffSignIn.Outcome {
        let email = try house.member(person).email.description
        return try await signIn(house)(email: email, password: password, from: visitor ?? house.visitor)
    }

    private func code(_ house: House, _ person: House.Person) async throws -> String {
        let member = try await house.now(house.id(person))
        return member.authenticator(house.key).code(step: TOTP.step(at: house.world.now()))
    }

    /// Signed in; the token.
    private func token(_ house: House, _ person: House.Person) async throws -> String {
        guard case .signedIn(let token) = try await enter(house, person) else { throw Shop.Unexpected() }
        return token
    }

    /// Set up with the first code.
    private func enrol(_ house: House, _ person: House.Person) async throws {
        guard case .enrolmentNeeded(let challenge) = try await enter(house, person),
            case .signedIn = try await signIn(house)
                .enrol(challenge: challenge, code: code(house, person), from: house.visitor)
        else { throw Shop.Unexpected() }
    }

    // MARK: Password

    @Test(arguments: TestEngine.available)
    func `a wrong password, an unknown address and no address look the same`(engine: TestEngine) async throws {
        let house = try await House(engine)
        #expect(try await enter(house, .manager, password: "falsch") == .wrong)
        for email in ["nobody@example.vn", "", "no address"] {
            #expect(try await signIn(house)(email: email, password: House.password, from: house.visitor) == .wrong)
        }
        #expect(try await house.audited("sign_in.refused") == 4)
    }

    @Test(arguments: TestEngine.available)
    func `five wrong passwords close the door for a quarter of an hour, to the right one too`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        for _ in 0..<5 { #expect(try await enter(house, .manager, password: "falsch") == .wrong) }
        #expect(try await enter(house, .manager) == .wrong, "not told that the password is right")
        #expect(try await enter(house, .otherManager, password: "falsch") == .wrong, "others are not touched")
        house.clock.advance(minutes: 14, seconds: 59)
        #expect(try await enter(house, .manager) == .wrong)
        house.clock.advance(seconds: 1)
        guard case .signedIn = try await enter(house, .manager) else { throw Shop.Unexpected() }
    }

    @Test(arguments: TestEngine.available)
    func `after a lock the count begins anew: one wrong word does not lock again`(engine: TestEngine) async throws {
        let house = try await House(engine)
        for _ in 0..<5 { #expect(try await enter(house, .manager, password: "falsch") == .wrong) }
        house.clock.advance(minutes: 16)
        for _ in 0..<4 { #expect(try await enter(house, .manager, password: "falsch") == .wrong) }
        guard case .signedIn = try await enter(house, .manager) else { throw Shop.Unexpected() }
    }

    @Test(arguments: TestEngine.available)
    func `a locked account, a wrong password and an unknown address are told the same`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let known = try house.member(.manager).email.description
        for email in [known, "nobody@example.vn"] {
            let elsewhere = Visitor(address: "203.0.113.\(email.count)", device: "test")
            for _ in 0..<8 {
                #expect(try await signIn(house)(email: email, password: "falsch", from: elsewhere) == .wrong)
            }
        }
        #expect(try await house.audited("sign_in.refused") == 16, "and the same is written down")
    }

    @Test(arguments: TestEngine.available)
    func `right passwords do not use up the tries of a network address`(engine: TestEngine) async throws {
        let house = try await House(engine)
        for _ in 0..<40 {
            guard case .signedIn = try await enter(house, .manager) else { throw Shop.Unexpected() }
        }
        #expect(try await enter(house, .otherManager, password: "falsch") == .wrong, "an office is one address")
    }

    @Test(arguments: TestEngine.available)
    func `a right sign-in forgives the wrong ones before it`(engine: TestEngine) async throws {
        let house = try await House(engine)
        for _ in 0..<3 {
            for _ in 0..<4 { #expect(try await enter(house, .manager, password: "falsch") == .wrong) }
            guard case .signedIn = try await enter(house, .manager) else { throw Shop.Unexpected() }
            house.clock.advance(minutes: 16)
        }
    }

    @Test(arguments: TestEngine.available)
    func `thirty tries from one network address are enough`(engine: TestEngine) async throws {
        let house = try await House(engine)
        for number in 0..<30 {
            let outcome = try await signIn(house)(email: "n\(number)@x.vn", password: "x", from: house.visitor)
            #expect(outcome == .wrong)
        }
        #expect(try await enter(house, .manager) == .tooMany)
        let elsewhere = Visitor(address: "203.0.113.8", device: "test")
        guard case .signedIn = try await enter(house, .manager, from: elsewhere) else { throw Shop.Unexpected() }
        house.clock.advance(minutes: 16)
        guard case .signedIn = try await enter(house, .manager) else { throw Shop.Unexpected() }
    }

    @Test(arguments: TestEngine.available)
    func `who is suspended or only invited does not get in`(engine: TestEngine) async throws {
        let house = try await House(engine)
        _ = try await house.manage.take(.suspend, for: house.id(.manager), by: house.member(.admin))
        #expect(try await enter(house, .manager) == .wrong)
        _ = try await house.manage.take(.restore, for: house.id(.manager), by: house.member(.admin))
        guard case .signedIn = try await enter(house, .manager) else { throw Shop.Unexpected() }
    }

    // MARK: Second factor

    @Test(arguments: TestEngine.available)
    func `who decides sets up an authenticator first, then needs a code each time`(engine: TestEngine) async throws {
        let house = try await House(engine)
        guard case .enrolmentNeeded(let challenge) = try await enter(house, .approver) else { throw Shop.Unexpected() }
        let secret = try #require(try await signIn(house).enrolment(challenge: challenge, issuer: "QLDV"))
        #expect(secret.address.hasPrefix("otpauth://totp/QLDV:approver%40kv1"))
        let visitor = house.visitor
        #expect(try await signIn(house)(challenge: challenge, code: code(house, .approver), from: visitor) == .stale)
        #expect(try await signIn(house).enrol(challenge: challenge, code: "000000", from: visitor) == .wrong)
        let first = try await code(house, .approver)
        guard case .signedIn = try await signIn(house).enrol(challenge: challenge, code: first, from: visitor) else {
            throw Shop.Unexpected()
        }
        #expect(
            try await signIn(house).enrolment(challenge: challenge, issuer: "QLDV") == nil,
            "the secret is shown once"
        )
        #expect(try await signIn(house).enrol(challenge: challenge, code: first, from: visitor) == .stale)

        guard case .codeNeeded(let again) = try await enter(house, .approver) else { throw Shop.Unexpected() }
        #expect(try await signIn(house)(challenge: again, code: first, from: visitor) == .wrong, "a code works once")
        house.clock.advance(seconds: 30)
        let second = try await code(house, .approver)
        guard case .signedIn = try await signIn(house)(challenge: again, code: second, from: visitor) else {
            throw Shop.Unexpected()
        }
        #expect(try await signIn(house)(challenge: again, code: second, from: visitor) == .wrong)
    }

    @Test(arguments: TestEngine.available)
    func `wrong codes close the door as wrong passwords do`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await enrol(house, .approver)
        house.clock.advance(seconds: 60)
        guard case .codeNeeded(let challenge) = try await enter(house, .approver) else { throw Shop.Unexpected() }
        for _ in 0..<5 {
            #expect(try await signIn(house)(challenge: challenge, code: "12345", from: house.visitor) == .wrong)
        }
        let until = house.world.now().adding(minutes: 15)
        let right = try await code(house, .approver)
        #expect(
            try await signIn(house)(challenge: challenge, code: right, from: house.visitor) == .locked(until: until)
        )
        #expect(try await enter(house, .approver) == .wrong)
    }

    @Test(arguments: TestEngine.available)
    func `wrong codes use up the tries of a network address`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await enrol(house, .approver)
        house.clock.set(house.world.now().adding(hours: 1))
        for number in 0..<26 {
            let outcome = try await signIn(house)(email: "n\(number)@x.vn", password: "x", from: house.visitor)
            #expect(outcome == .wrong)
        }
        guard case .codeNeeded(let challenge) = try await enter(house, .approver) else { throw Shop.Unexpected() }
        for _ in 0..<4 {
            #expect(try await signIn(house)(challenge: challenge, code: "12345", from: house.visitor) == .wrong)
        }
        #expect(try await enter(house, .manager) == .tooMany)
    }

    @Test(arguments: TestEngine.available)
    func `of forty codes sent at once no more than five are looked at`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await enrol(house, .approver)
        house.clock.advance(seconds: 60)
        guard case .codeNeeded(let challenge) = try await enter(house, .approver) else { throw Shop.Unexpected() }
        let signIn = signIn(house)
        let visitor = house.visitor
        let wrong = try await withThrowingTaskGroup(of: StaffSignIn.Outcome.self) { group in
            for _ in 0..<40 {
                group.addTask { try await signIn(challenge: challenge, code: "12345", from: visitor) }
            }
            return try await group.reduce(0) { $0 + ($1 == .wrong ? 1 : 0) }
        }
        #expect(wrong == 5)
    }

    @Test(arguments: TestEngine.available)
    func `one code sent ten times at once signs in once`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await enrol(house, .approver)
        house.clock.advance(seconds: 60)
        guard case .codeNeeded(let challenge) = try await enter(house, .approver) else { throw Shop.Unexpected() }
        let right = try await code(house, .approver)
        let signIn = signIn(house)
        let visitor = house.visitor
        let entered = try await withThrowingTaskGroup(of: StaffSignIn.Outcome.self) { group in
            for _ in 0..<10 { group.addTask { try await signIn(challenge: challenge, code: right, from: visitor) } }
            return try await group.reduce(0) { count, outcome in
                if case .signedIn = outcome { return count + 1 }
                return count
            }
        }
        #expect(entered == 1)
    }

    @Test(arguments: TestEngine.available)
    func `a challenge is good for ten minutes, and only ours is good at all`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await enrol(house, .approver)
        house.clock.advance(seconds: 60)
        guard case .codeNeeded(let challenge) = try await enter(house, .approver) else { throw Shop.Unexpected() }
        let later = challenge.replacing(#/\.\d+\./#, with: ".9999999999999.")
        let other = try house.id(.otherApprover)
        let stolen = challenge.replacing("\(try house.id(.approver))", with: "\(other)")
        for forged in [later, stolen, "", "a.b.c", challenge + "x"] {
            let right = try await code(house, .approver)
            #expect(try await signIn(house)(challenge: forged, code: right, from: house.visitor) == .stale)
        }
        house.clock.advance(minutes: 10)
        let right = try await code(house, .approver)
        #expect(try await signIn(house)(challenge: challenge, code: right, from: house.visitor) == .stale)
    }

    @Test(arguments: TestEngine.available)
    func `who is suspended between password and code does not get in`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await enrol(house, .approver)
        house.clock.advance(seconds: 60)
        guard case .codeNeeded(let challenge) = try await enter(house, .approver) else { throw Shop.Unexpected() }
        _ = try await house.manage.take(.suspend, for: house.id(.approver), by: house.member(.admin))
        let right = try await code(house, .approver)
        #expect(try await signIn(house)(challenge: challenge, code: right, from: house.visitor) == .stale)
    }

    @Test(arguments: TestEngine.available)
    func `a lost telephone makes a new secret, and the old codes are worth nothing`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await enrol(house, .approver)
        let before = try await house.now(house.id(.approver)).authenticator(house.key)
        _ = try await house.manage.take(.resetSecondFactor, for: house.id(.approver), by: house.member(.admin))
        house.clock.advance(seconds: 60)
        guard case .enrolmentNeeded(let challenge) = try await enter(house, .approver) else { throw Shop.Unexpected() }
        let old = before.code(step: TOTP.step(at: house.world.now()))
        #expect(try await signIn(house).enrol(challenge: challenge, code: old, from: house.visitor) == .wrong)
        let new = try await code(house, .approver)
        guard case .signedIn = try await signIn(house).enrol(challenge: challenge, code: new, from: house.visitor)
        else {
            throw Shop.Unexpected()
        }
    }

    // MARK: Sessions

    @Test(arguments: TestEngine.available)
    func `a session ends after a pause of an hour`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let token = try await token(house, .manager)
        for _ in 0..<3 {
            house.clock.advance(minutes: 59)
            #expect(try await sessions(house).find(token: token)?.member.id == house.id(.manager))
        }
        house.clock.advance(minutes: 60)
        #expect(try await sessions(house).find(token: token) == nil)
    }

    @Test(arguments: TestEngine.available)
    func `a session ends after twelve hours, however busy`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let token = try await token(house, .manager)
        for _ in 0..<23 {
            house.clock.advance(minutes: 31)
            #expect(try await sessions(house).find(token: token) != nil)
        }
        house.clock.advance(minutes: 7)
        #expect(try await sessions(house).find(token: token) == nil)
        #expect(try await sessions(house).live(of: house.member(.manager)).isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `a session that was ended is over, and only its owner ends it`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let token = try await token(house, .manager)
        let session = try #require(try await sessions(house).find(token: token)).session
        #expect(try await !sessions(house).revoke(session.id, of: house.member(.admin)))
        #expect(try await sessions(house).live(of: house.member(.manager)).map(\.id) == [session.id])
        #expect(try await sessions(house).revoke(session.id, of: house.member(.manager)))
        #expect(try await !sessions(house).revoke(session.id, of: house.member(.manager)))
        #expect(try await sessions(house).find(token: token) == nil)
        #expect(try await sessions(house).find(token: "never ours") == nil)
    }

    @Test(arguments: TestEngine.available)
    func `any change of roles ends the sessions, and new rights wait for the authenticator`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let token = try await token(house, .officer)
        var form = ManageStaff.Form()
        form.name = "officer"
        form.roles = [.invoiceOfficer, .regionalApprover]
        let id = try house.id(.officer)
        #expect(try await house.manage.change(id, form, by: house.member(.admin)) == .done(id))
        #expect(try await sessions(house).find(token: token) == nil, "more rights than it was opened with")
        guard case .enrolmentNeeded = try await enter(house, .officer) else { throw Shop.Unexpected() }
    }

    @Test(arguments: TestEngine.available)
    func `no session stands for somebody who needs an authenticator and has none`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let token = try await token(house, .officer)
        let id = try house.id(.officer)
        try await house.database.write { connection in
            try connection.run("INSERT INTO staff_role (staff_id, role) VALUES (\(id), 'regional_approver')")
        }
        #expect(try await sessions(house).find(token: token) == nil)
        try await house.setUpAuthenticator(of: id)
        #expect(try await sessions(house).find(token: token) != nil)
    }

    @Test(arguments: TestEngine.available)
    func `a session shows the rights of this moment, and none of a suspended person`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let token = try await token(house, .manager)
        try await house.database.write { [id = house.people[.manager]?.id] connection in
            try connection.run("UPDATE staff SET state = 'suspended' WHERE id = \(id)")
        }
        #expect(try await sessions(house).find(token: token) == nil)
    }
}

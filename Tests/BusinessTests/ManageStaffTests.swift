import Journal
import Kernel
import Organisation
import People
import Storage
import TestKit
import Testing

@Suite struct ManageStaffTests {
    private func form(_ email: String = "moi@example.vn", _ roles: Set<Role> = [.accountManager]) -> ManageStaff.Form {
        var form = ManageStaff.Form()
        form.name = "Vũ Thị Mới"
        form.email = email
        form.phone = "0912 345 678"
        form.unit = "KV1"
        form.roles = roles
        return form
    }

    private func invite(_ house: House, _ form: ManageStaff.Form) async throws -> StaffMember {
        guard case .done(let id) = try await house.manage.invite(form, by: house.member(.admin)) else {
            throw Shop.Unexpected()
        }
        return try await house.now(id)
    }

    /// The link of the latest letter of that kind to that person.
    private func link(
        _ house: House,
        _ purpose: StaffSecret.Purpose,
        to member: StaffMember,
        position: Int = 0
    ) async throws -> String {
        let kind = purpose == .invite ? "staff_invitation" : "staff_password_reset"
        let about = try await house.database.read { connection in
            try connection.rows(
                """
                SELECT about FROM notice WHERE kind = \(kind) AND to_email = \(member.email)
                ORDER BY created_at DESC, id DESC
                """
            ).map { try $0.text("about") }
        }
        let id = try #require(StaffSecret.ID(about[position]))
        let secret = try #require(try await house.database.read { try StaffSecret.find(id, on: $0) })
        return secret.linkToken(house.key)
    }

    private func setPassword(_ house: House) -> SetStaffPassword {
        SetStaffPassword(database: house.database, world: house.world, key: house.key, passwords: house.passwords)
    }

    private func canSignIn(_ house: House, _ email: EmailAddress, _ password: String) async throws -> Bool {
        let signIn = StaffSignIn(
            database: house.database,
            world: house.world,
            key: house.key,
            passwords: house.passwords
        )
        if case .signedIn = try await signIn(email: email.description, password: password, from: house.visitor) {
            return true
        }
        return false
    }

    // MARK: Invitations

    @Test(arguments: TestEngine.available)
    func `who is invited gets a letter, sets a password once, and works`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let member = try await invite(house, form())
        #expect(member.state == .invited)
        #expect(member.phone == "0912345678")
        let token = try await link(house, .invite, to: member)
        #expect(try await setPassword(house).person(.invite, linkToken: token)?.id == member.id)
        #expect(try await setPassword(house)(.invite, linkToken: token, password: "kurz") == .weak)
        #expect(try await setPassword(house)(.reset, linkToken: token, password: House.password) == .invalid)
        #expect(try await setPassword(house)(.invite, linkToken: token, password: House.password) == .saved)
        #expect(try await setPassword(house)(.invite, linkToken: token, password: House.password) == .invalid)
        #expect(try await setPassword(house).person(.invite, linkToken: token) == nil)
        #expect(try await house.now(member.id).state == .active)
        #expect(try await canSignIn(house, member.email, House.password))
    }

    @Test(arguments: TestEngine.available)
    func `an invitation waits a week, and a new one closes the old`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let member = try await invite(house, form())
        let first = try await link(house, .invite, to: member)
        house.clock.advance(days: 6)
        let admin = try house.member(.admin)
        #expect(try await house.manage.take(.inviteAgain, for: member.id, by: admin) == .done(member.id))
        let second = try await link(house, .invite, to: member)
        #expect(first != second)
        #expect(try await setPassword(house)(.invite, linkToken: first, password: House.password) == .invalid)
        house.clock.advance(days: 7)
        #expect(try await setPassword(house)(.invite, linkToken: second, password: House.password) == .invalid)
    }

    @Test(arguments: TestEngine.available)
    func `a link that was tampered with is nobody's`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let member = try await invite(house, form())
        let token = try await link(house, .invite, to: member)
        for forged in [
            "", ".", token + "x", String(token.dropLast()), "\(member.id).\(token.split(separator: ".")[1])",
        ] {
            #expect(try await setPassword(house)(.invite, linkToken: forged, password: House.password) == .invalid)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a suspended person's invitation opens nothing`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let member = try await invite(house, form())
        let token = try await link(house, .invite, to: member)
        _ = try await house.manage.take(.suspend, for: member.id, by: house.member(.admin))
        #expect(try await setPassword(house)(.invite, linkToken: token, password: House.password) == .invalid)
        _ = try await house.manage.take(.restore, for: member.id, by: house.member(.admin))
        #expect(try await house.now(member.id).state == .invited, "without a password nobody becomes active")
    }

    // MARK: Resets

    @Test(arguments: TestEngine.available)
    func `a reset works once within an hour and ends every session`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let manager = try house.member(.manager)
        let ask = RequestStaffPassword(database: house.database, world: house.world)
        #expect(try await canSignIn(house, manager.email, House.password))
        #expect(try await ask(email: manager.email.description, from: house.visitor) == .sentIfKnown)
        let first = try await link(house, .reset, to: manager)
        house.clock.advance(minutes: 10)
        #expect(try await ask(email: manager.email.description, from: house.visitor) == .sentIfKnown)
        let second = try await link(house, .reset, to: manager)
        let new = "một mật khẩu hoàn toàn khác"
        #expect(try await setPassword(house)(.reset, linkToken: second, password: new) == .saved)
        #expect(try await setPassword(house)(.reset, linkToken: second, password: new) == .invalid)
        #expect(
            try await setPassword(house)(.reset, linkToken: first, password: House.password) == .invalid,
            "an older link dies with the newer one"
        )
        let sessions = StaffSessions(database: house.database, world: house.world)
        #expect(try await sessions.live(of: manager).isEmpty)
        #expect(try await !canSignIn(house, manager.email, House.password))
        #expect(try await canSignIn(house, manager.email, new))
    }

    @Test(arguments: TestEngine.available)
    func `a reset is too old after an hour`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let manager = try house.member(.manager)
        let ask = RequestStaffPassword(database: house.database, world: house.world)
        _ = try await ask(email: manager.email.description, from: house.visitor)
        let token = try await link(house, .reset, to: manager)
        house.clock.advance(minutes: 60)
        #expect(try await setPassword(house)(.reset, linkToken: token, password: House.password) == .invalid)
    }

    @Test(arguments: TestEngine.available)
    func `asking for a reset tells nothing, and not more than five letters go to one address`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let ask = RequestStaffPassword(database: house.database, world: house.world)
        #expect(try await ask(email: "nobody@example.vn", from: house.visitor) == .sentIfKnown)
        #expect(try await ask(email: "no address", from: house.visitor) == .sentIfKnown)
        #expect(try await house.letters("'staff_password_reset'") == 0)
        let email = try house.member(.manager).email.description
        for _ in 0..<5 { #expect(try await ask(email: email, from: house.visitor) == .sentIfKnown) }
        #expect(try await ask(email: email, from: house.visitor) == .tooMany)
        #expect(try await house.letters("'staff_password_reset'") == 5)
    }

    // MARK: Roles

    static let badRoles: [(String, Set<Role>, ManageStaff.Mistake)] = [
        ("KV1", [], .missing), ("KV1", [.itApprover], .roleOfAnotherUnit), ("KV1", [.admin], .roleOfAnotherUnit),
        ("KV1", [.accountant], .roleOfAnotherUnit), ("CNTT", [.regionalApprover], .roleOfAnotherUnit),
    ]

    @Test(arguments: badRoles)
    func `roles that would check themselves, or belong elsewhere, are refused`(
        row: (unit: String, roles: Set<Role>, mistake: ManageStaff.Mistake)
    ) async throws {
        let house = try await House(.sqlite)
        var form = form("x@example.vn", row.roles)
        form.unit = row.unit
        form.firm = "Đại lý"
        let outcome = try await house.manage.invite(form, by: house.member(.admin))
        #expect(outcome == .mistakes([.roles: row.mistake]))
    }

    @Test(arguments: RolesApart.table)
    func `no pair of the table goes together`(pair: RolesApart) async throws {
        let house = try await House(.sqlite)
        var form = form("x@example.vn", [pair.first, pair.second])
        form.unit = "CNTT"
        form.firm = "Đại lý"
        let refused = ManageStaff.Outcome.mistakes([.roles: .rolesApart(pair)])
        #expect(try await house.manage.invite(form, by: house.member(.admin)) == refused)
        form.name = "officer"
        #expect(try await house.manage.change(house.id(.auditor), form, by: house.member(.admin)) == refused)
    }

    @Test func `who gives out rights neither sells nor approves nor keeps the books`() {
        let acting: [Role] = [.accountManager, .agent, .regionalApprover, .itApprover, .accountant]
        for role in acting { #expect(RolesApart.broken(by: [.admin, role]) != nil) }
        for role in Role.allCases { #expect(RolesApart.broken(by: [role]) == nil) }
        #expect(RolesApart.broken(by: [.regionalApprover, .invoiceOfficer]) == nil)
        #expect(RolesApart.broken(by: [.accountManager, .invoiceOfficer]) == nil)
    }

    @Test(arguments: TestEngine.available)
    func `what is wrong in the form is said, all at once`(engine: TestEngine) async throws {
        let house = try await House(engine)
        var form = ManageStaff.Form()
        form.phone = "12"
        form.roles = [.agent]
        let admin = try house.member(.admin)
        #expect(
            try await house.manage.invite(form, by: admin)
                == .mistakes([.name: .missing, .email: .missing, .phone: .notAPhone, .unit: .missing, .firm: .missing])
        )
        let known = try house.member(.manager).email.description.uppercased()
        #expect(try await house.manage.invite(self.form(known), by: admin) == .mistakes([.email: .taken]))
        #expect(try await house.manage.invite(self.form("an@"), by: admin) == .mistakes([.email: .notAnEmail]))
    }

    @Test(arguments: TestEngine.available)
    func `only the admin of the IT centre manages people`(engine: TestEngine) async throws {
        let house = try await House(engine)
        for person in House.Person.allCases where person.role != .admin {
            let actor = try house.member(person)
            #expect(try await house.manage.invite(form(), by: actor) == .notAllowed)
            #expect(try await house.manage.change(house.id(.agent), form(), by: actor) == .notAllowed)
            for step in ManageStaff.Step.allCases {
                #expect(try await house.manage.take(step, for: house.id(.agent), by: actor) == .notAllowed)
            }
        }
        let stray = try await house.hire([.admin], in: "KV1", called: "stray")
        #expect(try await house.manage.invite(form(), by: stray) == .notAllowed)
        #expect(try await house.audited("staff.invited") == 0)
    }

    @Test(arguments: TestEngine.available)
    func `nobody changes one's own rights or shuts oneself out`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let admin = try house.member(.admin)
        for step in ManageStaff.Step.allCases {
            #expect(try await house.manage.take(step, for: admin.id, by: admin) == .ownAccount)
        }
        var form = form("x", [.auditor])
        #expect(try await house.manage.change(admin.id, form, by: admin) == .ownAccount)
        form.roles = [.admin]
        #expect(try await house.manage.change(admin.id, form, by: admin) == .done(admin.id), "but one's name")
    }

    @Test(arguments: TestEngine.available)
    func `a right taken away ends the sessions, and so does a right given; a new name does not`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let officer = try house.member(.officer)
        let sessions = StaffSessions(database: house.database, world: house.world)
        #expect(try await canSignIn(house, officer.email, House.password))
        var form = form("x", [.invoiceOfficer])
        _ = try await house.manage.change(officer.id, form, by: house.member(.admin))
        #expect(try await sessions.live(of: officer).count == 1)
        for roles: Set<Role> in [[.invoiceOfficer, .accountManager], [.accountManager]] {
            form.roles = roles
            _ = try await house.manage.change(officer.id, form, by: house.member(.admin))
            #expect(try await sessions.live(of: officer).isEmpty)
            #expect(try await house.now(officer.id).roles == roles)
            #expect(try await canSignIn(house, officer.email, House.password))
        }
    }

    @Test(arguments: TestEngine.available)
    func `suspending and resetting the second factor end the sessions, and all is written down`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let sessions = StaffSessions(database: house.database, world: house.world)
        let admin = try house.member(.admin)
        for step in [ManageStaff.Step.suspend, .resetSecondFactor] {
            let officer = try await house.hire([.invoiceOfficer], in: "KV1", called: "o-\(step.rawValue)")
            #expect(try await canSignIn(house, officer.email, House.password))
            #expect(try await house.manage.take(step, for: officer.id, by: admin) == .done(officer.id))
            #expect(try await sessions.live(of: officer).isEmpty)
            let story = try await house.database.read { try AuditEntry.entries(about: officer.subject, on: $0) }
            #expect(story.last?.action == "staff.\(step.rawValue)")
            #expect(story.last?.actor == "staff:\(admin.id)")
        }
        #expect(try await house.manage.take(.inviteAgain, for: house.id(.manager), by: admin) == .unknown)
    }

    // MARK: Number patterns and invoicing officers

    @Test(arguments: [
        ("{year}-{number}", ContractNumberPattern.Mistake.missing("{unit}")), ("{unit}{number}", .missing("{year}")),
        ("{unit}-{year}", .missing("{number}")), ("HĐ-{year}-{unit}-{number}", .sign("Đ")),
        ("A/{year}-{unit}-{number}", .sign("/")), ("{year}-{unit}-{number}{", .sign("{")),
        (String(repeating: "x", count: 50) + "{year}{unit}{number}", .tooLong),
    ])
    func `a number pattern that would clash, or that VNPAY would not take, is refused`(
        text: String,
        mistake: ContractNumberPattern.Mistake
    ) {
        #expect(throws: mistake) { try ContractNumberPattern(text) }
    }

    @Test(arguments: TestEngine.available)
    func `each unit numbers its contracts from 1 each year, whoever comes first`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let database = house.database
        @Sendable func number(_ unit: String, _ year: Int64) async throws -> String {
            try await database.write { connection in
                try #require(try OrganisationUnit.find(unit, on: connection)).takeNumber(year: year, on: connection)
            }
        }
        let numbers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<10 { group.addTask { try await number("KV1", 2026) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(numbers == Set((1...10).map { "HD-2026-KV1-\(Int64($0).padded(5))" }))
        #expect(try await number("KV2", 2026) == "HD-2026-KV2-00001")
        #expect(try await number("KV1", 2027) == "HD-2027-KV1-00001")
        #expect(try await number("KV1", 2026) == "HD-2026-KV1-00011")
    }

    @Test(arguments: TestEngine.available)
    func `whoever is named for the invoices is in charge from that day on, and the earlier one until the day before`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let register = RegisterInvoicingOfficer(database: house.database, world: house.world)
        let second = try await house.hire([.invoiceOfficer], in: "KV1", called: "second")
        let approver = try house.member(.approver)
        let first = try #require(Day(iso8601: "2026-11-01"))
        let later = try #require(Day(iso8601: "2026-12-15"))
        @Sendable func name(
            _ staff: StaffMember.ID,
            _ from: Day,
            _ to: Day? = nil,
            by actor: StaffMember
        ) async throws
            -> RegisterInvoicingOfficer.Outcome
        { try await register(unit: "KV1", staff: staff, days: (from, to), document: "CV 12/KV1", by: actor) }
        #expect(try await name(house.id(.officer), first, by: approver) == .registered)
        #expect(try await name(second.id, later, by: approver) == .registered)
        @Sendable func inCharge(_ day: Day) async throws -> StaffMember.ID? {
            try await house.database.read { try InvoicingOfficer.inCharge(of: "KV1", on: day, connection: $0)?.staff }
        }
        #expect(try await inCharge(first.adding(days: -1)) == nil)
        #expect(try await inCharge(first) == house.id(.officer))
        #expect(try await inCharge(later.adding(days: -1)) == house.id(.officer))
        #expect(try await inCharge(later) == second.id)

        #expect(try await name(house.id(.officer), first, by: house.member(.approverTwo)) == .notAllowed)
        #expect(try await name(house.id(.officer), first, by: house.member(.manager)) == .notAllowed)
        #expect(try await name(house.id(.approverTwo), first, by: approver) == .noSuchPerson)
        #expect(try await name(second.id, later, first, by: approver) == .badDays)
        #expect(
            try await register(unit: "KV1", staff: second.id, days: (first, nil), document: " ", by: approver)
                == .badDocument
        )
    }
}

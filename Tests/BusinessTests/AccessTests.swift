import Kernel
import Organisation
import People
import Testing

/// Who may do what, written out by hand from the mission and the roles (design §2): the code is held against this
/// table, row by row, and the table against nothing.
@Suite struct AccessTests {
    /// The order of the columns.
    static let roles: [Role] = [
        .accountManager, .agent, .regionalApprover, .itApprover, .invoiceOfficer, .accountant, .admin, .auditor,
    ]

    /// o: one's own; u: one's unit, the whole house for the IT centre; c: everything, for people of the IT centre only.
    static let table: [(action: Action, row: String)] = [
        //                            AM AG RA IT IO AC AD AU
        (.ownDesk, /*              */ "o  o  o  o  o  o  o  o"),
        (.viewCustomers, /*        */ "o  -  u  c  u  u  u  u"),
        (.editCustomers, /*        */ "o  -  -  -  -  -  -  -"),
        (.handOverCustomers, /*    */ "-  -  u  -  -  -  u  -"),
        (.viewContracts, /*        */ "o  o  u  c  u  u  u  u"),
        (.declareContracts, /*     */ "o  -  -  -  -  -  -  -"),
        (.followContracts, /*      */ "o  -  -  -  -  -  -  -"),
        (.suspendContracts, /*     */ "o  -  u  c  -  -  -  -"),
        (.terminateContracts, /*   */ "-  -  u  c  -  -  -  -"),
        (.viewApprovals, /*        */ "-  -  u  c  -  -  u  u"),
        (.approveRegionally, /*    */ "-  -  u  -  -  -  -  -"),
        (.approveAtITCentre, /*    */ "-  -  -  c  -  -  -  -"),
        (.delegateApprovals, /*    */ "-  -  o  o  -  -  -  -"),
        (.viewActivations, /*      */ "o  -  u  c  -  -  u  u"),
        (.retryActivations, /*     */ "-  -  -  c  -  -  u  -"),
        (.viewPayments, /*         */ "o  o  u  c  u  u  u  u"),
        (.exportPayments, /*       */ "o  -  u  c  u  u  u  u"),
        (.takeEvidence, /*         */ "-  -  -  -  -  u  u  u"),
        (.viewRefunds, /*          */ "o  o  u  c  u  u  u  u"),
        (.proposeRefunds, /*       */ "-  -  -  -  -  u  -  -"),
        (.confirmRefunds, /*       */ "-  -  -  -  -  c  -  -"),
        (.viewReconciliation, /*   */ "-  -  -  -  -  c  c  c"),
        (.reconcile, /*            */ "-  -  -  -  -  c  -  -"),
        (.confirmResolutions, /*   */ "-  -  -  -  -  c  -  -"),
        (.setReconciliation, /*    */ "-  -  -  -  -  c  c  -"),
        (.viewInvoices, /*         */ "o  -  u  c  u  u  u  u"),
        (.workInvoices, /*         */ "-  -  -  -  u  -  -  -"),
        (.viewStatements, /*       */ "o  -  u  c  u  u  u  u"),
        (.importUsage, /*          */ "o  -  -  -  -  u  u  -"),
        (.runBilling, /*           */ "-  -  -  -  -  c  -  -"),
        (.approveBilling, /*       */ "-  -  -  -  -  c  -  -"),
        (.workDebts, /*            */ "o  -  -  -  -  u  -  -"),
        (.proposeDebtChanges, /*   */ "-  -  -  -  -  u  -  -"),
        (.confirmDebtChanges, /*   */ "-  -  -  -  -  c  -  -"),
        (.viewBooks, /*            */ "-  -  -  -  -  c  -  c"),
        (.closeMonths, /*          */ "-  -  -  -  -  c  -  -"),
        (.viewAlarms, /*           */ "-  -  -  -  -  c  c  c"),
        (.releaseAlarms, /*        */ "-  -  -  -  -  c  -  -"),
        (.viewStaff, /*            */ "-  -  u  -  -  -  u  u"),
        (.manageStaff, /*          */ "-  -  -  -  -  -  c  -"),
        (.registerInvoicingOfficers, "-  -  u  -  -  -  u  -"),
        (.manageSettings, /*       */ "-  -  -  -  -  -  c  -"),
        (.viewAuditLog, /*         */ "-  -  -  -  -  -  c  c"),
        (.manageDeliveries, /*     */ "-  -  -  -  -  -  c  -"),
        (.manageAPIAccess, /*      */ "-  -  -  -  -  -  c  -"),
    ]

    @Test func `the table names every action once`() {
        #expect(Set(Self.table.map(\.action)) == Set(Action.allCases))
        #expect(Self.table.count == Action.allCases.count)
        #expect(Set(Self.roles) == Set(Role.allCases))
    }

    @Test(arguments: table.map(\.action))
    func `a role reaches as far as the table says`(action: Action) throws {
        let row = try #require(Self.table.first { $0.action == action }).row.split(separator: " ").map(String.init)
        #expect(row.count == Self.roles.count)
        for (role, letter) in zip(Self.roles, row) {
            let expected: Reach? =
                switch letter {
                case "o": .own
                case "u": .unit
                case "c": .central
                default: nil
                }
            #expect(Access.reach(of: role, for: action) == expected, "\(role)")
        }
    }

    @Test func `who looks without changing has no action that changes, and who declares has none that approves`() {
        let changing: [Action] = [
            .editCustomers, .declareContracts, .followContracts, .approveRegionally, .approveAtITCentre,
            .delegateApprovals, .retryActivations, .reconcile, .confirmResolutions,
            .setReconciliation, .workInvoices, .manageStaff,
            .proposeRefunds, .confirmRefunds, .runBilling, .approveBilling, .closeMonths, .releaseAlarms,
            .workDebts, .proposeDebtChanges, .confirmDebtChanges,
            .registerInvoicingOfficers, .manageSettings, .manageDeliveries, .manageAPIAccess,
        ]
        for action in changing { #expect(Access.reach(of: .auditor, for: action) == nil, "\(action)") }
        for action in [
            Action.approveRegionally, .approveAtITCentre, .reconcile, .confirmResolutions, .proposeRefunds,
            .confirmRefunds,
        ] {
            #expect(Access.reach(of: .accountManager, for: action) == nil)
            #expect(Access.reach(of: .agent, for: action) == nil)
        }
    }

    @Test func `whoever decides about money, contracts or rights needs a second factor`() {
        #expect(
            Set(Role.allCases.filter(\.needsSecondFactor)) == [.regionalApprover, .itApprover, .accountant, .admin]
        )
    }

    // MARK: Own, other unit, IT centre

    private static func member(_ roles: Set<Role>, in unit: String, _ number: UInt8 = 1) throws -> StaffMember {
        StaffMember(
            id: try #require(StaffMember.ID("00000000-0000-7000-8000-0000000000\([number].hex)")),
            email: try #require(EmailAddress("a\(number)@example.vn")),
            name: "A",
            phone: "",
            firm: nil,
            language: .vietnamese,
            in: UnitReference(code: unit, kind: unit == "CNTT" ? .itCentre : .regional),
            roles: roles
        )
    }

    /// Role, unit, action, and whether it reaches: one's own, a colleague's, another unit's, an online order's.
    static let cases: [(Role, String, Action, [Bool])] = [
        (.accountManager, "KV1", .viewContracts, [true, false, false, false]),
        (.accountManager, "CNTT", .viewContracts, [true, false, false, false]),
        (.agent, "KV1", .viewContracts, [true, false, false, false]),
        (.agent, "KV1", .viewCustomers, [false, false, false, false]),
        (.regionalApprover, "KV1", .approveRegionally, [true, true, false, false]),
        (.regionalApprover, "KV1", .approveAtITCentre, [false, false, false, false]),
        (.regionalApprover, "KV1", .viewContracts, [true, true, false, false]),
        (.itApprover, "CNTT", .approveAtITCentre, [true, true, true, true]),
        (.itApprover, "CNTT", .approveRegionally, [false, false, false, false]),
        // A role of the centre, held in a region by mistake, is worth nothing there.
        (.itApprover, "KV1", .approveAtITCentre, [false, false, false, false]),
        (.accountant, "KV1", .reconcile, [false, false, false, false]),
        (.admin, "KV1", .manageStaff, [false, false, false, false]),
        (.accountant, "CNTT", .reconcile, [true, true, true, true]),
        (.accountant, "CNTT", .viewPayments, [true, true, true, true]),
        (.invoiceOfficer, "KV1", .workInvoices, [true, true, false, false]),
        (.invoiceOfficer, "CNTT", .workInvoices, [true, true, true, true]),
        (.admin, "CNTT", .viewContracts, [true, true, true, true]),
        (.admin, "CNTT", .declareContracts, [false, false, false, false]),
        (.auditor, "KV1", .viewContracts, [true, true, false, false]),
        (.auditor, "CNTT", .viewAuditLog, [true, true, true, true]),
        (.auditor, "KV1", .viewAuditLog, [false, false, false, false]),
    ]

    @Test(arguments: cases)
    func `a person may do it to what the role reaches, and to nothing else`(
        row: (role: Role, unit: String, action: Action, expected: [Bool])
    ) throws {
        let person = try Self.member([row.role], in: row.unit)
        let colleague = try Self.member([.accountManager], in: row.unit, 2)
        let things = [
            Belonging(unit: row.unit, people: [person.id]), Belonging(unit: row.unit, people: [colleague.id]),
            Belonging(unit: "KV9", people: [colleague.id]), Belonging(unit: nil, people: []),
        ]
        #expect(things.map { person.may(row.action, on: $0) } == row.expected)
        #expect(person.may(row.action) == row.expected.contains(true))
    }

    @Test func `what a list shows is what one may open`() throws {
        let person = try Self.member([.accountManager], in: "KV1")
        #expect(person.scope(for: .viewContracts) == .own(person.id))
        #expect(person.scope(for: .viewBooks) == .nothing)
        #expect(try Self.member([.regionalApprover], in: "KV1").scope(for: .viewContracts) == .unit("KV1"))
        #expect(try Self.member([.admin], in: "CNTT").scope(for: .viewContracts) == .everything)
        #expect(try Self.member([.admin], in: "KV1").scope(for: .manageStaff) == .nothing)
        #expect(try Self.member([.itApprover], in: "CNTT").scope(for: .viewContracts) == .everything)
    }

    @Test func `of two roles the wider counts`() throws {
        let both = try Self.member([.accountManager, .invoiceOfficer], in: "KV1")
        #expect(both.scope(for: .viewContracts) == .unit("KV1"))
        #expect(both.may(.declareContracts, on: Belonging(unit: "KV1", people: [])) == false)
        #expect(both.may(.workInvoices, on: Belonging(unit: "KV1", people: [])))
    }

    @Test func `a person without a role may do nothing at all`() throws {
        let nobody = try Self.member([], in: "CNTT")
        for action in Action.allCases { #expect(!nobody.may(action)) }
    }
}

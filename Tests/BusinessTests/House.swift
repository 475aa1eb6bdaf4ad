import Approvals
import Authenticator
import Billing
import Catalogue
import Contracts
import Customers
import Journal
import Kernel
import Payments
import People
import Sales
import Storage
import TestKit
import Testing

@testable import Organisation

/// A shop with the house behind it: two regional companies, the IT centre, and somebody of every role, each active and
/// with the password `House.password`.
struct House {
    let shop: Shop
    /// Keeps passwords as they are: what hashing does is tested where it is made.
    let passwords = PasswordHashing(hash: { "plain:" + $0 }, verify: { "plain:" + $0 == $1 })
    private(set) var people: [Person: StaffMember] = [:]

    static let password = "mật khẩu đủ dài 123"
    static let pdf = Array("%PDF-1.7 ký đóng dấu".utf8)

    enum Person: String, CaseIterable, Sendable {
        case manager, otherManager, agent, approver, otherApprover, officer, regionalAuditor
        case managerTwo, approverTwo
        case itApprover, otherITApprover, accountant, admin, otherAdmin, auditor

        var unit: String {
            switch self {
            case .manager, .otherManager, .agent, .approver, .otherApprover, .officer, .regionalAuditor: "KV1"
            case .managerTwo, .approverTwo: "KV2"
            case .itApprover, .otherITApprover, .accountant, .admin, .otherAdmin, .auditor: "CNTT"
            }
        }

        var role: Role {
            switch self {
            case .manager, .otherManager, .managerTwo: .accountManager
            case .agent: .agent
            case .approver, .otherApprover, .approverTwo: .regionalApprover
            case .officer: .invoiceOfficer
            case .itApprover, .otherITApprover: .itApprover
            case .accountant: .accountant
            case .admin, .otherAdmin: .admin
            case .auditor, .regionalAuditor: .auditor
            }
        }
    }

    init(_ engine: TestEngine) async throws {
        shop = try await Shop(engine)
        let units = try ["KV1", "KV2", "CNTT"].map { code in
            OrganisationUnit(
                code: code,
                kind: code == "CNTT" ? .itCentre : .regional,
                name: Bilingual(vietnamese: code, english: code),
                numberPattern: try ContractNumberPattern("HD-{year}-{unit}-{number}")
            )
        }
        try await database.write { connection in for unit in units { try unit.store(on: connection) } }
        for person in Person.allCases {
            people[person] = try await hire([person.role], in: person.unit, called: person.rawValue)
        }
    }

    var database: any SQLDatabase { shop.database }
    var world: World { shop.world }
    var clock: TestClock { shop.clock }
    var key: ServerKey { shop.key }
    var visitor: Visitor { shop.visitor }

    /// The person as it was when the house was made.
    func member(_ person: Person) throws -> StaffMember { try #require(people[person]) }
    func id(_ person: Person) throws -> StaffMember.ID { try member(person).id }

    /// The person as it is now.
    func now(_ id: StaffMember.ID) async throws -> StaffMember {
        try #require(try await database.read { try StaffMember.find(id, on: $0) })
    }

    /// Somebody new, already at work.
    func hire(_ roles: Set<Role>, in unit: String, called name: String) async throws -> StaffMember {
        let email = try #require(EmailAddress("\(name)@\(unit).example.vn"))
        let hash = try await passwords.hash(Self.password)
        return try await database.write { [world] connection in
            let unit = try #require(try OrganisationUnit.find(unit, on: connection))
            var member = StaffMember(
                id: world.newID(),
                email: email,
                name: name,
                phone: "0912345678",
                firm: roles.contains(.agent) ? "Đại lý An Phát" : nil,
                language: .vietnamese,
                in: unit.reference,
                roles: roles
            )
            member.state = .active
            try member.insert(at: world.now(), on: connection)
            try member.setPasswordHash(hash, at: world.now(), on: connection)
            return try #require(try StaffMember.find(member.id, on: connection))
        }
    }

    /// As if the person had scanned the code and typed the first one.
    func setUpAuthenticator(of id: StaffMember.ID) async throws {
        let factor = SecondFactor(generation: 1, isConfirmed: true, spentStep: 0)
        try await database.write { [world] connection in
            try StaffMember.find(id, on: connection)?.setSecondFactor(factor, at: world.now(), on: connection)
        }
    }

    // MARK: Customers and contracts

    func customerForm(_ number: Int = 1) -> CustomerForm {
        var form = CustomerForm()
        form.name = "Công ty TNHH Số \(number)"
        form.taxCode = "0100686209"
        form.address = "Số \(number) phố Duy Tân, Hà Nội"
        form.representative = "Trần Thị Bình"
        form.position = "Giám đốc"
        form.contactName = "Lê Văn Cường"
        form.email = "ketoan\(number)@congty.example.vn"
        form.phone = "090123\(Int64(number).padded(4))"
        return form
    }

    func addCustomer(_ number: Int = 1, by person: Person = .manager) async throws -> Customer.ID {
        let keep = KeepCustomers(database: database, world: world)
        let outcome = try await keep.add(customerForm(number), isAnother: true, by: try member(person))
        guard case .saved(let id) = outcome else { throw Shop.Unexpected() }
        return id
    }

    func contractForm(_ customer: Customer.ID, quantity: Int = 1, discount: String = "") -> ContractForm {
        var form = ContractForm()
        form.customer = customer
        form.lines = [.init(plan: "CA-12", quantity: "\(quantity)", discount: discount)]
        return form
    }

    var declare: DeclareContract { DeclareContract(database: database, world: world) }
    var attachments: KeepAttachments { KeepAttachments(database: database, world: world) }
    var submit: SubmitContract { SubmitContract(database: database, world: world, key: key) }
    var amend: AmendContract { AmendContract(database: database, world: world, key: key) }
    var links: FollowLinks { FollowLinks(database: database, world: world, key: key) }
    var decide: DecideContract { DecideContract(database: database, world: world) }
    var manage: ManageStaff { ManageStaff(database: database, world: world) }
    var delegate: DelegateApprovals { DelegateApprovals(database: database, world: world) }

    /// A draft with its signed paper.
    func draft(_ form: ContractForm, key once: String = "once", by person: Person = .manager) async throws -> Contract {
        let outcome = try await declare.declare(form, idempotencyKey: once, by: try member(person))
        guard case .saved(let id) = outcome,
            case .done = try await attachments.add(
                name: "hop-dong.pdf",
                content: Self.pdf,
                to: id,
                by: try member(person)
            )
        else { throw Shop.Unexpected() }
        return try await contract(id)
    }

    /// Declared and handed in: the customer has the letter.
    func submitted(
        payment: Contract.Payment = .prepaid,
        key once: String = "once",
        by person: Person = .manager
    ) async throws -> Contract {
        var form = contractForm(try await addCustomer(by: person))
        form.payment = payment
        if payment == .postpaid { form.lines = [.init(plan: "SMS-M", quantity: "1", discount: "")] }
        let draft = try await draft(form, key: once, by: person)
        #expect(try await submit(draft.id, revision: draft.revision, by: try member(person)) == .submitted)
        return try await contract(draft.id)
    }

    /// Handed in and paid: it lies before the first approver.
    func paid(key once: String = "once", by person: Person = .manager) async throws -> Contract {
        let contract = try await submitted(key: once, by: person)
        try await pay(contract.id)
        return try await self.contract(contract.id)
    }

    func pay(_ id: Contract.ID) async throws {
        let reference = try await shop.attempt(token(id))
        let total = try await contract(id).totals().total.dong
        #expect(await shop.notice("true \(reference) \(total)") == .recorded)
    }

    /// The token of the link in the customer's latest letter.
    func token(_ id: Contract.ID) async throws -> String {
        try #require(try await links.liveToken(of: id, for: try member(.admin))).token
    }

    func contract(_ id: Contract.ID) async throws -> Contract {
        try #require(try await database.read { try Contract.find(id, on: $0) })
    }

    // MARK: Approvals

    func openCase(_ contract: Contract) async throws -> ApprovalCase {
        try #require(try await database.read { try ApprovalCase.open(on: contract.subject, $0) })
    }

    func decide(
        _ contract: Contract,
        _ verdict: ApprovalCase.Verdict = .approve,
        by member: StaffMember,
        reason: String = "đồng ý"
    ) async throws -> DecideContract.Outcome {
        let open = try await openCase(contract)
        let wish = ApprovalWish(verdict: verdict, seenHash: open.hash, reason: reason)
        return try await decide(open.id, wish, by: member)
    }

    func inbox(_ person: Person) async throws -> [InboxItem] {
        let id = try id(person)
        return try await database.read { try InboxItem.all(of: id, limit: 100, on: $0) }
    }

    func letters(_ kind: SQLStatement) async throws -> Int64 { try await shop.count("notice WHERE kind = " + kind) }

    func audited(_ action: String) async throws -> Int64 {
        try await shop.count("audit_entry WHERE action = \(action)")
    }
}

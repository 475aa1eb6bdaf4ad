import Accounting
import Activation
import Approvals
import Authenticator
import Billing
import Catalogue
import Contracts
import Customers
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
import Refunds
import Sales
import Schema
import Storage
import Tariffs
import TestKit
import Testing
import UsageFiles

@testable import Organisation
@testable import Web

/// The whole site on a real database, with somebody of every role in two regional companies and in the IT centre, and
/// in each region a customer, a contract with its file, and a decision that waits.
struct StaffSite {
    struct Person: Sendable, Hashable {
        let role: Role
        let unit: String
    }

    /// What belongs to one region.
    struct Things: Sendable {
        let customer: String
        let contract: String
        let attachment: String
        let approval: String
        let person: String
    }

    static let units = ["KV1", "KV2", "CNTT"]
    static let password = "mật khẩu đủ dài 123"
    /// Any 22 signs: the browser that holds this cookie.
    static let browser = "AAAAAAAAAAAAAAAAAAAAAA"

    let world = World.test()
    let database: any SQLDatabase
    let key: ServerKey
    let website: Website
    let passwords = PasswordHashing(hash: { "plain:" + $0 }, verify: { "plain:" + $0 == $1 })
    private(set) var members: [Person: StaffMember] = [:]
    private(set) var things: [String: Things] = [:]

    init() async throws {
        database = try await TestEngine.sqlite.database(.qldv)
        key = try #require(ServerKey(secret: Array(0..<32)))
        website = Self.website(database, world, key, passwords)
        _ = try await LoadCatalogue(database: database, world: world)(Self.catalogue(), by: .system)
        try await database.write { connection in
            for code in Self.units {
                try OrganisationUnit(
                    code: code,
                    kind: code == "CNTT" ? .itCentre : .regional,
                    name: Bilingual(vietnamese: "Đơn vị \(code)", english: "Unit \(code)"),
                    numberPattern: .standard
                ).store(on: connection)
            }
        }
        for role in Role.allCases {
            for unit in Self.units {
                members[Person(role: role, unit: unit)] = try await hire([role], in: unit, called: role.rawValue)
            }
        }
        for unit in ["KV1", "KV2"] { things[unit] = try await sell(in: unit) }
    }

    var application: some ApplicationProtocol { Application(router: website.makeRouter()) }

    /// Also where `ManageStaff` would refuse the role: whatever stands in the database, the pages hold.
    func hire(_ roles: Set<Role>, in unit: String, called name: String) async throws -> StaffMember {
        let email = try #require(EmailAddress("\(name)@\(unit).example.vn"))
        let hash = try await passwords.hash(Self.password)
        return try await database.write { [world] connection in
            let unit = try #require(try OrganisationUnit.find(unit, on: connection))
            var member = StaffMember(
                id: world.newID(),
                email: email,
                name: "\(name) \(unit.code)",
                phone: "0912345678",
                firm: nil,
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

    private func sell(in unit: String) async throws -> Things {
        let manager = try #require(members[Person(role: .accountManager, unit: unit)])
        var form = CustomerForm()
        form.name = "Công ty \(unit)"
        form.taxCode = "0100686209"
        form.address = "Số 5 phố Duy Tân, Hà Nội"
        form.contactName = "Lê Văn Cường"
        form.email = "\(unit)@congty.example.vn"
        form.phone = "0901234567"
        guard
            case .saved(let customer) = try await KeepCustomers(database: database, world: world)
                .add(form, isAnother: true, by: manager)
        else { throw Unexpected() }
        let prepaid = try await submit(.prepaid, for: customer, by: manager)
        let postpaid = try await submit(.postpaid, for: customer, by: manager)
        let approval = try await database.read { try ApprovalCase.open(on: "contract:\(postpaid.contract)", $0) }
        return Things(
            customer: "\(customer)",
            contract: "\(prepaid.contract)",
            attachment: "\(prepaid.file)",
            approval: "\(try #require(approval).id)",
            person: "\(manager.id)"
        )
    }

    /// A contract that has been handed in: one waits for the money, the other for the first approver.
    private func submit(
        _ payment: Contract.Payment,
        for customer: Customer.ID,
        by manager: StaffMember
    ) async throws -> (contract: Contract.ID, file: Contracts.Attachment.ID) {
        var form = ContractForm()
        form.customer = customer
        form.lines = [.init(plan: payment == .prepaid ? "CA-12" : "CA-M", quantity: "1", discount: "")]
        form.payment = payment
        let declare = DeclareContract(database: database, world: world)
        guard case .saved(let id) = try await declare.declare(form, idempotencyKey: payment.rawValue, by: manager),
            case .done(let file) = try await KeepAttachments(database: database, world: world)
                .add(name: "a.pdf", content: Array("%PDF-1.7".utf8), to: id, by: manager)
        else { throw Unexpected() }
        let submit = SubmitContract(database: database, world: world, key: key)
        #expect(try await submit(id, revision: 0, by: manager) == .submitted)
        return (id, file)
    }

    /// The cookie of somebody who is signed in.
    func session(of person: Person) async throws -> String {
        try await session(of: try #require(members[person]))
    }

    func session(of member: StaffMember) async throws -> String {
        let visitor = Visitor(address: "\(member.name)", device: "test")
        let signIn = StaffSignIn(database: database, world: world, key: key, passwords: passwords)
        switch try await signIn(email: member.email.description, password: Self.password, from: visitor) {
        case .signedIn(let token): return token
        case .enrolmentNeeded(let challenge):
            let code = member.authenticator(key).code(step: TOTP.step(at: world.now()))
            guard case .signedIn(let token) = try await signIn.enrol(challenge: challenge, code: code, from: visitor)
            else { throw Unexpected() }
            return token
        case .codeNeeded, .wrong, .locked, .tooMany, .stale: throw Unexpected()
        }
    }

    /// Sends a request as the browser of somebody signed in, or of nobody. A form carries the right token.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        session: String?,
        form: String = "",
        over client: any TestClientProtocol
    ) async throws -> TestResponse {
        var cookies = "qldv_visitor=\(Self.browser)"
        if let session { cookies += "; qldv_staff=\(session)" }
        guard method == .post else {
            return try await client.execute(uri: path, method: method, headers: [.cookie: cookies])
        }
        let body = "csrf=\(csrfToken(session))&\(form)"
        return try await client.execute(
            uri: path,
            method: .post,
            headers: [.cookie: cookies, .contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: body)
        )
    }

    /// What the pages' forms carry for a session, or for nobody.
    func csrfToken(_ session: String?) -> String {
        key.token("csrf", session.flatMap { $0.isEmpty ? nil : "staff/\($0)" } ?? Self.browser)
    }

    func denials() async throws -> Int {
        try await database.read { connection in
            try connection.rows("SELECT id FROM audit_entry WHERE action = 'access.denied'").count
        }
    }

    /// What the audit log says that somebody did to these things.
    func deeds(of member: StaffMember, on things: Things) async throws -> [String] {
        let subjects = ["contract:\(things.contract)", "customer:\(things.customer)", "staff:\(things.person)"]
        return try await database.read { connection in
            try subjects.flatMap { try AuditEntry.entries(about: $0, on: connection) }
                .filter { $0.actor == Actor.staff(member.actorID).text }.map(\.action)
        }
    }

    struct Unexpected: Error {}

    // MARK: Made by hand

    private static func website(
        _ database: any SQLDatabase,
        _ world: World,
        _ key: ServerKey,
        _ passwords: PasswordHashing
    ) -> Website {
        let gateway = PaymentGateway(
            terminal: "T",
            payURL: { "https://pay.example/\($0.reference)" },
            readNotice: { _ in .forged(reason: "test") },
            query: { _ in GatewayAnswer(result: .notFound, raw: "") }
        )
        return Website(
            data: (database, world, key),
            gateway: gateway,
            files: (.plain, .spreadsheet),
            passwords: passwords,
            settings: (
                WebSettings(
                    publicAddress: "http://localhost",
                    gatewayOrigin: "https://pay.example",
                    trustsProxy: false,
                    terms: ("2026-11", Specimen.around().seller),
                    isDemo: false
                ), Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ),
            moveClock: nil
        )
    }

    private static func catalogue() throws -> CatalogueData {
        let name = Bilingual(vietnamese: "Chữ ký số", english: "Digital signature")
        let rate = VATClass.Period(from: Day(number: 0), to: nil, rate: .percent(basisPoints: 800))
        let plan = CatalogueData.Plan(
            code: "CA-12",
            name: name,
            unit: name,
            termMonths: 12,
            price: try Money(dong: 1_000_000)
        )
        let monthly = CatalogueData.Plan(
            code: "CA-M",
            name: name,
            unit: name,
            monthlyFee: try Money(dong: 100_000),
            tariff: Tariff()
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
                    plans: [plan, monthly]
                )
            ]
        )
    }
}

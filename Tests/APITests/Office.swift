import Accounting
import Activation
import Approvals
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
import Organisation
import Payments
import People
import Reconciliation
import Refunds
import Sales
import Schema
import Storage
import TestKit
import Testing

@testable import API

/// What the web's context tells the API of a request.
struct OfficeContext: APIRequestContext {
    var coreContext: CoreRequestContextStorage
    let clientAddress = "203.0.113.9"
    let reference = "ref-of-test"
    init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }
}

/// The house with its API on a real database: two regional companies and the IT centre, somebody of every role.
struct Office {
    let clock = TestClock()
    let world: World
    let database: any SQLDatabase
    let key: ServerKey
    let gateway: PaymentGateway
    private(set) var people: [Person: StaffMember] = [:]

    enum Person: String, CaseIterable, Sendable {
        case manager, agent, approver, otherApprover, officer, managerTwo, approverTwo, itApprover, accountant,
            accountantTwo, admin,
            auditor

        var unit: String {
            switch self {
            case .manager, .agent, .approver, .otherApprover, .officer: "KV1"
            case .managerTwo, .approverTwo: "KV2"
            case .itApprover, .accountant, .accountantTwo, .admin, .auditor: "CNTT"
            }
        }

        var role: Role {
            switch self {
            case .manager, .managerTwo: .accountManager
            case .agent: .agent
            case .approver, .otherApprover, .approverTwo: .regionalApprover
            case .officer: .invoiceOfficer
            case .itApprover: .itApprover
            case .accountant, .accountantTwo: .accountant
            case .admin: .admin
            case .auditor: .auditor
            }
        }
    }

    static let pdf = Array("%PDF-1.7 ký đóng dấu".utf8)

    init(_ engine: TestEngine = .sqlite) async throws {
        world = .test(clock)
        database = try await engine.database(.qldv)
        key = try #require(ServerKey(secret: Array(0..<32)))
        gateway = .obedient(world.now)
        _ = try await LoadCatalogue(database: database, world: world)(.ofTests(), by: .system)
        try await database.write { connection in
            for code in ["KV1", "KV2", "CNTT"] {
                try OrganisationUnit(
                    code: code,
                    kind: code == "CNTT" ? .itCentre : .regional,
                    name: Bilingual(vietnamese: "Đơn vị \(code)", english: "Unit \(code)"),
                    numberPattern: .standard
                ).store(on: connection)
            }
        }
        for person in Person.allCases { people[person] = try await hire(person) }
    }

    private func hire(_ person: Person) async throws -> StaffMember {
        var form = ManageStaff.Form()
        form.name = person.rawValue
        form.email = "\(person.rawValue)@qldv.example".lowercased()
        form.unit = person.unit
        form.firm = person.role == .agent ? "Đại lý An Phát" : ""
        form.roles = [person.role]
        let passwords = PasswordHashing(hash: { $0 }, verify: { $0 == $1 })
        let enrol = EnrolStaff(database: database, world: world, passwords: passwords)
        guard
            case .enrolled(let id) = try await enrol(
                form,
                password: "mật khẩu đủ dài 123",
                hasAuthenticator: form.roles.contains(where: \.needsSecondFactor)
            )
        else { throw Unexpected() }
        return try #require(try await database.read { try StaffMember.find(id, on: $0) })
    }

    func member(_ person: Person) throws -> StaffMember { try #require(people[person]) }

    /// A token with those scopes; with everything the person may give a program when none are named.
    func token(_ person: Person, _ scopes: Set<Action>? = nil) async throws -> String {
        let member = try member(person)
        var form = KeepTokens.Form(staff: member.id)
        form.name = person.rawValue
        let all = Set(Action.scopesToChoose.filter { member.may($0) })
        form.scopes = scopes ?? all
        guard
            case .issued(_, let text) = try await KeepTokens(database: database, world: world)
                .issue(form, by: .person(member))
        else { throw Unexpected() }
        return text
    }

    var app: some ApplicationProtocol {
        let router = Router(context: OfficeContext.self, options: .autoGenerateHeadEndpoints)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let desk = APIDesk(
            data: (database, world, key),
            publicAddress: "https://qldv.example",
            settlement: (.lines, "TEST0001"),
            logger: logger
        )
        APIRoutes(desk: desk).add(to: router)
        return Application(router: router, logger: logger)
    }

    /// Runs a test against the API as one program of this person.
    func serve(
        _ person: Person = .manager,
        _ scopes: Set<Action>? = nil,
        _ test: @escaping @Sendable (Program) async throws -> Void
    ) async throws {
        let token = try await token(person, scopes)
        try await app.test(.router) { client in try await test(Program(client: client, token: token)) }
    }

    func count(_ table: SQLStatement) async throws -> Int64 {
        try await database.read { connection in
            try connection.rows("SELECT count(*) AS number FROM " + table).first?.integer("number") ?? -1
        }
    }

    /// Pays what is asked for a contract, as VNPAY tells it.
    func pay(_ contract: String) async throws {
        let id = try #require(Contract.ID(contract))
        let links = FollowLinks(database: database, world: world, key: key)
        let (link, _) = try #require(try await links.liveToken(of: id, for: member(.admin)))
        let started = try await StartPayment(database: database, world: world, gateway: gateway)(
            paymentToken: link,
            bankCode: nil,
            language: .vietnamese,
            from: Visitor(address: "203.0.113.7", device: "test")
        )
        guard case .redirect(let url) = started else { throw Unexpected() }
        let reference = url.dropFirst("pay:".count)
        let total = try #require(try await database.read { try Contract.find(id, on: $0) }).totals().total.dong
        let take = TakeNotice(database: database, world: world, gateway: gateway)
        #expect(await take(rawQuery: "\(reference) \(total)", address: "198.51.100.1") == .recorded)
    }

    /// An invoice of a contract as the provider left it.
    func invoice(_ contract: String, _ state: InvoiceRequest.State) async throws -> String {
        let id = world.newID(InvoiceRequest.self)
        let (time, key) = (world.now(), "QLDV-\(id)")
        let number = state == .accepted ? "7" : nil
        try await database.write { connection in
            let position = try connection.rows("SELECT count(*) AS number FROM invoice_request").first?
                .integer("number")
            try connection.run(
                """
                INSERT INTO invoice_request (id, contract_id, kind, reason, key, series_code, position, paid_at,
                    payment_reference, transaction_number, invoice_day, deadline_day, alarm_stage, state,
                    total_dong, series, number, created_at, changed_at)
                VALUES (\(id), \(contract), 'original', '', \(key), 'TQD', \(position ?? 0), \(time), 'HD-1', '14600001',
                    \(time.day.adding(days: -1)), \(time.day), 0, \(state.rawValue), 1296000, '1C26TQD', \(number),
                    \(time), \(time))
                """
            )
        }
        return "\(id)"
    }

    struct Unexpected: Error {}
}

extension PaymentGateway {
    /// Takes the money of `<reference> <đồng>`.
    static func obedient(_ now: @escaping Now) -> PaymentGateway {
        PaymentGateway(
            terminal: "TEST0001",
            payURL: { "pay:\($0.reference)" },
            readNotice: { text in
                let words = text.split(separator: " ").map(String.init)
                guard words.count == 2, let dong = Int64(words[1]), let amount = try? Money(dong: dong) else {
                    return .forged(reason: "test")
                }
                let receipt = GatewayReceipt(
                    transactionNumber: "14600001",
                    amount: amount,
                    bank: ("NCB", "ATM", nil),
                    paidAt: now()
                )
                return .genuine(
                    GatewayNotice(terminal: "TEST0001", reference: words[0], amount: amount, verdict: .paid(receipt))
                )
            },
            query: { _ in GatewayAnswer(result: .notFound, raw: "") }
        )
    }
}

extension CatalogueData {
    static func ofTests() throws -> CatalogueData {
        let name = Bilingual(vietnamese: "Chữ ký số", english: "Digital signature")
        let rate = VATClass.Period(from: Day(number: 0), to: nil, rate: .percent(basisPoints: 800))
        let unit = Bilingual(vietnamese: "gói", english: "package")
        let plan = Plan(code: "CA-12", name: name, unit: unit, termMonths: 12, price: try Money(dong: 1_200_000))
        return CatalogueData(
            vatClasses: [VATClass(code: "GENERAL", name: name, rates: [rate])],
            products: [
                Product(
                    code: "CA",
                    names: (name, name),
                    category: "digital-signature",
                    vatClass: "GENERAL",
                    audience: (true, true),
                    plans: [plan]
                )
            ]
        )
    }
}

import Approvals
import Billing
import Catalogue
import Contracts
import Customers
import Journal
import Kernel
import Notices
import Organisation
import Payments
import Sales
import Storage
import TestKit
import Testing

/// Steps B1 to B3: declaring, handing in, changing, giving up.
@Suite struct DeclaredContractTests {
    private func limit(_ house: House, _ product: String, _ basisPoints: Int64) async throws {
        try await house.database.write { try DiscountLimits.set(product, basisPoints: basisPoints, on: $0) }
    }

    // MARK: Declaring

    @Test(arguments: TestEngine.available)
    func `an agent is one of the unit and at work, whatever the form says`(engine: TestEngine) async throws {
        let house = try await House(engine)
        var form = house.contractForm(try await house.addCustomer())
        form.start = "2028-11-23"
        let elsewhere = try await house.hire([.agent], in: "KV2", called: "agent2").id
        let left = try await house.hire([.agent], in: "KV1", called: "left").id
        _ = try await house.manage.take(.suspend, for: left, by: house.member(.admin))
        for agent in [elsewhere, left, try house.id(.officer), try house.id(.manager)] {
            form.agent = agent
            let outcome = try await house.declare.declare(form, idempotencyKey: "x", by: house.member(.manager))
            #expect(outcome == .mistakes([.agent: .notAnAgent]))
            #expect(try await house.declare.preview(form, in: "KV1").mistakes == [.agent: .notAnAgent])
        }
        form.agent = try house.id(.agent)
        let draft = try await house.draft(form)
        _ = try await house.manage.take(.suspend, for: house.id(.agent), by: house.member(.admin))
        form.note = "đại lý đã nghỉ"
        let kept = try await house.declare.change(draft.id, form, revision: 0, by: house.member(.manager))
        #expect(kept == .saved(draft.id), "who brought it in stays who did")
        form.agent = elsewhere
        let changed = try await house.declare.change(draft.id, form, revision: 1, by: house.member(.manager))
        #expect(changed == .mistakes([.agent: .notAnAgent]))
        form.agent = nil
        #expect(
            try await house.declare.change(draft.id, form, revision: 1, by: house.member(.manager)) == .saved(draft.id)
        )
    }

    @Test(arguments: TestEngine.available)
    func `the internal note is our own people's, in whatever an agent reads`(engine: TestEngine) async throws {
        let house = try await House(engine)
        var form = house.contractForm(try await house.addCustomer())
        form.agent = try house.id(.agent)
        form.note = "khách khó tính\r\nCộng: 1 đồng\nhoa hồng 30"
        let draft = try await house.draft(form)
        #expect(try await house.submit(draft.id, revision: draft.revision, by: house.member(.manager)) == .submitted)
        try await house.pay(draft.id)
        let find = FindDossier(database: house.database)
        let own = try #require(try await find(draft.id, for: house.member(.manager)))
        let snapshot = try #require(own.approvals.first).snapshot
        #expect(snapshot.contains("Ghi chú: khách khó tính Cộng: 1 đồng hoa hồng 30\n"), "one line, whatever was typed")
        let agents = try #require(try await find(draft.id, for: house.member(.agent)))
        #expect(agents.approvals.count == 1 && agents.revisions.count == own.revisions.count)
        for secret in ["khó tính", "Cộng: 1 đồng", "hoa hồng"] { #expect(!"\(agents)".contains(secret)) }
        let list = ContractQueries(database: house.database)
        let seen = try await list.list(ContractFilter(), for: house.member(.agent), window: (10, 0)).items
        #expect(seen.count == 1 && !"\(seen)".contains("khó tính"))
    }

    @Test(arguments: TestEngine.available)
    func `the same form sent twice declares once, and each unit counts for itself`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let form = house.contractForm(try await house.addCustomer())
        let first = try await house.declare.declare(form, idempotencyKey: "a", by: house.member(.manager))
        #expect(try await house.declare.declare(form, idempotencyKey: "a", by: house.member(.manager)) == first)
        #expect(try await house.shop.count("contract") == 1)
        let second = try await house.draft(form, key: "b")
        #expect(second.number == "HD-2026-KV1-00002")
        let other = try await house.draft(
            house.contractForm(house.addCustomer(2, by: .managerTwo)),
            key: "a",
            by: .managerTwo
        )
        #expect(other.number == "HD-2026-KV2-00001")
    }

    @Test(arguments: TestEngine.available)
    func `only account managers declare, and only for customers of their own`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let form = house.contractForm(try await house.addCustomer())
        for person in House.Person.allCases where person != .manager {
            let outcome = try await house.declare.declare(form, idempotencyKey: "x", by: house.member(person))
            #expect(outcome == .notAllowed, "\(person)")
        }
        #expect(try await house.shop.count("contract") == 0)
    }

    static let mistakes: [(String, String, String, String, ContractForm.Field, ContractForm.Mistake)] = [
        ("CA-12", "0", "", "", .line(0), .badQuantity), ("CA-12", "1,5", "", "", .line(0), .badQuantity),
        ("CA-12", "100001", "", "", .line(0), .badQuantity), ("NO", "1", "", "", .line(0), .unknownPlan),
        ("CA-12", "1", "-1", "", .line(0), .badDiscount), ("CA-12", "1", "101", "", .line(0), .badDiscount),
        ("CA-12", "1", "1,234", "", .line(0), .badDiscount), ("CA-12", "1", "1", "", .line(0), .discountAbove(0)),
        ("", "1", "", "", .lines, .missing), ("CA-12", "1", "", "2026-13-01", .start, .badDay),
        ("CA-12", "1", "", "2026-11-22", .start, .startPassed), ("CA-12", "100000", "", "", .lines, .tooMuch),
        ("CA-12", "1", "", "9999-12-31", .start, .startTooFar), ("CA-12", "1", "", "2028-11-24", .start, .startTooFar),
        ("CA-12", "+3", "", "", .line(0), .badQuantity), ("CA-12", "٣", "", "", .line(0), .badQuantity),
        ("CA-12", "1", "+5", "", .line(0), .badDiscount),
    ]

    @Test(arguments: mistakes)
    func `a mistake is said where it is`(
        row: (String, String, String, String, ContractForm.Field, ContractForm.Mistake)
    ) async throws {
        let house = try await House(.sqlite)
        var form = house.contractForm(try await house.addCustomer())
        form.lines = [.init(plan: row.0, quantity: row.1, discount: row.2)]
        form.start = row.3
        let outcome = try await house.declare.declare(form, idempotencyKey: "x", by: house.member(.manager))
        #expect(outcome == .mistakes([row.4: row.5]))
    }

    @Test(arguments: TestEngine.available)
    func `a discount goes up to the product's limit, or to the general one, and no further`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let customer = try await house.addCustomer()
        try await limit(house, DiscountLimits.everyProduct, 500)
        func declare(_ discount: String, _ key: String) async throws -> DeclareContract.Outcome {
            try await house.declare.declare(
                house.contractForm(customer, discount: discount),
                idempotencyKey: key,
                by: house.member(.manager)
            )
        }
        #expect(try await declare("5,01", "a") == .mistakes([.line(0): .discountAbove(500)]))
        guard case .saved(let id) = try await declare("5", "b") else { throw Shop.Unexpected() }
        #expect(try await house.contract(id).lines[0].unitPrice.dong == 1_140_000)
        try await limit(house, "CA", 1_250)
        guard case .saved(let other) = try await declare("12.5", "c") else { throw Shop.Unexpected() }
        #expect(try await house.contract(other).totals().total.dong == 1_134_000)
        try await limit(house, "CA", 0)
        #expect(try await declare("5", "d") == .mistakes([.line(0): .discountAbove(0)]))
    }

    @Test(arguments: [("", 0), ("0", 0), ("12,5", 1_250), ("12.50", 1_250), ("7 %", 700), ("100", 10_000), ("0,05", 5)])
    func `a percentage is read as people write it`(text: String, expected: Int64) {
        #expect(ContractForm.basisPoints(text) == expected)
        #expect(ContractForm.basisPoints(ContractForm.percent(expected)) == expected)
    }

    @Test(arguments: ["x", "-1", "100,01", "1,", ",5", "1,2,3", "1,234", "1e2"])
    func `what is no percentage is none`(text: String) { #expect(ContractForm.basisPoints(text) == nil) }

    // MARK: Handing in

    @Test(arguments: TestEngine.available)
    func `handing in asks for the money by mail, once`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let form = house.contractForm(try await house.addCustomer())
        guard
            case .saved(let id) = try await house.declare.declare(form, idempotencyKey: "a", by: house.member(.manager))
        else { throw Shop.Unexpected() }
        let manager = try house.member(.manager)
        #expect(try await house.submit(id, revision: 0, by: manager) == .noAttachment)
        _ = try await house.attachments.add(name: "a.pdf", content: House.pdf, to: id, by: manager)
        #expect(try await house.submit(id, revision: 1, by: manager) == .stale)
        #expect(try await house.submit(id, revision: 0, by: house.member(.otherManager)) == .notAllowed)
        #expect(try await house.submit(id, revision: 0, by: manager) == .submitted)
        #expect(try await house.submit(id, revision: 0, by: manager) == .alreadySubmitted)
        #expect(try await house.contract(id).state == .awaitingPayment)
        #expect(try await house.letters("'payment_link'") == 1)
        let page = try await house.shop.page(house.token(id))
        #expect(page.standing == .open(lastDecline: nil))
        #expect(page.request.amount.dong == Shop.total)
        #expect(page.request.due == Day(iso8601: "2026-12-08"), "fifteen days")
    }

    @Test(arguments: TestEngine.available)
    func `ten presses at once hand in once`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let draft = try await house.draft(house.contractForm(house.addCustomer()))
        let submit = house.submit
        let manager = try house.member(.manager)
        let outcomes = try await withThrowingTaskGroup(of: SubmitContract.Outcome.self) { group in
            for _ in 0..<10 { group.addTask { try await submit(draft.id, revision: 0, by: manager) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .submitted }.count == 1)
        #expect(outcomes.filter { $0 == .alreadySubmitted }.count == 9)
        #expect(try await house.letters("'payment_link'") == 1)
        #expect(try await house.shop.count("payment_request") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `a payment tells whom it concerns, and lies before the approver`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let register = RegisterInvoicingOfficer(database: house.database, world: house.world)
        let today = house.world.now().day
        _ = try await register(
            unit: "KV1",
            staff: house.id(.officer),
            days: (today, nil),
            document: "CV 1",
            by: house.member(.admin)
        )
        var form = house.contractForm(try await house.addCustomer())
        form.agent = try house.id(.agent)
        let draft = try await house.draft(form)
        _ = try await house.submit(draft.id, revision: 0, by: house.member(.manager))
        try await house.pay(draft.id)
        for person in [House.Person.manager, .agent, .admin, .otherAdmin, .officer] {
            #expect(try await house.inbox(person).contains { $0.kind == .contractPaid }, "\(person)")
        }
        for person in [House.Person.otherManager, .approverTwo, .auditor, .accountant] {
            #expect(try await house.inbox(person).isEmpty, "\(person)")
        }
        #expect(try await house.letters("'staff_contract_paid'") == 5)
        #expect(try await house.contract(draft.id).state == .awaitingRegionalApproval)
    }

    // MARK: Changing

    @Test(arguments: TestEngine.available)
    func `a change before payment closes the old link and mails a new one for the new amount`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let old = try await house.token(contract.id)
        let form = house.contractForm(try #require(contract.customer), quantity: 2)
        let manager = try house.member(.manager)
        #expect(try await house.amend(contract.id, form, revision: 1, by: manager) == .stale)
        #expect(try await house.amend(contract.id, form, revision: 0, by: house.member(.admin)) == .notAllowed)
        #expect(try await house.amend(contract.id, form, revision: 0, by: manager) == .amended)
        #expect(try await house.shop.page(old).standing == .superseded)
        #expect(try await house.shop.start(old) == .closed)
        let new = try await house.token(contract.id)
        #expect(new != old)
        #expect(try await house.shop.page(new).request.amount.dong == 2 * Shop.total)
        #expect(try await house.letters("'payment_link'") == 2)
        try await house.pay(contract.id)
        #expect(try await house.contract(contract.id).state == .awaitingRegionalApproval)
    }

    @Test(arguments: TestEngine.available)
    func `a contract that was changed after a declined payment can be paid all the same`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let first = try await house.shop.attempt(house.token(contract.id))
        #expect(await house.shop.notice("failed \(first) \(Shop.total)") == .recorded)
        let form = house.contractForm(try #require(contract.customer), quantity: 2)
        #expect(try await house.amend(contract.id, form, revision: 0, by: house.member(.manager)) == .amended)
        let second = try await house.shop.attempt(house.token(contract.id))
        #expect(first == "\(contract.number)-01" && second == "\(contract.number)-02")
        #expect(await house.shop.notice("true \(second) \(2 * Shop.total)") == .recorded)
        #expect(try await house.contract(contract.id).state == .awaitingRegionalApproval)
    }

    @Test(arguments: TestEngine.available)
    func `nothing is changed or given up while somebody may be paying`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        _ = try await house.shop.attempt(house.token(contract.id))
        let form = house.contractForm(try #require(contract.customer), quantity: 2)
        let manager = try house.member(.manager)
        let cancel = CancelContract(database: house.database, world: house.world)
        #expect(try await house.amend(contract.id, form, revision: 0, by: manager) == .paymentUnderWay)
        #expect(try await cancel(contract.id, reason: "", by: manager) == .paymentUnderWay)
        house.clock.advance(minutes: 17)
        _ = try await FindQuietAttempts(database: house.database, world: house.world)()
        #expect(try await house.amend(contract.id, form, revision: 0, by: manager) == .paymentUnderWay, "nobody knows")
    }

    @Test(arguments: TestEngine.available)
    func `after payment the amount stays as it was paid`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        let manager = try house.member(.manager)
        let customer = try #require(contract.customer)
        let dearer = house.contractForm(customer, quantity: 2)
        #expect(try await house.amend(contract.id, dearer, revision: 0, by: manager) == .amountIsPaid)
        #expect(try await house.contract(contract.id).revision == 0)
        var words = ContractForm(contract)
        words.note = "một ghi chú khác"
        #expect(try await house.amend(contract.id, words, revision: 0, by: manager) == .amended)
        #expect(try await house.contract(contract.id).revision == 1)
        #expect(try await house.letters("'payment_link'") == 1)
        _ = try await house.decide(contract, by: house.member(.approver))
        _ = try await house.decide(contract, by: house.member(.itApprover))
        #expect(try await house.amend(contract.id, words, revision: 1, by: manager) == .notNow(.activating))
    }

    @Test(arguments: TestEngine.available)
    func `a line that was not touched keeps its price, one that was follows the catalogue`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let dearer = try CatalogueData.small(price: 1_500_000)
        _ = try await LoadCatalogue(database: house.database, world: house.world)(dearer, by: .system)
        var form = ContractForm(contract)
        form.note = "x"
        let manager = try house.member(.manager)
        #expect(try await house.amend(contract.id, form, revision: 0, by: manager) == .amended)
        #expect(try await house.contract(contract.id).lines[0].unitPrice.dong == 1_200_000)
        form.lines[0].quantity = "2"
        #expect(try await house.amend(contract.id, form, revision: 1, by: manager) == .amended)
        #expect(try await house.contract(contract.id).lines[0].unitPrice.dong == 1_500_000)
    }

    // MARK: Giving up

    @Test(arguments: TestEngine.available)
    func `a contract is given up before payment, and its link with it`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let token = try await house.token(contract.id)
        let cancel = CancelContract(database: house.database, world: house.world)
        #expect(try await cancel(contract.id, reason: "x", by: house.member(.otherManager)) == .notAllowed)
        #expect(try await cancel(contract.id, reason: "khách đổi ý", by: house.member(.manager)) == .cancelled)
        #expect(try await cancel(contract.id, reason: "", by: house.member(.manager)) == .cancelled, "twice is once")
        #expect(try await house.audited("contract.cancelled") == 1)
        #expect(try await house.shop.page(token).standing == .cancelled)
        #expect(try await house.shop.start(token) == .closed)
        let paid = try await house.paid(key: "paid")
        #expect(try await cancel(paid.id, reason: "", by: house.member(.manager)) == .tooLate)
    }

    // MARK: Links

    @Test(arguments: TestEngine.available)
    func `a link is sent again, or closed, by whoever follows the contract`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let first = try await house.token(contract.id)
        house.clock.advance(seconds: 1)
        #expect(try await house.links(.renew, contract.id, by: house.member(.otherManager)) == .notAllowed)
        #expect(try await house.links(.renew, contract.id, by: house.member(.admin)) == .notAllowed)
        #expect(try await house.links(.renew, contract.id, by: house.member(.manager)) == .done)
        #expect(try await house.shop.page(first).standing == .revoked)
        let second = try await house.token(contract.id)
        house.clock.advance(seconds: 1)
        #expect(try await house.links(.revoke, contract.id, by: house.member(.manager)) == .done)
        #expect(try await house.shop.start(second) == .closed)
        #expect(try await house.links.liveToken(of: contract.id, for: house.member(.manager)) == nil)
        #expect(try await house.links(.renew, contract.id, by: house.member(.manager)) == .done, "the debt stands")
        try await house.pay(contract.id)
        #expect(try await house.links(.renew, contract.id, by: house.member(.manager)) == .nothingOwed)
    }

    @Test(arguments: TestEngine.available)
    func `a customer's mailbox is not filled`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        for _ in 0..<10 { #expect(try await house.links(.renew, contract.id, by: house.member(.manager)) == .done) }
        #expect(try await house.links(.renew, contract.id, by: house.member(.manager)) == .tooMany)
        house.clock.advance(minutes: 61)
        #expect(try await house.links(.renew, contract.id, by: house.member(.manager)) == .done)
    }
}

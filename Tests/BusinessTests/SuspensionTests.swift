import Catalogue
import Contracts
import Journal
import Kernel
import Notices
import Organisation
import Sales
import Storage
import Synchronization
import TestKit
import Testing

@testable import Activation
@testable import Statements

@Suite struct SuspensionTests {
    static let november = Month(year: 2026, month: 11)
    static let december = Month(year: 2026, month: 12)

    @Test(arguments: TestEngine.available)
    func `a service rests at the customer's wish, and the days of rest cost nothing`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        house.set(Self.december.firstDay.adding(days: 10))
        #expect(try await house.suspend(contract, .request, "  \n ", by: .manager) == .reasonMissing)
        #expect(try await house.suspend(contract, .request, "Chuyển văn phòng", by: .otherManager) == .notAllowed)
        #expect(try await house.suspend(contract, .request, "Chuyển văn phòng", by: .managerTwo) == .notAllowed)
        #expect(try await house.suspend(contract, .request, "Chuyển văn phòng", by: .auditor) == .notAllowed)
        guard case .suspended(let id) = try await house.suspend(contract, .request, "Chuyển văn phòng", by: .manager)
        else { throw Shop.Unexpected() }
        #expect(try await house.contract(contract.id).state == .suspended)
        #expect(try await house.suspend(contract, .debt, "Nợ", by: .manager) == .alreadySuspended(.request))
        #expect(try await house.suspendForDebt(contract) == .alreadySuspended(.request))
        #expect(try await house.audited("contract.suspended") == 1)
        #expect(try await house.letters("'service_suspended'") == 1)
        #expect(try await house.inbox(.manager).contains { $0.kind == .contractSuspended })

        house.set(Self.december.firstDay.adding(days: 20))
        #expect(try await house.resumeAfterDebt(contract) == .otherCause(.request))
        #expect(try await house.resume(contract, "Đã chuyển xong", by: .approver) == .resumed(id))
        #expect(try await house.resume(contract, "Đã chuyển xong", by: .approver) == .alreadyRunning)
        #expect(try await house.letters("'service_resumed'") == 1)
        #expect(try await house.contract(contract.id).state == .active)
        let rests = try await house.database.read { try Suspension.all(of: contract.id, on: $0) }
        #expect(rests.map { $0.from.display } == ["11/12/2026"])
        #expect(rests.map { $0.to?.display } == ["20/12/2026"])
        #expect(rests.map(\.reason) == ["Chuyển văn phòng"])

        house.set(Self.december.lastDay.adding(days: 1))
        try await house.bill(Self.december)
        let statement = try #require(try await house.statements(of: contract).first)
        // 300.000 ₫ a month: through the 10th, and from the 21st.
        #expect(statement.lines.map(\.price.net.dong) == [96_774, 106_452])
        #expect(statement.lines.map(\.days.display) == ["01/12/2026–10/12/2026", "21/12/2026–31/12/2026"])
    }

    @Test(arguments: TestEngine.available)
    func `days of rest are billed all the same when that was said`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        let suspend = SuspendContract(database: house.database, world: house.world)
        let outcome = try await suspend(
            contract.id,
            for: .request,
            reason: "Giữ chỗ",
            isCharged: true,
            by: try house.member(.manager)
        )
        guard case .suspended = outcome else { throw Shop.Unexpected() }
        house.set(Self.december.lastDay.adding(days: 1))
        try await house.bill(Self.december)
        #expect(try await house.statements(of: contract).first?.lines.map(\.price.net.dong) == [300_000])
    }

    @Test(arguments: TestEngine.available)
    func `the system suspends for debt, and lets the service go on when it is paid`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        guard case .suspended(let id) = try await house.suspendForDebt(contract) else { throw Shop.Unexpected() }
        #expect(try await house.resumeAfterDebt(contract) == .resumed(id))
        #expect(try await house.resumeAfterDebt(contract) == .alreadyRunning)
        #expect(try await house.shop.count("audit_entry WHERE action = 'contract.suspended' AND actor = 'system'") == 1)
        let rest = try #require(try await house.database.read { try Suspension.find(id, on: $0) })
        #expect(rest.to == rest.from, "the day on which it began is free, even when it went on the same day")
    }

    @Test(arguments: TestEngine.available)
    func `a product's system is told of each rest, in order, and what it refuses goes to a person`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        let product = Product()
        let change = ChangeService(database: house.database, world: house.world, port: product.port)
        _ = try await house.suspendForDebt(contract)
        let rest = try #require(try await house.orders(of: contract).first)
        #expect(rest.wanted == .resting)
        #expect(rest.cause == .debt)
        product.answers.withLock { $0 = [.tryLater(reason: "HTTP 503"), .refused(reason: "cannot_change: bận")] }
        #expect(try await change(rest.id) == .failed(reason: "HTTP 503"))
        #expect(try await change(rest.id) == .park(reason: "cannot_change: bận"))
        #expect(try await house.inbox(.itApprover).contains { $0.kind == .serviceRefused && $0.isTask })
        #expect(try await house.inbox(.manager).contains { $0.kind == .serviceRefused })
        let queue = ActivationQueue(database: house.database)
        let waiting = try #require(try await queue.orders(for: house.member(.itApprover)).first)
        #expect(waiting.work.order.id == rest.id && waiting.line?.planCode == "SMS-M")
        #expect(waiting.work.isStuck && waiting.work.reason == "cannot_change: bận")
        #expect(try await queue.orders(for: house.member(.managerTwo)).isEmpty)

        let retry = RetryServiceOrder(database: house.database, world: house.world)
        #expect(try await retry(rest.id, by: try house.member(.manager)) == .notAllowed)
        #expect(try await retry(rest.id, by: try house.member(.itApprover)) == .retried)
        #expect(try await retry(rest.id, by: try house.member(.itApprover)) == .notRefused)
        #expect(try await house.inbox(.itApprover).contains { $0.kind == .serviceRefused && $0.doneAt == nil } == false)

        // Before it is delivered the debt is paid: only the later order is sent.
        _ = try await house.resumeAfterDebt(contract)
        let orders = try await house.orders(of: contract)
        #expect(orders.map(\.wanted) == [.resting, .running])
        #expect(orders.map(\.sequence) == [1, 2])
        #expect(try await change(rest.id) == .done)
        #expect(try await change(orders[1].id) == .done)
        #expect(try await change(orders[1].id) == .done)
        #expect(try await house.orders(of: contract).map(\.state) == [.superseded, .done])
        #expect(product.asked.withLock { $0.map(\.wanted) } == [.resting, .resting, .running])
        #expect(try await house.audited("service.running") == 1)
        #expect(try await queue.orders(for: house.member(.itApprover)).isEmpty)
    }

    @Test(arguments: ContractState.allCases)
    func `only what runs is suspended, and only what rests goes on`(state: ContractState) async throws {
        let house = try await House(.sqlite)
        let contract = try await house.activePostpaid()
        try await house.database.write { connection in
            try connection.run("UPDATE contract SET state = \(state.rawValue) WHERE id = \(contract.id)")
        }
        let suspended = try await house.suspendForDebt(contract)
        switch state {
        case .active:
            guard case .suspended = suspended else { throw Shop.Unexpected() }
        case .suspended: #expect(suspended == .alreadySuspended(.debt))
        case .draft, .awaitingPayment, .paid, .awaitingRegionalApproval, .awaitingITApproval, .activating, .expired,
            .terminated, .cancelled, .rejected:
            #expect(suspended == .notInService)
            #expect(try await house.resumeAfterDebt(contract) == .notInService)
            #expect(try await house.shop.count("suspension") == 0)
            #expect(try await house.shop.count("service_order") == 0)
        }
    }

    @Test func `an order goes where the table says`() {
        let refused = ServiceOrder.State.refused(reason: "x")
        let states: [ServiceOrder.State] = [.requested, .done, refused, .superseded]
        let events: [ServiceOrder.Event] = [.carriedOut, .refused(reason: "x"), .overtaken, .retried]
        let table: [[ServiceOrder.State?]] = [
            [.done, refused, .superseded, nil], [nil, nil, nil, nil], [.done, nil, .superseded, .requested],
            [nil, nil, nil, nil],
        ]
        for (state, row) in zip(states, table) {
            for (event, wanted) in zip(events, row) {
                var order = ServiceOrder.sample(state)
                #expect(order.apply(event) == (wanted != nil), "\(state) \(event)")
                #expect(order.state == wanted ?? state, "\(state) \(event)")
            }
        }
    }
}

/// A product's system that answers what it is told to, and then yes.
private final class Product: Sendable {
    let answers = Mutex<[ServiceOutcome]>([])
    let asked = Mutex<[ServiceTask]>([])

    var port: ServicePort {
        ServicePort { task in
            self.asked.withLock { $0.append(task) }
            return self.answers.withLock { $0.isEmpty ? .done : $0.removeFirst() }
        }
    }
}

extension House {
    func suspend(
        _ contract: Contract,
        _ cause: Suspension.Cause,
        _ reason: String,
        by person: Person
    ) async throws -> SuspendContract.Outcome {
        try await SuspendContract(database: database, world: world)(
            contract.id,
            for: cause,
            reason: reason,
            by: try member(person)
        )
    }

    func resume(_ contract: Contract, _ reason: String, by person: Person) async throws -> ResumeContract.Outcome {
        try await ResumeContract(database: database, world: world)(
            contract.id,
            reason: reason,
            by: try member(person)
        )
    }

    func suspendForDebt(_ contract: Contract) async throws -> SuspendContract.Outcome {
        try await database.write { [world] connection in
            var now = try #require(try Contract.find(contract.id, on: connection))
            let rest = ServiceRest(cause: .debt, reason: "Nợ cước 11/2026", actor: .system)
            return try now.suspend(rest, in: world, on: connection)
        }
    }

    func resumeAfterDebt(_ contract: Contract) async throws -> ResumeContract.Outcome {
        try await database.write { [world] connection in
            var now = try #require(try Contract.find(contract.id, on: connection))
            return try now.resume("Đã thanh toán", only: .debt, by: .system, in: world, on: connection)
        }
    }

    func orders(of contract: Contract) async throws -> [ServiceOrder] {
        try await database.read { try ServiceOrder.all(of: contract.id, on: $0) }
    }
}

extension ServiceOrder {
    fileprivate static func sample(_ state: State) -> ServiceOrder {
        let world = World.test(TestClock())
        return ServiceOrder(
            id: world.newID(),
            contract: world.newID(),
            activation: world.newID(),
            sequence: 1,
            wanted: .resting,
            quantity: 1,
            cause: .request,
            day: world.now().day,
            state: state,
            requestedAt: world.now()
        )
    }
}

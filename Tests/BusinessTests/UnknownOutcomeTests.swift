import Accounting
import Contracts
import Foundation
import Journal
import Kernel
import Organisation
import Payments
import Reconciliation
import Storage
import Synchronization
import TestKit
import Testing

/// The queue of payments of which nobody has said what became of them: asked about in its order, seen by people, and
/// emptied by VNPAY's file where asking would take days.
@Suite struct UnknownOutcomeTests {
    private func watch(_ counter: Counter) -> WatchUnknownOutcomes {
        WatchUnknownOutcomes(database: counter.database, world: counter.world)
    }

    /// Attempts one minute apart, all of them quiet by now.
    private func quiet(_ count: Int, _ counter: Counter) async throws -> [String] {
        var references: [String] = []
        for number in 0..<count {
            references.append(try await counter.unheard("quiet\(number)"))
            counter.shop.clock.advance(minutes: 1)
        }
        counter.shop.clock.advance(minutes: 17)
        let find = FindQuietAttempts(database: counter.database, world: counter.world)
        while try await find() > 0 {}
        return references
    }

    /// Delivers what is due as the worker does, until that much time has passed.
    private func work(_ counter: Counter, minutes: Int64, _ gateway: PaymentGateway) async throws {
        let resolve = ResolveAttempt(database: counter.database, world: counter.world, gateway: gateway)
        let end = counter.world.now().adding(minutes: minutes)
        while counter.world.now() < end {
            let time = counter.world.now()
            let claimed = try await counter.database.write { connection in
                try OutboxMessage.claim(
                    kinds: [OutboxMessage.resolveKind],
                    limit: 1,
                    lease: 60_000,
                    at: time,
                    on: connection
                )
            }
            guard let message = claimed.first else {
                counter.shop.clock.advance(seconds: 1)
                continue
            }
            let id = try #require(PaymentAttempt.ID(message.message.body))
            let delivery = try await resolve(id)
            try await counter.database.write { try message.finish(delivery, at: counter.world.now(), on: $0) }
        }
    }

    /// Says what it is told about each, and keeps what it was asked.
    private func gateway(
        _ counter: Counter,
        asked: @escaping @Sendable (String) -> Void,
        answer: @escaping @Sendable (GatewayQuestion) -> GatewayAnswer.Result
    ) -> PaymentGateway {
        var gateway = counter.shop.gateway
        gateway.query = { question in
            asked(question.reference)
            return GatewayAnswer(result: answer(question), raw: "")
        }
        return gateway
    }

    @Test(arguments: TestEngine.available)
    func `the oldest is asked about first, and whoever is not settled goes behind the others`(
        engine: TestEngine
    ) async throws {
        let counter = try await Counter(engine)
        let references = try await quiet(3, counter)
        let asked = Mutex<[String]>([])
        let silent = gateway(counter, asked: { one in asked.withLock { $0.append(one) } }) { _ in .throttled }
        try await work(counter, minutes: 32, silent)
        #expect(asked.withLock { Array($0.prefix(6)) } == references + references)
        #expect(asked.withLock(\.count) <= 7, "one question in five minutes for the whole terminal")
    }

    @Test(arguments: TestEngine.available)
    func `the page tells count, age and pace, and a person puts one in front`(engine: TestEngine) async throws {
        let counter = try await Counter(engine)
        let references = try await quiet(4, counter)
        let start = counter.world.now()
        let before = try await watch(counter).summary(terminal: Counter.terminal)
        #expect(before.count == 4 && before.stopped == 0 && before.settled == 0)
        #expect(before.minutesLeft == 20)
        #expect(before.oldest == start)
        let items = try await watch(counter).list(window: (10, 0))
        #expect(items.map(\.reference) == references)
        #expect(items.allSatisfy { $0.asking == .waiting && $0.questions == 0 && $0.lastAnswer == nil })
        #expect(try await watch(counter).askNext(items[3].attempt, by: counter.auditor) == .notAllowed)
        #expect(try await watch(counter).askNext(counter.world.newID(), by: counter.an) == .unknown)
        #expect(try await watch(counter).askNext(items[3].attempt, by: counter.an) == .done)
        let asked = Mutex<[String]>([])
        let declining = gateway(counter, asked: { one in asked.withLock { $0.append(one) } }) { question in
            .known(
                GatewayNotice(
                    terminal: Counter.terminal,
                    reference: question.reference,
                    amount: try? Money(dong: Shop.total),
                    verdict: .declined(code: "24")
                )
            )
        }
        try await work(counter, minutes: 6, declining)
        #expect(asked.withLock { $0 } == [references[3], references[0]])
        let after = try await watch(counter).summary(terminal: Counter.terminal)
        #expect(after.count == 2 && after.settled == 2)
        #expect(after.hours.reduce(0) { $0 + $1.questions } == 2)
        #expect(after.hours.count == 24 && after.nextTurnAt != nil)
        #expect(try await watch(counter).askNext(items[3].attempt, by: counter.an) == .settled)
        // Also when the turn is not free, as it hardly ever is: the next one is this one's.
        #expect(try await watch(counter).askNext(items[2].attempt, by: counter.an) == .done)
        try await work(counter, minutes: 5, declining)
        #expect(asked.withLock { $0.last } == references[2])
    }

    @Test(arguments: TestEngine.available)
    func `what is unknown for a day is put before people, once`(engine: TestEngine) async throws {
        let counter = try await Counter(engine)
        _ = try await quiet(3, counter)
        #expect(try await watch(counter).askPeople() == 0)
        counter.shop.clock.advance(minutes: 24 * 60 + 1)
        #expect(try await watch(counter).askPeople() == 3)
        #expect(try await watch(counter).askPeople() == 0)
        for person in [counter.an, counter.binh] {
            let tasks = try await counter.database.read { try InboxItem.all(of: person.id, limit: 10, on: $0) }
                .filter { $0.kind == .outcomeUnknown }
            #expect(tasks.count == 1 && tasks.allSatisfy { $0.isTask && $0.doneAt == nil })
        }
        for item in try await watch(counter).list(window: (10, 0)) {
            #expect(await counter.shop.notice("true \(item.reference) \(Shop.total)") == .recorded)
        }
        #expect(try await watch(counter).askPeople() == 0)
        let left = try await counter.database.read { try InboxItem.all(of: counter.an.id, limit: 10, on: $0) }
        #expect(left.filter { $0.kind == .outcomeUnknown }.allSatisfy { $0.doneAt != nil }, "nothing is left to do")
    }

    @Test(arguments: TestEngine.available)
    func `asking that was given up begins again when a person wants it`(engine: TestEngine) async throws {
        let counter = try await Counter(engine)
        _ = try await quiet(1, counter)
        try await counter.database.write {
            try $0.run("UPDATE outbox_message SET state = 'parked' WHERE kind = 'resolve_attempt'")
        }
        let item = try #require(try await watch(counter).list(window: (10, 0)).first)
        #expect(item.asking == .stopped && item.nextAt == nil)
        #expect(try await watch(counter).summary(terminal: Counter.terminal).stopped == 1)
        #expect(try await watch(counter).askNext(item.attempt, by: counter.an) == .done)
        #expect(try await watch(counter).list(window: (10, 0)).first?.asking == .waiting)
    }

    /// So many notices are lost on one day; by questions alone a thousand would take three and a half days. All of
    /// them: `QLDV_UNHEARD=1000`.
    private static let lost = ProcessInfo.processInfo.environment["QLDV_UNHEARD"].flatMap { Int($0) } ?? 60

    @Test(arguments: TestEngine.available)
    func `a day of lost notices is known through the file, by two people and two steps`(engine: TestEngine) async throws
    {
        let counter = try await Counter(engine)
        var references: [String] = []
        for number in 0..<Self.lost {
            references.append(try await counter.unheard("lost\(number)"))
            counter.shop.clock.advance(seconds: 20)
        }
        let declined = try await counter.unheard("declined")
        let heard = try await counter.paid("14699999")
        counter.sleep()
        let find = FindQuietAttempts(database: counter.database, world: counter.world)
        while try await find() > 0 {}
        var lines = references.enumerated().map { counter.line(Int64($0) + 4, $1, "146\(($0 + 10_000))") }
        // One of them in another amount: it cannot be applied, and is worked by itself.
        lines[0] = counter.line(4, references[0], "14610000", gross: Shop.total - 1)
        lines.append(counter.line(99_999, heard, "14699999"))
        try await counter.take(lines)
        let together = ResolveTogether(database: counter.database, world: counter.world)
        #expect(try await together.propose(counter.key, reason: "mất IPN", by: counter.an) == .gatewayIsAsked)
        counter.shop.clock.advance(minutes: 16)
        #expect(try await together.propose(counter.key, reason: " ", by: counter.an) == .reasonNeeded)
        #expect(try await together.propose(counter.key, reason: "mất IPN", by: counter.auditor) == .notAllowed)
        #expect(try await together.confirm(counter.key, by: counter.binh) == .nothing)
        let many = Self.lost - 1
        #expect(try await together.propose(counter.key, reason: "mất IPN", by: counter.an) == .done(many, left: 0))
        #expect(try await together.confirm(counter.key, by: counter.an) == .done(0, left: many), "not one's own")
        #expect(try await together.confirm(counter.key, by: counter.binh) == .done(many, left: 0))
        #expect(try await counter.shop.count("payment") == many + 1)
        #expect(try await counter.shop.count("settlement_evidence") == many)
        #expect(try await counter.balance(.vnpayClearing) == Shop.total * Int64(many + 1))
        let left = try await watch(counter).list(window: (10, 0)).map(\.reference)
        #expect(left == [references[0], declined], "the wrong amount, and the one that nobody paid")
        #expect(try await counter.shop.count("audit_entry WHERE action = 'exception.confirmed'") == many)
        // A notice that comes after all changes nothing.
        #expect(await counter.shop.notice("true \(references[1]) \(Shop.total) 14610001") == .knownAlready)
    }
}

import Accounting
import Kernel
import Payments
import Refunds
import Synchronization
import TestKit
import Testing

/// Trial R12: sixty-four people at one payment, and a VNPAY that loses answers.
@Suite struct RefundCrowdTests {
    private static let people = 64

    @Test(arguments: TestEngine.available)
    func `of sixty-four refunds at once never more goes back than came, and none goes twice`(
        engine: TestEngine
    ) async throws {
        let house = try await RefundHouse(engine)
        let known = try await house.rejected()
        let desk = ForgetfulDesk(seed: 12)
        let work = WorkRefund(database: house.database, world: house.world, gateway: desk.gateway)
        var rounds = 0
        while try await house.read(known).left > Money.zero, rounds < 60 {
            rounds += 1
            let left = try await house.read(known).left.dong
            // Some ask for more than there is.
            let amount = left < 100_000 ? left : min(left + 1_000, desk.amount())
            let proposed = try await Self.atOnce { person in
                try await house.propose(
                    known.id,
                    house.form(.vnpay, amount),
                    by: person % 2 == 0 ? house.an : house.binh
                )
            }
            guard amount <= left else {
                #expect(proposed.allSatisfy { $0 == .tooMuch(left: (try? Money(dong: left)) ?? .zero) })
                continue
            }
            #expect(proposed.count { $0 == .done } == 1)
            let refund = try #require(try await house.read(known).current)
            let agreed = try await Self.atOnce { person in
                try await house.decide.confirm(known.id, refund.id, by: person % 2 == 0 ? house.an : house.binh)
            }
            #expect(agreed.count { $0 == .done } == 1)
            for _ in 0..<40 where try await !Self.isOver(house.latest(known)) {
                _ = try await Self.atOnce(8) { _ in try await work(refund.id) }
                house.house.clock.advance(minutes: 16)
            }
            #expect(try await Self.isOver(house.latest(known)))
            #expect(try await house.broken().isEmpty)
        }
        let refunds = try await house.read(known).refunds
        let back = refunds.filter { $0.state == .done }.map(\.amount.dong).reduce(0, +)
        #expect(back == Shop.total, "in the end all of it")
        #expect(desk.given == back, "VNPAY's own count")
        #expect(desk.twice == 0)
        #expect(desk.lost > 0 && desk.refused > 0, "the chance was a chance")
    }

    private static func isOver(_ refund: Refund) -> Bool {
        switch refund.state {
        case .done, .refused: true
        default: false
        }
    }

    private static func atOnce<Value: Sendable>(
        _ people: Int = people,
        _ act: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            for person in 0..<people { group.addTask { try await act(person) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}

/// A VNPAY that gives money back and forgets to say so, or refuses, or never hears.
private final class ForgetfulDesk: Sendable {
    private struct Book {
        var dice: Dice
        var given: Int64 = 0
        var twice = 0
        var lost = 0
        var refused = 0
        /// How each request ended, under its identifier.
        var ends: [String: RefundAnswer.Result] = [:]
        var last: RefundAnswer.Result?
    }

    private let book: Mutex<Book>

    init(seed: UInt64) { book = Mutex(Book(dice: Dice(seed: seed))) }

    var given: Int64 { book.withLock { $0.given } }
    var twice: Int { book.withLock { $0.twice } }
    var lost: Int { book.withLock { $0.lost } }
    var refused: Int { book.withLock { $0.refused } }

    func amount() -> Int64 { book.withLock { Int64.random(in: 60_000...300_000, using: &$0.dice) } }

    var gateway: RefundGateway {
        RefundGateway(
            terminal: "TEST0001",
            refund: { order in RefundAnswer(result: self.book.withLock { self.take(order, &$0) }, raw: "{}") },
            query: { _ in
                let result = self.book.withLock { book in
                    Int.random(in: 0..<4, using: &book.dice) == 0 ? .none(reason: "timeout") : book.last ?? .absent
                }
                return RefundAnswer(result: result, raw: "{}")
            }
        )
    }

    private func take(_ order: RefundOrder, _ book: inout Book) -> RefundAnswer.Result {
        if book.ends[order.requestID] != nil { book.twice += 1 }
        switch Int.random(in: 0..<4, using: &book.dice) {
        case 0:
            book.refused += 1
            book.last = RefundDesk.known(.refused(code: "09"))
        case 1:
            // Never heard of: the answer is silence, and there is nothing to find.
            book.ends[order.requestID] = .absent
            book.last = .absent
            book.lost += 1
            return .none(reason: "timeout")
        default:
            book.given += order.amount.dong
            book.last = RefundDesk.known(.refunded, "14\(book.ends.count + 600_900)")
        }
        book.ends[order.requestID] = book.last
        guard Bool.random(using: &book.dice) else { return book.last ?? .absent }
        book.lost += 1
        return .none(reason: "timeout")
    }
}

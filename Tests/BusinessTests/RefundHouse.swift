import Accounting
import Approvals
import Contracts
import Evidence
import Journal
import Kernel
import Organisation
import Payments
import Refunds
import Storage
import Synchronization
import TestKit
import Testing

/// A house with two accountants and a VNPAY whose words about refunds are set by the test.
struct RefundHouse {
    let house: House
    let an: StaffMember
    let binh: StaffMember
    let desk = RefundDesk()

    init(_ engine: TestEngine) async throws {
        house = try await House(engine)
        an = try house.member(.accountant)
        binh = try await house.hire([.accountant], in: "CNTT", called: "binh")
    }

    var database: any SQLDatabase { house.database }
    var world: World { house.world }

    var propose: ProposeRefund { ProposeRefund(database: database, world: world) }
    var decide: DecideRefund { DecideRefund(database: database, world: world) }
    var rule: RuleRefund { RuleRefund(database: database, world: world) }
    var open: OpenRefundCase { OpenRefundCase(database: database, world: world) }
    var work: WorkRefund { WorkRefund(database: database, world: world, gateway: desk.gateway) }

    /// Paid, refused, and so a case.
    func rejected(key: String = "once") async throws -> RefundCase {
        let contract = try await house.paid(key: key)
        _ = try await house.decide(contract, .refuse, by: house.member(.approver), reason: "thiếu con dấu \(key)")
        return try #require(try await cases(of: contract.id).first)
    }

    func cases(of contract: Contract.ID) async throws -> [RefundCase] {
        try await RefundQueries(database: database).cases(of: contract)
    }

    func read(_ known: RefundCase) async throws -> RefundCase {
        try #require(try await database.read { try RefundCase.find(known.id, on: $0) })
    }

    func form(_ way: Refund.Way.Name = .vnpay, _ amount: Int64 = Shop.total) -> ProposeRefund.Form {
        var form = ProposeRefund.Form(way: way)
        form.amount = "\(amount)"
        form.reason = "hợp đồng bị từ chối"
        return form
    }

    /// Proposed by An.
    func proposed(_ known: RefundCase, _ form: ProposeRefund.Form? = nil) async throws -> Refund {
        #expect(try await propose(known.id, form ?? self.form(), by: an) == .done)
        return try #require(try await read(known).current)
    }

    /// Proposed by An, agreed to by Bình.
    func agreed(_ known: RefundCase, _ form: ProposeRefund.Form? = nil) async throws -> Refund {
        let refund = try await proposed(known, form)
        #expect(try await decide.confirm(known.id, refund.id, by: binh) == .done)
        return try await latest(known)
    }

    func latest(_ known: RefundCase) async throws -> Refund { try #require(try await read(known).refunds.first) }

    /// Credit less debit.
    func balance(_ account: LedgerAccount) async throws -> Int64 {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT CAST(coalesce(sum(CASE WHEN side = 'credit' THEN amount_dong ELSE -amount_dong END), 0)
                    AS \(SQLStatement.integerType)) AS dong
                FROM ledger_posting WHERE account = \(account.rawValue)
                """
            ).first?.integer("dong") ?? 0
        }
    }

    /// The rules that do not hold.
    func broken() async throws -> [SystemProof.Rule] {
        try await ProveSystem(database: database, world: world)().proofs.filter { !$0.holds }.map(\.rule)
    }

    func told(_ member: StaffMember, _ kind: InboxItem.Kind) async throws -> [InboxItem] {
        try await database.read { try InboxItem.all(of: member.id, limit: 100, on: $0) }.filter { $0.kind == kind }
    }
}

/// VNPAY's desk for refunds: it keeps what it is asked, and answers what it is told to.
final class RefundDesk: Sendable {
    struct Book: Sendable {
        var orders: [RefundOrder] = []
        var questions: [RefundQuestion] = []
        /// What the next calls are answered; the last one stands.
        var answers: [RefundAnswer.Result] = []
    }

    let book = Mutex(Book())

    var orders: [RefundOrder] { book.withLock { $0.orders } }
    var questions: [RefundQuestion] { book.withLock { $0.questions } }

    func answer(_ answers: RefundAnswer.Result...) { book.withLock { $0.answers = answers } }

    static func known(_ standing: RefundAnswer.Standing, _ number: String? = "14600900") -> RefundAnswer.Result {
        .known(standing, RefundAnswer.Facts(number: number, amount: nil, at: .noon))
    }

    private func next() -> RefundAnswer {
        let result = book.withLock { book in
            book.answers.count > 1 ? book.answers.removeFirst() : book.answers.first ?? .none(reason: "test")
        }
        return RefundAnswer(result: result, raw: #"{"vnp_Message":"test"}"#)
    }

    var gateway: RefundGateway {
        RefundGateway(
            terminal: "TEST0001",
            refund: { order in
                self.book.withLock { $0.orders.append(order) }
                return self.next()
            },
            query: { question in
                self.book.withLock { $0.questions.append(question) }
                return self.next()
            }
        )
    }
}

import Approvals
import Contracts
import Evidence
import Journal
import Kernel
import MonthEnd
import Organisation
import Payments
import Refunds
import Storage
import TestKit
import Testing

/// The rules that hold whatever happens; each is broken on purpose, and found.
@Suite struct SystemProofTests {
    /// A shop in which everything has happened: paid online, approved, refused after payment, overpaid, declined.
    private func busy(_ engine: TestEngine) async throws -> House {
        let house = try await House(engine)
        let link = try await house.shop.order()
        let declined = try await house.shop.attempt(link)
        #expect(await house.shop.notice("failed \(declined)") == .recorded)
        #expect(await house.shop.notice("true \(try await house.shop.attempt(link)) 1296000 71") == .recorded)
        #expect(await house.shop.notice("true \(declined) 1296000 72") == .recorded, "too late: an overpayment")
        let approved = try await house.paid(key: "one")
        _ = try await house.decide(approved, by: house.member(.approver))
        _ = try await house.decide(approved, by: house.member(.itApprover))
        let refused = try await house.paid(key: "two")
        _ = try await house.decide(refused, .refuse, by: house.member(.approver), reason: "sai giá")
        _ = try await house.paid(key: "three")
        try await giveBack(house)
        return house
    }

    /// Part of another refused contract's money is back through VNPAY, part is under way, and part of the overpayment
    /// was refused.
    private func giveBack(_ house: House) async throws {
        let refused = try await house.paid(key: "four")
        _ = try await house.decide(refused, .refuse, by: house.member(.approver), reason: "sai tên")
        let (an, binh) = (
            try house.member(.accountant), try await house.hire([.accountant], in: "CNTT", called: "binh")
        )
        let desk = RefundDesk()
        let work = WorkRefund(database: house.database, world: house.world, gateway: desk.gateway)
        let (propose, decide) = (
            ProposeRefund(database: house.database, world: house.world),
            DecideRefund(database: house.database, world: house.world)
        )
        func give(_ payment: PaymentCase, _ amount: Int64, _ answer: RefundAnswer.Result) async throws {
            var form = ProposeRefund.Form(way: .vnpay)
            (form.amount, form.reason) = ("\(amount)", "hoàn")
            #expect(try await propose(payment.id, form, by: an) == .done)
            let known = try #require(try await house.database.read { try RefundCase.find(payment.id, on: $0) })
            let refund = try #require(known.current)
            #expect(try await decide.confirm(payment.id, refund.id, by: binh) == .done)
            desk.answer(answer)
            _ = try await work(refund.id)
        }
        let cases = try await house.database.read { try PaymentCase.open(limit: 10, on: $0) }
        let rejected = try #require(cases.first { $0.detail == "sai tên" })
        try await give(rejected, 300_000, RefundDesk.known(.refunded))
        try await give(rejected, 200_000, RefundDesk.known(.processing, "14600901"))
        let overpaid = try #require(cases.first { $0.kind == .overpayment })
        try await give(overpaid, 100_000, .declined(code: "93"))
    }

    func broken(_ house: House) async throws -> [SystemProof.Rule] {
        try await ProveSystem(database: house.database, world: house.world)().proofs.filter { !$0.holds }.map(\.rule)
    }

    @Test(arguments: TestEngine.available)
    func `everything holds after a busy day, all of it and the last days`(engine: TestEngine) async throws {
        let house = try await busy(engine)
        let prove = ProveSystem(database: house.database, world: house.world)
        let whole = try await prove()
        #expect(whole.holds, "\(whole)")
        #expect(whole.proofs.map(\.rule) == SystemProof.Rule.allCases)
        #expect(whole.audit.verified > 20)
        #expect(try await prove.lately(by: .system).holds)
        #expect(try await house.audited("books.proved") == 1)
    }

    struct Harm: Sendable, CustomTestStringConvertible {
        let words: String
        let rules: Set<SystemProof.Rule>
        let statements: [SQLStatement]
        var testDescription: String { words }
    }

    private static let onlineContract: SQLStatement = "(SELECT id FROM contract WHERE channel = 'online')"
    private static let onlinePayment: SQLStatement = """
        (SELECT p.attempt_id FROM payment p JOIN payment_request r ON r.id = p.request_id
            WHERE p.use = 'request' AND r.contract_id = \(onlineContract))
        """

    static let harms: [Harm] = [
        Harm(
            words: "a posting is changed",
            rules: [.transactionsBalance],
            statements: ["UPDATE ledger_posting SET amount_dong = amount_dong + 1 WHERE account = 'vat_payable'"]
        ),
        Harm(
            words: "a posting wanders to another day",
            rules: [.transactionsBalance],
            statements: ["UPDATE ledger_posting SET day = day + 1 WHERE account = 'overpayments'"]
        ),
        Harm(
            words: "a payment loses its transaction",
            rules: [.paymentsAreBooked, .bookingsArePayments],
            statements: ["UPDATE ledger_transaction SET key = 'payment/x' WHERE key = 'payment/' || \(onlinePayment)"]
        ),
        Harm(
            words: "both sides are booked too high",
            rules: [.paymentsAreBooked],
            statements: [
                """
                UPDATE ledger_posting SET amount_dong = amount_dong + 5 WHERE account IN ('vnpay_clearing', 'overpayments')
                    AND transaction_id IN (SELECT id FROM ledger_transaction WHERE kind = 'overpaid')
                """
            ]
        ),
        Harm(
            words: "a payment's number is changed",
            rules: [.attemptsMatchPayments],
            statements: ["UPDATE payment SET transaction_number = '1' WHERE use = 'overpayment'"]
        ),
        Harm(
            words: "an attempt is called paid",
            rules: [.attemptsMatchPayments],
            statements: [
                """
                INSERT INTO payment_attempt (id, request_id, terminal, reference, amount_dong, state, transaction_number,
                    bank_code, paid_at, created_at, expires_at, changed_at, contract_id)
                SELECT '00000000-0000-0000-0000-000000000001', request_id, terminal, 'X-99', amount_dong, 'paid', '9',
                    'NCB', paid_at, created_at, expires_at, changed_at, contract_id
                FROM payment_attempt WHERE id = \(onlinePayment)
                """
            ]
        ),
        Harm(
            words: "a payment is used for nothing",
            rules: [
                .paidRequestsHavePayments, .contractsPastPaymentArePaid, .activatedContractsArePaid, .invoicedIsPaid,
            ],
            statements: ["UPDATE payment SET use = 'overpayment' WHERE attempt_id = \(onlinePayment)"]
        ),
        Harm(
            words: "a request is opened again",
            rules: [.paidRequestsHavePayments],
            statements: ["UPDATE payment_request SET state = 'open' WHERE contract_id = \(onlineContract)"]
        ),
        Harm(
            words: "an unpaid contract is waved through",
            rules: [.contractsPastPaymentArePaid],
            statements: ["UPDATE contract SET state = 'paid' WHERE state = 'awaiting_payment'"]
        ),
        Harm(
            words: "a contract runs away from its approver",
            rules: [.openApprovalsAreAwaited],
            statements: ["UPDATE contract SET state = 'activating' WHERE state = 'awaiting_regional_approval'"]
        ),
        Harm(
            words: "a refund is forgotten",
            rules: [.refundsMatchCases],
            statements: ["UPDATE payment_case SET state = 'closed' WHERE kind = 'rejected_contract'"]
        ),
        Harm(
            words: "a bank credit is confirmed past the books",
            rules: [.bankCreditsAreBooked],
            statements: [
                """
                INSERT INTO bank_credit (terminal, credited_day, amount_dong, bank_reference, treatment, explanation,
                    state, recorded_by, recorded_at, decided_by, decided_at)
                SELECT 'T', 0, 5, 'FT1', 'keep', '', 'confirmed', min(id), 0, max(id), 0 FROM staff
                """
            ]
        ),
    ]

    static let earningHarms: [Harm] = [
        Harm(
            words: "an earned month is forgotten",
            rules: [.earnedTermsAreBooked],
            statements: ["DELETE FROM earned_part", "DELETE FROM earned_month"]
        ),
        Harm(
            words: "more is called earned than was booked",
            rules: [.earnedTermsAreBooked],
            statements: ["UPDATE earned_month SET amount_dong = amount_dong + 1"]
        ),
        Harm(
            words: "a product is left out",
            rules: [.earnedTermsAreBooked],
            statements: ["DELETE FROM earned_part"]
        ),
        Harm(
            words: "more is earned than was received",
            rules: [.earnedTermsAreBooked],
            statements: [
                """
                UPDATE ledger_posting SET amount_dong = amount_dong + 5000000 WHERE transaction_id IN (
                    SELECT id FROM ledger_transaction WHERE kind = 'revenue_recognised')
                """,
                "UPDATE earned_month SET amount_dong = amount_dong + 5000000",
                "UPDATE earned_part SET amount_dong = amount_dong + 5000000",
            ]
        ),
    ]

    @Test(arguments: TestEngine.available, earningHarms)
    func `earned terms are held against books and receipts`(engine: TestEngine, harm: Harm) async throws {
        let house = try await busy(engine)
        let sold = try await house.paid(key: "five")
        for approver in [House.Person.approver, .itApprover] {
            _ = try await house.decide(try await house.contract(sold.id), by: house.member(approver))
        }
        try await house.activateAll(of: sold.id)
        house.set(house.world.now().day.month.adding(months: 1).firstDay)
        let recognise = RecogniseRevenue(database: house.database, world: house.world)
        while try await recognise() > 0 {}
        #expect(try await house.shop.count("earned_month") > 0)
        #expect(try await broken(house).isEmpty)
        try await house.database.write { connection in
            for statement in harm.statements { try connection.run(statement) }
        }
        #expect(Set(try await broken(house)) == harm.rules)
        try await Self.expectAlarms(of: harm.rules, in: house)
    }

    static let refundHarms: [Harm] = [
        Harm(
            words: "a refund is called done",
            rules: [.refundsMatchCases, .refundsAreBooked],
            statements: ["UPDATE refund SET state = 'done' WHERE state = 'processing'"]
        ),
        Harm(
            words: "a refund that was made is called refused",
            rules: [.refundsMatchCases, .refundsAreBooked],
            statements: ["UPDATE refund SET state = 'refused', code = '09' WHERE state = 'done'"]
        ),
        Harm(
            words: "what was taken back is under way again",
            rules: [.refundsMatchCases, .refundsAreBooked],
            statements: ["UPDATE refund SET state = 'unclear' WHERE state = 'refused'"]
        ),
        Harm(
            words: "more is given back than came",
            rules: [.refundsWithinPayments],
            statements: ["UPDATE refund SET amount_dong = 1200000 WHERE state = 'processing'"]
        ),
        Harm(
            words: "a refund that was made is booked too low",
            rules: [.refundsMatchCases, .refundsAreBooked],
            statements: [
                """
                UPDATE ledger_posting SET amount_dong = amount_dong - 5 WHERE transaction_id IN (
                    SELECT id FROM ledger_transaction WHERE kind = 'refund_paid')
                """
            ]
        ),
    ]

    @Test(arguments: TestEngine.available, refundHarms)
    func `refunds are held against books, cases and payments`(engine: TestEngine, harm: Harm) async throws {
        let house = try await busy(engine)
        #expect(try await broken(house).isEmpty)
        try await house.database.write { connection in
            for statement in harm.statements { try connection.run(statement) }
        }
        #expect(Set(try await broken(house)) == harm.rules)
        try await Self.expectAlarms(of: harm.rules, in: house)
    }

    @Test(arguments: TestEngine.available, harms)
    func `each rule finds what breaks it, and nothing else does`(engine: TestEngine, harm: Harm) async throws {
        let house = try await busy(engine)
        _ = try await house.submitted(key: "unpaid")
        #expect(try await broken(house).isEmpty)
        try await house.database.write { connection in
            for statement in harm.statements { try connection.run(statement) }
        }
        #expect(Set(try await broken(house)) == harm.rules)
        let lately = try await ProveSystem(database: house.database, world: house.world).lately(by: .system)
        #expect(Set(lately.proofs.filter { !$0.holds }.map(\.rule)) == harm.rules)
        try await Self.expectAlarms(of: harm.rules, in: house)
    }

    @Test func `every rule is broken by some harm`() {
        // Those of months are broken in `BillingRunTests`, those of given up debts in `DebtChangeTests`.
        let ofMonths: Set<SystemProof.Rule> = [
            .statementsAreBooked, .receivablesMatchStatements, .badDebtMatchesStatements, .creditsMatchBooks,
        ]
        #expect(
            Set((Self.harms + Self.refundHarms + Self.earningHarms + Self.termHarms).flatMap(\.rules)).union(ofMonths)
                == Set(SystemProof.Rule.allCases)
        )
    }

    @Test(arguments: TestEngine.available)
    func `the end of the audit chain is proven without walking all of it`(engine: TestEngine) async throws {
        let house = try await busy(engine)
        while try await SealAudit(database: house.database)() > 0 {}
        let end = try await house.database.read { try AuditChain.verify(last: 5, on: $0) }
        #expect(end == AuditChain.Report(verified: 5, broken: nil))
        try await house.database.write { connection in
            try connection.run(
                """
                UPDATE audit_entry SET detail = 'x' WHERE id = (
                    SELECT entry_id FROM audit_link ORDER BY sequence DESC LIMIT 1)
                """
            )
        }
        #expect(try await house.database.read { try AuditChain.verify(last: 5, on: $0) }.broken != nil)
    }
}

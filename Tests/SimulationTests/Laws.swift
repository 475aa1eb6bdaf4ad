import Evidence
import Invoicing
import Journal
import Kernel
import Storage

/// Holds the laws against our tables, read by SQL of their own, and against the books of the partners.
actor Laws {
    let disk: any SQLDatabase
    private var arrows = Arrows()

    init(disk: any SQLDatabase) { self.disk = disk }

    /// What is cheap enough to be asked after every step.
    func hold(
        _ vnpay: SimulatedVNPAY,
        _ post: SimulatedPost,
        _ provisioning: SimulatedProvisioning,
        _ invoices: SimulatedInvoices,
        at now: Timestamp
    ) async throws {
        try await holdMoney(vnpay)
        try await holdEffects(post, provisioning, invoices)
        let states = try await disk.read { try Arrows.read(on: $0) }
        try BrokenLaw.unless(.statesFollowArrows, isFreeOf: arrows.advance(to: states))
        try await free(
            .orderedOnce,
            """
            SELECT buyer_email || ' ordered ' || count(*) || ' times' AS row_text FROM contract
            WHERE channel = 'online' AND kind = 'new' GROUP BY buyer_email HAVING count(*) > 1
            """
        )
        try await holdDeeds()
    }

    /// Each payment, attempt and activation has its entry in the audit log.
    private func holdDeeds() async throws {
        let deeds = try await texts(
            """
            SELECT 'paid reference=' || a.reference AS row_text
            FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id
            UNION ALL SELECT 'started reference=' || reference FROM payment_attempt
            UNION ALL SELECT 'activated line=' || contract_line_id FROM activation WHERE state = 'active'
            """
        )
        let entries = try await texts(
            """
            SELECT CASE action WHEN 'payment.started' THEN 'started' WHEN 'line.activated' THEN 'activated'
                ELSE 'paid' END || char(10) || detail AS row_text FROM audit_entry
            WHERE action IN ('payment.started', 'line.activated', 'contract.paid', 'statement.paid',
                'payment.case_opened')
            """
        )
        let recorded = Set(
            entries.flatMap { entry -> [String] in
                let lines = entry.split(separator: "\n")
                return lines.dropFirst().map { "\(lines[0]) \($0)" }
            }
        )
        try BrokenLaw.unless(.deedsAreRecorded, isFreeOf: deeds.filter { !recorded.contains($0) })
    }

    /// The rules of `qldv verify` and the whole audit chain.
    func holdDeeply(_ world: World) async throws {
        let report = try await ProveSystem(database: disk, world: world)()
        let broken = report.proofs.filter { !$0.holds }
        try BrokenLaw.unless(
            .systemIsProved,
            isFreeOf: broken.map { "\($0.rule.rawValue): \($0.offenders.joined(separator: ", "))" }
        )
        try BrokenLaw.unless(.auditChainHolds, isFreeOf: report.audit.broken.map { [$0] } ?? [])
        try await free(
            .nothingUnexpected,
            """
            SELECT key || ': ' || last_error AS row_text FROM outbox_message
            WHERE last_error LIKE '%Violation%' OR last_error LIKE '%SQLRowError%' OR last_error LIKE '%contradiction%'
                OR last_error LIKE '%DatabaseError%' OR last_error LIKE 'there is no %'
            """
        )
    }

    // MARK: Money

    private func holdMoney(_ vnpay: SimulatedVNPAY) async throws {
        let payments = try await texts(
            """
            SELECT a.reference || ' ' || p.transaction_number || ' ' || p.amount_dong AS row_text
            FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id ORDER BY p.transaction_number
            """
        )
        // What VNPAY suspects becomes a payment only when two people have said so.
        let ruled = try await texts(
            "SELECT transaction_number AS row_text FROM settlement_exception WHERE confirmed_by IS NOT NULL"
        )
        let charges = vnpay.charges.filter { !$0.isSuspected || ruled.contains($0.number) }
            .map { "\($0.reference) \($0.number) \($0.amountDong)" }
        let strange = payments.filter { !charges.contains($0) } + payments.repeated
        try BrokenLaw.unless(.chargesArePayments, isFreeOf: strange)
        try await free(
            .booksBalance,
            """
            SELECT t.key || ' is off by ' || sum(CASE p.side WHEN 'debit' THEN p.amount_dong ELSE -p.amount_dong END)
                AS row_text
            FROM ledger_transaction t JOIN ledger_posting p ON p.transaction_id = t.id
            GROUP BY t.key HAVING sum(CASE p.side WHEN 'debit' THEN p.amount_dong ELSE -p.amount_dong END) <> 0
            """
        )
        let known = payments.map { String($0.split(separator: " ")[1]) }
        let cases = try await texts("SELECT reference AS row_text FROM payment_case")
        let dropped = vnpay.notices.filter { notice in
            guard let charge = notice.charge, ["00", "02"].contains(notice.answer) else { return false }
            return !known.contains(charge) && !cases.contains(notice.reference)
        }
        try BrokenLaw.unless(
            .answeredIsKept,
            isFreeOf: dropped.map { "\($0.reference) \($0.charge ?? "") was answered \($0.answer ?? "")" }
        )
        let declined = try await texts("SELECT reference AS row_text FROM payment_attempt WHERE state = 'declined'")
        try BrokenLaw.unless(.declinedByWord, isFreeOf: declined.filter { !vnpay.denied.contains($0) })
        let tooMuch = vnpay.charges.filter { charge in
            let back = vnpay.refunds.filter { $0.charge == charge.number && $0.status != "09" }
            return back.reduce(0) { $0 + $1.amountDong } > charge.amountDong
        }
        try BrokenLaw.unless(.refundsWithinCharges, isFreeOf: tooMuch.map { "\($0.reference) \($0.amountDong)" })
    }

    // MARK: Effects

    private func holdEffects(
        _ post: SimulatedPost,
        _ provisioning: SimulatedProvisioning,
        _ invoices: SimulatedInvoices
    ) async throws {
        try BrokenLaw.unless(.activatedOnce, isFreeOf: provisioning.services.map { "\($0.line)" }.repeated)
        let allowed = try await texts(
            """
            SELECT c.number AS row_text FROM contract c WHERE c.payment = 'postpaid' AND EXISTS (
                SELECT 1 FROM approval_case k WHERE k.subject = 'contract:' || c.id AND k.state = 'approved')
            UNION ALL
            SELECT c.number FROM contract c WHERE c.payment = 'prepaid' AND EXISTS (
                SELECT 1 FROM payment p JOIN payment_request r ON r.id = p.request_id
                WHERE r.contract_id = c.id AND p.use = 'request')
                AND (c.channel = 'online' OR EXISTS (SELECT 1 FROM approval_case k
                    WHERE k.subject = 'contract:' || c.id AND k.state = 'approved'))
            """
        )
        let early = provisioning.services.filter { !allowed.contains($0.contract) }
        try BrokenLaw.unless(.activatedOnce, isFreeOf: early.map { "\($0.contract) runs too early" })
        try BrokenLaw.unless(
            .invoicedOnce,
            isFreeOf: invoices.held.filter { !$0.isRefused }.map(\.draft.key).repeated
        )
        let grounds = try await texts(
            """
            SELECT c.number AS row_text FROM contract c JOIN payment_request r ON r.contract_id = c.id
                JOIN payment p ON p.request_id = r.id AND p.use = 'request'
            WHERE c.channel = 'online' OR (p.reconciled_day IS NOT NULL AND (
                SELECT count(DISTINCT d.staff_id) FROM approval_decision d JOIN approval_case k ON k.id = d.case_id
                WHERE k.subject = 'contract:' || c.id AND k.state = 'approved' AND d.verdict = 'approve') = 2)
            """
        )
        let groundless = invoices.held.map(\.draft.contractNumber).filter { !grounds.contains($0) }
        try BrokenLaw.unless(.invoicesHaveGrounds, isFreeOf: groundless)
        var certain: Set<String> = []
        let again = post.letters.filter { letter in
            let isAgain = certain.contains("\(letter.life) \(letter.key)")
            if letter.isCertain { certain.insert("\(letter.life) \(letter.key)") }
            return isAgain
        }
        try BrokenLaw.unless(.writtenOnce, isFreeOf: again.map(\.key))
    }

    // MARK: Reading

    func texts(_ statement: SQLStatement) async throws -> [String] {
        try await disk.read { try $0.rows(statement).map { try $0.text("row_text") } }
    }

    func free(_ law: Law, _ statement: SQLStatement) async throws {
        try BrokenLaw.unless(law, isFreeOf: try await texts(statement))
    }
}

extension [String] {
    /// What stands more than once.
    var repeated: [String] {
        var seen: Set<String> = []
        return filter { !seen.insert($0).inserted }
    }
}

import Activation
import Storage

// What must hold when the partners have been well for a day: everything has ended, or stands before a person.
extension Laws {
    func holdAtTheEnd(
        _ vnpay: SimulatedVNPAY,
        _ post: SimulatedPost,
        _ provisioning: SimulatedProvisioning,
        _ invoices: SimulatedInvoices
    ) async throws {
        try await holdNothingForgotten()
        try await holdCharges(vnpay)
        try await holdActivations(provisioning)
        try await holdLetters(post)
        try await holdInvoices(invoices)
        try await holdRefunds(vnpay)
    }

    private func holdNothingForgotten() async throws {
        try await free(
            .nothingIsForgotten,
            """
            SELECT 'message ' || key || ' is still open: ' || coalesce(last_error, 'no failure') AS row_text
            FROM outbox_message WHERE state = 'open'
            UNION ALL SELECT 'message ' || key || ' is parked without a reason' FROM outbox_message
            WHERE state = 'parked' AND coalesce(last_error, '') = ''
            UNION ALL SELECT 'attempt ' || a.reference || ' is ' || a.state FROM payment_attempt a
            WHERE a.state NOT IN ('paid', 'declined')
                AND NOT EXISTS (SELECT 1 FROM payment_case k WHERE k.reference = a.reference)
                AND NOT EXISTS (SELECT 1 FROM outbox_message m
                    WHERE m.key LIKE 'resolve/' || a.id || '%' AND m.state = 'parked')
            UNION ALL SELECT 'contract ' || number || ' is ' || state FROM contract WHERE state = 'paid'
            UNION ALL SELECT 'contract ' || c.number || ' waits for nobody' FROM contract c
            WHERE c.state IN ('awaiting_regional_approval', 'awaiting_it_approval')
                AND NOT EXISTS (SELECT 1 FROM approval_case k WHERE k.subject = 'contract:' || c.id
                    AND k.state IN ('regional', 'it_centre'))
            UNION ALL SELECT 'refused contract ' || c.number || ' has no refund case' FROM contract c
            WHERE c.state = 'rejected' AND c.payment = 'prepaid' AND NOT EXISTS (
                SELECT 1 FROM payment_case k JOIN payment_attempt a ON a.reference = k.reference
                WHERE a.contract_id = c.id)
            """
        )
    }

    /// Of whatever VNPAY took, somebody in the house knows: as a payment, a case, or an exception of the day's file.
    private func holdCharges(_ vnpay: SimulatedVNPAY) async throws {
        let known = try await texts(
            """
            SELECT transaction_number AS row_text FROM payment
            UNION ALL SELECT transaction_number FROM settlement_exception
            UNION ALL SELECT detail FROM payment_case
            """
        )
        let cases = try await texts("SELECT reference AS row_text FROM payment_case")
        let unknown = vnpay.charges.filter { !known.contains($0.number) && !cases.contains($0.reference) }
        try BrokenLaw.unless(.chargesEndKnown, isFreeOf: unknown.map { "\($0.reference) \($0.number)" })
        try await free(
            .chargesEndKnown,
            """
            SELECT a.reference || ' has ' || count(t.id) || ' bookings' AS row_text
            FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id
                LEFT JOIN ledger_transaction t ON t.key = 'payment/' || p.attempt_id
            GROUP BY a.reference HAVING count(t.id) <> 1
            """
        )
    }

    private func holdActivations(_ provisioning: SimulatedProvisioning) async throws {
        try await free(
            .effectsArrive,
            """
            SELECT 'contract ' || c.number || ' is ' || c.state || ' and nobody looks' AS row_text FROM contract c
            WHERE c.state = 'activating' AND NOT EXISTS (SELECT 1 FROM activation v
                LEFT JOIN outbox_message m ON m.body = v.id AND m.kind = 'activate_line'
                WHERE v.contract_id = c.id AND (v.state = 'refused' OR m.state = 'parked'))
            """
        )
        let active = try await texts("SELECT reference AS row_text FROM activation WHERE state = 'active'")
        let running = provisioning.services.map(\.reference)
        try BrokenLaw.unless(
            .effectsArrive,
            isFreeOf: active.filter { !running.contains($0) }.map { "\($0) runs nowhere" } + active.repeated
        )
        let wanted = try await texts(
            """
            SELECT v.reference || ' ' || o.wanted AS row_text FROM service_order o
                JOIN activation v ON v.id = o.activation_id
            WHERE o.state = 'done' AND o.sequence = (
                SELECT max(n.sequence) FROM service_order n WHERE n.activation_id = o.activation_id)
            """
        )
        let actual = provisioning.services.map { "\($0.reference) \($0.wanted.rawValue)" }
        try BrokenLaw.unless(.effectsArrive, isFreeOf: wanted.filter { !actual.contains($0) })
    }

    private func holdLetters(_ post: SimulatedPost) async throws {
        try await free(
            .effectsArrive,
            """
            SELECT 'payment ' || a.reference || ' has ' || count(n.id) || ' receipts' AS row_text
            FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id
                LEFT JOIN notice n ON n.about = a.id AND n.kind IN ('payment_received', 'statements_paid')
            WHERE p.use = 'request' GROUP BY a.reference HAVING count(n.id) <> 1
            UNION ALL
            SELECT 'letter ' || n.key || ' is queued, and nobody looks' FROM notice n
                LEFT JOIN outbox_message m ON m.body = n.id AND m.kind = 'send_mail'
            WHERE n.state = 'queued' AND coalesce(m.state, '') <> 'parked'
            """
        )
        let sent = try await texts("SELECT key AS row_text FROM notice WHERE state = 'sent'")
        let arrived = Set(post.letters.map(\.key))
        try BrokenLaw.unless(
            .effectsArrive,
            isFreeOf: sent.filter { !arrived.contains($0) }.map { "\($0) was never taken by the mail server" }
        )
    }

    private func holdInvoices(_ invoices: SimulatedInvoices) async throws {
        try await free(
            .effectsArrive,
            """
            SELECT 'contract ' || c.number || ' is paid, and no invoice was asked for' AS row_text
            FROM contract c JOIN payment_request r ON r.contract_id = c.id
                JOIN payment p ON p.request_id = r.id AND p.use = 'request'
            WHERE c.payment = 'prepaid' AND c.state IN ('activating', 'active')
                AND (c.channel = 'online' OR p.reconciled_day IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM invoice_request i WHERE i.contract_id = c.id)
            """
        )
        let accepted = try await texts(
            "SELECT provider_id || ' ' || number AS row_text FROM invoice_request WHERE state = 'accepted'"
        )
        let held = invoices.held.map { "\($0.id) \($0.number ?? 0)" }
        try BrokenLaw.unless(.effectsArrive, isFreeOf: accepted.filter { !held.contains($0) })
    }

    private func holdRefunds(_ vnpay: SimulatedVNPAY) async throws {
        let done = try await texts(
            """
            SELECT charge_number || ' ' || amount_dong AS row_text FROM refund WHERE way = 'vnpay' AND state = 'done'
            ORDER BY charge_number, amount_dong
            """
        )
        let back = vnpay.refunds.filter { $0.status == "00" }.map { "\($0.charge) \($0.amountDong)" }
        try BrokenLaw.unless(.refundsEndKnown, isFreeOf: done.filter { !back.contains($0) })
        let watched = try await texts(
            """
            SELECT charge_number AS row_text FROM refund WHERE way = 'vnpay' AND state IN ('done', 'unclear')
            UNION ALL SELECT k.reference FROM payment_case k WHERE k.state = 'open'
            """
        )
        let unseen = vnpay.refunds.filter {
            $0.status == "00" && !watched.contains($0.charge) && !watched.contains($0.reference)
        }
        try BrokenLaw.unless(.refundsEndKnown, isFreeOf: unseen.map { "\($0.reference) \($0.amountDong)" })
    }
}

package import Accounting
package import Alarms
package import Journal
package import Kernel
package import Storage

/// A rule that must hold in the whole database, whatever happened, and what breaks it.
package struct SystemProof: Hashable, Sendable {
    package enum Rule: String, Hashable, Sendable, CaseIterable {
        /// Every ledger transaction has two equal sides, and each posting its transaction's day.
        case transactionsBalance = "transactions_balance"
        /// Every payment has exactly one ledger transaction, of its amount.
        case paymentsAreBooked = "payments_are_booked"
        /// Every booked payment is a payment.
        case bookingsArePayments = "bookings_are_payments"
        /// A paid attempt and its payment are one and the same.
        case attemptsMatchPayments = "attempts_match_payments"
        /// A request is paid when, and only when, a payment was used for it.
        case paidRequestsHavePayments = "paid_requests_have_payments"
        /// No prepaid contract is past payment without one.
        case contractsPastPaymentArePaid = "contracts_past_payment_are_paid"
        /// Nothing of an unpaid prepaid contract is activated.
        case activatedContractsArePaid = "activated_contracts_are_paid"
        /// What lies before an approver belongs to a contract that waits for that approver.
        case openApprovalsAreAwaited = "open_approvals_are_awaited"
        /// What the books owe back is what the open cases and the refunds under way say.
        case refundsMatchCases = "refunds_match_cases"
        /// Every month that was billed is booked once, in its amount, and nothing else is booked as one.
        case statementsAreBooked = "statements_are_booked"
        /// What customers owe in the books is what their unpaid months say.
        case receivablesMatchStatements = "receivables_match_statements"
        /// What the books call bad debt is what the months that were written off say.
        case badDebtMatchesStatements = "bad_debt_matches_statements"
        /// What customers have to the good in the books is what their credits have left.
        case creditsMatchBooks = "credits_match_books"
        /// Every part of a prepaid term that was earned is booked in its amount, and no more was earned than was owed.
        case earnedTermsAreBooked = "earned_terms_are_booked"
        /// A bank credit stands in the books when, and only when, it is confirmed and was not taken back.
        case bankCreditsAreBooked = "bank_credits_are_booked"
        /// Every refund that was made is booked as paid, in its amount; every one that was refused is taken back.
        case refundsAreBooked = "refunds_are_booked"
        /// No more goes back of a payment than came.
        case refundsWithinPayments = "refunds_within_payments"
        /// An invoice says the total of the contract or the month that it is for.
        case invoicesMatchTotals = "invoices_match_totals"
        /// Nothing is invoiced that is not paid: the invoice rests on the money.
        case invoicedIsPaid = "invoiced_is_paid"
        /// A service rests when, and only when, its contract says so.
        case restsMatchContracts = "rests_match_contracts"
        /// No day of a contract is billed in two months.
        case monthsDoNotOverlap = "months_do_not_overlap"
        /// What was set off against a month is what was taken out of credits for it.
        case setOffsMatchCredits = "set_offs_match_credits"
        /// Every plan of an active prepaid contract was activated.
        case activeContractsWork = "active_contracts_work"
    }

    package let rule: Rule
    /// The first that break it; empty when it holds.
    package let findings: [Alarm.Finding]

    package init(rule: Rule, findings: [Alarm.Finding]) {
        self.rule = rule
        self.findings = findings
    }

    package var holds: Bool { findings.isEmpty }
    /// In the names that staff know.
    package var offenders: [String] {
        findings.map { $0.detail.isEmpty ? $0.offender : "\($0.offender) \($0.detail)" }
    }
}

/// What a proof of the whole system found.
package struct SystemReport: Hashable, Sendable {
    package let proofs: [SystemProof]
    package let audit: AuditChain.Report
    package let ledger: LedgerChain.Report
    /// How far back it went; `nil` is to the beginning.
    package let since: Timestamp?

    package init(
        proofs: [SystemProof],
        audit: AuditChain.Report,
        ledger: LedgerChain.Report,
        since: Timestamp?
    ) {
        self.proofs = proofs
        self.audit = audit
        self.ledger = ledger
        self.since = since
    }

    package var holds: Bool { proofs.allSatisfy(\.holds) && audit.broken == nil && ledger.broken == nil }
}

/// Proves books, states and audit chain: `qldv verify` all of them, the accountant's page those of the last days.
package struct ProveSystem: Sendable {
    /// What the page looks at: days back, and links of the audit chain.
    package static let pageDays: Int64 = 31
    private static let pageLinks: Int64 = 20_000

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// Everything since the beginning.
    package func callAsFunction() async throws -> SystemReport {
        try await seal()
        return try await report(since: nil, links: nil)
    }

    /// The last days only, so that a page can wait for it. It changes nothing but the audit log, where it is noted.
    package func lately(by actor: Actor) async throws -> SystemReport {
        try await seal()
        let report = try await report(since: world.now().adding(days: -Self.pageDays), links: Self.pageLinks)
        try await database.write { [world] connection in
            try AuditEntry.record(
                "books.proved",
                on: "books",
                by: actor,
                [
                    "holds": "\(report.holds)",
                    "broken": report.proofs.filter { !$0.holds }.map(\.rule.rawValue).joined(separator: ","),
                ],
                in: world,
                connection
            )
        }
        return report
    }

    /// What was written until now is linked, so that all of it is looked at.
    private func seal() async throws {
        while try await SealAudit(database: database)() > 0 {}
        while try await SealLedger(database: database)() > 0 {}
    }

    private func report(since: Timestamp?, links: Int64?) async throws -> SystemReport {
        try await database.read { connection in
            SystemReport(
                proofs: try SystemProof.all(since: since ?? Timestamp(milliseconds: 0), on: connection),
                audit: try AuditChain.verify(last: links, on: connection),
                ledger: try LedgerChain.verify(last: links, on: connection),
                since: since
            )
        }
    }
}

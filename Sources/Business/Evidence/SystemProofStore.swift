import Alarms
import Kernel
import Statements
import Storage

extension SystemProof {
    /// How many offenders are named.
    private static let shown = 20

    /// Every rule, examined for what was written since then.
    static func all(since: Timestamp, on connection: any SQLConnection) throws -> [SystemProof] {
        try Rule.allCases.map { rule in
            SystemProof(rule: rule, findings: try rule.findings(since: since, limit: shown, on: connection))
        }
    }
}

extension SystemProof.Rule {
    /// What breaks the rule, the first by name. Each rule is a query for what must not exist: `offender` is its name,
    /// the same at every look; `detail` are figures of the moment; `subject` is the contract, where there is one.
    func findings(since: Timestamp, limit: Int, on connection: any SQLConnection) throws -> [Alarm.Finding] {
        try connection.rows(broken(since: since) + " ORDER BY offender LIMIT \(limit)").map { row in
            Alarm.Finding(
                offender: try row.text("offender"),
                detail: try row.textIfPresent("detail") ?? "",
                subject: try row.textIfPresent("subject") ?? "books"
            )
        }
    }
}

extension SystemProof.Rule {
    fileprivate func broken(since: Timestamp) -> SQLStatement {
        switch self {
        case .transactionsBalance: Self.unbalanced(since)
        case .paymentsAreBooked: Self.unbooked(since)
        case .bookingsArePayments: Self.bookedForNothing(since)
        case .attemptsMatchPayments: Self.unmatched(since)
        case .paidRequestsHavePayments: Self.paidForNothing(since)
        case .contractsPastPaymentArePaid: Self.unpaid(since)
        case .activatedContractsArePaid: Self.activatedUnpaid(since)
        case .openApprovalsAreAwaited: Self.unawaited
        case .refundsMatchCases: Self.refunds
        case .statementsAreBooked: Self.unbookedStatements(since)
        case .receivablesMatchStatements: Self.receivables
        case .badDebtMatchesStatements: Self.badDebt
        case .creditsMatchBooks: Self.credits
        case .earnedTermsAreBooked: Self.earnedTerms(since)
        case .bankCreditsAreBooked: Self.bankCredits
        case .refundsAreBooked: Self.refundsUnbooked(since)
        case .refundsWithinPayments: Self.refundedTooMuch
        case .invoicesMatchTotals: Self.invoicedOtherwise(since)
        case .invoicedIsPaid: Self.invoicedUnpaid(since)
        case .restsMatchContracts: Self.rests(since)
        case .monthsDoNotOverlap: Self.overlaps(since)
        case .setOffsMatchCredits: Self.setOffs
        case .activeContractsWork: Self.idle(since)
        }
    }

    private static func unbalanced(_ since: Timestamp) -> SQLStatement {
        """
        SELECT t.key AS offender, NULL AS detail, t.subject FROM ledger_transaction t
            LEFT JOIN ledger_posting p ON p.transaction_id = t.id
        WHERE t.at >= \(since) GROUP BY t.id, t.key, t.day, t.subject
        HAVING coalesce(sum(CASE WHEN p.side = 'debit' THEN p.amount_dong ELSE -p.amount_dong END), 1) <> 0
            OR min(p.day) <> t.day OR max(p.day) <> t.day
        """
    }

    private static func unbooked(_ since: Timestamp) -> SQLStatement {
        """
        SELECT a.reference AS offender, NULL AS detail, 'contract:' || q.contract_id AS subject
        FROM payment p JOIN payment_attempt a ON a.id = p.attempt_id JOIN payment_request q ON q.id = p.request_id
            LEFT JOIN ledger_transaction t ON t.key = 'payment/' || p.attempt_id
        WHERE p.recorded_at >= \(since) AND (t.id IS NULL OR p.amount_dong <> (
            SELECT coalesce(sum(CASE WHEN g.side = 'debit' THEN g.amount_dong ELSE -g.amount_dong END), 0)
            FROM ledger_posting g WHERE g.transaction_id = t.id AND g.account = 'vnpay_clearing'))
        """
    }

    private static func bookedForNothing(_ since: Timestamp) -> SQLStatement {
        """
        SELECT t.key AS offender, NULL AS detail, t.subject FROM ledger_transaction t
        WHERE t.at >= \(since) AND t.kind IN ('prepaid_received', 'overpaid', 'statements_paid')
            AND NOT EXISTS (SELECT 1 FROM payment p WHERE t.key = 'payment/' || p.attempt_id
                AND p.attempt_id = substr(t.key, 9))
        """
    }

    private static func unmatched(_ since: Timestamp) -> SQLStatement {
        """
        SELECT a.reference AS offender, a.state AS detail, 'contract:' || q.contract_id AS subject
        FROM payment_attempt a JOIN payment_request q ON q.id = a.request_id
            LEFT JOIN payment p ON p.attempt_id = a.id
        WHERE a.created_at >= \(since) AND (
            (a.state = 'paid' AND p.id IS NULL) OR (a.state <> 'paid' AND p.id IS NOT NULL)
            OR p.amount_dong <> a.amount_dong OR p.transaction_number <> a.transaction_number
            OR p.request_id <> a.request_id)
        """
    }

    private static func paidForNothing(_ since: Timestamp) -> SQLStatement {
        """
        SELECT c.number || '/' || r.id AS offender, r.state AS detail, 'contract:' || c.id AS subject
        FROM payment_request r JOIN contract c ON c.id = r.contract_id
            LEFT JOIN payment p ON p.request_id = r.id AND p.use = 'request'
        WHERE r.changed_at >= \(since) AND ((r.state = 'paid' AND p.id IS NULL) OR (r.state <> 'paid' AND p.id IS NOT NULL)
            OR (p.id IS NOT NULL AND p.amount_dong <> r.amount_dong))
        """
    }

    private static let noPayment: SQLStatement = """
        NOT EXISTS (SELECT 1 FROM payment_request r JOIN payment p ON p.request_id = r.id AND p.use = 'request'
            WHERE r.contract_id = c.id)
        """

    private static func unpaid(_ since: Timestamp) -> SQLStatement {
        """
        SELECT c.number AS offender, c.state AS detail, 'contract:' || c.id AS subject FROM contract c
        WHERE c.changed_at >= \(since) AND c.payment = 'prepaid'
            AND c.state NOT IN ('draft', 'awaiting_payment', 'cancelled')
            AND \(noPayment)
        """
    }

    private static func activatedUnpaid(_ since: Timestamp) -> SQLStatement {
        """
        SELECT DISTINCT c.number AS offender, NULL AS detail, 'contract:' || c.id AS subject FROM activation v JOIN contract c ON c.id = v.contract_id
        WHERE v.changed_at >= \(since) AND c.payment = 'prepaid' AND \(noPayment)
        """
    }

    /// Open cases are few, however many there have been.
    /// An amendment lies before approvers while its contract goes on.
    private static let unawaited: SQLStatement = """
        SELECT k.subject AS offender, coalesce(c.number, '') || ' ' || k.state AS detail, k.subject FROM approval_case k
            LEFT JOIN contract c ON k.subject = 'contract:' || c.id AND c.id = substr(k.subject, 10)
        WHERE k.state IN ('regional', 'it_centre') AND (c.id IS NULL
            OR c.state <> CASE k.state WHEN 'regional' THEN 'awaiting_regional_approval' ELSE 'awaiting_it_approval' END)
            AND NOT EXISTS (SELECT 1 FROM contract_change h WHERE h.contract_id = c.id AND h.state = 'awaiting')
        """

    private static func unbookedStatements(_ since: Timestamp) -> SQLStatement {
        """
        SELECT s.number AS offender, NULL AS detail, 'contract:' || s.contract_id AS subject
        FROM statement s LEFT JOIN ledger_transaction t ON t.key = 'statement/' || s.id
        WHERE s.issued_at >= \(since) AND s.total_dong > 0 AND (t.id IS NULL OR s.total_dong <> (
            SELECT coalesce(sum(CASE WHEN g.side = 'debit' THEN g.amount_dong ELSE -g.amount_dong END), 0)
            FROM ledger_posting g WHERE g.transaction_id = t.id AND g.account = 'receivable'))
        UNION ALL
        SELECT t.key AS offender, NULL AS detail, t.subject FROM ledger_transaction t
        WHERE t.at >= \(since) AND t.kind = 'statement_issued'
            AND NOT EXISTS (SELECT 1 FROM statement s WHERE t.key = 'statement/' || s.id)
        """
    }

    /// Of what was booked for months only: money kept of a refund case is booked to the same account.
    private static let receivables: SQLStatement = """
        SELECT 'receivable' AS offender, b.owed || ', unpaid months ' || b.unpaid AS detail, 'books' AS subject FROM (
            SELECT (SELECT coalesce(sum(CASE WHEN p.side = 'debit' THEN p.amount_dong ELSE -p.amount_dong END), 0)
                    FROM ledger_posting p JOIN ledger_transaction t ON t.id = p.transaction_id
                    WHERE p.account = 'receivable' AND t.kind IN ('statement_issued', 'statements_paid',
                        'statement_written_off', 'write_off_undone', 'credit_set_off')) AS owed,
                (SELECT coalesce(sum(total_dong - set_off_dong), 0) FROM statement WHERE state = 'issued') AS unpaid) b
        WHERE b.owed <> b.unpaid
        """

    private static let badDebt: SQLStatement = """
        SELECT 'bad_debt' AS offender, b.booked || ', months written off ' || b.given AS detail, 'books' AS subject
        FROM (
            SELECT (SELECT coalesce(sum(CASE WHEN side = 'debit' THEN amount_dong ELSE -amount_dong END), 0)
                    FROM ledger_posting WHERE account = 'bad_debt') AS booked,
                (SELECT coalesce(sum(total_dong - set_off_dong), 0) FROM statement WHERE state = 'written_off') AS given) b
        WHERE b.booked <> b.given
        """

    private static let credits: SQLStatement = """
        SELECT 'customer_credits' AS offender, b.booked || ', left of credits ' || b.unused AS detail, 'books' AS subject
        FROM (
            SELECT (SELECT coalesce(sum(CASE WHEN side = 'credit' THEN amount_dong ELSE -amount_dong END), 0)
                    FROM ledger_posting WHERE account = 'customer_credits') AS booked,
                (SELECT coalesce(sum(left_dong), 0) FROM debt_change WHERE kind = 'credit' AND state = 'agreed') AS unused) b
        WHERE b.booked <> b.unused
        """

    private static func earnedTerms(_ since: Timestamp) -> SQLStatement {
        """
        SELECT e.booked_as AS offender, NULL AS detail, 'contract:' || e.contract_id AS subject FROM earned_month e LEFT JOIN ledger_transaction t ON t.key = e.booked_as
        WHERE e.month >= \(since.day.month.number - 1) AND (e.amount_dong <> (
                SELECT coalesce(sum(CASE WHEN g.side = 'credit' THEN g.amount_dong ELSE -g.amount_dong END), 0)
                FROM ledger_posting g WHERE g.transaction_id = t.id AND g.account = 'revenue')
            OR e.amount_dong <> (SELECT coalesce(sum(p.amount_dong), 0) FROM earned_part p
                WHERE p.contract_id = e.contract_id AND p.month = e.month))
        UNION ALL
        SELECT t.key AS offender, NULL AS detail, t.subject FROM ledger_transaction t
        WHERE t.at >= \(since) AND t.kind = 'revenue_recognised'
            AND NOT EXISTS (SELECT 1 FROM earned_month e WHERE e.booked_as = t.key)
        UNION ALL
        SELECT t.subject AS offender, NULL AS detail, t.subject FROM ledger_transaction t JOIN ledger_posting p ON p.transaction_id = t.id
        WHERE p.account = 'deferred_revenue' AND t.subject IN (
            SELECT r.subject FROM ledger_transaction r WHERE r.at >= \(since) AND r.kind = 'revenue_recognised')
        GROUP BY t.subject HAVING sum(CASE WHEN p.side = 'debit' THEN p.amount_dong ELSE -p.amount_dong END) > 0
        """
    }

    /// One a day at most, however long the house has stood.
    private static let bankCredits: SQLStatement = """
        SELECT 'bank_credit:' || b.number AS offender, b.state AS detail, 'bank_credit:' || b.number AS subject
        FROM bank_credit b
        WHERE CASE b.state WHEN 'confirmed' THEN b.amount_dong ELSE 0 END <> (
            SELECT coalesce(sum(CASE WHEN g.side = 'debit' THEN g.amount_dong ELSE -g.amount_dong END), 0)
            FROM ledger_transaction t JOIN ledger_posting g ON g.transaction_id = t.id
            WHERE t.subject = 'bank_credit:' || b.number AND g.account = 'bank')
        """

    /// Owed are: of cases whose money is in that account, what has not been settled; of the others, what is under way.
    private static let refunds: SQLStatement = """
        SELECT 'refunds_payable' AS offender, b.owed || ', open cases ' || b.cases AS detail, 'books' AS subject FROM (
            SELECT (SELECT coalesce(sum(CASE WHEN side = 'credit' THEN amount_dong ELSE -amount_dong END), 0)
                    FROM ledger_posting WHERE account = 'refunds_payable') AS owed,
                (SELECT coalesce(sum(k.amount_dong - (
                        SELECT coalesce(sum(r.amount_dong), 0) FROM refund r
                        WHERE r.case_key = k.key AND r.state = 'done')), 0) FROM payment_case k
                    WHERE k.state = 'open' AND k.holding = 'refunds_payable')
                + (SELECT coalesce(sum(r.amount_dong), 0) FROM refund r JOIN payment_case k ON k.key = r.case_key
                    WHERE k.holding <> 'refunds_payable' AND r.state IN ('requested', 'sending', 'unanswered',
                        'processing', 'at_bank', 'unclear')) AS cases) b
        WHERE b.owed <> b.cases
        """

    /// What a key of the books has in an account, credit less debit.
    private static func booked(_ key: SQLStatement, _ account: SQLStatement) -> SQLStatement {
        """
        (SELECT coalesce(sum(CASE WHEN g.side = 'credit' THEN g.amount_dong ELSE -g.amount_dong END), 0)
            FROM ledger_transaction t JOIN ledger_posting g ON g.transaction_id = t.id
            WHERE t.key = \(key) AND g.account = \(account))
        """
    }

    private static func refundsUnbooked(_ since: Timestamp) -> SQLStatement {
        let paid = booked("'refund/' || r.id || '/paid'", "'refunds_payable'")
        let owed = booked("'refund/' || r.id || '/owed'", "'refunds_payable'")
        let back = booked("'refund/' || r.id || '/owed/reversed'", "'refunds_payable'")
        return """
            SELECT r.reference || '/' || r.id AS offender, r.state AS detail, 'contract:' || q.contract_id AS subject
            FROM refund r JOIN payment_case k ON k.key = r.case_key LEFT JOIN payment_attempt a ON a.id = r.attempt_id
                LEFT JOIN payment_request q ON q.id = a.request_id
            WHERE r.since >= \(since) AND r.way <> 'kept' AND (
                \(paid) <> CASE r.state WHEN 'done' THEN -r.amount_dong ELSE 0 END
                OR (k.holding <> 'refunds_payable'
                    AND \(owed) + \(back) <> CASE WHEN r.state IN ('proposed', 'returned', 'refused') THEN 0
                        ELSE r.amount_dong END))
            """
    }

    private static let refundedTooMuch: SQLStatement = """
        SELECT r.reference AS offender, NULL AS detail, 'contract:' || q.contract_id AS subject
        FROM refund r JOIN payment p ON p.attempt_id = r.attempt_id AND p.transaction_number = r.charge_number
            JOIN payment_request q ON q.id = p.request_id
        WHERE r.way <> 'kept' AND r.state NOT IN ('proposed', 'returned', 'refused')
        GROUP BY r.reference, p.id, p.amount_dong, q.contract_id HAVING sum(r.amount_dong) > p.amount_dong
        """
}

import Accounting
package import Kernel
import Statements
package import Storage

extension MonthChecklist {
    /// Counted in the database, at one moment.
    package static func read(_ month: Month, today: Day, on connection: any SQLConnection) throws -> MonthChecklist {
        var open: [Item: Int64] = [:]
        for item in Item.allCases {
            open[item] = try connection.rows(item.open(in: month)).first?.integer("found") ?? 0
        }
        return MonthChecklist(month: month, open: open, isOver: month.lastDay < today)
    }
}

extension MonthChecklist.Item {
    fileprivate func open(in month: Month) -> SQLStatement {
        let (first, last) = (month.firstDay, month.lastDay)
        let (start, end) = (first.start, month.adding(months: 1).firstDay.start)
        return switch self {
        case .payments:
            """
            SELECT count(*) AS found FROM payment
            WHERE paid_at >= \(start) AND paid_at < \(end) AND reconciled_day IS NULL
            """
        case .days:
            """
            SELECT count(*) AS found FROM reconciliation_day
            WHERE day >= \(first) AND day <= \(last) AND state <> 'closed'
            """
        case .exceptions:
            """
            SELECT count(*) AS found FROM settlement_exception
            WHERE day >= \(first) AND day <= \(last) AND state NOT IN ('resolved', 'settled')
            """
        case .unanswered:
            """
            SELECT count(*) AS found FROM payment_attempt
            WHERE state IN ('redirected', 'unresolved') AND created_at >= \(start) AND created_at < \(end)
            """
        case .statements:
            """
            SELECT count(*) AS found FROM contract c
            WHERE c.payment = 'postpaid' AND c.starts_on IS NOT NULL AND c.starts_on <= \(last)
                AND (c.ends_on IS NULL OR c.ends_on >= \(first))
                AND NOT EXISTS (SELECT 1 FROM statement s WHERE s.contract_id = c.id AND s.month = \(month.number))
                AND NOT EXISTS (SELECT 1 FROM billing_item i JOIN billing_run r ON r.id = i.run_id
                    WHERE i.contract_id = c.id AND r.month = \(month.number) AND r.only_dry = 0
                        AND i.state = 'skipped')
            """
        case .revenue:
            """
            SELECT count(*) AS found FROM contract c
            WHERE c.payment = 'prepaid' AND c.starts_on IS NOT NULL AND c.starts_on <= \(last)
                AND NOT EXISTS (SELECT 1 FROM earned_month e
                    WHERE e.contract_id = c.id AND (e.month >= \(month.number) OR e.is_last = 1))
            """
        case .books:
            """
            SELECT count(*) AS found FROM (
                SELECT p.transaction_id FROM ledger_posting p
                WHERE p.account IN (\(list: LedgerAccount.allCases.map(\.rawValue)))
                    AND p.day >= \(first) AND p.day <= \(last)
                GROUP BY p.transaction_id
                HAVING sum(CASE WHEN p.side = 'debit' THEN p.amount_dong ELSE -p.amount_dong END) <> 0
            ) AS unbalanced
            """
        case .invoices:
            """
            SELECT count(*) AS found FROM invoice_request
            WHERE invoice_day >= \(first) AND invoice_day <= \(last) AND state <> 'accepted'
            """
        case .refunds:
            """
            SELECT count(*) AS found FROM refund
            WHERE decided_at >= \(start) AND decided_at < \(end)
                AND state IN ('requested', 'sending', 'unanswered', 'processing', 'at_bank', 'refused', 'unclear')
            """
        }
    }
}

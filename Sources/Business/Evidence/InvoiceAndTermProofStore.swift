import Kernel
import Storage

// What breaks the rules about invoices, months and services.

extension SystemProof.Rule {
    static func invoicedOtherwise(_ since: Timestamp) -> SQLStatement {
        """
        SELECT i.key AS offender, NULL AS detail, 'contract:' || i.contract_id AS subject
        FROM invoice_request i JOIN contract c ON c.id = i.contract_id
            LEFT JOIN statement s ON s.id = i.statement_id
        WHERE i.created_at >= \(since) AND i.kind = 'original' AND i.total_dong <> coalesce(s.total_dong, c.total_dong)
        """
    }

    static func invoicedUnpaid(_ since: Timestamp) -> SQLStatement {
        """
        SELECT i.key AS offender, NULL AS detail, 'contract:' || i.contract_id AS subject
        FROM invoice_request i LEFT JOIN statement s ON s.id = i.statement_id
        WHERE i.created_at >= \(since) AND i.kind = 'original' AND CASE WHEN i.statement_id IS NOT NULL
            THEN s.state <> 'paid'
            ELSE NOT EXISTS (SELECT 1 FROM payment_request r JOIN payment p ON p.request_id = r.id AND p.use = 'request'
                WHERE r.contract_id = i.contract_id) END
        """
    }

    static func rests(_ since: Timestamp) -> SQLStatement {
        """
        SELECT c.number AS offender, c.state AS detail, 'contract:' || c.id AS subject FROM contract c
            LEFT JOIN suspension s ON s.contract_id = c.id AND s.to_day IS NULL
        WHERE c.changed_at >= \(since)
            AND ((c.state = 'suspended' AND s.id IS NULL) OR (c.state = 'active' AND s.id IS NOT NULL))
        """
    }

    static func overlaps(_ since: Timestamp) -> SQLStatement {
        """
        SELECT b.number AS offender, NULL AS detail, 'contract:' || b.contract_id AS subject
        FROM statement b JOIN statement a ON a.contract_id = b.contract_id
            AND a.period_index < b.period_index AND a.to_day >= b.from_day
        WHERE b.issued_at >= \(since)
        """
    }

    /// Months with anything set off are few.
    static let setOffs: SQLStatement = """
        SELECT s.number AS offender, CAST(s.set_off_dong AS TEXT) AS detail, 'contract:' || s.contract_id AS subject
        FROM statement s
        WHERE (s.set_off_dong > 0 OR s.id IN (SELECT statement_id FROM credit_set_off))
            AND s.set_off_dong <> (
                SELECT coalesce(sum(o.amount_dong), 0) FROM credit_set_off o WHERE o.statement_id = s.id)
        """

    static func idle(_ since: Timestamp) -> SQLStatement {
        """
        SELECT DISTINCT c.number AS offender, NULL AS detail, 'contract:' || c.id AS subject
        FROM contract c JOIN contract_line l ON l.contract_id = c.id
        WHERE c.changed_at >= \(since) AND c.payment = 'prepaid' AND c.state = 'active'
            AND NOT EXISTS (SELECT 1 FROM activation v WHERE v.contract_line_id = l.id AND v.state = 'active')
        """
    }
}

import Accounting
import Contracts
import Kernel
import Statements
package import Storage

/// What one prepaid contract has earned in one month.
struct EarnedMonth {
    let contract: Contract.ID
    let month: Month
    let amount: Money
    /// Nothing is left to earn after it.
    let isLast: Bool
    /// What each product has earned of it; together the whole amount.
    let parts: [String: Money]

    /// The key of its transaction in the books.
    private var bookedAs: String { LedgerTransaction.revenueKey(contract: "\(contract)", month) }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO earned_month (contract_id, month, booked_as, amount_dong, is_last)
            VALUES (\(contract), \(month.number), \(bookedAs), \(amount), \(isLast))
            """
        )
        for (product, part) in parts.sorted(by: { $0.key < $1.key }) where !part.isZero {
            try connection.run(
                """
                INSERT INTO earned_part (contract_id, month, product_code, amount_dong)
                VALUES (\(contract), \(month.number), \(product), \(part))
                """
            )
        }
    }

    /// The newest month that a contract has earned; `nil` before the first.
    static func last(of contract: Contract.ID, on connection: any SQLConnection) throws -> Month? {
        try connection.rows(
            "SELECT month FROM earned_month WHERE contract_id = \(contract) ORDER BY month DESC LIMIT 1"
        ).first.map { Month(number: try $0.integer("month")) }
    }

    /// Prepaid contracts that were in service by the end of the month and have not earned it.
    static func due(in month: Month, limit: Int, on connection: any SQLConnection) throws -> [Contract.ID] {
        try connection.rows(
            """
            SELECT c.id FROM contract c
            WHERE c.payment = 'prepaid' AND c.starts_on IS NOT NULL AND c.starts_on <= \(month.lastDay)
                AND NOT EXISTS (SELECT 1 FROM earned_month e
                    WHERE e.contract_id = c.id AND (e.month >= \(month.number) OR e.is_last = 1))
            ORDER BY c.id LIMIT \(limit)
            """
        ).map { try $0.id("id") }
    }
}

/// A month whose prepaid terms have all been looked at.
enum RevenuePass {
    static func isDone(_ month: Month, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows("SELECT month FROM revenue_pass WHERE month = \(month.number)").isEmpty
    }

    static func finish(_ month: Month, at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO revenue_pass (month, done_at) VALUES (\(month.number), \(time)) ON CONFLICT (month) DO NOTHING
            """
        )
    }
}

extension Migration {
    package static let earnRevenue = Migration(
        "0063-earn-revenue",
        [
            """
            CREATE TABLE earned_month (
                contract_id TEXT NOT NULL REFERENCES contract (id),
                month \(SQLStatement.integerType) NOT NULL,
                booked_as TEXT NOT NULL UNIQUE,
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong >= 0),
                is_last \(SQLStatement.integerType) NOT NULL CHECK (is_last IN (0, 1)),
                PRIMARY KEY (contract_id, month)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE earned_part (
                contract_id TEXT NOT NULL,
                month \(SQLStatement.integerType) NOT NULL,
                product_code TEXT NOT NULL REFERENCES product (code),
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
                PRIMARY KEY (contract_id, month, product_code),
                FOREIGN KEY (contract_id, month) REFERENCES earned_month (contract_id, month)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE revenue_pass (
                month \(SQLStatement.integerType) PRIMARY KEY,
                done_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
        ]
    )
}

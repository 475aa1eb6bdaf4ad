import Alarms
import Kernel
package import People
package import Statements
package import Storage

extension DunningTimetable {
    package static func read(on connection: any SQLConnection) throws -> DunningTimetable {
        let steps = try connection.rows("SELECT days, channel, tone, suspends FROM dunning_step ORDER BY days").map {
            DunningStep(
                try $0.integer("days"),
                try $0.choice("tone"),
                channel: try $0.choice("channel"),
                suspends: try $0.bool("suspends")
            )
        }
        return DunningTimetable(unchecked: steps)
    }

    func store(on connection: any SQLConnection) throws {
        try connection.run("DELETE FROM dunning_step")
        for step in steps {
            try connection.run(
                """
                INSERT INTO dunning_step (days, channel, tone, suspends)
                VALUES (\(step.days), \(step.channel.rawValue), \(step.tone.rawValue), \(step.suspends))
                """
            )
        }
    }
}

/// An open month of a customer with what was done for it.
struct OpenMonth {
    let statement: Statement
    let lastDone: Int64?

    /// Every open month of a customer, the oldest debt first; without those of frozen contracts, which nobody can pay.
    static func all(of customer: Customer.ID, on connection: any SQLConnection) throws -> [OpenMonth] {
        let unpaid = try Statement.unpaid(of: customer, on: connection)
        let frozen = try Alarm.frozen(among: unpaid.map { "contract:\($0.contract)" }, on: connection)
        return try unpaid.filter { !frozen.contains("contract:\($0.contract)") }.map { statement in
            OpenMonth(
                statement: statement,
                lastDone: try connection.rows(
                    "SELECT max(days) AS days FROM dunning_done WHERE statement_id = \(statement.id)"
                ).first?.integerIfPresent("days")
            )
        }
    }

    /// Customers who have a step due, set-wise: read from the index of open months alone.
    static func customersDue(on day: Day, limit: Int, _ connection: any SQLConnection) throws -> [Customer.ID] {
        try connection.rows(
            """
            SELECT DISTINCT c.customer_id FROM statement s JOIN contract c ON c.id = s.contract_id
            WHERE s.state = 'issued' AND c.customer_id IS NOT NULL
                AND s.due_day <= \(day) - (SELECT min(t.days) FROM dunning_step t)
                AND EXISTS (SELECT 1 FROM dunning_step t WHERE t.days <= \(day) - s.due_day
                    AND t.days > coalesce(
                        (SELECT max(d.days) FROM dunning_done d WHERE d.statement_id = s.id), -1000000))
                AND NOT EXISTS (SELECT 1 FROM dunning_pause p
                    WHERE p.customer_id = c.customer_id AND p.ended_at IS NULL AND p.until_day >= \(day))
                AND NOT EXISTS (SELECT 1 FROM payment_promise q
                    WHERE q.customer_id = c.customer_id AND q.state = 'open' AND q.day >= \(day))
                AND NOT EXISTS (SELECT 1 FROM alarm a
                    WHERE a.subject = 'contract:' || s.contract_id AND a.state <> 'released')
            ORDER BY c.customer_id LIMIT \(limit)
            """
        ).map { try $0.id("customer_id") }
    }
}

extension DunningLetter {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> DunningLetter? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(DunningLetter.init(row:))
    }

    /// The newest first.
    package static func all(
        of customer: Customer.ID,
        limit: Int,
        on connection: any SQLConnection
    ) throws
        -> [DunningLetter]
    {
        try connection.rows(columns + " WHERE customer_id = \(customer) ORDER BY at DESC, id DESC LIMIT \(limit)")
            .map(DunningLetter.init(row:))
    }

    /// Those whose mail has not left.
    static func queued(of customer: Customer.ID, on connection: any SQLConnection) throws -> [DunningLetter] {
        try connection.rows(
            columns + """
                 WHERE customer_id = \(customer) AND withdrawn_at IS NULL AND EXISTS (
                    SELECT 1 FROM notice n WHERE n.about = dunning_letter.id AND n.kind = 'dunning'
                        AND n.state = 'queued' AND n.withdrawn_at IS NULL)
                """
        ).map(DunningLetter.init(row:))
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO dunning_letter (id, customer_id, contract_id, link_id, tone, at)
            VALUES (\(id), \(customer), \(contract), \(link), \(tone.rawValue), \(at))
            """
        )
    }

    /// It has not left, and never will. The steps that it was for are open again for what is still owed: the next sweep
    /// writes another letter about that, with a link that works.
    func markWithdrawn(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            "UPDATE dunning_letter SET withdrawn_at = \(time) WHERE id = \(id) AND withdrawn_at IS NULL"
        )
        try connection.run(
            """
            DELETE FROM dunning_done WHERE letter_id = \(id)
                AND statement_id IN (SELECT s.id FROM statement s WHERE s.state = 'issued')
            """
        )
    }

    private static let columns: SQLStatement = """
        SELECT id, customer_id, contract_id, link_id, tone, at, withdrawn_at FROM dunning_letter
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        customer = try row.id("customer_id")
        contract = try row.id("contract_id")
        tone = try row.choice("tone")
        link = try row.text("link_id")
        at = try row.timestamp("at")
        withdrawnAt = try row.timestampIfPresent("withdrawn_at")
    }
}

extension DoneStep {
    /// What was done for a month, the earliest first.
    package static func all(of statement: Statement.ID, on connection: any SQLConnection) throws -> [DoneStep] {
        try connection.rows(
            """
            SELECT statement_id, days, passed_over, letter_id, at FROM dunning_done
            WHERE statement_id = \(statement) ORDER BY days
            """
        ).map { row in
            DoneStep(
                statement: try row.id("statement_id"),
                days: try row.integer("days"),
                isPassedOver: try row.bool("passed_over"),
                letter: try row.id("letter_id"),
                at: try row.timestamp("at")
            )
        }
    }

    func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO dunning_done (statement_id, days, passed_over, letter_id, at)
            VALUES (\(statement), \(days), \(isPassedOver), \(letter), \(at))
            """
        )
    }
}

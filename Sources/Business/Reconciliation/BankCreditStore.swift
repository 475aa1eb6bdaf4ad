import Contracts
import Kernel
import Organisation
package import Storage

extension BankCredit {
    package static func find(_ number: Int64, on connection: any SQLConnection) throws -> BankCredit? {
        try connection.rows(columns + " WHERE number = \(number)").first.map { try read($0, on: connection) }
    }

    /// The one that covers a day; withdrawn ones do not count.
    package static func of(_ key: ReconciliationDay.Key, on connection: any SQLConnection) throws -> BankCredit? {
        try connection.rows(
            columns + """
                 WHERE state <> 'withdrawn' AND number IN (
                    SELECT credit_number FROM bank_credit_day WHERE day = \(key.day) AND terminal = \(key.terminal))
                """
        ).first.map { try read($0, on: connection) }
    }

    static func find(bankReference: String, on connection: any SQLConnection) throws -> BankCredit? {
        try connection.rows(columns + " WHERE bank_reference = \(bankReference) AND state <> 'withdrawn'")
            .first.map { try read($0, on: connection) }
    }

    /// The newest first.
    package static func all(
        of terminal: String,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [BankCredit] {
        try connection.rows(
            columns + " WHERE terminal = \(terminal) ORDER BY credited_day DESC, number DESC LIMIT \(limit)"
        ).map { try read($0, on: connection) }
    }

    static func insert(
        _ form: RecordBankCredit.Form,
        of terminal: String,
        _ money: (amount: Money, creditedOn: Day),
        days: [CoveredDay],
        by actor: (id: StaffMember.ID, at: Timestamp),
        on connection: any SQLConnection
    ) throws -> Int64 {
        let row = try connection.rows(
            """
            INSERT INTO bank_credit (terminal, credited_day, amount_dong, bank_reference, treatment, explanation, state,
                recorded_by, recorded_at)
            VALUES (\(terminal), \(money.creditedOn), \(money.amount), \(form.bankReference), \(form.treatment.rawValue),
                \(form.explanation), 'recorded', \(actor.id), \(actor.at))
            RETURNING number
            """
        ).first
        guard let number = try row?.integer("number") else { throw SQLRowError(column: "number", wanted: "a number") }
        for covered in days {
            try connection.run(
                """
                INSERT INTO bank_credit_day (credit_number, day, terminal, net_dong)
                VALUES (\(number), \(covered.day), \(terminal), \(covered.netDong))
                """
            )
        }
        return number
    }

    /// Fails when somebody was faster.
    func decide(
        _ next: State,
        by actor: StaffMember.ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        let changed = try connection.run(
            """
            UPDATE bank_credit SET state = \(next.rawValue), decided_by = \(actor), decided_at = \(time)
            WHERE number = \(number) AND state = 'recorded'
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }

    private static let columns: SQLStatement = """
        SELECT number, terminal, credited_day, amount_dong, bank_reference, treatment, explanation, state, recorded_by,
            recorded_at, decided_by
        FROM bank_credit
        """

    private static func read(_ row: SQLRow, on connection: any SQLConnection) throws -> BankCredit {
        let number = try row.integer("number")
        let days = try connection.rows(
            "SELECT day, net_dong FROM bank_credit_day WHERE credit_number = \(number) ORDER BY day"
        ).map { CoveredDay(day: try $0.day("day"), netDong: try $0.integer("net_dong")) }
        let reversal = try Reversal.of(number, on: connection)
        let stored = try row.choice("state", of: State.self)
        return BankCredit(
            number: number,
            terminal: try row.text("terminal"),
            creditedOn: try row.day("credited_day"),
            amount: try row.money("amount_dong"),
            bankReference: try row.text("bank_reference"),
            days: days,
            treatment: try row.choice("treatment"),
            explanation: try row.text("explanation"),
            state: stored == .withdrawn && reversal != nil ? .reversed : stored,
            recordedBy: try row.id("recorded_by"),
            recordedAt: try row.timestamp("recorded_at"),
            decidedBy: try row.idIfPresent("decided_by"),
            reversal: reversal
        )
    }
}

extension BankCredit {
    /// Writes down that somebody wants it taken back; the schema lets one wait at a time.
    func askReversal(
        _ reason: String,
        by actor: StaffMember.ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO bank_credit_reversal (credit_number, reason, state, asked_by, asked_at)
            VALUES (\(number), \(reason), 'asked', \(actor), \(time))
            """
        )
    }

    /// Agreed to, or dropped. Fails when somebody was faster. A credit taken back covers no day and holds no reference
    /// any more, as one that was withdrawn.
    func settleReversal(
        isAgreed: Bool,
        by actor: StaffMember.ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        let settled = try connection.run(
            """
            UPDATE bank_credit_reversal SET state = \(isAgreed ? "agreed" : "dropped"), decided_by = \(actor),
                decided_at = \(time)
            WHERE credit_number = \(number) AND state = 'asked'
            """
        )
        guard settled == 1 else { throw StaleWrite(subject: subject) }
        guard isAgreed else { return }
        let changed = try connection.run(
            "UPDATE bank_credit SET state = 'withdrawn' WHERE number = \(number) AND state = 'confirmed'"
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }
}

extension BankCredit.Reversal {
    fileprivate static func of(_ credit: Int64, on connection: any SQLConnection) throws -> BankCredit.Reversal? {
        try connection.rows(
            """
            SELECT reason, asked_by, decided_by FROM bank_credit_reversal
            WHERE credit_number = \(credit) AND state <> 'dropped'
            """
        ).first.map { row in
            BankCredit.Reversal(
                askedBy: try row.id("asked_by"),
                reason: try row.text("reason"),
                agreedBy: try row.idIfPresent("decided_by")
            )
        }
    }
}

extension Migration {
    package static let reverseBankCredit = Migration(
        "0030-reverse-bank-credit",
        [
            """
            CREATE TABLE bank_credit_reversal (
                credit_number \(SQLStatement.integerType) NOT NULL REFERENCES bank_credit (number),
                reason TEXT NOT NULL CHECK (reason <> ''),
                state TEXT NOT NULL CHECK (state IN ('asked', 'agreed', 'dropped')),
                asked_by TEXT NOT NULL REFERENCES staff (id),
                asked_at \(SQLStatement.integerType) NOT NULL,
                decided_by TEXT REFERENCES staff (id),
                decided_at \(SQLStatement.integerType),
                PRIMARY KEY (credit_number, asked_at),
                CHECK (state <> 'agreed' OR decided_by <> asked_by)
            )\(SQLStatement.strict)
            """,
            """
            CREATE UNIQUE INDEX bank_credit_reversal_standing ON bank_credit_reversal (credit_number)
            WHERE state <> 'dropped'
            """,
        ]
    )
}

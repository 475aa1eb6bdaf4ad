package import Contracts
import Foundation
import Journal
package import Kernel
package import Storage

extension OutboxMessage {
    package static let activateKind = "activate_line"
}

extension LineActivation {
    /// Asks for every line of a contract to be activated, in the transaction that made it due. Service begins today, or
    /// on the day that was agreed when that is later.
    package static func request(
        for contract: Contract,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let today = world.now().day
        let day = max(today, contract.declaration?.wantedStart ?? today)
        for line in contract.lines { try request(line, of: contract, startingOn: day, in: world, on: connection) }
    }

    /// One line alone, such as one that joins during the term.
    package static func request(
        _ line: ContractLine,
        of contract: Contract,
        startingOn day: Day,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let time = world.now()
        let id = world.newID(LineActivation.self)
        let last = contract.startsOn == nil ? contract.lastDay(of: line, startingOn: day) : line.to ?? contract.endsOn
        try connection.run(
            """
            INSERT INTO activation (id, contract_id, contract_line_id, state, starts_on, ends_on, requested_at,
                changed_at)
            VALUES (\(id), \(contract.id), \(line.id), 'requested', \(day), \(last), \(time), \(time))
            """
        )
        try OutboxMessage(key: "activate/\(line.id)", kind: OutboxMessage.activateKind, body: "\(id)")
            .enqueue(at: time, on: connection)
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> LineActivation? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(LineActivation.init(row:))
    }

    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [LineActivation] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY requested_at, id")
            .map(LineActivation.init(row:))
    }

    package func update(from previous: State, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE activation SET state = \(state.name), reference = \(state.reference), access = \(state.access),
                reason = \(state.reason), changed_at = \(state.time ?? time)
            WHERE id = \(id) AND state = \(previous.name)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: "activation:\(id)") }
    }

    /// Gives the delivery another round, whether it was parked or is done with a refusal. False when it is under way.
    package func releaseMessage(at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try OutboxStatus.release(key: "activate/\(line)", at: time, on: connection)
    }

    private static let columns: SQLStatement = """
        SELECT id, contract_id, contract_line_id, state, starts_on, ends_on, reference, access, reason, changed_at
        FROM activation
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        contract = try row.id("contract_id")
        line = try row.id("contract_line_id")
        startsOn = try row.day("starts_on")
        endsOn = try row.dayIfPresent("ends_on")
        switch try row.text("state") {
        case "requested": state = .requested
        case "active":
            let access = try JSONDecoder().decode([AccessItem].self, from: Data(row.text("access").utf8))
            state = .active(at: try row.timestamp("changed_at"), reference: try row.text("reference"), access: access)
        case "refused": state = .refused(reason: try row.text("reason"))
        default: throw SQLRowError(column: "state", wanted: "an activation state")
        }
    }
}

extension LineActivation.State {
    fileprivate var name: String {
        switch self {
        case .requested: "requested"
        case .active: "active"
        case .refused: "refused"
        }
    }

    fileprivate var reference: String? {
        switch self {
        case .requested, .refused: nil
        case .active(_, let reference, _): reference
        }
    }

    fileprivate var access: String? {
        get throws {
            switch self {
            case .requested, .refused: nil
            case .active(_, _, let access): String(decoding: try JSONEncoder().encode(access), as: UTF8.self)
            }
        }
    }

    fileprivate var reason: String? {
        switch self {
        case .requested, .active: nil
        case .refused(let reason): reason
        }
    }

    fileprivate var time: Timestamp? {
        switch self {
        case .requested, .refused: nil
        case .active(let time, _, _): time
        }
    }
}

extension Migration {
    package static let createActivation = Migration(
        "0008-create-activation",
        [
            """
            CREATE TABLE activation (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                contract_line_id TEXT NOT NULL UNIQUE REFERENCES contract_line (id),
                state TEXT NOT NULL CHECK (state IN ('requested', 'active', 'refused')),
                starts_on \(SQLStatement.integerType) NOT NULL,
                ends_on \(SQLStatement.integerType),
                reference TEXT,
                access TEXT,
                reason TEXT,
                requested_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL,
                CHECK (state <> 'active' OR (reference IS NOT NULL AND access IS NOT NULL))
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX activation_by_contract ON activation (contract_id)",
        ]
    )
}

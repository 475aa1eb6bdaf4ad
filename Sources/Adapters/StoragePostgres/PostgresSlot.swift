import Foundation
import Storage

/// One thread's place for a connection: opens it when it is needed and replaces it when it broke. Not shared.
final class PostgresSlot {
    enum Kind {
        case read, write

        var begin: String {
            switch self {
            case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case .write: "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
            }
        }
    }

    private enum Attempt<Value> {
        case done(Value)
        case again(PostgresError.Remedy, any Error)
    }

    private let address: PostgresAddress
    private let contention: NSLock
    private var open: PostgresSession?

    init(_ address: PostgresAddress, contention: NSLock) {
        self.address = address
        self.contention = contention
    }

    /// Runs the body in a transaction, again where the database asks for it, a bounded number of times.
    func transaction<Value>(_ kind: Kind, _ body: (any SQLConnection) throws -> Value) throws -> Value {
        var failures: [PostgresError.Remedy: Int] = [:]
        while true {
            // Those that lost repeatedly take turns, instead of pushing each other out for ever.
            let takesTurns = failures[.conflict, default: 0] >= 3
            if takesTurns { contention.lock() }
            defer { if takesTurns { contention.unlock() } }
            switch try attempt(kind, body) {
            case .done(let value): return value
            case .again(let remedy, let error):
                let count = failures[remedy, default: 0] + 1
                guard count <= remedy.limit else { throw error }
                failures[remedy] = count
                pause(remedy, count)
            }
        }
    }

    private func attempt<Value>(
        _ kind: Kind,
        _ body: (any SQLConnection) throws -> Value
    ) throws -> Attempt<Value> {
        let session: PostgresSession
        do {
            session = try open ?? PostgresSession(address)
        } catch let error as PostgresError {
            return .again(.lostConnection, error)
        }
        open = session
        session.failure = nil
        var value: Value?
        do {
            try session.command(kind.begin)
            let result = try body(PostgresConnection(session: session))
            // What the body caught has undone the transaction all the same: never report it as done.
            if let failure = session.failure { throw failure.surfaced }
            value = result
            try session.command("COMMIT")
            return .done(result)
        } catch {
            return try afterwards(kind, error, value: value, session)
        }
    }

    /// Cleans up after an error, and says whether another attempt makes sense.
    private func afterwards<Value>(
        _ kind: Kind,
        _ error: any Error,
        value: Value?,
        _ session: PostgresSession
    ) throws -> Attempt<Value> {
        let failure = session.failure
        guard !session.isBroken else {
            open = nil
            switch (kind, value) {
            case (.read, .some(let value)): return .done(value)
            case (.write, .some): throw CommitOutcomeUnknown()
            case (_, .none):
                guard failure != nil else { throw error }
                return .again(.lostConnection, error)
            }
        }
        do { try session.rollback() } catch { open = nil }
        guard let remedy = failure?.remedy else { throw error }
        if case .stalePlan = remedy { open = nil }
        return .again(remedy, error)
    }

    private func pause(_ remedy: PostgresError.Remedy, _ count: Int) {
        switch remedy {
        case .keyTaken, .stalePlan: break
        case .conflict: usleep(.random(in: 0...min(50_000, 500 << UInt32(min(count, 10)))))
        case .lostConnection: usleep(.random(in: 5_000...min(500_000, 10_000 << UInt32(count))))
        }
    }

    /// Runs `work` while no other program migrates this schema, without time limits, on a connection that is not used
    /// afterwards. The lock is the session's, since a transaction that waits for a lock already has an old snapshot.
    func migrating(_ work: () throws -> Void) throws {
        let session = try PostgresSession(address)
        open = session
        defer { open = nil }
        try session.command("SET statement_timeout = 0; SET lock_timeout = 0")
        if let schema = address.schema { try session.command("CREATE SCHEMA IF NOT EXISTS \"\(schema)\"") }
        try session.command("SELECT pg_advisory_lock(1363956823, hashtext(current_schema()))")
        try work()
    }
}

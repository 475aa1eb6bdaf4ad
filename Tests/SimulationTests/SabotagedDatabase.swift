package import Storage
import Synchronization

/// A database between which and the house somebody made a mistake: a statement is not run, or runs otherwise.
struct SabotagedDatabase: SQLDatabase {
    let base: any SQLDatabase
    let bug: PlantedBug
    /// Rows that were swallowed, so that what hangs on them is swallowed as well.
    private let swallowed = Swallowed()

    init(base: any SQLDatabase, bug: PlantedBug) {
        self.base = base
        self.bug = bug
    }

    var dialect: Dialect { base.dialect }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value { try await base.read(body) }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await base.write { [bug, swallowed] connection in
            try body(SabotagedConnection(base: connection, bug: bug, swallowed: swallowed))
        }
    }

    func migrate(_ migrations: [Migration]) async throws { try await base.migrate(migrations) }
    func checkSchema(_ migrations: [Migration]) async throws { try await base.checkSchema(migrations) }
}

private final class Swallowed: Sendable {
    private let values = Mutex<Set<SQLValue>>([])

    func add(_ value: SQLValue) { values.withLock { _ = $0.insert(value) } }
    func contains(_ value: SQLValue) -> Bool { values.withLock { $0.contains(value) } }
}

private struct SabotagedConnection: SQLConnection {
    let base: any SQLConnection
    let bug: PlantedBug
    let swallowed: Swallowed

    var dialect: Dialect { base.dialect }

    func rows(_ statement: SQLStatement) throws -> [SQLRow] {
        try base.rows(changed(Written(statement, dialect))?.statement ?? statement)
    }

    func forEachRow(_ statement: SQLStatement, _ body: (SQLRow) throws -> Void) throws {
        try base.forEachRow(statement, body)
    }

    @discardableResult func run(_ statement: SQLStatement) throws -> Int {
        let written = Written(statement, dialect)
        if swallows(written) { return 1 }
        return try base.run(changed(written)?.statement ?? statement)
    }

    /// Whether the statement is not run at all, although whoever wrote it believes that it was.
    private func swallows(_ written: Written) -> Bool {
        switch bug {
        case .auditEntryLost:
            if written.starts("INSERT INTO audit_entry"), written.has("contract.paid"), let id = written.values.first {
                swallowed.add(id)
                return true
            }
            return written.starts("INSERT INTO audit_unsealed") && written.values.contains(where: swallowed.contains)
        case .activationLost: return written.starts("INSERT INTO outbox_message") && written.has("activate_line")
        case .receiptLost:
            if written.starts("INSERT INTO notice"), written.has("payment_received"), let id = written.values.first {
                swallowed.add(id)
                return true
            }
            return written.starts("INSERT INTO outbox_message") && written.values.contains(where: swallowed.contains)
        case .halfBooked: return written.starts("INSERT INTO ledger_posting") && written.has(2)
        case .paymentForgotten: return written.starts("INSERT INTO payment (")
        case .formKeyForgotten: return written.starts("INSERT INTO idempotency_key")
        case .requestStaysOpen: return written.starts("UPDATE payment_request") && written.has("paid")
        default: return false
        }
    }

    /// The statement that runs in its place; `nil` leaves it.
    private func changed(_ written: Written) -> Written? {
        switch bug {
        case .leaseIgnored where written.starts("UPDATE outbox_message") && written.text.contains("RETURNING"):
            // The end of the lease becomes the time of the claim, which stands behind it.
            guard written.values.count > 1 else { return nil }
            return written.with(written.values[1], at: 0)
        case .messageClosedEarly where written.has("open") && written.starts("UPDATE outbox_message SET state"):
            return written.with(.text("done"), for: .text("open"))
        case .auditChainUnhashed where written.starts("INSERT INTO audit_link"):
            return written.with(.text("0"), at: written.values.count - 1)
        case .silenceIsARefusal where written.has("unresolved") && written.starts("UPDATE payment_attempt"):
            return written.with(.text("declined"), for: .text("unresolved")).with(.text("11"), for: .null)
        case .policyIgnored where written.has("invoice.after.declared") && written.text.contains("FROM setting"):
            return Written(text: "SELECT 'payment' AS value", values: [])
        default: return nil
        }
    }
}

/// A statement as text and values.
private struct Written {
    let text: String
    var values: [SQLValue]

    init(text: String, values: [SQLValue]) {
        self.text = text
        self.values = values
    }

    init(_ statement: SQLStatement, _ dialect: Dialect) {
        let (text, values) = statement.render(for: dialect)
        self.text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        self.values = values
    }

    func starts(_ words: String) -> Bool { text.hasPrefix(words) }
    func has(_ value: String) -> Bool { values.contains(.text(value)) }
    func has(_ value: Int64) -> Bool { values.contains(.integer(value)) }

    func with(_ value: SQLValue, at index: Int) -> Written {
        var changed = self
        changed.values[index] = value
        return changed
    }

    /// The first value that is equal to `old` is `new`.
    func with(_ new: SQLValue, for old: SQLValue) -> Written {
        guard let index = values.firstIndex(of: old) else { return self }
        return with(new, at: index)
    }

    var statement: SQLStatement {
        let parts = text.split(separator: "?", omittingEmptySubsequences: false).map(String.init)
        return parts.enumerated().reduce("") { statement, part in
            let text = SQLStatement(stringLiteral: part.element)
            return part.offset < values.count ? statement + text + "\(values[part.offset])" : statement + text
        }
    }
}

extension SQLValue: SQLBindable {
    package var sqlValue: SQLValue { self }
}

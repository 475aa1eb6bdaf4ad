import CPostgres
import Storage

/// One libpq connection with the statements it has prepared. Used by one thread.
final class PostgresSession {
    private struct Statement: Hashable {
        let text: String
        let types: [Oid]
    }

    private static let mostPrepared = 256

    private let handle: OpaquePointer
    private let address: PostgresAddress
    private var prepared: [Statement: String] = [:]
    private var isStreaming = false
    /// The first error since it was last cleared: what a body catches has undone its transaction all the same.
    var failure: PostgresError?

    init(_ address: PostgresAddress) throws {
        let options = address.options.sorted { $0.key < $1.key }
        let handle = withCStrings(options.map(\.key)) { keys in
            withCStrings(options.map(\.value)) { values in PQconnectdbParams(keys, values, 0) }
        }
        guard let handle else { throw PostgresError(message: "out of memory") }
        self.handle = handle
        self.address = address
        guard PQstatus(handle) == CONNECTION_OK else {
            throw PostgresError(message: address.redacted(String(cString: PQerrorMessage(handle))))
        }
        // "NOTICE: relation exists, skipping" and the like do not belong on our standard error.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        try command(address.greeting)
    }

    deinit { PQfinish(handle) }

    var isBroken: Bool { PQstatus(handle) != CONNECTION_OK }

    /// A command of our own, without values.
    func command(_ text: String) throws { _ = try checked(PQexec(handle, text)) }

    func rollback() throws {
        if PQtransactionStatus(handle) != PQTRANS_IDLE { try command("ROLLBACK") }
    }

    func execute(_ statement: SQLStatement) throws -> PostgresResult {
        let (name, arguments) = try prepare(statement)
        return try checked(
            arguments.withPointers { count, values, lengths, formats in
                PQexecPrepared(handle, name, count, values, lengths, formats, 0)
            }
        )
    }

    /// Hands over each row as it arrives. When `body` throws, the rest is read and dropped, so that the connection
    /// stays in step with the server.
    func stream(_ statement: SQLStatement, _ body: (SQLRow) throws -> Void) throws {
        let (name, arguments) = try prepare(statement)
        let sent = arguments.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(handle, name, count, values, lengths, formats, 0)
        }
        guard sent == 1, PQsetSingleRowMode(handle) == 1 else { throw note(connectionError) }
        isStreaming = true
        defer { isStreaming = false }
        var columns: SQLColumns?
        var thrown: (any Error)?
        while let pointer = PQgetResult(handle) {
            do {
                let result = try checked(pointer)
                let known = columns ?? result.columns
                columns = known
                if thrown == nil { try result.forEachRow(columns: known, body) }
            } catch {
                thrown = thrown ?? error
            }
        }
        if let thrown { throw thrown }
    }

    private func prepare(_ statement: SQLStatement) throws -> (name: String, arguments: PostgresArguments) {
        guard !isStreaming else { throw PostgresError(message: "a statement was started inside forEachRow") }
        let (text, values) = statement.render(for: .postgres)
        let arguments = try PostgresArguments(values)
        let key = Statement(text: text, types: arguments.types)
        if let name = prepared[key] { return (name, arguments) }
        if prepared.count >= Self.mostPrepared {
            try command("DEALLOCATE ALL")
            prepared = [:]
        }
        let name = "s\(prepared.count)"
        _ = try checked(PQprepare(handle, name, text, Int32(key.types.count), key.types))
        prepared[key] = name
        return (name, arguments)
    }

    private func checked(_ pointer: OpaquePointer?) throws -> PostgresResult {
        guard let pointer else { throw note(connectionError) }
        let result = PostgresResult(pointer)
        if let error = result.error { throw note(error) }
        return result
    }

    private var connectionError: PostgresError {
        PostgresError(message: address.redacted(String(cString: PQerrorMessage(handle))))
    }

    private func note(_ error: PostgresError) -> any Error {
        if failure == nil { failure = error }
        return error.surfaced
    }
}

/// What a transaction's body sees.
struct PostgresConnection: SQLConnection {
    let session: PostgresSession

    var dialect: Dialect { .postgres }

    func rows(_ statement: SQLStatement) throws -> [SQLRow] {
        let result = try session.execute(statement)
        var rows: [SQLRow] = []
        result.forEachRow(columns: result.columns) { rows.append($0) }
        return rows
    }

    func forEachRow(_ statement: SQLStatement, _ body: (SQLRow) throws -> Void) throws {
        try session.stream(statement, body)
    }

    @discardableResult func run(_ statement: SQLStatement) throws -> Int { try session.execute(statement).changes }
}

extension PostgresError {
    /// What other targets see: a broken rule of the schema has one type on both engines.
    var surfaced: any Error {
        isConstraintViolation ? ConstraintViolation(description: "\(state ?? ""): \(message)") : self
    }
}

/// Lends C a null-terminated array of C strings.
private func withCStrings<Value>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
) -> Value {
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for string in strings {
        offsets.append(bytes.count)
        bytes += string.utf8CString
    }
    return bytes.withUnsafeBufferPointer { buffer in
        (offsets.map { offset in buffer.baseAddress.map { $0 + offset } } + [nil])
            .withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

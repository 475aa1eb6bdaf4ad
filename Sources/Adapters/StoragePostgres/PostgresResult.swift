import CPostgres
import Storage

/// A result of libpq, freed when it goes.
final class PostgresResult {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var error: PostgresError? {
        switch PQresultStatus(handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY: nil
        case let status:
            // The primary message only: the detail may quote a row.
            PostgresError(
                state: field("C"),
                message: field("M") ?? String(cString: PQresStatus(status)),
                function: field("R")
            )
        }
    }

    private func field(_ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(handle, Int32(letter.value)).map { String(cString: $0) }
    }

    /// Rows inserted, updated or deleted.
    var changes: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    var columns: SQLColumns { SQLColumns((0..<PQnfields(handle)).map { String(cString: PQfname(handle, $0)) }) }

    func forEachRow(columns: SQLColumns, _ body: (SQLRow) throws -> Void) rethrows {
        let types = (0..<PQnfields(handle)).map { PQftype(handle, $0) }
        for row in 0..<PQntuples(handle) {
            let values = types.enumerated().map { value(row, Int32($0), $1) }
            try body(SQLRow(columns: columns, values: values))
        }
    }

    private func value(_ row: Int32, _ column: Int32, _ type: Oid) -> SQLValue {
        guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(handle, row, column)))
        switch type {
        case PostgresType.integer8, PostgresType.integer4, PostgresType.integer2: return number(bytes)
        case PostgresType.numeric: return number(bytes)
        case PostgresType.boolean: return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case PostgresType.bytes: return .blob(blob(bytes))
        default: return .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// A sum of integers comes as `numeric`; what has a fraction, or is too large, stays text and fails where an
    /// integer is read.
    private func number(_ bytes: UnsafeRawBufferPointer) -> SQLValue {
        let text = String(decoding: bytes, as: UTF8.self)
        return Int64(text).map(SQLValue.integer) ?? .text(text)
    }

    /// `\x` and two digits a byte (`bytea_output = hex`).
    private func blob(_ digits: UnsafeRawBufferPointer) -> [UInt8] {
        func nibble(_ digit: UInt8) -> UInt8 {
            digit < UInt8(ascii: "a") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var index = 2
        while index + 1 < digits.count {
            bytes.append(nibble(digits[index]) << 4 | nibble(digits[index + 1]))
            index += 2
        }
        return bytes
    }
}

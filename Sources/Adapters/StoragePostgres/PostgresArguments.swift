import CPostgres
import Storage

/// Bound values, side by side in one buffer in PostgreSQL's binary form: bytes never need quoting or a terminator.
struct PostgresArguments {
    /// The types said to the server, so that `$1` means what it means on SQLite. A null leaves it to the server.
    let types: [Oid]
    private let bytes: [UInt8]
    private let offsets: [Int?]
    private let lengths: [Int32]

    init(_ values: [SQLValue]) throws {
        var types: [Oid] = []
        var bytes: [UInt8] = []
        var offsets: [Int?] = []
        var lengths: [Int32] = []
        for value in values {
            let start = bytes.count
            switch value {
            case .null: types.append(0)
            case .integer(let integer):
                types.append(PostgresType.integer8)
                withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
            case .text(let text):
                types.append(PostgresType.text)
                bytes.append(contentsOf: text.utf8)
                guard !bytes[start...].contains(0) else { throw TextWithNUL() }
            case .blob(let blob):
                types.append(PostgresType.bytes)
                bytes.append(contentsOf: blob)
            }
            offsets.append(value == .null ? nil : start)
            lengths.append(Int32(bytes.count - start))
        }
        bytes.append(0)  // an address for empty values to point at
        self.types = types
        self.bytes = bytes
        self.offsets = offsets
        self.lengths = lengths
    }

    func withPointers<Value>(
        _ body: (
            _ count: Int32, _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> Value
    ) -> Value {
        bytes.withUnsafeBytes { buffer in
            let pointers = offsets.map { offset in
                offset.flatMap { buffer.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
            }
            let formats = [Int32](repeating: 1, count: offsets.count)
            return body(Int32(offsets.count), pointers, lengths, formats)
        }
    }
}

/// The fixed numbers of PostgreSQL's built-in types (`pg_type.dat`).
enum PostgresType {
    static let boolean: Oid = 16
    static let bytes: Oid = 17
    static let integer8: Oid = 20
    static let integer2: Oid = 21
    static let integer4: Oid = 23
    static let text: Oid = 25
    static let numeric: Oid = 1700
}

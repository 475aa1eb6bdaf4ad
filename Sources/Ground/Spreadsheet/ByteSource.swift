import Glibc

/// Bytes that can be gone through more than once without being held twice.
enum ByteSource: Sendable {
    case bytes([UInt8])
    case file(path: String)

    private static let chunkBytes = 65_536

    /// - Parameter body: returns false when it has seen enough.
    func forEachChunk(_ body: (UnsafeRawBufferPointer) throws -> Bool) throws {
        switch self {
        case .bytes(let bytes):
            try bytes.withUnsafeBytes { all in
                for start in stride(from: 0, to: all.count, by: Self.chunkBytes) {
                    let end = min(start + Self.chunkBytes, all.count)
                    guard try body(UnsafeRawBufferPointer(rebasing: all[start..<end])) else { return }
                }
            }
        case .file(let path):
            guard let file = fopen(path, "rb") else { throw SpreadsheetError.unreadable(path: path) }
            defer { fclose(file) }
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkBytes, alignment: 16)
            defer { buffer.deallocate() }
            while true {
                let count = fread(buffer.baseAddress, 1, buffer.count, file)
                guard count > 0 else {
                    guard ferror(file) == 0 else { throw SpreadsheetError.unreadable(path: path) }
                    return
                }
                guard try body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return }
            }
        }
    }

    /// The first bytes, at most one chunk.
    func opening() throws -> [UInt8] {
        var opening: [UInt8] = []
        try forEachChunk {
            opening = Array($0)
            return false
        }
        return opening
    }
}

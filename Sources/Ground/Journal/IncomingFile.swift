import Crypto
import Foundation
import Kernel

/// A file that somebody hands in, such as VNPAY's of a day or one of usage, and the digest by which it is known again.
package struct IncomingFile: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case bytes([UInt8])
        case file(path: String)
    }

    package let name: String
    package let content: Content

    package init(name: String, content: Content) {
        self.name = name
        self.content = content
    }

    /// SHA-256, in hexadecimal, and the size; a file is read piece by piece.
    package func digest() throws -> (sha256: String, sizeBytes: Int64) {
        var hash = SHA256()
        var size: Int64 = 0
        switch content {
        case .bytes(let bytes):
            hash.update(data: bytes)
            size = Int64(bytes.count)
        case .file(let path):
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
                hash.update(data: chunk)
                size += Int64(chunk.count)
            }
        }
        return (hash.finalize().hex, size)
    }
}

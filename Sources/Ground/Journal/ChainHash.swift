import Crypto
import Kernel

/// How a record is linked to the one before it, so that none can be changed, removed or put in later without a trace.
package enum ChainHash {
    /// What the first link follows.
    package static let origin = "qldv"

    /// SHA-256 over the link before and everything a record says; each part is led by its length, so that no two
    /// records write the same bytes.
    package static func link(after previous: String, _ parts: [String]) -> String {
        var bytes: [UInt8] = []
        for part in [previous] + parts { bytes += Array("\(part.utf8.count):".utf8) + Array(part.utf8) }
        return SHA256.hash(data: bytes).hex
    }
}

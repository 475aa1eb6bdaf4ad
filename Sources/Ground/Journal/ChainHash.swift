import Crypto
import Kernel
package import Storage

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

/// A walk along a chain, link by link: it ends at the first that does not hold.
package struct ChainWalk {
    /// The position of the link that must come next.
    package private(set) var expected: Int64
    /// Links that hold.
    package private(set) var verified = 0
    /// The first link that does not, and why.
    package private(set) var broken: String?
    private var previous = ChainHash.origin

    /// - Parameters:
    ///   - table: Of links: `sequence` and `hash`.
    ///   - last: Only so many from its end, taking the one before them for right; `nil` is the whole chain.
    package init(along table: SQLStatement, last: Int64?, on connection: any SQLConnection) throws {
        expected = 1
        guard let last,
            let row = try connection.rows(
                "SELECT sequence, hash FROM " + table
                    + " WHERE sequence <= (SELECT max(sequence) FROM " + table + ") - \(last)"
                    + " ORDER BY sequence DESC LIMIT 1"
            ).first
        else { return }
        expected = try row.integer("sequence") + 1
        previous = try row.text("hash")
    }

    /// Looks at one link.
    ///
    /// - Parameters:
    ///   - parts: What its record says; `nil` when there is no such record.
    ///   - name: What the record is called.
    package mutating func take(_ sequence: Int64, _ hash: String, _ parts: [String]?, name: String) {
        guard broken == nil else { return }
        if sequence != expected {
            broken = "link \(expected) is missing"
        } else if let parts {
            guard ChainHash.link(after: previous, parts) == hash else {
                broken = "link \(sequence) does not match \(name)"
                return
            }
            previous = hash
            expected += 1
            verified += 1
        } else {
            broken = "\(name) of link \(sequence) is missing"
        }
    }
}

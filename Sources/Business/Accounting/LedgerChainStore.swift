import Journal
import Kernel
package import Storage

/// Links ledger transactions with their postings into a chain, as audit entries are: apart from the transactions that
/// book, so that nobody queues for its end. A booking moved to another account, kind, day or time contradicts no total
/// and no other record; it contradicts its link (reliability.md R29).
package struct SealLedger: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// - Returns: How many transactions were linked; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 500) async throws -> Int {
        let isIdle = try await database.read { connection in
            try connection.rows("SELECT id FROM ledger_transaction WHERE is_linked = 0 LIMIT 1").isEmpty
        }
        guard !isIdle else { return 0 }
        return try await database.write { connection in
            let pending = try connection.rows(
                """
                SELECT id, key, kind, subject, at, day FROM ledger_transaction WHERE is_linked = 0
                ORDER BY at, id LIMIT \(limit)
                """
            )
            let end = try connection.rows("SELECT sequence, hash FROM ledger_link ORDER BY sequence DESC LIMIT 1").first
            var sequence = try end?.integer("sequence") ?? 0
            var previous = try end?.text("hash") ?? ChainHash.origin
            for row in pending {
                let id = try row.text("id")
                let postings = try connection.rows(
                    """
                    SELECT position, account, side, amount_dong, day AS posting_day FROM ledger_posting
                    WHERE transaction_id = \(id) ORDER BY position
                    """
                )
                sequence += 1
                previous = ChainHash.link(
                    after: previous,
                    try LedgerChain.words(of: row) + postings.flatMap(LedgerChain.words(ofPosting:))
                )
                try connection.run(
                    "INSERT INTO ledger_link (sequence, transaction_id, hash) VALUES (\(sequence), \(id), \(previous))"
                )
                try connection.run("UPDATE ledger_transaction SET is_linked = 1 WHERE id = \(id)")
            }
            return pending.count
        }
    }
}

package enum LedgerChain {
    /// The first link that does not hold.
    package struct Breach: Hashable, Sendable {
        package let words: String
        /// What the transaction is about, such as `contract:018f…`; `nil` when it is gone.
        package let subject: String?
    }

    package struct Report: Hashable, Sendable {
        /// Transactions whose link is right.
        package let verified: Int
        package let broken: Breach?

        package init(verified: Int, broken: Breach?) {
            self.verified = verified
            self.broken = broken
        }
    }

    /// Walks the chain, a row at a time.
    ///
    /// - Parameter last: Only so many links from its end, taking the one before them for right; `nil` is the whole
    ///   chain, and also looks for transactions that no link knows.
    package static func verify(last: Int64? = nil, on connection: any SQLConnection) throws -> Report {
        var walk = try start(last: last, on: connection)
        try connection.forEachRow(
            """
            SELECT l.sequence, l.transaction_id, l.hash, t.id, t.key, t.kind, t.subject, t.at, t.day, p.position,
                p.account, p.side, p.amount_dong, p.day AS posting_day
            FROM ledger_link l LEFT JOIN ledger_transaction t ON t.id = l.transaction_id
                LEFT JOIN ledger_posting p ON p.transaction_id = t.id
            WHERE l.sequence >= \(walk.expected) ORDER BY l.sequence, p.position
            """
        ) { try walk.take($0) }
        walk.closeLink()
        if walk.broken == nil, last == nil {
            let strays = try connection.rows(
                """
                SELECT t.key, t.subject FROM ledger_transaction t
                WHERE t.is_linked = 1 AND NOT EXISTS (SELECT 1 FROM ledger_link l WHERE l.transaction_id = t.id)
                ORDER BY t.at, t.id LIMIT 1
                """
            ).first
            walk.broken = try strays.map {
                Breach(words: "\(try $0.text("key")) is in no link", subject: try $0.text("subject"))
            }
        }
        return Report(verified: walk.verified, broken: walk.broken)
    }

    private static func start(last: Int64?, on connection: any SQLConnection) throws -> Walk {
        guard let last else { return Walk(expected: 1, previous: ChainHash.origin) }
        let row = try connection.rows(
            """
            SELECT sequence, hash FROM ledger_link
            WHERE sequence <= (SELECT max(sequence) FROM ledger_link) - \(last) ORDER BY sequence DESC LIMIT 1
            """
        ).first
        guard let row else { return Walk(expected: 1, previous: ChainHash.origin) }
        return Walk(expected: try row.integer("sequence") + 1, previous: try row.text("hash"))
    }

    fileprivate static func words(of row: SQLRow) throws -> [String] {
        [
            try row.text("id"), try row.text("key"), try row.text("kind"), try row.text("subject"),
            "\(try row.timestamp("at").milliseconds)", "\(try row.integer("day"))",
        ]
    }

    fileprivate static func words(ofPosting row: SQLRow) throws -> [String] {
        [
            "\(try row.integer("position"))", try row.text("account"), try row.text("side"),
            "\(try row.integer("amount_dong"))", "\(try row.integer("posting_day"))",
        ]
    }

    /// A walk over links with their transactions and postings, which come one after the other.
    private struct Walk {
        var expected: Int64
        var previous: String
        var verified = 0
        var broken: Breach?
        private var open: (sequence: Int64, hash: String, key: String, subject: String, words: [String])?

        init(expected: Int64, previous: String) {
            self.expected = expected
            self.previous = previous
        }

        mutating func take(_ row: SQLRow) throws {
            guard broken == nil else { return }
            let sequence = try row.integer("sequence")
            if open?.sequence != sequence {
                closeLink()
                guard broken == nil else { return }
                guard sequence == expected else {
                    broken = Breach(words: "link \(expected) is missing", subject: nil)
                    return
                }
                guard try row.textIfPresent("id") != nil else {
                    broken = Breach(words: "the transaction of link \(sequence) is missing", subject: nil)
                    return
                }
                open = (
                    sequence, try row.text("hash"), try row.text("key"), try row.text("subject"),
                    try LedgerChain.words(of: row)
                )
            }
            if try row.integerIfPresent("position") != nil { open?.words += try LedgerChain.words(ofPosting: row) }
        }

        /// All of a transaction has been read: does its link hold?
        mutating func closeLink() {
            guard broken == nil, let link = open else { return }
            open = nil
            guard ChainHash.link(after: previous, link.words) == link.hash else {
                broken = Breach(
                    words: "link \(link.sequence) does not match \(link.key)",
                    subject: link.subject
                )
                return
            }
            previous = link.hash
            verified += 1
            expected += 1
        }
    }
}

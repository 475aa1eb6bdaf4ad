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
        var walk = LedgerWalk(try ChainWalk(along: "ledger_link", last: last, on: connection))
        try connection.forEachRow(
            """
            SELECT l.sequence, l.hash, t.id, t.key, t.kind, t.subject, t.at, t.day, p.position, p.account, p.side,
                p.amount_dong, p.day AS posting_day
            FROM ledger_link l LEFT JOIN ledger_transaction t ON t.id = l.transaction_id
                LEFT JOIN ledger_posting p ON p.transaction_id = t.id
            WHERE l.sequence >= \(walk.chain.expected) ORDER BY l.sequence, p.position
            """
        ) { try walk.take($0) }
        walk.closeLink()
        if let breach = walk.breach { return Report(verified: walk.chain.verified, broken: breach) }
        let stray =
            try last == nil
            ? connection.rows(
                """
                SELECT t.key, t.subject FROM ledger_transaction t
                WHERE t.is_linked = 1 AND NOT EXISTS (SELECT 1 FROM ledger_link l WHERE l.transaction_id = t.id)
                ORDER BY t.at, t.id LIMIT 1
                """
            ).first : nil
        return Report(
            verified: walk.chain.verified,
            broken: try stray.map {
                Breach(words: "\(try $0.text("key")) is in no link", subject: try $0.text("subject"))
            }
        )
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
}

/// A walk over links with their transactions and postings, which come one after the other: a link is looked at when all
/// of its postings have been read.
private struct LedgerWalk {
    private(set) var chain: ChainWalk
    private(set) var breach: LedgerChain.Breach?
    private var open: (sequence: Int64, hash: String, key: String?, subject: String?, words: [String]?)?

    init(_ chain: ChainWalk) { self.chain = chain }

    mutating func take(_ row: SQLRow) throws {
        let sequence = try row.integer("sequence")
        if open?.sequence != sequence {
            closeLink()
            let isThere = try row.textIfPresent("id") != nil
            open = (
                sequence, try row.text("hash"), try row.textIfPresent("key"), try row.textIfPresent("subject"),
                isThere ? try LedgerChain.words(of: row) : nil
            )
        }
        if try row.integerIfPresent("position") != nil { open?.words? += try LedgerChain.words(ofPosting: row) }
    }

    mutating func closeLink() {
        guard breach == nil, let link = open else { return }
        open = nil
        // Of a link that is gone nobody can say what it was about.
        let subject = link.sequence == chain.expected ? link.subject : nil
        chain.take(link.sequence, link.hash, link.words, name: link.key ?? "the transaction")
        breach = chain.broken.map { LedgerChain.Breach(words: $0, subject: subject) }
    }
}

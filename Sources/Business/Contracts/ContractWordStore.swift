import Kernel
package import Storage

/// The words by which a contract is found, one row each, so that a look-up among millions reads an index and no
/// `LIKE '%…%'` walks over all of them.
package enum ContractWords {
    /// What a search for some words comes to.
    package enum Found: Hashable, Sendable {
        /// These contracts and no others: at most `limit`.
        case few([Contract.ID])
        /// Every word is common: whoever searches has to look at the newest only.
        case many
    }

    /// How many contracts may be named one by one.
    package static let limit = 500
    private static let wordLimit = 8

    /// The words of a search, as `String.searchable` cuts them.
    package static func words(of text: String) -> [String] {
        text.searchable.split(separator: " ").prefix(wordLimit).map(String.init)
    }

    /// Contracts that have a word beginning with each of these. The rarest word leads, so that a name such as "Nguyễn"
    /// beside a number costs what the number costs.
    package static func find(_ words: [String], on connection: any SQLConnection) throws -> Found {
        var rarest: (word: String, ids: [Contract.ID])?
        for word in words {
            let ids = try connection.rows(
                """
                SELECT DISTINCT contract_id FROM contract_word
                WHERE word >= \(word) AND word < \(word.successor) LIMIT \(limit + 1)
                """
            ).map { try $0.id("contract_id", of: Contract.self) }
            if ids.count <= limit, ids.count < rarest?.ids.count ?? .max { rarest = (word, ids) }
        }
        guard let rarest else { return .many }
        guard !rarest.ids.isEmpty else { return .few([]) }
        var condition: SQLStatement = "SELECT c.id FROM contract c WHERE c.id IN (\(list: rarest.ids))"
        for word in words where word != rarest.word { condition = condition + " AND " + has(word, "c.id") }
        return .few(try connection.rows(condition).map { try $0.id("id") })
    }

    /// The condition that the contract named by `column` has a word beginning with that one.
    package static func has(_ word: String, _ column: SQLStatement) -> SQLStatement {
        "EXISTS (SELECT 1 FROM contract_word w WHERE w.contract_id = " + column
            + " AND w.word >= \(word) AND w.word < \(word.successor))"
    }
}

extension String {
    /// Above every text that begins with this one, byte by byte.
    package var successor: String { self + "\u{10FFFF}" }
}

extension Contract {
    /// Writes the words anew, in the transaction that wrote the contract.
    func keepWords(_ searchText: String, on connection: any SQLConnection) throws {
        try connection.run("DELETE FROM contract_word WHERE contract_id = \(id)")
        for word in Set(searchText.split(separator: " ")).sorted() {
            try connection.run("INSERT INTO contract_word (contract_id, word) VALUES (\(id), \(String(word)))")
        }
    }
}

extension Migration {
    private static let word: SQLStatement = "\(sqlite: "TEXT", postgres: "TEXT COLLATE \"C\"")"
    private static let blank: SQLStatement = "\(sqlite: "instr(rest, ' ')", postgres: "strpos(rest, ' ')")"

    package static let indexContractWords = Migration(
        "0022-index-contract-words",
        [
            """
            CREATE TABLE contract_word (
                contract_id TEXT NOT NULL REFERENCES contract (id),
                word \(word) NOT NULL,
                PRIMARY KEY (contract_id, word)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX contract_word_by_word ON contract_word (word, contract_id)",
            // Contracts from before: no release has many of them, so that this may stand in a migration.
            """
            INSERT INTO contract_word (contract_id, word)
            WITH RECURSIVE split (contract_id, word, rest) AS (
                SELECT id, '', search_text || ' ' FROM contract
                UNION ALL
                SELECT contract_id, substr(rest, 1, \(blank) - 1), substr(rest, \(blank) + 1) FROM split
                WHERE rest <> '')
            SELECT DISTINCT contract_id, word FROM split WHERE word <> ''
            """,
        ]
    )
}

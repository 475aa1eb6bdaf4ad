package import Storage

extension SQLiteDatabase {
    /// How this file is written, as its connections see it.
    package func durability() async throws -> [DurabilitySetting] {
        try await write { connection in
            let journal = try connection.rows("PRAGMA journal_mode").first?.text("journal_mode") ?? ""
            let level = try connection.rows("PRAGMA synchronous").first?.integer("synchronous") ?? -1
            let keys = try connection.rows("PRAGMA foreign_keys").first?.integer("foreign_keys") ?? 0
            return [
                DurabilitySetting("journal_mode", journal, isSafe: journal == "wal"),
                DurabilitySetting("synchronous", level == 2 ? "full" : "\(level)", isSafe: level >= 2),
                DurabilitySetting("foreign_keys", keys == 1 ? "on" : "off", isSafe: keys == 1),
            ]
        }
    }
}

package import Kernel
package import Storage

extension PostgresDatabase {
    /// How the server writes. `synchronous_commit` may be stricter than `on`, never weaker.
    package func durability() async throws -> [DurabilitySetting] {
        let wanted: [(name: String, safe: Set<String>)] = [
            ("fsync", ["on"]), ("full_page_writes", ["on"]),
            ("synchronous_commit", ["on", "remote_write", "remote_apply"]),
        ]
        return try await read { connection in
            try wanted.map { setting in
                let value =
                    try connection.rows("SELECT current_setting(\(setting.name)) AS value").first?.text("value") ?? ""
                return DurabilitySetting(setting.name, value, isSafe: setting.safe.contains(value))
            }
        }
    }

    /// What the server's clock shows.
    package func time() async throws -> Timestamp {
        let milliseconds = try await read { connection in
            try connection.rows(
                "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS milliseconds"
            ).first?.integer("milliseconds") ?? 0
        }
        return Timestamp(milliseconds: milliseconds)
    }
}

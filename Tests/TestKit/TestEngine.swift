package import Storage
import StorageSQLite

import class Foundation.ProcessInfo
import struct Foundation.URLComponents

/// The databases a suite runs on: `@Test(arguments: TestEngine.available) func …(engine: TestEngine)`.
package enum TestEngine: String, CaseIterable, Sendable {
    case sqlite, postgres

    /// SQLite always; PostgreSQL when `QLDV_TEST_POSTGRES` holds its address, as it does under `make test`.
    package static let available: [TestEngine] = allCases.filter { $0 == .sqlite || address != nil }

    /// `make test` sets this, so that PostgreSQL's share cannot be left out by accident.
    package static let requiresPostgres = environment["QLDV_REQUIRE_POSTGRES"] == "1"

    private static let environment = ProcessInfo.processInfo.environment
    private static let address = environment["QLDV_TEST_POSTGRES"]

    /// A fresh database that nobody else uses, gone with the value. One to a test: more could wait for each other.
    package func database(_ migrations: [Migration] = []) async throws -> any SQLDatabase {
        switch self {
        case .sqlite: try SQLiteDatabase(copying: try await SQLiteTemplates.shared.template(migrations))
        case .postgres: try await PostgresTestDatabase(Self.localAddress(), migrations)
        }
    }

    /// A test writes and deletes: it must never reach somebody's real database.
    package static func localAddress() throws -> String {
        guard let address, let parts = URLComponents(string: address), parts.scheme?.hasPrefix("postgres") == true,
            ["127.0.0.1", "localhost", "::1", "[::1]"].contains(parts.host)
        else { throw TestDatabaseError.notLocal }
        return address
    }
}

package enum TestDatabaseError: Error {
    case notLocal
    case refused(String, String)
}

/// Migrated once, then copied: the migrations alone take ten times as long as what most tests do.
private actor SQLiteTemplates {
    static let shared = SQLiteTemplates()

    private var templates: [[String]: Task<SQLiteDatabase, any Error>] = [:]

    func template(_ migrations: [Migration]) async throws -> SQLiteDatabase {
        let names = migrations.map(\.name)
        let task =
            templates[names]
            ?? Task {
                let database = try SQLiteDatabase()
                try await database.migrate(migrations)
                return database
            }
        templates[names] = task
        return try await task.value
    }
}

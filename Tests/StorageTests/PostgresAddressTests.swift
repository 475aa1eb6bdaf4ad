import Testing

@testable import StoragePostgres

@Suite struct PostgresAddressTests {
    @Test(
        arguments: [
            ("postgres://qldv@one,two/qldv", "primary"),
            ("postgres://qldv@one:5432,two:5433/qldv", "primary"),
            ("host=one,two dbname=qldv", "primary"),
            ("postgres://qldv@one,two/qldv?target_session_attrs=any", "any"),
            ("postgres://qldv@one/qldv", nil),
        ] as [(String, String?)]
    )
    func `of several hosts the primary is wanted, and a single one is taken as it is`(
        row: (given: String, wanted: String?)
    ) throws {
        #expect(try PostgresAddress(row.given, schema: nil).options["target_session_attrs"] == row.wanted)
    }
}

package import Contracts
import Journal
package import Kernel
package import People
package import Storage

extension OutboxMessage {
    package static let invoiceKind = "push_invoice"
}

extension InvoiceRequest {
    /// Asks for the invoice of a contract, once, in the transaction that made it due.
    package static func request(
        for contract: Contract,
        date: Day,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let id = world.newID(InvoiceRequest.self)
        let time = world.now()
        let inserted = try connection.run(
            """
            INSERT INTO invoice_request (id, contract_id, kind, key, invoice_day, state, total_dong, created_at, changed_at)
            VALUES (\(id), \(contract.id), 'original', \("QLDV-\(contract.number)"), \(date), 'pending',
                \(contract.totals().total), \(time), \(time))
            ON CONFLICT (key) DO NOTHING
            """
        )
        guard inserted == 1 else { return }
        try OutboxMessage(key: "invoice/\(contract.id)", kind: OutboxMessage.invoiceKind, body: "\(id)")
            .enqueue(at: time, on: connection)
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> InvoiceRequest? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(InvoiceRequest.init(row:))
    }

    package static func original(of contract: Contract.ID, on connection: any SQLConnection) throws -> InvoiceRequest? {
        try connection.rows(columns + " WHERE contract_id = \(contract) AND kind = 'original'")
            .first.map(InvoiceRequest.init(row:))
    }

    /// Newest first.
    package static func all(of customer: Customer.ID, on connection: any SQLConnection) throws -> [InvoiceRequest] {
        try connection.rows(
            columns + """
                 WHERE contract_id IN (SELECT id FROM contract WHERE customer_id = \(customer))
                ORDER BY created_at DESC, id DESC
                """
        ).map(InvoiceRequest.init(row:))
    }

    func update(from previous: State, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE invoice_request SET state = \(state.rawValue), provider_id = \(document.providerID),
                series = \(document.series), number = \(document.number), authority_code = \(document.authorityCode),
                lookup_code = \(document.lookupCode), remark = \(document.remark), changed_at = \(time)
            WHERE id = \(id) AND state = \(previous.rawValue)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: "invoice_request:\(id)") }
    }

    func keepFiles(pdf: [UInt8], xml: [UInt8], on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO invoice_file (invoice_request_id, pdf, xml) VALUES (\(id), \(pdf), \(xml))
            ON CONFLICT (invoice_request_id) DO NOTHING
            """
        )
    }

    package static func files(
        of id: ID,
        on connection: any SQLConnection
    ) throws -> (pdf: [UInt8], xml: [UInt8])? {
        try connection.rows("SELECT pdf, xml FROM invoice_file WHERE invoice_request_id = \(id)")
            .first.map { (try $0.blob("pdf"), try $0.blob("xml")) }
    }

    private static let columns: SQLStatement = """
        SELECT id, contract_id, key, invoice_day, state, provider_id, series, number, authority_code, lookup_code,
            remark, created_at
        FROM invoice_request
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        contract = try row.id("contract_id")
        key = try row.text("key")
        date = try row.day("invoice_day")
        state = try row.choice("state")
        document = InvoiceDocument()
        document.providerID = try row.textIfPresent("provider_id")
        document.series = try row.textIfPresent("series")
        document.number = try row.textIfPresent("number")
        document.authorityCode = try row.textIfPresent("authority_code")
        document.lookupCode = try row.textIfPresent("lookup_code")
        document.remark = try row.textIfPresent("remark")
        createdAt = try row.timestamp("created_at")
    }
}

extension Migration {
    package static let createInvoiceRequest = Migration(
        "0009-create-invoice-request",
        [
            """
            CREATE TABLE invoice_request (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                kind TEXT NOT NULL CHECK (kind IN ('original')),
                key TEXT NOT NULL UNIQUE,
                invoice_day \(SQLStatement.integerType) NOT NULL,
                state TEXT NOT NULL CHECK (state IN (
                    'pending', 'unknown', 'submitted', 'signed', 'accepted', 'refused')),
                total_dong \(SQLStatement.integerType) NOT NULL CHECK (total_dong > 0),
                provider_id TEXT,
                series TEXT,
                number TEXT,
                authority_code TEXT,
                lookup_code TEXT,
                remark TEXT,
                created_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL,
                CHECK (state <> 'accepted' OR number IS NOT NULL)
            )\(SQLStatement.strict)
            """,
            // One original invoice a contract, whatever else goes wrong.
            "CREATE UNIQUE INDEX invoice_request_original ON invoice_request (contract_id) WHERE kind = 'original'",
            """
            CREATE TABLE invoice_file (
                invoice_request_id TEXT PRIMARY KEY REFERENCES invoice_request (id),
                pdf \(SQLStatement.blobType) NOT NULL,
                xml \(SQLStatement.blobType) NOT NULL
            )\(SQLStatement.strict)
            """,
        ]
    )
}

package import Storage

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

    /// Corrections, the queue of each series, and the legal time limit. SQLite cannot change a CHECK, so both tables
    /// are made anew: every row is copied before the old table goes.
    package static let correctInvoices = Migration(
        "0020-correct-invoices",
        correctedTables + copiedRows + [
            "DROP TABLE invoice_file",
            "DROP TABLE invoice_request",
            "ALTER TABLE invoice_request_new RENAME TO invoice_request",
            "ALTER TABLE invoice_file_new RENAME TO invoice_file",
            "CREATE UNIQUE INDEX invoice_request_original ON invoice_request (contract_id) WHERE kind = 'original'",
            "CREATE INDEX invoice_request_by_contract ON invoice_request (contract_id)",
            "CREATE INDEX invoice_request_corrects ON invoice_request (corrects)",
            // One correction of an invoice at a time; a refused one stands in nobody's way.
            """
            CREATE UNIQUE INDEX invoice_request_correcting ON invoice_request (corrects)
            WHERE corrects IS NOT NULL AND state NOT IN ('accepted', 'refused')
            """,
            """
            CREATE INDEX invoice_request_queue ON invoice_request (series_code, invoice_day, position, id)
            WHERE state IN ('pending', 'unknown', 'submitted')
            """,
            "CREATE INDEX invoice_request_issued ON invoice_request (series_code, invoice_day) WHERE number IS NOT NULL",
            """
            CREATE INDEX invoice_request_unsent ON invoice_request (deadline_day, alarm_stage)
            WHERE state <> 'accepted'
            """,
            "CREATE INDEX invoice_request_by_state ON invoice_request (state, created_at)",
            """
            CREATE TABLE invoice_correction_line (
                invoice_request_id TEXT NOT NULL REFERENCES invoice_request (id),
                position \(SQLStatement.integerType) NOT NULL,
                code TEXT NOT NULL,
                name TEXT NOT NULL,
                unit TEXT NOT NULL,
                quantity \(SQLStatement.integerType) NOT NULL CHECK (quantity > 0),
                unit_price_dong \(SQLStatement.integerType) NOT NULL CHECK (unit_price_dong >= 0),
                vat_rate TEXT NOT NULL,
                net_dong \(SQLStatement.integerType) NOT NULL CHECK (net_dong = quantity * unit_price_dong),
                vat_dong \(SQLStatement.integerType) NOT NULL CHECK (vat_dong >= 0),
                total_dong \(SQLStatement.integerType) NOT NULL CHECK (total_dong = net_dong + vat_dong),
                PRIMARY KEY (invoice_request_id, position)
            )\(SQLStatement.strict)
            """,
        ]
    )

    /// Invoices of single months: one original a month, beside the one of a contract that is paid beforehand.
    package static let invoiceStatements = Migration(
        "0045-invoice-statements",
        [
            "ALTER TABLE invoice_request ADD COLUMN statement_id TEXT REFERENCES statement (id)",
            "DROP INDEX invoice_request_original",
            """
            CREATE UNIQUE INDEX invoice_request_original ON invoice_request (contract_id)
            WHERE kind = 'original' AND statement_id IS NULL
            """,
            """
            CREATE UNIQUE INDEX invoice_request_of_statement ON invoice_request (statement_id)
            WHERE kind = 'original' AND statement_id IS NOT NULL
            """,
        ]
    )

    private static let correctedTables: [SQLStatement] = [
        """
        CREATE TABLE invoice_request_new (
            id TEXT PRIMARY KEY,
            contract_id TEXT NOT NULL REFERENCES contract (id),
            kind TEXT NOT NULL CHECK (kind IN ('original', 'adjustment', 'replacement')),
            corrects TEXT REFERENCES invoice_request_new (id),
            direction TEXT CHECK (direction IN ('increase', 'decrease', 'information')),
            reason TEXT NOT NULL,
            key TEXT NOT NULL UNIQUE,
            series_code TEXT NOT NULL,
            position \(SQLStatement.integerType) NOT NULL,
            paid_at \(SQLStatement.integerType) NOT NULL,
            payment_reference TEXT NOT NULL,
            transaction_number TEXT NOT NULL,
            reconciled_day \(SQLStatement.integerType),
            invoice_day \(SQLStatement.integerType) NOT NULL,
            deadline_day \(SQLStatement.integerType) NOT NULL,
            alarm_stage \(SQLStatement.integerType) NOT NULL,
            state TEXT NOT NULL CHECK (state IN (
                'pending', 'unknown', 'submitted', 'signed', 'accepted', 'refused', 'needs_person')),
            needs_person TEXT,
            total_dong \(SQLStatement.integerType) NOT NULL CHECK (total_dong >= 0),
            buyer_name TEXT,
            buyer_tax_code TEXT,
            buyer_address TEXT,
            provider_id TEXT,
            series TEXT,
            number TEXT,
            authority_code TEXT,
            lookup_code TEXT,
            remark TEXT,
            created_at \(SQLStatement.integerType) NOT NULL,
            changed_at \(SQLStatement.integerType) NOT NULL,
            CHECK (state <> 'accepted' OR number IS NOT NULL),
            CHECK ((state = 'needs_person') = (needs_person IS NOT NULL)),
            CHECK ((kind = 'original') = (corrects IS NULL)),
            CHECK ((kind = 'adjustment') = (direction IS NOT NULL)),
            CHECK (kind = 'original' OR reason <> ''),
            CHECK (total_dong > 0 OR direction = 'information'),
            CHECK ((buyer_name IS NULL) = (buyer_address IS NULL))
        )\(SQLStatement.strict)
        """,
        """
        CREATE TABLE invoice_file_new (
            invoice_request_id TEXT PRIMARY KEY REFERENCES invoice_request_new (id),
            pdf \(SQLStatement.blobType),
            xml \(SQLStatement.blobType),
            CHECK (pdf IS NOT NULL OR xml IS NOT NULL)
        )\(SQLStatement.strict)
        """,
    ]

    /// What the old rows do not say is taken from the payment; the time limit without holidays, which the old rows,
    /// issued at once, do not need.
    private static let copiedRows: [SQLStatement] = [
        """
        INSERT INTO invoice_request_new (id, contract_id, kind, reason, key, series_code, position, paid_at,
            payment_reference, transaction_number, reconciled_day, invoice_day, deadline_day, alarm_stage, state,
            total_dong, provider_id, series, number, authority_code, lookup_code, remark, created_at, changed_at)
        SELECT r.id, r.contract_id, r.kind, '', r.key, coalesce(nullif(substr(r.series, 5), ''), 'TQD'),
            coalesce(p.paid_at, r.created_at), coalesce(p.paid_at, r.created_at), coalesce(a.reference, ''), coalesce(p.transaction_number, ''),
            p.reconciled_day, r.invoice_day,
            r.invoice_day + CASE (r.invoice_day + 3) % 7 WHEN 4 THEN 3 WHEN 5 THEN 2 ELSE 1 END, 0, r.state,
            r.total_dong, r.provider_id, r.series, r.number, r.authority_code, r.lookup_code, r.remark, r.created_at,
            r.changed_at
        FROM invoice_request r
            LEFT JOIN payment p ON p.id = (
                SELECT min(o.id) FROM payment o JOIN payment_request q ON q.id = o.request_id
                WHERE q.contract_id = r.contract_id AND o.use = 'request')
            LEFT JOIN payment_attempt a ON a.id = p.attempt_id
        """,
        """
        INSERT INTO invoice_file_new (invoice_request_id, pdf, xml)
        SELECT invoice_request_id, pdf, xml FROM invoice_file
        """,
    ]
}

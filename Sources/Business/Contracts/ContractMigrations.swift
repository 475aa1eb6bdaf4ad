package import Storage

extension Migration {
    package static let createContract = Migration(
        "0006-create-contract",
        [
            """
            CREATE TABLE contract (
                id TEXT PRIMARY KEY,
                number TEXT NOT NULL UNIQUE,
                channel TEXT NOT NULL CHECK (channel IN ('online', 'declared')),
                kind TEXT NOT NULL CHECK (kind IN ('new', 'renewal')),
                payment TEXT NOT NULL CHECK (payment IN ('prepaid', 'postpaid')),
                customer_id TEXT REFERENCES customer (id),
                state TEXT NOT NULL CHECK (state IN (
                    'draft', 'awaiting_payment', 'paid', 'awaiting_regional_approval', 'awaiting_it_approval',
                    'activating', 'active', 'suspended', 'expired', 'terminated', 'cancelled', 'rejected')),
                language TEXT NOT NULL CHECK (language IN ('vi', 'en')),
                buyer_name TEXT NOT NULL,
                buyer_email TEXT NOT NULL,
                buyer_phone TEXT NOT NULL,
                buyer_address TEXT NOT NULL,
                invoice_party TEXT NOT NULL CHECK (invoice_party IN ('consumer', 'citizen', 'taxpayer')),
                invoice_code TEXT,
                invoice_legal_name TEXT,
                terms_version TEXT NOT NULL,
                terms_accepted_at \(SQLStatement.integerType) NOT NULL,
                net_dong \(SQLStatement.integerType) NOT NULL CHECK (net_dong >= 0),
                vat_dong \(SQLStatement.integerType) NOT NULL CHECK (vat_dong >= 0),
                total_dong \(SQLStatement.integerType) NOT NULL CHECK (total_dong = net_dong + vat_dong),
                created_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL,
                starts_on \(SQLStatement.integerType),
                ends_on \(SQLStatement.integerType),
                CHECK (state IN ('draft', 'cancelled') OR customer_id IS NOT NULL)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX contract_by_customer ON contract (customer_id, created_at)",
            "CREATE INDEX contract_ending ON contract (ends_on) WHERE state IN ('active', 'suspended')",
            "CREATE INDEX contract_draft ON contract (created_at) WHERE state = 'draft'",
            """
            CREATE TABLE contract_line (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                position \(SQLStatement.integerType) NOT NULL,
                plan_code TEXT NOT NULL REFERENCES plan (code),
                product_code TEXT NOT NULL REFERENCES product (code),
                product_name_vi TEXT NOT NULL,
                product_name_en TEXT NOT NULL,
                plan_name_vi TEXT NOT NULL,
                plan_name_en TEXT NOT NULL,
                unit_vi TEXT NOT NULL,
                unit_en TEXT NOT NULL,
                term_months \(SQLStatement.integerType),
                quantity \(SQLStatement.integerType) NOT NULL CHECK (quantity > 0),
                unit_price_dong \(SQLStatement.integerType) NOT NULL CHECK (unit_price_dong >= 0),
                vat_class TEXT NOT NULL,
                vat_rate TEXT NOT NULL,
                net_dong \(SQLStatement.integerType) NOT NULL CHECK (net_dong = quantity * unit_price_dong),
                vat_dong \(SQLStatement.integerType) NOT NULL CHECK (vat_dong >= 0),
                total_dong \(SQLStatement.integerType) NOT NULL CHECK (total_dong = net_dong + vat_dong),
                UNIQUE (contract_id, position)
            )\(SQLStatement.strict)
            """,
        ]
    )

    /// Contracts that account managers declare: for a unit, by a person, perhaps with a discount, perhaps continuing
    /// another.
    package static let declareContract = Migration(
        "0014-declare-contract",
        [
            "ALTER TABLE contract ADD COLUMN unit_code TEXT REFERENCES organisation_unit (code)",
            "ALTER TABLE contract ADD COLUMN account_manager_id TEXT REFERENCES staff (id)",
            "ALTER TABLE contract ADD COLUMN agent_id TEXT REFERENCES staff (id)",
            "ALTER TABLE contract ADD COLUMN wanted_start \(SQLStatement.integerType)",
            "ALTER TABLE contract ADD COLUMN renewal_of TEXT REFERENCES contract (id)",
            "ALTER TABLE contract ADD COLUMN invoice_email TEXT",
            "ALTER TABLE contract ADD COLUMN note TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE contract ADD COLUMN revision \(SQLStatement.integerType) NOT NULL DEFAULT 0",
            // At how many days before the end the last reminder was written; 999 is not yet.
            "ALTER TABLE contract ADD COLUMN renewal_reminded \(SQLStatement.integerType) NOT NULL DEFAULT 999",
            "ALTER TABLE contract ADD COLUMN search_text TEXT NOT NULL DEFAULT ''",
            "CREATE INDEX contract_by_unit ON contract (unit_code, created_at)",
            "CREATE INDEX contract_by_account_manager ON contract (account_manager_id, created_at)",
            "CREATE INDEX contract_by_agent ON contract (agent_id, created_at) WHERE agent_id IS NOT NULL",
            "CREATE INDEX contract_by_state ON contract (state, created_at)",
            // One renewal of a contract at a time.
            """
            CREATE UNIQUE INDEX contract_renewal ON contract (renewal_of)
            WHERE renewal_of IS NOT NULL AND state NOT IN ('cancelled', 'rejected')
            """,
            "ALTER TABLE contract_line ADD COLUMN list_price_dong \(SQLStatement.integerType)",
            """
            ALTER TABLE contract_line ADD COLUMN discount_basis_points \(SQLStatement.integerType) NOT NULL DEFAULT 0
            CHECK (discount_basis_points BETWEEN 0 AND 10000)
            """,
            """
            CREATE TABLE contract_revision (
                contract_id TEXT NOT NULL REFERENCES contract (id),
                revision \(SQLStatement.integerType) NOT NULL,
                snapshot TEXT NOT NULL,
                hash TEXT NOT NULL,
                written_by TEXT NOT NULL REFERENCES staff (id),
                written_at \(SQLStatement.integerType) NOT NULL,
                PRIMARY KEY (contract_id, revision)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE attachment (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                name TEXT NOT NULL,
                content_type TEXT NOT NULL CHECK (content_type IN ('application/pdf', 'image/png', 'image/jpeg')),
                size_bytes \(SQLStatement.integerType) NOT NULL CHECK (size_bytes > 0),
                sha256 TEXT NOT NULL,
                uploaded_by TEXT NOT NULL REFERENCES staff (id),
                uploaded_at \(SQLStatement.integerType) NOT NULL,
                removed_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX attachment_by_contract ON attachment (contract_id)",
            """
            CREATE TABLE attachment_content (
                sha256 TEXT PRIMARY KEY,
                bytes \(SQLStatement.blobType) NOT NULL
            )\(SQLStatement.strict)
            """,
        ]
    )

    /// Contracts that are paid month by month, and what a month of their lines costs.
    package static let postpaidContract = Migration(
        "0026-postpaid-contract",
        [
            "ALTER TABLE contract ADD COLUMN term_months \(SQLStatement.integerType) CHECK (term_months > 0)",
            """
            ALTER TABLE contract ADD COLUMN billing_cycle TEXT
            CHECK (billing_cycle IN ('calendar', 'anniversary'))
            """,
            "ALTER TABLE contract ADD COLUMN payment_days \(SQLStatement.integerType)",
            "ALTER TABLE contract_line ADD COLUMN tariff TEXT",
            "ALTER TABLE contract_line ADD COLUMN from_day \(SQLStatement.integerType)",
            "ALTER TABLE contract_line ADD COLUMN to_day \(SQLStatement.integerType)",
            // What a billing run walks through.
            """
            CREATE INDEX contract_billed ON contract (id)
            WHERE payment = 'postpaid' AND starts_on IS NOT NULL
            """,
        ]
    )

    /// A file that an amendment takes out stays stored, with who took it out and what came in its place.
    package static let withdrawAttachment = Migration(
        "0036-withdraw-attachment",
        [
            "ALTER TABLE attachment ADD COLUMN withdrawn_at \(SQLStatement.integerType)",
            "ALTER TABLE attachment ADD COLUMN withdrawn_by TEXT REFERENCES staff (id)",
            "ALTER TABLE attachment ADD COLUMN replaced_by TEXT REFERENCES attachment (id)",
        ]
    )
}

package import Storage

extension Migration {
    package static let createStatement = Migration(
        "0029-create-statement",
        [
            """
            CREATE TABLE billing_run (
                id TEXT PRIMARY KEY,
                month \(SQLStatement.integerType) NOT NULL,
                state TEXT NOT NULL CHECK (state IN (
                    'collecting', 'computing', 'awaiting_approval', 'issuing', 'done', 'cancelled')),
                only_dry \(SQLStatement.integerType) NOT NULL CHECK (only_dry IN (0, 1)),
                started_by TEXT NOT NULL,
                started_at \(SQLStatement.integerType) NOT NULL,
                approved_by TEXT,
                finished_at \(SQLStatement.integerType),
                expected \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            // One run of a month at a time.
            "CREATE UNIQUE INDEX billing_run_open ON billing_run (month) WHERE state NOT IN ('done', 'cancelled')",
            "CREATE INDEX billing_run_by_time ON billing_run (started_at)",
            """
            CREATE TABLE statement (
                id TEXT PRIMARY KEY,
                number TEXT NOT NULL UNIQUE,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                period_index \(SQLStatement.integerType) NOT NULL CHECK (period_index >= 0),
                from_day \(SQLStatement.integerType) NOT NULL,
                to_day \(SQLStatement.integerType) NOT NULL CHECK (to_day >= from_day),
                month \(SQLStatement.integerType) NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('issued', 'paid', 'written_off')),
                net_dong \(SQLStatement.integerType) NOT NULL CHECK (net_dong >= 0),
                vat_dong \(SQLStatement.integerType) NOT NULL CHECK (vat_dong >= 0),
                total_dong \(SQLStatement.integerType) NOT NULL CHECK (total_dong = net_dong + vat_dong),
                set_off_dong \(SQLStatement.integerType) NOT NULL CHECK (set_off_dong BETWEEN 0 AND total_dong),
                due_day \(SQLStatement.integerType) NOT NULL,
                run_id TEXT REFERENCES billing_run (id),
                issued_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL,
                settled_at \(SQLStatement.integerType),
                CHECK ((state = 'issued') = (settled_at IS NULL)),
                UNIQUE (contract_id, period_index),
                UNIQUE (contract_id, month)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX statement_unpaid ON statement (due_day) WHERE state = 'issued'",
            "CREATE INDEX statement_by_month ON statement (month, number)",
            "CREATE INDEX statement_by_run ON statement (run_id)",
            """
            CREATE TABLE statement_line (
                statement_id TEXT NOT NULL REFERENCES statement (id),
                position \(SQLStatement.integerType) NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('set_up', 'fee', 'usage', 'commitment', 'late_usage')),
                plan_code TEXT NOT NULL REFERENCES plan (code),
                product_name_vi TEXT NOT NULL,
                product_name_en TEXT NOT NULL,
                plan_name_vi TEXT NOT NULL,
                plan_name_en TEXT NOT NULL,
                unit_vi TEXT NOT NULL,
                unit_en TEXT NOT NULL,
                from_day \(SQLStatement.integerType) NOT NULL,
                to_day \(SQLStatement.integerType) NOT NULL CHECK (to_day >= from_day),
                quantity \(SQLStatement.integerType) NOT NULL CHECK (quantity > 0),
                included \(SQLStatement.integerType) NOT NULL CHECK (included BETWEEN 0 AND quantity),
                discount_basis_points \(SQLStatement.integerType) NOT NULL,
                tiers TEXT NOT NULL,
                net_dong \(SQLStatement.integerType) NOT NULL CHECK (net_dong >= 0),
                vat_rate TEXT NOT NULL,
                vat_dong \(SQLStatement.integerType) NOT NULL CHECK (vat_dong >= 0),
                total_dong \(SQLStatement.integerType) NOT NULL CHECK (total_dong = net_dong + vat_dong),
                PRIMARY KEY (statement_id, position)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE statement_request (
                request_id TEXT NOT NULL REFERENCES payment_request (id),
                statement_id TEXT NOT NULL REFERENCES statement (id),
                amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
                PRIMARY KEY (request_id, statement_id)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX statement_request_by_statement ON statement_request (statement_id)",
            """
            CREATE TABLE suspension (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                cause TEXT NOT NULL CHECK (cause IN ('wish', 'debt')),
                from_day \(SQLStatement.integerType) NOT NULL,
                to_day \(SQLStatement.integerType) CHECK (to_day >= from_day),
                recorded_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE UNIQUE INDEX suspension_open ON suspension (contract_id) WHERE to_day IS NULL",
            "CREATE INDEX suspension_by_contract ON suspension (contract_id, from_day)",
            """
            CREATE TABLE contract_discount (
                id TEXT PRIMARY KEY,
                contract_id TEXT NOT NULL REFERENCES contract (id),
                from_day \(SQLStatement.integerType) NOT NULL,
                to_day \(SQLStatement.integerType) NOT NULL CHECK (to_day >= from_day),
                basis_points \(SQLStatement.integerType) NOT NULL CHECK (basis_points BETWEEN 1 AND 10000),
                target TEXT NOT NULL CHECK (target IN ('fees', 'usage', 'all'))
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX contract_discount_by_contract ON contract_discount (contract_id)",
            """
            CREATE TABLE billing_item (
                run_id TEXT NOT NULL REFERENCES billing_run (id),
                contract_id TEXT NOT NULL REFERENCES contract (id),
                state TEXT NOT NULL CHECK (state IN ('pending', 'computed', 'issued', 'parked', 'skipped')),
                total_dong \(SQLStatement.integerType),
                previous_dong \(SQLStatement.integerType),
                is_unusual \(SQLStatement.integerType) NOT NULL DEFAULT 0 CHECK (is_unusual IN (0, 1)),
                reason TEXT,
                PRIMARY KEY (run_id, contract_id),
                CHECK ((state = 'parked') = (reason IS NOT NULL))
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX billing_item_by_state ON billing_item (run_id, state, contract_id)",
        ]
    )
}

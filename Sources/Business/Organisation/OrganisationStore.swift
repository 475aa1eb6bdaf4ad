package import Kernel
package import Storage

extension OrganisationUnit {
    package static func all(on connection: any SQLConnection) throws -> [OrganisationUnit] {
        try connection.rows(columns + " ORDER BY kind DESC, code").map(OrganisationUnit.init(row:))
    }

    package static func find(_ code: String, on connection: any SQLConnection) throws -> OrganisationUnit? {
        try connection.rows(columns + " WHERE code = \(code)").first.map(OrganisationUnit.init(row:))
    }

    /// Writes the unit, new or changed.
    package func store(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO organisation_unit (code, kind, name_vi, name_en, number_pattern)
            VALUES (\(code), \(kind.rawValue), \(name.vietnamese), \(name.english), \(numberPattern.text))
            ON CONFLICT (code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en,
                number_pattern = excluded.number_pattern
            """
        )
    }

    /// The unit's next contract number of a year. Taken last in a transaction: writers of one unit queue here.
    package func takeNumber(year: Int64, on connection: any SQLConnection) throws -> String {
        let taken = try connection.rows(
            """
            INSERT INTO contract_counter (unit_code, year, last) VALUES (\(code), \(year), 1)
            ON CONFLICT (unit_code, year) DO UPDATE SET last = contract_counter.last + 1
            RETURNING last
            """
        ).first?.integer("last")
        return numberPattern.number(taken ?? 1, unit: code, year: year)
    }

    package var reference: UnitReference { UnitReference(code: code, kind: kind) }

    private static let columns: SQLStatement = """
        SELECT code, kind, name_vi, name_en, number_pattern FROM organisation_unit
        """

    private init(row: SQLRow) throws {
        self.init(
            code: try row.text("code"),
            kind: try row.choice("kind"),
            name: Bilingual(vietnamese: try row.text("name_vi"), english: try row.text("name_en")),
            numberPattern: try ContractNumberPattern(row.text("number_pattern"))
        )
    }
}

extension WorkingCalendar {
    /// With the public holidays that the database knows.
    package static func read(on connection: any SQLConnection) throws -> WorkingCalendar {
        WorkingCalendar(holidays: Set(try connection.rows("SELECT day FROM holiday").map { try $0.day("day") }))
    }
}

/// A public holiday, or a day that the government gave for one.
package struct Holiday: Hashable, Sendable {
    package let day: Day
    package let name: String

    package init(day: Day, name: String) {
        self.day = day
        self.name = name
    }

    package static func all(on connection: any SQLConnection) throws -> [Holiday] {
        try connection.rows("SELECT day, name FROM holiday ORDER BY day").map { row in
            Holiday(day: try row.day("day"), name: try row.text("name"))
        }
    }

    package func store(on connection: any SQLConnection) throws {
        try connection.run(
            "INSERT INTO holiday (day, name) VALUES (\(day), \(name)) ON CONFLICT (day) DO UPDATE SET name = excluded.name"
        )
    }

    package static func remove(_ day: Day, on connection: any SQLConnection) throws -> Bool {
        try connection.run("DELETE FROM holiday WHERE day = \(day)") == 1
    }
}

extension InvoicingOfficer {
    /// Who is in charge of a unit's invoices on a day; the latest registration that covers it.
    package static func inCharge(
        of unit: String,
        on day: Day,
        connection: any SQLConnection
    ) throws -> InvoicingOfficer? {
        try connection.rows(
            columns + """
                 WHERE o.unit_code = \(unit) AND o.from_day <= \(day) AND (o.to_day IS NULL OR o.to_day >= \(day))
                ORDER BY o.from_day DESC, o.registered_at DESC LIMIT 1
                """
        ).first.map(InvoicingOfficer.init(row:))
    }

    /// The history, the latest first; of one unit, or of all.
    package static func all(of unit: String?, on connection: any SQLConnection) throws -> [InvoicingOfficer] {
        let condition: SQLStatement = unit.map { " WHERE o.unit_code = \($0)" } ?? ""
        return try connection.rows(columns + condition + " ORDER BY o.unit_code, o.from_day DESC, o.registered_at DESC")
            .map(InvoicingOfficer.init(row:))
    }

    package func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO invoicing_officer (id, unit_code, staff_id, from_day, to_day, document, registered_by,
                registered_at)
            VALUES (\(id), \(unit), \(staff), \(from), \(to), \(document), \(registeredBy), \(registeredAt))
            """
        )
    }

    /// Ends a registration the day before another begins.
    package func end(on day: Day, _ connection: any SQLConnection) throws {
        try connection.run("UPDATE invoicing_officer SET to_day = \(day) WHERE id = \(id)")
    }

    private static let columns: SQLStatement = """
        SELECT o.id, o.unit_code, o.staff_id, o.from_day, o.to_day, o.document, o.registered_by, o.registered_at
        FROM invoicing_officer o
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        unit = try row.text("unit_code")
        staff = try row.id("staff_id")
        from = try row.day("from_day")
        to = try row.dayIfPresent("to_day")
        document = try row.text("document")
        registeredBy = try row.id("registered_by")
        registeredAt = try row.timestamp("registered_at")
    }
}

extension DiscountLimits {
    package static func read(on connection: any SQLConnection) throws -> DiscountLimits {
        var limits: [String: Int64] = [:]
        for row in try connection.rows("SELECT product_code, limit_basis_points FROM discount_limit") {
            limits[try row.text("product_code")] = try row.integer("limit_basis_points")
        }
        return DiscountLimits(byProduct: limits)
    }

    static func remove(_ product: String, on connection: any SQLConnection) throws {
        try connection.run("DELETE FROM discount_limit WHERE product_code = \(product)")
    }

    package static func set(_ product: String, basisPoints: Int64, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO discount_limit (product_code, limit_basis_points) VALUES (\(product), \(basisPoints))
            ON CONFLICT (product_code) DO UPDATE SET limit_basis_points = excluded.limit_basis_points
            """
        )
    }
}

/// What the admin decides in the pages, by name; each is read by the room that it is for.
package enum StoredSetting {
    package static func value(_ name: String, on connection: any SQLConnection) throws -> String? {
        try connection.rows("SELECT value FROM setting WHERE name = \(name)").first?.text("value")
    }

    package static func set(
        _ name: String,
        to value: String,
        by staff: StaffMember.ID?,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            INSERT INTO setting (name, value, changed_by, changed_at) VALUES (\(name), \(value), \(staff), \(time))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_by = excluded.changed_by,
                changed_at = excluded.changed_at
            """
        )
    }
}

extension Migration {
    package static let createOrganisation = Migration(
        "0012-create-organisation",
        [
            """
            CREATE TABLE organisation_unit (
                code TEXT PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind IN ('regional', 'it_centre')),
                name_vi TEXT NOT NULL,
                name_en TEXT NOT NULL,
                number_pattern TEXT NOT NULL
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE contract_counter (
                unit_code TEXT NOT NULL REFERENCES organisation_unit (code),
                year \(SQLStatement.integerType) NOT NULL,
                last \(SQLStatement.integerType) NOT NULL CHECK (last > 0),
                PRIMARY KEY (unit_code, year)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE staff (
                id TEXT PRIMARY KEY,
                email TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                phone TEXT NOT NULL,
                firm TEXT,
                language TEXT NOT NULL CHECK (language IN ('vi', 'en')),
                unit_code TEXT NOT NULL REFERENCES organisation_unit (code),
                state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'suspended')),
                password_hash TEXT,
                factor_generation \(SQLStatement.integerType) NOT NULL CHECK (factor_generation > 0),
                factor_confirmed \(SQLStatement.integerType) NOT NULL CHECK (factor_confirmed IN (0, 1)),
                factor_spent_step \(SQLStatement.integerType) NOT NULL,
                failed_tries \(SQLStatement.integerType) NOT NULL CHECK (failed_tries >= 0),
                locked_until \(SQLStatement.integerType),
                created_at \(SQLStatement.integerType) NOT NULL,
                changed_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX staff_by_unit ON staff (unit_code, name)",
            """
            CREATE TABLE staff_role (
                staff_id TEXT NOT NULL REFERENCES staff (id),
                role TEXT NOT NULL CHECK (role IN ('account_manager', 'agent', 'regional_approver', 'it_approver',
                    'invoice_officer', 'accountant', 'admin', 'auditor')),
                PRIMARY KEY (staff_id, role)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX staff_role_by_role ON staff_role (role)",
            """
            CREATE TABLE staff_session (
                id TEXT PRIMARY KEY,
                token_digest TEXT NOT NULL UNIQUE,
                staff_id TEXT NOT NULL REFERENCES staff (id),
                device TEXT NOT NULL,
                address TEXT NOT NULL,
                created_at \(SQLStatement.integerType) NOT NULL,
                seen_at \(SQLStatement.integerType) NOT NULL,
                expires_at \(SQLStatement.integerType) NOT NULL,
                revoked_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX staff_session_by_staff ON staff_session (staff_id)",
            """
            CREATE TABLE staff_secret (
                id TEXT PRIMARY KEY,
                purpose TEXT NOT NULL CHECK (purpose IN ('invite', 'reset')),
                staff_id TEXT NOT NULL REFERENCES staff (id),
                created_at \(SQLStatement.integerType) NOT NULL,
                expires_at \(SQLStatement.integerType) NOT NULL,
                used_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE invoicing_officer (
                id TEXT PRIMARY KEY,
                unit_code TEXT NOT NULL REFERENCES organisation_unit (code),
                staff_id TEXT NOT NULL REFERENCES staff (id),
                from_day \(SQLStatement.integerType) NOT NULL,
                to_day \(SQLStatement.integerType),
                document TEXT NOT NULL,
                registered_by TEXT NOT NULL REFERENCES staff (id),
                registered_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX invoicing_officer_by_unit ON invoicing_officer (unit_code, from_day)",
            """
            CREATE TABLE inbox_item (
                id TEXT PRIMARY KEY,
                key TEXT NOT NULL UNIQUE,
                staff_id TEXT NOT NULL REFERENCES staff (id),
                kind TEXT NOT NULL,
                about TEXT NOT NULL,
                detail TEXT NOT NULL,
                is_task \(SQLStatement.integerType) NOT NULL CHECK (is_task IN (0, 1)),
                created_at \(SQLStatement.integerType) NOT NULL,
                read_at \(SQLStatement.integerType),
                done_at \(SQLStatement.integerType)
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX inbox_item_by_staff ON inbox_item (staff_id, created_at)",
            "CREATE INDEX inbox_item_by_about ON inbox_item (about, kind)",
            """
            CREATE TABLE setting (
                name TEXT PRIMARY KEY,
                value TEXT NOT NULL,
                changed_by TEXT REFERENCES staff (id),
                changed_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE TABLE holiday (day \(SQLStatement.integerType) PRIMARY KEY, name TEXT NOT NULL)\(SQLStatement.strict)",
            """
            CREATE TABLE discount_limit (
                product_code TEXT PRIMARY KEY,
                limit_basis_points \(SQLStatement.integerType) NOT NULL CHECK (limit_basis_points BETWEEN 0 AND 10000)
            )\(SQLStatement.strict)
            """,
        ]
    )
}

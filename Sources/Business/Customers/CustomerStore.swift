import Kernel
package import Organisation
package import People
package import Storage

extension CustomerProfile {
    package static func find(_ id: Customer.ID, on connection: any SQLConnection) throws -> CustomerProfile? {
        try connection.rows(columns + " WHERE p.customer_id = \(id)").first.map(CustomerProfile.init(row:))
    }

    /// A page of what somebody may see, found by name, number, tax code, e-mail or telephone.
    package static func search(
        _ text: String,
        in scope: Scope,
        window: (limit: Int, offset: Int),
        on connection: any SQLConnection
    ) throws -> [CustomerProfile] {
        try connection.rows(
            columns + condition(text, in: scope)
                + " ORDER BY c.name, p.customer_id LIMIT \(window.limit) OFFSET \(window.offset)"
        ).map(CustomerProfile.init(row:))
    }

    /// The same, by a place in the list: the newest first.
    package static func list(
        _ text: String,
        in scope: Scope,
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<CustomerProfile> {
        try window.read(
            by: ("p.created_at", "p.customer_id"),
            " FROM customer_profile p JOIN customer c ON c.id = p.customer_id" + condition(text, in: scope),
            on: connection
        ) { id in try Customer.ID(id).flatMap { try find($0, on: connection) } }
    }

    package static func count(_ text: String, in scope: Scope, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            "SELECT count(*) AS found FROM customer_profile p JOIN customer c ON c.id = p.customer_id"
                + condition(text, in: scope)
        ).first?.integer("found") ?? 0
    }

    /// Whoever has the same tax code, e-mail or telephone, anywhere in the house.
    static func alike(
        taxCode: String?,
        email: EmailAddress,
        phone: PhoneNumber,
        but id: Customer.ID?,
        on connection: any SQLConnection
    ) throws -> [CustomerProfile] {
        let sameCode: SQLStatement = taxCode.map { " OR p.tax_code = \($0)" } ?? ""
        let another: SQLStatement = id.map { " AND p.customer_id <> \($0)" } ?? ""
        return try connection.rows(
            columns + " WHERE (c.email = \(email) OR c.phone = \(phone.description)" + sameCode + ")" + another
                + " ORDER BY p.created_at LIMIT 10"
        ).map(CustomerProfile.init(row:))
    }

    func insert(at time: Timestamp, on connection: any SQLConnection) throws {
        try customer.insert(at: time, on: connection)
        let stored = identity.stored
        try connection.run(
            """
            INSERT INTO customer_profile (customer_id, number, tax_code, citizen_id, representative,
                representative_position, contact_name, invoice_email, unit_code, account_manager_id, search_text,
                created_at)
            VALUES (\(id), \(number), \(stored.taxCode), \(stored.citizenID), \(stored.representative),
                \(stored.position), \(contact.name), \(invoiceEmail), \(unit), \(accountManager), \(searchText),
                \(time))
            """
        )
    }

    func update(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE customer SET kind = \(kind.rawValue), name = \(name), email = \(contact.email),
                phone = \(contact.phone.description), address = \(address), language = \(language), changed_at = \(time)
            WHERE id = \(id)
            """
        )
        let stored = identity.stored
        try connection.run(
            """
            UPDATE customer_profile SET tax_code = \(stored.taxCode), citizen_id = \(stored.citizenID),
                representative = \(stored.representative), representative_position = \(stored.position),
                contact_name = \(contact.name), invoice_email = \(invoiceEmail), search_text = \(searchText)
            WHERE customer_id = \(id)
            """
        )
    }

    /// Everybody whom one account manager looks after.
    package static func all(
        of accountManager: StaffMember.ID,
        unit: String,
        on connection: any SQLConnection
    ) throws -> [CustomerProfile] {
        try connection.rows(
            columns + " WHERE p.account_manager_id = \(accountManager) AND p.unit_code = \(unit) ORDER BY p.number"
        ).map(CustomerProfile.init(row:))
    }

    /// Contracts go along with their customer.
    package func setAccountManager(_ member: StaffMember.ID, on connection: any SQLConnection) throws {
        try connection.run("UPDATE customer_profile SET account_manager_id = \(member) WHERE customer_id = \(id)")
        try connection.run(
            """
            UPDATE contract SET account_manager_id = \(member)
            WHERE customer_id = \(id) AND account_manager_id = \(accountManager)
            """
        )
    }

    /// The next `KH-000123`.
    static func takeNumber(on connection: any SQLConnection) throws -> String {
        let taken = try connection.rows(
            """
            INSERT INTO customer_counter (name, last) VALUES ('customer', 1)
            ON CONFLICT (name) DO UPDATE SET last = customer_counter.last + 1
            RETURNING last
            """
        ).first?.integer("last")
        return "KH-\((taken ?? 1).padded(6))"
    }

    private var customer: Customer {
        Customer(
            id: id,
            kind: kind,
            name: name,
            contact: (contact.email, contact.phone, address),
            language: language
        )
    }

    private var searchText: String {
        let stored = identity.stored
        return [
            number, name, contact.name, contact.email.description, contact.phone.description, stored.taxCode ?? "",
            stored.citizenID ?? "",
        ].joined(separator: " ").searchable
    }

    private static func condition(_ text: String, in scope: Scope) -> SQLStatement {
        var condition: SQLStatement =
            switch scope {
            case .nothing: " WHERE 1 = 0"
            case .own(let id): " WHERE p.account_manager_id = \(id)"
            case .unit(let code): " WHERE p.unit_code = \(code)"
            case .everything: " WHERE 1 = 1"
            }
        for word in text.searchable.split(separator: " ") {
            condition = condition + " AND p.search_text LIKE \("%\(word)%")"
        }
        return condition
    }

    private static let columns: SQLStatement = """
        SELECT p.customer_id, p.number, c.kind, c.name, c.email, c.phone, c.address, c.language, p.tax_code,
            p.citizen_id, p.representative, p.representative_position, p.contact_name, p.invoice_email, p.unit_code,
            p.account_manager_id, p.created_at
        FROM customer_profile p JOIN customer c ON c.id = p.customer_id
        """

    private init(row: SQLRow) throws {
        guard let email = EmailAddress(try row.text("email")), let phone = PhoneNumber(try row.text("phone")) else {
            throw SQLRowError(column: "email", wanted: "an address and a telephone number")
        }
        id = try row.id("customer_id")
        number = try row.text("number")
        identity = try Identity(row: row)
        name = try row.text("name")
        address = try row.text("address")
        contact = Contact(name: try row.text("contact_name"), email: email, phone: phone)
        invoiceEmail = try row.textIfPresent("invoice_email").flatMap(EmailAddress.init)
        unit = try row.text("unit_code")
        accountManager = try row.id("account_manager_id")
        language = try row.choice("language")
        createdAt = try row.timestamp("created_at")
    }
}

extension CustomerProfile.Identity {
    fileprivate var stored: (taxCode: String?, citizenID: String?, representative: String?, position: String?) {
        switch self {
        case .enterprise(let code, let person): (code.description, nil, person?.name, person?.position)
        case .individual(let id): (nil, id?.description, nil, nil)
        }
    }

    fileprivate init(row: SQLRow) throws {
        switch try row.choice("kind", of: Customer.Kind.self) {
        case .individual:
            self = .individual(try row.textIfPresent("citizen_id").flatMap(CitizenID.init))
        case .enterprise:
            let person = try row.textIfPresent("representative")
            let position = try row.textIfPresent("representative_position") ?? ""
            self = .enterprise(
                try TaxCode(row.text("tax_code")),
                representative: person.map { .init(name: $0, position: position) }
            )
        }
    }
}

extension Migration {
    package static let createCustomerProfile = Migration(
        "0013-create-customer-profile",
        [
            """
            CREATE TABLE customer_profile (
                customer_id TEXT PRIMARY KEY REFERENCES customer (id),
                number TEXT NOT NULL UNIQUE,
                tax_code TEXT,
                citizen_id TEXT,
                representative TEXT,
                representative_position TEXT,
                contact_name TEXT NOT NULL,
                invoice_email TEXT,
                unit_code TEXT NOT NULL REFERENCES organisation_unit (code),
                account_manager_id TEXT NOT NULL REFERENCES staff (id),
                search_text TEXT NOT NULL,
                created_at \(SQLStatement.integerType) NOT NULL
            )\(SQLStatement.strict)
            """,
            "CREATE INDEX customer_profile_by_unit ON customer_profile (unit_code)",
            "CREATE INDEX customer_profile_by_account_manager ON customer_profile (account_manager_id)",
            "CREATE INDEX customer_profile_by_tax_code ON customer_profile (tax_code) WHERE tax_code IS NOT NULL",
            "CREATE INDEX customer_by_phone ON customer (phone)",
            """
            CREATE TABLE customer_counter (
                name TEXT PRIMARY KEY,
                last \(SQLStatement.integerType) NOT NULL CHECK (last > 0)
            )\(SQLStatement.strict)
            """,
        ]
    )
}

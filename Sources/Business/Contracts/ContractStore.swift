import Catalogue
package import Kernel
package import People
package import Storage

extension Contract {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Contract? {
        guard let row = try connection.rows(columns + " WHERE id = \(id)").first else { return nil }
        return try Contract(row: row, lines: ContractLine.lines(of: id, on: connection))
    }

    /// Newest first.
    package static func all(of customer: Customer.ID, on connection: any SQLConnection) throws -> [Contract] {
        try connection.rows(columns + " WHERE customer_id = \(customer) ORDER BY created_at DESC, id DESC")
            .map { row in
                try Contract(row: row, lines: ContractLine.lines(of: row.id("id"), on: connection))
            }
    }

    /// Contracts in a state whose last day is before that one.
    package static func ended(
        before day: Day,
        state: ContractState,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [Contract] {
        try connection.rows(
            columns + " WHERE state = \(state.rawValue) AND ends_on < \(day) ORDER BY ends_on LIMIT \(limit)"
        ).map { row in
            try Contract(row: row, lines: ContractLine.lines(of: row.id("id"), on: connection))
        }
    }

    /// Online orders that were never confirmed, oldest first.
    static func drafts(before time: Timestamp, limit: Int, on connection: any SQLConnection) throws -> [Contract] {
        try connection.rows(
            columns + """
                 WHERE state = 'draft' AND channel = 'online' AND created_at < \(time)
                ORDER BY created_at LIMIT \(limit)
                """
        ).map { row in
            try Contract(row: row, lines: ContractLine.lines(of: row.id("id"), on: connection))
        }
    }

    package func insert(on connection: any SQLConnection) throws {
        let totals = try totals()
        let (party, code, legalName) = buyer.invoiceParty.stored
        try connection.run(
            """
            INSERT INTO contract (id, number, channel, kind, payment, customer_id, state, language, buyer_name,
                buyer_email, buyer_phone, buyer_address, invoice_party, invoice_code, invoice_legal_name,
                terms_version, terms_accepted_at, net_dong, vat_dong, total_dong, created_at, changed_at)
            VALUES (\(id), \(number), \(channel.rawValue), \(kind.rawValue), \(payment.rawValue), \(customer),
                \(state.rawValue), \(buyer.language), \(buyer.name), \(buyer.email), \(buyer.phone.description),
                \(buyer.address), \(party), \(code), \(legalName), \(terms.version), \(terms.acceptedAt),
                \(totals.net), \(totals.vat), \(totals.total), \(createdAt), \(createdAt))
            """
        )
        for (position, line) in lines.enumerated() { try line.insert(of: id, position: position, on: connection) }
    }

    /// Fails rather than overwriting a change made by somebody else since `previous` was read.
    package func update(from previous: ContractState, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE contract SET state = \(state.rawValue), customer_id = \(customer), starts_on = \(startsOn),
                ends_on = \(endsOn), changed_at = \(time)
            WHERE id = \(id) AND state = \(previous.rawValue)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
    }

    fileprivate static let columns: SQLStatement = """
        SELECT id, number, channel, kind, payment, customer_id, state, language, buyer_name, buyer_email, buyer_phone,
            buyer_address, invoice_party, invoice_code, invoice_legal_name, terms_version, terms_accepted_at,
            created_at, starts_on, ends_on
        FROM contract
        """

    fileprivate init(row: SQLRow, lines: [ContractLine]) throws {
        id = try row.id("id")
        number = try row.text("number")
        channel = try row.choice("channel")
        kind = try row.choice("kind")
        payment = try row.choice("payment")
        customer = try row.idIfPresent("customer_id")
        buyer = try Buyer(row: row)
        self.lines = lines
        terms = AcceptedTerms(
            version: try row.text("terms_version"),
            acceptedAt: try row.timestamp("terms_accepted_at")
        )
        state = try row.choice("state")
        createdAt = try row.timestamp("created_at")
        startsOn = try row.dayIfPresent("starts_on")
        endsOn = try row.dayIfPresent("ends_on")
    }
}

/// Somebody else changed the row since it was read; the transaction is undone.
package struct StaleWrite: Error {
    package let subject: String
    package init(subject: String) { self.subject = subject }
}

extension Buyer {
    fileprivate init(row: SQLRow) throws {
        guard let email = EmailAddress(try row.text("buyer_email")),
            let phone = PhoneNumber(try row.text("buyer_phone"))
        else { throw SQLRowError(column: "buyer_email", wanted: "an address and a telephone number") }
        self.init(
            name: try row.text("buyer_name"),
            contact: (email, phone),
            address: try row.text("buyer_address"),
            invoiceParty: try InvoiceParty(row: row),
            language: try row.choice("language")
        )
    }
}

extension Buyer.InvoiceParty {
    fileprivate var stored: (party: String, code: String?, legalName: String?) {
        switch self {
        case .consumer: ("consumer", nil, nil)
        case .citizen(let id): ("citizen", id.description, nil)
        case .taxpayer(let code, let name): ("taxpayer", code.description, name)
        }
    }

    fileprivate init(row: SQLRow) throws {
        let code = try row.textIfPresent("invoice_code") ?? ""
        switch try row.text("invoice_party") {
        case "consumer": self = .consumer
        case "citizen":
            guard let id = CitizenID(code) else { throw SQLRowError(column: "invoice_code", wanted: "twelve digits") }
            self = .citizen(id)
        case "taxpayer": self = .taxpayer(try TaxCode(code), legalName: try row.text("invoice_legal_name"))
        default: throw SQLRowError(column: "invoice_party", wanted: "an invoice party")
        }
    }
}

extension ContractLine {
    fileprivate static func lines(of contract: Contract.ID, on connection: any SQLConnection) throws -> [ContractLine] {
        try connection.rows(
            """
            SELECT id, plan_code, product_code, product_name_vi, product_name_en, plan_name_vi, plan_name_en, unit_vi,
                unit_en, term_months, quantity, unit_price_dong, vat_class, vat_rate, net_dong
            FROM contract_line WHERE contract_id = \(contract) ORDER BY position
            """
        ).map(ContractLine.init(row:))
    }

    fileprivate func insert(of contract: Contract.ID, position: Int, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO contract_line (id, contract_id, position, plan_code, product_code, product_name_vi,
                product_name_en, plan_name_vi, plan_name_en, unit_vi, unit_en, term_months, quantity, unit_price_dong,
                vat_class, vat_rate, net_dong, vat_dong, total_dong)
            VALUES (\(id), \(contract), \(position), \(planCode), \(productCode), \(productName.vietnamese),
                \(productName.english), \(planName.vietnamese), \(planName.english), \(unit.vietnamese),
                \(unit.english), \(termMonths), \(quantity), \(unitPrice), \(vatClass), \(price.rate), \(price.net),
                \(price.vat), \(price.total))
            """
        )
    }

    fileprivate init(row: SQLRow) throws {
        id = try row.id("id")
        planCode = try row.text("plan_code")
        productCode = try row.text("product_code")
        productName = Bilingual(
            vietnamese: try row.text("product_name_vi"),
            english: try row.text("product_name_en")
        )
        planName = Bilingual(vietnamese: try row.text("plan_name_vi"), english: try row.text("plan_name_en"))
        unit = Bilingual(vietnamese: try row.text("unit_vi"), english: try row.text("unit_en"))
        termMonths = try row.integerIfPresent("term_months")
        quantity = try row.integer("quantity")
        unitPrice = try row.money("unit_price_dong")
        vatClass = try row.text("vat_class")
        price = try PriceBreakdown(net: row.money("net_dong"), rate: row.vatRate("vat_rate"))
    }
}

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
}

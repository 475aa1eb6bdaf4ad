import Catalogue
package import Kernel
import Organisation
package import People
package import Storage
import Tariffs

extension Contract {
    package static func find(number: String, on connection: any SQLConnection) throws -> Contract? {
        guard let row = try connection.rows(columns + " WHERE number = \(number)").first else { return nil }
        return try Contract(row: row, lines: ContractLine.lines(of: .contract(row.id("id")), on: connection))
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> Contract? {
        guard let row = try connection.rows(columns + " WHERE id = \(id)").first else { return nil }
        return try Contract(row: row, lines: ContractLine.lines(of: .contract(id), on: connection))
    }

    /// Newest first.
    package static func all(of customer: Customer.ID, on connection: any SQLConnection) throws -> [Contract] {
        try connection.rows(columns + " WHERE customer_id = \(customer) ORDER BY created_at DESC, id DESC")
            .map { row in
                try Contract(row: row, lines: ContractLine.lines(of: .contract(row.id("id")), on: connection))
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
            columns + """
                 WHERE state = \(state.rawValue) AND ends_on < \(day)
                    AND NOT EXISTS (
                        SELECT 1 FROM planned_ending e WHERE e.contract_id = contract.id AND e.state = 'planned')
                ORDER BY ends_on LIMIT \(limit)
                """
        ).map { row in
            try Contract(row: row, lines: ContractLine.lines(of: .contract(row.id("id")), on: connection))
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
            try Contract(row: row, lines: ContractLine.lines(of: .contract(row.id("id")), on: connection))
        }
    }

    /// Whether any contract that is paid month by month was in service by the end of a month.
    package static func isAnyBilled(in month: Month, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows(
            "SELECT id FROM contract WHERE payment = 'postpaid' AND starts_on <= \(month.lastDay) LIMIT 1"
        ).isEmpty
    }

    package func insert(on connection: any SQLConnection) throws {
        let totals = try totals()
        let (party, code, legalName) = buyer.invoiceParty.stored
        try connection.run(
            """
            INSERT INTO contract (id, number, channel, kind, payment, customer_id, state, language, buyer_name,
                buyer_email, buyer_phone, buyer_address, invoice_party, invoice_code, invoice_legal_name,
                terms_version, terms_accepted_at, net_dong, vat_dong, total_dong, created_at, changed_at, unit_code,
                account_manager_id, agent_id, wanted_start, renewal_of, invoice_email, note, revision, search_text,
                term_months, billing_cycle, payment_days)
            VALUES (\(id), \(number), \(channel.rawValue), \(kind.rawValue), \(payment.rawValue), \(customer),
                \(state.rawValue), \(buyer.language), \(buyer.name), \(buyer.email), \(buyer.phone.description),
                \(buyer.address), \(party), \(code), \(legalName), \(terms.version), \(terms.acceptedAt),
                \(totals.net), \(totals.vat), \(totals.total), \(createdAt), \(createdAt), \(declaration?.unit),
                \(declaration?.accountManager), \(declaration?.agent), \(declaration?.wantedStart),
                \(declaration?.renewalOf), \(declaration?.invoiceEmail), \(declaration?.note ?? ""), \(revision),
                \(searchText), \(postpaid?.termMonths), \(postpaid?.cycle.rawValue), \(postpaid?.paymentDays))
            """
        )
        for (position, line) in lines.enumerated() {
            try line.insert(of: .contract(id), position: position, on: connection)
        }
        try keepWords(searchText, on: connection)
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

    /// Writes what an account manager changed: particulars and lines. Only before activation; `expected` is the
    /// revision that was read.
    package func rewrite(from expected: Int64, at time: Timestamp, on connection: any SQLConnection) throws {
        let totals = try totals()
        let (party, code, legalName) = buyer.invoiceParty.stored
        let changed = try connection.run(
            """
            UPDATE contract SET buyer_name = \(buyer.name), buyer_email = \(buyer.email),
                buyer_phone = \(buyer.phone.description), buyer_address = \(buyer.address), invoice_party = \(party),
                invoice_code = \(code), invoice_legal_name = \(legalName), language = \(buyer.language),
                net_dong = \(totals.net), vat_dong = \(totals.vat), total_dong = \(totals.total),
                changed_at = \(time), agent_id = \(declaration?.agent), wanted_start = \(declaration?.wantedStart),
                invoice_email = \(declaration?.invoiceEmail), note = \(declaration?.note ?? ""),
                revision = \(revision), search_text = \(searchText), payment = \(payment.rawValue),
                term_months = \(postpaid?.termMonths), billing_cycle = \(postpaid?.cycle.rawValue),
                payment_days = \(postpaid?.paymentDays)
            WHERE id = \(id) AND revision = \(expected)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: subject) }
        try connection.run("DELETE FROM contract_line WHERE contract_id = \(id)")
        for (position, line) in lines.enumerated() {
            try line.insert(of: .contract(id), position: position, on: connection)
        }
        try keepWords(searchText, on: connection)
    }

    /// What people look for it by.
    private var searchText: String {
        var parts = [number, buyer.name, buyer.email.description, buyer.phone.description]
        switch buyer.invoiceParty {
        case .consumer: break
        case .citizen(let id): parts.append(id.description)
        case .taxpayer(let code, let name): parts += [code.description, name]
        }
        return parts.joined(separator: " ").searchable
    }

    fileprivate static let columns: SQLStatement = """
        SELECT id, number, channel, kind, payment, customer_id, state, language, buyer_name, buyer_email, buyer_phone,
            buyer_address, invoice_party, invoice_code, invoice_legal_name, terms_version, terms_accepted_at,
            created_at, starts_on, ends_on, unit_code, account_manager_id, agent_id, wanted_start, renewal_of,
            invoice_email, note, revision, term_months, billing_cycle, payment_days
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
        declaration = try Declaration(row: row)
        revision = try row.integer("revision")
        postpaid = try row.choiceIfPresent("billing_cycle").map { cycle in
            PostpaidTerms(
                termMonths: try row.integerIfPresent("term_months"),
                cycle: cycle,
                paymentDays: try row.integer("payment_days")
            )
        }
    }
}

extension Declaration {
    /// `nil` for an online order.
    fileprivate init?(row: SQLRow) throws {
        guard let unit = try row.textIfPresent("unit_code") else { return nil }
        self.init(
            unit: unit,
            accountManager: try row.id("account_manager_id"),
            agent: try row.idIfPresent("agent_id"),
            wantedStart: try row.dayIfPresent("wanted_start"),
            renewalOf: try row.idIfPresent("renewal_of"),
            invoiceEmail: try row.textIfPresent("invoice_email").flatMap(EmailAddress.init),
            note: try row.text("note")
        )
    }
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
    /// Whose lines: a contract's, or those that an amendment would add.
    enum Owner {
        case contract(Contract.ID)
        case change(ContractChange.ID)

        fileprivate var table: SQLStatement {
            switch self {
            case .contract: "contract_line"
            case .change: "contract_change_line"
            }
        }

        fileprivate var column: SQLStatement {
            switch self {
            case .contract: "contract_id"
            case .change: "change_id"
            }
        }

        fileprivate var id: String {
            switch self {
            case .contract(let id): "\(id)"
            case .change(let id): "\(id)"
            }
        }
    }

    static func lines(of owner: Owner, on connection: any SQLConnection) throws -> [ContractLine] {
        try connection.rows(
            """
            SELECT id, plan_code, product_code, product_name_vi, product_name_en, plan_name_vi, plan_name_en, unit_vi,
                unit_en, term_months, quantity, unit_price_dong, list_price_dong, discount_basis_points, vat_class,
                vat_rate, net_dong, tariff, from_day, to_day, replaces
            FROM \(owner.table) WHERE \(owner.column) = \(owner.id) ORDER BY position
            """
        ).map(ContractLine.init(row:))
    }

    func insert(of owner: Owner, position: Int, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO \(owner.table) (id, \(owner.column), position, plan_code, product_code, product_name_vi,
                product_name_en, plan_name_vi, plan_name_en, unit_vi, unit_en, term_months, quantity, unit_price_dong,
                list_price_dong, discount_basis_points, vat_class, vat_rate, net_dong, vat_dong, total_dong, tariff,
                from_day, to_day, replaces)
            VALUES (\(id), \(owner.id), \(position), \(planCode), \(productCode), \(productName.vietnamese),
                \(productName.english), \(planName.vietnamese), \(planName.english), \(unit.vietnamese),
                \(unit.english), \(termMonths), \(quantity), \(unitPrice), \(listPrice), \(discountBasisPoints),
                \(vatClass), \(price.rate), \(price.net), \(price.vat), \(price.total), \(tariff?.json),
                \(from), \(to), \(replaces))
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
        // Lines from before discounts existed were sold at the list price.
        listPrice = try row.integerIfPresent("list_price_dong").map(Money.init(dong:)) ?? unitPrice
        discountBasisPoints = try row.integer("discount_basis_points")
        vatClass = try row.text("vat_class")
        price = try PriceBreakdown(net: row.money("net_dong"), rate: row.vatRate("vat_rate"))
        tariff = try row.textIfPresent("tariff").map { try Tariff(json: $0) }
        from = try row.dayIfPresent("from_day")
        to = try row.dayIfPresent("to_day")
        replaces = try row.idIfPresent("replaces")
    }
}

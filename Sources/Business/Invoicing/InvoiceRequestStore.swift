package import Contracts
import Journal
package import Kernel
import Organisation
package import People
package import Statements
package import Storage

extension OutboxMessage {
    package static let invoiceKind = "push_invoice"
}

extension InvoiceRequest {
    /// Asks for the invoice of a contract, once, in the transaction that made it due.
    package static func request(
        for contract: Contract,
        date: Day,
        basis: InvoiceBasis,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard try original(of: contract.id, on: connection) == nil else { return }
        let what = (key: "QLDV-\(contract.number)", total: try contract.totals().total)
        try begin(contract, nil, what, (date, basis), in: world, on: connection)
    }

    /// Asks for the invoice of one month of a contract, once, in the transaction that made it due.
    package static func request(
        for statement: Statement,
        of contract: Contract,
        date: Day,
        basis: InvoiceBasis,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard try original(of: statement.id, on: connection) == nil else { return }
        let what = (key: "QLDV-\(statement.number)", total: statement.totals.total)
        try begin(contract, statement.id, what, (date, basis), in: world, on: connection)
    }

    private static func begin(
        _ contract: Contract,
        _ statement: Statement.ID?,
        _ what: (key: String, total: Money),
        _ grounds: (date: Day, basis: InvoiceBasis),
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let (date, basis) = grounds
        let request = InvoiceRequest(
            id: world.newID(),
            contract: contract.id,
            statement: statement,
            kind: .original,
            reason: "",
            key: what.key,
            basis: basis,
            date: date,
            deadline: try WorkingCalendar.read(on: connection).invoiceDeadline(after: date),
            state: .pending,
            obstacle: nil,
            total: what.total,
            buyerOverride: nil,
            document: InvoiceDocument(),
            createdAt: world.now()
        )
        try request.insert(series: try InvoiceSeries.letters(for: contract, on: connection), on: connection)
        try request.message.enqueue(at: world.now(), on: connection)
        try InboxItem.settle([.invoiceNotAsked], about: contract.subject, at: world.now(), on: connection)
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> InvoiceRequest? {
        try connection.rows(columns + " WHERE id = \(id)").first.map(InvoiceRequest.init(row:))
    }

    package static func original(of contract: Contract.ID, on connection: any SQLConnection) throws -> InvoiceRequest? {
        try connection.rows(
            columns + " WHERE contract_id = \(contract) AND kind = 'original' AND statement_id IS NULL"
        ).first.map(InvoiceRequest.init(row:))
    }

    package static func original(of statement: Statement.ID, on connection: any SQLConnection) throws -> InvoiceRequest?
    {
        try connection.rows(columns + " WHERE statement_id = \(statement) AND kind = 'original'")
            .first.map(InvoiceRequest.init(row:))
    }

    /// Every invoice of a contract, the original first.
    package static func all(of contract: Contract.ID, on connection: any SQLConnection) throws -> [InvoiceRequest] {
        try connection.rows(columns + " WHERE contract_id = \(contract) ORDER BY created_at, id")
            .map(InvoiceRequest.init(row:))
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

    func insert(series: String, on connection: any SQLConnection) throws {
        let direction: InvoiceDirection? = if case .adjustment(_, let direction) = kind { direction } else { nil }
        try connection.run(
            """
            INSERT INTO invoice_request (id, contract_id, statement_id, kind, corrects, direction, reason, key, series_code, position,
                paid_at, payment_reference, transaction_number, reconciled_day, invoice_day, deadline_day, alarm_stage, state,
                total_dong, buyer_name, buyer_tax_code, buyer_address, created_at, changed_at)
            VALUES (\(id), \(contract), \(statement), \(kind.name), \(kind.corrected), \(direction?.rawValue), \(reason), \(key),
                \(series), \(position), \(basis.paidAt), \(basis.reference), \(basis.transactionNumber), \(basis.reconciledOn), \(date),
                \(deadline), 0, \(state.rawValue), \(total), \(buyerOverride?.name),
                \(buyerOverride?.taxCode?.description), \(buyerOverride?.address), \(createdAt), \(createdAt))
            """
        )
    }

    func update(from previous: State, at time: Timestamp, on connection: any SQLConnection) throws {
        let changed = try connection.run(
            """
            UPDATE invoice_request SET state = \(state.rawValue), needs_person = \(obstacle?.rawValue),
                invoice_day = \(date), deadline_day = \(deadline),
                buyer_name = \(buyerOverride?.name), buyer_tax_code = \(buyerOverride?.taxCode?.description),
                buyer_address = \(buyerOverride?.address), provider_id = \(document.providerID),
                series = \(document.series), number = \(document.number), authority_code = \(document.authorityCode),
                lookup_code = \(document.lookupCode), remark = \(document.remark), changed_at = \(time)
            WHERE id = \(id) AND state = \(previous.rawValue)
            """
        )
        guard changed == 1 else { throw StaleWrite(subject: "invoice_request:\(id)") }
    }

    /// Why it is delayed, for whoever looks; the state stays.
    func note(_ remark: String, on connection: any SQLConnection) throws {
        try connection.run(
            "UPDATE invoice_request SET remark = \(remark) WHERE id = \(id) AND state IN ('pending', 'unknown', 'submitted', 'signed')"
        )
    }

    /// With another date the time limit is another, and its alarms begin anew.
    func forgetAlarms(on connection: any SQLConnection) throws {
        try connection.run("UPDATE invoice_request SET alarm_stage = 0 WHERE id = \(id)")
    }

    /// A correction takes its turn when it is made, an original by the time of its payment.
    private var position: Timestamp { kind == .original ? basis.paidAt : createdAt }

    var message: OutboxMessage { OutboxMessage(key: outboxKey, kind: OutboxMessage.invoiceKind, body: "\(id)") }

    private static let columns: SQLStatement = """
        SELECT id, contract_id, statement_id, kind, corrects, direction, reason, key, paid_at, payment_reference, transaction_number,
            reconciled_day, invoice_day, deadline_day, state, needs_person, total_dong, buyer_name, buyer_tax_code,
            buyer_address, provider_id, series, number, authority_code, lookup_code, remark, created_at
        FROM invoice_request
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        contract = try row.id("contract_id")
        statement = try row.idIfPresent("statement_id")
        kind =
            switch try row.text("kind") {
            case "original": .original
            case "replacement": .replacement(of: try row.id("corrects"))
            case "adjustment": .adjustment(of: try row.id("corrects"), try row.choice("direction"))
            default: throw SQLRowError(column: "kind", wanted: "an invoice's kind")
            }
        reason = try row.text("reason")
        key = try row.text("key")
        basis = InvoiceBasis(
            paidAt: try row.timestamp("paid_at"),
            reference: try row.text("payment_reference"),
            transactionNumber: try row.text("transaction_number"),
            reconciledOn: try row.dayIfPresent("reconciled_day")
        )
        date = try row.day("invoice_day")
        deadline = try row.day("deadline_day")
        state = try row.choice("state")
        obstacle = try row.textIfPresent("needs_person").flatMap(InvoiceObstacle.init(rawValue:))
        total = try row.money("total_dong")
        buyerOverride = try row.textIfPresent("buyer_name").map { name in
            InvoiceBuyer(
                name: name,
                taxCode: try row.textIfPresent("buyer_tax_code").map { try TaxCode($0) },
                address: try row.text("buyer_address")
            )
        }
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

extension InvoiceRequest.Kind {
    /// As it is stored.
    package var name: String {
        switch self {
        case .original: "original"
        case .adjustment: "adjustment"
        case .replacement: "replacement"
        }
    }
}

extension InvoiceSeries {
    static func letters(for contract: Contract, on connection: any SQLConnection) throws -> String {
        for name in settingNames(for: contract) {
            if let letters = try StoredSetting.value(name, on: connection), isValid(letters) { return letters }
        }
        return standard
    }
}

extension WorkingCalendar {
    /// The first working day after the date drawn up: signing and sending must not come later (einvoice/spec.md §3).
    package func invoiceDeadline(after date: Day) -> Day { day(0, workingDaysAfter: date.adding(days: 1)) }
}

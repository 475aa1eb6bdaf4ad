package import Contracts
package import Journal
package import Kernel
package import Organisation
package import Storage

/// Lists of invoices and one invoice with its story, each reader's own part of them.
package struct InvoiceQueries: Sendable {
    private let database: any SQLDatabase
    private let now: Now

    package init(database: any SQLDatabase, now: @escaping Now) {
        self.database = database
        self.now = now
    }

    package func list(
        _ filter: InvoiceFilter,
        for reader: StaffMember,
        window: (limit: Int, offset: Int)
    ) async throws -> (items: [InvoiceItem], count: Int64) {
        let scope = reader.scope(for: .viewInvoices)
        let today = now().day
        return try await database.read { connection in
            (
                try InvoiceItem.list(filter, in: scope, today: today, window: window, on: connection),
                try InvoiceItem.count(filter, in: scope, today: today, on: connection)
            )
        }
    }

    /// How many of the reader's invoices stand where, and how many are problems.
    package func counts(
        for reader: StaffMember
    ) async throws -> (states: [InvoiceRequest.State: Int64], problems: Int64) {
        let scope = reader.scope(for: .viewInvoices)
        let today = now().day
        var problems = InvoiceFilter()
        problems.onlyProblems = true
        return try await database.read { [problems] connection in
            (
                try InvoiceItem.counts(in: scope, on: connection),
                try InvoiceItem.count(problems, in: scope, today: today, on: connection)
            )
        }
    }

    /// `nil` when there is none, or it is not the reader's to see.
    package func story(_ id: InvoiceRequest.ID, for reader: StaffMember) async throws -> InvoiceStory? {
        try await database.read { connection in
            guard let chain = try InvoiceChain.read(id, on: connection),
                let contract = try Contract.find(chain.invoice.contract, on: connection),
                reader.may(.viewInvoices, on: contract.belonging)
            else { return nil }
            let invoice = chain.invoice
            let keys = [invoice.key]
            return InvoiceStory(
                chain: chain,
                contract: contract,
                lines: try invoice.shownLines(of: contract, on: connection),
                buyer: contract.buyer.corrected(by: invoice.buyerOverride),
                corrected: try invoice.kind.corrected.flatMap { try InvoiceRequest.find($0, on: connection) },
                entries: try AuditEntry.entries(about: contract.subject, on: connection)
                    .filter { $0.action.hasPrefix("invoice.") && keys.contains($0.value("key") ?? "") },
                delivery: try OutboxStatus.find(key: invoice.outboxKey, on: connection),
                files: try InvoiceRequest.files(of: id, on: connection).map { ($0.pdf != nil, $0.xml != nil) }
                    ?? (false, false),
                mayWork: reader.may(.workInvoices, on: contract.belonging)
            )
        }
    }

    /// The files of an invoice that the reader may see.
    package func files(
        _ id: InvoiceRequest.ID,
        for reader: StaffMember
    ) async throws -> (files: InvoiceFiles, name: String)? {
        try await database.read { connection in
            guard let request = try InvoiceRequest.find(id, on: connection),
                let contract = try Contract.find(request.contract, on: connection),
                reader.may(.viewInvoices, on: contract.belonging),
                let files = try InvoiceRequest.files(of: id, on: connection)
            else { return nil }
            return (files, request.fileName)
        }
    }

    /// Everything of the filter, in parts, for an export.
    package func export(
        _ filter: InvoiceFilter,
        for reader: StaffMember,
        limit: Int = 50_000
    ) async throws -> [InvoiceItem] {
        let scope = reader.scope(for: .viewInvoices)
        let today = now().day
        return try await database.read { connection in
            try InvoiceItem.list(filter, in: scope, today: today, window: (limit, 0), on: connection)
        }
    }
}

/// One invoice and everything that is known about it.
package struct InvoiceStory: Sendable {
    package let chain: InvoiceChain
    package let contract: Contract
    package let lines: [InvoiceLine]
    /// As the invoice names the buyer.
    package let buyer: Buyer
    /// The invoice that this one corrects.
    package let corrected: InvoiceRequest?
    /// What happened to it, oldest first.
    package let entries: [AuditEntry]
    /// The message that moves it on.
    package let delivery: OutboxStatus?
    package let files: (pdf: Bool, xml: Bool)
    /// Whether the reader may send it again and correct it.
    package let mayWork: Bool

    package var invoice: InvoiceRequest { chain.invoice }
}

extension InvoiceRequest {
    /// `1C26TQD-17`, without an ending.
    package var fileName: String { "\(document.series ?? "")-\(document.number ?? "")" }
}

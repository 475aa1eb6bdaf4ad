package import Contracts
import Kernel
package import Organisation
package import Storage

/// Which invoices somebody wants to see.
package struct InvoicePartFilter: Hashable, Sendable {
    package var state: InvoiceRequest.State?
    package var contract: Contract.ID?

    package init() {}
}

extension InvoiceRequest {
    /// What this reader may see, the newest first.
    package static func list(
        _ filter: InvoicePartFilter,
        for reader: StaffMember,
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<InvoiceRequest> {
        var condition = reader.scope(for: .viewInvoices).ofContracts
        if let state = filter.state { condition = condition + " AND i.state = \(state.rawValue)" }
        if let contract = filter.contract { condition = condition + " AND c.id = \(contract)" }
        return try window.read(
            by: ("i.created_at", "i.id"),
            " FROM invoice_request i JOIN contract c ON c.id = i.contract_id" + condition,
            on: connection
        ) { id in try ID(id).flatMap { try find($0, on: connection) } }
    }
}

package import Contracts
import Kernel
package import People
package import Storage

/// The invoices of a customer.
package struct Invoices: Sendable {
    package struct Item: Sendable {
        package let request: InvoiceRequest
        package let contract: Contract
        /// Which files can be fetched.
        package let files: (pdf: Bool, xml: Bool)
    }

    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package func all(of customer: Customer.ID) async throws -> [Item] {
        try await database.read { connection in
            try InvoiceRequest.all(of: customer, on: connection).compactMap { request in
                try Contract.find(request.contract, on: connection).map { contract in
                    Item(request: request, contract: contract, files: try files(of: request, on: connection))
                }
            }
        }
    }

    private func files(of request: InvoiceRequest, on connection: any SQLConnection) throws -> (pdf: Bool, xml: Bool) {
        guard request.state == .accepted, let files = try InvoiceRequest.files(of: request.id, on: connection) else {
            return (false, false)
        }
        return (files.pdf != nil, files.xml != nil)
    }

    /// The PDF and the XML; `nil` when there are none or the invoice is somebody else's.
    package func files(
        _ id: InvoiceRequest.ID,
        of customer: Customer.ID
    ) async throws -> (files: InvoiceFiles, name: String)? {
        try await database.read { connection in
            guard let request = try InvoiceRequest.find(id, on: connection),
                let contract = try Contract.find(request.contract, on: connection), contract.customer == customer,
                let files = try InvoiceRequest.files(of: id, on: connection)
            else { return nil }
            return (files, request.fileName)
        }
    }
}

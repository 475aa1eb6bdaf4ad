import Catalogue
import Kernel
import Statements
package import Storage

/// The picture and the legal data of an issued invoice; a provider may give only one of them, or none.
package struct InvoiceFiles: Hashable, Sendable {
    package let pdf: [UInt8]?
    package let xml: [UInt8]?

    package init(pdf: [UInt8]?, xml: [UInt8]?) {
        self.pdf = pdf
        self.xml = xml
    }
}

extension InvoiceRequest {
    func keep(_ files: InvoiceFiles, on connection: any SQLConnection) throws {
        guard files.pdf != nil || files.xml != nil else { return }
        try connection.run(
            """
            INSERT INTO invoice_file (invoice_request_id, pdf, xml)
            VALUES (\(id), \(files.pdf), \(files.xml))
            ON CONFLICT (invoice_request_id) DO NOTHING
            """
        )
    }

    package static func files(of id: ID, on connection: any SQLConnection) throws -> InvoiceFiles? {
        try connection.rows("SELECT pdf, xml FROM invoice_file WHERE invoice_request_id = \(id)")
            .first.map { InvoiceFiles(pdf: try $0.blobIfPresent("pdf"), xml: try $0.blobIfPresent("xml")) }
    }

    // MARK: The lines of a correction

    func insert(_ lines: [InvoiceLine], on connection: any SQLConnection) throws {
        for (position, line) in lines.enumerated() {
            try connection.run(
                """
                INSERT INTO invoice_correction_line (invoice_request_id, position, code, name, unit, quantity,
                    unit_price_dong, vat_rate, net_dong, vat_dong, total_dong)
                VALUES (\(id), \(position), \(line.code), \(line.name), \(line.unit), \(line.quantity),
                    \(line.unitPrice), \(line.price.rate), \(line.price.net), \(line.price.vat), \(line.price.total))
                """
            )
        }
    }

    /// The lines as the invoice bears them: an original has those of its month, or of the contract.
    package func lines(on connection: any SQLConnection) throws -> [InvoiceLine] {
        if kind == .original, let statement {
            return try Statement.find(statement, on: connection)?.lines.filter { !$0.price.net.isZero }
                .map(InvoiceLine.init) ?? []
        }
        return try connection.rows(
            """
            SELECT code, name, unit, quantity, unit_price_dong, vat_rate FROM invoice_correction_line
            WHERE invoice_request_id = \(id) ORDER BY position
            """
        ).map { row in
            try InvoiceLine(
                item: (try row.text("code"), try row.text("name"), try row.text("unit")),
                quantity: try row.integer("quantity"),
                unitPrice: try row.money("unit_price_dong"),
                rate: try row.vatRate("vat_rate")
            )
        }
    }
}

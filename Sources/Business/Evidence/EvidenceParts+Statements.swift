import Billing
import Catalogue
import Contracts
import Invoicing
import Kernel
import Statements
import Storage
import Tariffs

extension Statement {
    /// One month of a postpaid contract, with the requests that asked for it and its invoice.
    func evidence(on connection: any SQLConnection) throws -> EvidenceValue {
        .object([
            "number": .text(number), "from": .day(period.from), "to": .day(period.to), "state": .text(state.rawValue),
            "issued_at": .time(issuedAt), "due": .day(due), "net_dong": .amount(totals.net),
            "vat_dong": .amount(totals.vat), "total_dong": .amount(totals.total), "set_off_dong": .amount(setOff),
            "requests": .list(try PaymentRequest.all(of: id, on: connection).map { .text("\($0.id)") }),
            "lines": .list(
                lines.map { line in
                    .object([
                        "plan": .text(line.planCode), "name": .text(line.invoiceName),
                        "vat_rate": .text(line.price.rate.code), "net_dong": .amount(line.price.net),
                        "vat_dong": .amount(line.price.vat),
                    ])
                }
            ),
            "invoice": try InvoiceRequest.original(of: id, on: connection)?.evidence ?? .nothing,
        ])
    }
}

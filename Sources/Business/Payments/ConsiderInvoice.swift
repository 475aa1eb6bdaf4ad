package import Contracts
package import Invoicing
package import Kernel
package import Storage

extension InvoiceRequest {
    /// Asks for the invoice of a contract once everything that it waits for is there: the money, every approval, and,
    /// if the policy wants it, a reconciled day (law L7). May be called at any of those moments; asks once.
    package static func consider(
        _ contract: Contract,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard contract.payment == .prepaid, contract.state.isPastApproval,
            let payment = try Payment.of(contract.id, on: connection)
        else { return }
        let policy = try InvoicePolicy.read(on: connection)
        let after = contract.channel == .online ? policy.afterOnline : policy.afterDeclared
        if after == .reconciliation, payment.reconciledOn == nil { return }
        let date: Day =
            switch policy.date {
            case .payment: payment.receipt.paidAt.day
            case .reconciliation: world.now().day
            }
        let basis = InvoiceBasis(
            paidAt: payment.receipt.paidAt,
            reference: payment.attempt.reference,
            transactionNumber: payment.receipt.transactionNumber,
            reconciledOn: payment.reconciledOn
        )
        try request(for: contract, date: date, basis: basis, in: world, on: connection)
    }
}

extension ContractState {
    /// Whether everybody who has to agree has agreed.
    fileprivate var isPastApproval: Bool {
        switch self {
        case .activating, .active, .suspended, .expired, .terminated: true
        case .draft, .awaitingPayment, .paid, .awaitingRegionalApproval, .awaitingITApproval, .cancelled, .rejected:
            false
        }
    }
}

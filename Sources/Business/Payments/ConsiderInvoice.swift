package import Billing
package import Contracts
package import Invoicing
package import Kernel
import Statements
package import Storage

extension InvoiceRequest {
    /// Asks for the invoice of a contract once everything that it waits for is there: the money, every approval, and,
    /// if the policy wants it, a reconciled day (law L7). May be called at any of those moments; asks once.
    package static func consider(
        _ request: PaymentRequest,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        switch request.purpose {
        case .contract:
            guard let contract = try Contract.find(request.contract, on: connection) else { return }
            try consider(contract, in: world, on: connection)
        case .statements:
            for statement in try Statement.all(of: request.id, on: connection) {
                try consider(statement, in: world, on: connection)
            }
        }
    }

    /// The same for one month of a contract: its money has come, and its day is reconciled if the policy wants it.
    private static func consider(
        _ statement: Statement,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard statement.state == .paid, let payment = try Payment.of(statement.id, on: connection),
            let contract = try Contract.find(statement.contract, on: connection)
        else { return }
        let policy = try InvoicePolicy.read(on: connection)
        if policy.afterDeclared == .reconciliation, payment.reconciledOn == nil { return }
        try request(
            for: statement,
            of: contract,
            date: policy.date(of: payment, in: world),
            basis: InvoiceBasis(payment),
            in: world,
            on: connection
        )
    }

    /// The same for a contract that is paid beforehand.
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
        try request(
            for: contract,
            date: policy.date(of: payment, in: world),
            basis: InvoiceBasis(payment),
            in: world,
            on: connection
        )
    }
}

extension InvoiceRequest {
    /// The invoice of what a request asks for: of a contract, or of the oldest of its months.
    static func original(of request: PaymentRequest, on connection: any SQLConnection) throws -> InvoiceRequest? {
        switch request.purpose {
        case .contract: try original(of: request.contract, on: connection)
        case .statements:
            try Statement.all(of: request.id, on: connection).first.flatMap { try original(of: $0.id, on: connection) }
        }
    }
}

extension InvoicePolicy {
    fileprivate func date(of payment: Payment, in world: World) -> Day {
        switch date {
        case .payment: payment.receipt.paidAt.day
        case .reconciliation: world.now().day
        }
    }
}

extension InvoiceBasis {
    fileprivate init(_ payment: Payment) {
        self.init(
            paidAt: payment.receipt.paidAt,
            reference: payment.attempt.reference,
            transactionNumber: payment.receipt.transactionNumber,
            reconciledOn: payment.reconciledOn
        )
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

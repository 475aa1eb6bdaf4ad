import Contracts
import Invoicing
package import Kernel
import Payments
package import Storage

extension Refund {
    /// What became of the invoice that says too much once money has gone back.
    enum InvoiceOutcome: String, Hashable, Sendable {
        /// The money was on no invoice.
        case none
        /// An adjustment was drawn up, and stands in the officer's queue.
        case adjusted
        /// The rules of corrections allow no adjustment just now: the officer has a task.
        case byHand = "by_hand"
    }

    /// Never silently: whatever happens, the officer in charge is told. An invoice that is not out yet is looked at
    /// again when it is.
    func adjustInvoice(
        _ known: RefundCase,
        _ contract: Contract?,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        switch known.payment.holding {
        case .nothing, .overpayments: return try note(.none, on: connection)
        case .contract, .refundsPayable: break
        }
        guard let contract, way.name != .kept else { return try note(.none, on: connection) }
        let given = RefundOnInvoice(id: "\(id)", amount: amount, reference: reference)
        switch try InvoiceRequest.adjust(contract, for: given, in: world, on: connection) {
        case .notOut: break
        case .adjusted: try note(.adjusted, on: connection)
        case .byHand: try note(.byHand, on: connection)
        }
    }
}

/// Looks after refunds that were made before the invoice was out: when it is, it says too much.
package struct AdjustRefundedInvoices: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many were looked at; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 50) async throws -> Int {
        guard try await database.read({ try !Refund.toInvoice(limit: 1, on: $0).isEmpty }) else { return 0 }
        return try await database.write { [world] connection in
            let refunds = try Refund.toInvoice(limit: limit, on: connection)
            for refund in refunds {
                guard let known = try RefundCase.find(key: refund.caseKey, on: connection) else { continue }
                try refund.adjustInvoice(known, known.contract(on: connection), in: world, on: connection)
            }
            return refunds.count
        }
    }
}

import Billing
import Contracts
import Journal
package import Kernel
package import People
import Statements
package import Storage

extension PaymentRequest {
    /// What the gateway's page calls it: letters and digits without accents.
    fileprivate func information(_ contract: Contract, on connection: any SQLConnection) throws -> String {
        switch purpose {
        case .contract: return "Thanh toan hop dong \(contract.number)"
        case .statements:
            let statements = try Statement.all(of: id, on: connection)
            let months = statements.map(\.month.iso8601).joined(separator: " ")
            return String("Thanh toan cuoc \(months) hop dong \(contract.number)".prefix(200))
        }
    }
}

/// The payer presses "Thanh toán" (A2, B3, C2): a new attempt, and the address of the gateway's page.
package struct StartPayment: Sendable {
    package enum Outcome: Hashable, Sendable {
        case redirect(url: String)
        /// An earlier attempt may still be paid, or has been: nobody shall pay twice.
        case heldBack(until: Timestamp)
        case alreadyPaid
        /// Cancelled, replaced or revoked.
        case closed
        case expired
        case unknown
        /// An alarm stands against the contract: people look at it first.
        case frozen
        /// The gateway does not take such an order, and why, for the log.
        case notPayable(reason: String)
    }

    private let database: any SQLDatabase
    private let world: World
    private let gateway: PaymentGateway

    package init(database: any SQLDatabase, world: World, gateway: PaymentGateway) {
        self.database = database
        self.world = world
        self.gateway = gateway
    }

    package func callAsFunction(
        paymentToken: String,
        bankCode: String?,
        language: Language,
        from visitor: Visitor
    ) async throws -> Outcome {
        try await database.write { [world, gateway] connection in
            let time = world.now()
            guard let link = try PaymentLink.find(token: paymentToken, on: connection),
                let request = try PaymentRequest.find(link.request, on: connection),
                let contract = try Contract.find(request.contract, on: connection)
            else { return .unknown }
            switch request.state {
            case .paid: return .alreadyPaid
            case .cancelled, .superseded: return .closed
            case .open: break
            }
            guard link.revokedAt == nil else { return .closed }
            guard time < link.expiresAt else { return .expired }
            let earlier =
                try PaymentAttempt.all(of: request.id, on: connection)
                + PaymentAttempt.live(besides: request.id, on: connection)
            if let live = earlier.first(where: \.isLive) { return .heldBack(until: live.expiresAt) }
            guard try !request.isFrozen(on: connection) else { return .frozen }
            let number = try PaymentAttempt.count(of: contract.id, on: connection) + 1
            let attempt = PaymentAttempt(
                id: world.newID(),
                request: request.id,
                reference: "\(contract.number)-\(number.padded(2))",
                amount: request.amount,
                createdAt: time
            )
            let order = PayOrder(
                reference: attempt.reference,
                amount: attempt.amount,
                information: try request.information(contract, on: connection),
                createdAt: attempt.createdAt,
                expiresAt: attempt.expiresAt,
                address: visitor.address,
                language: language,
                bankCode: bankCode
            )
            let url: String
            do {
                url = try gateway.payURL(order)
            } catch {
                return .notPayable(reason: "\(error)")
            }
            try attempt.insert(terminal: gateway.terminal, payURL: url, on: connection)
            try AuditEntry.record(
                "payment.started",
                on: contract.subject,
                by: .customer("link"),
                ["reference": attempt.reference, "amount_dong": "\(attempt.amount.dong)", "address": visitor.address],
                in: world,
                connection
            )
            return .redirect(url: url)
        }
    }
}

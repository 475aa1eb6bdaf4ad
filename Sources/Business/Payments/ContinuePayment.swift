import Billing
import Contracts
import Journal
package import Kernel
package import People
package import Storage

/// The payer came back from the gateway's page without having paid: the way to the same page, for the same attempt. No
/// second attempt begins, so nothing can be paid twice.
package struct ContinuePayment: Sendable {
    package enum Outcome: Hashable, Sendable {
        case redirect(url: String)
        /// Nothing under way that could be gone on with: the payment page says how it stands.
        case nothingUnderWay
        case unknown
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(paymentToken: String, from visitor: Visitor) async throws -> Outcome {
        try await database.write { [world] connection in
            let time = world.now()
            guard let link = try PaymentLink.find(token: paymentToken, on: connection),
                let request = try PaymentRequest.find(link.request, on: connection),
                let contract = try Contract.find(request.contract, on: connection)
            else { return .unknown }
            guard request.state == .open, link.isLive(at: time),
                let attempt = try PaymentAttempt.all(of: request.id, on: connection).first(where: {
                    $0.isPayable(at: time)
                }), let url = try attempt.payURL(on: connection)
            else { return .nothingUnderWay }
            try AuditEntry.record(
                "payment.continued",
                on: contract.subject,
                by: .customer("link"),
                ["reference": attempt.reference, "address": visitor.address],
                in: world,
                connection
            )
            return .redirect(url: url)
        }
    }
}

import Billing
package import Kernel
package import People
package import Storage

/// The payer's browser comes back from VNPAY. What it carries is kept as evidence and never changes what is paid: the
/// page shows what the database says. When nothing is known yet, the gateway is asked.
package struct TakeReturn: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// Show the page of this link.
        case show(paymentToken: String)
        case forged
        case unknown
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey
    private let gateway: PaymentGateway

    /// How long the notice may take before we ask by ourselves; typical are four to eight seconds.
    private static let patienceSeconds: Int64 = 15

    package init(database: any SQLDatabase, world: World, key: ServerKey, gateway: PaymentGateway) {
        self.database = database
        self.world = world
        self.key = key
        self.gateway = gateway
    }

    package func callAsFunction(rawQuery: String, address: String) async throws -> Outcome {
        let reading = gateway.readNotice(rawQuery)
        return try await database.write { [world, key] connection in
            let time = world.now()
            func keep(_ verdict: String, _ reference: String?) throws {
                try GatewayMessage(
                    channel: .back,
                    raw: rawQuery,
                    address: address,
                    reference: reference,
                    verdict: verdict,
                    claimedReference: reading.claimedReference
                ).insert(in: world, on: connection)
            }
            guard case .genuine(let notice) = reading else {
                try keep("forged", nil)
                return .forged
            }
            guard let attempt = try PaymentAttempt.find(reference: notice.reference, on: connection),
                let link = try PaymentLink.latest(of: attempt.request, on: connection)
            else {
                try keep("unknown", notice.reference)
                return .unknown
            }
            try keep("shown", notice.reference)
            if attempt.isLive {
                let due = time.adding(seconds: Self.patienceSeconds)
                try ResolveAttempt.enqueue(attempt, due: due, at: time, on: connection)
            }
            return .show(paymentToken: link.token(key))
        }
    }
}

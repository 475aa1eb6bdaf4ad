package import Activation
import Alarms
package import Billing
package import Contracts
package import Invoicing
package import Kernel
package import Organisation
import People
package import Statements
package import Storage

/// What stands behind a payment link, all of it read at one moment.
package struct PaymentPage: Hashable, Sendable {
    /// What the payer is told.
    package enum Standing: Hashable, Sendable {
        /// May be paid now. The last attempt, if it was declined, tells why.
        case open(lastDecline: String?)
        /// An attempt is under way or unanswered: nobody shall pay again before `until`; once that has passed, not
        /// before the gateway has answered (`nil`).
        case checking(since: Timestamp, until: Timestamp?, reference: String)
        case paid(GatewayReceipt, reference: String)
        /// The debt stands, and people look at the contract first: nothing can be paid now.
        case frozen
        /// The debt stands, this link is too old.
        case expired
        case cancelled
        case superseded
        case revoked
    }

    /// What there is in place of a link that was closed.
    package enum Successor: Hashable, Sendable {
        /// The customer has a newer letter, with a link that works.
        case sent
        /// The contract has been paid by another link.
        case paid
        /// Nothing: the account manager knows why.
        case none
    }

    package let standing: Standing
    package let request: PaymentRequest
    package let link: PaymentLink
    package let contract: Contract
    package let activations: [LineActivation]
    package let invoice: InvoiceRequest?
    /// The months that are to be paid, the oldest debt first; empty for a contract that is paid beforehand.
    package let statements: [Statement]
    package let successor: Successor
    /// Whom to ask; `nil` for an online order.
    package let accountManager: StaffMember?
}

/// Reads what a payment link shows. `nil` for a token that opens nothing.
package struct FindPaymentPage: Sendable {
    private let database: any SQLDatabase
    private let now: Now

    package init(database: any SQLDatabase, now: @escaping Now) {
        self.database = database
        self.now = now
    }

    package func callAsFunction(paymentToken: String) async throws -> PaymentPage? {
        let time = now()
        return try await database.read { connection in
            guard let link = try PaymentLink.find(token: paymentToken, on: connection),
                let request = try PaymentRequest.find(link.request, on: connection),
                let contract = try Contract.find(request.contract, on: connection)
            else { return nil }
            let statements = try Statement.all(of: request.id, on: connection)
            let attempts = try Self.attempts(for: request, statements, on: connection)
            return PaymentPage(
                standing: try Self.standing(link, request, attempts, at: time).unlessFrozen(request, on: connection),
                request: request,
                link: link,
                contract: contract,
                activations: try LineActivation.all(of: contract.id, on: connection),
                invoice: try InvoiceRequest.original(of: request, on: connection),
                statements: statements,
                successor: try Self.successor(of: link, contract, at: time, on: connection),
                accountManager: try contract.declaration.flatMap {
                    try StaffMember.find($0.accountManager, on: connection)
                }
            )
        }
    }

    /// The request's own attempts, the newest first; before them, one that is under way for the same months, and the
    /// ones that paid all of them, whichever requests led there.
    private static func attempts(
        for request: PaymentRequest,
        _ statements: [Statement],
        on connection: any SQLConnection
    ) throws -> [PaymentAttempt] {
        let own = try PaymentAttempt.all(of: request.id, on: connection)
        let live = try PaymentAttempt.live(besides: request.id, on: connection).filter { $0.request != request.id }
        guard request.state == .superseded, !statements.isEmpty, statements.allSatisfy({ $0.state == .paid }) else {
            return live + own
        }
        return try statements.compactMap { try Payment.of($0.id, on: connection)?.attempt } + own
    }

    private static func successor(
        of link: PaymentLink,
        _ contract: Contract,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> PaymentPage.Successor {
        guard let current = try PaymentRequest.current(of: contract.id, on: connection) else { return .none }
        if current.state == .paid { return .paid }
        guard let latest = try PaymentLink.latest(of: current.id, on: connection), latest.id != link.id,
            latest.revokedAt == nil
        else { return .none }
        return .sent
    }

    private static func standing(
        _ link: PaymentLink,
        _ request: PaymentRequest,
        _ attempts: [PaymentAttempt],
        at time: Timestamp
    ) -> PaymentPage.Standing {
        switch request.state {
        case .cancelled: return .cancelled
        case .superseded where request.purpose == .contract || attempts.allSatisfy({ $0.state.receipt == nil }):
            return .superseded
        case .open, .paid, .superseded: break
        }
        for attempt in attempts {
            if case .paid(let receipt) = attempt.state { return .paid(receipt, reference: attempt.reference) }
        }
        if let live = attempts.first(where: \.isLive) {
            let until = live.state == .redirected && live.expiresAt > time ? live.expiresAt : nil
            return .checking(since: live.createdAt, until: until, reference: live.reference)
        }
        if link.revokedAt != nil { return .revoked }
        if link.expiresAt <= time { return .expired }
        guard case .declined(let code)? = attempts.first?.state else { return .open(lastDecline: nil) }
        return .open(lastDecline: code)
    }
}

extension PaymentPage.Standing {
    /// What could be paid now cannot while an alarm stands against the contract. The rest stays as it is.
    fileprivate func unlessFrozen(_ request: PaymentRequest, on connection: any SQLConnection) throws -> Self {
        switch self {
        case .open: try request.isFrozen(on: connection) ? .frozen : self
        case .checking, .paid, .frozen, .expired, .cancelled, .superseded, .revoked: self
        }
    }
}

extension PaymentRequest {
    /// Whether an alarm stands against its contract, or against another contract whose month it asks for.
    package func isFrozen(on connection: any SQLConnection) throws -> Bool {
        let others = try Statement.all(of: id, on: connection).map { "contract:\($0.contract)" }
        return try !Alarm.frozen(among: ["contract:\(contract)"] + others, on: connection).isEmpty
    }
}

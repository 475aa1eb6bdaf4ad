import Billing
package import Contracts
import Journal
package import Kernel
import Notices
package import Organisation
package import People
package import Storage

/// The account manager hands the contract in (B1): it is frozen, money is owed, and the customer gets the letter with
/// amount and link (B2).
package struct SubmitContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case submitted
        case notAllowed
        case unknown
        /// Changed by somebody since this page was shown.
        case stale
        case alreadySubmitted
        /// The signed paper is missing.
        case noAttachment
        /// Prices, limits or days have moved on since the draft was saved; what, line by line.
        case outdated([DraftChange])
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    package func callAsFunction(_ id: Contract.ID, revision: Int64, by actor: StaffMember) async throws -> Outcome {
        try await database.write { [world, key] connection in
            guard var contract = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.declareContracts, on: contract.belonging) else { return .notAllowed }
            guard contract.state == .draft else { return .alreadySubmitted }
            guard contract.revision == revision else { return .stale }
            guard try !Attachment.all(of: id, on: connection).isEmpty else { return .noAttachment }
            let changes = try contract.changes(on: world.now().day, connection)
            guard changes.isEmpty else { return .outdated(changes) }
            let effects = try contract.apply(.submitted)
            try contract.update(from: .draft, at: world.now(), on: connection)
            try contract.freeze(by: actor, in: world, on: connection)
            try contract.record("contract.submitted", by: actor, in: world, connection)
            try Account.open(for: contract, in: world, on: connection)
            for effect in effects {
                switch effect {
                case .requestPayment: try contract.askForPayment(key, in: world, on: connection)
                case .openApproval: try contract.openApproval(in: world, on: connection)
                case .replacePaymentRequest, .reopenApproval, .activateLines, .considerInvoice, .tellActivated,
                    .withdrawPaymentRequest, .openRefund, .restService, .resumeService, .endService:
                    break  // not effects of handing in
                }
            }
            return .submitted
        }
    }
}

extension Contract {
    /// A request for the whole value, with a link, and the letter that carries it.
    func askForPayment(_ key: ServerKey, in world: World, on connection: any SQLConnection) throws {
        let link = try PaymentRequest.open(for: self, key: key, in: world, on: connection)
        try sendLink(link, in: world, on: connection)
    }

    func sendLink(_ link: PaymentLink, in world: World, on connection: any SQLConnection) throws {
        try Notice.enqueue(
            .paymentLink,
            about: "\(link.id)",
            of: subject,
            to: buyer.recipient,
            in: world,
            on: connection
        )
    }
}

extension Account {
    /// The customer's way into the portal, made when nobody has that address yet.
    fileprivate static func open(
        for contract: Contract,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard let customer = contract.customer, try Account.find(contract.buyer.email, on: connection) == nil else {
            return
        }
        try Account(id: world.newID(), customer: customer, email: contract.buyer.email, passwordHash: nil)
            .insert(at: world.now(), on: connection)
    }
}

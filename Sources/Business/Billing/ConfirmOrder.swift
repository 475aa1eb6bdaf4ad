package import Contracts
import Journal
package import Kernel
package import People
package import Storage

/// The buyer types the code from the letter, or follows its link: the address is proved, the order stands, and money is
/// owed. The buyer gets an account, and is signed in, since the code is what a sign-in link would have been.
package struct ConfirmOrder: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// `session` is `nil` when the order was confirmed before, or by a typed code for an address that has an
        /// account already: six digits prove an order, and are too few to open what others have bought.
        case confirmed(paymentToken: String, session: String?)
        case wrongCode(triesLeft: Int64)
        /// Too old, or tried too often: a new code is needed.
        case codeSpent
        case unknown
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    /// With the code that was typed on the order's page.
    package func callAsFunction(orderToken: String, code: String, from visitor: Visitor) async throws -> Outcome {
        guard let id = Contract.id(ofOrderToken: orderToken, key) else { return .unknown }
        let digits = code.filter { !$0.isWhitespace }
        return try await confirm(id, from: visitor, opensAccount: false) { secret, key in
            ServerKey.matches(secret.code(key), digits)
        }
    }

    /// With the link in the letter.
    package func callAsFunction(linkToken: String, from visitor: Visitor) async throws -> Outcome {
        guard let id = OneTimeSecret.id(ofLinkToken: linkToken, purpose: .confirmEmail, key) else { return .unknown }
        let secret = try await database.read { try OneTimeSecret.find(id, on: $0) }
        guard let secret, let contract = Contract.ID(secret.subject) else { return .unknown }
        return try await confirm(contract, from: visitor, opensAccount: true) { latest, _ in latest.id == id }
    }

    private func confirm(
        _ id: Contract.ID,
        from visitor: Visitor,
        opensAccount: Bool,
        proof: @escaping @Sendable (OneTimeSecret, ServerKey) -> Bool
    ) async throws -> Outcome {
        let sessionToken = world.randomBytes(32).base64URL
        return try await database.write { [world, key] connection in
            let time = world.now()
            guard var contract = try Contract.find(id, on: connection) else { return .unknown }
            guard contract.state == .draft else {
                guard let request = try PaymentRequest.current(of: id, on: connection),
                    let link = try PaymentLink.latest(of: request.id, on: connection)
                else { return .unknown }
                return .confirmed(paymentToken: link.token(key), session: nil)
            }
            guard let secret = try OneTimeSecret.latest(.confirmEmail, subject: "\(id)", on: connection),
                time < secret.expiresAt, secret.tries < OneTimeSecret.triesLimit
            else { return .codeSpent }
            guard proof(secret, key) else {
                try secret.countTry(on: connection)
                let left = OneTimeSecret.triesLimit - secret.tries - 1
                return left > 0 ? .wrongCode(triesLeft: left) : .codeSpent
            }
            try secret.use(at: time, on: connection)
            let isKnown = try Account.find(contract.buyer.email, on: connection) != nil
            let account = try Account.forBuyer(contract.buyer, in: world, on: connection)
            contract.customer = account.customer
            let previous = contract.state
            _ = try contract.apply(.ordered)
            try contract.update(from: previous, at: time, on: connection)
            let link = try PaymentRequest.open(for: contract, key: key, in: world, on: connection)
            try AuditEntry.record(
                "contract.ordered",
                on: contract.subject,
                by: .customer("\(account.id)"),
                ["amount_dong": "\(try contract.totals().total.dong)", "customer": "\(account.customer)"],
                in: world,
                connection
            )
            let paymentToken = link.token(key)
            guard opensAccount || !isKnown else { return .confirmed(paymentToken: paymentToken, session: nil) }
            try Session.open(for: account, token: sessionToken, from: visitor, in: world, on: connection)
            return .confirmed(paymentToken: paymentToken, session: sessionToken)
        }
    }
}

extension PaymentRequest {
    /// Asks for the whole value of a contract, with a first link.
    package static func open(
        for contract: Contract,
        key: ServerKey,
        in world: World,
        on connection: any SQLConnection
    ) throws -> PaymentLink {
        let request = PaymentRequest(
            id: world.newID(),
            contract: contract.id,
            amount: try contract.totals().total,
            createdAt: world.now(),
            due: contract.channel == .declared ? world.now().day.adding(days: termDays) : nil
        )
        try request.insert(on: connection)
        let link = PaymentLink(id: world.newID(), of: request, at: world.now())
        try link.insert(key, on: connection)
        return link
    }
}

extension Account {
    /// The account of a proved address; made, with its customer, when there is none.
    fileprivate static func forBuyer(
        _ buyer: Buyer,
        in world: World,
        on connection: any SQLConnection
    ) throws -> Account {
        if let known = try Account.find(buyer.email, on: connection) { return known }
        let customer = Customer(
            id: world.newID(),
            kind: .individual,
            name: buyer.name,
            contact: (buyer.email, buyer.phone, buyer.address),
            language: buyer.language
        )
        try customer.insert(at: world.now(), on: connection)
        let account = Account(id: world.newID(), customer: customer.id, email: buyer.email, passwordHash: nil)
        try account.insert(at: world.now(), on: connection)
        return account
    }
}

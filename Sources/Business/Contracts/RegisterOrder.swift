import Catalogue
import Journal
package import Kernel
package import Notices
package import People
package import Storage

/// A person orders a plan online (step A1). Nothing is owed yet: first the e-mail address has to be proved.
package struct RegisterOrder: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The token opens the page that asks for the code; a letter with the code is on its way.
        case registered(orderToken: String)
        case mistakes([OrderForm.Field: OrderForm.Mistake])
        /// Withdrawn, unknown, or sold to enterprises by contract only.
        case notOnSale
        case tooMany
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey
    private let termsVersion: String

    package init(database: any SQLDatabase, world: World, key: ServerKey, termsVersion: String) {
        self.database = database
        self.world = world
        self.key = key
        self.termsVersion = termsVersion
    }

    /// - Parameter idempotencyKey: From the form: the same form sent twice orders once.
    package func callAsFunction(
        _ form: OrderForm,
        idempotencyKey: String,
        from visitor: Visitor
    ) async throws -> Outcome {
        let (checked, mistakes) = form.buyer(currentTerms: termsVersion)
        guard let buyer = checked else { return .mistakes(mistakes) }
        let once = IdempotencyKey(
            scope: "order",
            key: idempotencyKey,
            inputHash: ServerKey.digest("\(form)")
        )
        return try await database.write { [world, key, termsVersion] connection in
            let time = world.now()
            if case .repeated(let token) = try once.check(on: connection) { return .registered(orderToken: token) }
            let byVisitor = try Throttle.ordersByAddress.allow(visitor.network, at: time, on: connection)
            let byEmail = try Throttle.codesByEmail.allow(buyer.email.description, at: time, on: connection)
            guard byVisitor, byEmail else { return .tooMany }
            guard let offer = try PlanOffer.find(form.planCode, on: time.day, connection: connection),
                offer.forIndividuals
            else { return .notOnSale }
            let contract = Contract(
                id: world.newID(),
                number: Contract.onlineNumber(in: world),
                channel: .online,
                kind: .new,
                payment: .prepaid,
                customer: nil,
                buyer: buyer,
                lines: [try ContractLine(id: world.newID(), offer: offer, quantity: 1)],
                terms: AcceptedTerms(version: termsVersion, acceptedAt: time),
                state: .draft,
                createdAt: time,
                startsOn: nil,
                endsOn: nil
            )
            try contract.insert(on: connection)
            try contract.sendCode(in: world, on: connection)
            try AuditEntry.record(
                "contract.registered",
                on: contract.subject,
                by: .customer(buyer.email.description),
                ["number": contract.number, "plan": offer.code, "terms": termsVersion, "address": visitor.address],
                in: world,
                connection
            )
            let token = contract.orderToken(key)
            if case .first = try once.check(on: connection) { try once.keep(answer: token, at: time, on: connection) }
            return .registered(orderToken: token)
        }
    }
}

extension Contract {
    /// The last part of the address of an order that is not yet confirmed.
    func orderToken(_ key: ServerKey) -> String { "\(id).\(key.token("order", "\(id)"))" }

    /// The contract that an order token names, if its proof holds.
    package static func id(ofOrderToken token: String, _ key: ServerKey) -> Contract.ID? {
        let parts = token.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let id = Contract.ID(parts[0]),
            ServerKey.matches(String(parts[1]), key.token("order", "\(id)"))
        else { return nil }
        return id
    }

    /// Mails a new code for the buyer's address.
    func sendCode(in world: World, on connection: any SQLConnection) throws {
        let secret = OneTimeSecret(
            id: world.newID(),
            purpose: .confirmEmail,
            email: buyer.email.description,
            subject: "\(id)",
            at: world.now()
        )
        try secret.insert(on: connection)
        try Notice.enqueue(
            .confirmEmail,
            about: "\(secret.id)",
            to: buyer.recipient,
            in: world,
            on: connection
        )
    }
}

extension Buyer {
    package var recipient: Notice.Recipient {
        Notice.Recipient(email: email.description, name: name, language: language)
    }
}

/// The order's page before the address is confirmed, and sending the code again.
package struct PendingOrder: Sendable {
    package enum Resend: Hashable, Sendable { case sent, tooSoon(secondsLeft: Int64), tooMany, unknown }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    /// The order, until when its newest code is good, and whether that code is spent.
    package func find(
        orderToken: String
    ) async throws -> (contract: Contract, codeUntil: Timestamp?, isCodeSpent: Bool)? {
        guard let id = Contract.id(ofOrderToken: orderToken, key) else { return nil }
        let time = world.now()
        return try await database.read { connection in
            guard let contract = try Contract.find(id, on: connection) else { return nil }
            let code = try OneTimeSecret.latest(.confirmEmail, subject: "\(id)", on: connection)
            let isSpent = code.map { $0.tries >= OneTimeSecret.triesLimit || $0.expiresAt <= time } ?? true
            return (contract, code?.expiresAt, isSpent)
        }
    }

    /// Not more than once a minute, not more than six times an hour.
    package func resendCode(orderToken: String) async throws -> Resend {
        guard let id = Contract.id(ofOrderToken: orderToken, key) else { return .unknown }
        return try await database.write { [world] connection in
            guard let contract = try Contract.find(id, on: connection), contract.state == .draft else {
                return .unknown
            }
            let time = world.now()
            let latest = try OneTimeSecret.latest(.confirmEmail, subject: "\(id)", on: connection)
            let sinceLatest = latest.map { time.milliseconds(since: $0.createdAt) } ?? .max
            guard sinceLatest >= 60_000 else { return .tooSoon(secondsLeft: (60_000 - sinceLatest + 999) / 1_000) }
            let inLastHour = try OneTimeSecret.count(
                .confirmEmail,
                subject: "\(id)",
                since: time.adding(hours: -1),
                on: connection
            )
            let email = contract.buyer.email.description
            guard inLastHour < 6, try Throttle.codesByEmail.allow(email, at: time, on: connection) else {
                return .tooMany
            }
            try contract.sendCode(in: world, on: connection)
            return .sent
        }
    }
}

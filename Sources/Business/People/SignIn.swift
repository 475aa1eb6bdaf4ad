import Journal
package import Kernel
import Notices
package import Storage

/// Signs in by password. A wrong address and a wrong password look and take the same.
package struct SignInWithPassword: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The token belongs in a cookie; only its digest is kept.
        case signedIn(token: String)
        case wrong
        case tooMany
    }

    private let database: any SQLDatabase
    private let world: World
    private let passwords: PasswordHashing

    package init(database: any SQLDatabase, world: World, passwords: PasswordHashing) {
        self.database = database
        self.world = world
        self.passwords = passwords
    }

    package func callAsFunction(email: String, password: String, from visitor: Visitor) async throws -> Outcome {
        let time = world.now()
        let address = EmailAddress(email)
        let subject = address?.description ?? "?"
        // Counted before it is looked at, so that a hundred at once are a hundred; a right password is taken back.
        let (allowed, account) = try await database.write { connection in
            let byAddress = try Throttle.signInByAddress.allow(visitor.network, at: time, on: connection)
            let byEmail = try Throttle.signInByEmail.allow(subject, at: time, on: connection)
            return (byAddress && byEmail, try address.flatMap { try Account.find($0, on: connection) })
        }
        guard allowed else { return .tooMany }
        let hash = account?.passwordHash
        let right = await passwords.verify(password, hash ?? Self.decoy)
        guard right, hash != nil, let account else {
            try await database.write { [world] connection in
                try AuditEntry.record(
                    "sign_in.refused",
                    on: "account:\(subject)",
                    by: .customer(subject),
                    ["address": visitor.address],
                    in: world,
                    connection
                )
            }
            return .wrong
        }
        let token = world.randomBytes(32).base64URL
        try await database.write { [world] connection in
            // Only this one: what was guessed wrong before still counts.
            try Throttle.signInByAddress.takeBack(visitor.network, at: time, on: connection)
            try Throttle.signInByEmail.takeBack(subject, at: time, on: connection)
            try Session.open(for: account, token: token, from: visitor, in: world, on: connection)
        }
        return .signedIn(token: token)
    }

    /// Checked when there is no such account, so that the answer takes as long: the hash of a password nobody has.
    package static let decoy =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b/dWRWJTmaasRwVbMEdPvzdUL4"
}

extension Session {
    /// Opens a session, in the caller's transaction.
    package static func open(
        for account: Account,
        token: String,
        from visitor: Visitor,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard let customer = try Customer.find(account.customer, on: connection) else { return }
        let session = Session(
            id: world.newID(),
            account: account,
            customer: customer,
            from: visitor,
            at: world.now()
        )
        try session.insert(tokenDigest: ServerKey.digest(token), on: connection)
        try AuditEntry.record(
            "sign_in.done",
            on: "account:\(account.id)",
            by: .customer("\(account.id)"),
            ["address": visitor.address, "device": session.device],
            in: world,
            connection
        )
    }
}

/// Mails a link that signs in once. Says the same whether or not the address is known.
package struct SendSignInLink: Sendable {
    package enum Outcome: Hashable, Sendable { case sentIfKnown, badAddress, tooMany }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(email: String, language: Language, from visitor: Visitor) async throws -> Outcome {
        guard let address = EmailAddress(email) else { return .badAddress }
        return try await database.write { [world] connection in
            let time = world.now()
            guard try Throttle.lettersByAddress.allow(visitor.network, at: time, on: connection) else {
                return .tooMany
            }
            guard try Throttle.linkByEmail.allow(address.description, at: time, on: connection) else { return .tooMany }
            guard let account = try Account.find(address, on: connection),
                let customer = try Customer.find(account.customer, on: connection)
            else { return .sentIfKnown }
            let secret = OneTimeSecret(
                id: world.newID(),
                purpose: .signIn,
                email: address.description,
                subject: address.description,
                at: time
            )
            try secret.insert(on: connection)
            try Notice.enqueue(
                .signInLink,
                about: "\(secret.id)",
                to: Notice.Recipient(email: address.description, name: customer.name, language: language),
                in: world,
                on: connection
            )
            return .sentIfKnown
        }
    }
}

/// Follows the e-mailed link.
package struct UseSignInLink: Sendable {
    package enum Outcome: Hashable, Sendable {
        case signedIn(token: String)
        /// Used already, too old, or never ours.
        case invalid
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    package func callAsFunction(linkToken: String, from visitor: Visitor) async throws -> Outcome {
        guard let id = OneTimeSecret.id(ofLinkToken: linkToken, purpose: .signIn, key) else { return .invalid }
        let token = world.randomBytes(32).base64URL
        return try await database.write { [world] connection in
            let time = world.now()
            guard let secret = try OneTimeSecret.find(id, on: connection), secret.purpose == .signIn,
                secret.usedAt == nil, time < secret.expiresAt, let address = EmailAddress(secret.email),
                let account = try Account.find(address, on: connection)
            else { return .invalid }
            try secret.use(at: time, on: connection)
            try Session.open(for: account, token: token, from: visitor, in: world, on: connection)
            return .signedIn(token: token)
        }
    }
}

import Journal
package import Kernel
package import Storage

/// Who a session cookie belongs to, and the sessions of an account.
package struct Sessions: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// The live session of a cookie's token. Notes that it was seen, at most every five minutes.
    package func find(token: String) async throws -> Session? {
        let digest = ServerKey.digest(token)
        let time = world.now()
        let session = try await database.read { try Session.find(tokenDigest: digest, on: $0) }
        guard let session, session.isLive(at: time) else { return nil }
        if time.milliseconds(since: session.seenAt) > 300_000 {
            try await database.write { try session.see(at: time, on: $0) }
        }
        return session
    }

    package func live(of account: Account.ID) async throws -> [Session] {
        let time = world.now()
        return try await database.read { try Session.live(of: account, at: time, on: $0) }
    }

    /// Ends a session of this account; false when there was none to end.
    package func revoke(_ id: Session.ID, of account: Account.ID) async throws -> Bool {
        try await database.write { [world] connection in
            guard try Session.revoke(id, of: account, at: world.now(), on: connection) else { return false }
            try AuditEntry.record(
                "session.revoked",
                on: "account:\(account)",
                by: .customer("\(account)"),
                ["session": "\(id)"],
                in: world,
                connection
            )
            return true
        }
    }
}

/// A customer's own details, and changing them.
package struct OwnDetails: Sendable {
    package enum Outcome: Hashable, Sendable { case saved, badName, badPhone, badAddress }
    package enum PasswordOutcome: Hashable, Sendable { case saved, tooShort, wrongCurrent, tooMany }

    private let database: any SQLDatabase
    private let world: World
    private let passwords: PasswordHashing

    package init(database: any SQLDatabase, world: World, passwords: PasswordHashing) {
        self.database = database
        self.world = world
        self.passwords = passwords
    }

    package func find(_ account: Account.ID) async throws -> (customer: Customer, hasPassword: Bool)? {
        try await database.read { connection in
            guard let account = try Account.find(account, on: connection),
                let customer = try Customer.find(account.customer, on: connection)
            else { return nil }
            return (customer, account.passwordHash != nil)
        }
    }

    package func update(
        _ account: Account.ID,
        name: String,
        phone: String,
        address: String,
        language: Language
    ) async throws -> Outcome {
        let name = name.trimmed
        let address = address.trimmed
        guard (2...100).contains(name.count) else { return .badName }
        guard let phone = PhoneNumber(phone) else { return .badPhone }
        guard (5...300).contains(address.count) else { return .badAddress }
        try await database.write { [world] connection in
            guard let account = try Account.find(account, on: connection),
                var customer = try Customer.find(account.customer, on: connection)
            else { return }
            customer.name = name
            customer.phone = phone
            customer.address = address
            customer.language = language
            try customer.update(at: world.now(), on: connection)
            try AuditEntry.record(
                "customer.changed",
                on: "customer:\(customer.id)",
                by: .customer("\(account.id)"),
                in: world,
                connection
            )
        }
        return .saved
    }

    /// Sets or changes the password; the current one is asked when there is one. Twelve characters or more, and not
    /// the same few again and again. Every other session of the account ends.
    package func setPassword(
        _ account: Account.ID,
        current: String,
        new: String,
        keeping session: Session.ID
    ) async throws -> PasswordOutcome {
        guard PasswordRule.holds(new) else { return .tooShort }
        let known = try await database.read { try Account.find(account, on: $0) }
        if let hash = known?.passwordHash {
            let time = world.now()
            // Counted before it is looked at; a right one is taken back.
            let isAllowed = try await database.write {
                try Throttle.currentPassword.allow("\(account)", at: time, on: $0)
            }
            guard isAllowed else { return .tooMany }
            guard await passwords.verify(current, hash) else { return .wrongCurrent }
            try await database.write { try Throttle.currentPassword.takeBack("\(account)", at: time, on: $0) }
        }
        let hash = try await passwords.hash(new)
        try await database.write { [world] connection in
            guard let account = try Account.find(account, on: connection) else { return }
            try account.setPasswordHash(hash, on: connection)
            try Session.revokeAll(of: account.id, but: session, at: world.now(), on: connection)
            try AuditEntry.record(
                "password.set",
                on: "account:\(account.id)",
                by: .customer("\(account.id)"),
                in: world,
                connection
            )
        }
        return .saved
    }
}

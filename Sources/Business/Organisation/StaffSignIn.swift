package import Authenticator
import Journal
package import Kernel
package import People
package import Storage

/// Signs staff in: a password, and for whoever decides about money or contracts a code from an authenticator as well.
package struct StaffSignIn: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The token belongs in a cookie; only its digest is kept.
        case signedIn(token: String)
        /// The password was right; the challenge goes back with the code.
        case codeNeeded(challenge: String)
        /// The password was right, and this person needs an authenticator and has none yet.
        case enrolmentNeeded(challenge: String)
        case wrong
        /// Too many wrong tries: no code is looked at until then. Said only after the right password; the first step
        /// says `wrong` of a locked account as of one that does not exist.
        case locked(until: Timestamp)
        /// Too many wrong tries from this network address.
        case tooMany
        /// The challenge is too old, or never was ours: begin again.
        case stale
    }

    static let triesLimit: Int64 = 5
    static let lockMinutes: Int64 = 15
    /// How long somebody may look for the telephone.
    private static let challengeMinutes: Int64 = 10

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey
    private let passwords: PasswordHashing

    package init(database: any SQLDatabase, world: World, key: ServerKey, passwords: PasswordHashing) {
        self.database = database
        self.world = world
        self.key = key
        self.passwords = passwords
    }

    package func callAsFunction(email: String, password: String, from visitor: Visitor) async throws -> Outcome {
        let time = world.now()
        let address = EmailAddress(email)
        // Counted before it is looked at, so that a hundred at once are a hundred; a right password is taken back.
        let (allowed, member) = try await database.write { connection in
            (
                try Throttle.staffSignInByAddress.allow(visitor.network, at: time, on: connection),
                try address.flatMap { try StaffMember.find($0, on: connection) }
            )
        }
        guard allowed else { return .tooMany }
        let hash = member?.passwordHash
        let right = await passwords.verify(password, hash ?? SignInWithPassword.decoy)
        let isIn = try await database.write { connection in
            let lock = try member?.lockedUntil(at: time, on: connection)
            guard right, hash != nil, let member, member.state == .active, lock == nil else {
                let email = address?.description ?? "?"
                try refuse(member, email: email, counts: lock == nil, from: visitor, on: connection)
                return false
            }
            try Throttle.staffSignInByAddress.takeBack(visitor.network, at: time, on: connection)
            return true
        }
        guard isIn, let member else { return .wrong }
        if member.secondFactor.isConfirmed { return .codeNeeded(challenge: challenge(member)) }
        if member.mustHaveSecondFactor { return .enrolmentNeeded(challenge: challenge(member)) }
        return .signedIn(token: try await open(member, from: visitor))
    }

    /// The second step, for somebody whose authenticator is known.
    package func callAsFunction(challenge: String, code: String, from visitor: Visitor) async throws -> Outcome {
        try await finish(challenge, code, from: visitor, enrolling: false)
    }

    /// The second step, for somebody who has just scanned the QR code: the code proves that it worked.
    package func enrol(challenge: String, code: String, from visitor: Visitor) async throws -> Outcome {
        try await finish(challenge, code, from: visitor, enrolling: true)
    }

    /// What the enrolment page shows: the address for the QR code, and the secret for typing.
    package func enrolment(
        challenge: String,
        issuer: String
    ) async throws -> (address: String, secret: String)? {
        guard let member = try await member(of: challenge), !member.secondFactor.isConfirmed else { return nil }
        let code = member.authenticator(key)
        return (code.address(issuer: issuer, account: member.email.description), code.typed)
    }

    private func finish(
        _ challenge: String,
        _ code: String,
        from visitor: Visitor,
        enrolling: Bool
    ) async throws -> Outcome {
        guard let member = try await member(of: challenge) else { return .stale }
        let time = world.now()
        let refusal = try await database.write { [key] connection -> Outcome? in
            guard let current = try StaffMember.find(member.id, on: connection) else { return .stale }
            if let lock = try current.lockedUntil(at: time, on: connection) { return .locked(until: lock) }
            guard current.state == .active, current.secondFactor.isConfirmed != enrolling else { return .stale }
            let factor = current.secondFactor
            guard let step = current.authenticator(key).step(of: code, at: time, after: factor.spentStep) else {
                // Counted where it is looked at: a hundred codes sent at once are five tries.
                let email = current.email.description
                try refuse(current, email: email, counts: true, from: visitor, on: connection)
                // A wrong code is a failure of this network address as a wrong password is.
                _ = try Throttle.staffSignInByAddress.allow(visitor.network, at: time, on: connection)
                return .wrong
            }
            try current.setSecondFactor(
                SecondFactor(generation: factor.generation, isConfirmed: true, spentStep: step),
                at: time,
                on: connection
            )
            return nil
        }
        if let refusal { return refusal }
        return .signedIn(token: try await open(member, from: visitor))
    }

    private func open(_ member: StaffMember, from visitor: Visitor) async throws -> String {
        let token = world.randomBytes(32).base64URL
        try await database.write { [world] connection in
            try member.forgiveFailures(on: connection)
            let session = StaffSession(member, from: visitor, in: world)
            try session.insert(tokenDigest: ServerKey.digest(token), on: connection)
            try AuditEntry.record(
                "sign_in.done",
                on: member.subject,
                by: .staff(member.actorID),
                ["address": visitor.address, "device": session.device],
                in: world,
                connection
            )
        }
        return token
    }

    private func refuse(
        _ member: StaffMember?,
        email: String,
        counts: Bool,
        from visitor: Visitor,
        on connection: any SQLConnection
    ) throws {
        let time = world.now()
        let until = time.adding(minutes: Self.lockMinutes)
        if counts { try member?.countFailure(at: time, lockedUntil: until, limit: Self.triesLimit, on: connection) }
        try AuditEntry.record(
            "sign_in.refused",
            on: member?.subject ?? "staff:\(email)",
            by: .staff(email),
            ["address": visitor.address],
            in: world,
            connection
        )
    }

    // MARK: The challenge

    /// Proof of the first step: whose, until when. Nothing is stored.
    private func challenge(_ member: StaffMember) -> String {
        let until = world.now().adding(minutes: Self.challengeMinutes).milliseconds
        return "\(member.id).\(until).\(key.token("staff_challenge", "\(member.id).\(until)"))"
    }

    private func member(of challenge: String) async throws -> StaffMember? {
        let parts = challenge.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count == 3, let id = StaffMember.ID(parts[0]), let until = Int64(parts[1]),
            ServerKey.matches(parts[2], key.token("staff_challenge", "\(id).\(until)")),
            world.now().milliseconds < until
        else { return nil }
        return try await database.read { try StaffMember.find(id, on: $0) }
    }
}

extension StaffMember {
    /// The generator of this person's codes.
    package func authenticator(_ key: ServerKey) -> TOTP {
        TOTP(secret: key.secret("totp", "\(id)/\(secondFactor.generation)", count: 20))
    }
}

extension StaffSession {
    init(_ member: StaffMember, from visitor: Visitor, in world: World) {
        let time = world.now()
        id = world.newID()
        staff = member.id
        device = String(visitor.device.prefix(200))
        address = visitor.address
        createdAt = time
        seenAt = time
        expiresAt = time.adding(hours: Self.lifetimeHours)
        isRevoked = false
    }
}

/// Who a staff cookie belongs to, and the sessions of a person.
package struct StaffSessions: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// The person of a cookie's token, with what the frame shows. Notes that the session was seen, once a minute.
    package func find(token: String) async throws -> SignedInStaff? {
        let digest = ServerKey.digest(token)
        let time = world.now()
        let found = try await database.read { connection -> SignedInStaff? in
            guard let session = try StaffSession.find(tokenDigest: digest, on: connection), session.isLive(at: time),
                let member = try StaffMember.find(session.staff, on: connection), member.state == .active,
                // Whoever needs an authenticator and has none is led to set one up, by signing in again.
                member.secondFactor.isConfirmed || !member.mustHaveSecondFactor
            else { return nil }
            return SignedInStaff(
                member: member,
                session: session,
                waiting: try InboxItem.unread(of: member.id, on: connection)
            )
        }
        if let session = found?.session, time.milliseconds(since: session.seenAt) > 60_000 {
            try await database.write { try session.see(at: time, on: $0) }
        }
        return found
    }

    package func live(of member: StaffMember) async throws -> [StaffSession] {
        let time = world.now()
        return try await database.read { connection in
            try StaffSession.all(of: member.id, since: time, on: connection).filter { $0.isLive(at: time) }
        }
    }

    /// Ends a session of this person; false when there was none to end.
    package func revoke(_ id: StaffSession.ID, of member: StaffMember) async throws -> Bool {
        try await database.write { [world] connection in
            guard try StaffSession.revoke(id, of: member.id, at: world.now(), on: connection) else { return false }
            try AuditEntry.record(
                "session.revoked",
                on: member.subject,
                by: .staff(member.actorID),
                ["session": "\(id)"],
                in: world,
                connection
            )
            return true
        }
    }
}

/// A person at the staff pages.
package struct SignedInStaff: Hashable, Sendable {
    package let member: StaffMember
    package let session: StaffSession
    /// Unread news and open tasks.
    package let waiting: Int64
}

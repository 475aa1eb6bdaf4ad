import Journal
package import Kernel
package import People
package import Storage

/// Issues tokens of the API, and takes them back.
package struct KeepTokens: Sendable {
    package struct Form: Hashable, Sendable {
        package var name = ""
        /// For whom the token acts.
        package var staff: StaffMember.ID
        package var scopes: Set<Action> = []
        package var days: Int64 = 90
        package init(staff: StaffMember.ID) { self.staff = staff }
    }

    package enum Field: String, Hashable, Sendable, CaseIterable { case name, scopes, days }
    package enum Mistake: Hashable, Sendable {
        case missing, tooLong
        /// From one day to a year.
        case outOfRange
        /// More than the person may do.
        case beyondRights
        /// Approvals and delegations: only the person asks for them.
        case personal
    }

    package enum Outcome: Hashable, Sendable {
        /// The text is shown once, here, and never again.
        case issued(APIToken.ID, text: String)
        case revoked
        case mistakes([Field: Mistake])
        /// The person has as many tokens as one may have.
        case tooMany
        case notAllowed
        case unknown
    }

    /// Who asks: somebody at the pages, or whoever has the machine.
    package enum Issuer: Hashable, Sendable {
        case person(StaffMember)
        case commandLine
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func issue(_ form: Form, by issuer: Issuer) async throws -> Outcome {
        let secret = world.randomBytes(32).base64URL
        return try await database.write { [world] connection in
            guard let member = try StaffMember.find(form.staff, on: connection), member.state != .suspended else {
                return .unknown
            }
            guard issuer.mayKeepTokens(of: member.id) else { return .notAllowed }
            let mistakes = form.mistakes(for: member, by: issuer)
            guard mistakes.isEmpty else { return .mistakes(mistakes) }
            let time = world.now()
            let live = try APIToken.all(of: member.id, on: connection).filter { $0.isLive(at: time) }
            guard live.count < APIToken.liveLimit else { return .tooMany }
            let token = APIToken(
                id: world.newID(),
                name: form.name.trimmed,
                staff: member.id,
                scopes: form.scopes,
                createdBy: issuer.member?.id,
                createdAt: time,
                expiresAt: time.adding(days: form.days),
                revokedAt: nil,
                lastUsedAt: nil
            )
            try token.insert(digest: ServerKey.digest(secret), on: connection)
            try token.record("api_token.issued", by: issuer, in: world, connection)
            // Whoever is acted for knows of it, also when somebody else has made the token.
            if issuer.member?.id != member.id {
                try InboxMessage(
                    .tokenIssued,
                    about: token.subject,
                    fact: "\(token.id)",
                    detail: "\(token.name) · \(issuer.member?.name ?? "qldv token")"
                ).put(to: [member.id], in: world, on: connection)
            }
            return .issued(token.id, text: token.text(secret: secret))
        }
    }

    package func revoke(_ id: APIToken.ID, by issuer: Issuer) async throws -> Outcome {
        try await database.write { [world] connection in
            guard let token = try APIToken.find(id, on: connection) else { return .unknown }
            guard issuer.mayKeepTokens(of: token.staff) else { return .notAllowed }
            guard try token.revoke(at: world.now(), on: connection) else { return .revoked }
            try token.record("api_token.revoked", by: issuer, in: world, connection)
            return .revoked
        }
    }

    /// What this person sees: everybody's for whoever looks after the access of programs, otherwise one's own.
    package func list(for reader: StaffMember) async throws -> [(token: APIToken, staff: StaffMember)] {
        let owner = reader.may(.manageAPIAccess) ? nil : reader.id
        return try await database.read { connection in
            try APIToken.all(of: owner, on: connection).compactMap { token in
                try StaffMember.find(token.staff, on: connection).map { (token, $0) }
            }
        }
    }
}

extension KeepTokens.Issuer {
    var member: StaffMember? {
        switch self {
        case .person(let member): member
        case .commandLine: nil
        }
    }

    func mayKeepTokens(of staff: StaffMember.ID) -> Bool {
        switch self {
        case .person(let member): member.id == staff || member.may(.manageAPIAccess)
        case .commandLine: true
        }
    }
}

extension KeepTokens.Form {
    func mistakes(
        for member: StaffMember,
        by issuer: KeepTokens.Issuer
    ) -> [KeepTokens.Field: KeepTokens.Mistake] {
        var mistakes: [KeepTokens.Field: KeepTokens.Mistake] = [:]
        if name.trimmed.count < 2 { mistakes[.name] = .missing }
        if name.count > 100 { mistakes[.name] = .tooLong }
        if !(1...APIToken.longestDays).contains(days) { mistakes[.days] = .outOfRange }
        let isForAnother = issuer.member.map { $0.id != member.id } ?? false
        if scopes.isEmpty {
            mistakes[.scopes] = .missing
        } else if !scopes.allSatisfy({ $0.isForPrograms && member.may($0) }) {
            mistakes[.scopes] = .beyondRights
        } else if isForAnother, scopes.contains(where: \.isPersonal) {
            mistakes[.scopes] = .personal
        }
        return mistakes
    }
}

extension APIToken {
    fileprivate func record(
        _ action: String,
        by issuer: KeepTokens.Issuer,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: subject,
            by: issuer.member.map { .staff($0.actorID) } ?? .system,
            [
                "name": name, "staff": "\(staff)", "expires": expiresAt.iso8601,
                "scopes": scopes.map(\.rawValue).sorted().joined(separator: ","),
            ],
            in: world,
            connection
        )
    }
}

/// Whom a token lets in.
package struct APICaller: Hashable, Sendable {
    package let token: APIToken
    /// The person, with no more rights than the token's scopes leave.
    package let member: StaffMember
}

/// Recognises a program by its token.
package struct AdmitProgram: Sendable {
    package enum Outcome: Hashable, Sendable {
        case admitted(APICaller)
        /// No token, a wrong one, an expired or revoked one, or its person may not sign in.
        case refused
        case tooMany(retryAfterSeconds: Int64)
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Parameter address: Whose wrong tokens are counted together.
    package func callAsFunction(token text: String?, from address: String) async throws -> Outcome {
        try await database.write { [world] connection in
            let time = world.now()
            guard let caller = try Self.caller(text, at: time, on: connection) else {
                let isBearable = try Throttle.wrongTokensByAddress.allow(
                    Visitor.network(of: address),
                    at: time,
                    on: connection
                )
                return isBearable ? .refused : .tooMany(retryAfterSeconds: Throttle.wrongTokensByAddress.rest(at: time))
            }
            guard try Throttle.callsByToken.allow("\(caller.token.id)", at: time, on: connection) else {
                return .tooMany(retryAfterSeconds: Throttle.callsByToken.rest(at: time))
            }
            let seen = caller.token.lastUsedAt
            if seen.map({ time.milliseconds(since: $0) > 60_000 }) ?? true {
                try caller.token.noteUse(at: time, on: connection)
            }
            return .admitted(caller)
        }
    }

    private static func caller(
        _ text: String?,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> APICaller? {
        guard let parts = text.flatMap(APIToken.parts(of:)),
            let token = try APIToken.find(parts.id, digest: ServerKey.digest(parts.secret), on: connection),
            token.isLive(at: time), let member = try StaffMember.find(token.staff, on: connection),
            member.state == .active
        else { return nil }
        return APICaller(token: token, member: member.limited(to: token.scopes.union([.ownDesk])))
    }
}

extension Throttle {
    /// What a busy program needs, fifty calls a second, and no more.
    package static let callsByToken = Throttle(name: "api_token", limit: 3_000, windowMinutes: 1)
    fileprivate static let wrongTokensByAddress = Throttle(name: "api_wrong_token", limit: 60, windowMinutes: 15)

    /// Seconds until the next window begins.
    fileprivate func rest(at time: Timestamp) -> Int64 {
        (windowMilliseconds - time.milliseconds % windowMilliseconds) / 1_000 + 1
    }
}

package import Kernel

/// Somebody signed in on one device. Listed to its owner and revocable.
package struct Session: Hashable, Sendable {
    package typealias ID = Kernel.ID<Session>

    package let id: ID
    package let account: Account.ID
    package let customer: Customer.ID
    package let email: String
    package let name: String
    package let language: Language
    /// What the browser calls itself.
    package let device: String
    /// The network address it was opened from.
    package let address: String
    package let createdAt: Timestamp
    package let seenAt: Timestamp
    package let expiresAt: Timestamp
    package let isRevoked: Bool

    package static let lifetimeDays: Int64 = 14

    package func isLive(at time: Timestamp) -> Bool { !isRevoked && time < expiresAt }

    init(id: ID, account: Account, customer: Customer, from visitor: Visitor, at time: Timestamp) {
        self.id = id
        self.account = account.id
        self.customer = customer.id
        email = account.email.description
        name = customer.name
        language = customer.language
        device = String(visitor.device.prefix(200))
        address = visitor.address
        createdAt = time
        seenAt = time
        expiresAt = time.adding(days: Self.lifetimeDays)
        isRevoked = false
    }
}

/// Who is at the other end of a request, as far as the network tells.
package struct Visitor: Hashable, Sendable {
    package let address: String
    package let device: String

    package init(address: String, device: String) {
        self.address = address
        self.device = device
    }

    /// Whose tries are counted together: an IPv4 address, or the 64 bits that one line of IPv6 has for itself.
    package var network: String { Self.network(of: address) }

    package static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        // `::` stands once, for as many groups of nothing as are missing to eight.
        let bare = address.split(separator: "%", maxSplits: 1).first ?? ""
        let halves = bare.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let ends = halves.map { $0.split(separator: ":").map { $0.lowercased() } }
        let missing = max(0, 8 - ends.reduce(0) { $0 + $1.count })
        let middle = halves.count == 2 ? Array(repeating: "0", count: missing) : []
        let groups = (ends.first ?? []) + middle + (ends.count == 2 ? ends[1] : [])
        return groups.prefix(4).map { String($0.drop { $0 == "0" }) }.map { $0.isEmpty ? "0" : $0 }.joined(
            separator: ":"
        )
            + "::/64"
    }
}

/// Proof of an e-mail address: a code to type or a link to follow, derived from the server's key and this row's
/// identifier, good once and for a short time.
package struct OneTimeSecret: Hashable, Sendable {
    package typealias ID = Kernel.ID<OneTimeSecret>
    package enum Purpose: String, Hashable, Sendable {
        case confirmEmail = "confirm_email"
        case signIn = "sign_in"
    }

    package let id: ID
    package let purpose: Purpose
    package let email: String
    /// What it opens: an order's identifier, or the address itself.
    package let subject: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    package let tries: Int64
    package let usedAt: Timestamp?

    package static let triesLimit: Int64 = 5
    package static let lifetimeMinutes: Int64 = 30

    package init(id: ID, purpose: Purpose, email: String, subject: String, at time: Timestamp) {
        self.id = id
        self.purpose = purpose
        self.email = email
        self.subject = subject
        createdAt = time
        expiresAt = time.adding(minutes: Self.lifetimeMinutes)
        tries = 0
        usedAt = nil
    }

    /// The six digits in the letter.
    package func code(_ key: ServerKey) -> String { key.code(purpose.rawValue, "\(id)") }

    /// The last part of the link in the letter: which secret, and the proof.
    package func linkToken(_ key: ServerKey) -> String { "\(id).\(key.token(purpose.rawValue, "\(id)"))" }

    /// The secret that a link token names, if its proof holds.
    package static func id(ofLinkToken token: String, purpose: Purpose, _ key: ServerKey) -> ID? {
        let parts = token.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let id = ID(parts[0]),
            ServerKey.matches(String(parts[1]), key.token(purpose.rawValue, "\(id)"))
        else { return nil }
        return id
    }
}

/// At most so many in a window of time, per subject. Kept in the database, so that several servers count together.
package struct Throttle: Hashable, Sendable {
    package let name: String
    package let limit: Int64
    package let windowMilliseconds: Int64

    package init(name: String, limit: Int64, windowMinutes: Int64) {
        self.name = name
        self.limit = limit
        windowMilliseconds = windowMinutes * 60_000
    }

    package static let signInByAddress = Throttle(name: "sign_in_address", limit: 30, windowMinutes: 15)
    package static let signInByEmail = Throttle(name: "sign_in_email", limit: 10, windowMinutes: 15)
    package static let staffSignInByAddress = Throttle(name: "staff_sign_in", limit: 30, windowMinutes: 15)
    /// Letters that somebody on the network has us write to others: sign-in links and new passwords.
    package static let lettersByAddress = Throttle(name: "letters_address", limit: 30, windowMinutes: 15)
    /// Wrong present passwords of somebody who is signed in: a session left open shall not be a way to the password.
    package static let currentPassword = Throttle(name: "current_password", limit: 10, windowMinutes: 15)
    package static let linkByEmail = Throttle(name: "link_email", limit: 5, windowMinutes: 15)
    /// Letters with codes to one address, whatever order they are for.
    package static let codesByEmail = Throttle(name: "codes_email", limit: 8, windowMinutes: 60)
    package static let ordersByAddress = Throttle(name: "orders_address", limit: 60, windowMinutes: 15)
}

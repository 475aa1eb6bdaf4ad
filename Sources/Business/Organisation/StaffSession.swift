package import Kernel
package import People

/// A member of staff signed in on one device. Shorter than a customer's, and ended by a pause.
package struct StaffSession: Hashable, Sendable {
    package typealias ID = Kernel.ID<StaffSession>

    package let id: ID
    package let staff: StaffMember.ID
    package let device: String
    package let address: String
    package let createdAt: Timestamp
    package let seenAt: Timestamp
    package let expiresAt: Timestamp
    package let isRevoked: Bool

    package static let lifetimeHours: Int64 = 12
    /// Nobody has touched it for so long: over.
    package static let pauseMinutes: Int64 = 60

    package func isLive(at time: Timestamp) -> Bool {
        !isRevoked && time < expiresAt && time < seenAt.adding(minutes: Self.pauseMinutes)
    }
}

/// A one-time link for a member of staff: an invitation or a new password. Derived from the server's key, so that
/// nothing secret is stored.
package struct StaffSecret: Hashable, Sendable {
    package typealias ID = Kernel.ID<StaffSecret>
    package enum Purpose: String, Hashable, Sendable { case invite, reset }

    package let id: ID
    package let purpose: Purpose
    package let staff: StaffMember.ID
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    package let usedAt: Timestamp?

    /// An invitation waits for a week, a reset for an hour.
    package static func lifetimeMinutes(_ purpose: Purpose) -> Int64 {
        switch purpose {
        case .invite: 7 * 24 * 60
        case .reset: 60
        }
    }

    /// The last part of the link in the letter.
    package func linkToken(_ key: ServerKey) -> String { "\(id).\(key.token("staff_\(purpose.rawValue)", "\(id)"))" }

    /// The secret that a token names, if its proof holds.
    static func id(ofLinkToken token: String, purpose: Purpose, _ key: ServerKey) -> ID? {
        let parts = token.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let id = ID(parts[0]),
            ServerKey.matches(String(parts[1]), key.token("staff_\(purpose.rawValue)", "\(id)"))
        else { return nil }
        return id
    }
}

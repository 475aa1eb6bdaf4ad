package import Kernel

/// A mail server's word about one recipient of a letter, as it came back. A fact: stored once, never changed.
package struct MailBounce: Hashable, Sendable {
    package typealias ID = Kernel.ID<MailBounce>

    /// RFC 3464 §2.3.3, and what was not understood.
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case failed, delayed, delivered, relayed, expanded
        /// A mail that is no report, or one that says nothing; kept with its reason.
        case unreadable
    }

    package let id: ID
    /// `nil` when the return address does not prove itself.
    package let notice: Notice.ID?
    package let recipient: String
    package let action: Action
    /// RFC 3463, such as `5.1.1`.
    package let status: String?
    /// The server's own words, on one line.
    package let diagnostic: String
    package let receivedAt: Timestamp

    /// The letter will not arrive. Failed is final whatever the status code says (RFC 3464 §2.3.3): a server that gives
    /// up after days of trying reports `failed` with 4.4.7.
    package var isPermanent: Bool { action == .failed }

    /// At most so many bytes of a mail are kept.
    package static let rawLimitBytes = 65_536
    /// At most so many characters of anything a stranger wrote.
    static let textLimit = 1_000

    package init(
        id: ID,
        notice: Notice.ID?,
        said: BounceReport.Recipient,
        receivedAt: Timestamp
    ) {
        self.id = id
        self.notice = notice
        self.receivedAt = receivedAt
        recipient = Self.oneLine(said.address)
        action = said.action
        status = said.status.map(Self.oneLine)
        diagnostic = Self.oneLine(said.diagnostic)
    }

    /// Neither database holds a zero byte, and no page wants a line break.
    private static func oneLine(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(textLimit) {
            scalars.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar)
        }
        return String(scalars)
    }
}

/// What became of a letter, as a page tells it.
package enum MailFate: Hashable, Sendable {
    case queued
    /// The mail server took responsibility; nothing has come back.
    case sent(at: Timestamp, reply: String)
    /// The mail server refused it at once.
    case refused(reply: String)
    /// It was taken back before it left.
    case withdrawn
    /// The mail server took it, and it came back for good.
    case bounced(status: String?, diagnostic: String, at: Timestamp)

    /// - Parameter bounce: The word that the letter will not arrive, when there is one.
    package init(_ notice: Notice, bounce: MailBounce?) {
        if let bounce {
            self = .bounced(status: bounce.status, diagnostic: bounce.diagnostic, at: bounce.receivedAt)
            return
        }
        switch notice.state {
        case .queued: self = .queued
        case .sent: self = .sent(at: notice.settledAt ?? notice.createdAt, reply: notice.reply ?? "")
        case .refused: self = .refused(reply: notice.reply ?? "")
        case .withdrawn: self = .withdrawn
        }
    }
}

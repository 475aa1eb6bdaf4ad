/// What a mail server says about mail it was given: a delivery status notification (RFC 3464), or one of the letters
/// that servers wrote before and beside that rule. Read by `DeliveryReport.init(reading:)`.
public struct DeliveryReport: Hashable, Sendable {
    /// How the report was written, from which follows how far it can be trusted to be complete.
    public enum Form: String, Hashable, Sendable, CaseIterable {
        /// A `message/delivery-status` part, RFC 3464.
        case standard
        /// `X-Failed-Recipients`, as Gmail and Exim write it.
        case failedRecipients
        /// "Hi. This is the qmail-send program at …", the qmail-send bounce message format.
        case qmail
        /// "… did not reach some or all of the intended recipients", as Exchange wrote it.
        case exchange
    }

    public let form: Form
    /// One for each recipient the report speaks of, at most `limits.recipients`. Empty when the report is one but says
    /// nothing that can be read.
    public let recipients: [RecipientReport]
    /// The Message-ID of the mail that was sent, with its angle brackets; `nil` when the report does not give it back.
    public let originalMessageID: String?
    /// The addresses to which the report itself was sent, the most trustworthy first: Delivered-To, X-Original-To,
    /// Envelope-To, X-Envelope-To, To. The envelope sender of the mail in question is among them.
    public let sentTo: [String]

    /// What is read at most; the rest of a larger mail is left out, never refused.
    public enum Limits {
        /// Bytes of the mail.
        public static let bytes = 1_048_576
        /// How deep parts may lie in parts.
        public static let depth = 8
        /// Parts beside each other.
        public static let parts = 64
        /// Lines in one head.
        public static let headers = 500
        /// Recipients in one report.
        public static let recipients = 20
        /// Characters of an address.
        public static let address = 320
        /// Characters of a recipient's diagnostic text.
        public static let diagnostic = 1_000
    }
}

/// What became of the mail for one recipient (RFC 3464 §2.3).
public struct RecipientReport: Hashable, Sendable {
    /// The address the last server tried, without its type (`rfc822;`) and without angle brackets.
    public let finalRecipient: String
    public let action: DeliveryAction
    /// RFC 3463; `nil` when the report gives none.
    public let status: MailStatusCode?
    /// The server's own words, on one line, without control characters; empty when there are none.
    public let diagnostic: String

    public init(finalRecipient: String, action: DeliveryAction, status: MailStatusCode?, diagnostic: String) {
        self.finalRecipient = finalRecipient
        self.action = action
        self.status = status
        self.diagnostic = diagnostic
    }
}

/// RFC 3464 §2.3.3.
public enum DeliveryAction: String, Hashable, Sendable, CaseIterable {
    /// Given up: nothing more will be tried, whatever the status code says.
    case failed
    /// Not yet: the server goes on trying.
    case delayed
    case delivered
    /// Passed on to a server that does not report.
    case relayed
    /// Passed on to the members of a list.
    case expanded
}

/// An enhanced status code, such as `5.1.1` (RFC 3463 §2).
public struct MailStatusCode: Hashable, Sendable, CustomStringConvertible {
    /// 2 success, 4 not now, 5 never.
    public let category: Int
    public let subject: Int
    public let detail: Int

    /// Reads `5.1.1` at the start of a text; what follows it, such as a comment, is left.
    public init?(_ text: some StringProtocol) {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].count == 1, (1...3).contains(parts[1].count), (1...3).contains(parts[2].count),
            parts.dropFirst(3).allSatisfy(\.isEmpty),
            let category = Self.number(parts[0]), [2, 4, 5].contains(category),
            let subject = Self.number(parts[1]), let detail = Self.number(parts[2])
        else { return nil }
        self.category = category
        self.subject = subject
        self.detail = detail
    }

    /// The first code of a failure that stands in a text as a word of its own, such as in `550-5.1.1 no such user`.
    public init?(in text: some StringProtocol) {
        for word in text.split(whereSeparator: { !($0.isASCII && ($0.isNumber || $0 == ".")) }) {
            guard let code = Self(word), code.category != 2 else { continue }
            self = code
            return
        }
        return nil
    }

    public var description: String { "\(category).\(subject).\(detail)" }

    private static func number(_ digits: some Sequence<UInt8>) -> Int? {
        digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
}

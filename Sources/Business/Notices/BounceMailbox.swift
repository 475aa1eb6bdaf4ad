/// The mailbox to which letters come back. Made live in `BouncesPOP3`, by hand in a test.
package struct BounceMailbox: Sendable {
    /// The oldest mails in it, at most so many. They stay.
    package var fetch: @Sendable (_ limit: Int) async throws -> [ReturnedMail]
    /// Takes mails out of it for good. One that is gone already is no error.
    package var remove: @Sendable (_ uids: [String]) async throws -> Void
    /// What a mail says about delivery; `nil` when it is no such report. Pure, and total over any bytes.
    package var read: @Sendable (_ bytes: [UInt8]) -> BounceReport?

    package init(
        fetch: @escaping @Sendable (_ limit: Int) async throws -> [ReturnedMail],
        remove: @escaping @Sendable (_ uids: [String]) async throws -> Void,
        read: @escaping @Sendable (_ bytes: [UInt8]) -> BounceReport?
    ) {
        self.fetch = fetch
        self.remove = remove
        self.read = read
    }
}

/// A mail as it lies in the mailbox.
package struct ReturnedMail: Hashable, Sendable {
    /// The mailbox's own name for it, the same at every visit.
    package let uid: String
    package let bytes: [UInt8]

    package init(uid: String, bytes: [UInt8]) {
        self.uid = uid
        self.bytes = bytes
    }
}

/// What a mail server reports about a letter.
package struct BounceReport: Hashable, Sendable {
    /// The addresses to which the report was sent; the letter's return address is among them.
    package let sentTo: [String]
    /// Empty when the report says nothing that can be read.
    package let recipients: [Recipient]

    package init(sentTo: [String], recipients: [Recipient]) {
        self.sentTo = sentTo
        self.recipients = recipients
    }

    package struct Recipient: Hashable, Sendable {
        package let address: String
        package let action: MailBounce.Action
        /// RFC 3463, such as `5.1.1`.
        package let status: String?
        /// The server's own words.
        package let diagnostic: String

        package init(address: String, action: MailBounce.Action, status: String?, diagnostic: String) {
            self.address = address
            self.action = action
            self.status = status
            self.diagnostic = diagnostic
        }
    }
}

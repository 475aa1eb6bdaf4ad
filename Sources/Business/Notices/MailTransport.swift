package import Kernel

/// How a letter leaves the house. Made live in `MailSMTP`.
package struct MailTransport: Sendable {
    package var send: @Sendable (OutgoingMail) async -> MailOutcome

    package init(send: @escaping @Sendable (OutgoingMail) async -> MailOutcome) { self.send = send }
}

/// One finished message to one recipient.
package struct OutgoingMail: Hashable, Sendable {
    /// Names the letter: the same key gives the same Message-ID, so that a repeat can be recognised as one.
    package let key: String
    package let to: String
    package let toName: String
    package let subject: String
    package let text: String
    package let html: String
    package let attachments: [MailAttachment]
    package let at: Timestamp
    /// What the envelope sender carries, so that a bounce says which letter it is about (`ReturnAddress`); `nil` for a
    /// letter whose bounce nobody would understand.
    package let returnToken: String?

    package init(
        key: String,
        to: String,
        toName: String,
        subject: String,
        text: String,
        html: String,
        attachments: [MailAttachment],
        at: Timestamp,
        returnToken: String? = nil
    ) {
        self.key = key
        self.to = to
        self.toName = toName
        self.subject = subject
        self.text = text
        self.html = html
        self.attachments = attachments
        self.at = at
        self.returnToken = returnToken
    }
}

package struct MailAttachment: Hashable, Sendable {
    package let name: String
    package let contentType: String
    package let bytes: [UInt8]

    package init(name: String, contentType: String, bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
    }
}

package enum MailOutcome: Hashable, Sendable {
    /// The mail server took responsibility (250).
    case accepted(reply: String)
    /// The server will never take it (5xx).
    case refused(reply: String)
    /// Not now, or no answer: the message may or may not have gone.
    case tryLater(reason: String)
    /// The server itself cannot be used, so that it has seen no message: nothing is wrong with this one.
    case unreachable(reason: String)
}

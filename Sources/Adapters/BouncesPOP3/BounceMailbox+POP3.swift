package import CurlTransfer
import DeliveryStatus
package import Notices

extension BounceMailbox {
    /// The mailbox of bounces on a mail server, read as RFC 3464 and its neighbours say.
    package static func pop3(_ server: POP3Server) -> BounceMailbox {
        let client = POP3Client(server)
        return BounceMailbox(
            fetch: { limit in
                try await client.fetch(limit: limit).map { ReturnedMail(uid: $0.uid, bytes: $0.bytes) }
            },
            remove: { uids in try await client.remove(uids) },
            read: { BounceReport(reading: $0) }
        )
    }
}

extension BounceReport {
    /// `nil` when the mail is no report on delivery.
    package init?(reading bytes: [UInt8]) {
        guard let report = DeliveryReport(reading: bytes) else { return nil }
        self.init(
            sentTo: report.sentTo,
            recipients: report.recipients.map { recipient in
                Recipient(
                    address: recipient.finalRecipient,
                    action: MailBounce.Action(recipient.action),
                    status: recipient.status?.description,
                    diagnostic: recipient.diagnostic
                )
            }
        )
    }
}

extension MailBounce.Action {
    fileprivate init(_ action: DeliveryAction) {
        switch action {
        case .failed: self = .failed
        case .delayed: self = .delayed
        case .delivered: self = .delivered
        case .relayed: self = .relayed
        case .expanded: self = .expanded
        }
    }
}

package import CurlTransfer
package import Notices

/// How this installation sends mail.
package struct SMTPSettings: Hashable, Sendable {
    package var server: SMTPServer
    package var from: Mailbox
    /// The part of every Message-ID after `@`; the sender's own domain when not said otherwise.
    package var messageIDDomain: String
    /// Where bounces go: each letter leaves with an envelope sender of its own at this domain, see `ReturnAddress`.
    /// Without one, bounces go to the sender.
    package var bounceDomain: String?

    package init(server: SMTPServer, from: Mailbox, messageIDDomain: String? = nil) {
        self.server = server
        self.from = from
        let domain = from.address.split(separator: "@").last.map(String.init) ?? "localhost"
        self.messageIDDomain = messageIDDomain ?? domain
    }

    /// The envelope sender of a letter.
    func returnAddress(of mail: OutgoingMail) -> String {
        guard let bounceDomain, let token = mail.returnToken else { return from.address }
        return ReturnAddress.address(token: token, domain: bounceDomain)
    }
}

extension MailTransport {
    /// Sends through a mail server. Only the server's 250 is "accepted"; silence is "try later", under the same
    /// Message-ID.
    package static func smtp(_ settings: SMTPSettings) -> MailTransport {
        let client = SMTPClient(settings.server)
        return MailTransport { mail in
            let message = Message(mail, from: settings.from, domain: settings.messageIDDomain)
            do throws(SMTPError) {
                let reply = try await client.send(
                    from: settings.returnAddress(of: mail),
                    to: mail.to,
                    message: message.bytes
                )
                return .accepted(reply: reply)
            } catch {
                switch error {
                case .invalidAddress, .permanent: return .refused(reply: error.description)
                case .unreachable: return .unreachable(reason: error.description)
                case .temporary, .interrupted: return .tryLater(reason: error.description)
                }
            }
        }
    }
}

import CurlTransfer
import InvoicingBHTT
import InvoicingMobiFone

// Settings as those who talk to the servers want them.

extension Settings.Mail {
    var smtp: SMTPServer { SMTPServer(url: server, user: user, password: password, requireTLS: requireTLS) }
}

extension Settings.Bounces.Mailbox {
    var pop3: POP3Server { POP3Server(url: server, user: user, password: password, requireTLS: requireTLS) }
}

extension InvoicingChoice {
    /// Where its service is; `nil` when it is a folder.
    var address: String? {
        switch self {
        case .mobiFone(let settings): settings.baseURL
        case .bhtt(.rest(let baseURL, _, _)): baseURL
        case .bhtt(.files): nil
        }
    }
}

import Kernel

/// A mail in the mailbox of bounces: a report of this server's own, or whatever was sent to the domain of bounces.
struct ReturnedMail: Sendable {
    /// Why it lies there.
    enum Cause: String, Sendable {
        /// The server gave a recipient up.
        case bounced
        /// The server goes on trying.
        case delayed
        /// Somebody sent it.
        case sent
    }

    let id: Int64
    let madeAt: Timestamp
    let cause: Cause
    /// Whom the report is about; for a mail that was sent, its sender.
    let about: String
    /// The address it was sent to.
    let address: String
    let sizeBytes: Int64
    /// When it was fetched and deleted; `nil` while it lies there.
    let removedAt: Timestamp?

    /// The name that a mailbox gives it for ever (UIDL).
    var uid: String { "sandbox-\(id)" }
}

/// A delivery status notification as a mail server writes it (RFC 3464), with the head of the mail it is about.
struct DeliveryNotification: Sendable {
    let envelope: MailEnvelope
    let recipient: String
    let cause: ReturnedMail.Cause
    let at: Timestamp
    /// Names the notification: the number of the mail it is about, and of its recipient.
    let name: String

    private var isFinal: Bool { cause == .bounced }
    private var status: String { isFinal ? "5.1.1" : "4.4.1" }
    private var words: String {
        isFinal
            ? "550 5.1.1 <\(recipient)>: Recipient address rejected: User unknown"
            : "450 4.4.1 connect to the recipient's server: Connection timed out"
    }

    var source: [UInt8] {
        let boundary = "sandbox/\(name)"
        let date = MailDate.text(at)
        let lines = [
            "Return-Path: <>", "Delivered-To: \(envelope.from)", "Date: \(date)",
            "From: MAILER-DAEMON@sandbox.mailbox (Mail Delivery System)", "To: \(envelope.from)",
            "Subject: \(isFinal ? "Undelivered Mail Returned to Sender" : "Delayed Mail (still being retried)")",
            "Message-ID: <dsn-\(name)@sandbox.mailbox>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status;", "\tboundary=\"\(boundary)\"", "",
            "This is a MIME-encapsulated message.", "",
            "--\(boundary)", "Content-Description: Notification", "Content-Type: text/plain; charset=us-ascii", "",
            "This is the mail system at host sandbox.mailbox.", "",
            isFinal ? "Your message could not be delivered." : "Your message has not been delivered yet.", "",
            "<\(recipient)>: \(words)", "",
            "--\(boundary)", "Content-Description: Delivery report", "Content-Type: message/delivery-status", "",
            "Reporting-MTA: dns; sandbox.mailbox", "Arrival-Date: \(date)", "",
            "Final-Recipient: rfc822; \(recipient)", "Original-Recipient: rfc822;\(recipient)",
            "Action: \(isFinal ? "failed" : "delayed")", "Status: \(status)",
            "Remote-MTA: dns; mx.\(recipient.split(separator: "@").last ?? "")",
            "Diagnostic-Code: smtp; \(words)", "",
            "--\(boundary)", "Content-Description: Undelivered Message Headers",
            "Content-Type: text/rfc822-headers", "",
        ]
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8) + head + Array("\r\n--\(boundary)--\r\n".utf8)
    }

    /// The mail's own head, its line breaks as they came.
    private var head: ArraySlice<UInt8> {
        envelope.source.firstRange(of: [13, 10, 13, 10]).map { envelope.source[..<($0.lowerBound + 2)] }
            ?? envelope.source.prefix(10_000)
    }
}

/// `Mon, 23 Nov 2026 12:00:00 +0700` (RFC 5322 §3.3).
enum MailDate {
    static func text(_ time: Timestamp) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let (year, month, day) = time.day.components
        let clock = time.clock
        return "\(days[Int((time.day.number % 7 + 7) % 7)]), \(day.padded(2)) \(months[Int(month) - 1]) \(year) "
            + "\(clock.hour.padded(2)):\(clock.minute.padded(2)):\(clock.second.padded(2)) +0700"
    }
}

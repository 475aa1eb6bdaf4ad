import Kernel
package import Notices

/// An e-mail as it travels (RFC 5322, MIME): text and HTML as alternatives, attachments beside them, everything that is
/// not plain ASCII in base64 or in encoded words. Words from outside can never become a header of their own.
package struct Message: Sendable {
    package let sender: Mailbox
    package let mail: OutgoingMail
    /// The part of the Message-ID after `@`.
    package let domain: String

    package init(_ mail: OutgoingMail, from sender: Mailbox, domain: String) {
        self.mail = mail
        self.sender = sender
        self.domain = domain
    }

    /// The same key gives the same id, so that a message sent twice is known as one.
    package var messageID: String { "<\(Self.localPart(mail.key))@\(domain)>" }

    /// The whole message, every line ending in CR LF.
    package var bytes: [UInt8] {
        let boundary = "qldv_" + Self.fingerprint(mail.key)
        var lines = [
            "Date: \(Self.date(mail.at))",
            "From: \(sender.header("From"))",
            "To: \(Mailbox(address: mail.to, name: mail.toName).header("To"))",
            "Subject: \(HeaderText.encode(mail.subject, after: "Subject: ".utf8.count))",
            "Message-ID: \(messageID)",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        if mail.attachments.isEmpty {
            lines += alternative(boundary: boundary)
        } else {
            let outer = boundary + "_mixed"
            lines += ["Content-Type: multipart/mixed; boundary=\"\(outer)\"", "", "--\(outer)"]
            lines += alternative(boundary: boundary)
            for attachment in mail.attachments {
                lines.append("--\(outer)")
                lines += Self.part(attachment)
            }
            lines.append("--\(outer)--")
        }
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// A boundary holds `_`, which base64 does not, so no part can contain it.
    private func alternative(boundary: String) -> [String] {
        [
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "",
            "--\(boundary)", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "",
            Array(mail.text.utf8).base64Lines,
            "--\(boundary)", "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: base64", "",
            Array(mail.html.utf8).base64Lines,
            "--\(boundary)--",
        ]
    }

    private static func part(_ attachment: MailAttachment) -> [String] {
        let names = HeaderText.fileName(attachment.name)
        return [
            "Content-Type: \(HeaderText.contentType(attachment.contentType))",
            "Content-Disposition: attachment; filename=\"\(names.ascii)\";",
            " filename*=UTF-8''\(names.extended)",
            "Content-Transfer-Encoding: base64", "",
            attachment.bytes.base64Lines,
        ]
    }

    /// `Mon, 23 Nov 2026 11:00:00 +0700`.
    static func date(_ time: Timestamp) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let (year, month, day) = time.day.components
        let weekday = days[Int((time.day.number % 7 + 7) % 7)]
        let clock = time.clock
        return "\(weekday), \(day.padded(2)) \(months[Int(month) - 1]) \(year.padded(4)) "
            + "\(clock.hour.padded(2)):\(clock.minute.padded(2)):\(clock.second.padded(2)) +0700"
    }

    /// Letters, digits, `-` and `_` stay; the rest becomes `=2F`. A long key is cut and ends in its fingerprint.
    static func localPart(_ key: String) -> String {
        var text = ""
        for byte in key.utf8 {
            let scalar = Unicode.Scalar(byte)
            let plain =
                scalar.properties.isASCIIHexDigit || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            text += plain || scalar == "-" || scalar == "_" ? String(scalar) : "=" + [byte].hex.uppercased()
        }
        guard text.isEmpty || text.utf8.count > 160 else { return text }
        return text.prefix(140) + "-" + fingerprint(key)
    }

    /// FNV-1a in 64 bits: enough to tell keys apart, not a secret.
    private static func fingerprint(_ key: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}

/// An address with the name of who reads it.
package struct Mailbox: Hashable, Sendable {
    package let address: String
    package let name: String

    package init(address: String, name: String) {
        self.address = address
        self.name = name
    }

    func header(_ field: String) -> String {
        let address = "<\(HeaderText.clean(address).filter { $0 != "<" && $0 != ">" && $0 != " " })>"
        let text = HeaderText.phrase(name, after: field.utf8.count + 2)
        return text.isEmpty ? address : text + "\r\n " + address
    }
}

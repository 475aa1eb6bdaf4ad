extension DeliveryReport {
    /// Reads a mail as it came from a mailbox. Any bytes may be given: what cannot be understood is left out.
    ///
    /// - Returns: `nil` when the mail is no report on delivery: a person's letter, an absence note, a read receipt.
    public init?(reading bytes: [UInt8]) {
        let mail = MIMEPart(bytes.prefix(Limits.bytes))
        let leaves = Self.leaves(of: mail, depth: 0)
        guard let (form, recipients) = Self.standard(mail, leaves) ?? UnusualReport.read(mail, leaves) else {
            return nil
        }
        self.form = form
        self.recipients = Array(recipients.prefix(Limits.recipients))
        originalMessageID = Self.originalMessageID(mail, leaves)
        sentTo = Self.addresses(mail)
    }

    /// The parts that hold no parts, in order. The mail that is given back is one of them: what is in it was said
    /// about another mail.
    private static func leaves(of part: MIMEPart, depth: Int) -> [MIMEPart] {
        let children = depth < Limits.depth ? part.children : []
        return children.isEmpty ? [part] : children.flatMap { leaves(of: $0, depth: depth + 1) }
    }

    /// RFC 3464. A mail that calls itself such a report, but was cut off before its part, is one that says nothing.
    private static func standard(_ mail: MIMEPart, _ leaves: [MIMEPart]) -> (Form, [RecipientReport])? {
        let types: Set<String> = ["message/delivery-status", "message/global-delivery-status"]
        if let status = leaves.first(where: { types.contains($0.contentType) }) {
            return (.standard, StatusFields.recipients(status.content))
        }
        let says = (mail.field("content-type") ?? "").lowercased()
        guard says.contains("report"), says.contains("delivery-status") else { return nil }
        return UnusualReport.read(mail, leaves) ?? (.standard, [])
    }

    /// From the mail that is given back; else from the letter's text; else from what the report says it answers.
    private static func originalMessageID(_ mail: MIMEPart, _ leaves: [MIMEPart]) -> String? {
        let types: Set<String> = [
            "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global",
            "message/global-headers",
        ]
        for leaf in leaves where types.contains(leaf.contentType) {
            let fields = HeaderField.read(leaf.content[...]).fields
            if let id = fields.first(where: { $0.name == "message-id" }).flatMap({ bracketed($0.value) }) { return id }
        }
        for leaf in leaves where leaf.contentType == "text/plain" {
            let text = leaf.text
            guard let name = text.firstRange(caseInsensitive: "\nmessage-id:") else { continue }
            if let id = bracketed(text[name...].prefix(1_000)) { return id }
        }
        return mail.field("in-reply-to").flatMap(bracketed) ?? mail.field("references").flatMap(bracketed)
    }

    /// The first `<…>` without a blank in it.
    private static func bracketed(_ text: some StringProtocol) -> String? {
        for start in text.indices where text[start] == "<" {
            let inside = text[text.index(after: start)...].prefix { $0 != ">" && $0 != "<" && !$0.isWhitespace }
            guard !inside.isEmpty, inside.endIndex < text.endIndex, text[inside.endIndex] == ">" else { continue }
            return "<\(inside)>"
        }
        return nil
    }

    private static func addresses(_ mail: MIMEPart) -> [String] {
        var found: [String] = []
        for name in ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to"] {
            for field in mail.fields where field.name == name {
                for piece in field.value.split(separator: ",").prefix(Limits.recipients) {
                    let address = address(piece)
                    if address.contains("@"), address.utf8.count <= Limits.address, !found.contains(address) {
                        found.append(address)
                    }
                }
            }
        }
        return Array(found.prefix(Limits.recipients))
    }

    /// `a@b` of `A <a@b>`, of `<a@b>` and of `a@b`.
    static func address(_ text: some StringProtocol) -> String {
        let text = text.lastIndex(of: "<").map { text[text.index(after: $0)...] } ?? text[...]
        return HeaderField.oneLine(text.prefix { $0 != ">" })
    }
}

/// The fields of a `message/delivery-status` part (RFC 3464 §2.1): groups with empty lines between them, the first
/// about the mail, each other about one recipient.
enum StatusFields {
    static func recipients(_ content: [UInt8]) -> [RecipientReport] {
        var reports: [RecipientReport] = []
        var rest = content[...]
        while !rest.isEmpty, reports.count < DeliveryReport.Limits.recipients {
            let fields: [HeaderField]
            (fields, rest) = HeaderField.read(rest)
            reports += groups(fields).compactMap(report)
        }
        return reports
    }

    /// Some servers forget the empty line: another Final-Recipient begins another group.
    private static func groups(_ fields: [HeaderField]) -> [[HeaderField]] {
        fields.reduce(into: [[]]) { groups, field in
            let last = groups.count - 1
            if field.name == "final-recipient", groups[last].contains(where: { $0.name == field.name }) {
                groups.append([field])
            } else {
                groups[last].append(field)
            }
        }
    }

    /// `nil` for the group about the mail, and where it cannot be told what happened.
    private static func report(_ fields: [HeaderField]) -> RecipientReport? {
        func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        guard let recipient = value("final-recipient") ?? value("original-recipient") else { return nil }
        let diagnostic = untyped(value("diagnostic-code") ?? "")
        let status = value("status").flatMap { MailStatusCode($0) } ?? MailStatusCode(in: diagnostic)
        let word = (value("action") ?? "").prefix { $0.isLetter || $0 == "-" }.lowercased()
        guard let action = DeliveryAction(rawValue: word) ?? status.map(DeliveryAction.init) else { return nil }
        return RecipientReport(
            finalRecipient: String(
                DeliveryReport.address(untyped(recipient)).prefix(DeliveryReport.Limits.address)
            ),
            action: action,
            status: status,
            diagnostic: String(diagnostic.prefix(DeliveryReport.Limits.diagnostic))
        )
    }

    /// `550 no such user` of `smtp; 550 no such user`.
    private static func untyped(_ text: String) -> String {
        guard let semicolon = text.firstIndex(of: ";"), !text[..<semicolon].contains("@") else { return text }
        return HeaderField.oneLine(text[text.index(after: semicolon)...])
    }
}

extension DeliveryAction {
    /// What a status code alone tells (RFC 3463 §3.1).
    init(_ status: MailStatusCode) {
        switch status.category {
        case 2: self = .delivered
        case 4: self = .delayed
        default: self = .failed
        }
    }
}

extension String {
    /// Where a text in ASCII begins, without regard to case.
    func firstRange(caseInsensitive needle: String) -> String.Index? {
        let needle = Array(needle.utf8)
        let bytes = utf8
        guard let first = needle.first else { return nil }
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index].asciiLower == first,
                bytes[index...].lazy.map(\.asciiLower).starts(with: needle)
            {
                return index
            }
            index = bytes.index(after: index)
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var asciiLower: UInt8 { (0x41...0x5A).contains(self) ? self + 0x20 : self }
}

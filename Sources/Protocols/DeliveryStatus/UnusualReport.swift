/// Letters of mail servers that keep to no standard. Each is known by a sentence or a header of its own; what is not
/// known for certain to be such a letter is none.
enum UnusualReport {
    static func read(_ mail: MIMEPart, _ leaves: [MIMEPart]) -> (DeliveryReport.Form, [RecipientReport])? {
        let text = leaves.first { $0.contentType == "text/plain" }?.text ?? ""
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(2_000)
        return failedRecipients(mail, lines) ?? qmail(lines) ?? exchange(lines)
    }

    /// Gmail and Exim name the recipients in a header; what follows an address in the letter is the reason.
    private static func failedRecipients(
        _ mail: MIMEPart,
        _ lines: ArraySlice<Substring>
    ) -> (DeliveryReport.Form, [RecipientReport])? {
        guard let header = mail.field("x-failed-recipients") else { return nil }
        let subject = (mail.field("subject") ?? "").lowercased()
        let action: DeliveryAction = subject.contains("delay") ? .delayed : .failed
        let recipients = header.split(separator: ",").prefix(DeliveryReport.Limits.recipients).map { piece in
            let address = DeliveryReport.address(piece)
            let after = lines.drop { !$0.contains(address) }.dropFirst()
            return report(address, action, after.prefix { !$0.hasPrefix("-----") })
        }
        return (.failedRecipients, recipients.filter { !$0.finalRecipient.isEmpty })
    }

    /// The qmail-send bounce message format: a paragraph for each recipient, its address first. It reports failures
    /// only.
    private static func qmail(_ lines: ArraySlice<Substring>) -> (DeliveryReport.Form, [RecipientReport])? {
        let opening = lines.prefix(10)
        guard
            opening.contains(where: {
                $0.hasPrefix("Hi. This is the ") || $0.hasPrefix("Unable to deliver message to the following address")
            })
        else { return nil }
        var reports: [RecipientReport] = []
        var rest = lines.prefix { !$0.hasPrefix("--- ") }
        while let start = rest.firstIndex(where: { $0.hasPrefix("<") && HeaderField.oneLine($0).hasSuffix(">:") }) {
            let after = rest[(start + 1)...]
            let reason = after.prefix { !HeaderField.oneLine($0).isEmpty }
            reports.append(report(DeliveryReport.address(rest[start]), .failed, reason))
            rest = after.dropFirst(reason.count)
        }
        return (.qmail, reports)
    }

    /// `an@example.com on 11/24/2026 10:04 AM`, and the reason on the lines below.
    private static func exchange(_ lines: ArraySlice<Substring>) -> (DeliveryReport.Form, [RecipientReport])? {
        let sentence = "did not reach some or all of the intended recipients"
        guard let opening = lines.firstIndex(where: { $0.contains(sentence) }) else { return nil }
        var reports: [RecipientReport] = []
        var rest = lines[opening...]
        while let start = rest.firstIndex(where: { $0.contains(" on ") && address(in: $0) != nil }) {
            let after = rest[(start + 1)...]
            let reason = after.prefix { !HeaderField.oneLine($0).isEmpty }
            reports.append(report(address(in: rest[start]) ?? "", .failed, reason))
            rest = after.dropFirst(reason.count)
        }
        return (.exchange, reports)
    }

    private static func address(in line: Substring) -> String? {
        line.split { $0.isWhitespace || "<>'\"();,".contains($0) }.first { $0.contains("@") }
            .map { HeaderField.oneLine($0) }
    }

    private static func report(
        _ address: String,
        _ action: DeliveryAction,
        _ reason: some Sequence<Substring>
    ) -> RecipientReport {
        let words = HeaderField.oneLine(reason.prefix(100).joined(separator: " "))
        let diagnostic = String(words.prefix(DeliveryReport.Limits.diagnostic))
        return RecipientReport(
            finalRecipient: String(address.prefix(DeliveryReport.Limits.address)),
            action: action,
            status: MailStatusCode(in: diagnostic),
            diagnostic: diagnostic
        )
    }
}

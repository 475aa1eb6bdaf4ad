import Kernel
import Markup

/// A finished e-mail: subject, plain text and HTML, all saying the same.
package struct Letter: Hashable, Sendable {
    package let subject: String
    package let text: String
    package let html: String
}

/// Who writes: the words at the head and foot of every letter.
package struct Letterhead: Hashable, Sendable {
    package let name: String
    package let legalName: String
    package let address: String
    package let phone: String
    package let email: String

    package init(name: String, legalName: String, address: String, phone: String, email: String) {
        self.name = name
        self.legalName = legalName
        self.address = address
        self.phone = phone
        self.email = email
    }
}

/// What a letter is made of; set once as text and once as HTML, so that the two cannot differ.
enum LetterPart {
    case paragraph(String)
    /// One large code, for typing.
    case code(String)
    case button(String, address: String)
    case facts([(name: String, value: String)])
    /// Smaller and paler: what happens otherwise, whom to ask.
    case note(String)
}

extension Letter {
    init(
        subject: String,
        greeting: String,
        parts: [LetterPart],
        head: Letterhead,
        language: Language
    ) {
        self.subject = subject
        let closing = language("Trân trọng,", "Kind regards,")
        text =
            ([greeting] + parts.map(\.text) + [
                "\(closing)\n\(head.name)\n\(head.legalName)\n\(head.address)\n\(head.phone)"
            ])
            .joined(separator: "\n\n") + "\n"
        html =
            (Self.frame(
                subject: subject,
                head: head,
                language: language,
                body:
                    "<p style=\"margin:0 0 16px\">\(greeting)</p>\(parts, \.html)<p style=\"margin:24px 0 0\">\(closing)<br><strong>\(head.name)</strong></p>"
            )).string
    }

    private static func frame(subject: String, head: Letterhead, language: Language, body: HTML) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)"><head><meta charset="utf-8">\
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(subject)</title></head>
        <body style="margin:0;background:#eef2f7;font-family:'Noto Sans',Arial,sans-serif;font-size:16px;\
        line-height:1.55;color:#16243a">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#eef2f7"><tr>\
        <td align="center" style="padding:24px 12px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;\
        background:#ffffff;border-radius:14px">
        <tr><td style="padding:20px 28px;border-bottom:3px solid #0b5cd6;font-weight:700;font-size:18px;\
        color:#0b3a8f">\(head.name)</td></tr>
        <tr><td style="padding:28px">\(body)</td></tr>
        <tr><td style="padding:18px 28px;border-top:1px solid #dbe3ee;font-size:13px;color:#4a5a70">\
        \(head.legalName)<br>\(head.address)<br>\(language("Hỗ trợ", "Support")): \(head.phone) · \(head.email)</td></tr>
        </table></td></tr></table></body></html>
        """
    }
}

extension LetterPart {
    var text: String {
        switch self {
        case .paragraph(let words), .note(let words): words
        case .code(let code): "    \(code)"
        case .button(let words, let address): "\(words):\n\(address)"
        case .facts(let facts): facts.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        }
    }

    var html: HTML {
        switch self {
        case .paragraph(let words):
            "<p style=\"margin:0 0 16px\">\(words)</p>"
        case .code(let code):
            """
            <p style="margin:0 0 16px;padding:16px;background:#eaf1fd;border-radius:10px;text-align:center;\
            font-size:30px;font-weight:700;letter-spacing:8px">\(code)</p>
            """
        case .button(let words, let address):
            """
            <p style="margin:8px 0 20px"><a href="\(link: address)" style="display:inline-block;padding:14px 28px;\
            background:#0b5cd6;color:#ffffff;border-radius:10px;font-weight:700;text-decoration:none">\(words)</a></p>
            <p style="margin:0 0 16px;font-size:13px;color:#4a5a70;word-break:break-all">\(address)</p>
            """
        case .facts(let facts):
            """
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 20px">\
            \(facts, factRow)</table>
            """
        case .note(let words):
            "<p style=\"margin:0 0 12px;font-size:13px;color:#4a5a70\">\(words)</p>"
        }
    }
}

private func factRow(_ fact: (name: String, value: String)) -> HTML {
    """
    <tr><td style="padding:8px 12px 8px 0;border-bottom:1px solid #e3e9f2;color:#4a5a70">\(fact.name)</td>\
    <td align="right" style="padding:8px 0;border-bottom:1px solid #e3e9f2;font-weight:600">\(fact.value)</td></tr>
    """
}

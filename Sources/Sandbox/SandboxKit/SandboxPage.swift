package import Hummingbird
package import Kernel
package import Markup

/// A page of a sandbox's console: one layout, one style, so that a visitor always knows this is not the real thing.
package struct SandboxPage: ResponseGenerator, Sendable {
    private let title: String
    private let language: Language
    private let links: [SandboxLink]
    private let body: HTML
    private let status: HTTPResponse.Status

    package init(
        title: String,
        language: Language,
        links: [SandboxLink] = [],
        status: HTTPResponse.Status = .ok,
        body: () -> HTML
    ) {
        self.title = title
        self.language = language
        self.links = links
        self.status = status
        self.body = body()
    }

    package var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>\(title) · Sandbox</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <a class="skip" href="#main">\(language("Đến nội dung", "Skip to content"))</a>
        <header><p class="mark">Sandbox</p>
        <nav aria-label="\(language("Trang", "Pages"))">\(links, \.html)</nav></header>
        <main id="main"><h1>\(title)</h1>
        \(body)
        </main>
        <footer>\(footer)</footer>
        </body>
        </html>
        """
    }

    private var footer: String {
        language(
            "Hệ thống giả lập để thử nghiệm. Không có giao dịch, hóa đơn hay thư thật nào ở đây.",
            "An imitation for trials. No payment, invoice or mail here is real."
        )
    }

    package func response(from request: Request, context: some RequestContext) -> Response {
        html.response(status: status, policy: Self.policy)
    }

    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"
}

/// A link in the console's head.
package struct SandboxLink: Hashable, Sendable {
    package let text: String
    package let address: String

    package init(_ text: String, _ address: String) {
        self.text = text
        self.address = address
    }

    var html: HTML { "<a href=\"\(link: address)\">\(text)</a>" }
}

extension HTML {
    /// This markup as a whole answer, under the given Content-Security-Policy.
    package func response(status: HTTPResponse.Status = .ok, policy: String) -> Response {
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        headers[.contentSecurityPolicy] = policy
        headers[.xContentTypeOptions] = "nosniff"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Request {
    /// The language the visitor asked for with `?lang=en`; Vietnamese when nothing was said.
    package var language: Language {
        uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) } ?? .vietnamese
    }

    /// A parameter of the query, decoded; `nil` when absent or empty.
    package func query(_ name: String) -> String? {
        guard let value = uri.queryParameters[name[...]], !value.isEmpty else { return nil }
        return String(value)
    }
}

import Hummingbird
import Kernel
import Markup
import SandboxKit

/// The web side: reading what was accepted.
struct MailboxRoutes: Sendable {
    let store: MailStore
    let faults: SandboxFaults<MailboxFaults>

    func add(to router: Router<BasicRequestContext>) {
        router.get("/mailbox") { request, _ in try await list(request) }
        router.get("/mailbox/api/messages") { request, _ in try await messages(request) }
        router.get("/mailbox/returned/:id") { _, context in
            guard let id = context.parameters.get("id", as: Int64.self), let source = try await store.returnedSource(id)
            else { throw HTTPError(.notFound) }
            return Self.download(source, type: "text/plain; charset=utf-8", name: nil)
        }
        router.get("/mailbox/api/returned") { _, _ in
            try SandboxJSON.response(["returned": try await store.returned(limit: 200).map(ReturnedJSON.init)])
        }
        router.get("/mailbox/:id") { request, context in
            let (summary, source) = try await find(context)
            return MailPage(summary: summary, mail: ReadMail(source), language: request.language).page
        }
        router.get("/mailbox/:id/html") { _, context in frame(ReadMail(try await find(context).source).html) }
        router.get("/mailbox/:id/raw") { _, context in
            Self.download(try await find(context).source, type: "text/plain; charset=utf-8", name: nil)
        }
        router.get("/mailbox/:id/attachments/:number") { _, context in
            let attachments = ReadMail(try await find(context).source).attachments
            guard let number = context.parameters.get("number", as: Int.self), attachments.indices.contains(number)
            else {
                throw HTTPError(.notFound)
            }
            let attachment = attachments[number]
            return Self.download(attachment.bytes, type: attachment.contentType, name: attachment.name)
        }
    }

    private func filter(_ request: Request) -> MailFilter {
        MailFilter(
            to: request.query("to"),
            subject: request.query("subject"),
            before: request.query("before").flatMap { Int64($0) },
            limit: min(200, max(1, request.query("limit").flatMap { Int($0) } ?? 50))
        )
    }

    private func list(_ request: Request) async throws -> SandboxPage {
        let filter = filter(request)
        return MailListPage(
            filter: filter,
            mails: try await store.list(filter),
            returned: try await store.returned(limit: 50),
            faults: faults,
            language: request.language
        ).page
    }

    private func messages(_ request: Request) async throws -> Response {
        var messages: [MessageJSON] = []
        for summary in try await store.list(filter(request)) {
            guard let (_, source) = try await store.find(summary.id) else { continue }
            messages.append(MessageJSON(summary, ReadMail(source)))
        }
        return try SandboxJSON.response(["messages": messages])
    }

    private func find(_ context: BasicRequestContext) async throws -> (summary: MailSummary, source: [UInt8]) {
        guard let id = context.parameters.get("id", as: Int64.self), let found = try await store.find(id) else {
            throw HTTPError(.notFound)
        }
        return found
    }

    /// A stranger's markup: no script, nothing loaded from anywhere, framed by us alone. A link opens in the whole tab.
    private func frame(_ html: String) -> Response {
        let base = "<base target=\"_top\">"
        var page = html
        if let head = html.firstRange(of: "<head>") {
            page.insert(contentsOf: base, at: head.upperBound)
        } else {
            page = base + page
        }
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
            + "sandbox allow-top-navigation-by-user-activation"
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        headers[.contentSecurityPolicy] = policy
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
    }

    private static func download(_ bytes: [UInt8], type: String, name: String?) -> Response {
        var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
        headers[.xContentTypeOptions] = "nosniff"
        headers[.contentSecurityPolicy] = "sandbox; default-src 'none'"
        if let name {
            let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.".utf8)
            let text = name.utf8.map { plain.contains($0) ? String(Unicode.Scalar($0)) : "%" + [$0].hex.uppercased() }
            headers[.contentDisposition] = "attachment; filename*=UTF-8''\(text.joined())"
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// A mail in the mailbox of bounces as tests read it.
private struct ReturnedJSON: Encodable {
    let id: Int64
    let cause: String
    let about: String
    let address: String
    let isRemoved: Bool

    enum CodingKeys: String, CodingKey {
        case id, cause, about, address
        case isRemoved = "is_removed"
    }

    init(_ mail: ReturnedMail) {
        id = mail.id
        cause = mail.cause.rawValue
        about = mail.about
        address = mail.address
        isRemoved = mail.removedAt != nil
    }
}

/// A message as tests read it.
private struct MessageJSON: Encodable {
    struct Attachment: Encodable {
        let name: String
        let contentType: String
        let size: Int

        enum CodingKeys: String, CodingKey {
            case name, size
            case contentType = "content_type"
        }
    }

    let id: Int64
    let receivedAt: String
    let envelopeFrom: String
    let from: String
    let to: [String]
    let subject: String
    let messageID: String
    let text: String
    let html: String
    let links: [String]
    let attachments: [Attachment]

    enum CodingKeys: String, CodingKey {
        case id, from, to, subject, text, html, links, attachments
        case receivedAt = "received_at"
        case envelopeFrom = "envelope_from"
        case messageID = "message_id"
    }

    init(_ summary: MailSummary, _ mail: ReadMail) {
        id = summary.id
        receivedAt = summary.receivedAt.iso8601
        envelopeFrom = summary.envelopeFrom
        from = mail.from
        to = summary.recipients
        subject = mail.subject
        messageID = mail.messageID
        text = mail.text
        html = mail.html
        links = mail.links
        attachments = mail.attachments.map {
            Attachment(name: $0.name, contentType: $0.contentType, size: $0.bytes.count)
        }
    }
}

import CurlTransfer
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Logging
import SandboxMailbox
import StorageSQLite
import TestKit
import Testing

/// A mail sink on a real socket, and its pages.
struct MailboxFixture: Sendable {
    let sandbox: MailboxSandbox
    let port: Int
    /// Of the mailbox of bounces.
    let popPort: Int
    let pages: any TestClientProtocol

    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func run(_ body: @escaping @Sendable (MailboxFixture) async throws -> Void) async throws {
        let database = try SQLiteDatabase()
        try await database.migrate(MailboxSandbox.migrations)
        let sandbox = MailboxSandbox(database: database, world: .test(), logger: quiet)
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let (popPorts, popBound) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await sandbox.serveSMTP(host: "127.0.0.1", port: 0) { port in
                    bound.yield(port)
                    bound.finish()
                }
            }
            group.addTask {
                try await sandbox.servePOP3(host: "127.0.0.1", port: 0) { port in
                    popBound.yield(port)
                    popBound.finish()
                }
            }
            let port = try #require(await ports.first { _ in true })
            let popPort = try #require(await popPorts.first { _ in true })
            let router = Router()
            sandbox.addRoutes(to: router)
            try await Application(router: router, logger: quiet).test(.router) { pages in
                try await body(MailboxFixture(sandbox: sandbox, port: port, popPort: popPort, pages: pages))
            }
            group.cancelAll()
        }
    }

    func client(user: String? = nil, password: String? = nil) -> SMTPClient {
        var server = SMTPServer(url: "smtp://127.0.0.1:\(port)", user: user, password: password, requireTLS: false)
        server.timeoutMilliseconds = 10_000
        return SMTPClient(server)
    }

    func bounces(_ change: (inout POP3Server) -> Void = { _ in }) -> POP3Client {
        POP3Client(bounceServer(change))
    }

    func bounceServer(_ change: (inout POP3Server) -> Void = { _ in }) -> POP3Server {
        let url = "pop3://127.0.0.1:\(popPort)"
        var server = POP3Server(url: url, user: "qldv", password: "mật khẩu", requireTLS: false)
        server.timeoutMilliseconds = 10_000
        change(&server)
        return server
    }

    struct Message: Decodable {
        struct Attachment: Decodable {
            let name: String
            let size: Int
        }
        let id: Int64
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
            case messageID = "message_id"
            case envelopeFrom = "envelope_from"
        }
    }

    func messages(_ query: String = "") async throws -> [Message] {
        let bytes = try await page("/mailbox/api/messages\(query)").body
        return try JSONDecoder().decode([String: [Message]].self, from: Data(bytes.readableBytesView))["messages"] ?? []
    }

    func page(_ uri: String) async throws -> TestResponse {
        try await pages.execute(uri: uri, method: .get) { $0 }
    }
}

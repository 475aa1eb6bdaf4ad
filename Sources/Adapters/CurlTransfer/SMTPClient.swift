import CCurl

/// Hands messages to a mail server, one recipient each, over connections that are kept.
package struct SMTPClient: Sendable {
    private let threads: TransferThreads
    private let server: SMTPServer

    package init(_ server: SMTPServer) {
        self.server = server
        threads = TransferThreads(name: "smtp", count: server.connections)
    }

    /// - Parameter message: headers and body, lines ending in CR LF; dots are doubled on the way by libcurl.
    /// - Returns: the server's last reply, such as `250 2.0.0 queued`.
    @discardableResult
    package func send(from: String, to: String, message: [UInt8]) async throws(SMTPError) -> String {
        for address in [from, to] where !Self.isAddress(address) { throw .invalidAddress(address) }
        let server = server
        let result = await threads.run { handle -> Result<String, SMTPError> in
            guard let handle else { return .failure(.unreachable("no memory for a transfer")) }
            return Self.perform(from: from, to: to, message: message, server: server, on: handle)
        }
        guard let result else { throw .unreachable("too many messages wait already") }
        return try result.get()
    }

    /// Connects, makes TLS, signs in and says NOOP: everything but a message.
    ///
    /// - Returns: the server's reply.
    package func greet() async throws(SMTPError) -> String {
        let server = server
        let result = await threads.run { handle -> Result<String, SMTPError> in
            guard let handle else { return .failure(.unreachable("no memory for a transfer")) }
            Self.set(server, on: handle)
            handle.set(CURLOPT_CUSTOMREQUEST, "NOOP")
            handle.set(CURLOPT_NOBODY, 1)
            let replies = TransferSink(limit: 100_000)
            handle.setSink(replies, headersToo: true)
            let code = withExtendedLifetime(replies) { handle.perform() }
            guard code == CURLE_OK else { return .failure(.unreachable(handle.explanation(of: code))) }
            return .success(Self.lastLine(replies.bytes, startingWith: "250"))
        }
        guard let result else { throw .unreachable("too many messages wait already") }
        return try result.get()
    }

    /// What may stand between `<` and `>`: visible ASCII with one part before and one after the last `@`. No blank, no
    /// bracket, no line break, so that an address is never a command.
    package static func isAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 254, let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let domain = text.utf8[text.utf8.index(after: at)...]
        let refused = Set("<>()[],;:\\\"".utf8)
        return at != text.utf8.startIndex && !domain.isEmpty && text.utf8[..<at].count <= 64
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !refused.contains($0) }
    }

    private static func perform(
        from: String,
        to: String,
        message: [UInt8],
        server: SMTPServer,
        on handle: TransferHandle
    ) -> Result<String, SMTPError> {
        set(server, on: handle)
        handle.set(CURLOPT_UPLOAD, 1)
        handle.set(CURLOPT_MAIL_FROM, "<\(from)>")
        let recipients = TransferList(["<\(to)>"])
        handle.set(CURLOPT_MAIL_RCPT, list: recipients)
        let source = TransferSource(message)
        handle.setSource(source)
        let replies = TransferSink(limit: 100_000)
        handle.setSink(replies, headersToo: true)
        let code = withExtendedLifetime((recipients, source, replies)) { handle.perform() }
        if code == CURLE_OK { return .success(lastLine(replies.bytes, startingWith: "250")) }
        let reason = handle.explanation(of: code)
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION,
            CURLE_USE_SSL_FAILED, CURLE_LOGIN_DENIED, CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            // Ours to put right, not the recipient's fault: a wrong password must not turn mail away for good.
            return .failure(.unreachable(reason))
        default: break
        }
        let reply = handle.number(CURLINFO_RESPONSE_CODE)
        let text = lastLine(replies.bytes, startingWith: String(reply))
        switch reply / 100 {
        case 5: return .failure(.permanent(code: reply, reply: text))
        case 4: return .failure(.temporary(code: reply, reply: text))
        default: return .failure(.interrupted(reason))
        }
    }

    private static func set(_ server: SMTPServer, on handle: TransferHandle) {
        handle.reset(timeoutMilliseconds: server.timeoutMilliseconds, protocols: "smtp,smtps")
        handle.set(CURLOPT_URL, server.url)
        if let user = server.user { handle.set(CURLOPT_USERNAME, user) }
        if let password = server.password { handle.set(CURLOPT_PASSWORD, password) }
        if let file = server.certificateAuthorityFile { handle.set(CURLOPT_CAINFO, file) }
        let tls = server.requireTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE
        handle.set(CURLOPT_USE_SSL, Int(tls.rawValue))
    }

    /// What the server said under this code, not its good-bye after it.
    private static func lastLine(_ bytes: [UInt8], startingWith code: String) -> String {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return String((lines.last { $0.hasPrefix(code) } ?? "").prefix(500))
    }
}

/// Where mail goes.
package struct SMTPServer: Hashable, Sendable {
    /// `smtp://host:port` or `smtps://host:port`.
    package var url: String
    package var user: String?
    package var password: String?
    /// With `smtp:`, no message leaves without STARTTLS.
    package var requireTLS: Bool
    package var certificateAuthorityFile: String?
    package var connections = 2
    package var timeoutMilliseconds = 60_000

    package init(url: String, user: String? = nil, password: String? = nil, requireTLS: Bool) {
        self.url = url
        self.user = user
        self.password = password
        self.requireTLS = requireTLS
    }
}

/// Why a message was not accepted.
package enum SMTPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not an address that may be sent to.
    case invalidAddress(String)
    /// 5xx: the same again will be refused again.
    case permanent(code: Int, reply: String)
    /// 4xx: later it may be taken.
    case temporary(code: Int, reply: String)
    /// No connection, no TLS or no sign-in: the server has seen no message.
    case unreachable(String)
    /// The connection broke or fell silent. The server may have taken the message.
    case interrupted(String)

    package var description: String {
        switch self {
        case .invalidAddress: "not an address that mail can be sent to"
        case .permanent(let code, let reply): "refused for good (\(code)): \(reply)"
        case .temporary(let code, let reply): "refused for now (\(code)): \(reply)"
        case .unreachable(let reason): "the mail server was not reached: \(reason)"
        case .interrupted(let reason): "the mail server fell silent: \(reason)"
        }
    }
}

import CCurl

/// Reads a mailbox (RFC 1939). Each visit is a session of its own, from greeting to QUIT: numbers are good for one
/// session only, and the server deletes at its end.
package struct POP3Client: Sendable {
    private let threads: TransferThreads
    private let server: POP3Server

    package init(_ server: POP3Server) {
        self.server = server
        threads = TransferThreads(name: "pop3", count: 1, waitingLimit: 16)
    }

    /// The oldest mails, at most so many, while the time of a visit lasts. They stay. Of a mail larger than the limit
    /// only the head and the first lines come.
    package func fetch(limit: Int) async throws(POP3Error) -> [POP3Mail] {
        try await visit { session throws(POP3Error) in
            var mails: [POP3Mail] = []
            let listing = try session.listing()
            let sizes = listing.isEmpty ? [:] : try session.sizes()
            var failure: POP3Error?
            for (number, uid) in listing where mails.count < limit && (session.hasTime || mails.isEmpty) {
                let isLarge = sizes[number].map { $0 > session.server.mailLimitBytes } ?? true
                do throws(POP3Error) {
                    let bytes = try session.transfer(isLarge ? "TOP \(number) 200" : "RETR \(number)")
                    mails.append(POP3Mail(uid: uid, bytes: bytes))
                } catch {
                    failure = error
                    // One mail that the server will not give blocks no other; a broken connection ends the visit.
                    guard case .refused = error else { break }
                }
            }
            if mails.isEmpty, let failure { throw failure }
            return mails
        }
    }

    /// Deletes the mails of these names; one that is gone already is passed over.
    package func remove(_ uids: [String]) async throws(POP3Error) {
        let wanted = Set(uids)
        try await visit { session throws(POP3Error) in
            for (number, uid) in try session.listing() where wanted.contains(uid) { try session.delete(number) }
        }
    }

    /// A handle for each visit: when it goes, libcurl says QUIT and closes.
    private func visit<Value: Sendable>(
        _ body: @escaping @Sendable (POP3Session) throws(POP3Error) -> Value
    ) async throws(POP3Error) -> Value {
        let server = server
        let result = await threads.run { _ -> Result<Value, POP3Error> in
            guard let handle = TransferHandle() else { return .failure(.unreachable("no memory for a transfer")) }
            do throws(POP3Error) {
                return .success(try body(POP3Session(handle: handle, server: server)))
            } catch {
                return .failure(error)
            }
        }
        guard let result else { throw .unreachable("too many visits wait already") }
        return try result.get()
    }
}

/// Where returned mail lies.
package struct POP3Server: Hashable, Sendable {
    /// `pop3://host:port` or `pop3s://host:port`.
    package var url: String
    package var user: String
    package var password: String
    /// With `pop3:`, no name and no password leaves without STLS.
    package var requireTLS: Bool
    package var certificateAuthorityFile: String?
    /// For one command and its answer.
    package var timeoutMilliseconds = 20_000
    /// For one visit: no further mail is begun after it.
    package var visitSeconds = 60
    /// A larger mail is read in part. At least 20,000: libcurl hands out pieces of that order.
    package var mailLimitBytes = 2_000_000

    package init(url: String, user: String, password: String, requireTLS: Bool) {
        self.url = url
        self.user = user
        self.password = password
        self.requireTLS = requireTLS
    }
}

/// A mail in a mailbox.
package struct POP3Mail: Hashable, Sendable {
    /// The server's name for it, the same in every session (RFC 1939 §7, UIDL).
    package let uid: String
    /// As it came, lines ending in CR LF; dots are single again.
    package let bytes: [UInt8]
}

/// Why a visit failed. Nothing is lost: what was not deleted lies there still.
package enum POP3Error: Error, Hashable, Sendable, CustomStringConvertible {
    /// No connection or no TLS.
    case unreachable(String)
    /// The server does not take name and password.
    case signInRefused(String)
    /// The server said `-ERR`, or something that is no POP3.
    case refused(command: String, reason: String)
    /// The connection broke or fell silent.
    case interrupted(String)

    package var description: String {
        switch self {
        case .unreachable(let reason): "the mailbox was not reached: \(reason)"
        case .signInRefused(let reason): "the mailbox does not let us in: \(reason)"
        case .refused(let command, let reason): "the mailbox refused \(command): \(reason)"
        case .interrupted(let reason): "the mailbox fell silent: \(reason)"
        }
    }
}

/// Commands on one connection, which libcurl keeps between them.
struct POP3Session {
    let handle: TransferHandle
    let server: POP3Server
    private let started = ContinuousClock.now

    init(handle: TransferHandle, server: POP3Server) {
        self.handle = handle
        self.server = server
    }

    var hasTime: Bool { started.duration(to: .now) < .seconds(server.visitSeconds) }

    /// Numbers and names, oldest first.
    func listing() throws(POP3Error) -> [(number: Int, uid: String)] {
        Self.pairs(try transfer("UIDL")).map { (number: $0.number, uid: $0.word) }
    }

    /// Bytes of each mail.
    func sizes() throws(POP3Error) -> [Int: Int] {
        var sizes: [Int: Int] = [:]
        for pair in Self.pairs(try transfer("LIST")) { sizes[pair.number] = Int(pair.word) }
        return sizes
    }

    func delete(_ number: Int) throws(POP3Error) { _ = try transfer("DELE \(number)", hasBody: false) }

    /// What follows the server's `+OK`, up to the line that is a dot. The command is ours: nothing from outside but
    /// numbers stands in it.
    func transfer(_ command: String, hasBody: Bool = true) throws(POP3Error) -> [UInt8] {
        handle.reset(timeoutMilliseconds: server.timeoutMilliseconds, protocols: "pop3,pop3s")
        handle.set(CURLOPT_URL, server.url)
        handle.set(CURLOPT_USERNAME, server.user)
        handle.set(CURLOPT_PASSWORD, server.password)
        if let file = server.certificateAuthorityFile { handle.set(CURLOPT_CAINFO, file) }
        let tls = server.requireTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE
        handle.set(CURLOPT_USE_SSL, Int(tls.rawValue))
        // Holds for QUIT too, for which nobody waits longer.
        handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, server.timeoutMilliseconds / 1_000))
        handle.set(CURLOPT_CUSTOMREQUEST, command)
        if !hasBody { handle.set(CURLOPT_NOBODY, 1) }
        let sink = TransferSink(limit: server.mailLimitBytes * 2)
        handle.setSink(sink)
        let code = withExtendedLifetime(sink) { handle.perform() }
        guard code != CURLE_OK else { return sink.bytes }
        // The beginning is enough, and the same at every visit; libcurl makes a new connection for what comes next.
        if sink.overflowed { return Array(sink.bytes.prefix(server.mailLimitBytes)) }
        throw Self.failure(code, command, handle.explanation(of: code))
    }

    private static func failure(_ code: CURLcode, _ command: String, _ reason: String) -> POP3Error {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION,
            CURLE_USE_SSL_FAILED, CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            .unreachable(reason)
        case CURLE_LOGIN_DENIED: .signInRefused(reason)
        case CURLE_WEIRD_SERVER_REPLY: .refused(command: command, reason: reason)
        default: .interrupted(reason)
        }
    }

    /// Lines that are a number, a blank and a word.
    private static func pairs(_ bytes: [UInt8]) -> [(number: Int, word: String)] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
            let parts = line.split(separator: " ")
            guard parts.count >= 2, let number = Int(parts[0]), number > 0 else { return nil }
            return (number, String(parts[1]))
        }
    }
}

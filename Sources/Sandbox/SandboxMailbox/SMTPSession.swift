/// One SMTP conversation (RFC 5321) without its socket: lines in, reactions out.
struct SMTPSession {
    enum Reaction: Equatable {
        case reply(String)
        /// Reply and hang up.
        case close(String)
        /// A whole message has arrived: store it, then say so.
        case deliver(MailEnvelope)
        /// A line of a message; nothing to say.
        case nothing
    }

    private enum Phase: Equatable {
        case commands
        case data
        case authentication(answersLeft: Int)
    }

    private let limitBytes: Int
    private let recipientLimit = 100
    private var phase = Phase.commands
    private var greeted = false
    private var from: String?
    private var recipients: [String] = []
    private var source: [UInt8] = []
    private var tooLarge = false

    static let greeting = "220 sandbox.mailbox ESMTP"

    init(limitBytes: Int) { self.limitBytes = limitBytes }

    /// - Parameters:
    ///   - line: as it came, its line break included.
    ///   - refusal: what is to be said against a recipient; `nil` takes it.
    mutating func take(_ line: [UInt8], refusal: (String) -> String?) -> Reaction {
        switch phase {
        case .data: return takeData(line)
        case .authentication(let answersLeft):
            phase = answersLeft > 1 ? .authentication(answersLeft: answersLeft - 1) : .commands
            return .reply(answersLeft > 1 ? "334 UGFzc3dvcmQ6" : "235 2.7.0 welcome")
        case .commands:
            guard line.count <= 2_050 else { return .close("500 5.5.2 line too long") }
            var text = String(decoding: line, as: UTF8.self)
            while text.last?.isNewline == true { text.removeLast() }
            return takeCommand(text, refusal: refusal)
        }
    }

    private mutating func takeCommand(_ text: String, refusal: (String) -> String?) -> Reaction {
        let parts = text.split(separator: " ", maxSplits: 1)
        let argument = parts.count > 1 ? String(parts[1]) : ""
        switch (parts.first ?? "").uppercased() {
        case "EHLO":
            greeted = true
            reset()
            let lines = ["sandbox.mailbox", "PIPELINING", "8BITMIME", "SIZE \(limitBytes)", "AUTH PLAIN LOGIN"]
            return .reply(
                lines.enumerated().map { "250\($0 == lines.count - 1 ? " " : "-")\($1)" }.joined(separator: "\r\n")
            )
        case "HELO":
            greeted = true
            reset()
            return .reply("250 sandbox.mailbox")
        case "AUTH": return authenticate(argument)
        case "MAIL": return takeSender(argument)
        case "RCPT": return takeRecipient(argument, refusal: refusal)
        case "DATA":
            guard !recipients.isEmpty else { return .reply("503 5.5.1 no recipient yet") }
            phase = .data
            source = []
            tooLarge = false
            return .reply("354 go on, end with a line that is a dot")
        case "RSET":
            reset()
            return .reply("250 2.0.0 forgotten")
        case "NOOP": return .reply("250 2.0.0 here")
        case "VRFY": return .reply("252 2.1.5 send and see")
        case "QUIT": return .close("221 2.0.0 bye")
        default: return .reply("500 5.5.2 not a command of this server")
        }
    }

    /// Any name and password will do.
    private mutating func authenticate(_ argument: String) -> Reaction {
        let words = argument.split(separator: " ")
        switch ((words.first ?? "").uppercased(), words.count) {
        case ("PLAIN", 2): return .reply("235 2.7.0 welcome")
        case ("PLAIN", 1):
            phase = .authentication(answersLeft: 1)
            return .reply("334 ")
        case ("LOGIN", 1):
            phase = .authentication(answersLeft: 2)
            return .reply("334 VXNlcm5hbWU6")
        case ("LOGIN", 2):
            phase = .authentication(answersLeft: 1)
            return .reply("334 UGFzc3dvcmQ6")
        default: return .reply("504 5.5.4 PLAIN or LOGIN")
        }
    }

    private mutating func takeSender(_ argument: String) -> Reaction {
        guard greeted else { return .reply("503 5.5.1 say EHLO first") }
        guard from == nil else { return .reply("503 5.5.1 a sender was given") }
        guard let (address, options) = Self.path(argument, after: "FROM:") else {
            return .reply("501 5.5.4 MAIL FROM:<address>")
        }
        for option in options.split(separator: " ") where option.uppercased().hasPrefix("SIZE=") {
            guard let size = Int(option.dropFirst(5)), size <= limitBytes else {
                return .reply("552 5.3.4 more than \(limitBytes) bytes")
            }
        }
        from = address
        return .reply("250 2.1.0 sender taken")
    }

    private mutating func takeRecipient(_ argument: String, refusal: (String) -> String?) -> Reaction {
        guard from != nil else { return .reply("503 5.5.1 MAIL first") }
        guard let (address, _) = Self.path(argument, after: "TO:"), !address.isEmpty else {
            return .reply("501 5.5.4 RCPT TO:<address>")
        }
        guard recipients.count < recipientLimit else { return .reply("452 4.5.3 too many recipients") }
        if let refusal = refusal(address) { return .reply(refusal) }
        recipients.append(address)
        return .reply("250 2.1.5 recipient taken")
    }

    /// Only CR LF, dot, CR LF ends a message; a lone LF is a byte of it.
    private mutating func takeData(_ line: [UInt8]) -> Reaction {
        let dot = UInt8(ascii: ".")
        guard line == [dot, 13, 10] else {
            if source.count + line.count > limitBytes { tooLarge = true }
            if !tooLarge { source += line.first == dot ? line.dropFirst() : line[...] }
            return .nothing
        }
        let envelope = MailEnvelope(from: from ?? "", recipients: recipients, source: source)
        let refused = tooLarge
        reset()
        return refused ? .reply("552 5.3.4 more than \(limitBytes) bytes") : .deliver(envelope)
    }

    private mutating func reset() {
        phase = .commands
        from = nil
        recipients = []
        source = []
        tooLarge = false
    }

    /// `FROM:<a@b> SIZE=12` as address and options.
    private static func path(_ argument: String, after word: String) -> (String, String)? {
        guard argument.uppercased().hasPrefix(word) else { return nil }
        let rest = argument.dropFirst(word.count).drop { $0 == " " }
        guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return nil }
        return (String(rest[rest.index(after: rest.startIndex)..<end]), String(rest[rest.index(after: end)...]))
    }
}

/// A message and whom it is for.
struct MailEnvelope: Equatable, Sendable {
    let from: String
    let recipients: [String]
    let source: [UInt8]
}

/// Cuts a stream of bytes into lines that keep their ends.
struct LineReader {
    /// More than this without a line break is no mail.
    static let limitBytes = 1_048_576
    private var bytes: [UInt8] = []
    private var start = 0
    private var searched = 0

    mutating func append(_ more: some Sequence<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    mutating func next() -> [UInt8]? {
        while searched < bytes.count {
            searched += 1
            guard bytes[searched - 1] == 10 else { continue }
            defer { start = searched }
            return Array(bytes[start..<searched])
        }
        return nil
    }

    var isTooLong: Bool { bytes.count - start > Self.limitBytes }
}

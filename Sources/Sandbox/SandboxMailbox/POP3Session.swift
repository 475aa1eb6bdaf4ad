/// One POP3 conversation (RFC 1939) without its socket: lines in, reactions out. What is deleted is deleted at QUIT,
/// and only then.
struct POP3Session {
    enum Reaction: Equatable {
        case reply(String)
        /// A first line, then these, then a dot.
        case list(String, [String])
        /// Look into the mailbox, then call `open`.
        case signIn
        /// Send a mail; of its body only so many lines when that is said.
        case send(id: Int64, bodyLines: Int?)
        /// Delete these, reply and hang up.
        case close(String, deleting: [Int64])
    }

    static let greeting = "+OK sandbox mailbox of bounces"

    private var user: String?
    private var mails: [ReturnedMail]?
    private var deleted: Set<Int> = []

    /// What lies in the mailbox now; later arrivals wait for the next session.
    mutating func open(_ mails: [ReturnedMail]) -> Reaction {
        self.mails = mails
        return .reply("+OK \(mails.count) messages")
    }

    /// - Parameter line: as it came, its line break included.
    mutating func take(_ line: [UInt8]) -> Reaction {
        guard line.count <= 255 else { return .reply("-ERR line too long") }
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
        let command = (words.first ?? "").uppercased()
        switch command {
        case "CAPA": return .list("+OK capabilities", ["USER", "UIDL", "TOP", "IMPLEMENTATION sandbox"])
        case "QUIT": return .close("+OK bye", deleting: deletedIDs)
        default: break
        }
        guard let mails else { return signIn(command, words) }
        return take(command, Array(words.dropFirst()), mails)
    }

    /// Any name and password will do.
    private mutating func signIn(_ command: String, _ words: [String]) -> Reaction {
        switch command {
        case "USER" where words.count == 2:
            user = words[1]
            return .reply("+OK and the password?")
        case "PASS" where words.count >= 2 && user != nil: return .signIn
        default: return .reply("-ERR USER and PASS first")
        }
    }

    private mutating func take(_ command: String, _ arguments: [String], _ mails: [ReturnedMail]) -> Reaction {
        let left = mails.enumerated().filter { !deleted.contains($0.offset + 1) }
        switch command {
        case "STAT": return .reply("+OK \(left.count) \(left.reduce(0) { $0 + $1.element.sizeBytes })")
        case "LIST": return listing(arguments, left) { "\($0.sizeBytes)" }
        case "UIDL": return listing(arguments, left) { $0.uid }
        case "RETR", "DELE", "TOP": return takeMail(command, arguments, left)
        case "NOOP": return .reply("+OK here")
        case "RSET":
            deleted = []
            return .reply("+OK nothing is deleted")
        default: return .reply("-ERR not a command of this server")
        }
    }

    private mutating func takeMail(
        _ command: String,
        _ arguments: [String],
        _ left: [(offset: Int, element: ReturnedMail)]
    ) -> Reaction {
        guard let mail = find(arguments, left) else { return .reply("-ERR no such message") }
        switch command {
        case "RETR": return .send(id: mail.element.id, bodyLines: nil)
        case "DELE":
            deleted.insert(mail.offset + 1)
            return .reply("+OK deleted at the end")
        default:
            guard arguments.count == 2, let lines = Int(arguments[1]), lines >= 0 else {
                return .reply("-ERR TOP number lines")
            }
            return .send(id: mail.element.id, bodyLines: lines)
        }
    }

    private func listing(
        _ arguments: [String],
        _ left: [(offset: Int, element: ReturnedMail)],
        _ word: (ReturnedMail) -> String
    ) -> Reaction {
        guard !arguments.isEmpty else {
            return .list("+OK \(left.count) messages", left.map { "\($0.offset + 1) \(word($0.element))" })
        }
        guard let mail = find(arguments, left) else { return .reply("-ERR no such message") }
        return .reply("+OK \(mail.offset + 1) \(word(mail.element))")
    }

    private func find(
        _ arguments: [String],
        _ left: [(offset: Int, element: ReturnedMail)]
    ) -> (offset: Int, element: ReturnedMail)? {
        guard let number = arguments.first.flatMap({ Int($0) }) else { return nil }
        return left.first { $0.offset + 1 == number }
    }

    private var deletedIDs: [Int64] {
        (mails ?? []).enumerated().filter { deleted.contains($0.offset + 1) }.map(\.element.id)
    }

    /// A mail as it travels: every line ends in CR LF, a dot at its start is doubled, a dot alone ends it.
    static func wire(_ source: [UInt8], bodyLines: Int?) -> [UInt8] {
        let dot = UInt8(ascii: ".")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count + 64)
        var bodyLeft: Int?
        var rest = source[...]
        while !rest.isEmpty, bodyLeft != 0 {
            let end = rest.firstIndex(of: 10) ?? rest.endIndex
            var line = rest[rest.startIndex..<end]
            if line.last == 13 { line = line.dropLast() }
            rest = end < rest.endIndex ? rest[(end + 1)...] : rest[rest.endIndex...]
            if line.first == dot { bytes.append(dot) }
            bytes += line + [13, 10]
            if let left = bodyLeft { bodyLeft = left - 1 }
            if line.isEmpty, bodyLeft == nil { bodyLeft = bodyLines }
        }
        return bytes + [dot, 13, 10]
    }
}

import Crypto
import Journal
package import Kernel
package import Storage

/// Takes a mail out of the mailbox of bounces into the books: what a mail server says about one of our letters. A
/// letter that will not arrive becomes a message of kind `OutboxMessage.noticeBouncedKind`, in the same transaction.
package struct TakeBounce: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The letter will not arrive; somebody will be told.
        case failed(Notice.ID)
        /// Noted, and nobody is told: it is delayed, or it has arrived.
        case noted(Notice.ID)
        /// A report whose return address does not prove itself, or names no letter of ours.
        case unknownLetter
        /// No report, or one that says nothing; kept with its reason.
        case unreadable(reason: String)
        /// The same mail was taken before.
        case knownAlready
    }

    private let database: any SQLDatabase
    private let world: World
    private let read: @Sendable ([UInt8]) -> BounceReport?
    private let noticeOf: @Sendable (String) -> Notice.ID?

    /// - Parameters:
    ///   - read: what a mail says, see `BounceMailbox.read`.
    ///   - noticeOf: the notice of a return token, `nil` when the token does not prove itself.
    package init(
        database: any SQLDatabase,
        world: World,
        read: @escaping @Sendable ([UInt8]) -> BounceReport?,
        noticeOf: @escaping @Sendable (String) -> Notice.ID?
    ) {
        self.database = database
        self.world = world
        self.read = read
        self.noticeOf = noticeOf
    }

    package func callAsFunction(_ bytes: [UInt8]) async throws -> Outcome {
        guard let report = read(bytes) else { return try await keep(bytes, reason: "not a report on delivery") }
        let claimed = report.sentTo.lazy.compactMap(ReturnAddress.token(in:)).compactMap(noticeOf).first
        guard !report.recipients.isEmpty else {
            return try await keep(bytes, reason: "a report that says nothing", about: claimed)
        }
        return try await store(bytes, report.recipients, about: claimed)
    }

    /// Keeps a mail from which nothing can be learned, so that it blocks no other and a person can look at it.
    package func keep(_ bytes: [UInt8], reason: String, about notice: Notice.ID? = nil) async throws -> Outcome {
        let said = BounceReport.Recipient(address: "", action: .unreadable, status: nil, diagnostic: reason)
        return try await store(bytes, [said], about: notice)
    }

    private func store(
        _ bytes: [UInt8],
        _ words: [BounceReport.Recipient],
        about claimed: Notice.ID?
    ) async throws -> Outcome {
        let digest = SHA256.hash(data: bytes).hex
        let raw = Array(bytes.prefix(MailBounce.rawLimitBytes))
        return try await database.write { [world] connection in
            let time = world.now()
            let notice = try claimed.flatMap { try Notice.find($0, on: connection) }
            var isNew = false
            var bounces: [MailBounce] = []
            for (position, said) in words.enumerated() {
                let id = world.newID(MailBounce.self)
                let bounce = MailBounce(id: id, notice: notice?.id, said: said, receivedAt: time)
                let mail = (digest: digest, position: position)
                guard try bounce.insert(position == 0 ? raw : nil, of: mail, on: connection) else { continue }
                isNew = true
                bounces.append(bounce)
                try bounce.recordAudit(in: world, connection)
            }
            guard isNew else { return .knownAlready }
            if let notice, bounces.contains(where: \.isPermanent) {
                try notice.enqueueBounced(at: time, on: connection)
                return .failed(notice.id)
            }
            if let unreadable = bounces.first(where: { $0.action == .unreadable }) {
                return .unreadable(reason: unreadable.diagnostic)
            }
            return notice.map { .noted($0.id) } ?? .unknownLetter
        }
    }
}

extension MailBounce {
    fileprivate func recordAudit(in world: World, _ connection: any SQLConnection) throws {
        let verb = notice == nil ? "bounce.unknown" : isPermanent ? "notice.bounced" : "notice.reported"
        try AuditEntry.record(
            verb,
            on: notice.map { "notice:\($0)" } ?? "mail_bounce:\(id)",
            by: .partner("mail"),
            [
                "bounce": "\(id)", "action": action.rawValue, "recipient": recipient, "status": status ?? "",
                "diagnostic": diagnostic,
            ],
            in: world,
            connection
        )
    }
}

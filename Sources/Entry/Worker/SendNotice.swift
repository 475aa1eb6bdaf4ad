package import Journal
package import Kernel
import Letters
package import Notices
package import People
package import Storage

/// Delivers one notice by mail. "Sent" is written only after the mail server took the letter; a repeat after a crash
/// carries the same Message-ID, so that it takes effect once.
package struct SendNotice: Sendable {
    private let database: any SQLDatabase
    private let now: Now
    private let key: ServerKey
    private let write: LetterWriter
    private let transport: MailTransport

    /// While the mail server cannot be reached: nothing is wrong with the letter, so its failures are not counted, and
    /// no outage, however long, leaves letters that a person has to release.
    private static let outageMilliseconds: Int64 = 30_000

    /// - Parameter key: Makes the return addresses, by which bounces find their notice.
    package init(
        database: any SQLDatabase,
        now: @escaping Now,
        key: ServerKey,
        write: LetterWriter,
        transport: MailTransport
    ) {
        self.database = database
        self.now = now
        self.key = key
        self.write = write
        self.transport = transport
    }

    package func callAsFunction(_ id: Notice.ID) async throws -> Delivery {
        guard let notice = try await database.read({ try Notice.find(id, on: $0) }) else {
            return .park(reason: "there is no notice \(id)")
        }
        guard notice.state == .queued else { return .done }
        guard let written = try await write(notice) else {
            return .park(reason: "what notice \(id) is about does not exist")
        }
        let mail = OutgoingMail(
            key: notice.key,
            to: notice.recipient.email,
            toName: notice.recipient.name,
            subject: written.letter.subject,
            text: written.letter.text,
            html: written.letter.html,
            attachments: written.attachments,
            at: notice.createdAt,
            returnToken: key.returnToken(notice.id)
        )
        switch await transport.send(mail) {
        case .accepted(let reply):
            try await settle(notice, .sent, reply)
            return .done
        case .refused(let reply):
            try await settle(notice, .refused, reply)
            return .park(reason: reply)
        case .tryLater(let reason):
            return .failed(reason: reason)
        case .unreachable:
            return .waiting(milliseconds: Self.outageMilliseconds)
        }
    }

    private func settle(_ notice: Notice, _ state: Notice.State, _ reply: String) async throws {
        try await database.write { [now] in try notice.settle(state, reply: reply, at: now(), on: $0) }
    }
}

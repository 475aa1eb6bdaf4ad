package import Kernel
package import Storage

/// Who did something.
package enum Actor: Hashable, Sendable {
    case customer(String)
    case staff(String)
    /// A partner's word, such as a signed notice from VNPAY.
    case partner(String)
    case system

    package var text: String {
        switch self {
        case .customer(let id): "customer:\(id)"
        case .staff(let id): "staff:\(id)"
        case .partner(let name): "partner:\(name)"
        case .system: "system"
        }
    }
}

/// One line of the audit log: who did what to which thing, and when. Written in the transaction of the change itself,
/// linked into the hash chain by `SealAudit` a moment later, and never changed.
package struct AuditEntry: Hashable, Sendable {
    package typealias ID = Kernel.ID<AuditEntry>

    package let at: Timestamp
    package let actor: String
    /// A verb of the trade, such as `contract.paid`.
    package let action: String
    /// What it was done to, such as `contract:018f…`.
    package let subject: String
    /// What else a reader needs, as `name=value` lines; nothing secret.
    package let detail: String

    package init(at: Timestamp, actor: String, action: String, subject: String, detail: String) {
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail
    }

    /// Writes an entry beside the change it speaks of.
    package static func record(
        _ action: String,
        on subject: String,
        by actor: Actor,
        _ detail: KeyValuePairs<String, String> = [:],
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        let id = world.newID(AuditEntry.self)
        let lines = detail.map { "\($0.onOneLine)=\($1.onOneLine)" }.joined(separator: "\n")
        try connection.run(
            """
            INSERT INTO audit_entry (id, at, actor, action, subject, detail)
            VALUES (\(id), \(world.now()), \(actor.text.onOneLine), \(action.onOneLine), \(subject.onOneLine), \(lines))
            """
        )
        try connection.run("INSERT INTO audit_unsealed (entry_id) VALUES (\(id))")
    }

    /// The story of one thing, oldest first.
    package static func entries(about subject: String, on connection: any SQLConnection) throws -> [AuditEntry] {
        try connection.rows(
            """
            SELECT id, at, actor, action, subject, detail FROM audit_entry
            WHERE subject = \(subject) ORDER BY at, id
            """
        ).map(AuditEntry.init(row:))
    }

    /// The value of a line of `detail`.
    package func value(_ name: String) -> String? {
        detail.split(separator: "\n").first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// As it is stored, in the rows of every release: it is hashed as it stands.
    init(row: SQLRow) throws {
        self.init(
            at: try row.timestamp("at"),
            actor: try row.text("actor"),
            action: try row.text("action"),
            subject: try row.text("subject"),
            detail: try row.text("detail")
        )
    }

    /// The link after `previous`.
    func hash(after previous: String, id: String) -> String { ChainHash.link(after: previous, parts(id: id)) }

    /// Everything it says, as it is linked.
    func parts(id: String) -> [String] { [id, String(at.milliseconds), actor, action, subject, detail] }
}

extension String {
    /// With a blank for every scalar that would end a line, steer a terminal, turn the direction of reading or, as NUL
    /// does, keep a database from taking it: a value stays one value, whoever reads the log and with what. By scalars,
    /// since CR and LF together are one character.
    fileprivate var onOneLine: String {
        guard unicodeScalars.contains(where: \.breaksLine) else { return self }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: unicodeScalars.lazy.map { $0.breaksLine ? " " : $0 })
        return String(line)
    }
}

extension Unicode.Scalar {
    fileprivate var breaksLine: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        // Left to right, right to left: what follows is shown in another order than it stands in.
        case .format: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
        default: false
        }
    }
}

import Crypto
import Journal
package import Kernel
package import Organisation
import People
package import Storage

/// A file that belongs to a contract, such as the signed paper. Kept in the database, which is the only state; what it
/// is is decided by its content, never by its name.
package struct Attachment: Hashable, Sendable {
    package typealias ID = Kernel.ID<Attachment>

    package enum ContentType: String, Hashable, Sendable, CaseIterable {
        case pdf = "application/pdf"
        case png = "image/png"
        case jpeg = "image/jpeg"

        /// By the first bytes.
        package init?(content: [UInt8]) {
            if content.starts(with: Array("%PDF-".utf8)) {
                self = .pdf
            } else if content.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
                self = .png
            } else if content.starts(with: [0xFF, 0xD8, 0xFF]) {
                self = .jpeg
            } else {
                return nil
            }
        }

        /// How names of such files end.
        var endings: [String] {
            switch self {
            case .pdf: ["pdf"]
            case .png: ["png"]
            case .jpeg: ["jpg", "jpeg"]
            }
        }
    }

    package let id: ID
    package let contract: Contract.ID
    package let name: String
    package let contentType: ContentType
    package let sizeBytes: Int64
    package let sha256: String
    package let uploadedBy: StaffMember.ID
    package let uploadedAt: Timestamp
    /// Taken out by an amendment; it stays stored, and what takes its place is known.
    package internal(set) var withdrawal: Withdrawal?

    package struct Withdrawal: Hashable, Sendable {
        package let at: Timestamp
        package let by: StaffMember.ID
        package let replacedBy: ID?
    }

    package static let limitBytes = 10 * 1_024 * 1_024
    package static let limitCount = 20
}

/// Adds a file to a contract, or takes it away while nobody has decided anything by it.
package struct KeepAttachments: Sendable {
    package enum Outcome: Hashable, Sendable {
        case done(Attachment.ID)
        case notAllowed
        case unknown
        case empty
        case tooLarge
        case tooMany
        /// Neither PDF nor PNG nor JPEG, whatever it is called.
        case wrongType
        /// The contract has been handed in: change it as a whole, so that the approvers hear of it.
        case handedIn
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func add(
        name: String,
        content: [UInt8],
        to contract: Contract.ID,
        by actor: StaffMember
    ) async throws -> Outcome {
        let type = Attachment.ContentType(content: content)
        let digest = SHA256.hash(data: content).hex
        return try await database.write { [world] connection in
            guard let contract = try Contract.find(contract, on: connection) else { return .unknown }
            guard actor.may(.declareContracts, on: contract.belonging) else { return .notAllowed }
            guard contract.state == .draft else { return .handedIn }
            guard !content.isEmpty else { return .empty }
            guard content.count <= Attachment.limitBytes else { return .tooLarge }
            guard let type else { return .wrongType }
            let known = try Attachment.all(of: contract.id, on: connection)
            guard known.count < Attachment.limitCount else { return .tooMany }
            if let same = known.first(where: { $0.sha256 == digest }) { return .done(same.id) }
            let attachment = Attachment(
                id: world.newID(),
                contract: contract.id,
                name: FileName.tidy(name, endings: type.endings),
                contentType: type,
                sizeBytes: Int64(content.count),
                sha256: digest,
                uploadedBy: actor.id,
                uploadedAt: world.now()
            )
            try attachment.insert(content, on: connection)
            try AuditEntry.record(
                "attachment.added",
                on: contract.subject,
                by: .staff(actor.actorID),
                ["name": attachment.name, "sha256": digest],
                in: world,
                connection
            )
            return .done(attachment.id)
        }
    }

    package func remove(_ id: Attachment.ID, by actor: StaffMember) async throws -> Outcome {
        try await database.write { [world] connection in
            guard let attachment = try Attachment.find(id, on: connection),
                let contract = try Contract.find(attachment.contract, on: connection)
            else { return .unknown }
            guard actor.may(.declareContracts, on: contract.belonging) else { return .notAllowed }
            guard contract.state == .draft else { return .handedIn }
            try attachment.remove(at: world.now(), on: connection)
            try AuditEntry.record(
                "attachment.removed",
                on: contract.subject,
                by: .staff(actor.actorID),
                ["name": attachment.name, "sha256": attachment.sha256],
                in: world,
                connection
            )
            return .done(id)
        }
    }

    /// The file for whoever may see its contract.
    package func content(
        _ id: Attachment.ID,
        for reader: StaffMember
    ) async throws -> (attachment: Attachment, bytes: [UInt8])? {
        try await database.read { connection in
            guard let attachment = try Attachment.find(id, on: connection),
                let contract = try Contract.find(attachment.contract, on: connection),
                reader.may(.viewContracts, on: contract.belonging),
                let bytes = try attachment.content(on: connection)
            else { return nil }
            return (attachment, bytes)
        }
    }
}

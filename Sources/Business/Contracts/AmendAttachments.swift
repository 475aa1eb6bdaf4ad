import Crypto
import Journal
package import Kernel
package import Organisation
package import Storage

/// What an amendment does to a contract's files: adds, puts one in another's place, takes out.
package struct FileChanges: Sendable {
    package enum Mistake: Error, Hashable, Sendable {
        case empty
        case tooLarge
        case tooMany
        case wrongType
        /// Not a file of this contract, or taken out before.
        case unknown
        /// The contract must have a paper.
        case noneLeft
    }

    package struct NewFile: Hashable, Sendable {
        package let name: String
        package let content: [UInt8]
        package let sha256: String

        package init(name: String, content: [UInt8]) {
            self.name = FileName.tidy(name, endings: Attachment.ContentType(content: content)?.endings ?? [])
            self.content = content
            sha256 = SHA256.hash(data: content).hex
        }

        /// What it is, by its content.
        package func checkedType() throws(Mistake) -> Attachment.ContentType {
            guard !content.isEmpty else { throw .empty }
            guard content.count <= Attachment.limitBytes else { throw .tooLarge }
            guard let type = Attachment.ContentType(content: content) else { throw .wrongType }
            return type
        }
    }

    package var added: [NewFile] = []
    package var replaced: [Attachment.ID: NewFile] = [:]
    package var withdrawn: Set<Attachment.ID> = []

    package init() {}

    package var isEmpty: Bool { added.isEmpty && replaced.isEmpty && withdrawn.isEmpty }

    package enum Outcome: Hashable, Sendable {
        case changed
        case unchanged
        case refused(Mistake)
    }
}

extension Contract {
    /// Checks everything before it writes anything: a refusal leaves the files as they were.
    package func changeFiles(
        _ changes: FileChanges,
        by actor: StaffMember,
        in world: World,
        on connection: any SQLConnection
    ) throws -> FileChanges.Outcome {
        guard !changes.isEmpty else { return .unchanged }
        let known = try Attachment.all(of: id, on: connection)
        let plan: FilePlan
        do throws(FileChanges.Mistake) {
            plan = try FilePlan(changes, known)
        } catch {
            return .refused(error)
        }
        guard !plan.isEmpty else { return .unchanged }
        for step in plan.steps {
            var new: Attachment?
            if let file = step.file, let type = step.type {
                let attachment = Attachment(
                    id: world.newID(),
                    contract: id,
                    name: file.name,
                    contentType: type,
                    sizeBytes: Int64(file.content.count),
                    sha256: file.sha256,
                    uploadedBy: actor.id,
                    uploadedAt: world.now()
                )
                try attachment.insert(file.content, on: connection)
                new = attachment
            }
            try step.old?.withdraw(by: actor.id, for: new?.id, at: world.now(), on: connection)
            try record(step.old, new, by: actor, in: world, on: connection)
        }
        return .changed
    }

    private func record(
        _ old: Attachment?,
        _ new: Attachment?,
        by actor: StaffMember,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let action = old == nil ? "attachment.added" : new == nil ? "attachment.withdrawn" : "attachment.replaced"
        try AuditEntry.record(
            action,
            on: subject,
            by: .staff(actor.actorID),
            [
                "name": new?.name ?? old?.name ?? "", "sha256": new?.sha256 ?? old?.sha256 ?? "",
                "instead_of": old?.name ?? "",
            ],
            in: world,
            connection
        )
    }
}

/// What is to be written, checked.
private struct FilePlan {
    struct Step {
        let old: Attachment?
        let file: FileChanges.NewFile?
        let type: Attachment.ContentType?
    }

    var steps: [Step] = []
    var isEmpty: Bool { steps.isEmpty }

    init(_ changes: FileChanges, _ known: [Attachment]) throws(FileChanges.Mistake) {
        var kept = Set(known.map(\.sha256))
        for (id, file) in changes.replaced.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            guard let old = known.first(where: { $0.id == id }) else { throw .unknown }
            let type = try file.checkedType()
            guard file.sha256 != old.sha256 else { continue }
            kept.remove(old.sha256)
            // What is there already only takes the old one's place.
            let isNew = kept.insert(file.sha256).inserted
            steps.append(Step(old: old, file: isNew ? file : nil, type: isNew ? type : nil))
        }
        for id in changes.withdrawn.sorted(by: { "\($0)" < "\($1)" }) where changes.replaced[id] == nil {
            guard let old = known.first(where: { $0.id == id }) else { throw .unknown }
            kept.remove(old.sha256)
            steps.append(Step(old: old, file: nil, type: nil))
        }
        for file in changes.added {
            let type = try file.checkedType()
            guard kept.insert(file.sha256).inserted else { continue }
            steps.append(Step(old: nil, file: file, type: type))
        }
        guard !kept.isEmpty else { throw .noneLeft }
        guard kept.count <= Attachment.limitCount else { throw .tooMany }
    }
}

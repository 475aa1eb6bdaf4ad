import Contracts
import Kernel
import Organisation
import Storage

/// A file of a contract.
struct AttachmentBody: Described {
    let id: String
    let name: String
    let contentType: String
    let sizeBytes: Int64
    let sha256: String
    let uploadedByID: String
    let uploadedAt: String

    init(_ attachment: Attachment) {
        id = "\(attachment.id)"
        name = attachment.name
        contentType = attachment.contentType.rawValue
        sizeBytes = attachment.sizeBytes
        sha256 = attachment.sha256
        uploadedByID = "\(attachment.uploadedBy)"
        uploadedAt = attachment.uploadedAt.iso8601
    }

    private init() {
        id = SpecimenID.other
        name = "hop-dong.pdf"
        contentType = "application/pdf"
        sizeBytes = 48_213
        sha256 = String(repeating: "a", count: 64)
        uploadedByID = SpecimenID.staff
        uploadedAt = SpecimenID.instant
    }

    static let shape = Shape(
        "Attachment",
        "Tệp của hợp đồng",
        "A file of a contract",
        [
            .always("id", .id, "Mã", "Identifier"), .always("name", .name, "Tên tệp", "Name"),
            .always("content_type", .choice(attachmentTypes), "Loại", "Type"),
            .always("size_bytes", .count, "Số byte", "Bytes"),
            .always("sha256", .text(64...64), "SHA-256", "SHA-256"),
            .always("uploaded_by_id", .id, "Ai gửi", "Who sent it"),
            .always("uploaded_at", .instant, "Gửi lúc", "When"),
        ]
    )

    static var specimen: AttachmentBody { AttachmentBody() }
}

private let attachmentTypes = Attachment.ContentType.allCases.map(\.rawValue)

/// The signed paper and what belongs to it: the raw bytes, not a form.
let attachmentEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "contracts/{id}/attachments"),
        .viewContracts,
        ("Các tệp của hợp đồng", "The contract's files"),
        outputs: [(200, .json(ListBody<AttachmentBody>.shape))]
    ) { context in
        let contract = try await context.contract(for: .viewContracts)
        let files = try await context.database.read { try Attachment.all(of: contract.id, on: $0) }
        return try .ok(ListBody(items: files.map(AttachmentBody.init)))
    },
    Endpoint(
        (.post, "contracts/{id}/attachments"),
        .declareContracts,
        (
            "Gửi tệp (nội dung thô, tối đa 10 MB) cho bản nháp",
            "Sends a file (its raw bytes, 10 MB at most) for a draft"
        ),
        query: [.always("name", .text(1...120), "Tên tệp", "What the file is called")],
        input: .file(attachmentTypes, limitBytes: Attachment.limitBytes),
        outputs: [(201, .json(AttachmentBody.shape))]
    ) { context in
        let contract = try await context.contract(for: .declareContracts)
        let name = context.query["name"] ?? ""
        return try await context.perform { database in
            try await KeepAttachments(database: database, world: context.world)
                .add(name: name, content: context.body, to: contract.id, by: context.member)
        } answer: {
            try attachmentAnswer($0, contract.id, on: $1)
        }
    },
    Endpoint(
        (.get, "contracts/{id}/attachments/{attachment}"),
        .viewContracts,
        ("Nội dung một tệp", "The content of a file"),
        outputs: [(200, .file(attachmentTypes))]
    ) { context in
        let contract = try await context.contract(for: .viewContracts)
        let id = try context.id("attachment", of: Attachment.self)
        let keep = KeepAttachments(database: context.database, world: context.world)
        guard let (file, bytes) = try await keep.content(id, for: context.member), file.contract == contract.id else {
            throw Problem(.notFound)
        }
        return Answer(status: 200, content: .file(bytes, type: file.contentType.rawValue, name: file.name))
    },
    Endpoint(
        (.delete, "contracts/{id}/attachments/{attachment}"),
        .declareContracts,
        ("Bỏ một tệp khỏi bản nháp", "Takes a file off a draft"),
        outputs: [(204, .none)]
    ) { context in
        let contract = try await context.contract(for: .declareContracts)
        let id = try context.id("attachment", of: Attachment.self)
        let files = try await context.database.read { try Attachment.all(of: contract.id, on: $0) }
        guard files.contains(where: { $0.id == id }) else { throw Problem(.notFound) }
        return try await context.perform { database in
            try await KeepAttachments(database: database, world: context.world).remove(id, by: context.member)
        } answer: { outcome, connection in
            if case .done = outcome { return .done }
            return try attachmentAnswer(outcome, contract.id, on: connection)
        }
    },
]

private func attachmentAnswer(
    _ outcome: KeepAttachments.Outcome,
    _ contract: Contract.ID,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .done(let id):
        guard let file = try Attachment.find(id, on: connection) else { throw Problem(.notFound) }
        return try .created(AttachmentBody(file), at: "contracts/\(contract)/attachments/\(id)")
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .empty: throw Problem(.unprocessable, "Tệp rỗng.", "The file is empty.")
    case .tooLarge: throw Problem(.tooLarge)
    case .tooMany:
        throw Problem(
            .conflict,
            "Hợp đồng đã có \(Attachment.limitCount) tệp.",
            "The contract has \(Attachment.limitCount) files already."
        )
    case .wrongType:
        throw Problem(.unprocessable, "Nội dung không phải PDF, PNG hay JPEG.", "It is neither PDF nor PNG nor JPEG.")
    case .handedIn:
        throw Problem(.conflict, "Hợp đồng đã trình: tệp không đổi nữa.", "It has been submitted: files stay.")
    }
}

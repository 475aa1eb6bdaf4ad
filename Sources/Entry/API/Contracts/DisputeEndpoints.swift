import Contracts
import Kernel
import Organisation
import Sales
import Storage

/// What a payer finds wrong.
struct DisputeBody: Described {
    /// What went to the payer with the answer.
    struct File: Described {
        let id: String
        let name: String
        let contentType: String
        let sizeBytes: Int64
        let sha256: String

        init(_ file: DisputeFile) {
            id = "\(file.id)"
            name = file.name
            contentType = file.contentType.rawValue
            sizeBytes = file.sizeBytes
            sha256 = file.sha256
        }

        private init() {
            id = SpecimenID.token
            name = "phu-luc.pdf"
            contentType = "application/pdf"
            sizeBytes = 48_213
            sha256 = String(repeating: "a", count: 64)
        }

        static let shape = Shape(
            "DisputeFile",
            "Tệp gửi kèm câu trả lời",
            "A file that went with the answer",
            [
                .always("id", .id, "Mã", "Identifier"), .always("name", .name, "Tên tệp", "Name"),
                .always("content_type", .choice(fileTypes), "Loại", "Type"),
                .always("size_bytes", .count, "Số byte", "Bytes"),
                .always("sha256", .text(64...64), "SHA-256", "SHA-256"),
            ]
        )
        static var specimen: File { File() }
    }

    let id: String
    let contractID: String
    let message: String
    let contact: String
    let state: String
    let answer: String
    var answeredByID: String?
    let openedAt: String
    var answeredAt: String?
    let files: [File]

    init(_ dispute: Dispute) {
        id = "\(dispute.id)"
        contractID = "\(dispute.contract)"
        message = ([dispute.message] + dispute.additions.map(\.message)).joined(separator: "\n")
        contact = dispute.contact
        state = dispute.state.rawValue
        answer = dispute.answer
        answeredByID = dispute.answeredBy.map { "\($0)" }
        openedAt = dispute.openedAt.iso8601
        answeredAt = dispute.answeredAt?.iso8601
        files = dispute.files.map(File.init)
    }

    private init() {
        id = SpecimenID.other
        contractID = SpecimenID.contract
        message = "Sai mã số thuế."
        contact = "0912345678"
        state = Dispute.State.corrected.rawValue
        answer = "Đã sửa."
        answeredByID = SpecimenID.staff
        openedAt = SpecimenID.instant
        answeredAt = SpecimenID.instant
        files = [.specimen]
    }

    static let shape = Shape(
        "Dispute",
        "Khách hàng báo nội dung chưa đúng",
        "What a payer finds wrong",
        [
            .always("id", .id, "Mã", "Identifier"), .always("contract_id", .id, "Hợp đồng", "The contract"),
            .always("message", .longText, "Nội dung", "What they say"),
            .always("contact", .name, "Cách liên hệ", "How to reach them"),
            .always("state", .choice(of: Dispute.State.self), "Trạng thái", "State"),
            .always("answer", .longText, "Trả lời", "The answer"),
            .maybe("answered_by_id", .id, "Ai trả lời", "Who answered"),
            .always("opened_at", .instant, "Mở lúc", "Opened"),
            .maybe("answered_at", .instant, "Trả lời lúc", "Answered"),
            .always(
                "files",
                .list(.object(File.shape), 0...DisputeFile.limitCount),
                "Tệp gửi kèm câu trả lời",
                "What went with the answer"
            ),
        ]
    )

    static var specimen: DisputeBody { DisputeBody() }
}

struct DisputeAnswerInput: Described {
    let answer: String
    var corrected: Bool?
    var files: [FileChangesInput.Added]?

    static let shape = Shape(
        "DisputeAnswer",
        "Câu trả lời gửi khách hàng",
        "What the customer is told",
        [
            .always("answer", .text(2...1_000), "Trả lời", "The answer"),
            .maybe("corrected", .flag, "Hợp đồng đã được sửa vì việc này", "The contract was changed because of it"),
            .maybe(
                "files",
                .list(.object(FileChangesInput.Added.shape), 1...DisputeFile.limitCount),
                "Tệp gửi kèm trong thư, tổng tối đa 8 MB",
                "What goes with the letter, 8 MB together at most"
            ),
        ]
    )
    static var specimen: DisputeAnswerInput {
        DisputeAnswerInput(answer: "Đã sửa mã số thuế.", corrected: true, files: [.specimen])
    }
}

private let fileTypes = Attachment.ContentType.allCases.map(\.rawValue)

let disputeEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "disputes"),
        .viewContracts,
        ("Các khiếu nại của người thanh toán", "What payers find wrong"),
        query: listParameters + [
            .maybe("state", .choice(of: Dispute.State.self), "Trạng thái", "State"),
            .maybe("contract_id", .id, "Hợp đồng", "The contract"),
        ],
        outputs: [(200, .json(PageBody<DisputeBody>.shape))]
    ) { context in
        var filter = DisputeFilter()
        filter.state = context.choice("state")
        filter.contract = context.asked("contract_id")
        let window = try context.window()
        let part = try await context.database.read { [filter] in
            try Dispute.list(filter, for: context.member, window, on: $0)
        }
        return try context.page(part, DisputeBody.init)
    },
    Endpoint(
        (.get, "disputes/{id}"),
        .viewContracts,
        ("Một khiếu nại", "One dispute"),
        outputs: [(200, .json(DisputeBody.shape))]
    ) { context in
        let id = try context.id(of: Dispute.self)
        let found = try await context.database.read { connection in
            try Dispute.find(id, on: connection).flatMap { dispute in
                try Contract.find(dispute.contract, on: connection).map { (dispute, $0) }
            }
        }
        guard let (dispute, contract) = found, context.member.may(.viewContracts, on: contract.belonging) else {
            throw Problem(.notFound)
        }
        return try .ok(DisputeBody(dispute))
    },
    Endpoint(
        (.get, "disputes/{id}/files/{file}"),
        .viewContracts,
        ("Nội dung một tệp gửi kèm câu trả lời", "The content of a file that went with the answer"),
        outputs: [(200, .file(fileTypes))]
    ) { context in
        let (id, file) = (try context.id(of: Dispute.self), try context.id("file", of: DisputeFile.self))
        let found = try await DisputeFiles(database: context.database).content(file, for: context.member)
        guard let (known, bytes) = found, known.dispute == id else { throw Problem(.notFound) }
        return Answer(status: 200, content: .file(bytes, type: known.contentType.rawValue, name: known.name))
    },
    Endpoint(
        (.post, "disputes/{id}/answer"),
        .followContracts,
        ("Trả lời khiếu nại", "Answers a dispute"),
        input: .json(DisputeAnswerInput.shape, limitBytes: 12 * 1_024 * 1_024),
        outputs: [(200, .json(DisputeBody.shape))]
    ) { context in
        let id = try context.id(of: Dispute.self)
        let input: DisputeAnswerInput = try context.input()
        let files = try (input.files ?? []).map { try $0.file }
        return try await context.perform { database in
            try await AnswerDispute(database: database, world: context.world, key: context.desk.key)(
                id,
                answer: input.answer,
                corrected: input.corrected ?? false,
                files: files,
                by: context.member
            )
        } answer: {
            try disputeAnswer($0, id, on: $1)
        }
    },
]

private func disputeAnswer(
    _ outcome: AnswerDispute.Outcome,
    _ id: Dispute.ID,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .answered:
        guard let dispute = try Dispute.find(id, on: connection) else { throw Problem(.notFound) }
        return try .ok(DisputeBody(dispute))
    case .answerMissing, .tooLong:
        throw Problem.mistakes([FieldKind.text(2...1_000).problem(.body("/answer"))])
    case .badFile(let mistake): throw Problem(file: mistake)
    // Whose it is must not be told to somebody else.
    case .notAllowed, .unknown: throw Problem(.notFound)
    case .nothingCorrected:
        throw Problem(
            .conflict,
            "Hợp đồng chưa được sửa từ khi khách hàng báo.",
            "The contract has not been changed since the customer wrote."
        )
    case .closed: throw Problem(.conflict, "Khiếu nại đã được trả lời.", "It has been answered already.")
    }
}

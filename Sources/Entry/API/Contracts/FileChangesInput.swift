import Contracts
import Kernel

/// What an amendment does to a contract's files, in the same transaction as the rest.
struct FileChangesInput: Described {
    struct Added: Described {
        let name: String
        let content: String

        static let shape = Shape(
            "AddedFile",
            "Tệp thêm vào: PDF, PNG hoặc JPEG, tối đa 10 MB",
            "A file to add: PDF, PNG or JPEG, 10 MB at most",
            [nameField, contentField]
        )
        static var specimen: Added { Added(name: "phu-luc.pdf", content: "JVBERi0xLjc=") }

        var file: FileChanges.NewFile {
            get throws { try newFile(name, content) }
        }
    }

    struct Replaced: Described {
        let id: String
        let name: String
        let content: String

        static let shape = Shape(
            "ReplacedFile",
            "Tệp thay cho tệp cũ",
            "A file that takes another's place",
            [.always("id", .id, "Tệp cũ", "The old file"), nameField, contentField]
        )
        static var specimen: Replaced {
            Replaced(id: SpecimenID.other, name: "hop-dong.pdf", content: "JVBERi0xLjc=")
        }
    }

    private static let nameField = ShapeField.always("name", .text(1...120), "Tên tệp", "What the file is called")
    private static let contentField = ShapeField.always(
        "content",
        .bytes(Attachment.limitBytes),
        "Nội dung, base64",
        "Its bytes in base 64"
    )

    /// Of a whole body with files: two of the largest, in base 64.
    static let bodyLimitBytes = 28 * 1_024 * 1_024

    var added: [Added]?
    var replaced: [Replaced]?
    var withdrawn: [String]?

    static let shape = Shape(
        "FileChanges",
        "Tệp thêm, thay, rút",
        "Files added, replaced, withdrawn",
        [
            .maybe("added", .list(.object(Added.shape), 1...Attachment.limitCount), "Thêm", "Added"),
            .maybe("replaced", .list(.object(Replaced.shape), 1...Attachment.limitCount), "Thay", "Replaced"),
            .maybe("withdrawn", .list(.id, 1...Attachment.limitCount), "Rút", "Withdrawn"),
        ]
    )

    static var specimen: FileChangesInput {
        FileChangesInput(added: [.specimen], replaced: [.specimen], withdrawn: [SpecimenID.token])
    }

    var changes: FileChanges {
        get throws {
            var changes = FileChanges()
            changes.added = try (added ?? []).map { try $0.file }
            for one in replaced ?? [] {
                guard let id = Attachment.ID(one.id) else { throw Problem(.badRequest) }
                changes.replaced[id] = try Self.newFile(one.name, one.content)
            }
            changes.withdrawn = Set((withdrawn ?? []).compactMap { Attachment.ID($0) })
            return changes
        }
    }

    private static func newFile(_ name: String, _ content: String) throws -> FileChanges.NewFile {
        guard let bytes = content.base64Bytes else { throw Problem(.badRequest) }
        return FileChanges.NewFile(name: name, content: bytes)
    }
}

extension Problem {
    /// Why a file was not taken.
    init(file mistake: FileChanges.Mistake) {
        switch mistake {
        case .empty: self.init(.unprocessable, "Một tệp rỗng.", "A file is empty.")
        case .tooLarge: self.init(.tooLarge)
        case .tooMany:
            self.init(
                .conflict,
                "Hợp đồng giữ tối đa \(Attachment.limitCount) tệp.",
                "A contract keeps at most \(Attachment.limitCount) files."
            )
        case .wrongType:
            self.init(
                .unprocessable,
                "Một tệp không phải PDF, PNG hay JPEG.",
                "A file is neither PDF nor PNG nor JPEG."
            )
        case .unknown:
            self.init(
                .unprocessable,
                "Một tệp không thuộc hợp đồng này, hoặc đã được rút.",
                "A file is not of this contract, or was withdrawn."
            )
        case .noneLeft:
            self.init(
                .conflict,
                "Hợp đồng phải còn ít nhất một tệp: hãy thay thay vì rút.",
                "A contract keeps at least one file: replace it rather than withdraw it."
            )
        }
    }
}

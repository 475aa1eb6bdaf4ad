import Kernel

/// What an object of the API consists of. The same table checks what comes in and describes it to the reader.
struct Shape: Sendable {
    /// Its name among the schemas, such as `Customer`.
    let name: String
    let words: Bilingual
    let fields: [ShapeField]

    init(_ name: String, _ vietnamese: String, _ english: String, _ fields: [ShapeField]) {
        self.name = name
        words = Bilingual(vietnamese: vietnamese, english: english)
        self.fields = fields
    }

    /// Every shape that this one is made of, itself first.
    var all: [Shape] { [self] + fields.flatMap { $0.kind.shapes } }
}

struct ShapeField: Sendable {
    let name: String
    let kind: FieldKind
    let isRequired: Bool
    let words: Bilingual

    /// Always there.
    static func always(_ name: String, _ kind: FieldKind, _ vietnamese: String, _ english: String) -> ShapeField {
        ShapeField(name: name, kind: kind, isRequired: true, words: .init(vietnamese: vietnamese, english: english))
    }

    /// May be left out.
    static func maybe(_ name: String, _ kind: FieldKind, _ vietnamese: String, _ english: String) -> ShapeField {
        ShapeField(name: name, kind: kind, isRequired: false, words: .init(vietnamese: vietnamese, english: english))
    }
}

/// What a field, or a parameter, holds.
indirect enum FieldKind: Sendable {
    /// So many characters, none of them a control character but line ends and tabs.
    case text(ClosedRange<Int>)
    /// So many bytes at most, in base 64.
    case bytes(Int)
    /// A UUID.
    case id
    /// `2026-11-24`.
    case day
    /// `2026-11-24T14:05:09.120+07:00`.
    case instant
    case integer(ClosedRange<Int64>)
    case flag
    case choice([String])
    case object(Shape)
    case list(FieldKind, ClosedRange<Int>)
    /// `null` says that it shall be empty.
    case clearable(FieldKind)

    var shapes: [Shape] {
        switch self {
        case .text, .bytes, .id, .day, .instant, .integer, .flag, .choice: []
        case .object(let shape): shape.all
        case .list(let kind, _), .clearable(let kind): kind.shapes
        }
    }

    /// Amounts of đồng.
    static let amount = FieldKind.integer(0...Money.limit)
    /// Sums that may be below nothing.
    static let signedAmount = FieldKind.integer(-Money.limit...Money.limit)
    static let longText = FieldKind.text(0...10_000)
    static let name = FieldKind.text(0...1_000)
    static let count = FieldKind.integer(0...1_000_000_000)

    static func choice<Choice: CaseIterable & RawRepresentable<String>>(of _: Choice.Type) -> FieldKind {
        .choice(Choice.allCases.map(\.rawValue))
    }
}

/// A struct that goes over the wire, with the table of what it holds.
protocol Described: Codable, Sendable {
    static var shape: Shape { get }
    /// One with every field filled in: the example of the document, and the proof that the table is true.
    static var specimen: Self { get }
}

/// Part of a list, and the cursor of the next part.
struct PageBody<Item: Described>: Described {
    let items: [Item]
    var nextCursor: String?

    static var shape: Shape {
        Shape(
            Item.shape.name + "List",
            "Một phần của danh sách, mới nhất trước",
            "Part of a list, the newest first",
            [
                .always("items", .list(.object(Item.shape), 0...200), "Các dòng", "What was found"),
                .maybe(
                    "next_cursor",
                    .text(1...200),
                    "Con trỏ của phần tiếp theo; không có ở cuối danh sách",
                    "Where the next part begins; absent at the end"
                ),
            ]
        )
    }

    static var specimen: PageBody { PageBody(items: [Item.specimen], nextCursor: "MTc5NTQxMDAwMDAwMC4wMTk") }
}

/// A name in both languages.
struct WordsBody: Described {
    let vi: String
    let en: String

    init(_ words: Bilingual) {
        vi = words.vietnamese
        en = words.english
    }

    static let shape = Shape(
        "Words",
        "Tên bằng hai ngôn ngữ",
        "A name in both languages",
        [.always("vi", .name, "Tiếng Việt", "Vietnamese"), .always("en", .name, "Tiếng Anh", "English")]
    )
    static var specimen: WordsBody { WordsBody(Bilingual(vietnamese: "Chữ ký số", english: "Digital signature")) }
}

import Foundation
import Hummingbird
import Kernel

/// Why a call was not carried out (RFC 9457).
struct Problem: Error, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case badRequest = "bad-request"
        case keyMissing = "idempotency-key-missing"
        case unauthorized
        case forbidden
        case notFound = "not-found"
        case wrongMethod = "method-not-allowed"
        /// It stands otherwise than the caller thinks.
        case conflict
        case tooLarge = "too-large"
        case wrongType = "unsupported-media-type"
        case unprocessable
        case keyReused = "idempotency-key-reused"
        case tooMany = "too-many-requests"
        case fault
        case unavailable

        var status: Int {
            switch self {
            case .badRequest, .keyMissing: 400
            case .unauthorized: 401
            case .forbidden: 403
            case .notFound: 404
            case .wrongMethod: 405
            case .conflict: 409
            case .tooLarge: 413
            case .wrongType: 415
            case .unprocessable, .keyReused: 422
            case .tooMany: 429
            case .fault: 500
            case .unavailable: 503
            }
        }

        init(status: Int) {
            let known = Kind.allCases.first { $0.status == status }
            self = known ?? (status < 500 ? .badRequest : .fault)
        }
    }

    let kind: Kind
    let detail: Bilingual
    var errors: [FieldProblem] = []
    var headers: HTTPFields = [:]

    init(_ kind: Kind, _ vietnamese: String, _ english: String, errors: [FieldProblem] = []) {
        self.kind = kind
        detail = Bilingual(vietnamese: vietnamese, english: english)
        self.errors = errors
    }

    /// One without more to say than its kind.
    init(_ kind: Kind) {
        self.kind = kind
        detail = kind.advice
    }

    /// Fields that a program has to mend.
    static func mistakes(_ errors: [FieldProblem], kind: Kind = .unprocessable) -> Problem {
        Problem(
            kind,
            "\(errors.count) chỗ cần sửa; xem errors.",
            "\(errors.count) things to mend; see errors.",
            errors: errors
        )
    }

    /// The same, with the time after which it may be tried again.
    func waiting(seconds: Int64) -> Problem {
        var problem = self
        problem.headers[.retryAfter] = "\(seconds)"
        return problem
    }

    func response(in language: Language, reference: String) -> Response {
        let body = ProblemBody(self, in: language, reference: reference)
        // A struct of texts and one number always encodes.
        let text = (try? APICoding.encode(body)) ?? "{\"status\":\(kind.status)}"
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.contentLanguage] = language.rawValue
        headers[.cacheControl] = "no-store"
        return Response(
            status: .init(code: kind.status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

extension Problem.Kind {
    var title: Bilingual {
        switch self {
        case .badRequest: words("Yêu cầu không hợp lệ", "The request makes no sense")
        case .keyMissing: words("Thiếu Idempotency-Key", "The Idempotency-Key is missing")
        case .unauthorized: words("Cần mã truy cập hợp lệ", "A valid token is needed")
        case .forbidden: words("Không có quyền", "Not allowed")
        case .notFound: words("Không tìm thấy", "Not found")
        case .wrongMethod: words("Phương thức không được hỗ trợ", "Method not allowed")
        case .conflict: words("Trạng thái hiện tại không cho phép", "It stands otherwise now")
        case .tooLarge: words("Nội dung quá lớn", "Too much was sent")
        case .wrongType: words("Loại nội dung không được hỗ trợ", "That type of content is not taken")
        case .unprocessable: words("Nội dung cần sửa", "The content needs mending")
        case .keyReused: words("Idempotency-Key đã dùng cho yêu cầu khác", "The Idempotency-Key was used otherwise")
        case .tooMany: words("Quá nhiều lời gọi", "Too many calls")
        case .fault: words("Có lỗi ở phía chúng tôi", "Something went wrong on our side")
        case .unavailable: words("Hệ thống đang bảo trì", "We are down for maintenance")
        }
    }

    var advice: Bilingual {
        switch self {
        case .badRequest, .unprocessable, .conflict:
            words("Xem /api/openapi.json.", "See /api/openapi.json.")
        case .keyMissing:
            words(
                "Mọi POST làm thay đổi dữ liệu cần đầu mục Idempotency-Key (1–100 ký tự ASCII in được).",
                "Every POST that changes something needs the header Idempotency-Key (1–100 printable ASCII signs)."
            )
        case .unauthorized:
            words(
                "Gửi đầu mục Authorization: Bearer với mã còn hiệu lực.",
                "Send the header Authorization: Bearer with a token that still works."
            )
        case .forbidden:
            words(
                "Người được thay, hoặc phạm vi của mã, không cho phép việc này.",
                "The person behind the token, or the token's scopes, do not allow it."
            )
        case .notFound: words("Không có, hoặc không thuộc phạm vi của bạn.", "It is not there, or not yours to see.")
        case .wrongMethod: words("Xem đầu mục Allow.", "See the header Allow.")
        case .tooLarge: words("Hãy gửi ít hơn.", "Send less.")
        case .wrongType: words("Xem /api/openapi.json về loại nội dung.", "See /api/openapi.json for what is taken.")
        case .keyReused:
            words("Dùng khóa mới cho mỗi yêu cầu mới.", "Take a new key for each new request.")
        case .tooMany: words("Hãy chờ theo đầu mục Retry-After.", "Wait as the header Retry-After says.")
        case .fault:
            words(
                "Lỗi đã được ghi lại theo mã tham chiếu. Gửi lại cùng Idempotency-Key là an toàn.",
                "It is recorded under the reference. Sending it again with the same Idempotency-Key is safe."
            )
        case .unavailable: words("Hãy thử lại sau ít phút.", "Try again in a few minutes.")
        }
    }

    private func words(_ vietnamese: String, _ english: String) -> Bilingual {
        Bilingual(vietnamese: vietnamese, english: english)
    }
}

/// `application/problem+json`
struct ProblemBody: Described {
    struct Field: Described {
        var pointer: String?
        var parameter: String?
        var header: String?
        let detail: String

        static let shape = Shape(
            "ProblemField",
            "Một chỗ sai và lý do",
            "One wrong place, and why",
            [
                .maybe("pointer", .text(0...1_000), "JSON Pointer vào thân yêu cầu", "A JSON pointer into the body"),
                .maybe("parameter", .text(0...1_000), "Tên tham số", "The parameter's name"),
                .maybe("header", .text(0...1_000), "Tên đầu mục", "The header's name"),
                .always("detail", .text(0...2_000), "Lý do", "What is wrong"),
            ]
        )
        static var specimen: Field {
            Field(pointer: "/lines/0/plan", parameter: "limit", header: "Idempotency-Key", detail: "…")
        }
    }

    let type: String
    let title: String
    let status: Int
    let detail: String
    let reference: String
    var errors: [Field]?

    static let shape = Shape(
        "Problem",
        "Vì sao lời gọi không được thực hiện (RFC 9457)",
        "Why a call was not carried out (RFC 9457)",
        [
            .always("type", .text(1...200), "urn:qldv:problem:…, ổn định", "urn:qldv:problem:…, stable"),
            .always("title", .text(1...200), "Loại lỗi", "The kind of problem"),
            .always("status", .integer(400...599), "Mã HTTP", "The HTTP status"),
            .always("detail", .text(0...4_000), "Giải thích", "What happened"),
            .always("reference", .text(0...100), "Mã tham chiếu trong nhật ký", "Its name in our log"),
            .maybe("errors", .list(.object(Field.shape), 0...10_000), "Từng chỗ sai", "Each wrong place"),
        ]
    )

    static var specimen: ProblemBody {
        ProblemBody(
            Problem.mistakes([FieldProblem(.body("/lines/0/plan"), "Không có gói này.", "No such plan.")]),
            in: .vietnamese,
            reference: "a1b2c3d4e5f6"
        )
    }

    init(_ problem: Problem, in language: Language, reference: String) {
        type = "urn:qldv:problem:\(problem.kind.rawValue)"
        title = problem.kind.title.text(in: language)
        status = problem.kind.status
        detail = problem.detail.text(in: language)
        self.reference = reference
        guard !problem.errors.isEmpty else { return }
        errors = problem.errors.prefix(200).map { error in
            let detail = error.words.text(in: language)
            return switch error.place {
            case .body(let pointer): Field(pointer: pointer.toldBack, detail: detail)
            case .parameter(let name): Field(parameter: name.toldBack, detail: detail)
            case .header(let name): Field(header: name, detail: detail)
            }
        }
    }
}

extension String {
    /// A name that the caller made up, fit to be told back: not too long, and without control characters.
    fileprivate var toldBack: String {
        String(prefix(300).map { $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? "\u{FFFD}" : $0 })
    }
}

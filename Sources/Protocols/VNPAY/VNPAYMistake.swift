/// A known way of getting a VNPAY signature wrong.
public enum VNPAYMistake: Hashable, Sendable {
    /// The encoders of the world, beside the right one.
    public enum Encoder: String, Hashable, Sendable, CaseIterable {
        case php, dotNet = "dotnet", node, python
    }

    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case md5, sha256, sha512, hmacMD5 = "hmac_md5", hmacSHA1 = "hmac_sha1", hmacSHA256 = "hmac_sha256"
    }

    // What was written
    case spaceAsPercent20
    case rawValues
    case lowerCasePercent
    case encodedTwice
    case nonASCIILost
    case otherEncoder(Encoder)
    case encodedPipeValues
    case plusNotDecoded
    // Which fields, and in which order
    case parameterNotSigned(String)
    case parameterSignedNotSent(String)
    case emptyValuesSigned
    case foreignParametersSigned
    case hashTypeSigned
    case wrongOrder
    case caseInsensitiveOrder
    case emptySegmentsDropped
    case emptySegmentsAsWord(String)
    case queryStringInsteadOfPipe
    case pipeInsteadOfQueryString
    // Amounts
    case amountDividedBefore
    case amountMultipliedTwice
    // Key and algorithm
    case algorithm(Algorithm)
    case blankAfterSecret
    case blankBeforeSecret
    case quotedSecret
    case lowerCaseSecret
    case secretIsTerminalCode
    case emptySecret

    /// One word for programs.
    public var code: String {
        switch self {
        case .spaceAsPercent20: "space_as_%20"
        case .rawValues: "raw_values"
        case .lowerCasePercent: "lower_case_percent_hex"
        case .encodedTwice: "encoded_twice"
        case .nonASCIILost: "us_ascii_question_marks"
        case .otherEncoder(let encoder): "encoder_\(encoder.rawValue)"
        case .encodedPipeValues: "pipe_values_encoded"
        case .plusNotDecoded: "plus_not_decoded"
        case .parameterNotSigned: "missing_parameter"
        case .parameterSignedNotSent: "extra_parameter"
        case .emptyValuesSigned: "empty_values_signed"
        case .foreignParametersSigned: "foreign_parameters_signed"
        case .hashTypeSigned: "hash_type_signed"
        case .wrongOrder: "wrong_order"
        case .caseInsensitiveOrder: "case_insensitive_order"
        case .emptySegmentsDropped: "empty_segments_dropped"
        case .emptySegmentsAsWord: "empty_segments_as_word"
        case .queryStringInsteadOfPipe: "query_string_instead_of_pipe"
        case .pipeInsteadOfQueryString: "pipe_instead_of_query_string"
        case .amountDividedBefore: "amount_divided_by_100"
        case .amountMultipliedTwice: "amount_multiplied_twice"
        case .algorithm(let algorithm): algorithm.rawValue
        case .blankAfterSecret: "secret_trailing_blank"
        case .blankBeforeSecret: "secret_leading_blank"
        case .quotedSecret: "secret_in_quotes"
        case .lowerCaseSecret: "secret_lower_case"
        case .secretIsTerminalCode: "secret_is_terminal_code"
        case .emptySecret: "secret_empty"
        }
    }

    /// The field that the mistake is about, if it is about one.
    public var parameter: String? {
        switch self {
        case .parameterNotSigned(let name), .parameterSignedNotSent(let name): name
        default: nil
        }
    }

    public var words: VNPAYWords { writingWords ?? fieldWords ?? keyWords }

    private var writingWords: VNPAYWords? {
        switch self {
        case .spaceAsPercent20:
            VNPAYWords(
                "Dấu cách được mã hóa thành %20; VNPAY dùng dấu +.",
                "Spaces were encoded as %20; VNPAY uses +."
            )
        case .rawValues:
            VNPAYWords(
                "Chuỗi ký dùng giá trị chưa mã hóa URL; từ bản 2.1.0 phải ký chuỗi đã mã hóa.",
                "The values were hashed without URL encoding; since 2.1.0 the encoded string is hashed."
            )
        case .lowerCasePercent:
            VNPAYWords(
                "Mã %XX viết thường (%3a); phải viết hoa (%3A).",
                "Percent codes are in lower case (%3a); they must be in upper case (%3A)."
            )
        case .encodedTwice:
            VNPAYWords("Giá trị bị mã hóa URL hai lần.", "The values were URL-encoded twice.")
        case .nonASCIILost:
            VNPAYWords(
                "Mã hóa bằng US-ASCII: mọi chữ có dấu thành dấu hỏi. Dùng UTF-8 hoặc bỏ dấu trước.",
                "Encoded as US-ASCII: every letter with a diacritic became a question mark. Use UTF-8 or transliterate."
            )
        case .otherEncoder(let encoder):
            VNPAYWords(
                "Bộ mã hóa của \(encoder.rawValue) viết các ký tự * ~ ! ' ( ) khác đi. Hãy tránh các ký tự này.",
                "The encoder of \(encoder.rawValue) writes * ~ ! ' ( ) differently. Keep these characters out."
            )
        case .encodedPipeValues:
            VNPAYWords(
                "Giá trị bị mã hóa URL; chuỗi nối bằng | dùng giá trị gốc.",
                "The values were URL-encoded; data joined by | holds them raw."
            )
        case .plusNotDecoded:
            VNPAYWords(
                "Dấu + trong giá trị nhận được chưa được giải mã thành dấu cách.",
                "The + in received values was not decoded to a space."
            )
        default: nil
        }
    }

    private var fieldWords: VNPAYWords? {
        switch self {
        case .parameterNotSigned(let name):
            VNPAYWords(
                "Tham số \(name) được gửi nhưng không có trong chuỗi đã ký.",
                "The parameter \(name) was sent but was not in the signed string."
            )
        case .parameterSignedNotSent(let name):
            VNPAYWords(
                "Tham số \(name) có trong chuỗi đã ký nhưng không được gửi.",
                "The parameter \(name) was in the signed string but was not sent."
            )
        case .emptyValuesSigned:
            VNPAYWords(
                "Tham số rỗng cũng được đưa vào chuỗi ký; phải bỏ qua.",
                "Empty parameters were put into the signed string; they must be left out."
            )
        case .foreignParametersSigned:
            VNPAYWords(
                "Chuỗi ký gồm cả tham số không bắt đầu bằng vnp_.",
                "The signed string holds parameters that do not begin with vnp_."
            )
        case .hashTypeSigned:
            VNPAYWords(
                "vnp_SecureHashType được đưa vào chuỗi ký; phải bỏ ra.",
                "vnp_SecureHashType was put into the signed string; it must be left out."
            )
        case .wrongOrder:
            VNPAYWords("Các trường không đúng thứ tự.", "The fields are not in the right order.")
        case .caseInsensitiveOrder:
            VNPAYWords(
                "Sắp xếp không phân biệt hoa thường; phải theo thứ tự byte ASCII.",
                "Sorted without regard to case; the order is that of ASCII bytes."
            )
        case .emptySegmentsDropped:
            VNPAYWords(
                "Trường trống bị bỏ khỏi chuỗi nối bằng |; phải để lại đoạn rỗng.",
                "Absent fields were dropped from the data joined by |; each leaves an empty segment."
            )
        case .emptySegmentsAsWord(let word):
            VNPAYWords(
                "Trường trống được viết thành chữ “\(word)”.",
                "Absent fields were written as the word “\(word)”."
            )
        case .queryStringInsteadOfPipe:
            VNPAYWords(
                "Ký chuỗi kiểu query string; querydr và refund ký các giá trị nối bằng |.",
                "A query string was signed; querydr and refund sign values joined by |."
            )
        case .pipeInsteadOfQueryString:
            VNPAYWords(
                "Ký các giá trị nối bằng |; thanh toán ký chuỗi query string đã sắp xếp.",
                "Values joined by | were signed; payments sign the sorted query string."
            )
        case .amountDividedBefore:
            VNPAYWords(
                "vnp_Amount bị chia 100 trước khi ký hoặc kiểm tra.",
                "vnp_Amount was divided by 100 before signing or checking."
            )
        case .amountMultipliedTwice:
            VNPAYWords("vnp_Amount bị nhân 100 hai lần.", "vnp_Amount was multiplied by 100 once too often.")
        default: nil
        }
    }

    private var keyWords: VNPAYWords {
        switch self {
        case .algorithm(let algorithm):
            VNPAYWords(
                "Dùng thuật toán \(algorithm.rawValue) (kiểu 2.0.x hoặc nhầm); 2.1.0 dùng HMAC-SHA512.",
                "The algorithm was \(algorithm.rawValue) (that of 2.0.x, or a slip); 2.1.0 uses HMAC-SHA512."
            )
        case .blankAfterSecret:
            VNPAYWords(
                "Chuỗi bí mật có dấu cách hoặc xuống dòng thừa ở cuối.",
                "The secret has a blank or a line end after it."
            )
        case .blankBeforeSecret:
            VNPAYWords("Chuỗi bí mật có dấu cách thừa ở đầu.", "The secret has a blank before it.")
        case .quotedSecret:
            VNPAYWords("Chuỗi bí mật còn nằm trong dấu ngoặc kép.", "The secret was used with its quotation marks.")
        case .lowerCaseSecret:
            VNPAYWords("Chuỗi bí mật bị đổi chữ hoa/thường.", "The secret was used in the wrong case.")
        case .secretIsTerminalCode:
            VNPAYWords("Dùng vnp_TmnCode làm chuỗi bí mật.", "vnp_TmnCode was used as the secret.")
        default:
            VNPAYWords("Chuỗi bí mật để trống khi ký.", "The secret was empty.")
        }
    }
}

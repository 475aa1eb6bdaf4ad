/// Why a signature is wrong: the known mistakes are repeated one by one until one of them gives the hash that came.
public struct VNPAYDiagnosis: Hashable, Sendable {
    public enum Finding: Hashable, Sendable {
        /// Nothing is wrong.
        case valid
        /// There is no `vnp_SecureHash`.
        case noSignature
        /// It is not a hash of any kind: this many characters.
        case notAHash(length: Int)
        /// These mistakes together give the hash.
        case mistakes([VNPAYMistake])
        /// None of the known mistakes: another secret (another terminal's, or the other environment's), or data that
        /// was changed after it was signed.
        case unknown
    }

    public let kind: VNPAYMessageKind
    public let fields: VNPAYFields
    /// The string that should have been hashed.
    public let rightData: String
    /// The string that was hashed, when a mistake explains the signature.
    public let wrongData: String?
    public let finding: Finding

    /// No message of VNPAY is larger. A larger one was made to keep us busy: its mistake is not searched for.
    private static let searchedFields = 40
    private static let searchedBytes = 4_096

    /// - Parameter thorough: also tries pairs of mistakes (some thousand hashes instead of some dozens).
    public init(
        of fields: VNPAYFields,
        as kind: VNPAYMessageKind,
        secret: VNPAYSecret,
        thorough: Bool = false
    ) {
        self.kind = kind
        self.fields = fields
        rightData = kind.dataToHash(fields)
        let signature = fields.signature ?? ""
        if signature.isEmpty {
            (finding, wrongData) = (.noSignature, nil)
        } else if VNPAYSignature.isValid(fields, as: kind, secret: secret) {
            (finding, wrongData) = (.valid, nil)
        } else if ![32, 40, 64, 128].contains(signature.utf8.count)
            || signature.utf8.contains(where: { $0.hexDigit == nil })
        {
            (finding, wrongData) = (.notAHash(length: signature.count), nil)
        } else if fields.all.count > Self.searchedFields || rightData.utf8.count > Self.searchedBytes {
            (finding, wrongData) = (.unknown, nil)
        } else {
            let search = VNPAYMistakeSearch(fields: fields, kind: kind, secret: secret, signature: signature)
            let found = search.first(thorough: thorough)
            (finding, wrongData) = (found.map { .mistakes($0.mistakes) } ?? .unknown, found?.data)
        }
    }

    public var isValid: Bool { finding == .valid }

    public var mistakes: [VNPAYMistake] {
        guard case .mistakes(let mistakes) = finding else { return [] }
        return mistakes
    }

    /// One word for programs: `valid`, `no_signature`, `not_a_hash`, `unknown`, or the mistakes joined by `+`.
    public var code: String {
        switch finding {
        case .valid: "valid"
        case .noSignature: "no_signature"
        case .notAHash: "not_a_hash"
        case .mistakes(let mistakes): mistakes.map(\.code).joined(separator: "+")
        case .unknown: "unknown"
        }
    }

    public var words: VNPAYWords {
        switch finding {
        case .valid: VNPAYWords("Chữ ký đúng.", "The signature is right.")
        case .noSignature: VNPAYWords("Thiếu vnp_SecureHash.", "There is no vnp_SecureHash.")
        case .notAHash(let length):
            VNPAYWords(
                "vnp_SecureHash dài \(length) ký tự, không phải 128 chữ số thập lục phân.",
                "vnp_SecureHash has \(length) characters and is not 128 hexadecimal digits."
            )
        case .mistakes(let mistakes):
            VNPAYWords(
                mistakes.map(\.words.vietnamese).joined(separator: " "),
                mistakes.map(\.words.english).joined(separator: " ")
            )
        case .unknown:
            VNPAYWords(
                "Không phải lỗi quen thuộc nào: chuỗi bí mật của website hoặc môi trường khác, "
                    + "hoặc dữ liệu bị sửa sau khi ký.",
                "None of the known mistakes: the secret of another terminal or environment, "
                    + "or data changed after signing."
            )
        }
    }
}

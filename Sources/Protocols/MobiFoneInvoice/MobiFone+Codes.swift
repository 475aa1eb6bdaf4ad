extension MobiFone {
    /// What VAT a line bears, as `tsuat`. KCT and KKKNT are not 0 %.
    public enum VATCode: String, Hashable, Sendable, CaseIterable {
        case ten = "10"
        case eight = "8"
        case five = "5"
        case zero = "0"
        /// KCT, not subject to VAT.
        case notSubject = "-1"
        /// KKKNT, not declared.
        case notDeclared = "-2"

        /// From the words of the invoice: `8%`, `KCT`, `KKKNT`; `nil` for a rate that the provider has no code for.
        public init?(invoiceText text: String) {
            guard let code = Self.allCases.first(where: { $0.invoiceText == text }) else { return nil }
            self = code
        }

        /// As the invoice says it (`TSuat`).
        public var invoiceText: String {
            switch self {
            case .ten: "10%"
            case .eight: "8%"
            case .five: "5%"
            case .zero: "0%"
            case .notSubject: "KCT"
            case .notDeclared: "KKKNT"
            }
        }

        /// The percentage; `nil` where there is none.
        public var percent: Int64? {
            switch self {
            case .ten: 10
            case .eight: 8
            case .five: 5
            case .zero: 0
            case .notSubject, .notDeclared: nil
            }
        }
    }

    /// What a line is, as `kmai` (`TChat` in the XML).
    public enum LineKind: Int, Hashable, Sendable, CaseIterable {
        case service = 1
        case promotion = 2
        case discount = 3
        case note = 4
        case special = 5
    }

    /// What an invoice is to others, as `tthdon`.
    public enum InvoiceKind: Int, Hashable, Sendable, CaseIterable {
        case original = 0
        case explanation = 1
        case replacement = 2
        case cancelled = 3
        case adjustment = 5
        case adjustmentPending = 7
        case adjusted = 11
        case cancellationPending = 13
        case replacementPending = 15
        case replaced = 17
        case adjustedUp = 19
        case adjustedDown = 21
        case adjustedInformation = 23

        /// Whether it is drawn up to correct another.
        public var isCorrection: Bool {
            switch self {
            case .replacement, .adjustment, .adjustedUp, .adjustedDown, .adjustedInformation: true
            case .original, .explanation, .cancelled, .adjustmentPending, .adjusted, .cancellationPending,
                .replacementPending, .replaced:
                false
            }
        }
    }

    /// What kind of invoice a correction is about, as `lhdclquan`.
    public enum RelatedKind: Int, Hashable, Sendable, CaseIterable {
        /// An e-invoice under Decree 123 and those that followed it.
        case electronic = 1
        case authenticated = 2
        case oldRegime = 3
        case printed = 4
    }

    /// Where an invoice stands, as `tthai`: a text over there, so an unknown one is kept as it came.
    public enum Status: Hashable, Sendable {
        case waitingForSignature
        case signed
        case waitingForCode
        case sent
        case receivedByAuthority
        case codeGranted
        case codeRefused
        case notReceivedByAuthority
        case waitingForAnswer
        case unknown(String)

        private static let words: [(Status, String)] = [
            (.waitingForSignature, "Chờ ký"),
            (.signed, "Đã ký"),
            (.waitingForCode, "Chờ cấp mã"),
            (.sent, "Đã gửi"),
            (.receivedByAuthority, "CQT đã nhận"),
            (.codeGranted, "Đã cấp mã"),
            (.codeRefused, "CQT Không cấp mã"),
            (.notReceivedByAuthority, "CQT không tiếp nhận HĐ"),
            (.waitingForAnswer, "Chờ phản hồi"),
        ]

        /// Upper and lower case and blanks around do not matter.
        public init(_ text: String) {
            let wanted = Self.folded(text)
            self = Self.words.first { Self.folded($0.1) == wanted }?.0 ?? .unknown(text)
        }

        public var text: String {
            if case .unknown(let text) = self { return text }
            return Self.words.first { $0.0 == self }?.1 ?? ""
        }

        /// What it means for the seller.
        public func outcome(needsCode: Bool) -> Outcome {
            switch self {
            case .codeGranted: .accepted
            case .receivedByAuthority: needsCode ? .underWay : .accepted
            case .codeRefused, .notReceivedByAuthority: .refused
            case .waitingForSignature: .unsigned
            case .signed, .waitingForCode, .sent, .waitingForAnswer: .underWay
            case .unknown: .unclear
            }
        }

        private static func folded(_ text: String) -> String {
            text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        }
    }

    /// What a status comes down to.
    public enum Outcome: Hashable, Sendable, CaseIterable {
        /// A draft.
        case unsigned
        /// Signed; the tax authority has not spoken yet. "Sent" is not "issued".
        case underWay
        case accepted
        case refused
        /// A text that this version does not know: for a person.
        case unclear
    }
}

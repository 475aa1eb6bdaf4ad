/// What VAT a line bears. KCT and KKKNT are not 0 %: they are other things in law and other words on the invoice.
package enum VATRate: Hashable, Sendable {
    /// A percentage, in basis points: 800 is 8 %.
    case percent(basisPoints: Int64)
    /// KCT, "không chịu thuế": not subject to VAT (Law 48/2024/QH15 art. 5).
    case notSubject
    /// KKKNT, "không kê khai, tính nộp thuế": not declared.
    case notDeclared

    /// The VAT on a net amount, rounded half up to the đồng.
    package func vat(on net: Money) throws(MoneyError) -> Money {
        switch self {
        case .percent(let basisPoints): try net.portion(basisPoints: basisPoints)
        case .notSubject, .notDeclared: .zero
        }
    }

    /// `8%`, `KCT`, `KKKNT`: the words of the invoice (`TSuat`), also the form in which a rate is stored.
    package var code: String {
        switch self {
        case .percent(let basisPoints) where basisPoints.isMultiple(of: 100): "\(basisPoints / 100)%"
        case .percent(let basisPoints): "\(basisPoints / 100).\((basisPoints % 100).padded(2))%"
        case .notSubject: "KCT"
        case .notDeclared: "KKKNT"
        }
    }

    package init?(code: String) {
        switch code {
        case "KCT": self = .notSubject
        case "KKKNT": self = .notDeclared
        default:
            guard code.hasSuffix("%") else { return nil }
            let parts = code.dropLast().split(separator: ".", omittingEmptySubsequences: false)
            guard let whole = parts.first.flatMap({ Int64($0) }), (0...100).contains(whole), parts.count <= 2,
                let cents = parts.count == 2 ? Int64(parts[1]) : 0, parts.count == 1 || parts[1].count == 2
            else { return nil }
            self = .percent(basisPoints: whole * 100 + cents)
        }
    }
}

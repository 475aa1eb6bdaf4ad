package import Kernel

/// A part of the house that sells or decides: a regional company (CTKV) or the IT centre (TT CNTT).
package struct OrganisationUnit: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Công ty Dịch vụ MobiFone Khu vực: sells, and approves its own contracts.
        case regional
        /// Trung tâm Công nghệ thông tin: approves last, activates, reconciles, invoices.
        case itCentre = "it_centre"
    }

    /// `KV1` … `KV9`, `CNTT`: stands in contract numbers.
    package let code: String
    package let kind: Kind
    package let name: Bilingual
    /// How its contracts are numbered: `HD-{year}-{unit}-{number}`.
    package var numberPattern: ContractNumberPattern

    package init(code: String, kind: Kind, name: Bilingual, numberPattern: ContractNumberPattern) {
        self.code = code
        self.kind = kind
        self.name = name
        self.numberPattern = numberPattern
    }
}

/// How a unit numbers its contracts, each year from 1. The result is also the beginning of VNPAY references, so only
/// signs that VNPAY takes (`[A-Za-z0-9 .:_-]`) may stand in it.
package struct ContractNumberPattern: Hashable, Sendable {
    package enum Mistake: Error, Hashable, Sendable {
        /// `{number}`, `{year}` and `{unit}` have to be there: without one of them, two contracts get one number.
        case missing(String)
        case sign(Character)
        case tooLong
    }

    package static let standard = ContractNumberPattern(unchecked: "HD-{year}-{unit}-{number}")
    /// The longest number that leaves room for `-01` and more in a VNPAY reference of 100 signs.
    private static let limit = 60

    package let text: String

    package init(_ text: String) throws(Mistake) {
        for part in ["{number}", "{year}", "{unit}"] where !text.contains(part) { throw .missing(part) }
        let rest = text.replacing("{number}", with: "").replacing("{year}", with: "").replacing("{unit}", with: "")
        for sign in rest where !(sign.isASCII && (sign.isLetter || sign.isNumber || "-._".contains(sign))) {
            throw .sign(sign)
        }
        guard text.count <= Self.limit else { throw .tooLong }
        self.text = text
    }

    private init(unchecked text: String) { self.text = text }

    /// `HD-2026-KV1-00054`.
    package func number(_ number: Int64, unit: String, year: Int64) -> String {
        text.replacing("{number}", with: number.padded(5)).replacing("{year}", with: "\(year)")
            .replacing("{unit}", with: unit)
    }
}

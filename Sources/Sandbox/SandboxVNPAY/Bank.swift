import Foundation
import VNPAY

/// A bank that a payer may choose.
struct Bank: Hashable, Sendable {
    let code: String
    let name: String
    let fullName: String

    /// VNPAY's published list, in its order.
    static let all: [Bank] = {
        do {
            let list = try JSONDecoder().decode(BankList.self, from: Data(PackageResources.banks_json))
            return list.banks.map { Bank(code: $0.code, name: $0.name, fullName: $0.fullName ?? $0.name) }
        } catch {
            // The file is part of the program: broken, it is a defect that no visitor can do anything about.
            fatalError("banks.json: \(error)")
        }
    }()

    static func find(_ code: String) -> Bank? { all.first { $0.code == code } }

    /// Those whose code or name holds every word, with or without diacritics.
    static func search(_ text: String) -> [Bank] {
        let words = folded(text).split(separator: " ")
        return all.filter { bank in
            let haystack = folded(bank.code + " " + bank.name + " " + bank.fullName)
            return words.allSatisfy { haystack.contains($0) }
        }
    }

    private static func folded(_ text: String) -> String { VNPAYText.transliterated(text).lowercased() }

    /// Every code that `vnp_BankCode` may have.
    static func isKnown(code: String) -> Bool {
        ["VNPAYQR", "VNBANK", "INTCARD", "VNMART"].contains(code) || internationalSchemes.contains(code)
            || find(code) != nil
    }

    static let internationalSchemes = ["VISA", "MASTERCARD", "JCB", "UPI", "AMEX"]
}

private struct BankList: Decodable {
    struct Entry: Decodable {
        let code: String
        let name: String
        let fullName: String?

        enum CodingKeys: String, CodingKey {
            case code, name
            case fullName = "name_vi"
        }
    }

    let banks: [Entry]
}

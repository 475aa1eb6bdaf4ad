import Payments
import VNPAY

/// A message of the gateway as staff may see it: every field as it came, but no signature and no card number.
struct MaskedMessage: Hashable, Sendable {
    struct Line: Hashable, Sendable {
        let name: String
        let value: String
    }

    let lines: [Line]
    /// It cannot be taken apart: only its length is shown, since nobody can say what stands in it.
    let isUnreadable: Bool

    init(_ raw: String) {
        let fields =
            raw.hasPrefix("{") ? try? VNPAYFields(json: raw) : try? VNPAYFields(query: raw)
        guard let fields, !fields.all.isEmpty else {
            lines = []
            isUnreadable = true
            return
        }
        lines = fields.all.prefix(100).map { field in
            Line(name: String(field.name.prefix(60)), value: Self.masked(field.name, String(field.value.prefix(500))))
        }
        isUnreadable = false
    }

    /// Numbers of our own and VNPAY's, which may look like a card's.
    private static let plain: Set<String> = [
        "vnp_TxnRef", "vnp_TransactionNo", "vnp_BankTranNo", "vnp_PayDate", "vnp_CreateDate", "vnp_TransactionDate",
        "vnp_Amount", "vnp_ResponseId", "vnp_RequestId", "vnp_ExpireDate",
    ]

    private static func masked(_ name: String, _ value: String) -> String {
        if name.lowercased().contains("hash") { return value.isEmpty ? "" : "\(value.prefix(6))…" }
        let isCard = name.lowercased().contains("card") && name != "vnp_CardType"
        return isCard || (!plain.contains(name) && value.hasCardNumber) ? value.maskedDigits : value
    }
}

extension String {
    /// Whether thirteen to nineteen digits in a row, blanks and hyphens aside, carry the check digit of a card (Luhn).
    var hasCardNumber: Bool {
        var run: [Int] = []
        for sign in self + "." {
            if let digit = sign.wholeNumberValue, sign.isASCII {
                run.append(digit)
            } else if sign != " ", sign != "-" {
                if (13...19).contains(run.count), Self.passesLuhn(run) { return true }
                run = []
            }
        }
        return false
    }

    private static func passesLuhn(_ digits: [Int]) -> Bool {
        digits.reversed().enumerated().reduce(0) { sum, item in
            let doubled = item.offset.isMultiple(of: 2) ? item.element : item.element * 2
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }.isMultiple(of: 10)
    }

    /// All digits but the last four become dots.
    var maskedDigits: String {
        let count = filter(\.isNumber).count
        var seen = 0
        return String(
            map { sign in
                guard sign.isNumber else { return sign }
                seen += 1
                return count - seen < 4 ? sign : "•"
            }
        )
    }
}

/// Text that every encoder of the world writes alike: what may travel in `vnp_OrderInfo` and `vnp_TxnRef`.
public enum VNPAYText {
    /// Vietnamese without diacritics: `Thanh toán đơn hàng` → `Thanh toan don hang`. Composed letters and combining
    /// marks both; letters of other languages that carry the same marks too.
    public static func transliterated(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if (0x0300...0x036F).contains(scalar.value) { continue }
            result.unicodeScalars.append(plain[scalar] ?? scalar)
        }
        return result
    }

    /// A description fit for `vnp_OrderInfo`: transliterated, everything but `A-Z a-z 0-9 space . : _ -` turned into a
    /// space, spaces made single, cut to 255.
    public static func orderInfo(_ text: String) -> String {
        let safe = String(transliterated(text).map { isSafe($0) ? $0 : " " })
        return String(safe.split(separator: " ").joined(separator: " ").prefix(255))
    }

    /// A cardholder's name as it stands on the card: `Nguyễn Văn A` → `NGUYEN VAN A`.
    public static func cardholder(_ text: String) -> String { orderInfo(text).uppercased() }

    static func isSafe(_ character: Character) -> Bool {
        guard let byte = character.asciiValue else { return false }
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return true
        default:
            return " .:_-".utf8.contains(byte)
        }
    }

    private static let plain: [Unicode.Scalar: Unicode.Scalar] = {
        let groups = [
            "aàáảãạăằắẳẵặâầấẩẫậäåā", "cçč", "dđð", "eèéẻẽẹêềếểễệëē", "iìíỉĩịïîī", "nñ",
            "oòóỏõọôồốổỗộơờớởỡợöøō", "sš", "uùúủũụưừứửữựüûū", "yỳýỷỹỵÿ", "zž",
        ]
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        for group in groups + groups.map({ $0.uppercased() }) {
            guard let base = group.unicodeScalars.first else { continue }
            for scalar in group.unicodeScalars.dropFirst() { table[scalar] = base }
        }
        return table
    }()
}

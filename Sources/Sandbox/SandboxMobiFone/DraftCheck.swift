import Kernel
import MobiFoneInvoice

/// What this system has against a draft, in its own arithmetic: it does not trust the sender's.
enum DraftCheck {
    static func objection(to draft: MobiFone.Draft, sellerTaxCode: String, today: Day) -> String? {
        guard let day = Day(iso8601: draft.nlap) else { return "Ngày lập hóa đơn không hợp lệ" }
        guard day <= today else { return "Ngày lập hóa đơn lớn hơn ngày hiện tại" }
        guard (1...50).contains(draft.sdhang.unicodeScalars.count) else { return "Số đơn hàng không hợp lệ" }
        guard draft.dvtte == "VND", draft.tgia == 1 else { return "Chỉ hỗ trợ tiền tệ VND" }
        guard let kind = MobiFone.InvoiceKind(rawValue: draft.tthdon), kind == .original || kind.isCorrection else {
            return "Tính chất hóa đơn không hợp lệ"
        }
        guard kind.isCorrection == (draft.hdon_id_old != nil) else { return "Thiếu hoặc thừa hóa đơn liên quan" }
        return buyer(draft) ?? lines(draft) ?? CorrectionCheck.signs(draft, kind) ?? totals(draft)
    }

    private static func buyer(_ draft: MobiFone.Draft) -> String? {
        let name = draft.ten ?? ""
        let person = draft.tnmua ?? ""
        guard !name.isEmpty || !person.isEmpty else { return "Thiếu tên người mua" }
        if let taxCode = draft.mst, !taxCode.isEmpty {
            guard isTaxCode(taxCode) else { return "Mã số thuế người mua không hợp lệ: \(taxCode)" }
            guard !name.isEmpty, !(draft.dchi ?? "").isEmpty else { return "Thiếu tên hoặc địa chỉ đơn vị mua hàng" }
        }
        let limits: [(String, String, Int)] = [
            ("Tên đơn vị", name, 400), ("Người mua hàng", person, 100), ("Địa chỉ", draft.dchi ?? "", 400),
            ("Email", draft.email ?? "", 50), ("Số điện thoại", draft.sdtnmua ?? "", 20),
            ("Hình thức thanh toán", draft.htttoan, 50), ("Mã khách hàng", draft.mnmua ?? "", 50),
            ("CCCD", draft.cmndmua ?? "", 12),
        ]
        let long = limits.first { $0.1.unicodeScalars.count > $0.2 }
        return long.map { "\($0.0) vượt quá \($0.2) ký tự" }
    }

    private static func lines(_ draft: MobiFone.Draft) -> String? {
        guard (1...1_000).contains(draft.lines.count) else { return "Hóa đơn không có dòng hàng" }
        for line in draft.lines where line.kmai != MobiFone.LineKind.note.rawValue {
            guard (1...500).contains(line.ten.unicodeScalars.count), line.ma.count <= 50, line.mdvtinh.count <= 50
            else {
                return "Dòng \(line.stt): tên, mã hoặc đơn vị tính không hợp lệ"
            }
            guard let rate = MobiFone.VATCode(rawValue: line.tsuat) else {
                return "Dòng \(line.stt): thuế suất không hợp lệ"
            }
            guard Int128(line.sluong) * Int128(line.dgia) - Int128(line.stckhau) == Int128(line.thtien) else {
                return "Dòng \(line.stt): thành tiền khác số lượng nhân đơn giá"
            }
            let size = (Int128(line.thtien.magnitude) * Int128(rate.percent ?? 0) * 2 + 100) / 200
            let expected = (line.thtien < 0 ? -1 : 1) * Int64(clamping: size)
            // Others' checkers allow a difference of one đồng (spec §5); untaxed lines bear none at all.
            let slack: Int64 = rate.percent == nil ? 0 : 1
            guard (expected - slack...expected + slack).contains(line.tthue) else {
                return "Dòng \(line.stt): tiền thuế không khớp với thuế suất"
            }
            guard line.tgtien == line.thtien + line.tthue else {
                return "Dòng \(line.stt): tổng tiền không khớp"
            }
        }
        return nil
    }

    private static func totals(_ draft: MobiFone.Draft) -> String? {
        let net = draft.lines.reduce(Int128(0)) { $0 + Int128($1.thtien) }
        let vat = draft.lines.reduce(Int128(0)) { $0 + Int128($1.tthue) }
        guard Int128(draft.tgtcthue) == net else { return "Tổng tiền chưa thuế không khớp" }
        guard Int128(draft.tgtthue) == vat else { return "Tổng tiền thuế không khớp" }
        let total = net + vat + Int128(draft.tgtphi)
        guard Int128(draft.tgtttbso) == total, draft.tgtttbso_last == draft.tgtttbso else {
            return "Tổng tiền thanh toán không khớp"
        }
        return total.magnitude <= 1_000_000_000_000_000 ? nil : "Tổng tiền quá lớn"
    }

    /// Ten digits with their check digit, the same with a branch, or a personal number of twelve (spec §7).
    static func isTaxCode(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func digits(_ range: Range<Int>) -> [Int]? {
            let values = bytes[range].map { Int($0) - 48 }
            return values.allSatisfy { (0...9).contains($0) } ? values : nil
        }
        switch bytes.count {
        case 12: return digits(0..<12) != nil
        case 14:
            guard bytes[10] == UInt8(ascii: "-"), let branch = digits(11..<14), branch != [0, 0, 0] else {
                return false
            }
        case 10: break
        default: return false
        }
        guard let main = digits(0..<10) else { return false }
        let weights = [31, 29, 23, 19, 17, 13, 7, 5, 3]
        let sum = zip(weights, main).reduce(0) { $0 + $1.0 * $1.1 }
        return main[9] == 10 - sum % 11
    }
}

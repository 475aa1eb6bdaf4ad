import Approvals
import Contracts
import Kernel
import Sales

/// Frozen snapshots and what differs between two of them, in the reader's language. The snapshot itself is Vietnamese,
/// as the contract is.
struct ComparisonWords: Sendable {
    let language: Language

    func comparison(_ approval: ApprovalCase, _ dossier: ContractDossier) -> ApprovalPage.Comparison? {
        guard let (base, earlier) = dossier.comparison(of: approval) else { return nil }
        return ApprovalPage.Comparison(
            words: words(base, earlier, dossier),
            rows: RevisionChange.between(base.snapshot, approval.snapshot).map { change in
                ApprovalPage.Comparison.Row(
                    label: label(change.label),
                    before: change.before.map { shown(change.label, $0) } ?? "–",
                    after: change.after.map { shown(change.label, $0) } ?? "–"
                )
            }
        )
    }

    private func words(_ base: ContractRevision, _ earlier: ApprovalCase?, _ dossier: ContractDossier) -> String {
        let revision = language("Lần sửa đổi \(base.revision)", "Revision \(base.revision)")
        let agreed = (earlier?.decisions ?? []).filter { $0.verdict == .approve }
        guard !agreed.isEmpty else {
            let at = base.writtenAt.display
            return revision + language(", trình lúc \(at), chưa ai duyệt.", ", handed in at \(at), approved by nobody.")
        }
        let steps = StaffWords(language: language)
        let who = agreed.map { "\(steps.step($0.step)), \(dossier.name($0.by)), \($0.at.display)" }
            .joined(separator: "; ")
        return revision + language(" đã được duyệt: \(who).", " had been approved: \(who).")
    }

    /// A file by its name and the beginning of its hash: enough to tell two apart.
    private func shown(_ label: String, _ text: String) -> String {
        let words = value(label, text)
        guard label == "Tệp", let mark = words.firstRange(of: " · SHA-256 ") else { return words }
        return words[..<mark.lowerBound] + " · SHA-256 " + words[mark.upperBound...].prefix(8) + "…"
    }

    func particulars(_ snapshot: String) -> [Fact] {
        var position = 0
        return RevisionChange.entries(snapshot).map { entry in
            guard entry.label == "Dòng" else { return Fact(label(entry.label), value(entry.label, entry.value)) }
            position += 1
            return Fact("\(label("Dòng")) \(position)", value("Dòng", entry.value))
        }
    }

    func label(_ label: String) -> String { language(label, Self.labels[label] ?? label) }

    private static let labels = [
        "Hợp đồng": "Contract", "Lần sửa đổi": "Revision", "Loại": "Kind", "Hình thức": "Payment",
        "Khách hàng": "Customer", "Email": "E-mail", "Điện thoại": "Telephone", "Địa chỉ": "Address",
        "Hóa đơn": "Invoice", "Đơn vị": "Unit", "Quản lý khách hàng": "Account manager", "Đại lý": "Agent",
        "Ngày bắt đầu": "Begins on", "Gia hạn của": "Continues", "Email nhận hóa đơn": "E-mail for the invoice",
        "Ghi chú": "Note", "Dòng": "Line", "Cộng": "Total", "Tệp": "File", "Tệp đã rút": "File withdrawn",
    ]

    /// What the house's own words say; what people wrote stays as it is.
    private func value(_ label: String, _ text: String) -> String {
        guard language == .english else { return text }
        if let word = Self.values[text], !["Ghi chú", "Khách hàng", "Địa chỉ"].contains(label) || text == "không" {
            return word
        }
        switch label {
        case "Dòng":
            return text.replacing("giá niêm yết", with: "list price").replacing(", giảm ", with: ", less ")
                .replacing(", thuế ", with: ", VAT ").replacing(", không chịu thuế", with: ", not subject to VAT")
                .replacing(", không kê khai, tính nộp thuế", with: ", VAT not declared")
        case "Cộng": return text.replacing("thuế", with: "VAT")
        case "Tệp": return text.replacing("(thay ", with: "(in place of ")
        case "Hóa đơn":
            return text.replacing("mã số thuế", with: "tax code").replacing("cá nhân ", with: "citizen ")
        default: return text
        }
    }

    private static let values = [
        "hợp đồng mới": "new contract", "gia hạn": "renewal", "trả trước qua VNPAY": "prepaid through VNPAY",
        "trả sau": "postpaid", "không": "none", "khi kích hoạt": "when activated", "như trên": "as above",
        "người tiêu dùng": "consumer",
    ]
}

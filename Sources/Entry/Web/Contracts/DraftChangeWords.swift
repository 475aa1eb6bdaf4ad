import Contracts
import Kernel

/// What has moved on under a draft, each in a sentence, and what to do about it.
struct DraftChangeWords: Sendable {
    let language: Language

    func words(_ changes: [DraftChange]) -> [String] { changes.map(words) }

    private func words(_ change: DraftChange) -> String {
        let place = change.line.map { line in
            language("Dòng \(line.position + 1)", "Line \(line.position + 1)")
                + " (\(line.name.text(in: language))): "
        }
        return (place ?? "") + what(change.what)
    }

    private func what(_ what: DraftChange.What) -> String {
        switch what {
        case .tariff:
            language(
                "biểu cước theo tháng đã thay đổi: lưu lại bản nháp để lấy biểu cước mới",
                "its monthly tariff has changed: save the draft again to take the new one"
            )
        case .planWithdrawn:
            language(
                "gói không còn bán. Bấm “Sửa” và chọn gói khác hoặc bỏ dòng này.",
                "the plan is not sold any more. Press “Change” and choose another, or leave the line out."
            )
        case .price(let was, let now):
            language(
                "giá niêm yết đổi từ \(was.display) thành \(now.display). Bấm “Sửa” rồi “Lưu bản nháp” để lấy giá mới.",
                "the list price went from \(was.display) to \(now.display). Press “Change”, then “Save” to take it."
            )
        case .vat(let was, let now):
            language(
                "thuế đổi từ \(rate(was)) thành \(rate(now)). Bấm “Sửa” rồi “Lưu bản nháp” để tính lại.",
                "VAT went from \(rate(was)) to \(rate(now)). Press “Change”, then “Save” to count anew."
            )
        case .discountAbove(let limit, let given):
            language(
                "giảm \(percent(given)) vượt mức tối đa \(percent(limit)) đang áp dụng. Bấm “Sửa” và giảm lại.",
                "\(percent(given)) off is more than the \(percent(limit)) allowed now. Press “Change” and lower it."
            )
        case .startPassed(let day):
            language(
                "Ngày bắt đầu \(day.display) đã qua. Bấm “Sửa” và chọn ngày khác, hoặc để trống.",
                "The start, \(day.display), has passed. Press “Change” and choose another, or leave it empty."
            )
        }
    }

    private func percent(_ basisPoints: Int64) -> String {
        basisPoints == 0 ? "0 %" : "\(ContractForm.percent(basisPoints)) %"
    }

    private func rate(_ rate: VATRate) -> String { Words(language: language).vat(rate) }
}

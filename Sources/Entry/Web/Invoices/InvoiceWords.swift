import Invoicing
import Journal
import Kernel

/// Facts about invoices in a reader's words.
struct InvoiceWords: Sendable {
    let language: Language

    func state(_ state: InvoiceRequest.State) -> Badge {
        switch state {
        case .pending: Badge(language("Chờ lập", "Waiting"), .brand)
        case .unknown: Badge(language("Đang hỏi lại", "Being asked about"), .brand)
        case .submitted: Badge(language("Đã lập, chờ ký", "Drawn up, unsigned"), .brand)
        case .signed: Badge(language("Đã gửi, chờ mã", "Sent, waiting for the code"), .brand)
        case .accepted: Badge(language("Đã phát hành", "Issued"), .good)
        case .refused: Badge(language("Bị từ chối", "Refused"), .bad)
        case .needsPerson: Badge(language("Cần xử lý", "Needs you"), .warn)
        }
    }

    func kind(_ name: String, _ direction: InvoiceDirection?) -> String {
        switch (name, direction) {
        case ("replacement", _): language("Thay thế", "Replacement")
        case ("adjustment", .increase?): language("Điều chỉnh tăng", "Adjustment, upward")
        case ("adjustment", .decrease?): language("Điều chỉnh giảm", "Adjustment, downward")
        case ("adjustment", .information?): language("Điều chỉnh thông tin", "Adjustment of information")
        default: language("Hóa đơn gốc", "Original")
        }
    }

    func kind(_ kind: InvoiceRequest.Kind) -> String {
        if case .adjustment(_, let direction) = kind { return self.kind(kind.name, direction) }
        return self.kind(kind.name, nil)
    }

    func direction(_ direction: InvoiceDirection) -> String { kind("adjustment", direction) }

    func standing(_ standing: InvoiceChain.Standing) -> Badge? {
        switch standing {
        case .valid: nil
        case .adjusted: Badge(language("Đã bị điều chỉnh", "Adjusted"), .calm)
        case .replaced: Badge(language("Đã bị thay thế", "Replaced"), .calm)
        }
    }

    func obstacle(_ obstacle: InvoiceObstacle) -> String {
        switch obstacle {
        case .earlierDate:
            language(
                "Ký hiệu đã có hóa đơn với ngày muộn hơn; ngày của một ký hiệu không được lùi lại.",
                "A later date has been issued in this series, and dates of a series never go back."
            )
        case .overtaken:
            language(
                "Hóa đơn cần sửa đã được điều chỉnh hoặc thay thế bằng cách khác.",
                "What it corrects has meanwhile been corrected another way."
            )
        }
    }

    func refusal(_ refusal: InvoiceChain.Refusal) -> String {
        switch refusal {
        case .notAccepted: language("Hóa đơn chưa phát hành.", "It has not been issued.")
        case .replaced:
            language(
                "Hóa đơn đã bị thay thế: hãy sửa hóa đơn thay thế.",
                "It has been replaced: correct the replacement."
            )
        case .underWay: language("Đang có một lần sửa chưa xong.", "A correction is under way.")
        case .mustAdjust:
            language(
                "Lần đầu đã điều chỉnh thì các lần sau cũng điều chỉnh.",
                "Adjusted once, it can only be adjusted again."
            )
        case .mustReplace:
            language(
                "Lần đầu đã thay thế thì các lần sau cũng thay thế.",
                "Replaced once, it can only be replaced again."
            )
        case .isAdjustment:
            language(
                "Không sửa hóa đơn điều chỉnh: hãy điều chỉnh hóa đơn gốc.",
                "Adjust the original once more instead."
            )
        }
    }

    func mistake(_ mistake: InvoiceCorrectionForm.Mistake) -> String {
        switch mistake {
        case .missing: language("Xin điền mục này.", "Please fill this in.")
        case .tooLong: language("Dài quá giới hạn của hóa đơn.", "Longer than an invoice allows.")
        case .badQuantity: language("Số lượng là số nguyên từ 1.", "The quantity is a whole number from 1.")
        case .badPrice: language("Đơn giá là số đồng lớn hơn 0.", "The price is whole đồng above 0.")
        case .unknownRate:
            language(
                "Thuế suất phải là thuế suất của hóa đơn gốc.",
                "The VAT rate must be one of the corrected invoice’s."
            )
        case .badTaxCode: language("Mã số thuế không đúng.", "That is no tax code.")
        case .moreThanInvoiced(let left):
            language("Chỉ còn \(left.display) để giảm.", "Only \(left.display) is left to take off.")
        case .worthNothing: language("Tổng tiền phải lớn hơn 0.", "The total must be above 0.")
        case .tooMuch: language("Số tiền quá lớn.", "Too much.")
        }
    }

    /// `còn 1 ngày`, `quá hạn 2 ngày`; nothing once it is sent.
    func deadline(_ deadline: Day, isSent: Bool, today: Day) -> (words: String, tone: Tone) {
        let left = deadline.days(since: today)
        if isSent { return (deadline.display, .calm) }
        if left < 0 {
            return (
                language("\(deadline.display) – quá hạn \(-left) ngày", "\(deadline.display) – \(-left) days over"),
                .bad
            )
        }
        let words = language("\(deadline.display) – còn \(left) ngày", "\(deadline.display) – \(left) days left")
        return (words, left == 0 ? .warn : .calm)
    }

    /// What an entry of the audit log says.
    func event(_ entry: AuditEntry) -> String {
        let names: [String: (String, String)] = [
            "invoice.unknown": ("Đã gửi yêu cầu lập", "Asked to be drawn up"),
            "invoice.pending": ("Hệ thống hóa đơn chưa có, gửi lại", "Not there yet, asked again"),
            "invoice.submitted": ("Đã lập nháp", "Drawn up"),
            "invoice.signed": ("Đã ký và gửi", "Signed and sent"),
            "invoice.accepted": ("Đã phát hành", "Issued"),
            "invoice.refused": ("Bị từ chối", "Refused"),
            "invoice.needs_person": ("Cần người xử lý", "Needs a person"),
            "invoice.retried": ("Gửi lại", "Sent again"),
            "invoice.adjustment_requested": ("Yêu cầu điều chỉnh", "Adjustment asked for"),
            "invoice.replacement_requested": ("Yêu cầu thay thế", "Replacement asked for"),
            "invoice.due": ("Nhắc hạn phát hành", "Told that it is almost late"),
            "invoice.overdue": ("Báo quá hạn", "Told that it is late"),
        ]
        return names[entry.action].map { language($0.0, $0.1) } ?? entry.action
    }
}

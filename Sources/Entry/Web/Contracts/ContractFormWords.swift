import Catalogue
import Contracts
import Invoicing
import Kernel
import Tariffs

/// The contract form's values and mistakes in a reader's words.
struct ContractFormWords: Sendable {
    let language: Language

    /// At least three rows, so that nobody has to ask for the second.
    func lines(
        _ form: ContractForm,
        _ mistakes: [ContractForm.Field: ContractForm.Mistake]
    ) -> [ContractFormPage.Line] {
        var filled = 0
        var lines = form.lines.map { line -> ContractFormPage.Line in
            // Mistakes count only the rows that say something.
            let error = line.isEmpty ? nil : mistakes[.line(filled)].map(words)
            if !line.isEmpty { filled += 1 }
            return ContractFormPage.Line(
                plan: line.plan,
                quantity: line.quantity,
                discount: line.discount,
                error: error
            )
        }
        while lines.count < 3 { lines.append(.init(plan: "", quantity: "1", discount: "")) }
        return lines
    }

    func values(_ form: ContractForm) -> [String: String] {
        [
            "customer": form.customer.map { "\($0)" } ?? "", "agent": form.agent.map { "\($0)" } ?? "",
            "start": form.start, "invoiceEmail": form.invoiceEmail, "note": form.note,
            "payment": form.payment.rawValue, "term": form.term, "cycle": form.cycle.rawValue,
            "paymentDays": form.paymentDays,
        ]
    }

    func errors(_ mistakes: [ContractForm.Field: ContractForm.Mistake]) -> [(id: String, words: String)] {
        mistakes.map { (id: "f-\($0.key.name)", words: words($0.value)) }.sorted { $0.id < $1.id }
    }

    func preview(_ shown: (lines: [ContractLine], totals: Totals)) -> ContractFormPage.Preview {
        let words = Words(language: language)
        return ContractFormPage.Preview(
            lines: shown.lines.map { line in
                ("\(words.planName(line)) × \(line.quantity)", line.price.net.display, words.vat(line.price.rate))
            },
            price: [Fact(language("Chưa thuế", "Before VAT"), number: shown.totals.net.display)]
                + shown.totals.perRate.map { Fact("\(words.vat($0.rate)) (\($0.net.display))", number: $0.vat.display) },
            total: shown.totals.total.display,
            words: shown.totals.total.inWords
        )
    }

    func amendWarning(_ contract: Contract?) -> String {
        contract?.state == .awaitingPayment
            ? language(
                "Lưu thay đổi sẽ đóng đường dẫn thanh toán cũ và gửi khách hàng yêu cầu mới; chỉ đổi tệp thì yêu cầu cũ giữ nguyên.",
                "Saving closes the old payment link and sends the customer a new request; files alone leave it as it is."
            )
            : language(
                "Hợp đồng đã thanh toán: không đổi được gói và giá. Mọi phê duyệt đã có sẽ bị hủy và phải duyệt lại.",
                "It is paid: plans and prices stay. Every approval given so far is voided and has to be given again."
            )
    }

    func words(_ mistake: FileChanges.Mistake) -> String {
        switch mistake {
        case .empty: language("Tệp trống. Hãy chọn tệp khác.", "The file is empty. Choose another.")
        case .tooLarge:
            language("Tệp lớn hơn 10 MB. Hãy chọn tệp nhỏ hơn.", "A file is larger than 10 MB. Choose another.")
        case .tooMany: language("Tối đa 20 tệp. Hãy rút bớt tệp.", "At most 20 files. Withdraw some.")
        case .wrongType:
            language("Chỉ nhận PDF, PNG hoặc JPEG. Hãy chọn tệp khác.", "Only PDF, PNG or JPEG. Choose another.")
        case .unknown:
            language(
                "Một tệp vừa được rút ở nơi khác. Hãy mở lại trang.",
                "A file has just been withdrawn elsewhere. Open the page again."
            )
        case .noneLeft:
            language(
                "Hợp đồng phải còn ít nhất một tệp. Hãy thay tệp thay vì rút.",
                "A contract keeps at least one file. Replace it rather than withdraw it."
            )
        }
    }

    private func words(_ mistake: ContractForm.Mistake) -> String {
        switch mistake {
        case .missing: language("Hãy chọn mục này.", "Please choose.")
        case .unknownPlan: language("Gói này không còn bán.", "This plan is not on sale.")
        case .otherPayment:
            language(
                "Gói này bán theo hình thức thanh toán kia. Đổi hình thức thanh toán hoặc chọn gói khác.",
                "This plan is sold for the other way of payment. Change the payment or choose another plan."
            )
        case .outOfRange(let range):
            language(
                "Số nguyên từ \(range.lowerBound) đến \(range.upperBound).",
                "A whole number from \(range.lowerBound) to \(range.upperBound)."
            )
        case .badQuantity: language("Số lượng là số nguyên từ 1 đến 100.000.", "A whole number from 1 to 100,000.")
        case .badDiscount: language("Giảm giá là phần trăm từ 0 đến 100.", "A percentage from 0 to 100.")
        case .discountAbove(let limit):
            language(
                "Giảm tối đa \(ContractForm.percent(limit).isEmpty ? "0" : ContractForm.percent(limit)) % cho dịch vụ này.",
                "At most \(ContractForm.percent(limit).isEmpty ? "0" : ContractForm.percent(limit)) % may be taken off this service."
            )
        case .badDay: language("Ngày chưa đúng.", "That is no date.")
        case .startPassed: language("Ngày bắt đầu đã qua.", "That day has passed.")
        case .startTooFar:
            language("Ngày bắt đầu cách hôm nay tối đa 2 năm.", "At most two years from today.")
        case .notAnEmail: language("Email chưa đúng.", "That is not an e-mail address.")
        case .notAnAgent:
            language(
                "Hãy chọn một đại lý đang hoạt động của đơn vị bạn.",
                "Choose an agent of your unit who is at work."
            )
        case .tooLong: language("Nội dung quá dài.", "That is too long.")
        case .worthNothing: language("Giá trị hợp đồng bằng 0.", "The contract is worth nothing.")
        case .tooMuch: language("Giá trị vượt mức VNPAY nhận.", "That is more than VNPAY takes.")
        }
    }
}

extension ContractForm.Field {
    fileprivate var name: String {
        switch self {
        case .customer: "customer"
        case .lines: "lines"
        case .agent: "agent"
        case .start: "start"
        case .invoiceEmail: "invoiceEmail"
        case .note: "note"
        case .term: "term"
        case .paymentDays: "paymentDays"
        case .line(let position): "line-\(position)"
        }
    }
}

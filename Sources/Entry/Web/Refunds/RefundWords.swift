import Journal
import Kernel
import Markup
import Organisation
import Payments
import Refunds
import VNPAY

/// Refunds in the words of staff.
struct RefundWords: Sendable {
    let language: Language

    func standing(_ standing: PaymentCase.Standing) -> Badge {
        switch standing {
        case .open: Badge(language("Cần đề xuất", "To be proposed"), .bad)
        case .proposed: Badge(language("Chờ người thứ hai đồng ý", "Waits for a second person"), .warn)
        case .underWay: Badge(language("VNPAY đang xử lý", "Under way at VNPAY"), .brand)
        case .unclear: Badge(language("VNPAY trả lời không rõ", "VNPAY’s word is unclear"), .bad)
        case .closed: Badge(language("Đã đóng", "Closed"), .good)
        }
    }

    /// The same in as few words as a tab has room for.
    func tab(_ standing: PaymentCase.Standing) -> String {
        switch standing {
        case .open: language("Cần đề xuất", "To be proposed")
        case .proposed: language("Chờ đồng ý", "To be agreed")
        case .underWay: language("Ở VNPAY", "At VNPAY")
        case .unclear: language("Không rõ", "Unclear")
        case .closed: language("Đã đóng", "Closed")
        }
    }

    func state(_ state: RefundState) -> Badge {
        switch state {
        case .proposed: Badge(language("Chờ người thứ hai đồng ý", "Waits for a second person"), .warn)
        case .returned: Badge(language("Bị trả lại", "Sent back"), .calm)
        case .requested: Badge(language("Chờ gửi VNPAY", "To be sent to VNPAY"), .brand)
        case .sending: Badge(language("Đang gửi VNPAY", "Being sent to VNPAY"), .brand)
        case .unanswered: Badge(language("Chưa có trả lời, đang hỏi lại", "No answer: VNPAY is being asked"), .warn)
        case .processing: Badge(language("VNPAY đang xử lý (05)", "VNPAY is at work (05)"), .brand)
        case .atBank: Badge(language("Ngân hàng đang xử lý (06)", "At the bank (06)"), .brand)
        case .done: Badge(language("Xong", "Done"), .good)
        case .refused(let code): Badge(language("Bị từ chối (mã \(code))", "Refused (code \(code))"), .bad)
        case .unclear(let code): Badge(language("Không rõ: \(code)", "Unclear: \(code)"), .bad)
        }
    }

    func way(_ way: Refund.Way.Name) -> String {
        switch way {
        case .vnpay: language("Hoàn qua VNPAY", "Back through VNPAY")
        case .outside: language("Đã chuyển khoản ngoài VNPAY", "Refunded by bank transfer")
        case .kept: language("Không hoàn lại", "Not refunded")
        }
    }

    func keeping(_ keeping: Refund.Keeping) -> String {
        switch keeping {
        case .appliedElsewhere: language("Dùng trả khoản khác của khách", "Applied to something else the customer owes")
        case .leftToUs: language("Khách hàng không nhận lại", "The customer leaves it to us")
        case .nothingOwed: language("Không có tiền phải hoàn", "There is nothing to give back")
        }
    }

    /// What VNPAY's code means, by both generations of its table.
    func code(_ code: String, of message: RefundMessage.Kind) -> String {
        guard code.utf8.count == 2 else { return code }
        let words = message == .refund ? VNPAYServiceCode.refund(code) : VNPAYServiceCode.query(code)
        return "\(code) · \(language(words.vietnamese, words.english))"
    }

    /// Why a refund stands where it does; `nil` when there is no more to say than its state.
    func reason(_ state: RefundState) -> String? {
        switch state {
        case .refused("09"):
            language(
                "Ngân hàng không nhận tiền hoàn. Khách hàng đã được hỏi số tài khoản; đề xuất chuyển khoản khi có.",
                "The bank did not take it back. The customer was asked for bank details: propose a bank transfer."
            )
        case .refused(let code): self.code(code, of: .refund)
        case .unclear("no_answer"):
            language(
                "VNPAY không trả lời sau nhiều lần gửi. Hãy xem trên cổng VNPAY hoặc gọi 1900 55 55 77.",
                "VNPAY did not answer several requests. Look at VNPAY’s portal, or call 1900 55 55 77."
            )
        case .unclear:
            language(
                "Hãy xem trên cổng VNPAY giao dịch hoàn này đã thành công hay chưa, rồi hỏi lại hoặc kết luận.",
                "See at VNPAY’s portal whether the refund went through, then ask again or decide."
            )
        case .unanswered:
            language(
                "Chưa biết VNPAY đã nhận yêu cầu hay chưa. Hệ thống hỏi trước, không gửi lại khi chưa biết.",
                "Whether VNPAY took the request is not known. It is asked first, and nothing is sent again before."
            )
        case .proposed, .returned, .requested, .sending, .processing, .atBank, .done: nil
        }
    }

    func problem(_ outcome: RefundOutcome) -> String? {
        switch outcome {
        case .done, .notAllowed, .unknown: nil
        case .tooLate:
            language("Đã có người xử lý trước. Hãy xem trạng thái mới.", "Somebody was faster. See how it stands now.")
        case .ownProposal:
            language(
                "Người đề xuất không tự đồng ý được; hãy nhờ kế toán khác.",
                "Whoever proposes does not decide: ask another accountant."
            )
        case .reasonNeeded: language("Hãy ghi lý do.", "Please give a reason.")
        case .badAmount:
            language("Số tiền không đọc được; ghi số đồng, ví dụ 1.296.000.", "No amount: write đồng, as in 1.296.000.")
        case .tooMuch(let left):
            language(
                "Vượt số còn lại của khoản thanh toán: nhiều nhất \(left.display).",
                "More than is left of the payment: at most \(left.display)."
            )
        case .wayNotOpen:
            language("Không hoàn được theo cách này.", "It cannot be settled like that.")
        case .referenceNeeded:
            language("Hãy ghi số tham chiếu của ngân hàng.", "Please give the bank’s reference.")
        case .badDay:
            language("Hãy ghi ngày chuyển khoản, không sau hôm nay.", "Give the day of the transfer, not after today.")
        case .otherUnderWay:
            language(
                "Khoản này đang có một lần hoàn ở VNPAY; hãy đợi có kết quả.",
                "Another refund of this payment is under way at VNPAY: wait for its end."
            )
        case .frozen: language.frozen
        }
    }

    /// What was done, as the audit log names it.
    func deed(_ action: String) -> String {
        switch action {
        case "payment.case_opened": language("Mở hồ sơ hoàn tiền", "Case opened")
        case "refund.proposed": language("Đề xuất hoàn tiền", "Refund proposed")
        case "refund.confirmed": language("Đồng ý hoàn qua VNPAY", "Refund through VNPAY agreed")
        case "refund.settled": language("Đồng ý cách xử lý ngoài VNPAY", "Settled outside VNPAY")
        case "refund.returned": language("Trả lại đề xuất hoàn tiền", "Refund proposal sent back")
        case "refund.sent": language("Gửi yêu cầu hoàn tiền tới VNPAY", "Refund request sent to VNPAY")
        case "refund.accepted": language("VNPAY đã nhận yêu cầu hoàn tiền", "VNPAY accepted the refund")
        case "refund.at_bank": language("VNPAY đã chuyển yêu cầu sang ngân hàng", "The refund is at the bank")
        case "refund.made": language("VNPAY báo đã hoàn tiền", "VNPAY: the money is back")
        case "refund.refused": language("Hoàn tiền bị từ chối", "Refund refused")
        case "refund.unanswered": language("VNPAY không trả lời, sẽ hỏi lại", "No answer: VNPAY will be asked")
        case "refund.absent": language("VNPAY chưa có yêu cầu này, sẽ gửi lại", "VNPAY does not know it: sent again")
        case "refund.unclear": language("VNPAY trả lời không rõ", "VNPAY’s answer is unclear")
        case "refund.asked_again": language("Cho hỏi lại VNPAY", "VNPAY asked again")
        case "refund.ruled_made": language("Kết luận: đã hoàn", "Ruled: paid back")
        case "refund.ruled_refused": language("Kết luận: không hoàn được", "Ruled: not paid back")
        case "refund.contradicted": language("VNPAY nói ngược với trước", "VNPAY contradicts itself")
        case "refund.case_closed": language("Đóng hồ sơ hoàn tiền", "Case closed")
        default: action
        }
    }

    /// Newest first, for a case's page.
    func story(_ dossier: RefundDossier) -> [Happening] {
        dossier.story.reversed().map { entry in
            let details = [
                actor(entry.actor, dossier.people), entry.value("amount_dong").flatMap(amount), entry.value("code"),
                entry.value("number"), entry.value("reason"), entry.value("note"),
            ]
            let isBad = ["refund.refused", "refund.unclear", "refund.contradicted"].contains(entry.action)
            return Happening(
                state: isBad ? .stuck : .done,
                words: deed(entry.action),
                time: entry.at.displayWithSeconds,
                detail: .text(details.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · "))
            )
        }
    }

    private func amount(_ dong: String) -> String? {
        Int64(dong).flatMap { try? Money(dong: $0) }?.display
    }

    private func actor(_ actor: String, _ people: [StaffMember.ID: String]) -> String {
        if actor == "partner:vnpay" { return "VNPAY" }
        guard actor.hasPrefix("staff:"), let id = StaffMember.ID(actor.dropFirst(6)) else {
            return language("Hệ thống", "The system")
        }
        return people[id] ?? actor
    }
}

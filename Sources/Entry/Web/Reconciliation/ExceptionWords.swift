import Kernel
import Payments
import Reconciliation
import Refunds

/// An exception explains itself: what happened, why it may have, and what comes next, from the facts of both sides.
struct ExceptionWords: Sendable {
    let language: Language

    private var words: ReconciliationWords { ReconciliationWords(language: language) }

    /// One sentence on what the two sides say.
    func cause(_ dossier: ReconciliationQueries.ExceptionDossier) -> String {
        let exception = dossier.exception
        if let words = refundCause(dossier) { return words }
        let (theirs, ours) = (words.dong(exception.amounts.theirsDong), words.dong(exception.amounts.oursDong))
        return switch exception.matchClass {
        case .matched: language("Hai bên khớp.", "Both sides agree.")
        case .onlyAtVNPAY:
            language(
                "VNPAY đã thu \(theirs) nhưng QLDV chưa nhận được thông báo (IPN).",
                "VNPAY took \(theirs), and its notice (IPN) never reached us."
            )
        case .onlyWithUs:
            language(
                "QLDV ghi nhận \(ours) đã thanh toán, tệp của VNPAY không có giao dịch này.",
                "We have \(ours) as paid; VNPAY’s file does not have it."
            )
        case .expectedNext:
            language(
                "Thanh toán \(ours) sát nửa đêm, có thể nằm trong tệp ngày kế chưa nhập.",
                "\(ours) paid close to midnight: the neighbour day’s file, not imported yet, may have it."
            )
        case .amountDiffers:
            language("VNPAY ghi \(theirs), QLDV ghi \(ours).", "VNPAY says \(theirs), we say \(ours).")
        case .stateDiffers: stateCause(dossier)
        case .duplicated:
            language(
                "Tệp có thêm một giao dịch \(theirs) cho cùng mã đơn hàng, hoặc cùng một giao dịch hai lần.",
                "The file has another charge of \(theirs) for the reference, or the same one twice."
            )
        case .refund:
            language(
                "VNPAY ghi nhận hoàn \(theirs) cho khách hàng mà QLDV không yêu cầu.",
                "VNPAY gave \(theirs) back to the customer, and we did not ask for it."
            )
        case .feeDiffers:
            language(
                "Phí trong tệp là \(words.dong(exception.amounts.feeDong)), theo hợp đồng là \(words.dong(exception.amounts.expectedFeeDong)).",
                "The file’s fee is \(words.dong(exception.amounts.feeDong)); the contract’s is \(words.dong(exception.amounts.expectedFeeDong))."
            )
        case .wrongDay:
            language(
                "Giao dịch của ngày \(dossier.line?.time.day.display ?? "?") nằm trong tệp ngày \(exception.key.day.display).",
                "A transaction of \(dossier.line?.time.day.display ?? "?") stands in the file of \(exception.key.day.display)."
            )
        case .unreadable: unreadableCause(dossier)
        case .unknownReference:
            exception.attempt == nil
                ? language(
                    "QLDV không có mã đơn hàng “\(exception.reference)”.",
                    "We have no reference “\(exception.reference)”."
                )
                : language(
                    "Mã đơn hàng “\(exception.reference)” không có, nhưng mã giao dịch VNPAY trùng với một khoản của QLDV.",
                    "We have no reference “\(exception.reference)”, but the VNPAY number is one of ours."
                )
        }
    }

    /// What the two sides say of a refund that is ours; `nil` for everything else. Our side of one is negative.
    private func refundCause(_ dossier: ReconciliationQueries.ExceptionDossier) -> String? {
        let exception = dossier.exception
        guard let ours = exception.amounts.oursDong, dossier.line?.kind == .refund || ours < 0 else { return nil }
        let (theirs, known) = (words.dong(exception.amounts.theirsDong.map { abs($0) }), words.dong(abs(ours)))
        return switch exception.matchClass {
        case .onlyAtVNPAY:
            language(
                "VNPAY ghi đã hoàn \(theirs), QLDV chưa được trả lời về yêu cầu hoàn tiền này.",
                "VNPAY says that \(theirs) went back; its answer to our request has not reached us."
            )
        case .onlyWithUs, .expectedNext:
            language(
                "VNPAY đã nhận yêu cầu hoàn \(known), tệp không có dòng hoàn tiền này.",
                "VNPAY took up our refund of \(known); the file does not have it."
            )
        case .amountDiffers:
            language(
                "VNPAY ghi hoàn \(theirs), QLDV yêu cầu \(known).",
                "VNPAY refunded \(theirs); we asked for \(known)."
            )
        case .stateDiffers: refundStateCause(dossier, known)
        case .matched, .duplicated, .refund, .feeDiffers, .wrongDay, .unreadable, .unknownReference: nil
        }
    }

    /// VNPAY contradicts itself: its file says one thing of the refund, its later answer another.
    private func refundStateCause(_ dossier: ReconciliationQueries.ExceptionDossier, _ known: String) -> String {
        let since = dossier.refund?.made.since.display ?? ""
        switch dossier.refund?.made.state {
        case .refused(let code):
            return language(
                "Tệp của VNPAY có dòng hoàn \(known) thành công, nhưng \(since) VNPAY trả lời từ chối (mã \(code)): VNPAY đã trừ tiền mà khách chưa nhận.",
                "VNPAY’s file has the refund of \(known) as made, but its answer of \(since) refuses it (code \(code)): the money was deducted and has not reached the customer."
            )
        case .done:
            return language(
                "Tệp của VNPAY ghi hoàn \(known) không thành công, nhưng \(since) VNPAY trả lời là đã hoàn.",
                "VNPAY’s file says that the refund of \(known) failed, but its answer of \(since) says that it was made."
            )
        default:
            return language(
                "VNPAY và QLDV ghi kết quả hoàn tiền \(known) khác nhau.",
                "VNPAY and we disagree about what became of the refund of \(known)."
            )
        }
    }

    private func stateCause(_ dossier: ReconciliationQueries.ExceptionDossier) -> String {
        dossier.line?.status == .succeeded
            ? language(
                "VNPAY ghi thành công, QLDV ghi không thành công.",
                "VNPAY says that it succeeded, we say that it failed."
            )
            : language(
                "VNPAY ghi thất bại, QLDV ghi đã thanh toán.",
                "VNPAY says that it failed, we say that it was paid."
            )
    }

    private func unreadableCause(_ dossier: ReconciliationQueries.ExceptionDossier) -> String {
        guard let mistake = dossier.mistake else {
            return language(
                "Loại giao dịch hoặc trạng thái là từ chưa biết.",
                "Kind or state is a word that is not known."
            )
        }
        let (column, text) = (mistake.column, mistake.text)
        return switch mistake.reason {
        case .missing: language("Cột “\(column)” bị trống.", "The column “\(column)” is empty.")
        case .shortened:
            language(
                "Cột “\(column)”: “\(text)” đã bị bảng tính rút gọn, mất chữ số cuối.",
                "Column “\(column)”: “\(text)” was shortened by a spreadsheet; its last digits are lost."
            )
        case .notAnAmount:
            language("Cột “\(column)”: “\(text)” không phải số tiền.", "Column “\(column)”: “\(text)” is no amount.")
        case .notATime:
            language("Cột “\(column)”: “\(text)” không phải ngày giờ.", "Column “\(column)”: “\(text)” is no time.")
        case .sumsDisagree:
            language(
                "Các cột số tiền mâu thuẫn nhau; có thể ô bị lệch cột.",
                "The amounts contradict each other; cells may have been moved."
            )
        }
    }

    /// What the reader should do now.
    func nextStep(_ dossier: ReconciliationQueries.ExceptionDossier) -> String {
        let exception = dossier.exception
        switch exception.state {
        case .proposed:
            return language(
                "Một kế toán khác xem đề xuất và đồng ý hoặc trả lại.",
                "Another accountant looks at the proposal, and agrees or sends it back."
            )
        case .waiting:
            return language(
                "Chờ tệp sau; tự khớp khi tệp có giao dịch, mở lại nếu tệp về mà không có.",
                "Wait: it settles itself when a file brings it, and opens again when one comes without it."
            )
        case .resolved, .settled: return language("Không còn việc gì.", "Nothing more.")
        case .open:
            if dossier.refund != nil, exception.matchClass == .stateDiffers { return refundStep }
            return dossier.isAsked ? asked : step(exception.matchClass)
        }
    }

    private var refundStep: String {
        language(
            "Yêu cầu VNPAY tra soát: tiền đã trừ phải trả lại (xem tệp các ngày sau) hoặc đã đến tay khách. Trả khách bằng hồ sơ hoàn tiền, không trả hai lần.",
            "Have VNPAY trace it: what was deducted comes back in a later file, or did reach the customer. Settle the refund case; do not pay twice."
        )
    }

    private var asked: String {
        language(
            "QLDV đang hỏi VNPAY (querydr). Nếu 15 phút chưa có trả lời, có thể đề xuất theo tệp.",
            "VNPAY is being asked (querydr). After 15 minutes without an answer, go by the file."
        )
    }

    private func step(_ matchClass: MatchClass) -> String {
        switch matchClass {
        case .matched: language("Không còn việc gì.", "Nothing more.")
        case .onlyAtVNPAY:
            language(
                "Đề xuất ghi nhận đã thanh toán theo tệp; khách hàng được phục vụ ngay khi người thứ hai đồng ý.",
                "Propose to apply it as paid; the customer is served as soon as a second person agrees."
            )
        case .onlyWithUs:
            language(
                "Tra trên cổng VNPAY; chờ tệp sau, hoặc yêu cầu VNPAY tra soát.",
                "Look at VNPAY’s portal; wait for a later file, or have VNPAY trace it."
            )
        case .expectedNext: language("Nhập tệp ngày kế.", "Import the neighbour day’s file.")
        case .amountDiffers, .stateDiffers:
            language("Tra soát với VNPAY rồi đề xuất cách xử lý.", "Trace it with VNPAY, then propose what to do.")
        case .duplicated:
            language(
                "Kiểm tra sao kê; nếu khách bị thu hai lần, mở hồ sơ hoàn tiền.",
                "If the customer was charged twice, open a refund case."
            )
        case .refund:
            language("Đối chiếu với hồ sơ hoàn tiền của khách.", "Compare with the customer’s refund case.")
        case .feeDiffers:
            language(
                "Chấp nhận để hạch toán, hoặc khiếu nại phí với VNPAY.",
                "Accept it into the books, or claim it from VNPAY."
            )
        case .wrongDay:
            language(
                "Chấp nhận ở ngày này, hoặc xin VNPAY tệp đúng.",
                "Accept it on this day, or ask VNPAY for the right file."
            )
        case .unreadable:
            language(
                "Sửa tệp và nhập lại, hoặc chấp nhận sau khi xem dòng gốc.",
                "Mend the file and import it again, or accept the row as you read it."
            )
        case .unknownReference:
            language(
                "Hỏi VNPAY tiền của ai; hoàn lại nếu không phải của QLDV.",
                "Ask VNPAY whose money it is; give it back when it is not ours."
            )
        }
    }

    /// How our attempt stands.
    func attempt(_ state: PaymentAttemptState) -> String {
        switch state {
        case .redirected: language("Đang thanh toán", "Being paid")
        case .unresolved: language("Chưa rõ kết quả", "Unresolved")
        case .paid: language("Đã thanh toán", "Paid")
        case .declined(let code): language("Không thành công (mã \(code))", "Declined (code \(code))")
        }
    }

    func status(_ status: SettlementLine.Status) -> String {
        switch status {
        case .succeeded: language("Thành công", "Succeeded")
        case .failed: language("Thất bại", "Failed")
        case .other: language("Không rõ", "Unknown")
        }
    }

    /// Why a step could not be taken.
    func problem(_ outcome: WorkExceptions.Outcome) -> String? {
        switch outcome {
        case .done, .notAllowed, .unknown: nil
        case .tooLate: language("Đã có người xử lý trước.", "Somebody was faster.")
        case .ownProposal:
            language("Người đề xuất không tự đồng ý được.", "Whoever proposes does not decide.")
        case .reasonNeeded: language("Hãy ghi lý do.", "Please give a reason.")
        case .notForThisClass: language("Không xử lý được theo cách này.", "It cannot be resolved like that.")
        case .gatewayIsAsked:
            language("Đang hỏi VNPAY, hãy đợi trả lời hoặc 15 phút.", "VNPAY is being asked; wait 15 minutes.")
        case .wrongAmount: language("Số tiền không khớp.", "The amounts differ.")
        case .notAnAccountant: language("Người này không làm đối soát.", "That person does not reconcile.")
        }
    }
}

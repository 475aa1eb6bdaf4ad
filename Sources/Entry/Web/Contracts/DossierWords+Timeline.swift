import Approvals
import Contracts
import Journal
import Kernel
import Markup
import Notices
import Organisation
import Sales

extension DossierWords {
    /// One timeline of everything: what was done (the audit log), what was written (letters), who was told (inbox).
    func timeline(_ dossier: ContractDossier) -> [Happening] {
        var events: [(at: Timestamp, happening: Happening)] = []
        for entry in dossier.story {
            guard let words = self.event(entry, dossier) else { continue }
            let isBad = entry.action.hasSuffix("refused") || entry.action.hasSuffix("bounced")
            events.append(
                (
                    entry.at,
                    Happening(
                        state: isBad ? .stuck : .done,
                        words: words,
                        time: entry.at.displayWithSeconds,
                        detail: detail(entry, dossier)
                    )
                )
            )
        }
        for letter in dossier.letters where letter.state == .sent {
            guard let at = letter.settledAt else { continue }
            events.append(
                (
                    at,
                    Happening(
                        state: .done,
                        words: language(
                            "Đã gửi thư: \(self.letter(letter.kind))",
                            "Letter sent: \(self.letter(letter.kind))"
                        ),
                        time: at.displayWithSeconds,
                        detail: "<span class=\"muted\">\(letter.recipient.name) · \(letter.recipient.email)</span>"
                    )
                )
            )
        }
        events += told(dossier)
        return events.sorted { $0.at > $1.at }.map(\.happening)
    }

    /// People who were told in the system, those of one moment together.
    private func told(_ dossier: ContractDossier) -> [(at: Timestamp, happening: Happening)] {
        let groups = Dictionary(grouping: dossier.news) { "\($0.kind.rawValue)/\($0.createdAt.milliseconds)" }
        return groups.values.compactMap { items in
            guard let first = items.first else { return nil }
            let names = items.map { dossier.name($0.staff) }.sorted().joined(separator: ", ")
            let news = StaffWords(language: language).news(first.kind)
            return (
                first.createdAt,
                Happening(
                    state: .done,
                    words: language("Đã báo: \(news)", "Told: \(news)"),
                    time: first.createdAt.displayWithSeconds,
                    detail: "<span class=\"muted\">\(names)</span>"
                )
            )
        }
    }

    private func event(_ entry: AuditEntry, _ dossier: ContractDossier) -> String? {
        switch entry.action {
        case "contract.registered": language("Khách hàng đăng ký trực tuyến", "Registered online")
        case "contract.ordered": language("Khách hàng xác nhận đơn", "Order confirmed")
        case "contract.declared": language("Khai báo hợp đồng", "Declared")
        case "contract.renewal_drafted": language("Tạo bản nháp gia hạn", "Renewal drafted")
        case "contract.draft_changed": language("Sửa bản nháp", "Draft changed")
        case "contract.submitted": language("Trình hợp đồng", "Handed in")
        case "contract.amended": language("Sửa hợp đồng sau khi trình", "Amended")
        case "contract.cancelled": language("Hủy hợp đồng", "Cancelled")
        case "contract.paid": language("Khách hàng đã thanh toán", "Paid")
        case "contract.active": language("Dịch vụ hoạt động", "Active")
        case "contract.expired": language("Hết hạn", "Expired")
        case "contract.suspended": language("Tạm ngưng dịch vụ", "Suspended")
        case "contract.ending_planned": language("Lên lịch chấm dứt hợp đồng", "End planned")
        case "contract.ending_withdrawn": language("Bỏ lịch chấm dứt hợp đồng", "Planned end withdrawn")
        case "contract.terminated": language("Chấm dứt hợp đồng", "Ended")
        case "contract.change_submitted": language("Trình phụ lục", "Amendment handed in")
        case "contract.change_agreed": language("Phụ lục được chấp thuận", "Amendment agreed")
        case "contract.change_refused": language("Phụ lục bị từ chối", "Amendment refused")
        case "contract.change_withdrawn": language("Rút phụ lục", "Amendment withdrawn")
        case "contract.change_begun": language("Phụ lục có hiệu lực", "Amendment in force")
        case "contract.resumed": language("Khôi phục dịch vụ", "Resumed")
        case "payment_link.opened": language("Khách hàng mở đường dẫn", "Link opened")
        case "payment_link.sent_again": language("Gửi lại với đường dẫn mới", "Sent again")
        case "payment_link.renewed": language("Khách hàng xin đường dẫn mới", "Link renewed by the customer")
        case "payment.asked_first": language("Hỏi VNPAY trước về khoản này", "VNPAY is asked about this one first")
        case "alarm.raised": language("Đóng băng vì một cảnh báo", "Frozen by an alarm")
        case "alarm.release_proposed": language("Xin gỡ đóng băng", "Release asked for")
        case "alarm.release_sent_back": language("Chưa đồng ý gỡ đóng băng", "Release sent back")
        case "alarm.released": language("Đã gỡ đóng băng", "Released")
        case "payment_link.revoked": language("Thu hồi đường dẫn", "Link revoked")
        case "payment_link.bounced": language("Thư bị trả lại", "Letter bounced")
        case "payment.started": language("Khách hàng sang VNPAY", "Left for VNPAY")
        case "payment.declined": language("VNPAY báo không thành công", "Declined")
        case "payment.case_opened": language("Mở trường hợp cần xử lý", "Case opened")
        case let action where action.hasPrefix("refund."): RefundWords(language: language).deed(action)
        case "payment.reconciled": language("Đã đối soát với VNPAY", "Reconciled with VNPAY")
        case "approval.approved": language("Phê duyệt", "Approved")
        case "approval.refused": language("Từ chối", "Refused")
        case "approval.escalated": language("Quá hạn phê duyệt, đã báo quản trị", "Approval overdue, escalated")
        case "line.activated": language("Kích hoạt một gói", "A plan was activated")
        case "line.refused": language("Hệ thống dịch vụ từ chối", "Activation refused")
        case "service.resting": language("Hệ thống dịch vụ đã tạm ngưng", "The product’s system rests the service")
        case "service.running": language("Hệ thống dịch vụ đang cung cấp", "The product’s system runs the service")
        case "service.ended": language("Hệ thống dịch vụ đã ngừng hẳn", "The product’s system ended the service")
        case "service.refused": language("Hệ thống dịch vụ không thực hiện lệnh", "The product’s system refused")
        case "service.retried": language("Yêu cầu hệ thống dịch vụ làm lại", "The product’s system is asked again")
        case "activation.retried": language("Yêu cầu kích hoạt lại", "Activation retried")
        case "attachment.added": language("Thêm tệp", "File added")
        case "attachment.removed": language("Bỏ tệp", "File removed")
        case "attachment.withdrawn": language("Rút tệp trong lần sửa đổi", "File withdrawn in an amendment")
        case "attachment.replaced": language("Thay tệp trong lần sửa đổi", "File replaced in an amendment")
        case "payment.continued": language("Khách hàng quay lại trang VNPAY", "Went on at VNPAY")
        case "dispute.added": language("Khách hàng báo thêm", "The customer added to the dispute")
        case "dispute.opened": language("Khách hàng báo nội dung chưa đúng", "Dispute opened")
        case "dispute.file_sent": language("Gửi kèm tệp với câu trả lời", "File sent with the answer")
        case "dispute.answered": language("Trả lời khiếu nại", "Dispute answered")
        case "dispute.corrected": language("Sửa theo khiếu nại", "Corrected after a dispute")
        case "evidence.taken": language("Xuất bằng chứng", "Evidence taken")
        case let action where action.hasPrefix("invoice."): invoice(entry)
        default: nil
        }
    }

    /// `regional` in words.
    private func step(_ name: String) -> String {
        ApprovalCase.Step(rawValue: name).map(StaffWords(language: language).step) ?? name
    }

    private func invoice(_ entry: AuditEntry) -> String {
        switch entry.action {
        case "invoice.unknown": language("Gửi yêu cầu xuất hóa đơn", "Invoice asked for")
        case "invoice.submitted": language("Hóa đơn đã lập nháp", "Invoice drafted")
        case "invoice.signed": language("Hóa đơn đã ký, chờ mã cơ quan thuế", "Invoice signed")
        case "invoice.accepted": language("Hóa đơn đã có mã cơ quan thuế", "Invoice issued")
        case "invoice.refused": language("Hóa đơn bị từ chối", "Invoice refused")
        case "invoice.due": language("Hóa đơn sắp hết hạn ký gửi", "Invoice due today")
        case "invoice.overdue": language("Hóa đơn quá hạn ký gửi", "Invoice overdue")
        case "invoice.not_asked":
            language("Đã trả tiền nhiều ngày mà chưa yêu cầu hóa đơn", "Paid for days, no invoice asked for")
        default: language("Hóa đơn", "Invoice") + " · " + entry.action
        }
    }

    /// Who did it, and the evidence: references, numbers, reasons.
    private func detail(_ entry: AuditEntry, _ dossier: ContractDossier) -> HTML {
        let who: String =
            if let id = entry.staffID {
                dossier.name(id)
            } else if entry.actor.hasPrefix("partner:") {
                entry.actor.dropFirst("partner:".count).uppercased()
            } else if entry.actor == "system" {
                language("Hệ thống", "The system")
            } else {
                language("Khách hàng", "The customer")
            }
        let shown = [
            "instead_of", "reference", "transaction", "code", "reason", "detail", "step", "recipient", "number",
            "message", "series", "name", "note",
        ]
        let values = shown.compactMap { name in
            entry.value(name).flatMap { $0.isEmpty ? nil : name == "step" ? step($0) : $0 }
        }
        let evidence = values.joined(separator: " · ")
        return "<span class=\"muted\">\(who)\(evidence.isEmpty ? "" : " · \(evidence)" as HTML)</span>"
    }
}

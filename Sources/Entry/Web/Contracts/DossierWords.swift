import Activation
import Approvals
import Billing
import Catalogue
import Contracts
import Customers
import Invoicing
import Kernel
import Markup
import Notices
import Organisation
import Payments
import People
import Sales

/// A contract's dossier in a reader's words.
struct DossierWords: Sendable {
    let language: Language
    let now: Timestamp

    private var words: Words { Words(language: language) }
    private var staff: StaffWords { StaffWords(language: language) }

    // MARK: What was just done

    func news(_ step: String) -> String? {
        switch step {
        case "luu": language("Đã lưu bản nháp.", "The draft is saved.")
        case "sua":
            language("Đã lưu thay đổi.", "The change is saved.")
        case "trinh-duyet":
            language(
                "Đã trình. Hợp đồng đang chờ công ty khu vực phê duyệt.",
                "Handed in. The contract waits for the regional company’s approval."
            )
        case "trinh":
            language(
                "Đã trình. Thư yêu cầu thanh toán đang được gửi đến khách hàng.",
                "Handed in. The letter to the customer is on its way."
            )
        case "huy": language("Đã hủy hợp đồng.", "The contract is cancelled.")
        case "duong-dan": language("Đã gửi lại với đường dẫn mới.", "Sent again with a new link.")
        case "thu-hoi": language("Đã thu hồi đường dẫn.", "The link is revoked.")
        case "tep": language("Đã lưu tệp.", "The file is saved.")
        case "tra-loi": language("Đã gửi trả lời đến khách hàng.", "Your answer is on its way.")
        case "gia-han": language("Đây là bản nháp gia hạn.", "This is the renewal’s draft.")
        case "tam-ngung": language("Đã tạm ngưng dịch vụ từ hôm nay.", "The service is suspended from today.")
        case "khoi-phuc": language("Đã khôi phục dịch vụ từ hôm nay.", "The service goes on from today.")
        case "cham-dut": language("Đã lên lịch chấm dứt hợp đồng.", "The end is planned.")
        case "bo-cham-dut": language("Đã bỏ lịch chấm dứt.", "The planned end is withdrawn.")
        case "phu-luc": language("Đã trình phụ lục.", "The amendment is handed in.")
        case "rut-phu-luc": language("Đã rút phụ lục.", "The amendment is withdrawn.")
        case "lenh-lai": language("Đã yêu cầu hệ thống dịch vụ làm lại.", "The product’s system is asked again.")
        case "kich-hoat": language("Đã yêu cầu kích hoạt lại.", "Activation is asked for again.")
        default: nil
        }
    }

    func problem(_ reason: String) -> String? {
        switch reason {
        case "thieu-tep":
            language("Hãy tải hợp đồng đã ký lên trước khi trình.", "Upload the signed contract before handing in.")
        case "cu":
            language(
                "Hợp đồng vừa được thay đổi ở nơi khác. Hãy xem lại.",
                "It has just been changed elsewhere. Look again."
            )
        case "dang-tra":
            language(
                "Khách hàng đang thanh toán. Hãy đợi kết quả từ VNPAY.",
                "The customer is paying right now. Wait for VNPAY’s answer."
            )
        case "muon": language("Hợp đồng đã qua bước này.", "The contract is past that.")
        case "nhieu":
            language("Vừa gửi nhiều thư đến địa chỉ này. Hãy đợi.", "Several letters were just sent. Please wait.")
        case "het-no": language("Không còn khoản nào phải thanh toán.", "Nothing is owed any more.")
        case "tep-lon": language("Tệp lớn hơn 10 MB.", "The file is larger than 10 MB.")
        case "tep-loai": language("Chỉ nhận PDF, PNG hoặc JPEG.", "Only PDF, PNG or JPEG.")
        case "tep-rong": language("Hãy chọn một tệp.", "Choose a file.")
        case "tep-nhieu": language("Tối đa 20 tệp.", "At most 20 files.")
        case "tra-loi": language("Hãy viết câu trả lời.", "Please write an answer.")
        case "chua-sua":
            language(
                "Hợp đồng chưa được sửa từ khi khách hàng báo. Hãy sửa hợp đồng trước, hoặc bỏ dấu “đã sửa” rồi gửi.",
                "The contract has not been changed since the customer wrote. Correct it first, or untick “corrected” and send."
            )
        case "doi":
            language(
                "Chưa trình được: bản nháp không còn khớp. Xem từng điểm bên dưới, bấm “Sửa”, lưu lại rồi trình.",
                "Not handed in: the draft is out of date. See each point below, press “Change”, save, then hand in."
            )
        case "goi":
            language(
                "Một gói không còn bán; hãy khai báo hợp đồng mới.",
                "A plan is not sold any more; declare a new contract."
            )
        case "khong-gia-han": language("Hợp đồng này không gia hạn được.", "This contract cannot be renewed.")
        default: nil
        }
    }

    // MARK: Parts

    /// Where the contract is on its way.
    func progress(_ contract: Contract) -> (names: [String], current: Int) {
        let (names, current) = prepaidProgress(contract)
        guard contract.payment == .postpaid else { return (names, current) }
        // Paid month by month: no step for it on the way to the first day.
        return (names.enumerated().filter { $0.offset != 1 }.map(\.element), current < 1 ? current : current - 1)
    }

    private func prepaidProgress(_ contract: Contract) -> (names: [String], current: Int) {
        let names = [
            language("Khai báo", "Declare"), language("Thanh toán", "Pay"), language("CTKV duyệt", "Region"),
            language("TT CNTT duyệt", "IT centre"), language("Kích hoạt", "Activate"), language("Sử dụng", "In use"),
        ]
        let current =
            switch contract.state {
            case .draft: 0
            case .awaitingPayment, .cancelled: 1
            case .paid, .awaitingRegionalApproval, .rejected: 2
            case .awaitingITApproval: 3
            case .activating: 4
            case .active, .suspended: 5
            case .expired, .terminated: 6
            }
        return (names, current)
    }

    func facts(_ dossier: ContractDossier) -> [Fact] {
        let contract = dossier.contract
        var facts = [
            Fact(language("Loại", "Kind"), staff.kind(contract.kind)),
            Fact(language("Kênh", "Channel"), staff.channel(contract.channel)),
        ]
        if let customer = dossier.customer {
            facts.append(
                Fact(
                    language("Khách hàng", "Customer"),
                    markup: "<a href=\"\(Address.customer("\(customer.id)"))\">\(customer.number)</a>"
                )
            )
        }
        if let number = words.buyerNumber(contract.buyer.invoiceParty) {
            facts.append(Fact(number.label, number: number.value))
        }
        facts += [
            Fact(language("Liên hệ", "Contact"), contract.buyer.name),
            Fact("Email", contract.buyer.email.description),
            Fact(language("Điện thoại", "Telephone"), number: contract.buyer.phone.description),
            Fact(language("Địa chỉ", "Address"), contract.buyer.address),
        ]
        if let declaration = contract.declaration { facts += self.facts(declaration, dossier) }
        if let terms = contract.postpaid { facts += self.facts(terms) }
        if let day = contract.startsOn { facts.append(Fact(language("Từ ngày", "From"), number: day.display)) }
        if let day = contract.endsOn { facts.append(Fact(language("Đến hết ngày", "Until"), number: day.display)) }
        facts.append(Fact(language("Lần sửa đổi", "Revision"), number: "\(contract.revision)"))
        return facts
    }

    private func facts(_ declaration: Declaration, _ dossier: ContractDossier) -> [Fact] {
        var facts = [
            Fact(language("Đơn vị", "Unit"), dossier.unit.map(staff.unit) ?? declaration.unit),
            Fact("AM", dossier.name(declaration.accountManager)),
        ]
        if let agent = declaration.agent { facts.append(Fact(language("Đại lý", "Agent"), dossier.name(agent))) }
        if let day = declaration.wantedStart {
            facts.append(Fact(language("Bắt đầu mong muốn", "Wanted start"), number: day.display))
        }
        if let old = declaration.renewalOf {
            facts.append(
                Fact(
                    language("Gia hạn của", "Continues"),
                    markup:
                        "<a href=\"\(Address.contract("\(old)"))\">\(language("hợp đồng cũ", "the old contract"))</a>"
                )
            )
        }
        if let email = declaration.invoiceEmail {
            facts.append(Fact(language("Email nhận hóa đơn", "E-mail for the invoice"), email.description))
        }
        if !declaration.note.isEmpty { facts.append(Fact(language("Ghi chú", "Note"), declaration.note)) }
        return facts
    }

    func lines(_ contract: Contract) -> HTML {
        Table(
            caption: language("Gói dịch vụ", "Plans"),
            columns: [
                .init(name: language("Gói", "Plan")), .init(name: language("Số lượng", "Quantity"), isAmount: true),
                .init(name: language("Đơn giá", "Price"), isAmount: true),
                .init(name: language("Thành tiền", "Net"), isAmount: true), .init(name: language("Thuế", "VAT")),
            ],
            rows: contract.lines.map { line in
                let discount = ContractForm.percent(line.discountBasisPoints)
                let price: HTML =
                    discount.isEmpty
                    ? .text(line.unitPrice.display)
                    : """
                    \(line.unitPrice.display)<br><span class="muted small"><del>\(line.listPrice.display)</del> −\(discount) %</span>
                    """
                return [
                    "\(words.planName(line))\(tariff(line).markup { "<br><span class=\"muted small\">\($0)</span>" })",
                    .text("\(line.quantity) \(line.unit.text(in: language))"), price,
                    .text(line.price.net.display), .text(words.vat(line.price.rate)),
                ]
            }
        ).html
    }

    func link(_ dossier: ContractDossier) -> (facts: [Fact], isLive: Bool) {
        guard let asked = dossier.currentRequest ?? dossier.asked.first else { return ([], false) }
        let link = asked.links.first
        let isLive = asked.request.state == .open && link.map { $0.revokedAt == nil && $0.expiresAt > now } == true
        var facts = [
            Fact(language("Số tiền", "Amount"), number: asked.request.amount.display),
            Fact(language("Trạng thái", "State"), markup: requestBadge(asked.request.state).html),
        ]
        if let due = asked.request.due { facts.append(Fact(language("Hạn thanh toán", "Due"), number: due.display)) }
        if let link, asked.request.state == .open {
            facts.append(
                Fact(
                    language("Đường dẫn", "Link"),
                    isLive
                        ? language("dùng được đến \(link.expiresAt.display)", "works until \(link.expiresAt.display)")
                        : link.revokedAt != nil
                            ? language("đã thu hồi", "revoked") : language("đã hết hạn", "expired")
                )
            )
        }
        let opened = asked.links.compactMap(\.openedAt).min()
        facts.append(
            Fact(language("Khách đã mở", "Opened"), opened?.display ?? language("chưa", "not yet"))
        )
        if let payment = dossier.payment {
            facts += [
                Fact(language("Đã trả lúc", "Paid at"), number: payment.receipt.paidAt.displayWithSeconds),
                Fact(language("Mã giao dịch VNPAY", "VNPAY transaction"), number: payment.receipt.transactionNumber),
                Fact(language("Mã tham chiếu", "Reference"), number: payment.attempt.reference),
                Fact(language("Ngân hàng", "Bank"), words.bank(payment.receipt.bankCode, payment.receipt.cardType)),
                Fact(
                    language("Đối soát", "Reconciled"),
                    payment.reconciledOn?.display ?? language("chưa", "not yet")
                ),
            ]
        }
        return (facts + dossier.cases.map(refund), isLive)
    }

    private func refund(_ known: PaymentCase) -> Fact {
        let standing =
            known.isOpen ? Badge(language("Đang mở", "Open"), .warn) : Badge(language("Đã đóng", "Closed"), .good)
        let name = PaymentLookUpWords(language: language).kind(known.kind)
        return Fact(
            language("Hoàn tiền", "Refund"),
            markup: "<a href=\"\(Address.refundCase("\(known.id)"))\">\(name)</a> \(standing.html)"
        )
    }

    private func requestBadge(_ state: PaymentRequest.State) -> Badge {
        switch state {
        case .open: Badge(language("Chờ thanh toán", "Open"), .warn)
        case .paid: Badge(language("Đã thanh toán", "Paid"), .good)
        case .cancelled: Badge(language("Đã hủy", "Cancelled"), .calm)
        case .superseded: Badge(language("Đã thay thế", "Superseded"), .calm)
        }
    }

    /// The letters about the money; all others stand on the timeline.
    func letters(_ dossier: ContractDossier) -> [ContractPage.Letter] {
        let kinds: Set<Notice.Kind> = [
            .paymentLink, .paymentReceived, .statementsPaid, .dunning, .disputeAnswered, .contractRejected,
            .refundAccepted, .refundMade, .refundRefused,
        ]
        return dossier.letters.reversed().filter { kinds.contains($0.kind) }.map { letter in
            ContractPage.Letter(
                words: self.letter(letter.kind),
                recipient: letter.recipient.email,
                badge: fate(letter),
                when: (letter.settledAt ?? letter.createdAt).display
            )
        }
    }

    /// "Sent" only when the mail server took it.
    func fate(_ letter: ToldLetter) -> Badge {
        if letter.bounce != nil { return Badge(language("Bị trả lại", "Bounced"), .bad) }
        return switch letter.state {
        case .queued: Badge(language("Đang gửi", "On its way"), .calm)
        case .sent: Badge(language("Đã gửi", "Sent"), .good)
        case .refused: Badge(language("Không nhận", "Refused"), .bad)
        case .withdrawn: Badge(language("Không gửi nữa", "Not sent"), .calm)
        }
    }

    func letter(_ kind: Notice.Kind) -> String {
        switch kind {
        case .confirmEmail: language("Mã xác nhận", "Confirmation code")
        case .signInLink: language("Đường dẫn đăng nhập", "Sign-in link")
        case .paymentLink: language("Yêu cầu thanh toán", "Payment request")
        case .paymentReceived: language("Xác nhận đã thanh toán", "Payment received")
        case .statementsPaid: language("Xác nhận đã thanh toán cước", "Statement paid")
        case .dunning: language("Nhắc thanh toán cước", "Payment reminder")
        case .packageActivated: language("Thông báo kích hoạt", "Package active")
        case .serviceSuspended: language("Báo tạm ngưng dịch vụ", "Service suspended")
        case .serviceResumed: language("Báo khôi phục dịch vụ", "Service resumed")
        case .contractEnding: language("Báo sẽ chấm dứt hợp đồng", "Contract will end")
        case .contractEndingWithdrawn: language("Báo không chấm dứt nữa", "Contract goes on")
        case .contractEnded: language("Báo đã chấm dứt hợp đồng", "Contract has ended")
        case .contractChanged: language("Báo phụ lục hợp đồng", "Amendment agreed")
        case .invoiceIssued: language("Hóa đơn điện tử", "E-invoice")
        case .contractRejected: language("Thông báo từ chối và hoàn tiền", "Refusal and refund")
        case .disputeAnswered: language("Trả lời khiếu nại", "Answer to the dispute")
        case .refundAccepted: language("Báo sẽ hoàn tiền", "Refund agreed")
        case .refundMade: language("Báo đã hoàn tiền", "Refund made")
        case .refundRefused: language("Xin thông tin tài khoản để hoàn tiền", "Refund refused, details needed")
        case .staffInvitation, .staffPasswordReset: language("Thư nội bộ", "Internal")
        case .staffContractPaid: language("Báo đã thanh toán", "Paid (staff)")
        case .staffApprovalWaiting: language("Báo chờ phê duyệt", "For approval (staff)")
        case .staffApprovalOverdue: language("Nhắc phê duyệt", "Approval reminder (staff)")
        case .staffApprovalsDelegated: language("Báo ủy quyền", "Delegation (staff)")
        case .staffContractDecided: language("Báo kết quả phê duyệt", "Decision (staff)")
        case .staffDisputeOpened: language("Báo khiếu nại", "Dispute (staff)")
        case .staffLetterBounced: language("Báo thư bị trả lại", "Bounce (staff)")
        case .staffRenewalDue: language("Nhắc gia hạn", "Renewal (staff)")
        case .staffAlarmRaised: language("Cảnh báo", "Alarm (staff)")
        }
    }
}

extension ContractDossier {
    /// Somebody by name, with the unit.
    func name(_ id: StaffMember.ID) -> String { people[id].map { "\($0.name) (\($0.unit.code))" } ?? "\(id)" }
}

import Activation
import Contracts
import Invoicing
import Journal
import Kernel
import Payments
import People

/// A customer's things in finished words.
struct PortalWords: Sendable {
    private let words: Words
    private let today: Day
    var language: Language { words.language }

    init(_ language: Language, today: Day) {
        words = Words(language: language)
        self.today = today
    }

    // MARK: Packages

    /// - Parameter categories: The kind of each product, by its code.
    func card(_ package: Package, pay: Address?, categories: [String: String]) -> PackageCard {
        let contract = package.contract
        let line = contract.lines.first
        return PackageCard(
            id: contract.number,
            planName: line?.planName.text(in: language) ?? "",
            productName: line?.productName.text(in: language) ?? "",
            category: line.flatMap { categories[$0.productCode] } ?? "",
            contractNumber: contract.number,
            state: badge(contract.state),
            term: term(contract),
            note: note(package),
            action: pay.map { (language("Thanh toán", "Pay"), $0) }
        )
    }

    private func badge(_ state: ContractState) -> Badge {
        switch state {
        case .draft: Badge(language("Nháp", "Draft"), .calm)
        case .awaitingPayment: Badge(language("Chờ thanh toán", "To be paid"), .warn)
        case .paid: Badge(language("Đã thanh toán", "Paid"), .brand)
        case .awaitingRegionalApproval, .awaitingITApproval: Badge(language("Chờ phê duyệt", "Being approved"), .brand)
        case .activating: Badge(language("Đang kích hoạt", "Activating"), .brand)
        case .active: Badge(language("Đang hoạt động", "Active"), .good)
        case .suspended: Badge(language("Tạm ngưng", "Suspended"), .warn)
        case .expired: Badge(language("Đã hết hạn", "Expired"), .calm)
        case .terminated: Badge(language("Đã chấm dứt", "Terminated"), .calm)
        case .cancelled: Badge(language("Đã hủy", "Cancelled"), .calm)
        case .rejected: Badge(language("Bị từ chối", "Rejected"), .bad)
        }
    }

    private func term(_ contract: Contract) -> TermBar? {
        guard let from = contract.startsOn, let to = contract.endsOn else { return nil }
        let whole = max(1, to.days(since: from) + 1)
        let left = min(whole, max(0, to.days(since: today) + 1))
        return TermBar(
            span: "\(from.display) – \(to.display)",
            left: language("Còn \(left) ngày", "\(left) days left"),
            percentLeft: Int(left * 100 / whole),
            isLow: left <= 30
        )
    }

    private func note(_ package: Package) -> String? {
        for activation in package.activations {
            if case .refused = activation.state {
                return language(
                    "Chưa kích hoạt được; nhân viên đang xử lý.",
                    "Activation has not worked yet; our staff are on it."
                )
            }
        }
        switch package.contract.state {
        case .activating: return language("Thường xong trong ít phút.", "Usually done within minutes.")
        default: return nil
        }
    }

    func access(_ package: Package) -> [AccessDetail] {
        package.activations.flatMap { activation -> [AccessDetail] in
            guard case .active(_, _, let access) = activation.state else { return [] }
            return access.map { item in
                AccessDetail(
                    name: item.label.text(in: language),
                    value: item.value,
                    isSecret: item.isSecret,
                    isLink: item.value.hasPrefix("https://")
                )
            }
        }
    }

    func particulars(_ contract: Contract) throws -> [Fact] {
        let totals = try contract.totals()
        var facts = [
            Fact(language("Khách hàng", "Customer"), contract.buyer.name),
            Fact("Email", contract.buyer.email.description),
            Fact(language("Địa chỉ", "Address"), contract.buyer.address),
        ]
        if let number = words.buyerNumber(contract.buyer.invoiceParty) {
            facts.append(Fact(number.label, number: number.value))
        }
        for rate in totals.perRate { facts.append(Fact(words.vat(rate.rate), number: rate.vat.display)) }
        facts.append(Fact(language("Tổng thanh toán", "Total"), number: totals.total.display))
        facts.append(
            Fact(
                language("Điều khoản", "Terms"),
                language("bản \(contract.terms.version)", "version \(contract.terms.version)")
            )
        )
        return facts
    }

    func history(_ story: [AuditEntry]) -> [Happening] {
        story.compactMap { entry in
            guard let (text, isBad) = said(entry) else { return nil }
            return Happening(state: isBad ? .stuck : .done, words: text, time: entry.at.displayWithSeconds)
        }
    }

    /// The words of an entry that concerns the customer, and whether it is bad news.
    private func said(_ entry: AuditEntry) -> (String, Bool)? {
        switch entry.action {
        case "contract.registered": (language("Đăng ký gói", "Package ordered"), false)
        case "contract.ordered": (language("Xác nhận email", "E-mail confirmed"), false)
        case "payment.started": (language("Bắt đầu thanh toán qua VNPAY", "Payment through VNPAY started"), false)
        case "payment.declined":
            (
                language("Thanh toán không thành: ", "Payment failed: ")
                    + words.decline(entry.value("code") ?? "").reason, true
            )
        case "contract.paid": (language("Đã nhận đủ thanh toán", "Payment received in full"), false)
        case "line.activated":
            (language("Hệ thống dịch vụ đã kích hoạt gói", "The service has activated the package"), false)
        case "line.refused": (language("Chưa kích hoạt được", "Activation has not worked"), true)
        case "contract.active": (language("Gói hoạt động", "Package active"), false)
        case "contract.expired": (language("Gói hết hạn", "Package expired"), false)
        case "invoice.accepted":
            (language("Phát hành hóa đơn số ", "Invoice issued: no. ") + (entry.value("number") ?? ""), false)
        case "invoice.refused":
            (language("Hóa đơn đang được nhân viên xử lý", "Our staff are looking into the invoice"), true)
        default: nil
        }
    }

    // MARK: Payments and invoices

    func payment(_ item: PaymentItem) -> PaymentsPage.Payment {
        let attempt = item.attempt
        let badge: Badge
        var link: (String, Address)?
        switch attempt.state {
        case .redirected, .unresolved: badge = Badge(language("Đang kiểm tra", "Being checked"), .warn)
        case .declined(let code): badge = Badge(words.decline(code).reason, .bad)
        case .paid:
            badge = Badge(language("Thành công", "Paid"), .good)
            link = (language("Biên nhận", "Receipt"), .portalReceipt(attempt.reference))
        }
        return PaymentsPage.Payment(
            time: attempt.createdAt.display,
            planName: item.statements.isEmpty
                ? item.contract.lines.first.map(words.planName) ?? "" : words.months(item.statements),
            contractNumber: item.contract.number,
            amount: attempt.amount.display,
            state: badge,
            link: link
        )
    }

    func invoice(_ item: Invoices.Item) throws -> InvoiceRow {
        let document = item.request.document
        let badge =
            switch item.request.state {
            case .pending, .unknown, .submitted: Badge(language("Đang lập", "Being drawn up"), .brand)
            case .signed: Badge(language("Chờ mã cơ quan thuế", "Waiting for the code"), .brand)
            case .accepted: Badge(language("Đã phát hành", "Issued"), .good)
            case .refused, .needsPerson: Badge(language("Đang xử lý", "Being looked into"), .warn)
            }
        return InvoiceRow(
            id: "\(item.request.id)",
            contractNumber: item.contract.number,
            state: badge,
            note: correctionNote(item.request.kind),
            number: document.number,
            series: document.series,
            issued: item.request.state == .accepted ? item.request.date.display : nil,
            authorityCode: document.authorityCode,
            lookUpCode: document.lookupCode,
            total: item.request.total.display,
            hasPDF: item.files.pdf,
            hasXML: item.files.xml
        )
    }

    private func correctionNote(_ kind: InvoiceRequest.Kind) -> String? {
        switch kind {
        case .original: nil
        case .replacement: language("Hóa đơn thay thế", "Replacement invoice")
        case .adjustment(_, .increase): language("Hóa đơn điều chỉnh tăng", "Adjustment, upward")
        case .adjustment(_, .decrease): language("Hóa đơn điều chỉnh giảm", "Adjustment, downward")
        case .adjustment(_, .information): language("Hóa đơn điều chỉnh thông tin", "Adjustment of information")
        }
    }
}

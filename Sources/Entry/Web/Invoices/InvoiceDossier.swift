import Catalogue
import Contracts
import Invoicing
import Journal
import Kernel
import Markup
import People

/// Puts one invoice's page together.
struct InvoiceDossier: Sendable {
    let language: Language
    let today: Day

    private var words: InvoiceWords { InvoiceWords(language: language) }

    func page(_ story: InvoiceStory, news: String, around: Surroundings) throws -> InvoicePage {
        let invoice = story.invoice
        let totals = try InvoiceTotals(story.lines)
        var page = InvoicePage(
            around: around,
            id: "\(invoice.id)",
            name: Self.name(invoice),
            badges: [words.state(invoice.state)] + [words.standing(story.chain.standing)].compactMap { $0 },
            facts: facts(story),
            buyer: buyer(story.buyer),
            lines: table(story.lines),
            sums: [
                Fact(language("Chưa thuế", "Before VAT"), number: totals.net.display),
                Fact(language("Thuế GTGT", "VAT"), number: totals.vat.display),
                Fact(language("Tổng thanh toán", "Total"), number: totals.total.display),
            ],
            words: totals.total.inWords,
            corrected: story.corrected.map(relative),
            corrections: story.chain.corrections.map(relative),
            history: history(story),
            files: story.files
        )
        page.trouble = trouble(story)
        page.news = newsWords(news)
        guard story.mayWork else { return page }
        if invoice.state.isProblem {
            let form = InvoiceBuyerForm(story.buyer)
            page.retry = InvoicePage.Retry(
                name: form.name,
                taxCode: form.taxCode,
                address: form.address,
                needsToday: invoice.obstacle == .earlierDate
            )
        }
        guard invoice.state == .accepted else { return page }
        page.mayAdjust = story.chain.refusal(of: .adjustment) == nil
        page.mayReplace = story.chain.refusal(of: .replacement) == nil
        if !page.mayAdjust, !page.mayReplace {
            page.correctionNote = story.chain.refusal(of: .replacement).map(words.refusal)
        }
        return page
    }

    /// `1C26TQD-17`, or our key while it has no number.
    static func name(_ invoice: InvoiceRequest) -> String {
        invoice.document.number == nil ? invoice.key : invoice.fileName
    }

    private func newsWords(_ news: String) -> String? {
        switch news {
        case "gui-lai":
            language(
                "Đã gửi lại. Kết quả hiện ở đây sau ít giây.",
                "Sent again. The result shows here in a few seconds."
            )
        case "sua": language("Đã yêu cầu lập hóa đơn này.", "This invoice has been asked for.")
        default: nil
        }
    }

    private func trouble(_ story: InvoiceStory) -> (String, String)? {
        let invoice = story.invoice
        switch invoice.state {
        case .refused:
            return (
                language("Hệ thống hóa đơn từ chối", "The invoicing system refused it"), invoice.document.remark ?? ""
            )
        case .needsPerson:
            return (language("Cần bạn quyết định", "You have to decide"), invoice.obstacle.map(words.obstacle) ?? "")
        case .pending, .unknown, .submitted, .signed:
            guard let delivery = story.delivery, delivery.state == "parked" else { return nil }
            return (language("Đã dừng sau nhiều lần thử", "Stopped after many tries"), delivery.lastError ?? "")
        case .accepted: return nil
        }
    }

    private func facts(_ story: InvoiceStory) -> [Fact] {
        let invoice = story.invoice
        let contract = story.contract
        let deadline = words.deadline(invoice.deadline, isSent: invoice.isSent, today: today)
        var facts = [
            Fact(language("Loại", "Kind"), words.kind(invoice.kind)),
            Fact(
                language("Hợp đồng", "Contract"),
                markup: "<a class=\"number\" href=\"\(Address.contract("\(contract.id)"))\">\(contract.number)</a>"
            ),
            Fact(language("Ký hiệu", "Series"), number: invoice.document.series ?? "–"),
            Fact(language("Số", "Number"), number: invoice.document.number ?? "–"),
            Fact(language("Ngày lập", "Date drawn up"), number: invoice.date.display),
            Fact(
                language("Hạn ký và gửi", "To be signed and sent by"),
                markup: deadline.tone == .calm ? .text(deadline.words) : Badge(deadline.words, deadline.tone).html
            ),
            Fact(language("Mã cơ quan thuế", "Tax authority’s code"), number: invoice.document.authorityCode ?? "–"),
            Fact(language("Mã tra cứu", "Look-up code"), number: invoice.document.lookupCode ?? "–"),
            invoice.basis.isSetOff
                ? Fact(language("Thanh toán", "Payment"), language("Đối trừ công nợ", "Set off against a credit"))
                : Fact(language("Thanh toán", "Payment"), number: invoice.basis.reference),
            Fact(language("Ngày đối soát", "Reconciled"), number: invoice.basis.reconciledOn?.display ?? "–"),
        ]
        if !invoice.reason.isEmpty { facts.append(Fact(language("Lý do", "Reason"), invoice.reason)) }
        return facts
    }

    private func buyer(_ buyer: Buyer) -> [Fact] {
        var facts = [Fact(language("Tên", "Name"), buyer.displayName)]
        switch buyer.invoiceParty {
        case .consumer:
            facts.append(Fact(language("Hóa đơn", "Invoice"), language("Bán cho người tiêu dùng", "To a consumer")))
        case .citizen(let id): facts.append(Fact(language("Số định danh", "Personal number"), number: id.description))
        case .taxpayer(let code, _): facts.append(Fact(language("Mã số thuế", "Tax code"), number: code.description))
        }
        return facts + [
            Fact(language("Địa chỉ", "Address"), buyer.address), Fact("Email", buyer.email.description),
            Fact(language("Điện thoại", "Telephone"), number: buyer.phone.description),
        ]
    }

    private func table(_ lines: [InvoiceLine]) -> HTML {
        guard !lines.isEmpty else {
            return
                "<p class=\"muted\">\(language("Không có dòng nào: không số tiền nào thay đổi.", "No line: no amount changes."))</p>"
        }
        return Table(
            caption: language("Hàng hóa, dịch vụ", "Lines"),
            columns: [
                .init(name: language("Tên", "Name")), .init(name: language("Số lượng", "Quantity"), isAmount: true),
                .init(name: language("Đơn giá", "Price"), isAmount: true),
                .init(name: language("Thành tiền", "Net"), isAmount: true), .init(name: language("Thuế suất", "VAT")),
                .init(name: language("Tiền thuế", "VAT amount"), isAmount: true),
            ],
            rows: lines.map { line in
                [
                    .text(line.name), .text("\(line.quantity) \(line.unit)"), .text(line.unitPrice.display),
                    .text(line.price.net.display), .text(line.price.rate.code), .text(line.price.vat.display),
                ]
            }
        ).html
    }

    private func relative(_ other: InvoiceRequest) -> InvoicePage.Relative {
        InvoicePage.Relative(
            id: "\(other.id)",
            number: Self.name(other),
            kind: words.kind(other.kind),
            state: words.state(other.state),
            total: other.total.display,
            reason: other.reason
        )
    }

    private func history(_ story: InvoiceStory) -> [Happening] {
        let asked = Happening(
            state: .done,
            words: language("Yêu cầu lập hóa đơn", "Invoice asked for"),
            time: story.invoice.createdAt.displayWithSeconds
        )
        return [asked]
            + story.entries.map { entry in
                let isBad = entry.action == "invoice.refused" || entry.action == "invoice.needs_person"
                let remark = entry.value("remark") ?? entry.value("reason") ?? ""
                return Happening(
                    state: isBad ? .stuck : .done,
                    words: words.event(entry),
                    time: entry.at.displayWithSeconds,
                    detail: remark.isEmpty ? "" : "<p class=\"small\">\(remark)</p>"
                )
            }
    }
}

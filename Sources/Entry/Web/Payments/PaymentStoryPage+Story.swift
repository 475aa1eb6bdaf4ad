import Accounting
import Billing
import Contracts
import Invoicing
import Journal
import Kernel
import Markup
import Notices
import Organisation
import Payments

extension PaymentStoryPage {
    /// - Parameter maySeeBooks: Whether the ledger transaction may be followed into the books.
    init(around: Surroundings, story: PaymentStory, mayTakeEvidence: Bool, maySeeBooks: Bool, now: Timestamp) {
        let words = StoryWords(language: around.language, story: story, now: now)
        let shown = PaymentLookUpWords(language: around.language)
        self.init(
            around: around,
            reference: story.attempt.reference,
            badge: shown.state(story.item.state),
            customer: story.contract.buyer.displayName,
            amount: story.attempt.amount.display,
            facts: words.facts,
            request: words.request,
            links: words.links,
            attempts: words.attempts,
            messages: story.messages.map { message in
                Message(
                    words: shown.channel(message),
                    badge: shown.verdict(message),
                    when: message.receivedAt.displayWithSeconds,
                    address: message.address,
                    isProven: message.isProven,
                    fields: MaskedMessage(message.raw)
                )
            },
            booking: story.booked.map { booked in
                Booking(
                    address: maySeeBooks ? .ledgerTransaction("\(booked.id)") : nil,
                    words: BookWords(language: around.language).kind(booked.kind),
                    day: booked.day.display,
                    postings: BookWords(language: around.language).postings(booked)
                )
            },
            letters: words.letters,
            cases: words.cases,
            trail: words.trail,
            mayTakeEvidence: mayTakeEvidence
        )
    }
}

/// One payment's story in finished words.
private struct StoryWords {
    let language: Language
    let story: PaymentStory
    let now: Timestamp

    private var shown: PaymentLookUpWords { PaymentLookUpWords(language: language) }

    private func number(_ text: String) -> HTML { "<span class=\"number\">\(text)</span>" }

    var facts: [Fact] {
        let item = story.item
        var facts = [
            Fact(language("Số tiền", "Amount"), number: item.amount.display),
            Fact(
                language("Hợp đồng", "Contract"),
                markup: "<a href=\"\(Address.contract("\(item.contract)"))\">\(item.contractNumber)</a>"
            ),
        ]
        if let customer = story.contract.customer, story.contract.declaration != nil {
            let link: HTML = "<a href=\"\(Address.customer("\(customer)"))\">\(item.customer)</a>"
            facts.append(Fact(language("Khách hàng", "Customer"), markup: link))
        } else {
            facts.append(Fact(language("Khách hàng", "Customer"), item.customer))
        }
        if let unit = item.unit { facts.append(Fact(language("Đơn vị", "Unit"), unit)) }
        if let manager = item.accountManager { facts.append(Fact("AM", manager)) }
        facts.append(Fact(language("Bắt đầu", "Started"), number: item.createdAt.displayWithSeconds))
        facts.append(Fact(language("Hết giờ trả", "Time over"), number: story.attempt.expiresAt.displayWithSeconds))
        if let paidAt = item.paidAt {
            facts.append(Fact(language("Trả lúc", "Paid at"), number: paidAt.displayWithSeconds))
        }
        if let transaction = item.transactionNumber {
            facts.append(Fact(language("Số giao dịch VNPAY", "VNPAY number"), number: transaction))
        }
        if item.bankCode != nil {
            facts.append(Fact(language("Ngân hàng", "Bank"), shown.bank(item.bankCode, item.cardType)))
        }
        if let transaction = item.bankTransactionNumber {
            facts.append(Fact(language("Số giao dịch ngân hàng", "Bank’s number"), number: transaction))
        }
        if let code = item.declineCode { facts.append(Fact(language("Lý do", "Why not"), shown.decline(code))) }
        if let use = shown.use(item.use) { facts.append(Fact(language("Dùng cho", "Used for"), use)) }
        facts.append(
            Fact(
                language("Đối soát", "Reconciliation"),
                item.reconciledOn.map { language("khớp, ngày \($0.display)", "matched, \($0.display)") }
                    ?? language("chưa", "not yet")
            )
        )
        facts.append(
            Fact(
                language("Hóa đơn", "Invoice"),
                markup: story.invoice.map { invoice in
                    let name = [invoice.document.series, invoice.document.number].compactMap { $0 }
                        .joined(separator: " ")
                    return "\(shown.invoice(invoice.state).html) \(name)"
                } ?? .text(language("chưa", "not yet"))
            )
        )
        return facts
    }

    var request: [Fact] {
        [
            Fact(language("Trạng thái", "State"), markup: shown.request(story).html),
            Fact(language("Số tiền", "Amount"), number: story.request.amount.display),
            Fact(language("Lập lúc", "Made"), number: story.request.createdAt.display),
            Fact(language("Hạn thanh toán", "Due"), story.request.due?.display ?? language("không có", "none")),
        ]
    }

    var links: [[HTML]] {
        story.links.map { link in
            let letter = story.letters.first { $0.about == "\(link.id)" }
            let sent = letter?.settledAt?.display ?? link.createdAt.display
            let standing: Badge =
                if link.revokedAt != nil {
                    Badge(language("Đã thu hồi", "Revoked"), .calm)
                } else if story.request.state == .paid {
                    Badge(language("Đã thanh toán", "Paid"), .good)
                } else if link.expiresAt <= now {
                    Badge(language("Hết hạn", "Expired"), .calm)
                } else {
                    Badge(language("Dùng được", "Works"), .brand)
                }
            return [
                number(sent), number(link.openedAt?.display ?? language("chưa", "not yet")),
                number(link.expiresAt.display), standing.html,
            ]
        }
    }

    var attempts: [[HTML]] {
        story.attempts.map { attempt in
            let outcome: String =
                switch attempt.state {
                case .redirected, .unresolved: "–"
                case .paid(let receipt): "\(receipt.transactionNumber) · \(receipt.bankCode)"
                case .declined(let code): shown.decline(code)
                }
            let isHere = attempt.id == story.attempt.id
            return [
                isHere
                    ? number(attempt.reference)
                    : "<a class=\"number\" href=\"\(Address.staffPayment(attempt.reference))\">\(attempt.reference)</a>",
                shown.state(PaymentFilter.State(attempt.state)).html, number(attempt.createdAt.displayWithSeconds),
                .text(outcome),
            ]
        }
    }

    var letters: [[HTML]] {
        let words = DossierWords(language: language, now: now)
        return story.letters.map { letter in
            let fate = [words.fate(letter).html, .text(letter.reply ?? "")]
            return [
                .text(words.letter(letter.kind)), .text("\(letter.recipient.name) · \(letter.recipient.email)"),
                "\(fate[0])<br><span class=\"muted small\">\(fate[1])</span>",
                number((letter.settledAt ?? letter.createdAt).displayWithSeconds),
            ]
        }
    }

    var cases: [[HTML]] {
        story.cases.map { item in
            let state =
                item.isOpen ? Badge(language("Đang mở", "Open"), .warn) : Badge(language("Đã đóng", "Closed"), .good)
            return [
                "<a href=\"\(Address.refundCase("\(item.id)"))\">\(shown.kind(item.kind))</a> \(state.html)",
                .text([item.amount?.display, item.detail].compactMap { $0 }.joined(separator: " · ")),
                number(item.openedAt.display),
            ]
        }
    }

    var trail: [[HTML]] {
        story.trail.map { link in
            let hash: HTML =
                link.place.map { "<span class=\"code\">\(String($0.hash.prefix(16)))…</span>" }
                ?? .text(language("đang nối vào chuỗi", "being linked"))
            let broken: HTML = link.holds == false ? Badge(language("Không khớp", "Broken"), .bad).html : ""
            return [
                number(link.place.map { "\($0.sequence)" } ?? "–"), number(link.entry.at.displayWithSeconds),
                .text(link.entry.actor), "<span class=\"code\">\(link.entry.action)</span>", "\(hash)\(broken)",
            ]
        }
    }
}

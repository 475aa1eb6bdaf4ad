import Kernel
import Markup

/// What is to be paid, in finished words: shown before, while and after paying.
struct PaymentDetails: Sendable {
    struct Line: Sendable {
        let name: String
        /// `1 gói`
        let quantity: String
        let net: String
        /// `8 %`, `KCT`
        let rate: String
        let total: String
    }
    struct Tax: Sendable {
        /// `Thuế GTGT 8 %`
        let label: String
        let net: String
        let vat: String
    }

    let customer: String
    /// `Mã số thuế` and its digits, when the invoice bears one.
    var buyerNumber: (label: String, value: String)?
    let address: String
    /// The contract's number, or those of the statements.
    let contractNumber: String
    /// Whether months of a contract are paid, not the contract.
    var isOfMonths = false
    let lines: [Line]
    let taxes: [Tax]
    let net: String
    let total: String
    let words: String
    /// Declared by an account manager, so that nobody registered and people approve it.
    var isDeclared = false
    /// `23/11/2026`
    var due: String?
    /// `23/11/2026 14:05`: until when this link works.
    let expires: String
}

extension PaymentDetails {
    /// Who pays what for which contract, as on a paper slip: particulars, lines, taxes, sum.
    func slip(_ language: Language) -> HTML {
        """
        <div class="card ticket">
        <section aria-labelledby="who"><h2 id="who" class="unseen">\(language("Thông tin hợp đồng", "The contract"))</h2>\
        \(facts(particulars(language)))</section>
        <section class="stack" aria-labelledby="what"><h2 id="what">\(language("Nội dung thanh toán", "What you pay for"))</h2>
        \(lines.markup(line))</section>
        <section class="stack">\(facts(sums(language)))\
        <div class="row apart"><strong>\(language("Tổng thanh toán", "Total to pay"))</strong>\
        <span class="price"><span class="total">\(total)</span></span></div>\
        <p class="words">\(words)</p></section>
        </div>
        """
    }

    private func particulars(_ language: Language) -> [Fact] {
        var facts = [
            Fact(language("Khách hàng", "Customer"), customer),
            Fact(
                isOfMonths ? language("Thông báo cước", "Statement") : language("Hợp đồng", "Contract"),
                number: contractNumber
            ),
        ]
        if let buyerNumber { facts.append(Fact(buyerNumber.label, number: buyerNumber.value)) }
        facts.append(Fact(language("Địa chỉ", "Address"), address))
        if let due { facts.append(Fact(language("Hạn thanh toán", "Due"), number: due)) }
        return facts
    }

    private func line(_ line: Line) -> HTML {
        """
        <div class="row apart top"><div><strong>\(line.name)</strong><br>\
        <span class="muted small">\(line.quantity) · \(line.rate)</span></div>\
        <span class="number">\(line.net)</span></div>

        """
    }

    private func sums(_ language: Language) -> [Fact] {
        [Fact(language("Cộng tiền chưa thuế", "Subtotal before VAT"), number: net)]
            + taxes.map { Fact("\($0.label) (\($0.net))", number: $0.vat) }
    }
}

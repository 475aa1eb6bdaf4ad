import Kernel
import Markup
import VNPAY

/// A domestic card, by number, holder and date of issue.
struct CardPage: HostedPage {
    let visit: Visit
    let bank: String
    let message: String?

    private var bankName: String { Bank.find(bank)?.name ?? bank }

    var title: String {
        language("Thanh toán qua ngân hàng \(bankName)", "Pay through \(bankName)")
    }

    var addressRest: String { Bank.find(bank) == nil ? "" : "bank=" + bank }

    var main: HTML {
        """
        \(alert(message))
        <form class="card-form" method="post" action="\(address(.card))" autocomplete="off">
        \(tokenField)<input type="hidden" name="bank" value="\(bank)">
        <label for="card_number_mask">\(language("Số thẻ", "Card number"))</label>
        <input id="card_number_mask" name="card_number_mask" inputmode="numeric" maxlength="24" required \
        data-group="4">
        <label for="cardHolder">\(language("Tên chủ thẻ (không dấu)", "Cardholder (without diacritics)"))</label>
        <input id="cardHolder" name="cardHolder" autocapitalize="characters" \
        value="\(visit.input.text("cardHolder"))" required>
        <label for="cardDate">\(language("Ngày phát hành (MM/YY)", "Date of issue (MM/YY)"))</label>
        <input id="cardDate" name="cardDate" placeholder="MM/YY" maxlength="7" inputmode="numeric" \
        value="\(visit.input.text("cardDate"))" required data-date>
        <button type="submit" id="btnContinue">\(language("Tiếp tục", "Continue"))</button>
        </form>
        \(TestCardHelp(language: language, cards: TestCard.cards(ofBank: bank)).html)
        \(ways(back: address(.banks)))
        """
    }
}

/// An international card.
struct InternationalPage: HostedPage {
    let visit: Visit
    let message: String?

    var title: String { language("Thẻ thanh toán quốc tế", "International card") }

    var main: HTML {
        """
        \(alert(message))
        <p class="hint">Visa · Mastercard · JCB · UnionPay · American Express</p>
        <form class="card-form" method="post" action="\(address(.international))" autocomplete="off">
        \(tokenField)
        <label for="cardNumber">\(language("Số thẻ", "Card number"))</label>
        <input id="cardNumber" name="cardNumber" inputmode="numeric" maxlength="24" required data-group="4">
        \(field("cardDate", language("Ngày hết hạn (MM/YY)", "Expiry (MM/YY)")))
        <label for="cvv">\(language("Mã bảo mật (CVV/CVC)", "Security code (CVV/CVC)"))</label>
        <input id="cvv" name="cvv" type="password" inputmode="numeric" maxlength="4" required>
        \(field("cardHolder", language("Tên chủ thẻ", "Cardholder")))
        \(field("email", "E-mail"))
        \(field("address", language("Địa chỉ", "Address")))
        \(field("city", language("Thành phố", "City")))
        <button type="submit" id="btnContinue">\(language("Tiếp tục", "Continue"))</button>
        </form>
        \(TestCardHelp(language: language, cards: TestCard.international).html)
        \(ways(back: address(.method, "all=1")))
        """
    }

    private func field(_ name: String, _ label: String) -> HTML {
        """
        <label for="\(name)">\(label)</label>
        <input id="\(name)" name="\(name)" value="\(visit.input.text(name))" required>
        """
    }
}

/// The terms, which the payer accepts before the bank is asked.
struct TermsPage: HostedPage {
    let visit: Visit

    var title: String { language("Điều kiện sử dụng dịch vụ", "Terms of service") }

    var main: HTML {
        """
        <div class="terms" tabindex="0">
        <p>\(language(
            "Khi tiếp tục, bạn đồng ý để cổng thanh toán gửi thông tin thẻ đến ngân hàng phát hành và trừ số tiền của "
                + "đơn hàng này.",
            "By going on you agree that the gateway sends your card's details to its bank and charges the amount of "
                + "this order."
        ))</p>
        <p>\(language(
            "Thẻ: \(visit.record.cardMasked ?? ""). Số tiền: \(HostedLayout.amount(visit.record.amountDong)).",
            "Card: \(visit.record.cardMasked ?? ""). Amount: \(HostedLayout.amount(visit.record.amountDong))."
        ))</p>
        </div>
        <form method="post" action="\(address(.terms))">
        \(tokenField)
        <button type="submit" id="btnAgree">\(language("Đồng ý & Tiếp tục", "Agree & Continue"))</button>
        </form>
        \(ways(back: address(.method, "all=1")))
        """
    }
}

/// The one-time code of the bank, or of 3-D Secure.
struct CodePage: HostedPage {
    static let threeDSecureCode = "123456"

    let visit: Visit
    let message: String?

    var title: String {
        visit.step == .threeDSecure
            ? language("Xác thực 3-D Secure", "3-D Secure")
            : language("Xác thực OTP", "One-time password")
    }

    var main: HTML {
        """
        <p>\(language(
            "Ngân hàng đã gửi mã xác thực đến số điện thoại đăng ký của thẻ \(visit.record.cardMasked ?? "").",
            "Your bank has sent a code to the phone registered for the card \(visit.record.cardMasked ?? "")."
        ))</p>
        \(alert(message))
        <form class="card-form" method="post" action="\(address(visit.step))" autocomplete="off">
        \(tokenField)
        <label for="otpvalue">\(language("Mã xác thực (OTP)", "Code (OTP)"))</label>
        <input id="otpvalue" name="otpvalue" autocomplete="one-time-code" maxlength="12" required autofocus>
        <p class="hint">\(language("Mã thử nghiệm:", "Test code:")) <code>\(hint)</code></p>
        <button type="submit" id="btnConfirm">\(language("Thanh toán", "Pay"))</button>
        </form>
        \(ways(back: nil))
        """
    }

    private var hint: String {
        guard case .otp(let code) = visit.card?.check else { return Self.threeDSecureCode }
        return code
    }
}

/// The published test cards, for whoever tries the page.
private struct TestCardHelp {
    let language: Language
    let cards: [TestCard]

    var html: HTML {
        """
        <details class="help"><summary>\(language("Thẻ thử nghiệm", "Test cards"))</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="\(language("Thẻ thử nghiệm", "Test cards"))"><table>
        <thead><tr><th scope="col">\(language("Số thẻ", "Number"))</th><th scope="col">MM/YY</th>\
        <th scope="col">\(language("Kết quả", "Outcome"))</th></tr></thead>
        <tbody>\(cards, row)</tbody></table></div>
        <p class="hint">\(language("Chủ thẻ", "Cardholder")): \(TestCard.holder) · CVV \(TestCard.cvv)</p>
        </details>
        """
    }

    private func row(_ card: TestCard) -> HTML {
        "<tr><td><code>\(card.number)</code></td><td>\(card.date)</td><td>\(card.bankCode): \(outcome(card))</td></tr>"
    }

    private func outcome(_ card: TestCard) -> String {
        switch (card.outcome, card.check) {
        case (.refused(let code), _):
            code + " " + language(VNPAYResponseCode(code).meaning.vietnamese, VNPAYResponseCode(code).meaning.english)
        case (.success, .none): language("thành công", "success")
        case (.success, .otp(let code)): language("thành công, OTP \(code)", "success, OTP \(code)")
        case (.success, .threeDSecure): language("thành công, có 3-D Secure", "success with 3-D Secure")
        }
    }
}

import Kernel
import Markup

/// What a person has written into the registration form, as it was written.
struct RegistrationForm: Sendable, Equatable {
    var name = ""
    var email = ""
    var phone = ""
    var address = ""
    var wantsInvoice = false
    /// `mst` or `cccd`.
    var buyerNumberKind = "mst"
    var buyerNumber = ""
    var acceptsTerms = false
}

/// What is wrong with the form, by field.
struct RegistrationErrors: Sendable, Equatable {
    var name: String?
    var email: String?
    var phone: String?
    var address: String?
    var buyerNumber: String?
    var terms: String?
    /// Not one field's fault.
    var general: String?

    var isEmpty: Bool { self == RegistrationErrors() }
}

/// `/dang-ky/{plan}`: who buys, and in whose name the invoice is to be.
struct RegistrationPage: Page {
    let around: Surroundings
    let productName: String
    let productCode: String
    let category: String
    let planCode: String
    let planName: String
    let term: String
    let price: Price
    let termsVersion: String
    /// The same however often the form is sent: one registration.
    let idempotencyKey: String
    var form = RegistrationForm()
    var errors = RegistrationErrors()

    var title: String { language("Đăng ký \(planName)", "Sign up for \(planName)") }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        <div class="wrap middle stack">
        \(buyingSteps(0, in: language))
        \(crumbs([(productName, .product(productCode))], here: language("Đăng ký", "Sign up"), in: language))
        <h1>\(language("Thông tin đăng ký", "Your details"))</h1>
        <div class="two">
        \(postForm(.register(planCode), around, fields))
        <aside class="card stack">\(Picture(category: category).html)<div><h2>\(planName)</h2>\
        <p class="muted">\(productName) · \(term)</p></div>
        \(facts(price.facts(language)))</aside>
        </div></div>
        """
    }

    private var fields: HTML {
        """
        \(summary)\(hidden("key", idempotencyKey))\(hidden("terms_version", termsVersion))\(honeypot(language))
        \(person)
        \(invoice)
        \(terms)
        \(button(language("Tiếp tục", "Continue"), .main))
        <p class="muted small">\(language(
            "Bước sau: chúng tôi gửi mã xác nhận đến email của bạn. Chưa phải thanh toán ở bước này.",
            "Next: we send a code to your e-mail address. Nothing is paid at this step."
        ))</p>
        """
    }

    private var summary: HTML {
        let wrong: [(id: String, label: String, words: String?)] = [
            ("f-name", language("Tên", "Name"), errors.name), ("f-email", "Email", errors.email),
            ("f-phone", language("Số điện thoại", "Phone number"), errors.phone),
            ("f-address", language("Địa chỉ", "Address"), errors.address),
            ("f-buyer_number", language("Mã số", "Number"), errors.buyerNumber),
            ("f-terms-yes", language("Điều khoản", "Terms"), errors.terms),
            ("main", language("Biểu mẫu", "Form"), errors.general),
        ]
        return errorSummary(
            wrong.compactMap { field in field.words.map { (field.id, "\(field.label): \($0)") } },
            in: language
        )
    }

    private var person: HTML {
        """
        \(Field(
            name: "name", label: language("Họ và tên, hoặc tên đơn vị", "Full name, or name of the organisation"),
            value: form.name, error: errors.name, autocomplete: "name", maximumLength: 200
        ).html(language))\
        \(Field(
            name: "email", label: "Email", value: form.email,
            hint: language("Nhận mã xác nhận, thông tin truy cập và hóa đơn.", "For the code, access details and invoice."),
            error: errors.email, kind: .email, autocomplete: "email", maximumLength: 254
        ).html(language))\
        \(Field(
            name: "phone", label: language("Số điện thoại", "Phone number"), value: form.phone,
            error: errors.phone, kind: .tel, autocomplete: "tel", maximumLength: 20
        ).html(language))\
        \(Field(
            name: "address", label: language("Địa chỉ", "Address"), value: form.address,
            hint: language("Ghi trên hợp đồng và hóa đơn.", "Goes on the contract and the invoice."),
            error: errors.address, autocomplete: "street-address", maximumLength: 300
        ).html(language))
        """
    }

    private var invoice: HTML {
        """
        <div class="stack reveals">
        \(Choice(
            kind: .checkbox, name: "invoice", value: "yes",
            label: .text(language("Ghi mã số thuế hoặc số CCCD trên hóa đơn", "Put a tax code or ID number on the invoice")),
            isChosen: form.wantsInvoice, reveals: true
        ).html)
        <fieldset class="revealed"><legend>\(language("Mã số của người mua", "Number of the buyer"))</legend>
        <div class="fields-2">\(numberKind("mst", language("Mã số thuế", "Tax code")))\
        \(numberKind("cccd", language("Số định danh cá nhân (CCCD)", "Personal ID number (CCCD)")))</div>
        \(Field(
            name: "buyer_number", label: language("Mã số", "Number"), value: form.buyerNumber,
            hint: language(
                "Mã số thuế: 10 số, hoặc 10 số-3 số, hoặc 12 số. CCCD: 12 số.",
                "Tax code: 10 digits, or 10 digits-3 digits, or 12 digits. CCCD: 12 digits."
            ),
            error: errors.buyerNumber, isRequired: false, maximumLength: 14
        ).html(language))</fieldset></div>
        """
    }

    private func numberKind(_ value: String, _ words: String) -> HTML {
        Choice(
            kind: .radio,
            name: "buyer_number_kind",
            value: value,
            label: .text(words),
            isChosen: form.buyerNumberKind == value
        ).html
    }

    private var terms: HTML {
        Choice(
            kind: .checkbox,
            name: "terms",
            value: "yes",
            label: """
                \(language("Tôi đã đọc và đồng ý với", "I have read and accept the")) \
                <a href="\(Address.terms)" target="_blank">\(language("điều khoản sử dụng", "terms of service"))</a> \
                <span class="muted small">(\(language("bản", "version")) \(termsVersion))</span>
                """,
            isChosen: form.acceptsTerms,
            error: errors.terms
        ).html
    }
}

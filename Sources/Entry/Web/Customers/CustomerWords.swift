import Customers
import Journal
import Kernel
import Markup
import People

/// Facts about customers in a reader's words.
struct CustomerWords: Sendable {
    let language: Language

    func kind(_ kind: Customer.Kind) -> Badge {
        switch kind {
        case .enterprise: Badge(language("Doanh nghiệp", "Enterprise"), .brand)
        case .individual: Badge(language("Cá nhân", "Individual"), .calm)
        }
    }

    func news(_ step: String, count: String) -> String? {
        switch step {
        case "luu": language("Đã lưu khách hàng.", "The customer is saved.")
        case "chuyen":
            language(
                "Đã chuyển \(count) khách hàng cùng hợp đồng.",
                "\(count) customers handed over with their contracts."
            )
        default: nil
        }
    }

    func facts(_ profile: CustomerProfile) -> [Fact] {
        var facts = [Fact(language("Mã khách hàng", "Customer number"), number: profile.number)]
        switch profile.identity {
        case .enterprise(let code, let person):
            facts.append(Fact(language("Mã số thuế", "Tax code"), number: code.description))
            if let person {
                let name = person.position.isEmpty ? person.name : "\(person.name), \(person.position)"
                facts.append(Fact(language("Người đại diện", "Representative"), name))
            }
        case .individual(let id):
            facts.append(Fact(language("Số định danh", "ID number"), number: id?.description ?? "–"))
        }
        facts += [
            Fact(language("Địa chỉ", "Address"), profile.address),
            Fact(language("Người liên hệ", "Contact"), profile.contact.name),
            Fact("Email", profile.contact.email.description),
            Fact(language("Điện thoại", "Telephone"), number: profile.contact.phone.description),
        ]
        if let email = profile.invoiceEmail {
            facts.append(Fact(language("Email nhận hóa đơn", "E-mail for invoices"), email.description))
        }
        return facts + [
            Fact(language("Đơn vị", "Unit"), profile.unit),
            Fact(language("Thêm ngày", "Added on"), number: profile.createdAt.day.display),
        ]
    }

    func history(_ story: [AuditEntry]) -> [Happening] {
        story.reversed().map { entry in
            let words: String =
                switch entry.action {
                case "customer.added": language("Thêm khách hàng", "Added")
                case "customer.changed": language("Sửa thông tin", "Changed")
                case "customer.handed_over": language("Chuyển cho AM khác", "Handed over")
                default: entry.action
                }
            return Happening(
                state: .done,
                words: words,
                time: entry.at.display,
                detail: .text(entry.value("email") ?? "")
            )
        }
    }

    /// Of somebody else's customer only what is the same, and whom to ask.
    func alike(_ known: AlikeCustomer) -> CustomerFormPage.Alike {
        switch known {
        case .visible(let profile):
            return CustomerFormPage.Alike(
                name: "\(profile.number) · \(profile.name)",
                why: "\(profile.code) · \(profile.contact.email) · \(profile.contact.phone) · \(profile.unit)",
                address: .customer("\(profile.id)")
            )
        case .elsewhere(let unit, let name, let same):
            let what = AlikeCustomer.Sameness.allCases.filter(same.contains).map(sameness).joined(separator: ", ")
            return CustomerFormPage.Alike(
                name: language("Khách hàng của đơn vị \(unit)", "A customer of \(unit)"),
                why: language(
                    "trùng \(what). Hãy hỏi \(name.vietnamese) trước khi thêm.",
                    "the same \(what). Ask \(name.english) before adding."
                ),
                address: nil
            )
        }
    }

    private func sameness(_ same: AlikeCustomer.Sameness) -> String {
        switch same {
        case .taxCode: language("mã số thuế", "tax code")
        case .email: "email"
        case .phone: language("số điện thoại", "telephone")
        }
    }

    func mistake(_ mistake: CustomerForm.Mistake) -> String {
        switch mistake {
        case .missing: language("Hãy điền mục này.", "Please fill this in.")
        case .tooLong: language("Nội dung quá dài.", "That is too long.")
        case .notAnEmail: language("Email chưa đúng.", "That is not an e-mail address.")
        case .notAPhone: language("Số điện thoại chưa đúng.", "That is not a telephone number.")
        case .notACitizenID: language("Số định danh gồm 12 chữ số.", "An ID number has 12 digits.")
        case .taxCode(.checkDigit): language("Mã số thuế sai chữ số kiểm tra.", "The tax code’s check digit is wrong.")
        case .taxCode: language("Mã số thuế gồm 10, 12 hoặc 13 chữ số.", "A tax code has 10, 12 or 13 digits.")
        }
    }
}

extension CustomerProfile {
    /// The tax code or identification number.
    var code: String {
        switch identity {
        case .enterprise(let code, _): code.description
        case .individual(let id): id?.description ?? "–"
        }
    }
}

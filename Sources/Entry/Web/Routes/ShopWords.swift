import Catalogue
import Contracts
import Foundation
import Kernel
import People

extension HomePage {
    /// The products that a visitor asked for, by category.
    init(offers: [ProductOffer], wish: Wish, around: Surroundings) {
        let words = Words(language: around.language)
        var order: [String] = []
        for offer in offers where !order.contains(offer.category) { order.append(offer.category) }
        let wanted = offers.filter { $0.fits(wish, in: around.language) }
        self.init(
            around: around,
            tabs: order.map { (code: $0, name: words.category($0)) },
            categories: order.compactMap { code in
                let products = wanted.filter { $0.category == code }.map { Product($0, words) }
                return products.isEmpty ? nil : Category(code: code, name: words.category(code), products: products)
            },
            wish: wish
        )
    }
}

extension HomePage.Product {
    fileprivate init(_ offer: ProductOffer, _ words: Words) {
        let count = offer.plans.count
        let lowest = offer.plans.map(\.price.total).min()
        self.init(
            code: offer.code,
            name: offer.name.text(in: words.language),
            category: offer.category,
            planCount: words.language("\(count) gói", count == 1 ? "1 plan" : "\(count) plans"),
            lowestPrice: lowest?.display ?? "",
            audiences: words.audiences(individuals: offer.forIndividuals, enterprises: offer.forEnterprises)
        )
    }
}

extension ProductOffer {
    /// Compared without case and diacritics, so that "chu ky so" finds "Chữ ký số".
    fileprivate func fits(_ wish: HomePage.Wish, in language: Language) -> Bool {
        if !wish.category.isEmpty, category != wish.category { return false }
        if wish.audience == "KHCN", !forIndividuals { return false }
        if wish.audience == "KHDN", !forEnterprises { return false }
        let text = "\(name.text(in: language)) \(summary.text(in: language)) \(code)".folded
        return wish.words.folded.split(separator: " ").allSatisfy { text.contains($0) }
    }
}

extension String {
    /// Lower case without diacritics: `đ` is `d`.
    fileprivate var folded: String {
        var text = ""
        for scalar in decomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
            if scalar.properties.generalCategory == .nonspacingMark { continue }
            text.unicodeScalars.append(scalar == "đ" ? "d" : scalar)
        }
        return text
    }
}

extension ProductPage {
    init(offer: ProductOffer, around: Surroundings) {
        let words = Words(language: around.language)
        let monthly = offer.plans.compactMap { plan in
            plan.termMonths.map { plan.price.total.dong / $0 }
        }
        let cheapest = monthly.min()
        let dearest = monthly.max() ?? 1
        self.init(
            around: around,
            name: offer.name.text(in: words.language),
            category: (offer.category, words.category(offer.category)),
            audiences: words.audiences(individuals: offer.forIndividuals, enterprises: offer.forEnterprises),
            vatNote: words.vatNote(offer),
            plans: offer.plans.map { plan in
                let perMonth = plan.termMonths.flatMap { $0 > 1 ? plan.price.total.dong / $0 : nil }
                let isBest = perMonth != nil && perMonth == cheapest && offer.plans.count > 1 && cheapest != dearest
                return Plan(
                    code: plan.code,
                    name: plan.name.text(in: words.language),
                    term: words.term(plan.termMonths),
                    price: words.price(plan.price),
                    perMonth: perMonth.flatMap { try? Money(dong: $0).display },
                    perMonthShare: perMonth.map { Int($0 * 100 / max(1, dearest)) } ?? 0,
                    mark: isBest ? words.language("Rẻ nhất mỗi tháng", "Lowest per month") : nil,
                    isBest: isBest,
                    canBuyOnline: plan.forIndividuals
                )
            }
        )
    }
}

extension Words {
    fileprivate func vatNote(_ offer: ProductOffer) -> String {
        guard let plan = offer.plans.first else { return "" }
        let rate = vat(plan.price.rate)
        guard let until = plan.vatUntil else { return rate }
        return language("\(rate) (đến hết \(until.display))", "\(rate) (until \(until.display))")
    }

    fileprivate func mistake(_ mistake: OrderForm.Mistake) -> String {
        switch mistake {
        case .missing: language("Vui lòng điền mục này.", "Please fill this in.")
        case .tooLong: language("Quá dài.", "Too long.")
        case .notAName: language("Hãy nhập họ và tên đầy đủ.", "Please enter the full name.")
        case .notAnEmail:
            language("Email chưa đúng, ví dụ: ten@congty.vn.", "Not an e-mail address, such as name@company.vn.")
        case .notAPhone:
            language("Số điện thoại chưa đúng, ví dụ: 0901234567.", "Not a phone number, such as 0901234567.")
        case .addressTooShort: language("Hãy nhập địa chỉ đầy đủ hơn.", "Please enter the address in full.")
        case .taxCode(.checkDigit):
            language(
                "Mã số thuế sai số kiểm tra, hãy xem lại từng chữ số.",
                "The tax code's check digit is wrong; please look at each digit."
            )
        case .taxCode: language("Mã số thuế gồm 10, 12 hoặc 13 chữ số.", "A tax code has 10, 12 or 13 digits.")
        case .notACitizenID: language("Số định danh cá nhân gồm 12 chữ số.", "A personal ID number has 12 digits.")
        case .termsNotAccepted:
            language("Bạn cần đồng ý với điều khoản để tiếp tục.", "You need to accept the terms to go on.")
        }
    }
}

extension RegistrationForm {
    init(_ posted: FormData) {
        self.init(
            name: posted.text("name"),
            email: posted.text("email"),
            phone: posted.text("phone"),
            address: posted.text("address"),
            wantsInvoice: posted.text("invoice") == "yes",
            buyerNumberKind: posted.text("buyer_number_kind") == "cccd" ? "cccd" : "mst",
            buyerNumber: posted.text("buyer_number"),
            acceptsTerms: posted.text("terms") == "yes"
        )
    }
}

extension OrderForm {
    /// - Parameter terms: The version that stood on the page.
    init(_ form: RegistrationForm, plan: String, terms: String, language: Language) throws {
        self.init(planCode: plan, language: language)
        name = form.name
        email = form.email
        phone = form.phone
        address = form.address
        acceptedTerms = form.acceptsTerms ? terms : nil
        guard form.wantsInvoice else { return }
        invoiceChoice = form.buyerNumberKind == "cccd" ? .citizen : .taxpayer
        taxCode = form.buyerNumber
        citizenID = form.buyerNumber
        legalName = form.name
    }
}

extension RegistrationErrors {
    init(_ mistakes: [OrderForm.Field: OrderForm.Mistake], _ words: Words) {
        self.init()
        for (field, mistake) in mistakes {
            let text = words.mistake(mistake)
            switch field {
            case .name, .legalName: name = text
            case .email: email = text
            case .phone: phone = text
            case .address: address = text
            case .taxCode, .citizenID: buyerNumber = text
            case .terms: terms = text
            }
        }
    }
}

import Catalogue
import Contracts
import Invoicing
import Kernel
import People
import VNPAY

/// Facts of the business in a reader's words. Pages get finished words; they are finished here.
struct Words: Sendable {
    let language: Language

    func term(_ months: Int64?) -> String {
        guard let months else { return language("Không thời hạn", "No term") }
        return months == 1 ? language("1 tháng", "1 month") : language("\(months) tháng", "\(months) months")
    }

    func price(_ price: PriceBreakdown) -> Price {
        Price(net: price.net.display, vatLabel: vat(price.rate), vat: price.vat.display, total: price.total.display)
    }

    func vat(_ rate: VATRate) -> String {
        switch rate {
        case .percent: language("Thuế GTGT \(rate.code)", "VAT \(rate.code)")
        case .notSubject: language("Không chịu thuế GTGT", "Not subject to VAT")
        case .notDeclared: language("Không kê khai thuế GTGT", "VAT not declared")
        }
    }

    func category(_ code: String) -> String {
        switch code {
        case "e-invoice": language("Hóa đơn điện tử", "E-invoices")
        case "digital-signature": language("Chữ ký số", "Digital signature")
        case "e-contract": language("Hợp đồng điện tử", "E-contracts")
        case "collaboration": language("Họp trực tuyến", "Online meetings")
        case "cloud": language("Điện toán đám mây", "Cloud")
        case "telecom": language("Viễn thông", "Telecom")
        case "office": language("Văn phòng số", "Digital office")
        case "erp": language("Quản trị doanh nghiệp", "Business management")
        case "pos": language("Bán hàng", "Point of sale")
        case "education": language("Giáo dục", "Education")
        case "tourism": language("Du lịch", "Tourism")
        case "agriculture": language("Nông nghiệp", "Agriculture")
        case "camera": language("Camera", "Cameras")
        default: language("Dịch vụ khác", "Other services")
        }
    }

    func audiences(individuals: Bool, enterprises: Bool) -> [String] {
        (individuals ? [language("Cá nhân", "Individuals")] : [])
            + (enterprises ? [language("Doanh nghiệp", "Enterprises")] : [])
    }

    func buyerNumber(_ party: Buyer.InvoiceParty) -> (label: String, value: String)? {
        switch party {
        case .consumer: nil
        case .citizen(let id): (language("Số định danh cá nhân", "Personal ID number"), id.description)
        case .taxpayer(let code, _): (language("Mã số thuế", "Tax code"), code.description)
        }
    }

    /// Of a link that works until then.
    func details(_ contract: Contract, until: Timestamp, due: Day? = nil) throws -> PaymentDetails {
        let totals = try contract.totals()
        let name =
            switch contract.buyer.invoiceParty {
            case .taxpayer(_, let legalName): legalName
            case .consumer, .citizen: contract.buyer.name
            }
        return PaymentDetails(
            customer: name,
            buyerNumber: buyerNumber(contract.buyer.invoiceParty),
            address: contract.buyer.address,
            contractNumber: contract.number,
            lines: contract.lines.map { line in
                PaymentDetails.Line(
                    name: planName(line),
                    quantity: "\(line.quantity) \(line.unit.text(in: language))",
                    net: line.price.net.display,
                    rate: vat(line.price.rate),
                    total: line.price.total.display
                )
            },
            taxes: totals.perRate.map { rate in
                PaymentDetails.Tax(label: vat(rate.rate), net: rate.net.display, vat: rate.vat.display)
            },
            net: totals.net.display,
            total: totals.total.display,
            words: totals.total.inWords,
            isDeclared: contract.channel == .declared,
            due: due?.display,
            expires: until.display
        )
    }

    func planName(_ line: ContractLine) -> String {
        "\(line.productName.text(in: language)) – \(line.planName.text(in: language))"
    }

    /// Why VNPAY did not take the money, and what helps.
    func decline(_ code: String) -> (reason: String, advice: String) {
        let code = VNPAYResponseCode(code)
        return (said(code.payerWords), said(code.advice.words))
    }

    func said(_ words: VNPAYWords) -> String { language(words.vietnamese, words.english) }

    func bank(_ code: String, _ cardType: String?) -> String {
        switch cardType {
        case "ATM"?: language("\(code) · thẻ hoặc tài khoản trong nước", "\(code) · domestic card or account")
        case "QRCODE"?: language("\(code) · mã QR", "\(code) · QR code")
        case let type?: type == code ? code : "\(code) · \(type)"
        case nil: code
        }
    }
}

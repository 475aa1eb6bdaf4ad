import Kernel
import Markup

/// The rooms of the house, one tap apart.
enum HouseTab: CaseIterable, Sendable {
    case units, people, permissions, officers, discounts, holidays, invoicePolicy

    func name(_ language: Language) -> String {
        switch self {
        case .units: language("Đơn vị", "Units")
        case .people: language("Nhân sự", "People")
        case .permissions: language("Phân quyền", "Permissions")
        case .officers: language("Đầu mối hóa đơn", "Invoicing officers")
        case .discounts: language("Mức giảm giá", "Discount limits")
        case .holidays: language("Ngày lễ", "Holidays")
        case .invoicePolicy: language("Thời điểm hóa đơn", "Invoice policy")
        }
    }

    var address: Address {
        switch self {
        case .units: .house
        case .people: .people
        case .permissions: .permissions
        case .officers: .invoicingOfficers
        case .discounts: .discountLimits
        case .holidays: .holidays
        case .invoicePolicy: .invoicePolicy
        }
    }
}

/// The head of a page of the house, with the way to the others.
func houseHead(_ title: String, _ here: HouseTab, _ language: Language, lead: String? = nil, actions: HTML = "") -> HTML
{
    let links = HouseTab.allCases.map { tab in
        TabLink(words: tab.name(language), address: tab.address, isHere: tab == here)
    }
    return """
        \(staffHead(title, lead: lead, actions: actions))\
        \(tabs(links, label: language("Đơn vị và cài đặt", "Units and settings")))

        """
}

/// What a change made, said once after it: `?xong=…` in the address.
func saved(_ words: String?) -> HTML { words.map { notice(.good, title: $0) } ?? "" }

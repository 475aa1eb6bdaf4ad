package import Kernel
import Letters

/// Who sells: the words of the footer, the receipt and the letters. From the settings.
package struct Seller: Hashable, Sendable {
    /// The short name beside the sign, such as `QLDV`.
    package let name: String
    package let legalName: String
    package let taxCode: String
    package let address: String
    package let phone: String
    package let email: String

    /// The head of letters and documents.
    var letterhead: Letterhead {
        Letterhead(name: name, legalName: legalName, address: address, phone: phone, email: email)
    }

    package init(name: String, legalName: String, taxCode: String, address: String, phone: String, email: String) {
        self.name = name
        self.legalName = legalName
        self.taxCode = taxCode
        self.address = address
        self.phone = phone
        self.email = email
    }
}

/// Light or dark, as chosen; otherwise as the person's device has it.
package enum Theme: String, Hashable, Sendable { case device, light, dark }

/// What every page knows about the request it answers.
package struct Surroundings: Sendable {
    package var language: Language
    package var theme: Theme
    package var seller: Seller
    /// Path and query of this request, for the switches of language and theme.
    package var path: String
    /// Goes into every form that changes something.
    package var csrfToken: String
    /// The name of the person signed in.
    package var signedInName: String?
    /// Who works here, on a staff page.
    package var staff: StaffBadge?
    /// Everything outside is a sandbox: no money moves. Every page says so.
    package var isDemo: Bool

    package init(
        language: Language,
        seller: Seller,
        path: String,
        csrfToken: String,
        signedInName: String? = nil
    ) {
        self.language = language
        self.seller = seller
        self.path = path
        self.csrfToken = csrfToken
        self.signedInName = signedInName
        theme = .device
        isDemo = false
    }
}

/// The person at a staff page: what the frame shows, and which rooms are open.
package struct StaffBadge: Hashable, Sendable {
    package let name: String
    /// The unit, such as `KV1`.
    package let unit: String
    /// Unread news and open tasks.
    package let waiting: Int64
    let sections: Set<StaffSection>

    init(name: String, unit: String, waiting: Int64, sections: Set<StaffSection>) {
        self.name = name
        self.unit = unit
        self.waiting = waiting
        self.sections = sections
    }
}

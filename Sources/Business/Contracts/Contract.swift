package import Catalogue
package import Kernel
package import People

/// What a customer bought and on what terms. The online order of process A is a contract too.
package struct Contract: Hashable, Sendable {
    package typealias ID = Kernel.ID<Contract>
    package enum Channel: String, Hashable, Sendable { case online, declared }
    package enum Kind: String, Hashable, Sendable { case new, renewal }
    package enum Payment: String, Hashable, Sendable { case prepaid, postpaid }

    package let id: ID
    /// What people call it, such as `ON-261123-7KQ2MX`.
    package let number: String
    package let channel: Channel
    package let kind: Kind
    package let payment: Payment
    /// `nil` until the buyer has proved the e-mail address.
    package var customer: Customer.ID?
    package let buyer: Buyer
    package let lines: [ContractLine]
    package let terms: AcceptedTerms
    package internal(set) var state: ContractState
    package let createdAt: Timestamp
    /// First and last day of service; set when it is activated.
    package var startsOn: Day?
    package var endsOn: Day?

    package var subject: String { "contract:\(id)" }

    package func totals() throws -> Totals { try Totals(lines: lines) }

    /// `ON-` and the day, then six letters and digits that are not mistaken for one another.
    package static func onlineNumber(in world: World) -> String {
        let (year, month, day) = world.now().day.components
        let letters = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")
        let random = world.randomBytes(6).map { letters[Int($0) % letters.count] }
        return "ON-\((year % 100).padded(2))\(month.padded(2))\(day.padded(2))-\(String(random))"
    }
}

/// Which terms the buyer agreed to, and when.
package struct AcceptedTerms: Hashable, Sendable {
    package let version: String
    package let acceptedAt: Timestamp

    package init(version: String, acceptedAt: Timestamp) {
        self.version = version
        self.acceptedAt = acceptedAt
    }
}

/// The buyer as written into the contract: a snapshot that later changes of address do not touch.
package struct Buyer: Hashable, Sendable {
    /// In whose name the invoice is drawn up.
    package enum InvoiceParty: Hashable, Sendable {
        /// "Bán cho người tiêu dùng": the buyer gave nothing (Decree 254/2026/NĐ-CP).
        case consumer
        case citizen(CitizenID)
        case taxpayer(TaxCode, legalName: String)
    }

    package let name: String
    package let email: EmailAddress
    package let phone: PhoneNumber
    package let address: String
    package let invoiceParty: InvoiceParty
    package let language: Language

    package init(
        name: String,
        contact: (email: EmailAddress, phone: PhoneNumber),
        address: String,
        invoiceParty: InvoiceParty,
        language: Language
    ) {
        self.name = name
        email = contact.email
        phone = contact.phone
        self.address = address
        self.invoiceParty = invoiceParty
        self.language = language
    }
}

/// One plan bought, at the price and VAT it was bought at.
package struct ContractLine: Hashable, Sendable {
    package typealias ID = Kernel.ID<ContractLine>

    package let id: ID
    package let planCode: String
    package let productCode: String
    package let productName: Bilingual
    package let planName: Bilingual
    package let unit: Bilingual
    package let termMonths: Int64?
    package let quantity: Int64
    package let unitPrice: Money
    package let vatClass: String
    /// `net = quantity × unit price`, VAT rounded half up on the line.
    package let price: PriceBreakdown

    /// A line at today's offer.
    package init(id: ID, offer: PlanOffer, quantity: Int64) throws {
        self.id = id
        planCode = offer.code
        productCode = offer.productCode
        productName = offer.productName
        planName = offer.name
        unit = offer.unit
        termMonths = offer.termMonths
        self.quantity = quantity
        unitPrice = offer.price.net
        vatClass = offer.vatClass
        price = try PriceBreakdown(net: offer.price.net.times(quantity), rate: offer.price.rate)
    }

    /// The last day of service when it starts on that day; `nil` for a quantity without a term.
    package func lastDay(startingOn day: Day) -> Day? {
        termMonths.map { day.adding(months: $0).adding(days: -1) }
    }
}

/// Sums of a contract, per VAT rate and in all. Totals are sums of lines; nothing is rounded twice.
package struct Totals: Hashable, Sendable {
    package struct PerRate: Hashable, Sendable {
        package let rate: VATRate
        package let net: Money
        package let vat: Money
    }

    package let perRate: [PerRate]
    package let net: Money
    package let vat: Money
    package let total: Money

    package init(lines: [ContractLine]) throws {
        var order: [VATRate] = []
        for line in lines where !order.contains(line.price.rate) { order.append(line.price.rate) }
        perRate = try order.map { rate in
            let prices = lines.lazy.map(\.price).filter { $0.rate == rate }
            return PerRate(rate: rate, net: try Money.sum(prices.map(\.net)), vat: try Money.sum(prices.map(\.vat)))
        }
        net = try Money.sum(lines.lazy.map(\.price.net))
        vat = try Money.sum(lines.lazy.map(\.price.vat))
        total = try net + vat
    }
}

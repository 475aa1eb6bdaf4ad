package import Catalogue
package import Kernel
package import Organisation
package import People
package import Tariffs

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
    package internal(set) var payment: Payment
    /// `nil` until the buyer has proved the e-mail address.
    package var customer: Customer.ID?
    package internal(set) var buyer: Buyer
    package internal(set) var lines: [ContractLine]
    package let terms: AcceptedTerms
    package internal(set) var state: ContractState
    package let createdAt: Timestamp
    /// First and last day of service; set when it is activated.
    package var startsOn: Day?
    package var endsOn: Day?
    /// Who declared it and for which unit; `nil` for an online order.
    package internal(set) var declaration: Declaration?
    /// Counts what was changed after submission: an approval is for one revision.
    package internal(set) var revision: Int64 = 0
    /// How it runs when it is paid month by month; `nil` for one that is paid beforehand.
    package internal(set) var postpaid: PostpaidTerms?

    package var subject: String { "contract:\(id)" }

    /// What it is worth; for a contract paid month by month, the fixed fees of a month as its lines stand now.
    package func totals() throws -> Totals { try Totals(lines: lines.filter { $0.to == nil }) }

    /// To whom it belongs, for what staff may do with it.
    package var belonging: Belonging {
        guard let declaration else { return Belonging(unit: nil, people: []) }
        return Belonging(
            unit: declaration.unit,
            people: Set([declaration.accountManager, declaration.agent].compactMap { $0 })
        )
    }

    /// `ON-` and the day, then six letters and digits that are not mistaken for one another.
    package static func onlineNumber(in world: World) -> String {
        let (year, month, day) = world.now().day.components
        let letters = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")
        let random = world.randomBytes(6).map { letters[Int($0) % letters.count] }
        return "ON-\((year % 100).padded(2))\(month.padded(2))\(day.padded(2))-\(String(random))"
    }
}

/// What an account manager wrote down with a contract (step B1).
package struct Declaration: Hashable, Sendable {
    package let unit: String
    package let accountManager: StaffMember.ID
    package var agent: StaffMember.ID?
    /// The day on which service shall begin; `nil` is the day of activation.
    package var wantedStart: Day?
    /// The contract that this one continues.
    package let renewalOf: Contract.ID?
    /// Where the e-invoice goes, when not to the buyer's address.
    package var invoiceEmail: EmailAddress?
    package var note: String

    package init(
        unit: String,
        accountManager: StaffMember.ID,
        agent: StaffMember.ID?,
        wantedStart: Day?,
        renewalOf: Contract.ID?,
        invoiceEmail: EmailAddress?,
        note: String
    ) {
        self.unit = unit
        self.accountManager = accountManager
        self.agent = agent
        self.wantedStart = wantedStart
        self.renewalOf = renewalOf
        self.invoiceEmail = invoiceEmail
        self.note = note
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

    /// An enterprise by its legal name, a person by the person's.
    package var displayName: String {
        switch invoiceParty {
        case .consumer, .citizen: name
        case .taxpayer(_, let legalName): legalName
        }
    }

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
    /// The catalogue's price of that day.
    package let listPrice: Money
    /// What was taken off it, in basis points: 1500 is 15 %.
    package let discountBasisPoints: Int64
    /// What was agreed: the list price less the discount, rounded half up to the đồng.
    package let unitPrice: Money
    package let vatClass: String
    /// `net = quantity × unit price`, VAT rounded half up on the line. Of a postpaid line, a month's fee at the VAT of
    /// the day on which it was agreed; what is billed bears the VAT of its own month.
    package let price: PriceBreakdown
    /// What a month costs besides its fee; `nil` for a line that is paid beforehand.
    package let tariff: Tariff?
    /// The first and the last day of a postpaid line that joined or left during the term; `nil` is the contract's own.
    package internal(set) var from: Day?
    package internal(set) var to: Day?
    /// The line whose place it took when the contract was changed during its term.
    package internal(set) var replaces: ID?

    /// A line at today's offer, perhaps with a discount.
    package init(id: ID, offer: PlanOffer, quantity: Int64, discountBasisPoints: Int64 = 0) throws {
        self.id = id
        planCode = offer.code
        productCode = offer.productCode
        productName = offer.productName
        planName = offer.name
        unit = offer.unit
        termMonths = offer.termMonths
        self.quantity = quantity
        listPrice = offer.price.net
        self.discountBasisPoints = discountBasisPoints
        unitPrice = try listPrice.portion(basisPoints: 10_000 - discountBasisPoints)
        vatClass = offer.vatClass
        price = try PriceBreakdown(net: unitPrice.times(quantity), rate: offer.price.rate)
        tariff = offer.tariff
    }

    /// The same line under another identifier, for another contract or a rewritten one.
    package func copy(id: ID) -> ContractLine {
        ContractLine(id: id, like: self)
    }

    private init(id: ID, like line: ContractLine) {
        self.id = id
        planCode = line.planCode
        productCode = line.productCode
        productName = line.productName
        planName = line.planName
        unit = line.unit
        termMonths = line.termMonths
        quantity = line.quantity
        listPrice = line.listPrice
        discountBasisPoints = line.discountBasisPoints
        unitPrice = line.unitPrice
        vatClass = line.vatClass
        price = line.price
        tariff = line.tariff
        from = line.from
        to = line.to
    }

    /// The same at the same price and tariff in another quantity, from a day on, in this one's place.
    func with(quantity: Int64, id: ID, from day: Day) throws -> ContractLine {
        try ContractLine(id: id, like: self, quantity: quantity, from: day)
    }

    private init(id: ID, like line: ContractLine, quantity: Int64, from day: Day) throws {
        self.id = id
        planCode = line.planCode
        productCode = line.productCode
        productName = line.productName
        planName = line.planName
        unit = line.unit
        termMonths = line.termMonths
        self.quantity = quantity
        listPrice = line.listPrice
        discountBasisPoints = line.discountBasisPoints
        unitPrice = line.unitPrice
        vatClass = line.vatClass
        price = try PriceBreakdown(net: line.unitPrice.times(quantity), rate: line.price.rate)
        tariff = line.tariff
        from = day
        replaces = line.id
    }

    /// The last day of service when it starts on that day; `nil` for a quantity without a term.
    package func lastDay(startingOn day: Day) -> Day? {
        termMonths.map { day.adding(months: $0).adding(days: -1) }
    }
}

/// Sums of a contract or of a month, per VAT rate in the order in which rates first appear, and in all. Totals are sums
/// of lines; nothing is rounded twice.
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

    package init(lines: [ContractLine]) throws { try self.init(lines.map(\.price)) }

    /// Of prices as they stand on lines.
    package init(_ prices: [PriceBreakdown]) throws {
        var order: [VATRate] = []
        for price in prices where !order.contains(price.rate) { order.append(price.rate) }
        perRate = try order.map { rate in
            let prices = prices.filter { $0.rate == rate }
            return PerRate(rate: rate, net: try Money.sum(prices.map(\.net)), vat: try Money.sum(prices.map(\.vat)))
        }
        net = try Money.sum(prices.map(\.net))
        vat = try Money.sum(prices.map(\.vat))
        total = try net + vat
    }
}

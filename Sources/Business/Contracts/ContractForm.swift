import Catalogue
package import Kernel
package import Organisation
package import People
package import Storage
package import Tariffs

/// What an account manager typed for a contract, as text.
package struct ContractForm: Hashable, Sendable {
    package enum Field: Hashable, Sendable {
        case customer, lines, agent, start, invoiceEmail, note
        /// Of a contract paid month by month.
        case term, paymentDays
        /// A mistake on one line, counted from 0.
        case line(Int)
    }

    package enum Mistake: Hashable, Sendable {
        case missing
        case unknownPlan
        /// Sold month by month where the contract is paid beforehand, or the other way round.
        case otherPayment
        case badQuantity
        case badDiscount
        /// More than may be given by oneself, in basis points.
        case discountAbove(Int64)
        case badDay
        case startPassed
        /// More than two years ahead.
        case startTooFar
        case notAnEmail
        /// No agent, or none of the contract's unit who is at work.
        case notAnAgent
        case tooLong
        /// No number within the limits, which the case carries.
        case outOfRange(ClosedRange<Int64>)
        case worthNothing
        case tooMuch
    }

    package struct Line: Hashable, Sendable {
        package var plan: String
        package var quantity: String
        /// In per cent: `10`, `12,5`.
        package var discount: String

        package init(plan: String, quantity: String, discount: String) {
            self.plan = plan
            self.quantity = quantity
            self.discount = discount
        }

        package var isEmpty: Bool { plan.isEmpty }
    }

    package var customer: ID<Customer>?
    package var lines: [Line] = []
    package var agent: ID<StaffMember>?
    /// `2026-12-01`; empty is the day of activation.
    package var start = ""
    package var invoiceEmail = ""
    package var note = ""
    package var payment = Contract.Payment.prepaid
    /// Months; empty for an open end. Only for a contract paid month by month, as are the next two.
    package var term = "12"
    package var cycle = BillingCycle.Kind.calendar
    package var paymentDays = "15"

    package static let linesLimit = 20
    /// How far ahead a service may begin.
    package static let monthsAhead: Int64 = 24
    /// What VNPAY's field holds; no contract of ours comes near.
    private static let totalLimit: Int64 = 9_999_999_999

    package init() {}

    /// The form as it stands for a contract that is known.
    package init(_ contract: Contract) {
        customer = contract.customer
        agent = contract.declaration?.agent
        start = contract.declaration?.wantedStart?.iso8601 ?? ""
        invoiceEmail = contract.declaration?.invoiceEmail?.description ?? ""
        note = contract.declaration?.note ?? ""
        payment = contract.payment
        if let postpaid = contract.postpaid {
            term = postpaid.termMonths.map(String.init) ?? ""
            cycle = postpaid.cycle
            paymentDays = String(postpaid.paymentDays)
        }
        lines = contract.lines.map { line in
            Line(plan: line.planCode, quantity: "\(line.quantity)", discount: Self.percent(line.discountBasisPoints))
        }
    }

    /// `12,5` for 1250.
    package static func percent(_ basisPoints: Int64) -> String {
        let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
        guard rest > 0 else { return whole == 0 ? "" : "\(whole)" }
        let digits = rest.padded(2)
        return "\(whole),\(digits.hasSuffix("0") ? String(digits.prefix(1)) : digits)"
    }

    /// 1250 for `12,5`; `nil` for what is no percentage from 0 to 100 with at most two decimals.
    package static func basisPoints(_ percent: String) -> Int64? {
        let text = percent.trimmed.replacing("%", with: "").replacing(".", with: ",").trimmed
        guard !text.isEmpty else { return 0 }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy(\.isDigits) else { return nil }
        guard let whole = Int64(parts[0]), (0...100).contains(whole) else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard (1...2).contains(parts[1].count), let decimals = Int64(parts[1]), decimals >= 0 else { return nil }
        let points = whole * 100 + (parts[1].count == 1 ? decimals * 10 : decimals)
        return points <= 10_000 ? points : nil
    }

    /// What the form says, in types.
    package struct Checked: Sendable {
        package let lines: [ContractLine]
        let wantedStart: Day?
        let invoiceEmail: EmailAddress?
        let note: String
        package let postpaid: PostpaidTerms?
    }

    /// What a form is held against: whose contract it is, and what was agreed before.
    package struct Basis: Sendable {
        let unit: String
        /// An unchanged line keeps its price.
        let lines: [ContractLine]
        /// An unchanged agent may stay, also one who has left.
        let agent: ID<StaffMember>?
        /// The start that was agreed before; it stands although it has passed.
        let start: Day?

        package init(
            unit: String,
            lines: [ContractLine] = [],
            agent: ID<StaffMember>? = nil,
            start: Day? = nil
        ) {
            self.unit = unit
            self.lines = lines
            self.agent = agent
            self.start = start
        }
    }

    /// Checks everything against the catalogue and the limits of the day.
    package func checked(
        against basis: Basis,
        in world: World,
        on connection: any SQLConnection
    ) throws -> (values: Checked?, mistakes: [Field: Mistake]) {
        var mistakes: [Field: Mistake] = [:]
        let today = world.now().day
        if customer == nil { mistakes[.customer] = .missing }
        let limits = try DiscountLimits.read(on: connection)
        var checked: [ContractLine] = []
        var kept = basis.lines
        for (position, line) in lines.filter({ !$0.isEmpty }).prefix(Self.linesLimit).enumerated() {
            let (offer, other) = try offers(of: line.plan, on: today, connection)
            switch line.checked(offer, keeping: &kept, limits) {
            case .failure where offer == nil && other != nil: mistakes[.line(position)] = .otherPayment
            case .failure(let mistake): mistakes[.line(position)] = mistake.mistake
            case .success(.kept(let line)): checked.append(line)
            case .success(.fresh(let offer, let quantity, let discount)):
                checked.append(
                    try ContractLine(id: world.newID(), offer: offer, quantity: quantity, discountBasisPoints: discount)
                )
            }
        }
        if lines.allSatisfy(\.isEmpty) { mistakes[.lines] = .missing }
        let start = wantedStart(today, basis.start, &mistakes)
        let email = EmailAddress(invoiceEmail)
        if email == nil, !invoiceEmail.trimmed.isEmpty { mistakes[.invoiceEmail] = .notAnEmail }
        if invoiceEmail.utf8.count > 50 { mistakes[.invoiceEmail] = .tooLong }
        if note.count > 1_000 { mistakes[.note] = .tooLong }
        let postpaid = payment == .postpaid ? postpaidTerms(&mistakes) : nil
        if let agent, agent != basis.agent {
            let person = try StaffMember.find(agent, on: connection)
            let suits = person.map { $0.roles.contains(.agent) && $0.unit.code == basis.unit && $0.state == .active }
            if suits != true { mistakes[.agent] = .notAnAgent }
        }
        guard mistakes.isEmpty else { return (nil, mistakes) }
        let total = try Totals(lines: checked).total.dong
        if total == 0, !checked.contains(where: { $0.tariff?.isFree == false }) {
            return (nil, [.lines: .worthNothing])
        }
        if total > Self.totalLimit { return (nil, [.lines: .tooMuch]) }
        let values = Checked(
            lines: checked,
            wantedStart: start,
            invoiceEmail: email,
            note: note.trimmedLines,
            postpaid: postpaid
        )
        return (values, [:])
    }

    /// The plan as it is sold for this way of payment, and as it is sold for the other.
    private func offers(
        of plan: String,
        on day: Day,
        _ connection: any SQLConnection
    ) throws -> (wanted: PlanOffer?, other: PlanOffer?) {
        let prepaid = try PlanOffer.find(plan, on: day, connection: connection)
        let postpaid = try PlanOffer.findPostpaid(plan, on: day, connection: connection)
        return payment == .prepaid ? (prepaid, postpaid) : (postpaid, prepaid)
    }

    private func postpaidTerms(_ mistakes: inout [Field: Mistake]) -> PostpaidTerms? {
        let terms = 1...PostpaidTerms.termLimit
        let months = Int64(term.trimmed)
        if !term.trimmed.isEmpty, months.map(terms.contains) != true { mistakes[.term] = .outOfRange(terms) }
        guard let days = Int64(paymentDays.trimmed), PostpaidTerms.paymentDaysRange.contains(days) else {
            mistakes[.paymentDays] = .outOfRange(PostpaidTerms.paymentDaysRange)
            return nil
        }
        return PostpaidTerms(termMonths: months, cycle: cycle, paymentDays: days)
    }

    private func wantedStart(_ today: Day, _ agreed: Day?, _ mistakes: inout [Field: Mistake]) -> Day? {
        guard !start.trimmed.isEmpty else { return nil }
        guard let day = Day(iso8601: start.trimmed) else {
            mistakes[.start] = .badDay
            return nil
        }
        if day < today, day != agreed { mistakes[.start] = .startPassed }
        if day > today.adding(months: Self.monthsAhead) { mistakes[.start] = .startTooFar }
        return day
    }
}

extension ContractForm.Line {
    fileprivate enum Agreed {
        case kept(ContractLine)
        case fresh(PlanOffer, quantity: Int64, discount: Int64)
    }

    fileprivate struct Wrong: Error { let mistake: ContractForm.Mistake }

    fileprivate func checked(
        _ offer: PlanOffer?,
        keeping kept: inout [ContractLine],
        _ limits: DiscountLimits
    ) -> Result<Agreed, Wrong> {
        guard quantity.trimmed.isDigits, let quantity = Int64(quantity.trimmed), (1...100_000).contains(quantity) else {
            return .failure(Wrong(mistake: .badQuantity))
        }
        guard let discount = ContractForm.basisPoints(discount) else { return .failure(Wrong(mistake: .badDiscount)) }
        // What was agreed once is kept once: the same line again is a new one.
        let same = kept.firstIndex {
            $0.planCode == plan && $0.quantity == quantity && $0.discountBasisPoints == discount
        }
        if let same { return .success(.kept(kept.remove(at: same))) }
        guard let offer else { return .failure(Wrong(mistake: .unknownPlan)) }
        let limit = limits.limit(of: offer.productCode)
        guard discount <= limit else { return .failure(Wrong(mistake: .discountAbove(limit))) }
        return .success(.fresh(offer, quantity: quantity, discount: discount))
    }
}

extension StringProtocol {
    /// Digits alone, and at least one: no sign, no blank.
    fileprivate var isDigits: Bool { !isEmpty && utf8.allSatisfy { (0x30...0x39).contains($0) } }
}

extension String {
    /// Trimmed line by line, without empty lines.
    fileprivate var trimmedLines: String {
        split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
            .joined(separator: "\n")
    }
}

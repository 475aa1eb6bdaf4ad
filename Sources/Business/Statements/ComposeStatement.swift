import Catalogue
import Contracts
package import Kernel
import Storage
import Tariffs
import Usage

/// Why a contract's month cannot be billed; the contract is parked with it, and the others go on.
package enum BillingObstacle: Error, Hashable, Sendable {
    /// The month before has no statement.
    case monthMissing(Month)
    /// The VAT table does not reach that day.
    case noVATRate(vatClass: String, Day)
    /// More than any amount of ours.
    case tooMuch
    /// An alarm stands against the contract.
    case frozen
    /// Anything else, in the words of whoever threw it.
    case unexpected(String)

    /// As it is stored: a word and what it is about.
    package var text: String {
        switch self {
        case .monthMissing(let month): "month_missing \(month.iso8601)"
        case .noVATRate(let vatClass, let day): "no_vat_rate \(vatClass) \(day.iso8601)"
        case .tooMuch: "too_much"
        case .frozen: "frozen"
        case .unexpected(let words): "unexpected \(words.prefix(300))"
        }
    }
}

/// Puts together what one month of a contract costs. Reads, and changes nothing.
struct ComposeStatement {
    let contract: Contract
    let cycle: BillingCycle
    let suspensions: [Suspension]
    let discounts: [DatedDiscount]
    let connection: any SQLConnection

    /// `nil` for a contract whose service has not begun, or that is paid beforehand.
    init?(_ contract: Contract, adding new: [DatedDiscount] = [], on connection: any SQLConnection) throws {
        guard let cycle = contract.billingCycle else { return nil }
        self.contract = contract
        self.cycle = cycle
        suspensions = try Suspension.all(of: contract.id, on: connection)
        discounts = try DatedDiscount.all(of: contract.id, on: connection) + new
        self.connection = connection
    }

    func callAsFunction(_ period: BillingPeriod) throws -> [StatementLine] {
        do {
            return try lines(of: period)
        } catch is MoneyError {
            throw BillingObstacle.tooMuch
        }
    }

    private func lines(of period: BillingPeriod) throws -> [StatementLine] {
        guard let span = period.span else { return [] }
        let usage = try used(in: span)
        var lines: [StatementLine] = []
        for plan in plans {
            let month = self.month(period, plan, usage: usage.meters(of: plan.code))
            guard let days = month.days else { continue }
            let rate = try vatRate(plan, on: days.to)
            for charge in try month.charges() {
                lines.append(try StatementLine(charge, plan, days: charge.days ?? days, rate: rate))
            }
        }
        return try lines + lateLines(before: period)
    }

    /// Use of earlier months that came too late for their statements: what those months would cost with it, less what
    /// they cost without it.
    private func lateLines(before period: BillingPeriod) throws -> [StatementLine] {
        guard hasMeters else { return [] }
        let last = period.from.adding(days: -1)
        var periods: [BillingPeriod] = []
        for day in try UsageSums.openDays(of: contract.id, through: last, on: connection) {
            let period = cycle.period(containing: day)
            if periods.last != period { periods.append(period) }
        }
        var lines: [StatementLine] = []
        for earlier in periods {
            guard let span = earlier.span else { continue }
            let billed = try UsageSums.billed(of: contract.id, in: span, on: connection)
            let all = billed + (try UsageSums.open(of: contract.id, in: span, on: connection))
            for plan in plans where all.plans.contains(plan.code) {
                let before = try month(earlier, plan, usage: billed.meters(of: plan.code)).monthly()
                let month = self.month(earlier, plan, usage: all.meters(of: plan.code))
                guard let days = month.days, try before < month.monthly() else { continue }
                let net = try month.monthly() - before
                lines.append(try StatementLine(late: net, plan, days: days, rate: try vatRate(plan, on: days.to)))
            }
        }
        return lines
    }

    private func used(in span: DaySpan) throws -> UsageSums {
        hasMeters ? try UsageSums.open(of: contract.id, in: span, on: connection) : UsageSums()
    }

    private var hasMeters: Bool { contract.lines.contains { $0.tariff?.meters.isEmpty == false } }

    /// The plans of the contract in the order of its lines, each with its lines in the order of their days.
    private var plans: [BilledPlan] {
        var plans: [BilledPlan] = []
        for line in contract.lines where line.tariff != nil {
            if let known = plans.firstIndex(where: { $0.code == line.planCode }) {
                plans[known].lines.append(line)
            } else {
                plans.append(BilledPlan(code: line.planCode, lines: [line]))
            }
        }
        for index in plans.indices {
            plans[index].lines.sort { ($0.from?.number ?? .min) < ($1.from?.number ?? .min) }
        }
        return plans
    }

    private func month(_ period: BillingPeriod, _ plan: BilledPlan, usage: [String: Int64]) -> LineMonth {
        var agreed: [AgreedLine] = []
        var known: Int64 = 0
        for line in plan.lines {
            let service = serviceDays(of: line)
            // Units that were there before are not new, and neither are units that come back in the same month.
            let added = max(0, line.quantity - known)
            if let service, service.from < period.from { known = max(known, line.quantity) }
            guard let service, let tariff = line.tariff, let span = period.span,
                let inside = service.intersection(span)
            else { continue }
            let begins = period.from <= service.from
            agreed.append(
                AgreedLine(
                    served: inside.subtracting(suspensions.compactMap { $0.freeDays(in: inside) }),
                    quantity: line.quantity,
                    monthlyFee: line.price.net,
                    tariff: tariff,
                    newUnits: begins ? added : 0
                )
            )
            known = max(known, line.quantity)
        }
        return LineMonth(period: period, agreed: agreed, discounts: discounts, usage: usage)
    }

    /// From its first day, or the contract's, to its last, or the contract's; without an end, to the end of all months.
    private func serviceDays(of line: ContractLine) -> DaySpan? {
        guard let startsOn = contract.startsOn else { return nil }
        let end = contract.endsOn ?? Self.endOfTime
        return DaySpan(from: max(startsOn, line.from ?? startsOn), to: min(end, line.to ?? end))
    }

    private static let endOfTime = Month(year: 9_999, month: 12).lastDay

    private func vatRate(_ plan: BilledPlan, on day: Day) throws -> VATRate {
        guard let vatClass = plan.lines.last?.vatClass else { throw BillingObstacle.unexpected("a plan without lines") }
        guard let rate = try VATClass.rate(of: vatClass, on: day, connection: connection) else {
            throw BillingObstacle.noVATRate(vatClass: vatClass, day)
        }
        return rate
    }
}

/// The lines of one plan: more than one when it changed during the term.
struct BilledPlan {
    let code: String
    var lines: [ContractLine]
}

extension LineMonth {
    /// From the first to the last day on which something was agreed; the service of a month is complete on the last,
    /// whose VAT it bears. `nil` when nothing was.
    fileprivate var days: DaySpan? {
        let served = agreed.flatMap(\.served)
        guard let first = served.map(\.from).min(), let last = served.map(\.to).max() else {
            return agreed.isEmpty ? nil : period.span
        }
        return DaySpan(from: first, to: last)
    }
}

extension StatementLine {
    fileprivate init(_ charge: LineCharge, _ plan: BilledPlan, days: DaySpan, rate: VATRate) throws {
        let kind: Kind
        var unit: Bilingual?
        switch charge.kind {
        case .setUp: kind = .setUp
        case .fee: kind = .fee
        case .commitment: kind = .commitment
        case .usage(let meter):
            kind = .usage
            unit = plan.lines.last?.tariff?.meter(meter)?.unit
        }
        try self.init(kind, plan, (unit, days), (charge.quantity, charge.included), charge, charge.net, rate)
    }

    fileprivate init(late net: Money, _ plan: BilledPlan, days: DaySpan, rate: VATRate) throws {
        try self.init(.lateUsage, plan, (nil, days), (1, 0), nil, net, rate)
    }

    private init(
        _ kind: Kind,
        _ plan: BilledPlan,
        _ what: (unit: Bilingual?, days: DaySpan),
        _ count: (quantity: Int64, included: Int64),
        _ charge: LineCharge?,
        _ net: Money,
        _ rate: VATRate
    ) throws {
        guard let line = plan.lines.last else { throw BillingObstacle.unexpected("a plan without lines") }
        self.kind = kind
        planCode = line.planCode
        productName = line.productName
        planName = line.planName
        unit = what.unit ?? line.unit
        days = what.days
        (quantity, included) = count
        discountBasisPoints = charge?.discountBasisPoints ?? 0
        tiers = charge?.tiers.map(Tier.init) ?? []
        price = try PriceBreakdown(net: net, rate: rate)
    }
}

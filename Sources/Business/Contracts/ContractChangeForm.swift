import Catalogue
package import Kernel
import Organisation
import People
package import Storage
package import Tariffs

/// What an account manager typed for an amendment, as text.
package struct ContractChangeForm: Hashable, Sendable {
    package enum Field: Hashable, Sendable {
        case from, reason, nothing
        /// A line of the contract, or a new one, counted from 0.
        case line(Int)
        case added(Int)
        case discount
    }

    package enum Mistake: Hashable, Sendable {
        case missing, badDay, badQuantity, badDiscount
        /// More than may be given by oneself, in basis points.
        case discountAbove(Int64)
        case unknownPlan
        /// The plan is there already: change its line.
        case alreadyThere
        /// A line that has not begun, or begins on the same day.
        case notYetBegun
        /// The last line: a contract is ended, not emptied.
        case lastLine
        /// Outside the days that are possible.
        case dayOutside(from: Day, to: Day)
        /// That month has its statement.
        case monthBilled(through: Day)
        case tooMuch
    }

    package enum Deed: String, Hashable, Sendable, CaseIterable { case keep, change, remove }
    package enum Pricing: String, Hashable, Sendable, CaseIterable {
        /// Price and tariff as they were agreed.
        case agreed
        /// Price and tariff of the catalogue on the day of the change, less the discount.
        case catalogue
    }

    package struct Line: Hashable, Sendable {
        package let id: ContractLine.ID
        package var deed = Deed.keep
        package var quantity: String
        package var pricing = Pricing.agreed
        package var discount: String

        package init(id: ContractLine.ID, quantity: String, discount: String) {
            self.id = id
            self.quantity = quantity
            self.discount = discount
        }
    }

    package struct Discount: Hashable, Sendable {
        package var percent = ""
        package var target = DatedDiscount.Target.fees
        package var from = ""
        package var to = ""

        package init() {}

        package var isEmpty: Bool { percent.trimmed.isEmpty }
    }

    /// `2026-12-01`.
    package var from = ""
    package var reason = ""
    package var lines: [Line] = []
    package var added: [ContractForm.Line] = []
    package var discount = Discount()

    package init() {}

    /// Nothing changed yet, from the first of the next month.
    package init(_ contract: Contract, on day: Day) {
        from = day.month.adding(months: 1).firstDay.iso8601
        lines = contract.lines.filter { $0.to == nil }.map { line in
            Line(
                id: line.id,
                quantity: "\(line.quantity)",
                discount: ContractForm.percent(line.discountBasisPoints)
            )
        }
        added = [.init(plan: "", quantity: "1", discount: "")]
    }

    package struct Checked: Sendable {
        package let from: Day
        package let reason: String
        package let lines: [ContractLine]
        package let removed: [ContractLine.ID]
        package let discounts: [DatedDiscount]
    }

    /// Checks everything against the contract, the catalogue of the day of change, and the limits of the house.
    ///
    /// - Parameter billed: The last day that has been billed.
    package func checked(
        against contract: Contract,
        billed: Day?,
        in world: World,
        on connection: any SQLConnection
    ) throws -> (values: Checked?, mistakes: [Field: Mistake]) {
        var mistakes: [Field: Mistake] = [:]
        let reason = String(reason.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(500))
        if reason.isEmpty { mistakes[.reason] = .missing }
        guard let day = day(contract, billed, world.now().day, &mistakes) else { return (nil, mistakes) }
        var check = LineCheck(contract: contract, day: day, world: world, connection: connection)
        try check.take(lines)
        try check.take(added: added)
        mistakes.merge(check.mistakes) { $1 }
        let left = contract.lines.filter { $0.to == nil }.count - check.removed.count - check.replaced
        if left + check.lines.count == 0 { mistakes[.nothing] = .lastLine }
        let discounts = try datedDiscounts(contract, day, connection, &mistakes)
        let isUntouched = check.lines.isEmpty && check.removed.isEmpty && check.mistakes.isEmpty
        let isElsewhereWrong = mistakes.keys.contains { $0 == .discount || $0 == .nothing || $0 == .from }
        if isUntouched, discounts.isEmpty, !isElsewhereWrong {
            mistakes[.nothing] = .missing
        }
        guard mistakes.isEmpty else { return (nil, mistakes) }
        let values = Checked(
            from: day,
            reason: reason,
            lines: check.lines,
            removed: check.removed,
            discounts: discounts
        )
        return (values, [:])
    }

    private func day(
        _ contract: Contract,
        _ billed: Day?,
        _ today: Day,
        _ mistakes: inout [Field: Mistake]
    ) -> Day? {
        guard let day = Day(iso8601: from.trimmed), let startsOn = contract.startsOn else {
            mistakes[.from] = from.trimmed.isEmpty ? .missing : .badDay
            return nil
        }
        if let billed, day <= billed {
            mistakes[.from] = .monthBilled(through: billed)
            return day
        }
        let first = startsOn.adding(days: 1)
        let far = today.adding(months: ContractForm.monthsAhead)
        let last = contract.endsOn.map { min($0, far) } ?? far
        if day < first || day > last { mistakes[.from] = .dayOutside(from: first, to: last) }
        return day
    }

    private func datedDiscounts(
        _ contract: Contract,
        _ first: Day,
        _ connection: any SQLConnection,
        _ mistakes: inout [Field: Mistake]
    ) throws -> [DatedDiscount] {
        guard !discount.isEmpty else { return [] }
        guard let points = ContractForm.basisPoints(discount.percent), points > 0 else {
            mistakes[.discount] = .badDiscount
            return []
        }
        let limits = try DiscountLimits.read(on: connection)
        let limit = contract.lines.map { limits.limit(of: $0.productCode) }.min() ?? 0
        guard points <= limit else {
            mistakes[.discount] = .discountAbove(limit)
            return []
        }
        let from = discount.from.trimmed.isEmpty ? first : Day(iso8601: discount.from.trimmed)
        guard let from, let to = Day(iso8601: discount.to.trimmed), let days = DaySpan(from: from, to: to) else {
            mistakes[.discount] = .badDay
            return []
        }
        guard from >= first else {
            mistakes[.discount] = .dayOutside(from: first, to: to)
            return []
        }
        return [DatedDiscount(days: days, basisPoints: points, target: discount.target)]
    }
}

/// Makes lines of what was typed, and keeps what is wrong with it.
private struct LineCheck {
    let contract: Contract
    let day: Day
    let world: World
    let connection: any SQLConnection
    var lines: [ContractLine] = []
    var removed: [ContractLine.ID] = []
    var mistakes: [ContractChangeForm.Field: ContractChangeForm.Mistake] = [:]

    var replaced: Int { lines.filter { $0.replaces != nil }.count }

    mutating func take(_ wishes: [ContractChangeForm.Line]) throws {
        for (position, wish) in wishes.enumerated() {
            guard wish.deed != .keep, let old = contract.lines.first(where: { $0.id == wish.id && $0.to == nil }) else {
                continue
            }
            if let from = old.from, from >= day {
                mistakes[.line(position)] = .notYetBegun
                continue
            }
            switch wish.deed {
            case .keep: break
            case .remove: removed.append(old.id)
            case .change: try change(old, wish, .line(position))
            }
        }
    }

    private mutating func change(
        _ old: ContractLine,
        _ wish: ContractChangeForm.Line,
        _ field: ContractChangeForm.Field
    ) throws {
        guard let quantity = self.quantity(wish.quantity, field) else { return }
        switch wish.pricing {
        case .agreed:
            guard quantity != old.quantity else { return }
            lines.append(try old.with(quantity: quantity, id: world.newID(), from: day))
        case .catalogue:
            guard let (offer, discount) = try self.offer(old.planCode, wish.discount, field) else { return }
            var line = try ContractLine(
                id: world.newID(),
                offer: offer,
                quantity: quantity,
                discountBasisPoints: discount
            )
            guard !line.isAgreed(like: old) else { return }
            line.from = day
            line.replaces = old.id
            lines.append(line)
        }
    }

    mutating func take(added wishes: [ContractForm.Line]) throws {
        for (position, wish) in wishes.prefix(ContractForm.linesLimit).enumerated() where !wish.isEmpty {
            let field = ContractChangeForm.Field.added(position)
            let stays = contract.lines.filter { $0.to.map { day <= $0 } ?? true && !removed.contains($0.id) }
            guard !(stays + lines).contains(where: { $0.planCode == wish.plan }) else {
                mistakes[field] = .alreadyThere
                continue
            }
            guard let quantity = self.quantity(wish.quantity, field),
                let (offer, discount) = try self.offer(wish.plan, wish.discount, field)
            else { continue }
            var line = try ContractLine(
                id: world.newID(),
                offer: offer,
                quantity: quantity,
                discountBasisPoints: discount
            )
            line.from = day
            lines.append(line)
        }
    }

    private mutating func quantity(_ text: String, _ field: ContractChangeForm.Field) -> Int64? {
        guard let quantity = Int64(text.trimmed), (1...100_000).contains(quantity) else {
            mistakes[field] = .badQuantity
            return nil
        }
        return quantity
    }

    private mutating func offer(
        _ plan: String,
        _ percent: String,
        _ field: ContractChangeForm.Field
    ) throws -> (PlanOffer, Int64)? {
        guard let offer = try PlanOffer.findPostpaid(plan, on: day, connection: connection) else {
            mistakes[field] = .unknownPlan
            return nil
        }
        guard let points = ContractForm.basisPoints(percent) else {
            mistakes[field] = .badDiscount
            return nil
        }
        let limit = try DiscountLimits.read(on: connection).limit(of: offer.productCode)
        guard points <= limit else {
            mistakes[field] = .discountAbove(limit)
            return nil
        }
        return (offer, points)
    }
}

extension ContractLine {
    fileprivate func isAgreed(like other: ContractLine) -> Bool {
        quantity == other.quantity && price.net == other.price.net && tariff == other.tariff
            && discountBasisPoints == other.discountBasisPoints && listPrice == other.listPrice
    }
}

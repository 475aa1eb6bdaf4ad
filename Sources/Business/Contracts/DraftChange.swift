import Catalogue
package import Kernel
import Organisation
package import Storage

/// What is not any more as it was when a draft was saved: nothing of the kind is handed in.
package struct DraftChange: Hashable, Sendable {
    package enum What: Hashable, Sendable {
        /// The plan is not sold any more.
        case planWithdrawn
        /// What a month costs besides its fee is another.
        case tariff
        case price(was: Money, now: Money)
        case vat(was: VATRate, now: VATRate)
        /// More has been taken off than may be today, in basis points.
        case discountAbove(limit: Int64, given: Int64)
        case startPassed(Day)
    }

    /// The line's position, counted from 0, and its name; `nil` for what concerns the whole contract.
    package let line: Line?
    package let what: What

    package struct Line: Hashable, Sendable {
        package let position: Int
        package let name: Bilingual
    }
}

extension Contract {
    /// Holds the draft against the catalogue, the discount limits and the calendar of that day.
    package func changes(on day: Day, _ connection: any SQLConnection) throws -> [DraftChange] {
        let limits = try DiscountLimits.read(on: connection)
        var changes: [DraftChange] = []
        for (position, line) in lines.enumerated() {
            let name = DraftChange.Line(
                position: position,
                name: Bilingual(
                    vietnamese: "\(line.productName.vietnamese) – \(line.planName.vietnamese)",
                    english: "\(line.productName.english) – \(line.planName.english)"
                )
            )
            let offer = try line.offer(on: day, connection)
            changes += line.changes(offer, limits).map { DraftChange(line: name, what: $0) }
        }
        if let start = declaration?.wantedStart, start < day {
            changes.append(DraftChange(line: nil, what: .startPassed(start)))
        }
        return changes
    }
}

extension ContractLine {
    /// The plan as it is sold that day, in the way in which this line was: beforehand, or month by month.
    func offer(on day: Day, _ connection: any SQLConnection) throws -> PlanOffer? {
        tariff == nil
            ? try PlanOffer.find(planCode, on: day, connection: connection)
            : try PlanOffer.findPostpaid(planCode, on: day, connection: connection)
    }

    fileprivate func changes(_ offer: PlanOffer?, _ limits: DiscountLimits) -> [DraftChange.What] {
        guard let offer else { return [.planWithdrawn] }
        var changes: [DraftChange.What] = []
        if offer.tariff != tariff { changes.append(.tariff) }
        if offer.price.net != listPrice { changes.append(.price(was: listPrice, now: offer.price.net)) }
        if offer.price.rate != price.rate { changes.append(.vat(was: price.rate, now: offer.price.rate)) }
        let limit = limits.limit(of: offer.productCode)
        if discountBasisPoints > limit {
            changes.append(.discountAbove(limit: limit, given: discountBasisPoints))
        }
        return changes
    }
}

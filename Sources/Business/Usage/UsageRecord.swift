package import Contracts
package import Kernel

/// A count of something that a customer used, as the product's system told it. A fact: never changed, only followed by
/// a correction.
package struct UsageRecord: Hashable, Sendable {
    /// Unique for ever, given by the product's system: the same event twice counts once.
    package let event: String
    package let contract: Contract.ID
    /// The plan whose meter counted; every line of that plan counts together.
    package let plan: String
    package let meter: String
    /// The day of use in Vietnam, which decides the month.
    package let day: Day
    /// In the meter's unit; below zero only in a correction.
    package let quantity: Int64
    /// The event that this one corrects.
    package let corrects: String?

    package static let eventLimit = 100
    /// More than this in one record is a mistake.
    package static let quantityLimit: Int64 = 1_000_000_000

    package init(
        event: String,
        of contract: Contract.ID,
        meter: (plan: String, name: String),
        day: Day,
        quantity: Int64,
        corrects: String? = nil
    ) {
        self.event = event
        self.contract = contract
        (plan, self.meter) = meter
        self.day = day
        self.quantity = quantity
        self.corrects = corrects
    }
}

/// Sums of usage: by plan, by meter.
package struct UsageSums: Hashable, Sendable {
    package struct Key: Hashable, Sendable {
        package let plan: String
        package let meter: String
    }

    package private(set) var units: [Key: Int64] = [:]

    package init() {}

    package mutating func add(_ quantity: Int64, plan: String, meter: String) {
        units[Key(plan: plan, meter: meter), default: 0] += quantity
    }

    package var isEmpty: Bool { units.isEmpty }
    package var plans: Set<String> { Set(units.keys.map(\.plan)) }

    /// What one plan used, by meter. Corrections may make a sum fall below zero; it then counts as nothing.
    package func meters(of plan: String) -> [String: Int64] {
        var found: [String: Int64] = [:]
        for (key, quantity) in units where key.plan == plan { found[key.meter] = max(0, quantity) }
        return found
    }

    package static func + (left: UsageSums, right: UsageSums) -> UsageSums {
        var sum = left
        for (key, quantity) in right.units { sum.units[key, default: 0] += quantity }
        return sum
    }
}

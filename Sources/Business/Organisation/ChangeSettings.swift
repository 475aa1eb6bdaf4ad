import Journal
package import Kernel
import People
package import Storage

/// What the admin sets for the whole house: how units number contracts, how much may be taken off a price, and on which
/// days nobody works. Each change is one line of the audit log, with the value before and after.
package struct ChangeSettings: Sendable {
    package enum Outcome: Hashable, Sendable {
        case saved
        case notAllowed
        /// No such unit, limit or holiday.
        case unknown
        case badPattern(ContractNumberPattern.Mistake)
        /// Not a percentage from 0 to 100 with at most two decimals.
        case badPercentage
        case badDay
        case badName
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    // MARK: Number patterns

    /// From the next contract on; numbers that were given stay.
    package func setPattern(_ text: String, of code: String, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageSettings) else { return .notAllowed }
        let pattern: ContractNumberPattern
        do throws(ContractNumberPattern.Mistake) {
            pattern = try ContractNumberPattern(text.trimmed)
        } catch {
            return .badPattern(error)
        }
        return try await database.write { [world] connection in
            guard var unit = try OrganisationUnit.find(code, on: connection) else { return .unknown }
            let before = unit.numberPattern.text
            guard before != pattern.text else { return .saved }
            unit.numberPattern = pattern
            try unit.store(on: connection)
            try Self.record("number_pattern", on: "unit:\(code)", (before, pattern.text), actor, world, connection)
            return .saved
        }
    }

    // MARK: Discounts

    /// - Parameters:
    ///   - product: A product's code, or `DiscountLimits.everyProduct`.
    ///   - basisPoints: `nil` takes the product's own limit away, so that the general one holds.
    package func setDiscountLimit(
        _ basisPoints: Int64?,
        of product: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        guard actor.may(.manageSettings) else { return .notAllowed }
        if let basisPoints, !(0...10_000).contains(basisPoints) { return .badPercentage }
        guard !product.isEmpty else { return .unknown }
        return try await database.write { [world] connection in
            let before = try DiscountLimits.read(on: connection).byProduct[product]
            guard before != basisPoints else { return .saved }
            if let basisPoints {
                try DiscountLimits.set(product, basisPoints: basisPoints, on: connection)
            } else {
                try DiscountLimits.remove(product, on: connection)
            }
            let change = (before.map { "\($0)" } ?? "", basisPoints.map { "\($0)" } ?? "")
            try Self.record("discount_limit", on: "product:\(product)", change, actor, world, connection)
            return .saved
        }
    }

    // MARK: Holidays

    package func addHoliday(_ day: Day, name: String, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageSettings) else { return .notAllowed }
        let name = name.trimmed
        guard (2...100).contains(name.count) else { return .badName }
        guard (2_020...2_100).contains(day.components.year) else { return .badDay }
        return try await database.write { [world] connection in
            try Holiday(day: day, name: name).store(on: connection)
            try Self.record("holiday", on: "holiday:\(day.iso8601)", ("", name), actor, world, connection)
            return .saved
        }
    }

    package func removeHoliday(_ day: Day, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageSettings) else { return .notAllowed }
        return try await database.write { [world] connection in
            guard let known = try Holiday.all(on: connection).first(where: { $0.day == day }),
                try Holiday.remove(day, on: connection)
            else { return .unknown }
            try Self.record("holiday", on: "holiday:\(day.iso8601)", (known.name, ""), actor, world, connection)
            return .saved
        }
    }

    /// Adds the holidays that this program knows of; what the admin has written stays as it is.
    package func addStandardHolidays(by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageSettings) else { return .notAllowed }
        return try await database.write { [world] connection in
            let added = try Holiday.addStandard(on: connection)
            guard !added.isEmpty else { return .saved }
            let days = added.map(\.day.iso8601).joined(separator: ",")
            try Self.record("holidays", on: "holiday:standard", ("", days), actor, world, connection)
            return .saved
        }
    }

    private static func record(
        _ what: String,
        on subject: String,
        _ change: (before: String, after: String),
        _ actor: StaffMember,
        _ world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            "setting.\(what)",
            on: subject,
            by: .staff(actor.actorID),
            ["before": change.before, "after": change.after],
            in: world,
            connection
        )
    }
}

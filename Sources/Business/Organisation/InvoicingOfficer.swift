import Journal
package import Kernel
package import Storage

/// The person in charge of a unit's invoices, as the unit named them in writing (step B4: "Ghi chú CTKV gửi văn bản cung
/// cấp đầu mối phụ trách").
package struct InvoicingOfficer: Hashable, Sendable {
    package typealias ID = Kernel.ID<InvoicingOfficer>

    package let id: ID
    package let unit: String
    package let staff: StaffMember.ID
    package let from: Day
    /// The last day in charge; `nil` until somebody else is named.
    package let to: Day?
    /// The number of the letter that names the person.
    package let document: String
    package let registeredBy: StaffMember.ID
    package let registeredAt: Timestamp
}

/// Registers who is in charge of a unit's invoices from a day on. Whoever was in charge before is until the day before.
package struct RegisterInvoicingOfficer: Sendable {
    package enum Outcome: Hashable, Sendable {
        case registered
        case notAllowed
        /// Nobody of that unit, or not active.
        case noSuchPerson
        case badDocument
        /// The last day is before the first.
        case badDays
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        unit: String,
        staff: StaffMember.ID,
        days: (from: Day, to: Day?),
        document: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        let document = String(document.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        guard actor.may(.registerInvoicingOfficers, on: Belonging(unit: unit, people: [])) else { return .notAllowed }
        guard (3...200).contains(document.count) else { return .badDocument }
        if let to = days.to, to < days.from { return .badDays }
        return try await database.write { [world] connection in
            guard let member = try StaffMember.find(staff, on: connection), member.state == .active,
                member.unit.code == unit
            else { return .noSuchPerson }
            for earlier in try InvoicingOfficer.all(of: unit, on: connection)
            where earlier.from < days.from && (earlier.to ?? days.from) >= days.from {
                try earlier.end(on: days.from.adding(days: -1), connection)
            }
            try InvoicingOfficer(
                id: world.newID(),
                unit: unit,
                staff: staff,
                from: days.from,
                to: days.to,
                document: document,
                registeredBy: actor.id,
                registeredAt: world.now()
            ).insert(on: connection)
            try AuditEntry.record(
                "invoicing_officer.registered",
                on: "unit:\(unit)",
                by: .staff(actor.actorID),
                ["staff": "\(staff)", "from": days.from.iso8601, "document": document],
                in: world,
                connection
            )
            return .registered
        }
    }
}

/// The discounts that account managers may give by themselves, set by the admin.
package struct DiscountLimits: Hashable, Sendable {
    /// Under this code stands the limit of every product that has none of its own.
    package static let everyProduct = "*"

    let byProduct: [String: Int64]

    package init(byProduct: [String: Int64]) { self.byProduct = byProduct }

    /// In basis points: 1500 is 15 %. Without any entry, nothing may be taken off.
    package func limit(of product: String) -> Int64 { byProduct[product] ?? byProduct[Self.everyProduct] ?? 0 }

    package var entries: [(product: String, basisPoints: Int64)] {
        byProduct.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

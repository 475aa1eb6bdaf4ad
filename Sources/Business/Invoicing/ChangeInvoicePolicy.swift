import Journal
package import Kernel
package import Organisation
package import Storage

/// The admin decides when invoices are asked for and which date they bear. Holds for what is considered from now on;
/// requests that were made stay.
package struct ChangeInvoicePolicy: Sendable {
    package enum Outcome: Hashable, Sendable {
        case saved
        case notAllowed
        /// Not three capital letters with a `T` in front.
        case badSeries
        /// Not a number of working days that makes sense.
        case badDays
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ policy: InvoicePolicy, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageSettings) else { return .notAllowed }
        if let series = policy.declaredSeries, !InvoiceSeries.isValid(series) { return .badSeries }
        guard InvoicePolicy.unaskedRange.contains(policy.unaskedWorkingDays) else { return .badDays }
        return try await database.write { [world] connection in
            let before = try InvoicePolicy.read(on: connection).named
            for (name, value) in policy.named where before[name] != value {
                try StoredSetting.set(name, to: value, by: actor.id, at: world.now(), on: connection)
                try AuditEntry.record(
                    "setting.invoice_policy",
                    on: "setting:\(name)",
                    by: .staff(actor.actorID),
                    ["before": before[name] ?? "", "after": value],
                    in: world,
                    connection
                )
            }
            return .saved
        }
    }
}

extension InvoicePolicy {
    fileprivate var named: [String: String] {
        [
            Self.dateName: date.rawValue, Self.afterOnlineName: afterOnline.rawValue,
            Self.afterDeclaredName: afterDeclared.rawValue, Self.declaredSeriesName: declaredSeries ?? "",
            Self.unaskedName: "\(unaskedWorkingDays)",
        ]
    }
}

import Journal
package import Kernel
package import Organisation
package import Storage

/// Admin or accountant write down what the contract with VNPAY says of fees. Holds for what is compared from now on;
/// days that were closed stay as they were.
package struct ChangeReconciliationSettings: Sendable {
    package enum Outcome: Hashable, Sendable {
        case saved
        case notAllowed
        /// A value outside what makes sense, by its name.
        case outOfRange(String)
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ settings: ReconciliationSettings, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.setReconciliation) else { return .notAllowed }
        if let wrong = settings.named.first(where: { !$0.range.contains($0.value) }) { return .outOfRange(wrong.name) }
        return try await database.write { [world] connection in
            let before = try ReconciliationSettings.read(on: connection).named
            for (old, new) in zip(before, settings.named) where old.value != new.value {
                try StoredSetting.set(new.name, to: "\(new.value)", by: actor.id, at: world.now(), on: connection)
                try AuditEntry.record(
                    "setting.reconciliation",
                    on: "setting:\(new.name)",
                    by: .staff(actor.actorID),
                    ["before": "\(old.value)", "after": "\(new.value)"],
                    in: world,
                    connection
                )
            }
            return .saved
        }
    }
}

extension ReconciliationSettings {
    package static let rateRange: ClosedRange<Int64> = 0...10_000
    package static let toleranceRange: ClosedRange<Int64> = 0...1_000_000
    package static let cutOffRange: ClosedRange<Int64> = 0...720

    /// Every value with the name it is stored by and what it may be, always in the same order.
    fileprivate var named: [(name: String, value: Int64, range: ClosedRange<Int64>)] {
        SettlementLine.Method.allCases.compactMap { method in
            rates[method].map { (Self.rateName(method), $0, Self.rateRange) }
        } + [
            (Self.feeVATName, feeVATBasisPoints, Self.rateRange),
            (Self.feeToleranceName, feeToleranceDong, Self.toleranceRange),
            (Self.cutOffName, cutOffMinutes, Self.cutOffRange),
        ]
    }
}

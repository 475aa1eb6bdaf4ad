package import Kernel
package import Organisation
package import Storage

/// A whole day's payments that VNPAY's file knows and we never heard of, worked by two people in two steps instead of
/// one by one: after a day of lost notices VNPAY could be asked about them for days, one every five minutes.
///
/// Each of them is looked at as if it were alone, and has its own audit entry. A crash leaves whole batches.
package struct ResolveTogether: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// - Parameters:
        ///   - done: How many.
        ///   - left: How many could not be done like that, and are worked one by one.
        case done(Int, left: Int)
        case notAllowed
        case reasonNeeded
        /// VNPAY has been asked about all of them, and its time to answer is not over.
        case gatewayIsAsked
        /// Nothing of this kind is there.
        case nothing
    }

    private static let batch = 50

    private let work: WorkExceptions

    package init(database: any SQLDatabase, world: World) {
        work = WorkExceptions(database: database, world: world)
    }

    /// One accountant proposes that all of them are applied as paid, by the file.
    package func propose(
        _ key: ReconciliationDay.Key,
        reason: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        guard actor.may(.reconcile) else { return .notAllowed }
        let reason = reason.trimmingWhitespace
        guard (1...WorkExceptions.longest).contains(reason.count) else { return .reasonNeeded }
        let work = work
        return try await each(key, .open) { exception, connection in
            try work.propose(exception, .applyAsPaid, reason, by: actor, connection)
        }
    }

    /// Another agrees to all that colleagues have proposed.
    package func confirm(_ key: ReconciliationDay.Key, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.confirmResolutions) else { return .notAllowed }
        let work = work
        return try await each(key, .proposed) { exception, connection in
            guard exception.proposal?.resolution == .applyAsPaid else { return .notForThisClass }
            return try work.confirm(exception, by: actor, connection)
        }
    }

    private func each(
        _ key: ReconciliationDay.Key,
        _ state: SettlementException.State,
        _ step: @escaping @Sendable (SettlementException, any SQLConnection) throws -> WorkExceptions.Outcome
    ) async throws -> Outcome {
        var (done, left, asked) = (0, 0, 0)
        var after: Int64 = 0
        while true {
            let (last, outcomes) = try await work.database.write { [after] connection in
                let batch = try SettlementException.unheard(
                    of: key,
                    state,
                    after: after,
                    limit: Self.batch,
                    on: connection
                )
                return (batch.last?.number, try batch.map { try step($0, connection) })
            }
            done += outcomes.count { $0 == .done }
            left += outcomes.count { $0 != .done }
            asked += outcomes.count { $0 == .gatewayIsAsked }
            guard let last else { break }
            after = last
        }
        if done == 0, left == 0 { return .nothing }
        return done == 0 && asked == left ? .gatewayIsAsked : .done(done, left: left)
    }
}

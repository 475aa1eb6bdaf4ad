import Billing
package import Contracts
package import Kernel
package import Organisation
package import Storage

/// Which payments somebody wants to see.
package struct AttemptFilter: Hashable, Sendable {
    package enum Standing: String, Hashable, Sendable, CaseIterable { case redirected, unresolved, paid, declined }

    package var standing: Standing?
    package var contract: Contract.ID?
    /// First and last day on which the attempt began.
    package var from: Day?
    package var through: Day?

    package init() {}
}

/// An attempt to pay, with what it was for and what its money was good for.
package struct AttemptStory: Sendable {
    package let attempt: PaymentAttempt
    package let contract: Contract
    /// `nil` while no money has come.
    package let use: Payment.Use?
    package let reconciledOn: Day?
}

extension AttemptStory {
    package static func find(reference: String, on connection: any SQLConnection) throws -> AttemptStory? {
        try PaymentAttempt.find(reference: reference, on: connection).flatMap { try find($0.id, on: connection) }
    }

    package static func find(_ id: PaymentAttempt.ID, on connection: any SQLConnection) throws -> AttemptStory? {
        guard let attempt = try PaymentAttempt.find(id, on: connection),
            let request = try PaymentRequest.find(attempt.request, on: connection),
            let contract = try Contract.find(request.contract, on: connection)
        else { return nil }
        let payment = try connection.rows("SELECT use, reconciled_day FROM payment WHERE attempt_id = \(id)").first
        return AttemptStory(
            attempt: attempt,
            contract: contract,
            use: try payment?.choice("use"),
            reconciledOn: try payment?.dayIfPresent("reconciled_day")
        )
    }

    /// What this reader may see, the newest first.
    package static func list(
        _ filter: AttemptFilter,
        for reader: StaffMember,
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<AttemptStory> {
        var condition = reader.scope(for: .viewPayments).ofContracts
        if let standing = filter.standing { condition = condition + " AND a.state = \(standing.rawValue)" }
        if let contract = filter.contract { condition = condition + " AND c.id = \(contract)" }
        if let from = filter.from { condition = condition + " AND a.created_at >= \(from.start)" }
        if let through = filter.through {
            condition = condition + " AND a.created_at < \(through.adding(days: 1).start)"
        }
        return try window.read(
            by: ("a.created_at", "a.id"),
            """
             FROM payment_attempt a JOIN payment_request r ON r.id = a.request_id JOIN contract c ON c.id = r.contract_id
            """ + condition,
            on: connection
        ) { id in try PaymentAttempt.ID(id).flatMap { try find($0, on: connection) } }
    }
}

import Accounting
import Journal
package import Kernel
package import Organisation
import Payments
package import Storage

/// The queue of what does not agree: somebody owns it, explains it, proposes what to do, and somebody else agrees.
package struct WorkExceptions: Sendable {
    package enum Outcome: Hashable, Sendable {
        case done
        case notAllowed
        case unknown
        /// It is dealt with already, or not in the state that this needs.
        case tooLate
        /// Whoever proposes does not decide.
        case ownProposal
        /// A reason or an explanation is missing, or too long.
        case reasonNeeded
        /// This class is not resolved like that.
        case notForThisClass
        /// VNPAY has been asked and has not answered yet.
        case gatewayIsAsked
        /// The amount is not ours: it cannot be applied.
        case wrongAmount
        /// Nobody who reconciles.
        case notAnAccountant
    }

    let database: any SQLDatabase
    let world: World

    /// When VNPAY has not answered for so long, people may go by the file.
    static let patienceMinutes: Int64 = 15
    static let longest = 2_000

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// Makes somebody look after it; that person finds it in the inbox.
    package func assign(_ number: Int64, to owner: StaffMember.ID, by actor: StaffMember) async throws -> Outcome {
        try await change(number, by: actor) { [world] exception, connection in
            guard exception.state.isOpen else { return .tooLate }
            guard let person = try StaffMember.find(owner, on: connection), person.state == .active,
                person.may(.reconcile)
            else { return .notAnAccountant }
            try exception.set(owner: owner, on: connection)
            try InboxItem.settle([.exceptionAssigned], about: exception.subject, at: world.now(), on: connection)
            try InboxMessage(
                .exceptionAssigned,
                about: exception.subject,
                fact: "\(number)/\(world.now().milliseconds)",
                detail: exception.reference,
                isTask: true
            ).put(to: [owner], in: world, on: connection)
            try exception.record("exception.assigned", by: actor, ["owner": person.actorID], in: world, connection)
            return .done
        }
    }

    /// Writes down what somebody found out.
    package func explain(_ number: Int64, _ text: String, by actor: StaffMember) async throws -> Outcome {
        let text = text.trimmingWhitespace
        return try await change(number, by: actor) { [world] exception, connection in
            guard (1...Self.longest).contains(text.count) else { return .reasonNeeded }
            try exception.set(explanation: text, on: connection)
            try exception.record("exception.explained", by: actor, ["text": text], in: world, connection)
            return .done
        }
    }

    /// Proposes what to do about it.
    package func propose(
        _ number: Int64,
        _ resolution: ExceptionResolution,
        reason: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        let reason = reason.trimmingWhitespace
        return try await change(number, by: actor) { exception, connection in
            try propose(exception, resolution, reason, by: actor, connection)
        }
    }

    /// The same within a transaction of the caller's.
    func propose(
        _ exception: SettlementException,
        _ resolution: ExceptionResolution,
        _ reason: String,
        by actor: StaffMember,
        _ connection: any SQLConnection
    ) throws -> Outcome {
        guard exception.state == .open || exception.state == .waiting else { return .tooLate }
        guard exception.matchClass.resolutions.contains(resolution) else { return .notForThisClass }
        guard (1...Self.longest).contains(reason.count) else { return .reasonNeeded }
        if let refusal = try exception.refusal(of: resolution, in: world, on: connection) { return refusal }
        let proposal = SettlementException.Proposal(
            resolution: resolution,
            reason: reason,
            by: actor.id,
            at: world.now()
        )
        try exception.set(proposal, on: connection)
        try exception.record(
            "exception.proposed",
            by: actor,
            ["resolution": resolution.rawValue, "reason": reason],
            in: world,
            connection
        )
        return .done
    }

    /// Sends a proposal back. One's own may be taken back as well.
    package func reject(_ number: Int64, reason: String, by actor: StaffMember) async throws -> Outcome {
        let reason = reason.trimmingWhitespace
        return try await change(number, by: actor) { [world] exception, connection in
            guard exception.state == .proposed, let proposal = exception.proposal else { return .tooLate }
            guard actor.may(.confirmResolutions) || proposal.by == actor.id else { return .notAllowed }
            guard (1...Self.longest).contains(reason.count) else { return .reasonNeeded }
            try exception.decide(.open, by: nil, booked: nil, at: world.now(), on: connection)
            try exception.record("exception.rejected", by: actor, ["reason": reason], in: world, connection)
            return .done
        }
    }

    func change(
        _ number: Int64,
        by actor: StaffMember,
        _ body: @escaping @Sendable (SettlementException, any SQLConnection) throws -> Outcome
    ) async throws -> Outcome {
        guard actor.may(.reconcile) else { return .notAllowed }
        return try await database.write { connection in
            guard let exception = try SettlementException.find(number, on: connection) else { return .unknown }
            return try body(exception, connection)
        }
    }
}

extension SettlementException {
    func record(
        _ action: String,
        by actor: StaffMember,
        _ detail: KeyValuePairs<String, String>,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(action, on: subject, by: .staff(actor.actorID), detail, in: world, connection)
    }

    /// Whether our books have the payment.
    func isPaidWithUs(on connection: any SQLConnection) throws -> Bool {
        guard let attempt else { return false }
        return try PaymentAttempt.find(attempt, on: connection)?.state.receipt != nil
    }

    /// Why it may not be resolved like that just now.
    func refusal(
        of resolution: ExceptionResolution,
        in world: World,
        on connection: any SQLConnection
    ) throws -> WorkExceptions.Outcome? {
        switch resolution {
        case .applyAsPaid:
            guard let attempt, let row = place.row,
                let line = try SettlementLine.find(file: place.file, row: row, on: connection),
                line.kind == .payment, line.status == .succeeded
            else { return .notForThisClass }
            guard amounts.theirsDong == amounts.oursDong else { return .wrongAmount }
            guard matchClass == .onlyAtVNPAY else { return nil }
            let question = ResolveAttempt.questionKey(attempt, reason: key.day.iso8601)
            let isWaiting = try OutboxStatus.find(key: question, on: connection)?.state == "open"
            let isLate = world.now() >= openedAt.adding(minutes: WorkExceptions.patienceMinutes)
            return isWaiting && !isLate ? .gatewayIsAsked : nil
        case .openRefundCase:
            // Only money that VNPAY has can be given back; a refund that is ours has its case already.
            guard (amounts.theirsDong ?? 0) != 0, let row = place.row,
                let line = try SettlementLine.find(file: place.file, row: row, on: connection),
                line.status == .succeeded, line.kind != .refund || matchClass == .refund
            else { return .notForThisClass }
            return nil
        case .acceptDifference:
            switch matchClass {
            case .unknownReference:
                // The same payment only when its number and its amount are.
                return attempt == nil || amounts.theirsDong != amounts.oursDong ? .notForThisClass : nil
            case .amountDiffers: return try isPaidWithUs(on: connection) ? nil : .notForThisClass
            case .matched, .onlyAtVNPAY, .onlyWithUs, .expectedNext, .stateDiffers, .duplicated, .refund, .feeDiffers,
                .wrongDay, .unreadable:
                return nil
            }
        case .waitForNextFile, .noAction: return nil
        }
    }
}

extension String {
    /// Without blanks and line ends at both ends.
    var trimmingWhitespace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

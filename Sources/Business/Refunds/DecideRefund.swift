import Alarms
import Billing
import Contracts
import Journal
package import Kernel
package import Organisation
package import Payments
import People
package import Storage

/// A second person decides about what one has proposed: agrees, or sends it back.
package struct DecideRefund: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// Agrees. What goes by VNPAY is owed to it from now on, in the same transaction; the call comes after.
    ///
    /// - Parameter refund: What was on the screen: another proposal is not agreed to unseen.
    package func confirm(_ id: PaymentCase.ID, _ refund: Refund.ID, by actor: StaffMember) async throws -> RefundOutcome
    {
        try await decide(id, refund, by: actor) { [world] known, proposal, connection in
            guard known.isAllowedToConfirm(actor, on: try known.contract(on: connection)) else { return .notAllowed }
            guard proposal.proposedBy != actor.id else { return .ownProposal }
            if let contract = try known.contract(on: connection), try Alarm.freezes(contract.subject, on: connection) {
                return .frozen
            }
            if let attempt = try proposal.attempt.flatMap({ try PaymentAttempt.find($0, on: connection) }),
                try PaymentRequest.find(attempt.request, on: connection)?.isFrozen(on: connection) == true
            {
                return .frozen
            }
            guard proposal.way.name == .kept || proposal.amount <= known.left else {
                return .tooMuch(left: known.left)
            }
            if proposal.way == .vnpay {
                let others = try Refund.all(about: proposal.reference, on: connection)
                guard !others.contains(where: { $0.way == .vnpay && $0.state.isUnderWay }) else {
                    return .otherUnderWay
                }
            }
            var decided = proposal
            decided.decidedBy = actor.id
            decided.decidedAt = world.now()
            try ApplyRefund(world: world, connection: connection)(
                proposal.way == .vnpay ? .confirmed : .settled,
                to: decided,
                from: proposal,
                ApplyRefund.Circumstances(actor: .staff(actor.actorID))
            )
            return .done
        }
    }

    /// Sends it back with a reason. One's own may be taken back as well.
    package func sendBack(
        _ id: PaymentCase.ID,
        _ refund: Refund.ID,
        reason: String,
        by actor: StaffMember
    ) async throws -> RefundOutcome {
        let reason = reason.trimmed
        return try await decide(id, refund, by: actor) { [world] known, proposal, connection in
            let mayConfirm = known.isAllowedToConfirm(actor, on: try known.contract(on: connection))
            guard mayConfirm || proposal.proposedBy == actor.id else { return .notAllowed }
            guard (1...ProposeRefund.longestReason).contains(reason.count) else { return .reasonNeeded }
            var decided = proposal
            decided.decidedBy = actor.id
            decided.decidedAt = world.now()
            decided.ruling = reason
            try ApplyRefund(world: world, connection: connection)(
                .sentBack,
                to: decided,
                from: proposal,
                ApplyRefund.Circumstances(actor: .staff(actor.actorID), note: reason)
            )
            return .done
        }
    }

    private func decide(
        _ id: PaymentCase.ID,
        _ refund: Refund.ID,
        by actor: StaffMember,
        _ body: @escaping @Sendable (RefundCase, Refund, any SQLConnection) throws -> RefundOutcome
    ) async throws -> RefundOutcome {
        do {
            return try await database.write { connection in
                guard let known = try RefundCase.find(id, on: connection),
                    let proposal = known.refunds.first(where: { $0.id == refund })
                else { return .unknown }
                guard proposal.state == .proposed else { return .tooLate }
                return try body(known, proposal, connection)
            }
        } catch is StaleWrite {
            return .tooLate
        }
    }
}

extension RefundCase {
    fileprivate func isAllowedToConfirm(_ actor: StaffMember, on contract: Contract?) -> Bool {
        actor.may(.confirmRefunds, onRefundOf: contract)
    }
}

/// What a person decides about an answer of VNPAY that nobody can read.
package struct RuleRefund: Sendable {
    package enum Ruling: String, Hashable, Sendable, CaseIterable {
        case askAgain = "ask_again"
        /// VNPAY's portal or the bank shows that the money is back.
        case made
        /// VNPAY has said that it is not, and will not be.
        case refused
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ id: PaymentCase.ID,
        _ ruling: Ruling,
        reason: String,
        by actor: StaffMember
    ) async throws -> RefundOutcome {
        let reason = reason.trimmed
        return try await database.write { [world] connection in
            guard let known = try RefundCase.find(id, on: connection) else { return .unknown }
            guard let refund = known.current, case .unclear = refund.state else { return .tooLate }
            let contract = try known.contract(on: connection)
            let apply = ApplyRefund(world: world, connection: connection)
            var circumstances = ApplyRefund.Circumstances(actor: .staff(actor.actorID), note: reason)
            if ruling == .askAgain {
                guard actor.may(.proposeRefunds, onRefundOf: contract) else { return .notAllowed }
                circumstances.callKey = "refund/\(refund.id)/\(world.now().milliseconds)"
                try apply(.asksAgain, to: refund, from: refund, circumstances)
                return .done
            }
            guard actor.may(.confirmRefunds, onRefundOf: contract) else { return .notAllowed }
            guard actor.id != refund.proposedBy else { return .ownProposal }
            guard (1...ProposeRefund.longestReason).contains(reason.count) else { return .reasonNeeded }
            var ruled = refund
            ruled.ruling = reason
            try apply(ruling == .made ? .ruledRefunded : .ruledRefused, to: ruled, from: refund, circumstances)
            return .done
        }
    }
}

import Accounting
import Activation
package import Approvals
package import Contracts
import Invoicing
import Journal
package import Kernel
import Notices
package import Organisation
import Payments
package import Storage

/// An approver decides about a contract (step B5). The decision, the contract's new state, and what follows from it,
/// the activation (B6) or the refund, are one transaction.
package struct DecideContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case decided(ContractState)
        case refused(ApprovalRefusal)
        /// An amendment that cannot hold any more: it can only be refused.
        case tooLate(Obstacle)
        case unknown
    }

    /// What has overtaken an amendment while it waited.
    package enum Obstacle: Hashable, Sendable {
        case contractOver
        case monthBilled(through: Day)
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ approval: ApprovalCase.ID,
        _ wish: ApprovalWish,
        by actor: StaffMember
    ) async throws -> Outcome {
        try await database.write { [world] connection in
            guard let known = try ApprovalCase.find(approval, on: connection),
                let id = Contract.id(ofSubject: known.subject),
                var contract = try Contract.find(id, on: connection)
            else { return .unknown }
            let change = try ContractChange.awaiting(of: id, on: connection)
                .flatMap { $0.revision == known.revision ? $0 : nil }
            if let change, wish.verdict == .approve,
                let obstacle = try contract.obstacle(to: change, on: connection)
            {
                return .tooLate(obstacle)
            }
            let decided: ApprovalCase
            do {
                decided = try ApprovalCase.decide(approval, wish, by: actor, in: world, on: connection)
            } catch let refusal as ApprovalRefusal {
                return .refused(refusal)
            }
            if let change {
                try contract.settle(change, by: decided, in: world, on: connection)
                try contract.tellDecision(decided, in: world, on: connection)
                return .decided(contract.state)
            }
            let before = contract.state
            let effects = try contract.apply(decided.contractEvent)
            try contract.update(from: before, at: world.now(), on: connection)
            try contract.tellDecision(decided, in: world, on: connection)
            for effect in effects {
                switch effect {
                case .activateLines: try LineActivation.request(for: contract, in: world, on: connection)
                case .considerInvoice: try InvoiceRequest.consider(contract, in: world, on: connection)
                case .openRefund: try contract.openRefund(wish.reason, in: world, on: connection)
                case .requestPayment, .replacePaymentRequest, .openApproval, .reopenApproval, .tellActivated,
                    .withdrawPaymentRequest, .restService, .resumeService, .endService:
                    break  // not effects of a decision
                }
            }
            return .decided(contract.state)
        }
    }

    /// Several at once, each for itself: one that has changed in the meantime does not hold up the others.
    package func all(
        _ chosen: [(approval: ApprovalCase.ID, seenHash: String)],
        _ verdict: ApprovalCase.Verdict,
        reason: String,
        by actor: StaffMember
    ) async throws -> [(approval: ApprovalCase.ID, outcome: Outcome)] {
        var outcomes: [(ApprovalCase.ID, Outcome)] = []
        for (approval, hash) in chosen.prefix(100) {
            let wish = ApprovalWish(verdict: verdict, seenHash: hash, reason: reason)
            outcomes.append((approval, try await self(approval, wish, by: actor)))
        }
        return outcomes
    }
}

extension ApprovalCase {
    /// What the contract makes of the decision just taken.
    fileprivate var contractEvent: ContractEvent {
        switch state {
        case .awaiting: .approvedRegionally
        case .approved: .approvedAtITCentre
        case .refused, .voided: .refused
        }
    }
}

extension Contract {
    /// The contract that a subject such as `contract:018f…` names.
    package static func id(ofSubject subject: String) -> Contract.ID? {
        guard subject.hasPrefix("contract:") else { return nil }
        return Contract.ID(subject.dropFirst("contract:".count))
    }

    /// Money has come for a contract that will not be: it is owed back, in the books and before a person, and the
    /// customer is told.
    fileprivate func openRefund(_ reason: String, in world: World, on connection: any SQLConnection) throws {
        guard let payment = try Payments.Payment.of(id, on: connection) else { return }
        let totals = try totals()
        try LedgerTransaction.refundDue(contract: "\(id)", subject: subject, net: totals.net, vat: totals.vat)
            .book(in: world, on: connection)
        var opening = PaymentCase.Opening(
            .rejectedContract,
            reference: payment.attempt.reference,
            amount: payment.receipt.amount,
            detail: reason
        )
        opening.holding = .refundsPayable
        try opening.open(in: world, on: connection)
        try AuditEntry.record(
            "payment.case_opened",
            on: subject,
            by: .system,
            [
                "kind": PaymentCaseKind.rejectedContract.rawValue, "reference": payment.attempt.reference,
                "amount_dong": "\(payment.receipt.amount.dong)",
            ],
            in: world,
            connection
        )
        try Notice.enqueue(
            .contractRejected,
            about: "\(id)",
            of: subject,
            to: buyer.recipient,
            in: world,
            on: connection
        )
    }

    fileprivate func tellDecision(
        _ approval: ApprovalCase,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let kind: InboxItem.Kind = approval.state == .refused ? .contractRejected : .contractApproved
        let reason = approval.decisions.last?.reason ?? ""
        let step = approval.decisions.last?.step.rawValue ?? ""
        try InboxMessage(kind, about: subject, fact: "\(approval.id)/\(step)", detail: reason)
            .put(to: belonging.people, in: world, on: connection)
        guard approval.step == nil else { return }
        for person in try belonging.people.compactMap({ try StaffMember.find($0, on: connection) })
        where person.state == .active {
            try Notice.enqueue(
                .staffContractDecided,
                about: "\(approval.id)",
                of: subject,
                to: person.recipient,
                in: world,
                on: connection
            )
        }
    }

    /// How many decisions of the open case a change would void.
    func decidedSteps(on connection: any SQLConnection) throws -> Int {
        try ApprovalCase.open(on: subject, connection)?.decisions.count ?? 0
    }
}

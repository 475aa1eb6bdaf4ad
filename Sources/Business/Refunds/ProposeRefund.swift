import Billing
package import Contracts
import Journal
package import Kernel
package import Organisation
package import Payments
import People
package import Storage

/// What can become of a step in working a refund case.
package enum RefundOutcome: Hashable, Sendable {
    case done
    case notAllowed
    case unknown
    /// Somebody was faster, or it is not in the state that this needs.
    case tooLate
    /// Whoever proposes does not decide.
    case ownProposal
    /// A reason is missing, or too long.
    case reasonNeeded
    case badAmount
    /// No more than this is left of the payment.
    case tooMuch(left: Money)
    /// VNPAY cannot give this money back: nobody paid it on a pay address of ours.
    case wayNotOpen
    /// The bank's reference is missing, or too long.
    case referenceNeeded
    case badDay
    /// Another refund of the same payment is under way at VNPAY.
    case otherUnderWay
    /// An alarm stands against the contract.
    case frozen
}

/// One person says how a case shall be settled; nothing moves before another agrees.
package struct ProposeRefund: Sendable {
    package struct Form: Hashable, Sendable {
        package var way: Refund.Way.Name
        /// As typed; of no meaning when the money is kept.
        package var amount = ""
        package var reason = ""
        package var keeping: Refund.Keeping?
        package var bankReference = ""
        package var bankDay: Day?

        package init(way: Refund.Way.Name) { self.way = way }
    }

    static let longestReason = 1_000

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ id: PaymentCase.ID,
        _ form: Form,
        by actor: StaffMember
    ) async throws -> RefundOutcome {
        var form = form
        form.reason = form.reason.trimmed
        form.bankReference = form.bankReference.trimmed
        guard (1...Self.longestReason).contains(form.reason.count) else { return .reasonNeeded }
        return try await database.write { [world, form] connection in
            guard let known = try RefundCase.find(id, on: connection) else { return .unknown }
            let contract = try known.contract(on: connection)
            guard actor.may(.proposeRefunds, onRefundOf: contract) else { return .notAllowed }
            guard known.payment.isOpen, known.current == nil else { return .tooLate }
            guard known.ways.contains(form.way) else { return .wayNotOpen }
            let way: Refund.Way
            var amount = try known.rest
            switch form.way {
            case .kept:
                guard let keeping = form.keeping, known.keepings.contains(keeping) else { return .reasonNeeded }
                way = .kept(keeping)
            case .vnpay, .outside:
                guard let typed = Money(typed: form.amount), !typed.isZero else { return .badAmount }
                guard typed <= known.left else { return .tooMuch(left: known.left) }
                amount = typed
                if form.way == .vnpay {
                    way = .vnpay
                } else {
                    guard (1...100).contains(form.bankReference.count) else { return .referenceNeeded }
                    guard let day = form.bankDay, day <= world.now().day else { return .badDay }
                    way = .outside(reference: form.bankReference, day: day)
                }
            }
            let refund = known.proposal(way, amount, form.reason, by: actor, in: world)
            try refund.insert(on: connection)
            try AuditEntry.record(
                "refund.proposed",
                on: contract?.subject ?? known.subject,
                by: .staff(actor.actorID),
                [
                    "reference": refund.reference, "case": "\(id)", "refund": "\(refund.id)",
                    "amount_dong": "\(amount.dong)", "way": way.name.rawValue, "reason": form.reason,
                ],
                in: world,
                connection
            )
            try TellRefund(world: world, connection: connection).proposed(refund, known)
            return .done
        }
    }
}

extension RefundCase {
    /// What of the case has not been settled.
    package var rest: Money {
        get throws { (try? (payment.amount ?? .zero) - settled) ?? .zero }
    }

    /// Why the money may stay: where it is in the books as somebody's, it cannot be nobody's.
    package var keepings: [Refund.Keeping] {
        switch payment.holding {
        case .nothing, .contract: Refund.Keeping.allCases
        case .overpayments, .refundsPayable: [.appliedElsewhere, .leftToUs]
        }
    }

    fileprivate func proposal(
        _ way: Refund.Way,
        _ amount: Money,
        _ reason: String,
        by actor: StaffMember,
        in world: World
    ) -> Refund {
        Refund(
            id: world.newID(),
            caseKey: payment.key,
            reference: payment.reference,
            chargeNumber: chargeNumber,
            attempt: attempt?.id,
            way: way,
            extent: amount == (paid ?? payment.amount) ? .full : .partial,
            amount: amount,
            reason: reason,
            proposedBy: actor.id,
            proposedAt: world.now(),
            state: .proposed,
            since: world.now(),
            decidedBy: nil,
            decidedAt: nil,
            ruling: nil,
            tries: 0,
            requestID: nil,
            gatewayNumber: nil,
            gatewayAt: nil,
            version: 0
        )
    }
}

extension StaffMember {
    /// Money whose contract nobody knows belongs to the IT centre.
    package func may(_ action: Action, onRefundOf contract: Contract?) -> Bool {
        may(action, on: contract?.belonging ?? Belonging(unit: nil, people: []))
    }
}

extension Money {
    /// `1.105.021`, `1 105 021 ₫` or plain digits.
    init?(typed text: String) {
        let digits = text.filter { !$0.isWhitespace && !".₫đ".contains($0) }
        guard (1...16).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let dong = Int64(digits), let money = try? Money(dong: dong)
        else { return nil }
        self = money
    }
}

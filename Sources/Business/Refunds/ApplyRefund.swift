import Accounting
import Billing
package import Contracts
import Journal
import Kernel
import Notices
import Organisation
import Payments
package import Storage

extension OutboxMessage {
    package static let refundKind = "work_refund"
}

/// What an event does to a refund and to all that hangs on it: state, books, audit entry, news and outgoing messages
/// change together or not at all.
struct ApplyRefund {
    let world: World
    let connection: any SQLConnection

    /// What comes with an event.
    struct Circumstances {
        var actor: Actor = .partner("vnpay")
        /// A few words for the audit log.
        var note = ""
        /// Names the message that has VNPAY called; the refund's own when it is `nil`.
        var callKey: String?
    }

    /// - Parameter refund: Already has whatever came with the event, such as who decided.
    /// - Returns: The refund as it is now.
    @discardableResult
    func callAsFunction(
        _ event: RefundEvent,
        to refund: Refund,
        from previous: Refund,
        _ circumstances: Circumstances = Circumstances()
    ) throws -> Refund {
        var refund = refund
        let effects = try refund.state.apply(event)
        if refund.state != previous.state { refund.since = world.now() }
        if refund != previous { try refund.update(from: previous, on: connection) }
        guard let known = try RefundCase.find(key: refund.caseKey, on: connection) else {
            throw SQLRowError(column: "case_key", wanted: "a payment case")
        }
        let contract = try known.contract(on: connection)
        if refund.state != previous.state || !effects.isEmpty {
            try record(event, refund, known, contract, circumstances)
        }
        for effect in effects { try perform(effect, refund, known, contract, circumstances.callKey) }
        if refund.state != previous.state {
            try TellRefund(world: world, connection: connection)(refund, known, contract)
            if refund.state == .done { try closeIfSettled(known, contract) }
        }
        return refund
    }

    private func perform(
        _ effect: RefundEffect,
        _ refund: Refund,
        _ known: RefundCase,
        _ contract: Contract?,
        _ callKey: String?
    ) throws {
        let subject = contract?.subject ?? known.subject
        switch effect {
        case .owe:
            if case .kept(let keeping) = refund.way {
                try LedgerTransaction.refundKept(refund, keeping, known.payment.holding, subject: subject)?
                    .book(in: world, on: connection)
            } else {
                let owed = try -LedgerTransaction.balance(of: .deferredRevenue, about: subject, on: connection)
                try LedgerTransaction.refundOwed(
                    refund,
                    known.payment.holding,
                    of: contract,
                    unearned: try Money(dong: max(0, owed)),
                    subject: subject
                )?.book(in: world, on: connection)
            }
        case .pay:
            guard refund.way.name != .kept else { break }
            try LedgerTransaction.refundPaid(refund, subject: subject).book(in: world, on: connection)
            try refund.adjustInvoice(known, contract, in: world, on: connection)
        case .takeBack:
            try LedgerTransaction.reverse(LedgerTransaction.owedKey(refund), in: world, on: connection)
        case .call:
            try OutboxMessage(
                key: callKey ?? "refund/\(refund.id)",
                kind: OutboxMessage.refundKind,
                body: "\(refund.id)"
            ).enqueue(at: world.now(), on: connection)
        case .appeal: break  // the state is the appeal: it stands in the list until a person has decided
        }
    }

    private func closeIfSettled(_ known: RefundCase, _ contract: Contract?) throws {
        guard let now = try RefundCase.find(key: known.payment.key, on: connection) else { return }
        let isSettled = try now.settled >= now.payment.amount ?? .zero
        guard isSettled else { return }
        try now.payment.close(at: world.now(), on: connection)
        try InboxItem.settle([.refundCaseOpened], about: known.subject, at: world.now(), on: connection)
        try AuditEntry.record(
            "refund.case_closed",
            on: contract?.subject ?? known.subject,
            by: .system,
            ["reference": known.payment.reference, "case": "\(known.id)"],
            in: world,
            connection
        )
    }

    private func record(
        _ event: RefundEvent,
        _ refund: Refund,
        _ known: RefundCase,
        _ contract: Contract?,
        _ circumstances: Circumstances
    ) throws {
        try AuditEntry.record(
            event.action,
            on: contract?.subject ?? known.subject,
            by: circumstances.actor,
            [
                "reference": refund.reference, "case": "\(known.id)", "refund": "\(refund.id)",
                "amount_dong": "\(refund.amount.dong)", "way": refund.way.name.rawValue,
                "code": refund.state.code ?? "", "number": refund.gatewayNumber ?? "", "note": circumstances.note,
            ],
            in: world,
            connection
        )
    }
}

extension RefundEvent {
    /// Its name in the audit log.
    fileprivate var action: String {
        switch self {
        case .confirmed: "refund.confirmed"
        case .settled: "refund.settled"
        case .sentBack: "refund.returned"
        case .leaves: "refund.sent"
        case .isProcessed: "refund.accepted"
        case .isAtBank: "refund.at_bank"
        case .isRefunded: "refund.made"
        case .isRefused: "refund.refused"
        case .isSilent: "refund.unanswered"
        case .isAbsent: "refund.absent"
        case .isStrange: "refund.unclear"
        case .asksAgain: "refund.asked_again"
        case .ruledRefunded: "refund.ruled_made"
        case .ruledRefused: "refund.ruled_refused"
        }
    }
}

extension RefundCase {
    /// The contract whose payment it is about; `nil` for a reference that we do not know.
    package func contract(on connection: any SQLConnection) throws -> Contract? {
        guard let attempt, let request = try PaymentRequest.find(attempt.request, on: connection) else { return nil }
        return try Contract.find(request.contract, on: connection)
    }
}

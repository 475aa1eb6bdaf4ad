import Accounting
import Journal
import Kernel
package import Organisation
import Payments
import Storage

extension WorkExceptions {
    /// Agrees to what another accountant proposed. What follows from it, in the books and elsewhere, happens in the
    /// same transaction.
    package func confirm(_ number: Int64, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.confirmResolutions) else { return .notAllowed }
        return try await change(number, by: actor) { try confirm($0, by: actor, $1) }
    }

    /// The same within a transaction of the caller's.
    func confirm(
        _ exception: SettlementException,
        by actor: StaffMember,
        _ connection: any SQLConnection
    ) throws -> Outcome {
        guard exception.state == .proposed, let proposal = exception.proposal else { return .tooLate }
        guard proposal.by != actor.id else { return .ownProposal }
        let resolve = Resolve(exception: exception, proposal: proposal, world: world, connection: connection)
        let outcome = try resolve(by: actor)
        guard outcome == .done else { return outcome }
        try exception.record(
            "exception.confirmed",
            by: actor,
            [
                "resolution": proposal.resolution.rawValue, "proposed_by": "\(proposal.by)",
                "reason": proposal.reason,
            ],
            in: world,
            connection
        )
        if proposal.resolution != .waitForNextFile {
            try InboxItem.settle([.exceptionAssigned], about: exception.subject, at: world.now(), on: connection)
        }
        return .done
    }
}

/// Does what two people have agreed on.
private struct Resolve {
    let exception: SettlementException
    let proposal: SettlementException.Proposal
    let world: World
    let connection: any SQLConnection

    func callAsFunction(by checker: StaffMember) throws -> WorkExceptions.Outcome {
        switch proposal.resolution {
        case .applyAsPaid: return try applyAsPaid(by: checker)
        case .acceptDifference: try end(.resolved, by: checker, booking: try difference())
        case .openRefundCase: try end(.resolved, by: checker, booking: try refund())
        case .waitForNextFile: try end(.waiting, by: checker, booking: nil)
        case .noAction: try end(.resolved, by: checker, booking: nil)
        }
        return .done
    }

    private func end(
        _ state: SettlementException.State,
        by checker: StaffMember,
        booking: LedgerTransaction?
    ) throws {
        try booking?.book(in: world, on: connection)
        try exception.decide(
            state,
            by: checker.id,
            booked: booking?.key,
            at: world.now(),
            on: connection
        )
    }

    private func difference() throws -> LedgerTransaction? {
        switch exception.matchClass {
        case .feeDiffers: try .feeDifference(exception, in: world)
        case .amountDiffers: try .amountDifference(exception, in: world)
        case .matched, .onlyAtVNPAY, .onlyWithUs, .expectedNext, .stateDiffers, .duplicated, .refund, .wrongDay,
            .unreadable, .unknownReference:
            nil
        }
    }

    /// Money that is not ours to keep. A refund that we did not ask for only needs the case.
    private func refund() throws -> LedgerTransaction? {
        let amount = try Money(dong: abs(exception.amounts.theirsDong ?? 0))
        let kind: PaymentCaseKind =
            switch exception.matchClass {
            case .unknownReference: .unknownReference
            case .duplicated: .secondCharge
            case .amountDiffers: .amountMismatch
            case .matched, .onlyAtVNPAY, .onlyWithUs, .expectedNext, .stateDiffers, .refund, .feeDiffers, .wrongDay,
                .unreadable:
                .overpayment
            }
        let booking: LedgerTransaction?
        var owed = amount
        var holding = PaymentCase.Holding.overpayments
        switch exception.matchClass {
        case .refund: (booking, holding) = (nil, .nothing)
        case .amountDiffers where try exception.isPaidWithUs(on: connection):
            booking = try .amountDifference(exception, in: world)
            let difference = exception.amounts.differenceDong ?? 0
            // Only what VNPAY has over our amount is owed back; of too little, the contract still has what came.
            if difference > 0 { owed = try Money(dong: difference) } else { holding = .contract }
        case .matched, .onlyAtVNPAY, .onlyWithUs, .expectedNext, .amountDiffers, .stateDiffers, .duplicated,
            .feeDiffers, .wrongDay, .unreadable, .unknownReference:
            booking = try .strayMoney(exception, amount: amount, in: world)
        }
        let (reference, number) = (exception.reference, exception.transactionNumber)
        var opening = PaymentCase.Opening(kind, reference: reference, amount: owed, detail: number)
        opening.holding = holding
        let known = try PaymentCase.find(key: opening.key, on: connection)
        try opening.open(in: world, on: connection)
        // Whoever worked the case before may have booked its money already.
        return known.map { $0.isOpen && $0.holding == .nothing } ?? true ? booking : nil
    }

    private func applyAsPaid(by checker: StaffMember) throws -> WorkExceptions.Outcome {
        guard let attempt = exception.attempt, let row = exception.place.row,
            let line = try SettlementLine.find(file: exception.place.file, row: row, on: connection),
            let file = try SettlementFile.find(exception.place.file, on: connection)
        else { return .notForThisClass }
        let receipt = GatewayReceipt(
            transactionNumber: line.transactionNumber,
            amount: try Money(dong: line.grossDong),
            bank: (line.bank, line.cardType, nil),
            paidAt: line.time
        )
        let outcome = try ApplySettlement(world: world, connection: connection)(
            receipt,
            to: attempt,
            evidence: ApplySettlement.Evidence(
                fileDigest: file.sha256,
                row: row,
                proposedBy: "\(proposal.by)",
                confirmedBy: checker.actorID
            )
        )
        switch outcome {
        case .unknown: return .notForThisClass
        case .wrongAmount: return .wrongAmount
        case .applied, .known: break
        }
        try exception.keepEvidence(attempt, row: row, outcome: "\(outcome)", at: world.now(), on: connection)
        try end(.resolved, by: checker, booking: nil)
        try CompareDay(world: world, connection: connection).references(
            [exception.reference],
            of: exception.key,
            owner: nil
        )
        return .done
    }
}

import Alarms
import Billing
import Contracts
package import Journal
package import Kernel
import Organisation
import Payments
import People
package import Storage

/// Has VNPAY give money back: sends the request once for each identifier, asks when no answer came, and follows the
/// refund until it is at its end. The intent is committed before anything leaves, the answer after.
package struct WorkRefund: Sendable {
    private let database: any SQLDatabase
    private let world: World
    private let gateway: RefundGateway
    private let pauseMilliseconds: Int64

    /// A request may be under way for so long; whoever finds it then knows that its sender is gone.
    private static let flightMinutes: Int64 = 2
    /// "There is no such refund" is believed only so long after the request: VNPAY has had its time to know.
    private static let absenceMinutes: Int64 = 15

    /// - Parameter pauseMilliseconds: Between two questions of this terminal; 292 s was measured.
    package init(
        database: any SQLDatabase,
        world: World,
        gateway: RefundGateway,
        pauseMilliseconds: Int64 = 300_000
    ) {
        self.database = database
        self.world = world
        self.gateway = gateway
        self.pauseMilliseconds = pauseMilliseconds
    }

    private enum Turn: Sendable {
        case over
        case gone
        case wait(milliseconds: Int64)
        case send(RefundOrder)
        case ask(RefundQuestion)
    }

    package func callAsFunction(_ id: Refund.ID) async throws -> Delivery {
        let turn = try await database.write { [self] connection in try takeTurn(id, on: connection) }
        switch turn {
        case .gone: return .park(reason: "there is no refund \(id)")
        case .over: return .done
        case .wait(let milliseconds): return .waiting(milliseconds: milliseconds)
        case .send(let order):
            let answer = await gateway.refund(order)
            return try await take(answer, to: order.requestID, id, isAnswerToQuestion: false)
        case .ask(let question):
            let answer = await gateway.query(question)
            return try await take(answer, to: question.requestID, id, isAnswerToQuestion: true)
        }
    }

    /// What is to be done now; whatever leaves after this is written down first.
    private func takeTurn(_ id: Refund.ID, on connection: any SQLConnection) throws -> Turn {
        let time = world.now()
        guard let refund = try Refund.find(id, on: connection),
            let attempt = try refund.attempt.flatMap({ try PaymentAttempt.find($0, on: connection) })
        else { return .gone }
        let charge = RefundedCharge(
            reference: refund.reference,
            createdAt: attempt.createdAt,
            number: refund.chargeNumber
        )
        switch refund.state {
        case .proposed, .returned, .done, .refused: return .over
        case .requested:
            if let request = try PaymentRequest.find(attempt.request, on: connection),
                try request.isFrozen(on: connection)
            {
                return .wait(milliseconds: Alarm.frozenMilliseconds)
            }
            var leaving = refund
            leaving.requestID = world.randomBytes(12).hex
            leaving.tries += 1
            let apply = ApplyRefund(world: world, connection: connection)
            let sent = try apply(.leaves, to: leaving, from: refund, ApplyRefund.Circumstances(actor: .system))
            let requestID = sent.requestID ?? ""
            try RefundMessage.leaves(.refund, requestID, of: id, in: world, on: connection)
            let checker = try refund.decidedBy.flatMap { try StaffMember.find($0, on: connection) }
            return .send(
                RefundOrder(
                    charge: charge,
                    amount: refund.amount,
                    extent: refund.extent,
                    requestID: requestID,
                    askedAt: time,
                    createdBy: checker?.email.description ?? "system"
                )
            )
        case .sending:
            let over = refund.since.adding(minutes: Self.flightMinutes)
            guard time >= over else { return .wait(milliseconds: over.milliseconds(since: time) + 100) }
            // Whoever sent it died: it may have arrived.
            let apply = ApplyRefund(world: world, connection: connection)
            try apply(.isSilent, to: refund, from: refund, ApplyRefund.Circumstances(actor: .system))
            return .wait(milliseconds: 0)
        case .unanswered, .processing, .atBank, .unclear:
            let later = try TerminalQueue.takeTurn(
                of: gateway.terminal,
                pauseMilliseconds: pauseMilliseconds,
                at: time,
                on: connection
            )
            if let later { return .wait(milliseconds: later.milliseconds(since: time) + 100) }
            let requestID = world.randomBytes(12).hex
            try RefundMessage.leaves(.query, requestID, of: id, in: world, on: connection)
            return .ask(
                RefundQuestion(
                    charge: charge,
                    amount: refund.amount,
                    refundNumber: refund.gatewayNumber,
                    requestID: requestID,
                    askedAt: time
                )
            )
        }
    }

    /// Writes the answer down, whole, and what it means.
    private func take(
        _ answer: RefundAnswer,
        to requestID: String,
        _ id: Refund.ID,
        isAnswerToQuestion: Bool
    ) async throws -> Delivery {
        try await database.write { [self] connection in
            try RefundMessage.answer(answer, to: requestID, at: world.now(), on: connection)
            guard let refund = try Refund.find(id, on: connection) else { return .done }
            let event = try event(of: answer.result, for: refund, isAnswerToQuestion, on: connection)
            guard let event else { return .waiting(milliseconds: pauseMilliseconds) }
            let apply = ApplyRefund(world: world, connection: connection)
            do throws(RefundError) {
                var probe = refund.state
                _ = try probe.apply(event)
            } catch {
                try contradict(refund, event, on: connection)
                return .done
            }
            var heard = refund
            if case .known(_, let facts) = answer.result {
                heard.gatewayNumber = facts.number ?? refund.gatewayNumber
                heard.gatewayAt = refund.gatewayAt ?? facts.at
            }
            let now = try apply(event, to: heard, from: refund)
            return switch now.state {
            case .proposed, .returned, .done, .refused, .unclear: .done
            case .requested: .waiting(milliseconds: 0)
            case .sending, .unanswered, .processing, .atBank: .waiting(milliseconds: pauseMilliseconds)
            }
        }
    }

    /// What an answer says of this refund; `nil` when it says nothing.
    private func event(
        of result: RefundAnswer.Result,
        for refund: Refund,
        _ isAnswerToQuestion: Bool,
        on connection: any SQLConnection
    ) throws -> RefundEvent? {
        switch result {
        case .known(let standing, let facts):
            if let number = facts.number, number != refund.gatewayNumber {
                // A payment may have several refunds, and VNPAY shows the latest: it is an earlier one of ours.
                if try refund.otherNumbers(on: connection).contains(number) { return absence(refund) }
                if refund.gatewayNumber != nil { return .isStrange(code: "number \(number)") }
            }
            if let amount = facts.amount, amount != refund.amount {
                return .isStrange(code: "amount \(amount.dong)")
            }
            return switch standing {
            case .processing: .isProcessed
            case .atBank: .isAtBank
            case .refunded: .isRefunded
            case .refused(let code): .isRefused(code: code)
            }
        case .declined(let code): return isAnswerToQuestion ? .isStrange(code: code) : .isRefused(code: code)
        case .strange(let code): return .isStrange(code: code)
        case .doubtful, .none: return .isSilent
        case .throttled: return nil
        case .absent: return isAnswerToQuestion ? absence(refund) : .isRefused(code: "91")
        }
    }

    private func absence(_ refund: Refund) -> RefundEvent? {
        guard world.now() >= refund.since.adding(minutes: Self.absenceMinutes) else { return nil }
        return refund.tries >= Refund.triesLimit && refund.state == .unanswered
            ? .isStrange(code: "no_answer") : .isAbsent
    }

    /// VNPAY says now what it denied before: nothing is changed, and a person hears of it.
    private func contradict(_ refund: Refund, _ event: RefundEvent, on connection: any SQLConnection) throws {
        guard let known = try RefundCase.find(key: refund.caseKey, on: connection) else { return }
        try AuditEntry.record(
            "refund.contradicted",
            on: try known.contract(on: connection)?.subject ?? known.subject,
            by: .partner("vnpay"),
            ["reference": refund.reference, "refund": "\(refund.id)", "said": "\(event)"],
            in: world,
            connection
        )
        try InboxMessage(
            .refundUnclear,
            about: known.subject,
            fact: "\(refund.id)/contradicted/\(world.now().milliseconds)",
            detail: refund.reference,
            isTask: true
        ).put(to: StaffMember.active(.accountant, on: connection).map(\.id), in: world, on: connection)
    }
}

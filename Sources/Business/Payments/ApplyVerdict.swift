import Accounting
import Activation
import Billing
import Contracts
import Invoicing
import Journal
import Kernel
import Notices
import Organisation
import Storage

/// What one word of the gateway does to an attempt and to all that hangs on it. Notice, query and settlement file come
/// through here, inside one transaction: state, books, audit entry and outgoing messages change together or not at all.
struct ApplyVerdict {
    enum Outcome: Hashable { case applied, known, wrongAmount, pending }

    let world: World
    let connection: any SQLConnection

    func callAsFunction(_ notice: GatewayNotice, to attempt: PaymentAttempt) throws -> Outcome {
        switch notice.verdict {
        case .paid(let receipt): try apply(.confirmed(receipt), to: attempt)
        case .declined(let code): try apply(.refused(code: code), to: attempt)
        case .suspected: try apply(.suspected, to: attempt)
        case .pending: .pending
        }
    }

    /// Nobody has said anything until the end of the attempt's time.
    func goQuiet(_ attempt: PaymentAttempt) throws {
        _ = try apply(.wentQuiet, to: attempt)
    }

    func apply(_ event: PaymentEvent, to attempt: PaymentAttempt) throws -> Outcome {
        var attempt = attempt
        let previous = attempt.state
        let effects: [PaymentEffect]
        do throws(PaymentAttemptError) {
            effects = try attempt.apply(event)
        } catch {
            switch error {
            case .amountMismatch(_, let received):
                try openCase(.amountMismatch, attempt, amount: received, detail: "\(received.dong)")
                return .wrongAmount
            }
        }
        if attempt.state != previous { try attempt.update(from: previous, at: world.now(), on: connection) }
        var isNews = attempt.state != previous
        for effect in effects where try perform(effect, event, attempt) { isNews = true }
        if case .declined(let code) = attempt.state, attempt.state != previous {
            try record("payment.declined", attempt, ["reference": attempt.reference, "code": code])
        }
        return isNews ? .applied : .known
    }

    /// - Returns: Whether it changed anything: a case that is open already does not.
    private func perform(_ effect: PaymentEffect, _ event: PaymentEvent, _ attempt: PaymentAttempt) throws -> Bool {
        switch effect {
        case .credit(let receipt):
            try credit(receipt, attempt)
            return true
        case .openCase(let kind):
            let detail: String =
                if case .confirmed(let receipt) = event { receipt.transactionNumber } else { "07" }
            return try openCase(kind, attempt, amount: attempt.amount, detail: detail)
        case .askGateway:
            try ResolveAttempt.enqueue(attempt, due: world.now(), at: world.now(), on: connection)
            return true
        }
    }

    /// Money has come. An open request takes it; otherwise it belongs to nothing that we sold, and is kept to be given
    /// back.
    private func credit(_ receipt: GatewayReceipt, _ attempt: PaymentAttempt) throws {
        guard var request = try PaymentRequest.find(attempt.request, on: connection),
            var contract = try Contract.find(request.contract, on: connection)
        else { throw SQLRowError(column: "request_id", wanted: "a payment request") }
        guard request.state == .open else {
            try Payment(attempt: attempt, receipt: receipt, use: .overpayment).insert(in: world, on: connection)
            try LedgerTransaction.overpaid(
                attempt: "\(attempt.id)",
                subject: contract.subject,
                amount: receipt.amount
            ).book(in: world, on: connection)
            let number = receipt.transactionNumber
            try openCase(.overpayment, attempt, amount: receipt.amount, detail: number, holding: .overpayments)
            return
        }
        try Payment(attempt: attempt, receipt: receipt, use: .request).insert(in: world, on: connection)
        guard request.purpose == .contract else {
            return try PayStatements(world: world, connection: connection)(request, of: contract, attempt, receipt)
        }
        let totals = try contract.totals()
        try LedgerTransaction.prepaidReceived(
            attempt: "\(attempt.id)",
            subject: contract.subject,
            net: totals.net,
            vat: totals.vat
        ).book(in: world, on: connection)
        let requestBefore = request.state
        _ = try request.apply(.paid)
        try request.update(from: requestBefore, at: world.now(), on: connection)
        let contractBefore = contract.state
        let effects = try contract.apply(.paymentReceived)
        try contract.update(from: contractBefore, at: world.now(), on: connection)
        try record(
            "contract.paid",
            attempt,
            [
                "reference": attempt.reference, "transaction": receipt.transactionNumber, "bank": receipt.bankCode,
                "amount_dong": "\(receipt.amount.dong)",
            ]
        )
        try Notice.enqueue(
            .paymentReceived,
            about: "\(attempt.id)",
            of: contract.subject,
            to: contract.buyer.recipient,
            in: world,
            on: connection
        )
        try tellStaff(contract, attempt)
        try perform(effects, &contract)
    }

    /// Step B4: whom the payment of a declared contract concerns hears of it, here and by mail.
    private func tellStaff(_ contract: Contract, _ attempt: PaymentAttempt) throws {
        let people = try contract.audience(on: world.now().day, connection)
        try InboxMessage(.contractPaid, about: contract.subject, fact: "\(attempt.id)", detail: attempt.amount.display)
            .put(to: people.map(\.id), in: world, on: connection)
        for person in people {
            try Notice.enqueue(
                .staffContractPaid,
                about: "\(attempt.id)",
                of: contract.subject,
                to: person.recipient,
                in: world,
                on: connection
            )
        }
    }

    private func perform(_ effects: [ContractEffect], _ contract: inout Contract) throws {
        for effect in effects {
            switch effect {
            case .activateLines:
                try LineActivation.request(for: contract, in: world, on: connection)
            case .considerInvoice:
                try InvoiceRequest.consider(contract, in: world, on: connection)
            case .openApproval:
                try contract.openApproval(in: world, on: connection)
                let before = contract.state
                _ = try contract.apply(.approvalOpened)
                try contract.update(from: before, at: world.now(), on: connection)
            case .requestPayment, .replacePaymentRequest, .reopenApproval, .tellActivated, .withdrawPaymentRequest,
                .openRefund, .restService, .resumeService, .endService:
                break  // not effects of a payment
            }
        }
    }

    /// - Returns: Whether it was not open before.
    @discardableResult
    private func openCase(
        _ kind: PaymentCaseKind,
        _ attempt: PaymentAttempt,
        amount: Money,
        detail: String,
        holding: PaymentCase.Holding = .nothing
    ) throws -> Bool {
        var opening = PaymentCase.Opening(kind, reference: attempt.reference, amount: amount, detail: detail)
        opening.holding = holding
        guard try opening.open(in: world, on: connection) else { return false }
        try record(
            "payment.case_opened",
            attempt,
            ["kind": kind.rawValue, "reference": attempt.reference, "amount_dong": "\(amount.dong)"]
        )
        return true
    }

    private func record(_ action: String, _ attempt: PaymentAttempt, _ detail: KeyValuePairs<String, String>) throws {
        guard let request = try PaymentRequest.find(attempt.request, on: connection) else { return }
        try AuditEntry.record(
            action,
            on: "contract:\(request.contract)",
            by: .partner("vnpay"),
            detail,
            in: world,
            connection
        )
    }
}

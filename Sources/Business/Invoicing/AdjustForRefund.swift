import Catalogue
package import Contracts
import Journal
package import Kernel
import Organisation
package import Storage

/// Money of a contract that has gone back to its customer.
package struct RefundOnInvoice: Hashable, Sendable {
    /// Names the refund: one adjustment each.
    package let id: String
    package let amount: Money
    /// Our name of the payment.
    package let reference: String

    package init(id: String, amount: Money, reference: String) {
        self.id = id
        self.amount = amount
        self.reference = reference
    }
}

extension InvoiceRequest {
    package enum RefundOutcome: Hashable, Sendable {
        /// No invoice is out that could say too much.
        case notOut
        case adjusted(InvoiceRequest.ID)
        /// The rules of corrections allow no adjustment of that amount now: an officer has the task.
        case byHand
    }

    /// Draws up the adjustment (giảm) that a refund makes necessary, and tells the officer in charge; in the
    /// transaction of the refund.
    package static func adjust(
        _ contract: Contract,
        for refund: RefundOnInvoice,
        in world: World,
        on connection: any SQLConnection
    ) throws -> RefundOutcome {
        let out = try all(of: contract.id, on: connection).filter { $0.state == .accepted }
        guard let invoice = out.last(where: { $0.kind == .original || $0.kind.isReplacement }),
            let chain = try InvoiceChain.read(invoice.id, on: connection)
        else { return .notOut }
        let officers = try officers(for: contract, on: world.now().day, connection)
        let lines = try chain.refusal(of: .adjustment) == nil ? chain.lines(of: refund, contract, on: connection) : nil
        guard let lines else {
            try InboxMessage(
                .invoiceToCorrect,
                about: invoice.subject,
                fact: refund.id,
                detail: "\(refund.reference): \(refund.amount.display)",
                isTask: true
            ).put(to: officers, in: world, on: connection)
            try record("invoice.refund_by_hand", invoice.key, contract, refund, in: world, on: connection)
            return .byHand
        }
        let adjustment = try invoice.adjustment(down: lines, refund, contract, in: world, on: connection)
        try record("invoice.adjustment_requested", adjustment.key, contract, refund, in: world, on: connection)
        try InboxMessage(
            .invoiceAdjusted,
            about: adjustment.subject,
            fact: refund.id,
            detail: "\(adjustment.key): \(refund.amount.display)"
        ).put(to: officers, in: world, on: connection)
        return .adjusted(adjustment.id)
    }

    private func adjustment(
        down lines: [InvoiceLine],
        _ refund: RefundOnInvoice,
        _ contract: Contract,
        in world: World,
        on connection: any SQLConnection
    ) throws -> InvoiceRequest {
        let time = world.now()
        let count = try Self.all(of: contract.id, on: connection).count
        let adjustment = InvoiceRequest(
            id: world.newID(),
            contract: contract.id,
            statement: statement,
            kind: .adjustment(of: id, .decrease),
            reason: "Hoàn tiền cho khách hàng, mã tham chiếu \(refund.reference)",
            key: "QLDV-\(contract.number)-DC\(count)",
            basis: basis,
            date: time.day,
            deadline: try WorkingCalendar.read(on: connection).invoiceDeadline(after: time.day),
            state: .pending,
            obstacle: nil,
            total: try InvoiceTotals(lines).total,
            buyerOverride: buyerOverride,
            document: InvoiceDocument(),
            createdAt: time
        )
        try adjustment.insert(series: Self.series(of: id, on: connection), on: connection)
        try adjustment.insert(lines, on: connection)
        try adjustment.message.enqueue(at: time, on: connection)
        return adjustment
    }

    private static func record(
        _ action: String,
        _ key: String,
        _ contract: Contract,
        _ refund: RefundOnInvoice,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: contract.subject,
            by: .system,
            ["key": key, "reference": refund.reference, "refund": refund.id, "total": "\(refund.amount.dong)"],
            in: world,
            connection
        )
    }
}

extension InvoiceRequest.Kind {
    fileprivate var isReplacement: Bool { if case .replacement = self { true } else { false } }
}

extension InvoiceChain {
    /// What the adjustment says: the invoice's own lines when all of it goes back, else one line for the amount; `nil`
    /// when that needs a person, because of several rates or too great an amount.
    fileprivate func lines(
        of refund: RefundOnInvoice,
        _ contract: Contract,
        on connection: any SQLConnection
    ) throws -> [InvoiceLine]? {
        let worth = try worth()
        guard refund.amount <= worth else { return nil }
        let shown = try invoice.shownLines(of: contract, on: connection)
        if refund.amount == invoice.total, worth == invoice.total { return shown }
        let rates = Set(shown.map(\.price.rate))
        guard rates.count == 1, let rate = rates.first else { return nil }
        return try InvoiceLine.parts(of: refund.amount, rate: rate, reference: refund.reference)
    }
}

extension InvoiceLine {
    /// Lines whose sum with VAT is exactly that amount. VAT is rounded for each line, so that some amounts are no sum
    /// of one line: then one đồng stands on a line of its own.
    static func parts(of gross: Money, rate: VATRate, reference: String) throws -> [InvoiceLine]? {
        func line(_ net: Money, _ name: String) throws -> InvoiceLine {
            try InvoiceLine(item: ("HOANTIEN", name, "lần"), quantity: 1, unitPrice: net, rate: rate)
        }
        let name = "Hoàn tiền theo mã tham chiếu \(reference)"
        if let net = try rate.net(ofGross: gross) { return [try line(net, name)] }
        let one = try Money(dong: 1)
        guard gross > one, try rate.vat(on: one).isZero, let net = try rate.net(ofGross: gross - one) else {
            return nil
        }
        return [try line(net, name), try line(one, "\(name) (làm tròn)")]
    }
}

extension VATRate {
    /// The net amount whose VAT makes it exactly that; `nil` when there is none.
    fileprivate func net(ofGross gross: Money) throws -> Money? {
        guard case .percent(let basisPoints) = self else { return gross }
        let guess = Int64(Int128(gross.dong) * 10_000 / Int128(10_000 + basisPoints))
        for dong in max(0, guess - 1)...(guess + 1) {
            let net = try Money(dong: dong)
            if !net.isZero, try net + vat(on: net) == gross { return net }
        }
        return nil
    }
}

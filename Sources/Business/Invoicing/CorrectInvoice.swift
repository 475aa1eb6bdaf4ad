import Catalogue
import Contracts
import Journal
package import Kernel
package import Organisation
package import Storage

/// What became of the wish to correct an invoice.
package enum CorrectionOutcome: Hashable, Sendable {
    /// The correction is on its way to the provider.
    case requested(InvoiceRequest.ID)
    case notFound
    case notAllowed
    case refused(InvoiceChain.Refusal)
    case mistakes([InvoiceCorrectionForm.Field: InvoiceCorrectionForm.Mistake])
}

/// Draws up an adjustment (hóa đơn điều chỉnh) of an issued invoice: up, down, or of what it says.
package struct AdjustInvoice: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ id: InvoiceRequest.ID,
        _ form: InvoiceCorrectionForm,
        by actor: StaffMember
    ) async throws -> CorrectionOutcome {
        try await database.write { [world] connection in
            guard let wish = try CorrectionWish.read(id, on: connection) else { return .notFound }
            guard actor.may(.workInvoices, on: wish.contract.belonging) else { return .notAllowed }
            if let refusal = wish.chain.refusal(of: .adjustment) { return .refused(refusal) }
            var mistakes: [InvoiceCorrectionForm.Field: InvoiceCorrectionForm.Mistake] = [:]
            let reason = form.checkedReason(&mistakes)
            guard let direction = InvoiceDirection(rawValue: form.direction) else {
                mistakes[.direction] = .missing
                return .mistakes(mistakes)
            }
            var lines: [InvoiceLine] = []
            var buyer: InvoiceBuyer?
            switch direction {
            case .information: buyer = form.buyer.checked(against: wish.buyer, &mistakes)
            case .increase, .decrease: lines = try form.checkedLines(rates: wish.rates, &mistakes)
            }
            guard mistakes.isEmpty else { return .mistakes(mistakes) }
            let total = try InvoiceTotals(lines).total
            let worth = try wish.chain.worth()
            if direction == .decrease, total > worth { return .mistakes([.lines: .moreThanInvoiced(worth)]) }
            let checked = InvoiceCorrectionForm.Checked(reason: reason, lines: lines, buyer: buyer, total: total)
            return try wish.request(.adjustment(of: id, direction), checked, by: actor, in: world, on: connection)
        }
    }
}

/// Draws up an invoice that stands in the place of an issued one (hóa đơn thay thế).
package struct ReplaceInvoice: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ id: InvoiceRequest.ID,
        _ form: InvoiceCorrectionForm,
        by actor: StaffMember
    ) async throws -> CorrectionOutcome {
        try await database.write { [world] connection in
            guard let wish = try CorrectionWish.read(id, on: connection) else { return .notFound }
            guard actor.may(.workInvoices, on: wish.contract.belonging) else { return .notAllowed }
            if let refusal = wish.chain.refusal(of: .replacement) { return .refused(refusal) }
            var mistakes: [InvoiceCorrectionForm.Field: InvoiceCorrectionForm.Mistake] = [:]
            let reason = form.checkedReason(&mistakes)
            let lines = try form.checkedLines(rates: wish.rates, &mistakes)
            let buyer = form.buyer.checked(against: wish.buyer, &mistakes)
            guard mistakes.isEmpty else { return .mistakes(mistakes) }
            let checked = InvoiceCorrectionForm.Checked(
                reason: reason,
                lines: lines,
                buyer: buyer,
                total: try InvoiceTotals(lines).total
            )
            return try wish.request(.replacement(of: id), checked, by: actor, in: world, on: connection)
        }
    }
}

/// The invoice that somebody wants to correct, with all that has to be known for it.
private struct CorrectionWish {
    let chain: InvoiceChain
    let contract: Contract
    let rates: Set<VATRate>
    /// As the invoice names the buyer.
    let buyer: Buyer

    static func read(_ id: InvoiceRequest.ID, on connection: any SQLConnection) throws -> CorrectionWish? {
        guard let chain = try InvoiceChain.read(id, on: connection),
            let contract = try Contract.find(chain.invoice.contract, on: connection)
        else { return nil }
        return CorrectionWish(
            chain: chain,
            contract: contract,
            rates: Set(try chain.invoice.shownLines(of: contract, on: connection).map(\.price.rate)),
            buyer: contract.buyer.corrected(by: chain.invoice.buyerOverride)
        )
    }

    func request(
        _ kind: InvoiceRequest.Kind,
        _ checked: InvoiceCorrectionForm.Checked,
        by actor: StaffMember,
        in world: World,
        on connection: any SQLConnection
    ) throws -> CorrectionOutcome {
        let time = world.now()
        let count = try InvoiceRequest.all(of: contract.id, on: connection).count
        let letters = kind == .replacement(of: chain.invoice.id) ? "TT" : "DC"
        let request = InvoiceRequest(
            id: world.newID(),
            contract: contract.id,
            statement: chain.invoice.statement,
            kind: kind,
            reason: checked.reason,
            key: "QLDV-\(contract.number)-\(letters)\(count)",
            basis: chain.invoice.basis,
            date: time.day,
            deadline: try WorkingCalendar.read(on: connection).invoiceDeadline(after: time.day),
            state: .pending,
            obstacle: nil,
            total: checked.total,
            buyerOverride: checked.buyer ?? chain.invoice.buyerOverride,
            document: InvoiceDocument(),
            createdAt: time
        )
        try request.insert(series: InvoiceRequest.series(of: chain.invoice.id, on: connection), on: connection)
        try request.insert(checked.lines, on: connection)
        try request.message.enqueue(at: time, on: connection)
        try AuditEntry.record(
            "invoice.\(kind.name)_requested",
            on: contract.subject,
            by: .staff(actor.actorID),
            [
                "key": request.key, "corrects": chain.invoice.key, "reason": checked.reason,
                "total": "\(checked.total.dong)",
            ],
            in: world,
            connection
        )
        return .requested(request.id)
    }
}

extension InvoiceRequest {
    /// Its lines wherever they are kept; none in an adjustment of information.
    func shownLines(of contract: Contract, on connection: any SQLConnection) throws -> [InvoiceLine] {
        kind == .original && statement == nil ? contract.lines.map(InvoiceLine.init) : try lines(on: connection)
    }
}

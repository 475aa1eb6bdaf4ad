import Contracts
import Journal
package import Kernel
package import Organisation
import People
package import Storage

/// Sends an invoice again that was refused or needs a person, once the cause has been mended: the buyer's particulars
/// here, anything else at the provider. A date that the series has passed is drawn up anew.
package struct RetryInvoice: Sendable {
    package enum Outcome: Hashable, Sendable {
        case retried
        case notFound
        case notAllowed
        /// It is neither refused nor in need of a person (any more).
        case notWaiting
        /// What it corrects has been corrected another way.
        case overtaken
        case mistakes([InvoiceCorrectionForm.Field: InvoiceCorrectionForm.Mistake])
    }

    package enum DateChoice: String, Hashable, Sendable, CaseIterable {
        case kept
        /// Drawn up today.
        case today
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ id: InvoiceRequest.ID,
        date: DateChoice,
        buyer form: InvoiceBuyerForm,
        by actor: StaffMember
    ) async throws -> Outcome {
        try await database.write { [world] connection in
            guard var request = try InvoiceRequest.find(id, on: connection),
                let contract = try Contract.find(request.contract, on: connection)
            else { return .notFound }
            guard actor.may(.workInvoices, on: contract.belonging) else { return .notAllowed }
            guard request.state.isProblem else { return .notWaiting }
            if let corrected = request.kind.corrected,
                try InvoiceChain.read(corrected, on: connection)?.mayBeCorrected(by: request) != true
            {
                return .overtaken
            }
            var mistakes: [InvoiceCorrectionForm.Field: InvoiceCorrectionForm.Mistake] = [:]
            let current = contract.buyer.corrected(by: request.buyerOverride)
            let change = form.checked(against: current, &mistakes)
            guard mistakes.isEmpty else { return .mistakes(mistakes) }
            let previous = request.state
            _ = try request.apply(.retried)
            request.buyerOverride = change ?? request.buyerOverride
            request.document.forgetRefused()
            if date == .today, request.date != world.now().day {
                request.date = world.now().day
                request.deadline = try WorkingCalendar.read(on: connection).invoiceDeadline(after: request.date)
                try request.forgetAlarms(on: connection)
            }
            try request.update(from: previous, at: world.now(), on: connection)
            try request.message.reopen(at: world.now(), on: connection)
            try InboxItem.settle([.invoiceRefused], about: request.subject, at: world.now(), on: connection)
            try request.tellRetried(by: actor, change, in: world, on: connection)
            return .retried
        }
    }
}

extension InvoiceRequest {
    fileprivate func tellRetried(
        by actor: StaffMember,
        _ change: InvoiceBuyer?,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            "invoice.retried",
            on: "contract:\(contract)",
            by: .staff(actor.actorID),
            [
                "key": key, "date": date.iso8601,
                "buyer": change.map { "\($0.name); \($0.taxCode?.description ?? "-"); \($0.address)" } ?? "",
            ],
            in: world,
            connection
        )
    }
}

extension InvoiceDocument {
    /// The provider's identifier stays: the refused one must be told from the new one when read back.
    fileprivate mutating func forgetRefused() {
        series = nil
        number = nil
        authorityCode = nil
        lookupCode = nil
        remark = nil
    }
}

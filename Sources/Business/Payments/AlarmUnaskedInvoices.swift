import Contracts
import Invoicing
import Journal
package import Kernel
import Organisation
package import Storage

/// Tells the officer in charge of every paid contract whose invoice has not been asked for some working days after the
/// payment: it waits for an approval or for a reconciled day, and the law counts from the payment. Each payment is
/// looked at once.
package struct AlarmUnaskedInvoices: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many payments were looked at; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 100) async throws -> Int {
        let today = world.now().day
        let isAny = try await database.read { connection in
            try !WatchedPayment.paid(before: Self.cutOff(today, connection), limit: 1, on: connection).isEmpty
        }
        guard isAny else { return 0 }
        return try await database.write { [world] connection in
            let watched = try WatchedPayment.paid(
                before: Self.cutOff(today, connection),
                limit: limit,
                on: connection
            )
            for payment in watched {
                if let contract = try Contract.find(payment.contract, on: connection), contract.isStillToBeInvoiced,
                    try InvoiceRequest.original(of: contract.id, on: connection) == nil
                {
                    try contract.tellUnasked(payment.paidAt, in: world, on: connection)
                }
                try payment.stopWatching(on: connection)
            }
            return watched.count
        }
    }

    /// Whoever paid before that has waited the whole time.
    private static func cutOff(_ today: Day, _ connection: any SQLConnection) throws -> Timestamp {
        let count = try InvoicePolicy.read(on: connection).unaskedWorkingDays
        let calendar = try WorkingCalendar.read(on: connection)
        var day = today
        while calendar.day(count, workingDaysAfter: day) > today { day = day.adding(days: -1) }
        return day.start
    }
}

extension Contract {
    fileprivate var isStillToBeInvoiced: Bool {
        switch state {
        case .draft, .cancelled, .rejected: false
        case .awaitingPayment, .paid, .awaitingRegionalApproval, .awaitingITApproval, .activating, .active, .suspended,
            .expired, .terminated:
            payment == .prepaid
        }
    }

    fileprivate func tellUnasked(_ paidAt: Timestamp, in world: World, on connection: any SQLConnection) throws {
        try InboxMessage(
            .invoiceNotAsked,
            about: subject,
            fact: "\(id)",
            detail: "\(number): \(paidAt.day.display)",
            isTask: true
        ).put(
            to: InvoiceRequest.officers(for: self, on: world.now().day, connection),
            in: world,
            on: connection
        )
        try AuditEntry.record(
            "invoice.not_asked",
            on: subject,
            by: .system,
            ["paid": paidAt.day.iso8601],
            in: world,
            connection
        )
    }
}

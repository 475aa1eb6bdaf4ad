package import Billing
package import Contracts
import Kernel
package import People
package import Statements
package import Storage

/// One payment as its payer sees it.
package struct PaymentItem: Hashable, Sendable {
    package let attempt: PaymentAttempt
    package let contract: Contract
    /// The months that it was for, the oldest first; empty for a contract that is paid beforehand.
    package let statements: [Statement]
}

/// A month as its payer sees it.
package struct MonthItem: Hashable, Sendable {
    package let statement: Statement
    package let contract: Contract
    /// The payment that settled it.
    package let reference: String?
}

/// The payments of a customer, and what there is to pay month by month.
package struct PaymentsOfCustomer: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// Every attempt, newest first.
    package func list(
        of customer: Customer.ID,
        window: (limit: Int, offset: Int)
    ) async throws -> (items: [PaymentItem], count: Int64) {
        try await database.read { connection in
            let attempts = try PaymentAttempt.list(of: customer, window: window, on: connection)
            return (
                try attempts.compactMap { try PaymentItem($0, on: connection) },
                try PaymentAttempt.count(ofCustomer: customer, on: connection)
            )
        }
    }

    /// What is owed, all of it, the oldest debt first.
    package func owed(by customer: Customer.ID) async throws -> [MonthItem] {
        try await database.read { connection in
            try Statement.unpaid(of: customer, on: connection).compactMap { try MonthItem($0, on: connection) }
        }
    }

    /// The months that are settled, the newest first.
    package func settled(
        of customer: Customer.ID,
        window: (limit: Int, offset: Int)
    ) async throws -> (items: [MonthItem], count: Int64) {
        try await database.read { connection in
            (
                try Statement.settled(of: customer, window: window, on: connection)
                    .compactMap { try MonthItem($0, on: connection) },
                try Statement.settledCount(of: customer, on: connection)
            )
        }
    }

    /// One month; `nil` when it is not this customer's.
    package func month(_ id: Statement.ID, of customer: Customer.ID) async throws -> MonthItem? {
        try await database.read { connection in
            guard let statement = try Statement.find(id, on: connection),
                let month = try MonthItem(statement, on: connection), month.contract.customer == customer
            else { return nil }
            return month
        }
    }

    /// The link under which an unpaid contract can be paid; `nil` when there is nothing to pay.
    package func openLink(contract: Contract.ID, of customer: Customer.ID) async throws -> PaymentLink? {
        try await database.read { connection in
            guard try Contract.find(contract, on: connection)?.customer == customer,
                let request = try PaymentRequest.current(of: contract, on: connection), request.state == .open
            else { return nil }
            return try PaymentLink.latest(of: request.id, on: connection)
        }
    }

    /// One paid attempt by its reference, for the receipt.
    package func receipt(reference: String, of customer: Customer.ID) async throws -> PaymentItem? {
        try await database.read { connection in
            guard let attempt = try PaymentAttempt.find(reference: reference, on: connection),
                attempt.state.receipt != nil, let item = try PaymentItem(attempt, on: connection),
                item.contract.customer == customer
            else { return nil }
            return item
        }
    }
}

extension PaymentItem {
    fileprivate init?(_ attempt: PaymentAttempt, on connection: any SQLConnection) throws {
        guard let request = try PaymentRequest.find(attempt.request, on: connection),
            let contract = try Contract.find(request.contract, on: connection)
        else { return nil }
        let statements = try Statement.all(of: request.id, on: connection)
        self.init(attempt: attempt, contract: contract, statements: statements)
    }
}

extension MonthItem {
    fileprivate init?(_ statement: Statement, on connection: any SQLConnection) throws {
        guard let contract = try Contract.find(statement.contract, on: connection) else { return nil }
        let payment = statement.state == .paid ? try Payment.of(statement.id, on: connection) : nil
        self.init(statement: statement, contract: contract, reference: payment?.attempt.reference)
    }
}

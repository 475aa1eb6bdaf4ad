import Contracts
import Journal
package import Kernel
import Notices
import Organisation
import People
package import Statements
package import Storage

/// A month is settled, whichever way: nobody is reminded of it any more, a promise about it may be kept, and service
/// that rests because of it is back. Works in the transaction in which it is settled.
package struct EndDunning {
    private let world: World
    private let connection: any SQLConnection

    package init(world: World, connection: any SQLConnection) {
        self.world = world
        self.connection = connection
    }

    package func callAsFunction(_ statement: Statement) throws {
        guard let customer = try Contract.find(statement.contract, on: connection)?.customer else { return }
        try WithdrawLetters(world: world, connection: connection)(customer)
        try RestForDebt(world: world, connection: connection).end(statement)
        try keepPromise(of: customer)
    }

    private func keepPromise(of customer: Customer.ID) throws {
        guard let promise = try PaymentPromise.open(of: customer, on: connection),
            try !promise.isAnythingOwed(on: connection),
            try promise.settle(.kept, at: world.now(), on: connection)
        else { return }
        try AuditEntry.record(
            "promise.kept",
            on: "customer:\(customer)",
            by: .system,
            ["day": promise.day.iso8601],
            in: world,
            connection
        )
    }
}

/// Letters that have not left are taken back: something has happened that they do not know. Where something is still
/// owed, the next sweep writes another.
struct WithdrawLetters {
    let world: World
    let connection: any SQLConnection

    func callAsFunction(_ customer: Customer.ID) throws {
        for letter in try DunningLetter.queued(of: customer, on: connection) {
            guard try Notice.withdraw(.dunning, about: "\(letter.id)", in: world, on: connection) else { continue }
            try letter.markWithdrawn(at: world.now(), on: connection)
            try AuditEntry.record(
                "dunning.withdrawn",
                on: "contract:\(letter.contract)",
                by: .system,
                ["letter": "\(letter.id)"],
                in: world,
                connection
            )
        }
    }
}

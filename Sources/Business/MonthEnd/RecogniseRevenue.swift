import Accounting
import Catalogue
import Contracts
import Journal
package import Kernel
import Statements
package import Storage

/// Earns the part of each prepaid term that a month has delivered: from deferred revenue to revenue, on the month's
/// last day. A contract and month are earned once, by the database's own rule, whoever runs it and however often.
package struct RecogniseRevenue: Sendable {
    private static let atOnce = 100

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// By the timetable: last month, in bounded steps.
    ///
    /// - Returns: How many contracts were looked at now; 0 when last month is done.
    package func callAsFunction() async throws -> Int {
        try await step(world.now().day.month.adding(months: -1))
    }

    /// A whole month now, before it is closed. A month that is not over has nothing to earn yet.
    package func all(of month: Month) async throws {
        guard month.lastDay < world.now().day else { return }
        while try await step(month) > 0 {}
    }

    private func step(_ month: Month) async throws -> Int {
        guard try await database.read({ try !RevenuePass.isDone(month, on: $0) }) else { return 0 }
        return try await database.write { [world] connection in
            let due = try EarnedMonth.due(in: month, limit: Self.atOnce, on: connection)
            for id in due { try Self.earn(id, through: month, in: world, connection) }
            if due.isEmpty { try RevenuePass.finish(month, at: world.now(), on: connection) }
            return due.count
        }
    }

    /// Month by month from the first that has not been earned: each is booked where it belongs.
    private static func earn(
        _ id: Contract.ID,
        through last: Month,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        guard let contract = try Contract.find(id, on: connection), let startsOn = contract.startsOn else { return }
        var month = try EarnedMonth.last(of: id, on: connection).map { $0.adding(months: 1) } ?? startsOn.month
        while month <= last {
            let owed = try -LedgerTransaction.balance(of: .deferredRevenue, about: contract.subject, on: connection)
            let left = try Money(dong: max(0, owed))
            let term = DeferredTerm(left: left, from: max(startsOn, month.firstDay), to: contract.endsOn)
            let (amount, isLast) = try term.earned(in: month)
            try EarnedMonth(
                contract: id,
                month: month,
                amount: amount,
                isLast: isLast,
                parts: try contract.parts(of: amount)
            ).insert(on: connection)
            if !amount.isZero {
                try LedgerTransaction.revenueRecognised(
                    contract: "\(id)",
                    month: month,
                    subject: contract.subject,
                    net: amount
                ).book(asOf: month.lastDay, in: world, on: connection)
            }
            guard !isLast else { return }
            month = month.adding(months: 1)
        }
    }
}

extension Contract {
    /// An amount spread over the contract's products by what each costs, to the last đồng.
    func parts(of amount: Money) throws -> [String: Money] {
        let whole = Int128(try totals().net.dong)
        guard whole > 0 else { return lines.first.map { [$0.productCode: amount] } ?? [:] }
        var parts: [String: Money] = [:]
        var (net, given) = (Int128(0), Int64(0))
        for line in lines {
            net += Int128(line.price.net.dong)
            let reached = Int64((Int128(amount.dong) * net * 2 + whole) / (whole * 2))
            let part = try Money(dong: reached - given)
            parts[line.productCode] = try (parts[line.productCode] ?? .zero) + part
            given = reached
        }
        return parts
    }
}

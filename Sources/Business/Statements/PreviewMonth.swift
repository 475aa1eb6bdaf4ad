import Catalogue
package import Contracts
package import Kernel
package import Storage
package import Tariffs

/// What a month's fixed fees come to: of a contract as it is, or as it would be. Reads, and changes nothing.
package struct PreviewMonth: Hashable, Sendable {
    package let period: BillingPeriod
    package let lines: [StatementLine]
    package let net: Money

    /// The month in which that day lies; `nil` for a contract without months.
    ///
    /// - Parameter discounts: Beside those that are agreed already.
    package init?(
        _ contract: Contract,
        containing day: Day,
        adding discounts: [DatedDiscount] = [],
        on connection: any SQLConnection
    ) throws {
        guard let compose = try ComposeStatement(contract, adding: discounts, on: connection) else { return nil }
        period = compose.cycle.period(containing: day)
        lines = try compose(period).filter { $0.kind == .setUp || $0.kind == .fee }
        net = try Money.sum(lines.map(\.price.net))
    }
}

extension Statement {
    /// The last day of the last month that has a statement.
    package static func billedThrough(_ contract: Contract, on connection: any SQLConnection) throws -> Day? {
        guard let cycle = contract.billingCycle, let index = try lastIndex(of: contract.id, on: connection) else {
            return nil
        }
        return cycle.period(index).to
    }
}

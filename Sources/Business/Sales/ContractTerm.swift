import Activation
package import Contracts
package import Kernel
package import Statements
package import Storage

/// How a contract that is paid month by month stands during its term: rests, ends, amendments, and what the products'
/// systems still have to be told.
package struct ContractTerm: Sendable {
    package let suspensions: [Suspension]
    package let ending: ContractEnding?
    /// The newest first.
    package let changes: [ContractChange]
    /// Not done yet.
    package let orders: [UnfinishedOrder]
    package let billedThrough: Day?

    /// Not begun yet: agreed, or before the approvers.
    package var toCome: [ContractChange] { changes.filter { $0.state == .awaiting || $0.state == .approved } }

    /// `nil` for a contract that is paid beforehand, or whose service has not begun.
    package init?(_ contract: Contract, on connection: any SQLConnection) throws {
        guard contract.payment == .postpaid, contract.startsOn != nil else { return nil }
        suspensions = try Suspension.all(of: contract.id, on: connection)
        ending = try ContractEnding.planned(of: contract.id, on: connection)
        changes = try ContractChange.all(of: contract.id, on: connection)
        orders = try ServiceOrder.all(of: contract.id, on: connection).compactMap { order in
            switch order.state {
            case .done, .superseded: return nil
            case .requested, .refused: return try UnfinishedOrder(order, on: connection)
            }
        }
        billedThrough = try Statement.billedThrough(contract, on: connection)
    }
}

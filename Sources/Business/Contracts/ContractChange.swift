package import Kernel
package import Organisation
package import Tariffs

/// An amendment (phụ lục) to a contract that runs and is paid month by month: what is agreed from a day on. It goes
/// through the same two approvals as the contract did, and nothing changes before the second.
package struct ContractChange: Hashable, Sendable {
    package typealias ID = Kernel.ID<ContractChange>

    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Before the approvers.
        case awaiting
        /// Agreed to; its day has not come, or has only just.
        case approved
        /// The products' systems have been told.
        case begun
        case refused
        /// Taken back by its maker, or overtaken by the contract's end.
        case withdrawn
    }

    /// A line that begins; of one that takes another's place, which.
    package struct NewLine: Hashable, Sendable {
        package let line: ContractLine
        package var replaces: ContractLine.ID? { line.replaces }
    }

    package let id: ID
    package let contract: Contract.ID
    /// Of the contract: what is approved is the frozen revision of this number.
    package let revision: Int64
    /// Counts the amendments of the contract, from 1.
    package let ordinal: Int64
    /// The first day on which it holds.
    package let from: Day
    package let reason: String
    package let lines: [NewLine]
    /// Lines whose last day is the day before.
    package let removed: [ContractLine.ID]
    package let discounts: [DatedDiscount]
    package let writtenBy: StaffMember.ID
    package let writtenAt: Timestamp
    package internal(set) var state: State

    package var begins: [ContractLine] { lines.map(\.line) }
    /// Every line that ends.
    package var ends: Set<ContractLine.ID> { Set(removed).union(lines.compactMap(\.replaces)) }

    package enum Event: Hashable, Sendable, CaseIterable { case approved, refused, withdrawn, begun }

    /// True when the event changed something; `nil` when it has no place in this state. Pure.
    package mutating func apply(_ event: Event) -> Bool? {
        switch (state, event) {
        case (.awaiting, .approved): state = .approved
        case (.awaiting, .refused): state = .refused
        case (.awaiting, .withdrawn), (.approved, .withdrawn): state = .withdrawn
        case (.approved, .begun): state = .begun
        case (.approved, .approved), (.refused, .refused), (.withdrawn, .withdrawn), (.begun, .begun): return false
        case (.awaiting, .begun), (.approved, .refused), (.begun, .approved), (.begun, .refused),
            (.begun, .withdrawn), (.refused, .approved), (.refused, .withdrawn), (.refused, .begun),
            (.withdrawn, .approved), (.withdrawn, .refused), (.withdrawn, .begun):
            return nil
        }
        return true
    }
}

extension Contract {
    /// The contract as it would be with the change: an old line ends, a new one begins, nothing is edited in place.
    package func applying(_ change: ContractChange) -> Contract {
        var contract = self
        let last = change.from.adding(days: -1)
        for index in contract.lines.indices where change.ends.contains(contract.lines[index].id) {
            contract.lines[index].to = last
        }
        contract.lines += change.begins
        contract.revision = change.revision
        return contract
    }

    /// The lines that are served on a day.
    package func lines(on day: Day) -> [ContractLine] {
        lines.filter { line in (line.from.map { $0 <= day } ?? true) && (line.to.map { day <= $0 } ?? true) }
    }

    /// The line whose service a line goes on with: itself, or the one that it replaced, and so on.
    package func root(of line: ContractLine) -> ContractLine {
        var line = line
        for _ in lines.indices {
            guard let earlier = lines.first(where: { $0.id == line.replaces }) else { return line }
            line = earlier
        }
        return line
    }
}

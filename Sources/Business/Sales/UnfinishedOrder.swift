package import Activation
package import Storage

/// What a product's system was told and has not carried out, and how its delivery stands.
package struct UnfinishedOrder: Hashable, Sendable {
    package let order: ServiceOrder
    private let isParked: Bool
    private let lastError: String?

    package init(_ order: ServiceOrder, on connection: any SQLConnection) throws {
        self.order = order
        (isParked, lastError) = try order.delivery(on: connection)
    }

    /// It was refused, or given up: a person has to look.
    package var isStuck: Bool {
        if case .refused = order.state { true } else { isParked }
    }

    /// In the system's words, or those of the last failure; empty when there are none.
    package var reason: String {
        if case .refused(let reason) = order.state { reason } else { lastError ?? "" }
    }
}

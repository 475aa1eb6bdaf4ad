package import Hummingbird
import Synchronization

/// What a sandbox has been told to do wrong. Ordered over HTTP, spent as it happens, shared by everyone who holds it.
///
/// A class because the orders are one thing that many connections see; a mutex guards it.
package final class SandboxFaults<Orders: Codable & Sendable>: Sendable {
    private let orders: Mutex<Orders>
    private let none: @Sendable () -> Orders

    /// - Parameter none: the orders of a well-behaved sandbox.
    package init(none: @escaping @Sendable () -> Orders) {
        orders = Mutex(none())
        self.none = none
    }

    package var current: Orders { orders.withLock { $0 } }

    package func set(_ new: Orders) { orders.withLock { $0 = new } }

    /// Looks at the orders and may spend one, as one step.
    package func take<Result: Sendable>(_ body: @Sendable (inout Orders) -> Result) -> Result {
        orders.withLock { body(&$0) }
    }

    /// GET shows the orders, POST replaces all of them (what is left out is off), DELETE goes back to good behaviour.
    package func addRoutes(to router: Router<BasicRequestContext>, path: RouterPath) {
        router.get(path) { [self] _, _ in try SandboxJSON.response(current) }
        router.post(path) { [self] request, _ in
            set(try await request.json(Orders.self))
            return try SandboxJSON.response(current)
        }
        router.delete(path) { [self] _, _ in
            set(none())
            return try SandboxJSON.response(current)
        }
    }
}

extension Int {
    /// Spends one of a number of ordered faults: true while there were any.
    package mutating func spend() -> Bool {
        guard self > 0 else { return false }
        self -= 1
        return true
    }
}

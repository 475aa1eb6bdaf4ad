package import Hummingbird
import Synchronization

/// Orders to do something wrong, as a program writes them (JSON) and as a person does (a form).
package protocol OrderableFaults: Codable, Sendable {
    /// What can be ordered, in the order of the form.
    static var fields: [FaultField] { get }
}

/// One thing that can be ordered.
package struct FaultField: Sendable {
    package enum Kind: Sendable {
        /// So many times.
        case count
        case milliseconds
        /// Until it is taken back.
        case isOn
        /// Addresses, with commas between them.
        case list
    }

    /// As the JSON calls it.
    package let name: String
    let kind: Kind
    let words: (vietnamese: String, english: String)

    package init(_ name: String, _ kind: Kind, _ vietnamese: String, _ english: String) {
        self.name = name
        self.kind = kind
        words = (vietnamese, english)
    }
}

/// What a sandbox has been told to do wrong. Ordered over HTTP, spent as it happens, shared by everyone who holds it.
///
/// A class because the orders are one thing that many connections see; a mutex guards it.
package final class SandboxFaults<Orders: OrderableFaults>: Sendable {
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

    /// GET shows the orders, POST replaces all of them (what is left out is off), DELETE goes back to good behaviour. A
    /// form may do the same from the page that shows `form`.
    ///
    /// - Parameter page: Where the form stands.
    package func addRoutes(to router: Router<BasicRequestContext>, path: RouterPath, page: String) {
        router.get(path) { [self] _, _ in try SandboxJSON.response(current) }
        router.post(path) { [self] request, _ in
            guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
                set(try await request.json(Orders.self))
                return try SandboxJSON.response(current)
            }
            let form = try FaultForm<Orders>.fields(try await request.bodyBytes())
            set(try FaultForm<Orders>.orders(from: form))
            let address = page + "?lang=" + (form["lang"] == "en" ? "en" : "vi") + "#faults"
            return Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
        }
        router.delete(path) { [self] _, _ in
            set(none())
            return try SandboxJSON.response(current)
        }
    }
}

extension KeyedDecodingContainer {
    /// An ordered number, within what a sandbox does; `fallback` when nothing is said.
    package func ordered(_ key: Key, _ fallback: Int = 0) throws -> Int {
        min(600_000, max(0, try decodeIfPresent(Int.self, forKey: key) ?? fallback))
    }

    /// Whether something is ordered until it is taken back.
    package func isOrdered(_ key: Key) throws -> Bool { try decodeIfPresent(Bool.self, forKey: key) ?? false }
}

extension Int {
    /// Spends one of a number of ordered faults: true while there were any.
    package mutating func spend() -> Bool {
        guard self > 0 else { return false }
        self -= 1
        return true
    }
}

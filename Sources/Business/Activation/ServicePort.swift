package import Kernel

/// The product's own system, asked to change a service that it runs already. Made live in `ActivationHTTP`.
package struct ServicePort: Sendable {
    package var change: @Sendable (ServiceTask) async -> ServiceOutcome

    package init(change: @escaping @Sendable (ServiceTask) async -> ServiceOutcome) { self.change = change }
}

/// What shall hold of one service. Sent again with the same number after any doubt.
package struct ServiceTask: Hashable, Sendable {
    /// Names the activation at the product's system.
    package let key: String
    package let sequence: Int64
    package let wanted: ServiceOrder.Wanted
    package let quantity: Int64
    package let cause: ServiceOrder.Cause
    package let day: Day
}

package enum ServiceOutcome: Hashable, Sendable {
    case done
    /// A later order was heard before this one.
    case outdated
    /// Never, as asked.
    case refused(reason: String)
    /// No answer, or not now. Whether it was done is unknown; asking again is harmless.
    case tryLater(reason: String)
}

package import Contracts
package import Kernel

/// The product's own system, asked to make a package usable. Made live in `ActivationHTTP`.
package struct ActivationPort: Sendable {
    package var activate: @Sendable (ActivationTask) async -> ActivationOutcome

    package init(activate: @escaping @Sendable (ActivationTask) async -> ActivationOutcome) { self.activate = activate }
}

/// One line to activate. Sent again with the same key after any doubt.
package struct ActivationTask: Hashable, Sendable {
    package let key: String
    package let contractNumber: String
    package let line: ContractLine
    package let buyer: Buyer
    package let startsOn: Day
    package let endsOn: Day?
}

package enum ActivationOutcome: Hashable, Sendable {
    case active(reference: String, access: [AccessItem])
    /// Accepted and under way.
    case pending
    /// Never, as asked: wrong plan, unknown product.
    case refused(reason: String)
    /// No answer, or not now. Whether it was done is unknown; asking again is harmless.
    case tryLater(reason: String)
}

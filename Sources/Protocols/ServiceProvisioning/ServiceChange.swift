/// What QLDV asks of a product's system about a service that it runs already: to let it rest, go on, take another
/// quantity, or end.
///
/// `POST {base}/v1/activations/{key}/service`. A change says all that shall hold from now on, and carries a number that
/// grows: the same number again gives the same answer, and a number below the highest one heard changes nothing and is
/// answered `outdated`.
package struct ServiceChange: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable, CaseIterable { case running, resting, ended }

    /// Why, for people over there.
    package enum Cause: String, Codable, Hashable, Sendable, CaseIterable { case request, debt, agreement }

    package var sequence: Int64
    package var state: State
    package var quantity: Int64
    package var cause: Cause
    /// The day from which it holds, `yyyy-MM-dd`.
    package var from: String

    package init(sequence: Int64, state: State, quantity: Int64, cause: Cause, from: String) {
        self.sequence = sequence
        self.state = state
        self.quantity = quantity
        self.cause = cause
        self.from = from
    }
}

/// The answer to a change that was carried out: what holds now.
package struct ServiceAnswer: Codable, Hashable, Sendable {
    package var key: String
    package var sequence: Int64
    package var state: ServiceChange.State
    package var quantity: Int64

    package init(key: String, sequence: Int64, state: ServiceChange.State, quantity: Int64) {
        self.key = key
        self.sequence = sequence
        self.state = state
        self.quantity = quantity
    }
}

package import Kernel
package import Storage

/// What a browser or an API client may send twice carries a key: the same key and input get the first answer again,
/// the same key with another input is refused.
package struct IdempotencyKey: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        case first
        case repeated(answer: String)
        case otherInput
    }

    /// Whose keys these are, such as `order` or an API client's name.
    package let scope: String
    package let key: String
    /// A digest of the input.
    package let inputHash: String

    package init(scope: String, key: String, inputHash: String) {
        self.scope = scope
        self.key = key
        self.inputHash = inputHash
    }

    package func check(on connection: any SQLConnection) throws -> Verdict {
        let row = try connection.rows(
            "SELECT input_hash, answer FROM idempotency_key WHERE scope = \(scope) AND key = \(key)"
        ).first
        guard let row else { return .first }
        return try row.text("input_hash") == inputHash ? .repeated(answer: row.text("answer")) : .otherInput
    }

    /// Keeps the answer, in the transaction that made it.
    package func keep(answer: String, at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO idempotency_key (scope, key, input_hash, answer, created_at)
            VALUES (\(scope), \(key), \(inputHash), \(answer), \(time))
            """
        )
    }
}

/// The server refused, or could not be reached. The text holds no connection string and no bound value.
package struct PostgresError: Error, CustomStringConvertible {
    /// The five characters of the SQL standard; `nil` when the server did not get as far as an answer.
    package let state: String?
    package let message: String
    /// The server's own function that complained: tells a stale plan from other refusals in any language.
    let function: String?

    init(state: String? = nil, message: String, function: String? = nil) {
        self.state = state
        self.message = message
        self.function = function
    }

    package var description: String { state.map { "PostgreSQL \($0): \(message)" } ?? "PostgreSQL: \(message)" }

    static let closed = PostgresError(message: "the database has been shut down")
    static let overloaded = PostgresError(message: "too much work waits for a connection")
}

/// The connection broke while COMMIT was under way: the transaction may stand or not. Whoever gets this asks the
/// database again before doing the work again.
package struct CommitOutcomeUnknown: Error, CustomStringConvertible {
    package var description: String { "the connection broke during COMMIT: the outcome is not known" }
}

extension PostgresError {
    /// Why running the whole transaction again may help, and how often at most.
    enum Remedy {
        /// Another transaction was in the way. PostgreSQL's manual ("Serialization Failure Handling") asks for this.
        case conflict
        /// A unique key was taken. The same chapter: between a look and an insert, that may be the same conflict under
        /// another name. A real violation shows itself again at once.
        case keyTaken
        /// A migration changed a table under a prepared statement, or a pooler dropped it.
        case stalePlan
        case lostConnection

        var limit: Int {
            switch self {
            case .conflict: 40
            case .keyTaken: 2
            case .stalePlan: 3
            case .lostConnection: 6
            }
        }
    }

    var remedy: Remedy? {
        switch state {
        case "40001", "40P01": .conflict
        case "23505", "23P01": .keyTaken
        case "26000": .stalePlan
        case "0A000" where function == "RevalidateCachedQuery": .stalePlan
        default: nil
        }
    }

    var isConstraintViolation: Bool { state?.hasPrefix("23") ?? false }
}

import Journal
import Kernel
import Storage

/// A database for one use case called under an idempotency key: the key is looked at, and the answer kept, in the very
/// transaction of the effect (docs/decisions/0015). An answer that refuses is not kept: nothing happened, and the key
/// is free.
struct OnceDatabase<Outcome: Sendable>: SQLDatabase {
    let base: any SQLDatabase
    let key: IdempotencyKey
    let now: Now
    let answer: @Sendable (Outcome, any SQLConnection) throws -> Answer

    var dialect: Dialect { base.dialect }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value { try await base.read(body) }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await base.write { connection in
            switch try key.check(on: connection) {
            case .first: break
            case .repeated(let text): throw AnsweredBefore(answer: text)
            case .otherInput: throw Problem(.keyReused)
            }
            let value = try body(connection)
            if let outcome = value as? Outcome, let answer = try success(outcome, connection) {
                try key.keep(answer: answer.kept, at: now(), on: connection)
            }
            return value
        }
    }

    private func success(_ outcome: Outcome, _ connection: any SQLConnection) throws -> Answer? {
        do { return try answer(outcome, connection) } catch is Problem { return nil }
    }

    func migrate(_ migrations: [Migration]) async throws { try await base.migrate(migrations) }
    func checkSchema(_ migrations: [Migration]) async throws { try await base.checkSchema(migrations) }
}

/// The key has done its work already.
struct AnsweredBefore: Error {
    let answer: String
}

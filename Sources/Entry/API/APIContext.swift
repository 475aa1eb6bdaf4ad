import Journal
package import Kernel
package import Logging
import Organisation
package import People
package import Reconciliation
package import Storage

/// What every call has at hand.
package struct APIDesk: Sendable {
    let database: any SQLDatabase
    let world: World
    let key: ServerKey
    /// Where payment links lead, without a slash at the end.
    let publicAddress: String
    /// Reads VNPAY's file of a day, and whose day it is.
    let settlement: SettlementReader
    let terminal: String
    let logger: Logger

    package init(
        data: (database: any SQLDatabase, world: World, key: ServerKey),
        publicAddress: String,
        settlement: (reader: SettlementReader, terminal: String),
        logger: Logger
    ) {
        (database, world, key) = data
        self.publicAddress = publicAddress
        (self.settlement, terminal) = settlement
        self.logger = logger
    }
}

/// One call whose token, permission, parameters and body have been checked. No handler can be reached without.
struct APIContext: Sendable {
    let desk: APIDesk
    let caller: APICaller
    let language: Language
    let pathParameters: [String: String]
    let query: [String: String]
    let body: [UInt8]
    let json: JSONValue?
    /// Under which the call is done once; `nil` for a call that changes nothing or may be made again.
    let once: IdempotencyKey?

    /// The person for whom the program acts, with no more rights than the token leaves.
    var member: StaffMember { caller.member }
    var database: any SQLDatabase { desk.database }
    var world: World { desk.world }

    /// An identifier of the path; what cannot be one is not there.
    func id<Entity>(_ name: String = "id", of _: Entity.Type = Entity.self) throws -> ID<Entity> {
        guard let id = ID<Entity>(pathParameters[name] ?? "") else { throw Problem(.notFound) }
        return id
    }

    /// An identifier of the query, which has been checked.
    func asked<Entity>(_ name: String, of _: Entity.Type = Entity.self) -> ID<Entity>? {
        query[name].flatMap { ID<Entity>($0) }
    }

    func choice<Choice: RawRepresentable<String>>(_ name: String, of _: Choice.Type = Choice.self) -> Choice? {
        query[name].flatMap(Choice.init(rawValue:))
    }

    /// The body, which has been held against its shape.
    func input<Input: Described>(_ type: Input.Type = Input.self) throws -> Input {
        try APICoding.decode(type, from: body)
    }

    /// Whether the body names this field, be it `null`.
    func names(_ field: String) -> Bool { json?[field] != nil }

    /// Calls a use case and answers for what came out; under an idempotency key, once.
    func perform<Outcome: Sendable>(
        _ run: (any SQLDatabase) async throws -> Outcome,
        answer: @escaping @Sendable (Outcome, any SQLConnection) throws -> Answer
    ) async throws -> Answer {
        guard let once else {
            let outcome = try await run(database)
            return try await database.read { try answer(outcome, $0) }
        }
        let keyed = OnceDatabase(base: database, key: once, now: world.now, answer: answer)
        var outcome: Outcome?
        do {
            outcome = try await run(keyed)
        } catch let before as AnsweredBefore {
            return try Answer(kept: before.answer)
        } catch let violation as ConstraintViolation {
            // Two calls at once under one key: the other one has kept its answer by now, or this was something else.
            guard let kept = try await keptAnswer(once) else { throw violation }
            return kept
        }
        if let kept = try await keptAnswer(once) { return kept }
        return try await database.read { [outcome] connection in
            guard let outcome else { throw Problem(.fault) }
            return try answer(outcome, connection)
        }
    }

    /// Calls a use case of several transactions, which may be called again without harm; the answer is kept afterwards.
    /// A crash in between leaves no answer, and the next call finds what was done and answers for it.
    func repeatably<Outcome: Sendable>(
        _ run: () async throws -> Outcome,
        answer: (Outcome) async throws -> Answer
    ) async throws -> Answer {
        if let once, let kept = try await keptAnswer(once) { return kept }
        let made = try await answer(try await run())
        guard let once else { return made }
        return try await database.write { [world] connection in
            switch try once.check(on: connection) {
            case .first:
                try once.keep(answer: made.kept, at: world.now(), on: connection)
                return made
            case .repeated(let text): return try Answer(kept: text)
            case .otherInput: throw Problem(.keyReused)
            }
        }
    }

    private func keptAnswer(_ key: IdempotencyKey) async throws -> Answer? {
        switch try await database.read({ try key.check(on: $0) }) {
        case .first: nil
        case .repeated(let text): try Answer(kept: text)
        case .otherInput: throw Problem(.keyReused)
        }
    }
}

// Lists.
extension APIContext {
    /// Which part of a list is asked for.
    func window() throws -> CursorWindow {
        let limit = query["limit"].flatMap { Int($0) } ?? 50
        guard let text = query["cursor"] else { return CursorWindow(after: nil, limit: limit) }
        guard let cursor = Cursor(opaque: text) else {
            throw Problem.mistakes(
                [
                    FieldProblem(
                        .parameter("cursor"),
                        "Không phải con trỏ của danh sách này.",
                        "No cursor of this list."
                    )
                ],
                kind: .badRequest
            )
        }
        return CursorWindow(after: cursor, limit: limit)
    }

    func page<Item, Body: Described>(_ part: ListPart<Item>, _ body: (Item) throws -> Body) throws -> Answer {
        try .ok(PageBody(items: try part.items.map(body), nextCursor: part.next?.opaque))
    }
}

extension Cursor {
    /// How it goes over the wire: nothing to be read or made by anybody else.
    var opaque: String { Array("\(at.milliseconds).\(id)".utf8).base64URL }

    init?(opaque text: String) {
        guard let bytes = text.base64URLBytes, let plain = String(validating: bytes, as: UTF8.self) else { return nil }
        let parts = plain.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let at = Int64(parts[0]),
            let id = ID<Cursor>(parts[1]).map({ "\($0)" }) ?? Int64(parts[1]).map({ "\($0)" })
        else { return nil }
        self.init(at: Timestamp(milliseconds: at), id: id)
    }
}

extension String {
    var base64URLBytes: [UInt8]? {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var bytes: [UInt8] = []
        var (buffer, bits) = (UInt32(0), UInt32(0))
        for sign in utf8 {
            guard let value = digits.firstIndex(of: sign) else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return bytes
    }
}

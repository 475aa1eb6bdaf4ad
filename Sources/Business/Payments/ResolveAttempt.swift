package import Journal
package import Kernel
package import Storage

extension OutboxMessage {
    package static let resolveKind = "resolve_attempt"
}

/// Asks the gateway what became of an attempt that nobody has told us about. One question at a time for the whole
/// terminal, since VNPAY answers 94 to everything else for about five minutes.
package struct ResolveAttempt: Sendable {
    private let database: any SQLDatabase
    private let world: World
    private let gateway: PaymentGateway
    private let pauseMilliseconds: Int64

    /// After the end of its time, "not finished" becomes "not paid" when this much has passed: nobody can begin any
    /// more, and a bank that was still working has had its chance. A later success is applied all the same.
    private static let graceMinutes: Int64 = 5
    /// "Not found" is believed later: the pay address has long expired by then, and VNPAY has had its time to know.
    private static let absenceMinutes: Int64 = 15
    private static let behindMilliseconds: Int64 = 1_000

    /// - Parameter pauseMilliseconds: Between two questions of this terminal; 292 s was measured.
    package init(
        database: any SQLDatabase,
        world: World,
        gateway: PaymentGateway,
        pauseMilliseconds: Int64 = 300_000
    ) {
        self.database = database
        self.world = world
        self.gateway = gateway
        self.pauseMilliseconds = pauseMilliseconds
    }

    /// Has the gateway asked, once for the attempt.
    static func enqueue(
        _ attempt: PaymentAttempt,
        due: Timestamp,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try message(attempt.id).enqueue(at: time, due: due, on: connection)
    }

    static func message(_ attempt: PaymentAttempt.ID) -> OutboxMessage {
        OutboxMessage(key: "resolve/\(attempt)", kind: OutboxMessage.resolveKind, body: "\(attempt)")
    }

    /// Has the gateway asked once more, for a reason that came up later, such as a day whose file knows a payment that
    /// we do not.
    ///
    /// - Parameter reason: Names the reason: for the same one it is asked once.
    package static func askAgain(
        _ attempt: PaymentAttempt.ID,
        reason: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try OutboxMessage(
            key: questionKey(attempt, reason: reason),
            kind: OutboxMessage.resolveKind,
            body: "\(attempt)"
        )
        .enqueue(at: time, on: connection)
    }

    /// The outbox key of that question.
    package static func questionKey(_ attempt: PaymentAttempt.ID, reason: String) -> String {
        "resolve/\(attempt)/\(reason)"
    }

    package func callAsFunction(_ id: PaymentAttempt.ID) async throws -> Delivery {
        let time = world.now()
        let turn = try await database.write { [gateway, pauseMilliseconds] connection -> Turn in
            guard let attempt = try PaymentAttempt.find(id, on: connection) else { return .gone }
            guard attempt.isLive else { return .settled }
            let later = try TerminalQueue.takeTurn(
                of: gateway.terminal,
                pauseMilliseconds: pauseMilliseconds,
                at: time,
                on: connection
            )
            guard let later else { return .ask(attempt) }
            let behind = try Self.behind(attempt, on: connection)
            return .wait(milliseconds: later.milliseconds(since: time) + 100 + behind)
        }
        switch turn {
        case .gone: return .park(reason: "there is no attempt \(id)")
        case .settled: return .done
        case .wait(let milliseconds): return .waiting(milliseconds: milliseconds)
        case .ask(let attempt): return try await ask(attempt, at: time)
        }
    }

    private enum Turn: Sendable {
        case gone, settled
        case wait(milliseconds: Int64)
        case ask(PaymentAttempt)
    }

    private func ask(_ attempt: PaymentAttempt, at time: Timestamp) async throws -> Delivery {
        let question = GatewayQuestion(
            reference: attempt.reference,
            createdAt: attempt.createdAt,
            askedAt: time,
            requestID: world.randomBytes(12).hex
        )
        let answer = await gateway.query(question)
        return try await database.write { [world, pauseMilliseconds] connection in
            try GatewayMessage(
                channel: .query,
                raw: answer.raw,
                address: "",
                reference: attempt.reference,
                verdict: answer.result.word
            ).insert(in: world, on: connection)
            guard let current = try PaymentAttempt.find(attempt.id, on: connection), current.isLive else {
                return .done
            }
            let apply = ApplyVerdict(world: world, connection: connection)
            let now = world.now()
            let behind = try Self.behind(current, on: connection)
            switch answer.result {
            case .throttled:
                return .waiting(milliseconds: pauseMilliseconds + behind + Self.behindMilliseconds / 2)
            case .none(let reason):
                return .failed(reason: reason)
            case .notFound:
                guard now > current.expiresAt.adding(minutes: Self.absenceMinutes) else { break }
                _ = try apply.apply(.refused(code: "91"), to: current)
                return .done
            case .known(let notice):
                guard notice.reference == current.reference else { return .failed(reason: "an answer about another") }
                switch try apply(notice, to: current) {
                case .applied, .known, .wrongAmount: return .done
                case .pending:
                    guard now > current.expiresAt.adding(minutes: Self.graceMinutes) else { break }
                    _ = try apply.apply(.refused(code: "11"), to: current)
                    return .done
                }
            }
            return .waiting(milliseconds: pauseMilliseconds + behind + Self.behindMilliseconds / 2)
        }
    }

    /// How far behind a turn an attempt stands in line for it, in milliseconds: a second for each question about it, so
    /// that whoever was asked about less often comes first, and of those the oldest; whoever has just been asked about
    /// stands behind all of its like.
    private static func behind(_ attempt: PaymentAttempt, on connection: any SQLConnection) throws -> Int64 {
        try behindMilliseconds * min(20, GatewayMessage.questions(about: attempt.reference, on: connection))
    }
}

extension GatewayAnswer.Result {
    fileprivate var word: String {
        switch self {
        case .known: "known"
        case .notFound: "not_found"
        case .throttled: "throttled"
        case .none(let reason): "none: \(reason)"
        }
    }
}

/// Finds attempts whose time is over without a word, and has the gateway asked about each.
package struct FindQuietAttempts: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many went quiet now; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 100) async throws -> Int {
        let time = world.now()
        let due = time.adding(minutes: -1)
        guard try await database.read({ try !PaymentAttempt.quiet(since: due, limit: 1, on: $0).isEmpty }) else {
            return 0
        }
        return try await database.write { [world] connection in
            let quiet = try PaymentAttempt.quiet(since: due, limit: limit, on: connection)
            let apply = ApplyVerdict(world: world, connection: connection)
            for attempt in quiet { try apply.goQuiet(attempt) }
            return quiet.count
        }
    }
}

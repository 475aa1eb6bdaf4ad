package import Kernel
package import Storage

/// A side effect that must happen if, and only if, the transaction commits. Stored beside the change that caused it;
/// the worker performs it later, at least once.
package struct OutboxMessage: Hashable, Sendable {
    package let key: String
    package let kind: String
    package let body: String

    /// - Parameters:
    ///   - key: Names the effect, not the attempt: enqueueing it twice stores it once, for ever.
    ///   - body: What the handler needs to find its subject; an identifier, not a copy of the data.
    package init(key: String, kind: String, body: String) {
        self.key = key
        self.kind = kind
        self.body = body
    }

    /// - Parameter due: When it may first be delivered; `nil` is at once.
    package func enqueue(at time: Timestamp, due: Timestamp? = nil, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO outbox_message (key, kind, body, state, created_at, available_at, attempts, claims)
            VALUES (\(key), \(kind), \(body), 'open', \(time), \(due ?? time), 0, 0)
            ON CONFLICT (key) DO NOTHING
            """
        )
    }
}

/// A message that one worker holds until its lease ends.
package struct ClaimedMessage: Hashable, Sendable {
    package let message: OutboxMessage
    /// How many deliveries in a row have failed or are under way, this one included.
    package let attempt: Int64
    /// How often it has been claimed, for ever. The fence: a worker that lost its lease holds an old number, and what
    /// it writes is refused.
    package let claim: Int64
    package let createdAt: Timestamp

    package init(message: OutboxMessage, attempt: Int64, claim: Int64, createdAt: Timestamp) {
        self.message = message
        self.attempt = attempt
        self.claim = claim
        self.createdAt = createdAt
    }
}

/// What became of a delivery.
package enum Delivery: Hashable, Sendable {
    case done
    /// Nothing is wrong, the outside needs time: look again after so many milliseconds.
    case waiting(milliseconds: Int64)
    /// It went wrong in a way that may pass; tried again with growing pauses, then parked.
    case failed(reason: String)
    /// Only a person can help.
    case park(reason: String)
}

extension OutboxMessage {
    /// Whether a claim would find anything; a read, so that an idle worker writes nothing.
    package static func isAnyDue(kinds: [String], at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows(
            """
            SELECT key FROM outbox_message
            WHERE state = 'open' AND available_at <= \(time) AND kind IN (\(list: kinds)) LIMIT 1
            """
        ).isEmpty
    }

    /// Takes the oldest due messages of these kinds and hides them from other workers until the lease ends. A worker
    /// that dies before finishing lets its message come due again: every handler must stand being called twice.
    ///
    /// - Parameter lease: Milliseconds.
    package static func claim(
        kinds: [String],
        limit: Int,
        lease: Int64,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> [ClaimedMessage] {
        try connection.rows(
            """
            UPDATE outbox_message SET available_at = \(time.adding(milliseconds: lease)), attempts = attempts + 1,
                claims = claims + 1
            WHERE key IN (
                SELECT key FROM outbox_message
                WHERE state = 'open' AND available_at <= \(time) AND kind IN (\(list: kinds))
                ORDER BY available_at, created_at, key
                LIMIT \(limit) \(sqlite: "", postgres: "FOR UPDATE SKIP LOCKED")
            )
            RETURNING key, kind, body, attempts, claims, created_at
            """
        )
        .map { row in
            ClaimedMessage(
                message: OutboxMessage(
                    key: try row.text("key"),
                    kind: try row.text("kind"),
                    body: try row.text("body")
                ),
                attempt: try row.integer("attempts"),
                claim: try row.integer("claims"),
                createdAt: try row.timestamp("created_at")
            )
        }
    }
}

extension OutboxMessage {
    /// What an open message waited for has happened: it is due now.
    package static func hasten(key: String, at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE outbox_message SET available_at = \(time)
            WHERE key = \(key) AND state = 'open' AND available_at > \(time)
            """
        )
    }

    /// Takes back what has not left: nobody has to be told any more. A delivery that is under way may still arrive.
    package static func withdraw(key: String, at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE outbox_message SET state = 'done', done_at = \(time) WHERE key = \(key) AND state IN ('open', 'parked')
            """
        )
    }

    /// Begins anew whatever became of it: a person has mended the cause. A delivery that is under way loses its claim,
    /// so that its answer cannot undo this.
    package func reopen(at time: Timestamp, on connection: any SQLConnection) throws {
        try enqueue(at: time, on: connection)
        try connection.run(
            """
            UPDATE outbox_message SET state = 'open', available_at = \(time), attempts = 0, claims = claims + 1,
                last_error = NULL, done_at = NULL
            WHERE key = \(key)
            """
        )
    }
}

extension ClaimedMessage {
    /// A message is given up, and shown to staff, after this many failures in a row.
    package static let limit: Int64 = 12

    /// Writes down what became of the delivery. Has no effect when the lease was lost to another worker.
    package func finish(_ delivery: Delivery, at time: Timestamp, on connection: any SQLConnection) throws {
        switch delivery {
        case .done:
            try set(state: "done", due: time, attempts: attempt, reason: nil, doneAt: time, on: connection)
        case .waiting(let milliseconds):
            // Waiting is no failure: the count goes back, so that a slow partner never parks a message.
            let due = time.adding(milliseconds: milliseconds)
            try set(state: "open", due: due, attempts: attempt - 1, reason: nil, doneAt: nil, on: connection)
        case .failed(let reason) where attempt < Self.limit:
            let due = time.adding(milliseconds: Self.pause(after: attempt))
            try set(state: "open", due: due, attempts: attempt, reason: reason, doneAt: nil, on: connection)
        case .failed(let reason), .park(let reason):
            try set(state: "parked", due: time, attempts: attempt, reason: reason, doneAt: nil, on: connection)
        }
    }

    /// 1 s, 2 s, 4 s … at most 15 minutes, in milliseconds.
    static func pause(after attempt: Int64) -> Int64 { min(900_000, 1_000 << min(attempt - 1, 20)) }

    private func set(
        state: String,
        due: Timestamp,
        attempts: Int64,
        reason: String?,
        doneAt: Timestamp?,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE outbox_message
            SET state = \(state), available_at = \(due), attempts = \(attempts), last_error = \(reason),
                done_at = \(doneAt)
            WHERE key = \(message.key) AND state = 'open' AND claims = \(claim)
            """
        )
    }
}

/// A message as staff see it: what waits, and what was given up and why.
package struct OutboxStatus: Hashable, Sendable {
    package let key: String
    package let kind: String
    package let state: String
    package let attempts: Int64
    package let createdAt: Timestamp
    package let availableAt: Timestamp
    package let lastError: String?
}

extension OutboxStatus {
    /// The message of that key; `nil` when there has never been one.
    package static func find(key: String, on connection: any SQLConnection) throws -> OutboxStatus? {
        try connection.rows(
            """
            SELECT key, kind, state, attempts, created_at, available_at, last_error FROM outbox_message
            WHERE key = \(key)
            """
        ).first.map(OutboxStatus.init(row:))
    }

    /// Everything that is not done, parked ones first.
    package static func unfinished(limit: Int, on connection: any SQLConnection) throws -> [OutboxStatus] {
        try connection.rows(
            """
            SELECT key, kind, state, attempts, created_at, available_at, last_error FROM outbox_message
            WHERE state IN ('open', 'parked')
            ORDER BY state DESC, created_at LIMIT \(limit)
            """
        ).map(OutboxStatus.init(row:))
    }

    private init(row: SQLRow) throws {
        self.init(
            key: try row.text("key"),
            kind: try row.text("kind"),
            state: try row.text("state"),
            attempts: try row.integer("attempts"),
            createdAt: try row.timestamp("created_at"),
            availableAt: try row.timestamp("available_at"),
            lastError: try row.textIfPresent("last_error")
        )
    }

    /// Gives a parked message another round. False when there is no parked message of that key.
    package static func release(key: String, at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        try connection.run(
            """
            UPDATE outbox_message SET state = 'open', available_at = \(time), attempts = 0
            WHERE key = \(key) AND state = 'parked'
            """
        ) == 1
    }
}

import Billing
package import Contracts
import Journal
package import Kernel
package import Organisation
package import Storage

/// An attempt whose time is over and of which nobody has said what became of it. "No answer" is not "no": it waits for
/// VNPAY's word, the oldest first, one question at a time for the whole terminal.
package struct UnknownOutcome: Hashable, Sendable {
    /// How it is being asked about.
    package enum Asking: String, Hashable, Sendable, CaseIterable {
        case waiting
        /// So many questions failed that a person has to look.
        case stopped
    }

    package let attempt: PaymentAttempt.ID
    package let reference: String
    package let amount: Money
    package let contract: Contract.ID
    package let contractNumber: String
    package let since: Timestamp
    package let asking: Asking
    /// When it is its turn at the earliest; `nil` when nobody asks any more.
    package let nextAt: Timestamp?
    /// How often VNPAY was asked, and its last word.
    package let questions: Int64
    package let lastAnswer: String?

    /// Older than that, people are asked as well.
    package static let limitHours: Int64 = 24
}

/// The queue as a whole.
package struct UnknownOutcomes: Hashable, Sendable {
    /// What became known in one hour.
    package struct Hour: Hashable, Sendable {
        package let start: Timestamp
        package let questions: Int64
        package let settled: Int64
    }

    package let count: Int64
    package let stopped: Int64
    package let oldest: Timestamp?
    /// Before that, VNPAY answers 94 to everything; `nil` when it may be asked now.
    package let nextTurnAt: Timestamp?
    /// The last day, the oldest hour first.
    package let hours: [Hour]

    package var settled: Int64 { hours.reduce(0) { $0 + $1.settled } }

    /// How long it takes to ask about all of them, one question in five minutes.
    package var minutesLeft: Int64 { count * 5 }
}

/// Reads the queue, and lets a person put somebody at its front.
package struct WatchUnknownOutcomes: Sendable {
    package enum Outcome: Hashable, Sendable { case done, notAllowed, unknown, settled }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func summary(terminal: String) async throws -> UnknownOutcomes {
        try await database.read { [world] in try UnknownOutcomes.read(terminal: terminal, at: world.now(), on: $0) }
    }

    package func list(window: (limit: Int, offset: Int)) async throws -> [UnknownOutcome] {
        try await database.read { try UnknownOutcome.list(window: window, on: $0) }
    }

    /// The next question is about this one, also when asking had been given up.
    package func askNext(_ id: PaymentAttempt.ID, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.reconcile) else { return .notAllowed }
        return try await database.write { [world] connection in
            guard let attempt = try PaymentAttempt.find(id, on: connection),
                let request = try PaymentRequest.find(attempt.request, on: connection)
            else { return .unknown }
            guard attempt.state == .unresolved else { return .settled }
            // At the very moment of the next turn: everybody else stands a little behind it.
            let turn = try TerminalQueue.nextTurn(of: attempt.terminal(on: connection), on: connection)
            try ResolveAttempt.message(id).reopen(at: turn, on: connection)
            try AuditEntry.record(
                "payment.asked_first",
                on: "contract:\(request.contract)",
                by: .staff(actor.actorID),
                ["reference": attempt.reference],
                in: world,
                connection
            )
            return .done
        }
    }

    private static let subject = "unknown_outcomes:vnpay"

    /// Asks people about what has been unknown for too long: once for each attempt, in one task for all of one look.
    /// When nothing is left that is so old, the tasks are done.
    ///
    /// - Returns: How many attempts they were asked about; at most `limit`.
    @discardableResult
    package func askPeople(limit: Int = 200) async throws -> Int {
        let old = world.now().adding(hours: -UnknownOutcome.limitHours)
        let (isAny, isOver) = try await database.read { connection in
            let isOver =
                try InboxItem.isAnyOpen(about: Self.subject, on: connection)
                && !PaymentAttempt.isAnyUnknown(before: old, on: connection)
            return (try !PaymentAttempt.unknown(before: old, limit: 1, on: connection).isEmpty, isOver)
        }
        if isOver {
            try await database.write { [world] connection in
                // Somebody may have asked about another meanwhile.
                guard try !PaymentAttempt.isAnyUnknown(before: old, on: connection) else { return }
                try InboxItem.settle([.outcomeUnknown], about: Self.subject, at: world.now(), on: connection)
            }
        }
        guard isAny else { return 0 }
        return try await database.write { [world] connection in
            let attempts = try PaymentAttempt.unknown(before: old, limit: limit, on: connection)
            guard let first = attempts.first else { return 0 }
            for attempt in attempts { try attempt.peopleAsked(at: world.now(), on: connection) }
            try InboxMessage(
                .outcomeUnknown,
                about: Self.subject,
                fact: "\(first.id)",
                detail: "\(attempts.count): \(first.reference)",
                isTask: true
            ).put(to: StaffMember.active(.accountant, on: connection).map(\.id), in: world, on: connection)
            return attempts.count
        }
    }
}

package import Contracts
package import Journal
package import Kernel
import Notices
package import Organisation
package import Statements
package import Storage

/// Lets the service of a contract that is paid month by month rest from today, because the customer asks for it or does
/// not pay. State, days of rest, audit entry, letter and the orders to the product's systems are one transaction.
package struct SuspendContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case suspended(Suspension.ID)
        /// It rests, for that cause: nothing was changed.
        case alreadySuspended(Suspension.Cause)
        case notAllowed
        case unknown
        /// Not a contract that is paid month by month and in service.
        case notInService
        case reasonMissing
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// A person does it.
    ///
    /// - Parameter isCharged: Whether the days of rest are billed all the same.
    package func callAsFunction(
        _ id: Contract.ID,
        for cause: Suspension.Cause,
        reason: String,
        isCharged: Bool = false,
        by actor: StaffMember
    ) async throws -> Outcome {
        try await database.write { [world] connection in
            guard var contract = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.suspendContracts, on: contract.belonging) else { return .notAllowed }
            guard let reason = reason.asReason else { return .reasonMissing }
            let rest = ServiceRest(cause: cause, reason: reason, isCharged: isCharged, actor: .staff(actor.actorID))
            return try contract.suspend(rest, in: world, on: connection)
        }
    }
}

/// Lets the service go on from today.
package struct ResumeContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case resumed(Suspension.ID)
        /// It runs: nothing was changed.
        case alreadyRunning
        /// It rests for another cause than the one that is over.
        case otherCause(Suspension.Cause)
        case notAllowed
        case unknown
        /// Over, or never begun.
        case notInService
        case reasonMissing
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// A person does it, whatever the service rests for.
    package func callAsFunction(_ id: Contract.ID, reason: String, by actor: StaffMember) async throws -> Outcome {
        try await database.write { [world] connection in
            guard var contract = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.suspendContracts, on: contract.belonging) else { return .notAllowed }
            guard let reason = reason.asReason else { return .reasonMissing }
            return try contract.resume(reason, by: .staff(actor.actorID), in: world, on: connection)
        }
    }
}

/// Why a service rests, and who says so.
package struct ServiceRest: Hashable, Sendable {
    package let cause: Suspension.Cause
    package let reason: String
    package let isCharged: Bool
    package let actor: Actor
    /// Whether the customer gets a letter of its own about it; not when another letter says so.
    package let sendsLetter: Bool

    package init(
        cause: Suspension.Cause,
        reason: String,
        isCharged: Bool = false,
        actor: Actor,
        sendsLetter: Bool = true
    ) {
        self.cause = cause
        self.reason = reason
        self.isCharged = isCharged
        self.actor = actor
        self.sendsLetter = sendsLetter
    }
}

extension Suspension.Cause {
    fileprivate var ofOrder: ServiceOrder.Cause {
        switch self {
        case .request: .request
        case .debt: .debt
        }
    }
}

extension Contract {
    /// For a transaction that does more than this.
    package mutating func suspend(
        _ rest: ServiceRest,
        in world: World,
        on connection: any SQLConnection
    ) throws -> SuspendContract.Outcome {
        guard payment == .postpaid else { return .notInService }
        let before = state
        let effects: [ContractEffect]
        do throws(ContractError) {
            effects = try apply(.suspended)
        } catch {
            return .notInService
        }
        guard state != before else {
            let open = try Suspension.open(of: id, on: connection)
            return .alreadySuspended(open?.cause ?? rest.cause)
        }
        try update(from: before, at: world.now(), on: connection)
        let suspension = Suspension(
            id: world.newID(),
            contract: id,
            why: (rest.cause, rest.reason),
            days: (world.now().day, nil),
            isCharged: rest.isCharged
        )
        try suspension.insert(at: world.now(), on: connection)
        try AuditEntry.record(
            "contract.suspended",
            on: subject,
            by: rest.actor,
            [
                "suspension": "\(suspension.id)", "cause": rest.cause.rawValue, "reason": rest.reason,
                "is_charged": "\(rest.isCharged)",
            ],
            in: world,
            connection
        )
        if effects.contains(.restService) {
            try orderServices(.resting, cause: rest.cause.ofOrder, in: world, on: connection)
        }
        let letter: Notice.Kind? = rest.sendsLetter ? .serviceSuspended : nil
        try tell((.contractSuspended, letter), suspension, rest.reason, in: world, on: connection)
        return .suspended(suspension.id)
    }

    /// For a transaction that does more than this.
    ///
    /// - Parameter cause: The only cause that is over; `nil` is whichever there is.
    package mutating func resume(
        _ reason: String,
        only cause: Suspension.Cause? = nil,
        by actor: Actor,
        in world: World,
        on connection: any SQLConnection
    ) throws -> ResumeContract.Outcome {
        let open = try Suspension.open(of: id, on: connection)
        if let cause, let open, open.cause != cause { return .otherCause(open.cause) }
        let before = state
        let effects: [ContractEffect]
        do throws(ContractError) {
            effects = try apply(.resumed)
        } catch {
            return .notInService
        }
        guard state != before, let open else { return .alreadyRunning }
        try update(from: before, at: world.now(), on: connection)
        try open.end(on: world.now().day.adding(days: -1), connection)
        try AuditEntry.record(
            "contract.resumed",
            on: subject,
            by: actor,
            ["suspension": "\(open.id)", "cause": open.cause.rawValue, "reason": reason],
            in: world,
            connection
        )
        if effects.contains(.resumeService) {
            try orderServices(.running, cause: open.cause.ofOrder, in: world, on: connection)
        }
        try tell((.contractResumed, .serviceResumed), open, reason, in: world, on: connection)
        return .resumed(open.id)
    }

    private func tell(
        _ news: (inbox: InboxItem.Kind, letter: Notice.Kind?),
        _ suspension: Suspension,
        _ reason: String,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let people = try audience(on: world.now().day, connection).map(\.id)
        try InboxMessage(news.inbox, about: subject, fact: "\(suspension.id)", detail: reason)
            .put(to: Set(people), in: world, on: connection)
        guard let letter = news.letter else { return }
        try Notice.enqueue(
            letter,
            about: "\(suspension.id)",
            of: subject,
            to: buyer.recipient,
            in: world,
            on: connection
        )
    }
}

extension String {
    /// Said in a few words at least; `nil` when nothing was. At most 500 characters of it are kept.
    package var asReason: String? {
        let words = split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? nil : String(words.prefix(500))
    }
}

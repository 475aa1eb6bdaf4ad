import Activation
package import Contracts
import Journal
package import Kernel
import Notices
package import Organisation
import Statements
package import Storage

/// Plans that a contract that is paid month by month ends before its term. Its last month is billed by days, like any
/// other; service goes on through the last day, and the clock ends it.
package struct TerminateContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case planned(ContractEnding.ID)
        case notAllowed
        case unknown
        /// Not a contract that is paid month by month and in service.
        case notInService
        case reasonMissing
        /// Before today, before service begins, or not before the day on which it ends anyway; the two days between
        /// which it must lie.
        case badDay(from: Day, to: Day)
        /// Somebody planned it already, for that day.
        case alreadyPlanned(Day)
        /// A renewal has been handed in, by its number: settle that first.
        case renewalUnderWay(String)
    }

    /// How far ahead an end may lie.
    package static let monthsAhead: Int64 = 24

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Parameter lastDay: The last day of service.
    package func callAsFunction(
        _ id: Contract.ID,
        after lastDay: Day,
        reason: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        try await database.write { [world] connection in
            guard var contract = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.terminateContracts, on: contract.belonging) else { return .notAllowed }
            guard let reason = reason.asReason else { return .reasonMissing }
            guard contract.isInTerm, let startsOn = contract.startsOn else { return .notInService }
            if let known = try ContractEnding.planned(of: id, on: connection) { return .alreadyPlanned(known.lastDay) }
            let today = world.now().day
            let earliest = max(today, startsOn)
            let far = today.adding(months: Self.monthsAhead)
            let latest = contract.endsOn.map { min(far, $0.adding(days: -1)) } ?? far
            guard earliest <= lastDay, lastDay <= latest else { return .badDay(from: earliest, to: latest) }
            if let other = try contract.dropRenewal(by: actor, in: world, on: connection) {
                return .renewalUnderWay(other)
            }
            if let change = try ContractChange.awaiting(of: id, on: connection), lastDay < change.from {
                try contract.withdraw(change, by: .staff(actor.actorID), in: world, on: connection)
            }
            let ending = ContractEnding(
                id: world.newID(),
                contract: contract,
                lastDay: lastDay,
                reason: reason,
                planned: (actor.id, world.now())
            )
            try ending.insert(on: connection)
            contract.endsOn = lastDay
            try contract.update(from: contract.state, at: world.now(), on: connection)
            try AuditEntry.record(
                "contract.ending_planned",
                on: contract.subject,
                by: .staff(actor.actorID),
                ["ending": "\(ending.id)", "last_day": lastDay.iso8601, "reason": reason],
                in: world,
                connection
            )
            try contract.tell(.contractEnding, .contractEnding, ending, in: world, on: connection)
            return .planned(ending.id)
        }
    }

    package enum Withdrawal: Hashable, Sendable { case withdrawn, notAllowed, unknown, notPlanned }

    /// Takes a planned end back, before its day.
    package func withdraw(_ id: Contract.ID, by actor: StaffMember) async throws -> Withdrawal {
        try await database.write { [world] connection in
            guard var contract = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.terminateContracts, on: contract.belonging) else { return .notAllowed }
            guard contract.isInTerm, let ending = try ContractEnding.planned(of: id, on: connection),
                world.now().day <= ending.lastDay
            else { return .notPlanned }
            try ending.set(.withdrawn, at: world.now(), on: connection)
            contract.endsOn = ending.formerLastDay
            try contract.update(from: contract.state, at: world.now(), on: connection)
            try AuditEntry.record(
                "contract.ending_withdrawn",
                on: contract.subject,
                by: .staff(actor.actorID),
                ["ending": "\(ending.id)", "last_day": ending.lastDay.iso8601],
                in: world,
                connection
            )
            try contract.tell(.contractEndingWithdrawn, .contractEndingWithdrawn, ending, in: world, on: connection)
            return .withdrawn
        }
    }
}

/// Carries out planned ends whose last day has passed: service ends at the products' systems.
package struct EndContracts: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many ended now; at most `limit`.
    @discardableResult
    package func callAsFunction(limit: Int = 100) async throws -> Int {
        let today = world.now().day
        guard try await database.read({ try !ContractEnding.due(on: today, limit: 1, on: $0).isEmpty }) else {
            return 0
        }
        return try await database.write { [world] connection in
            let due = try ContractEnding.due(on: today, limit: limit, on: connection)
            for ending in due {
                guard var contract = try Contract.find(ending.contract, on: connection), contract.isInTerm else {
                    // Over already, in another way.
                    try ending.set(.withdrawn, at: world.now(), on: connection)
                    continue
                }
                let before = contract.state
                let effects = try contract.apply(.terminated)
                try contract.update(from: before, at: world.now(), on: connection)
                try ending.set(.done, at: world.now(), on: connection)
                try Suspension.open(of: contract.id, on: connection)?.end(on: ending.lastDay, connection)
                try AuditEntry.record(
                    "contract.terminated",
                    on: contract.subject,
                    by: .system,
                    ["ending": "\(ending.id)", "last_day": ending.lastDay.iso8601, "reason": ending.reason],
                    in: world,
                    connection
                )
                if effects.contains(.endService) {
                    try contract.orderServices(.ended, cause: .agreement, in: world, on: connection)
                }
                try contract.tell(.contractEnded, .contractEnded, ending, in: world, on: connection)
            }
            return due.count
        }
    }
}

extension Contract {
    /// Whether it is paid month by month and in service, at work or at rest.
    package var isInTerm: Bool { payment == .postpaid && (state == .active || state == .suspended) }

    /// A renewal that nobody has handed in is given up with what it would continue.
    ///
    /// - Returns: The number of one that has been handed in, which is not given up so.
    fileprivate func dropRenewal(
        by actor: StaffMember,
        in world: World,
        on connection: any SQLConnection
    ) throws -> String? {
        guard let next = try Contract.renewal(of: id, on: connection),
            var renewal = try Contract.find(next, on: connection)
        else { return nil }
        guard renewal.state == .draft else { return renewal.state.isGivenUp ? nil : renewal.number }
        _ = try renewal.apply(.cancelled)
        try renewal.update(from: .draft, at: world.now(), on: connection)
        try renewal.record("contract.cancelled", by: actor, "renewal of \(number)", in: world, connection)
        return nil
    }

    fileprivate func tell(
        _ news: InboxItem.Kind,
        _ letter: Notice.Kind,
        _ ending: ContractEnding,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        let people = try audience(on: world.now().day, connection).map(\.id)
        try InboxMessage(news, about: subject, fact: "\(ending.id)", detail: ending.lastDay.display)
            .put(to: Set(people), in: world, on: connection)
        try Notice.enqueue(
            letter,
            about: "\(ending.id)",
            of: subject,
            to: buyer.recipient,
            in: world,
            on: connection
        )
    }
}

extension ContractState {
    fileprivate var isGivenUp: Bool { self == .cancelled || self == .rejected }
}

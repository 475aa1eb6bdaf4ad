import Crypto
import Journal
package import Kernel
import Notices
package import Organisation
package import Storage

/// A thing to be approved, as it is now.
package struct ApprovalSubject: Hashable, Sendable {
    /// Such as `contract:018f…`.
    package let subject: String
    package let unit: String
    package let revision: Int64
    /// What the approvers will see, in words.
    package let snapshot: String
    package let makers: Set<StaffMember.ID>

    package init(subject: String, unit: String, revision: Int64, snapshot: String, makers: Set<StaffMember.ID>) {
        self.subject = subject
        self.unit = unit
        self.revision = revision
        self.snapshot = snapshot
        self.makers = makers
    }

    package var hash: String { SHA256.hash(data: Array(snapshot.utf8)).hex }
}

extension ApprovalCase {
    /// Lays a thing before the first approver, in the transaction that made it due. What was open about it is voided.
    package static func open(
        _ thing: ApprovalSubject,
        in world: World,
        on connection: any SQLConnection
    ) throws -> ApprovalCase {
        let time = world.now()
        if var earlier = try open(on: thing.subject, connection) {
            let previous = earlier.state
            earlier.void()
            _ = try earlier.update(from: previous, on: connection)
        }
        try InboxItem.settle(
            [.approvalWaiting, .approvalOverdue, .approvalEscalated],
            about: thing.subject,
            at: time,
            on: connection
        )
        let opened = ApprovalCase(
            id: world.newID(),
            subject: thing.subject,
            unit: thing.unit,
            revision: thing.revision,
            snapshot: thing.snapshot,
            hash: thing.hash,
            makers: thing.makers,
            state: .awaiting(.regional),
            decisions: [],
            openedAt: time,
            stepOpenedAt: time,
            dueAt: ApprovalDeadline.due(from: time, try WorkingCalendar.read(on: connection))
        )
        try opened.insert(on: connection)
        try opened.tellApprovers(in: world, on: connection)
        return opened
    }

    /// The thing was taken back by its maker: what is open about it is voided, and nobody is asked any more.
    package static func withdraw(about subject: String, in world: World, on connection: any SQLConnection) throws {
        guard var approval = try open(on: subject, connection) else { return }
        let previous = approval.state
        approval.void()
        _ = try approval.update(from: previous, on: connection)
        try InboxItem.settle(
            [.approvalWaiting, .approvalOverdue, .approvalEscalated],
            about: subject,
            at: world.now(),
            on: connection
        )
    }

    /// Decides, in the caller's transaction, which also moves the thing itself.
    ///
    /// - Returns: The case as it stands afterwards.
    /// - Throws: `ApprovalRefusal` when this person may not.
    package static func decide(
        _ id: ID,
        _ wish: ApprovalWish,
        by member: StaffMember,
        in world: World,
        on connection: any SQLConnection
    ) throws -> ApprovalCase {
        let time = world.now()
        guard var approval = try find(id, on: connection),
            let current = try StaffMember.find(member.id, on: connection)
        else { throw ApprovalRefusal.closed }
        let previous = approval.state
        let decider = try Decider.read(current, on: time.day, connection)
        try approval.decide(wish.verdict, by: decider, seen: wish.seenHash, reason: wish.reason, at: time)
        if approval.step != nil {
            approval.dueAt = ApprovalDeadline.due(from: time, try WorkingCalendar.read(on: connection))
        }
        guard try approval.update(from: previous, on: connection) else { throw ApprovalRefusal.closed }
        try InboxItem.settle(
            [.approvalWaiting, .approvalOverdue, .approvalEscalated],
            about: approval.subject,
            at: time,
            on: connection
        )
        try approval.recordDecision(in: world, on: connection)
        if approval.step != nil { try approval.tellApprovers(in: world, on: connection) }
        return approval
    }

    private func recordDecision(in world: World, on connection: any SQLConnection) throws {
        guard let decision = decisions.last else { return }
        try AuditEntry.record(
            decision.verdict == .approve ? "approval.approved" : "approval.refused",
            on: subject,
            by: .staff("\(decision.by)"),
            [
                "step": decision.step.rawValue, "on_behalf_of": decision.onBehalfOf.map { "\($0)" } ?? "",
                "reason": decision.reason, "revision": "\(revision)", "hash": hash,
            ],
            in: world,
            connection
        )
    }

    /// Everybody who may decide now. Whoever stands in for an absent colleague is one of them.
    func approvers(on connection: any SQLConnection) throws -> [StaffMember] {
        guard let step else { return [] }
        return try StaffMember.active(step.role, unit: step == .regional ? unit : nil, on: connection)
            .filter { !makers.contains($0.id) }
    }

    func tellApprovers(in world: World, on connection: any SQLConnection) throws {
        guard let step else { return }
        let people = try approvers(on: connection)
        try InboxMessage(.approvalWaiting, about: subject, fact: "\(id)/\(step.rawValue)", isTask: true)
            .put(to: people.map(\.id), in: world, on: connection)
        for person in people {
            try Notice.enqueue(
                .staffApprovalWaiting,
                about: "\(id)/\(step.rawValue)",
                to: person.recipient,
                in: world,
                on: connection
            )
        }
    }
}

/// What somebody wants to decide, and what the person had before the eyes.
package struct ApprovalWish: Hashable, Sendable {
    package let verdict: ApprovalCase.Verdict
    /// The hash of the snapshot on the screen.
    package let seenHash: String
    package let reason: String

    package init(verdict: ApprovalCase.Verdict, seenHash: String, reason: String) {
        self.verdict = verdict
        self.seenHash = seenHash
        self.reason = reason
    }
}

extension Decider {
    /// The person with the rights of this moment, and those for whom the person stands in on this day.
    package static func read(
        _ member: StaffMember,
        on day: Day,
        _ connection: any SQLConnection
    ) throws -> Decider {
        let absent = try Delegation.standing(in: member.id, on: day, connection)
            .compactMap { try StaffMember.find($0.from, on: connection) }
        return Decider(member: member, standsInFor: absent)
    }
}

package import Kernel
package import Organisation

/// A thing that two people of different parts of the house have to agree to, one after the other: first the regional
/// company, then the IT centre ("văn bản 3842"). Whoever made the thing decides nothing about it, and nobody decides
/// twice.
package struct ApprovalCase: Hashable, Sendable {
    package typealias ID = Kernel.ID<ApprovalCase>

    package enum Step: String, Hashable, Sendable, CaseIterable {
        /// CTKV.
        case regional
        /// TT CNTT.
        case itCentre = "it_centre"

        package var next: Step? {
            switch self {
            case .regional: .itCentre
            case .itCentre: nil
            }
        }

        /// What somebody must be allowed to do, to decide here.
        package var action: Action {
            switch self {
            case .regional: .approveRegionally
            case .itCentre: .approveAtITCentre
            }
        }

        package var role: Role {
            switch self {
            case .regional: .regionalApprover
            case .itCentre: .itApprover
            }
        }
    }

    package enum State: Hashable, Sendable {
        case awaiting(Step)
        case approved
        case refused
        /// The thing was changed: what was decided counts for nothing.
        case voided
    }

    package enum Verdict: String, Hashable, Sendable, CaseIterable { case approve, refuse }

    package struct Decision: Hashable, Sendable {
        package let step: Step
        package let verdict: Verdict
        package let by: StaffMember.ID
        /// Whose absence the person stood in for.
        package let onBehalfOf: StaffMember.ID?
        package let reason: String
        package let at: Timestamp
    }

    package let id: ID
    /// Such as `contract:018f…`.
    package let subject: String
    /// The unit whose approver comes first.
    package let unit: String
    package let revision: Int64
    /// What the approvers see, frozen, in words that a person can read.
    package var snapshot: String
    /// SHA-256 of the snapshot: who approves, approves this and nothing else.
    package let hash: String
    /// Everybody who declared or changed the thing.
    package let makers: Set<StaffMember.ID>
    package internal(set) var state: State
    package internal(set) var decisions: [Decision]
    package let openedAt: Timestamp
    /// When the step began, and by when it is to be decided.
    package internal(set) var stepOpenedAt: Timestamp
    package internal(set) var dueAt: Timestamp

    package var step: Step? {
        switch state {
        case .awaiting(let step): step
        case .approved, .refused, .voided: nil
        }
    }
}

/// Why somebody may not decide. Each has its own words on the page.
package enum ApprovalRefusal: Error, Hashable, Sendable, CaseIterable {
    /// Decided or voided already.
    case closed
    /// Not this person's step, unit or role; or the right has been taken away since.
    case notAllowed
    /// Who made it does not check it.
    case ownWork
    /// Has decided an earlier step already, in person or through somebody.
    case twice
    /// What the person saw is not what it is now.
    case changed
    /// A refusal says why.
    case reasonMissing
}

/// Who wants to decide: the person, and for whom the person may stand in today.
package struct Decider: Hashable, Sendable {
    package let member: StaffMember
    package let standsInFor: [StaffMember]

    package init(member: StaffMember, standsInFor: [StaffMember]) {
        self.member = member
        self.standsInFor = standsInFor
    }
}

extension ApprovalCase {
    /// In whose name this person decides now: an absent colleague's who asked for it, otherwise one's own. Pure. Nobody
    /// decides for another who could not decide alone.
    package func authority(of decider: Decider) throws(ApprovalRefusal) -> StaffMember.ID? {
        guard let step else { throw .closed }
        guard decider.member.state == .active else { throw .notAllowed }
        guard !makers.contains(decider.member.id) else { throw .ownWork }
        let decided = Set(decisions.flatMap { [$0.by, $0.onBehalfOf].compactMap { $0 } })
        guard !decided.contains(decider.member.id) else { throw .twice }
        let thing = Belonging(unit: unit, people: [])
        guard decider.member.may(step.action, on: thing) else { throw .notAllowed }
        return decider.standsInFor.first { absent in
            // What has changed since the delegation counts: roles, unit, standing, authenticator.
            Delegation.suits(decider.member, for: absent, at: step) && absent.state == .active
                && absent.may(step.action, on: thing) && !makers.contains(absent.id) && !decided.contains(absent.id)
        }?.id
    }

    /// Takes a decision in. Pure: no clock, no database.
    ///
    /// - Parameter seen: The hash of the snapshot that the person had on the screen.
    package mutating func decide(
        _ verdict: Verdict,
        by decider: Decider,
        seen: String,
        reason: String,
        at time: Timestamp
    ) throws(ApprovalRefusal) {
        let onBehalfOf = try authority(of: decider)
        guard let step else { throw .closed }
        guard seen == hash else { throw .changed }
        guard verdict == .approve || !reason.isEmpty else { throw .reasonMissing }
        decisions.append(
            Decision(
                step: step,
                verdict: verdict,
                by: decider.member.id,
                onBehalfOf: onBehalfOf,
                reason: reason,
                at: time
            )
        )
        switch (verdict, step.next) {
        case (.refuse, _): state = .refused
        case (.approve, let next?):
            state = .awaiting(next)
            stepOpenedAt = time
        case (.approve, nil): state = .approved
        }
    }

    /// The thing was changed: nothing that was decided counts any more.
    package mutating func void() {
        guard step != nil else { return }
        state = .voided
    }
}

/// How long a step may take, in working days; after that the approver is reminded and the admin told.
package enum ApprovalDeadline {
    package static let workingDays: Int64 = 2
    /// Before the deadline the approvers are reminded.
    package static let reminderHours: Int64 = 4

    package static func due(from time: Timestamp, _ calendar: WorkingCalendar) -> Timestamp {
        calendar.due(workingDays, workingDaysAfter: time)
    }
}

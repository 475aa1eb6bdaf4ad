package import Kernel
package import People

/// Somebody who works in the system.
package struct StaffMember: Hashable, Sendable {
    package typealias ID = Kernel.ID<StaffMember>

    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Has a letter with a link, and no password yet.
        case invited
        case active
        /// May not sign in; stays in the history.
        case suspended
    }

    package let id: ID
    package let email: EmailAddress
    package var name: String
    package var phone: String
    package let unit: UnitReference
    /// The firm an agent works for; `nil` for our own people.
    package var firm: String?
    package var language: Language
    package internal(set) var state: State
    package var roles: Set<Role>
    /// Argon2id; `nil` until the invitation is accepted.
    package let passwordHash: String?
    package let secondFactor: SecondFactor
    /// What a program that acts for this person may do at most; `nil` for the person.
    private var scopes: Set<Action>?

    package init(
        id: ID,
        email: EmailAddress,
        name: String,
        phone: String,
        firm: String?,
        language: Language,
        in unit: UnitReference,
        roles: Set<Role>
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.phone = phone
        self.unit = unit
        self.firm = firm
        self.language = language
        self.roles = roles
        state = .invited
        passwordHash = nil
        secondFactor = SecondFactor(generation: 1, isConfirmed: false, spentStep: 0)
    }

    init(
        id: ID,
        person: (email: EmailAddress, name: String, phone: String, firm: String?, language: Language),
        unit: UnitReference,
        standing: (state: State, roles: Set<Role>),
        proofs: (passwordHash: String?, secondFactor: SecondFactor)
    ) {
        self.id = id
        (email, name, phone, firm, language) = person
        self.unit = unit
        (state, roles) = standing
        (passwordHash, secondFactor) = proofs
    }

    /// `staff:018f…`: this person in the audit log.
    package var actorID: String { "\(id)" }
    package var subject: String { "staff:\(id)" }

    package var mustHaveSecondFactor: Bool { roles.contains(where: \.needsSecondFactor) }

    /// The same person with no more rights than these: for whom a program acts.
    package func limited(to scopes: Set<Action>) -> StaffMember {
        var member = self
        member.scopes = scopes
        return member
    }

    /// How far this person may do that; `nil` for not at all. Of several roles the widest reach counts.
    package func reach(for action: Action) -> Reach? {
        guard scopes?.contains(action) ?? true else { return nil }
        return roles.compactMap { Access.reach(of: $0, for: action) }
            .filter { $0 != .central || unit.kind == .itCentre }
            .max()
    }

    /// Whether this person may do that to a thing of that unit and those people.
    package func may(_ action: Action, on thing: Belonging) -> Bool {
        switch reach(for: action) {
        case nil: false
        case .own: thing.people.contains(id)
        case .unit: unit.kind == .itCentre || thing.unit == unit.code
        case .central: true
        }
    }

    /// Whether this person may do that to anything at all: whether the page exists for them.
    package func may(_ action: Action) -> Bool { reach(for: action) != nil }

    /// What of a list this person sees.
    package func scope(for action: Action) -> Scope {
        switch reach(for: action) {
        case nil: .nothing
        case .own: .own(id)
        case .unit: unit.kind == .itCentre ? .everything : .unit(unit.code)
        case .central: .everything
        }
    }
}

/// Which unit somebody belongs to, and of what kind it is.
package struct UnitReference: Hashable, Sendable {
    package let code: String
    package let kind: OrganisationUnit.Kind

    package init(code: String, kind: OrganisationUnit.Kind) {
        self.code = code
        self.kind = kind
    }
}

/// The standing of somebody's authenticator application. The secret itself is derived from the server's key and the
/// generation (docs/decisions/0005): a lost telephone makes a new generation.
package struct SecondFactor: Hashable, Sendable {
    package let generation: Int64
    package let isConfirmed: Bool
    /// The last thirty-second step whose code was used: no code works twice.
    package let spentStep: Int64

    package init(generation: Int64, isConfirmed: Bool, spentStep: Int64) {
        self.generation = generation
        self.isConfirmed = isConfirmed
        self.spentStep = spentStep
    }
}

/// To whom a thing belongs: the unit, and the people whose own it is.
package struct Belonging: Hashable, Sendable {
    /// `nil` for what no unit sold, such as an online order: the IT centre's.
    package let unit: String?
    package let people: Set<StaffMember.ID>

    package init(unit: String?, people: Set<StaffMember.ID>) {
        self.unit = unit
        self.people = people
    }
}

/// What of a list somebody sees; stores turn it into a condition.
package enum Scope: Hashable, Sendable {
    case nothing
    case own(StaffMember.ID)
    case unit(String)
    case everything
}

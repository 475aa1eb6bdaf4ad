import Journal
package import Kernel
package import Notices
package import People
package import Storage

/// Invites people, changes what they may do, and shuts them out. Only the admin of the IT centre.
package struct ManageStaff: Sendable {
    package struct Form: Hashable, Sendable {
        package var name = ""
        package var email = ""
        package var phone = ""
        package var unit = ""
        package var firm = ""
        package var roles: Set<Role> = []
        package var language = Language.vietnamese
        package init() {}
    }

    package enum Field: String, Hashable, Sendable, CaseIterable { case name, email, phone, unit, firm, roles }
    package enum Mistake: Hashable, Sendable {
        case missing, tooLong, notAnEmail, notAPhone, taken
        /// The unit has no such role: regional approvers belong to regional companies, the IT centre's to the centre.
        case roleOfAnotherUnit
        /// Nobody has both of these roles.
        case rolesApart(RolesApart)
    }

    package enum Outcome: Hashable, Sendable {
        case done(StaffMember.ID)
        case mistakes([Field: Mistake])
        case notAllowed
        case unknown
        /// Nobody takes the last administrator away, nor one's own rights.
        case ownAccount
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// Makes the account and sends the invitation.
    package func invite(_ form: Form, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageStaff) else { return .notAllowed }
        return try await database.write { [world] connection in
            let unit = try OrganisationUnit.find(form.unit, on: connection)
            var mistakes = form.mistakes(unit: unit)
            let email = EmailAddress(form.email)
            if email == nil { mistakes[.email] = form.email.trimmed.isEmpty ? .missing : .notAnEmail }
            if let email, try StaffMember.find(email, on: connection) != nil { mistakes[.email] = .taken }
            guard mistakes.isEmpty, let email, let unit else { return .mistakes(mistakes) }
            let member = StaffMember(
                id: world.newID(),
                email: email,
                name: form.name.trimmed,
                phone: PhoneNumber(form.phone)?.description ?? "",
                firm: form.firm.trimmed.isEmpty ? nil : form.firm.trimmed,
                language: form.language,
                in: unit.reference,
                roles: form.roles
            )
            try member.insert(at: world.now(), on: connection)
            try member.sendSecret(.invite, in: world, on: connection)
            try member.record("staff.invited", by: actor, in: world, connection)
            return .done(member.id)
        }
    }

    /// The unit and the address stay: whoever moves gets a new account, so that the history stays true.
    package func change(_ id: StaffMember.ID, _ form: Form, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageStaff) else { return .notAllowed }
        return try await database.write { [world] connection in
            guard var member = try StaffMember.find(id, on: connection) else { return .unknown }
            let unit = try OrganisationUnit.find(member.unit.code, on: connection)
            let mistakes = form.mistakes(unit: unit)
            guard mistakes.isEmpty else { return .mistakes(mistakes) }
            if id == actor.id, form.roles != member.roles { return .ownAccount }
            let hasOtherRights = form.roles != member.roles
            member.name = form.name.trimmed
            member.phone = PhoneNumber(form.phone)?.description ?? ""
            member.firm = form.firm.trimmed.isEmpty ? nil : form.firm.trimmed
            member.language = form.language
            member.roles = form.roles
            try member.update(at: world.now(), on: connection)
            // More rights count too: they begin with a sign-in that proves whatever they ask for.
            if hasOtherRights { try StaffSession.revokeAll(of: id, but: nil, at: world.now(), on: connection) }
            try member.record("staff.changed", by: actor, in: world, connection)
            return .done(id)
        }
    }

    package enum Step: String, Hashable, Sendable, CaseIterable {
        /// No more sign-in; sessions end.
        case suspend
        case restore
        /// The letter again, with a new link.
        case inviteAgain = "invite_again"
        /// The telephone is lost: a new authenticator has to be set up at the next sign-in.
        case resetSecondFactor = "reset_second_factor"
    }

    package func take(_ step: Step, for id: StaffMember.ID, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.manageStaff) else { return .notAllowed }
        guard id != actor.id else { return .ownAccount }
        return try await database.write { [world] connection in
            let time = world.now()
            guard var member = try StaffMember.find(id, on: connection) else { return .unknown }
            switch step {
            case .suspend:
                member.state = .suspended
                try member.update(at: time, on: connection)
                try StaffSession.revokeAll(of: id, but: nil, at: time, on: connection)
            case .restore:
                member.state = member.passwordHash == nil ? .invited : .active
                try member.update(at: time, on: connection)
            case .inviteAgain:
                guard member.state == .invited else { return .unknown }
                try StaffSecret.closeAll(of: id, at: time, on: connection)
                try member.sendSecret(.invite, in: world, on: connection)
            case .resetSecondFactor:
                let generation = member.secondFactor.generation + 1
                let factor = SecondFactor(generation: generation, isConfirmed: false, spentStep: 0)
                try member.setSecondFactor(factor, at: time, on: connection)
                try StaffSession.revokeAll(of: id, but: nil, at: time, on: connection)
            }
            try member.record("staff.\(step.rawValue)", by: actor, in: world, connection)
            return .done(id)
        }
    }
}

extension ManageStaff.Form {
    func mistakes(unit: OrganisationUnit?) -> [ManageStaff.Field: ManageStaff.Mistake] {
        var mistakes: [ManageStaff.Field: ManageStaff.Mistake] = [:]
        if name.trimmed.count < 2 { mistakes[.name] = .missing }
        if name.count > 100 { mistakes[.name] = .tooLong }
        if PhoneNumber(phone) == nil, !phone.trimmed.isEmpty { mistakes[.phone] = .notAPhone }
        if firm.count > 200 { mistakes[.firm] = .tooLong }
        if roles.contains(.agent), firm.trimmed.isEmpty { mistakes[.firm] = .missing }
        if roles.isEmpty { mistakes[.roles] = .missing }
        guard let unit else {
            mistakes[.unit] = .missing
            return mistakes
        }
        let ofTheCentre: Set<Role> = [.itApprover, .accountant, .admin]
        switch unit.kind {
        case .regional where !roles.isDisjoint(with: ofTheCentre): mistakes[.roles] = .roleOfAnotherUnit
        case .itCentre where roles.contains(.regionalApprover): mistakes[.roles] = .roleOfAnotherUnit
        case .regional, .itCentre: break
        }
        if let pair = RolesApart.broken(by: roles) { mistakes[.roles] = .rolesApart(pair) }
        return mistakes
    }
}

extension StaffMember {
    /// Makes a one-time link and owes the person the letter that carries it.
    func sendSecret(_ purpose: StaffSecret.Purpose, in world: World, on connection: any SQLConnection) throws {
        let time = world.now()
        let secret = StaffSecret(
            id: world.newID(),
            purpose: purpose,
            staff: id,
            createdAt: time,
            expiresAt: time.adding(minutes: StaffSecret.lifetimeMinutes(purpose)),
            usedAt: nil
        )
        try secret.insert(on: connection)
        try Notice.enqueue(
            purpose == .invite ? .staffInvitation : .staffPasswordReset,
            about: "\(secret.id)",
            to: recipient,
            in: world,
            on: connection
        )
    }

    /// Where letters to this person go.
    package var recipient: Notice.Recipient {
        Notice.Recipient(email: email.description, name: name, language: language)
    }

    fileprivate func record(
        _ action: String,
        by actor: StaffMember,
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: subject,
            by: .staff(actor.actorID),
            [
                "email": email.description, "unit": unit.code, "state": state.rawValue,
                "roles": roles.map(\.rawValue).sorted().joined(separator: ","),
            ],
            in: world,
            connection
        )
    }
}

/// Asks for a new password. Says the same whether or not the address is known.
package struct RequestStaffPassword: Sendable {
    package enum Outcome: Hashable, Sendable { case sentIfKnown, tooMany }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(email: String, from visitor: Visitor) async throws -> Outcome {
        guard let address = EmailAddress(email) else { return .sentIfKnown }
        return try await database.write { [world] connection in
            guard try Throttle.lettersByAddress.allow(visitor.network, at: world.now(), on: connection) else {
                return .tooMany
            }
            guard try Throttle.linkByEmail.allow(address.description, at: world.now(), on: connection) else {
                return .tooMany
            }
            guard let member = try StaffMember.find(address, on: connection), member.state == .active else {
                return .sentIfKnown
            }
            try member.sendSecret(.reset, in: world, on: connection)
            return .sentIfKnown
        }
    }
}

/// Follows the link of an invitation or a reset, and sets the password.
package struct SetStaffPassword: Sendable {
    package enum Outcome: Hashable, Sendable { case saved, weak, invalid }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey
    private let passwords: PasswordHashing

    package init(database: any SQLDatabase, world: World, key: ServerKey, passwords: PasswordHashing) {
        self.database = database
        self.world = world
        self.key = key
        self.passwords = passwords
    }

    /// Whose link it is, while it works.
    package func person(_ purpose: StaffSecret.Purpose, linkToken: String) async throws -> StaffMember? {
        guard let id = StaffSecret.id(ofLinkToken: linkToken, purpose: purpose, key) else { return nil }
        let time = world.now()
        return try await database.read { try Self.live(id, purpose, at: time, on: $0) }
    }

    package func callAsFunction(
        _ purpose: StaffSecret.Purpose,
        linkToken: String,
        password: String
    ) async throws -> Outcome {
        guard let id = StaffSecret.id(ofLinkToken: linkToken, purpose: purpose, key) else { return .invalid }
        guard PasswordRule.holds(password) else { return .weak }
        let hash = try await passwords.hash(password)
        return try await database.write { [world] connection in
            let time = world.now()
            guard var member = try Self.live(id, purpose, at: time, on: connection) else { return .invalid }
            try StaffSecret.closeAll(of: member.id, at: time, on: connection)
            try member.setPasswordHash(hash, at: time, on: connection)
            if member.state == .invited {
                member.state = .active
                try member.update(at: time, on: connection)
            }
            try StaffSession.revokeAll(of: member.id, but: nil, at: time, on: connection)
            try AuditEntry.record(
                "password.set",
                on: member.subject,
                by: .staff(member.actorID),
                ["by": purpose.rawValue],
                in: world,
                connection
            )
            return .saved
        }
    }

    /// Whose link it is, when it works still.
    private static func live(
        _ id: StaffSecret.ID,
        _ purpose: StaffSecret.Purpose,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> StaffMember? {
        guard let secret = try StaffSecret.find(id, on: connection), secret.purpose == purpose,
            secret.usedAt == nil, time < secret.expiresAt,
            let member = try StaffMember.find(secret.staff, on: connection), member.state != .suspended
        else { return nil }
        return member
    }
}

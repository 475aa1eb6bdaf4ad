import Journal
package import Kernel
package import People
package import Storage

/// Makes an account without anybody's invitation: the first administrator of an installation, and the people of a
/// demonstration. Only the operator's command line comes here.
package struct EnrolStaff: Sendable {
    package enum Outcome: Hashable, Sendable {
        case enrolled(StaffMember.ID)
        case known(StaffMember.ID)
        case mistakes([ManageStaff.Field: ManageStaff.Mistake])
    }

    private let database: any SQLDatabase
    private let world: World
    private let passwords: PasswordHashing

    package init(database: any SQLDatabase, world: World, passwords: PasswordHashing) {
        self.database = database
        self.world = world
        self.passwords = passwords
    }

    /// - Parameters:
    ///   - password: With it the account is active at once; without it the person gets the letter of an invitation.
    ///   - hasAuthenticator: The second factor counts as set up: a demonstration shows its codes itself.
    package func callAsFunction(
        _ form: ManageStaff.Form,
        password: String?,
        hasAuthenticator: Bool
    ) async throws -> Outcome {
        var hash: String?
        if let password { hash = try await passwords.hash(password) }
        return try await database.write { [world, hash] connection in
            let time = world.now()
            let unit = try OrganisationUnit.find(form.unit, on: connection)
            var mistakes = form.mistakes(unit: unit)
            let email = EmailAddress(form.email)
            if email == nil { mistakes[.email] = .notAnEmail }
            guard mistakes.isEmpty, let email, let unit else { return .mistakes(mistakes) }
            if let known = try StaffMember.find(email, on: connection) { return .known(known.id) }
            var member = StaffMember(
                id: world.newID(),
                email: email,
                name: form.name.trimmed,
                phone: PhoneNumber(form.phone)?.description ?? "",
                firm: form.firm.trimmed.isEmpty ? nil : form.firm.trimmed,
                language: form.language,
                in: unit.reference,
                roles: form.roles
            )
            try member.insert(at: time, on: connection)
            if let hash {
                try member.setPasswordHash(hash, at: time, on: connection)
                member.state = .active
                try member.update(at: time, on: connection)
            } else {
                try member.sendSecret(.invite, in: world, on: connection)
            }
            if hasAuthenticator {
                let factor = SecondFactor(generation: 1, isConfirmed: true, spentStep: 0)
                try member.setSecondFactor(factor, at: time, on: connection)
            }
            try AuditEntry.record(
                "staff.enrolled",
                on: member.subject,
                by: .system,
                ["email": email.description, "roles": form.roles.map(\.rawValue).sorted().joined(separator: ",")],
                in: world,
                connection
            )
            return .enrolled(member.id)
        }
    }
}

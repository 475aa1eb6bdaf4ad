package import Journal
package import Kernel
package import Organisation
package import People
package import Storage

/// Writes a customer down, or changes one. Somebody who is known already is noticed, not forbidden: branches share a
/// telephone, and two regions may sell to one enterprise.
package struct KeepCustomers: Sendable {
    package enum Outcome: Hashable, Sendable {
        case saved(Customer.ID)
        case mistakes([CustomerForm.Field: CustomerForm.Mistake])
        /// Somebody has the same tax code, e-mail or telephone: look first, then say that it is another.
        case alike([AlikeCustomer])
        case notAllowed
        case unknown
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Parameter isAnother: The person has seen those alike and says that this is another.
    package func add(_ form: CustomerForm, isAnother: Bool, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.editCustomers) else { return .notAllowed }
        let (checked, mistakes) = form.checked()
        guard let values = checked else { return .mistakes(mistakes) }
        let language = form.language
        return try await database.write { [world] connection in
            let known = try Self.alike(values, but: nil, for: actor, on: connection)
            guard known.isEmpty || isAnother else { return .alike(known) }
            let profile = CustomerProfile(
                id: world.newID(),
                number: try CustomerProfile.takeNumber(on: connection),
                identity: values.identity,
                name: values.name,
                address: values.address,
                contact: values.contact,
                invoiceEmail: values.invoiceEmail,
                unit: actor.unit.code,
                accountManager: actor.id,
                language: language,
                createdAt: world.now()
            )
            try profile.insert(at: world.now(), on: connection)
            try profile.record("customer.added", by: actor, in: world, connection)
            return .saved(profile.id)
        }
    }

    package func change(
        _ id: Customer.ID,
        _ form: CustomerForm,
        isAnother: Bool,
        by actor: StaffMember
    ) async throws -> Outcome {
        let (checked, mistakes) = form.checked()
        guard let values = checked else { return .mistakes(mistakes) }
        let language = form.language
        return try await database.write { [world] connection in
            guard var profile = try CustomerProfile.find(id, on: connection) else { return .unknown }
            guard actor.may(.editCustomers, on: profile.belonging) else { return .notAllowed }
            let known = try Self.alike(values, but: id, for: actor, on: connection)
            guard known.isEmpty || isAnother else { return .alike(known) }
            profile.identity = values.identity
            profile.name = values.name
            profile.address = values.address
            profile.contact = values.contact
            profile.invoiceEmail = values.invoiceEmail
            profile.language = language
            try profile.update(at: world.now(), on: connection)
            try profile.record("customer.changed", by: actor, in: world, connection)
            return .saved(id)
        }
    }

    private static func alike(
        _ values: CustomerForm.Values,
        but id: Customer.ID?,
        for reader: StaffMember,
        on connection: any SQLConnection
    ) throws -> [AlikeCustomer] {
        let code: String? =
            switch values.identity {
            case .enterprise(let code, _): code.description
            case .individual: nil
            }
        return try CustomerProfile.alike(
            taxCode: code,
            email: values.contact.email,
            phone: values.contact.phone,
            but: id,
            on: connection
        ).map { try AlikeCustomer($0, beside: values, for: reader, on: connection) }
    }
}

extension CustomerProfile {
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
                "number": number, "name": name, "email": contact.email.description,
                "phone": contact.phone.description, "address": address,
            ],
            in: world,
            connection
        )
    }
}

/// Customers as lists and pages show them.
package struct CustomerQueries: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// One page, and how many there are in all.
    package func search(
        _ text: String,
        for reader: StaffMember,
        window: (limit: Int, offset: Int)
    ) async throws -> (found: [CustomerProfile], count: Int64) {
        let scope = reader.scope(for: .viewCustomers)
        return try await database.read { connection in
            (
                try CustomerProfile.search(text, in: scope, window: window, on: connection),
                try CustomerProfile.count(text, in: scope, on: connection)
            )
        }
    }

    /// One customer with its history; `nil` when there is none, or not for this reader.
    package func find(
        _ id: Customer.ID,
        for reader: StaffMember
    ) async throws -> (profile: CustomerProfile, story: [AuditEntry])? {
        try await database.read { connection in
            guard let profile = try CustomerProfile.find(id, on: connection),
                reader.may(.viewCustomers, on: profile.belonging)
            else { return nil }
            return (profile, try AuditEntry.entries(about: profile.subject, on: connection))
        }
    }
}

package import Customers
import Journal
package import Kernel
package import Organisation
package import People
package import Storage

/// Gives a customer, or everything that an account manager looks after, to a colleague of the same unit: somebody
/// leaves, falls ill, or takes over. Contracts go along, so that nothing is left without a person.
package struct HandOver: Sendable {
    package enum Extent: String, Hashable, Sendable, CaseIterable {
        /// This customer.
        case customer
        /// Every customer of the same account manager.
        case everything
    }

    package enum Outcome: Hashable, Sendable {
        case done(customers: Int)
        case notAllowed
        case unknown
        /// Not an active account manager of that unit, or the same person.
        case unsuitablePerson
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        _ id: Customer.ID,
        _ extent: Extent,
        to colleague: StaffMember.ID,
        by actor: StaffMember
    ) async throws -> Outcome {
        try await database.write { [world] connection in
            guard let profile = try CustomerProfile.find(id, on: connection) else { return .unknown }
            guard actor.may(.handOverCustomers, on: profile.belonging) else { return .notAllowed }
            guard colleague != profile.accountManager,
                let member = try StaffMember.find(colleague, on: connection), member.state == .active,
                member.roles.contains(.accountManager), member.unit.code == profile.unit
            else { return .unsuitablePerson }
            let customers: [CustomerProfile] =
                switch extent {
                case .customer: [profile]
                case .everything:
                    try CustomerProfile.all(of: profile.accountManager, unit: profile.unit, on: connection)
                }
            for customer in customers { try customer.give(to: member, by: actor, in: world, on: connection) }
            return .done(customers: customers.count)
        }
    }

    /// Who could take a customer over.
    package func colleagues(of profile: CustomerProfile) async throws -> [StaffMember] {
        try await database.read { connection in
            try StaffMember.active(.accountManager, unit: profile.unit, on: connection)
                .filter { $0.id != profile.accountManager }
        }
    }
}

extension CustomerProfile {
    fileprivate func give(
        to member: StaffMember,
        by actor: StaffMember,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        try setAccountManager(member.id, on: connection)
        try AuditEntry.record(
            "customer.handed_over",
            on: subject,
            by: .staff(actor.actorID),
            ["from": "\(accountManager)", "to": "\(member.id)"],
            in: world,
            connection
        )
        try InboxMessage(
            .customerHandedOver,
            about: subject,
            fact: "\(id)/\(world.now().milliseconds)",
            detail: "\(number) · \(name)"
        ).put(to: [member.id], in: world, on: connection)
    }
}

package import Kernel
import Organisation
import People
import Storage

/// Somebody known who may be the same customer, as far as the reader may know of it.
package enum AlikeCustomer: Hashable, Sendable {
    /// What two customers have in common.
    package enum Sameness: Hashable, Sendable, CaseIterable { case taxCode, email, phone }

    case visible(CustomerProfile)
    /// Somebody else's: only where to ask, and what is the same.
    case elsewhere(unit: String, unitName: Bilingual, same: Set<Sameness>)

    init(
        _ profile: CustomerProfile,
        beside values: CustomerForm.Values,
        for reader: StaffMember,
        on connection: any SQLConnection
    ) throws {
        if reader.may(.viewCustomers, on: profile.belonging) {
            self = .visible(profile)
            return
        }
        var same: Set<Sameness> = []
        if case .enterprise(let code, _) = profile.identity, case .enterprise(let other, _) = values.identity,
            code.description == other.description
        {
            same.insert(.taxCode)
        }
        if profile.contact.email == values.contact.email { same.insert(.email) }
        if profile.contact.phone == values.contact.phone { same.insert(.phone) }
        let name = try OrganisationUnit.find(profile.unit, on: connection)?.name
        self = .elsewhere(
            unit: profile.unit,
            unitName: name ?? Bilingual(vietnamese: profile.unit, english: profile.unit),
            same: same
        )
    }
}

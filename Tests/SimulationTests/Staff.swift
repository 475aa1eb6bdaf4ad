import Approvals
import Catalogue
import Contracts
import Customers
import Journal
import Kernel
import People
import Storage
import Tariffs
import TestKit

@testable import Organisation

/// Who works in the house.
struct Staff: Sendable {
    var members: [StaffMember] = []
    /// Contracts that were begun, and whose papers are perhaps not handed in yet.
    var drafts = 0

    func all(_ role: Role) -> [StaffMember] { members.filter { $0.roles.contains(role) } }
}

extension Simulation {
    /// Units, people and a catalogue: what stands before the first customer comes.
    func furnish() async throws {
        let units = try ["KV1", "CNTT"].map { code in
            OrganisationUnit(
                code: code,
                kind: code == "CNTT" ? .itCentre : .regional,
                name: Bilingual(vietnamese: code, english: code),
                numberPattern: try ContractNumberPattern("HD-{year}-{unit}-{number}")
            )
        }
        try await disk.write { connection in for unit in units { try unit.store(on: connection) } }
        let people: [(String, Role, String)] = [
            ("lan", .accountManager, "KV1"), ("minh", .accountManager, "KV1"),
            ("hoa", .regionalApprover, "KV1"), ("tuan", .regionalApprover, "KV1"),
            ("thao", .itApprover, "CNTT"), ("duc", .itApprover, "CNTT"),
            ("an", .accountant, "CNTT"), ("binh", .accountant, "CNTT"), ("quan", .admin, "CNTT"),
        ]
        for (name, role, unit) in people { staff.members.append(try await hire(name, role, in: unit)) }
        _ = try await LoadCatalogue(database: disk, world: world)(Self.catalogue(), by: .system)
    }

    private func hire(_ name: String, _ role: Role, in unit: String) async throws -> StaffMember {
        guard let email = EmailAddress("\(name)@house.test") else { throw Unexpected(what: name) }
        return try await disk.write { [world] connection in
            guard let unit = try OrganisationUnit.find(unit, on: connection) else { throw Unexpected(what: unit) }
            var member = StaffMember(
                id: world.newID(),
                email: email,
                name: name,
                phone: "0912345678",
                firm: nil,
                language: .vietnamese,
                in: unit.reference,
                roles: [role]
            )
            member.state = .active
            try member.insert(at: world.now(), on: connection)
            try connection.run("UPDATE staff SET state = 'active' WHERE id = \(member.id)")
            guard let hired = try StaffMember.find(member.id, on: connection) else { throw Unexpected(what: name) }
            return hired
        }
    }

    /// One plan that is paid before it runs, and one that is paid month by month.
    private static func catalogue() throws -> CatalogueData {
        let name = Bilingual(vietnamese: "Chữ ký số", english: "Digital signature")
        let unit = Bilingual(vietnamese: "gói", english: "package")
        guard let from = Day(year: 2025, month: 7, day: 1) else { throw Unexpected(what: "no such day") }
        let rates = [VATClass.Period(from: from, to: nil, rate: .percent(basisPoints: 800))]
        let prepaid = CatalogueData.Plan(
            code: "CA-12",
            name: Bilingual(vietnamese: "12 tháng", english: "12 months"),
            unit: unit,
            termMonths: 12,
            price: try Money(dong: 1_200_000)
        )
        let monthly = CatalogueData.Plan(
            code: "CA-M",
            name: Bilingual(vietnamese: "Trả sau", english: "Monthly"),
            unit: unit,
            monthlyFee: try Money(dong: 300_000),
            tariff: Tariff(setUpFee: try Money(dong: 200_000), meters: [])
        )
        return CatalogueData(
            vatClasses: [VATClass(code: "GENERAL", name: name, rates: rates)],
            products: [
                CatalogueData.Product(
                    code: "CA",
                    names: (name, name),
                    category: "digital-signature",
                    vatClass: "GENERAL",
                    audience: (true, true),
                    plans: [prepaid, monthly]
                )
            ]
        )
    }

    /// The addresses of the customers whose contracts were declared.
    var customerEmails: [String] { (0..<staff.drafts).map { "ketoan\($0 + 1)@congty.example.vn" } }

    func anybody(_ role: Role) throws -> StaffMember {
        let all = staff.all(role)
        guard !all.isEmpty else { throw Unexpected(what: "nobody is \(role)") }
        return all[dice.below(all.count)]
    }

    /// What somebody sees on a screen.
    func look<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value { try await disk.read(body) }
}

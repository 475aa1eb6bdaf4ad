import Authenticator
import Kernel
import Organisation
import PasswordsSodium
import People
import SandboxKit
import Storage

/// The people of a demonstration, one or more of every role, all with one password. Their authenticator is a page of
/// the sandbox, as a telephone would show it.
enum DemoPeople {
    /// Only in `qldv demo`, where everything outside is a sandbox too.
    static let password = "qldv-demo-2026"

    struct Person: Sendable {
        let email: String
        let name: String
        let unit: String
        let role: Role
        var firm = ""
    }

    static let people: [Person] = [
        Person(email: "am.kv1@qldv.example", name: "Trần Thị Mai", unit: "KV1", role: .accountManager),
        Person(email: "am2.kv1@qldv.example", name: "Hồ Gia Bảo", unit: "KV1", role: .accountManager),
        Person(
            email: "dai-ly.kv1@qldv.example",
            name: "Phạm Văn Đức",
            unit: "KV1",
            role: .agent,
            firm: "Đại lý Sao Mai"
        ),
        Person(email: "duyet.kv1@qldv.example", name: "Lê Quang Hải", unit: "KV1", role: .regionalApprover),
        Person(email: "duyet2.kv1@qldv.example", name: "Vũ Thu Hà", unit: "KV1", role: .regionalApprover),
        Person(email: "hoa-don.kv1@qldv.example", name: "Ngô Bích Ngọc", unit: "KV1", role: .invoiceOfficer),
        Person(email: "am.kv2@qldv.example", name: "Huỳnh Minh Tâm", unit: "KV2", role: .accountManager),
        Person(email: "duyet.kv2@qldv.example", name: "Đỗ Thanh Sơn", unit: "KV2", role: .regionalApprover),
        Person(email: "duyet.cntt@qldv.example", name: "Nguyễn Hoàng Long", unit: "CNTT", role: .itApprover),
        Person(email: "duyet2.cntt@qldv.example", name: "Trịnh Khánh Linh", unit: "CNTT", role: .itApprover),
        Person(email: "ke-toan@qldv.example", name: "Bùi Lan Anh", unit: "CNTT", role: .accountant),
        Person(email: "ke-toan2@qldv.example", name: "Phan Đình Khôi", unit: "CNTT", role: .accountant),
        Person(email: "hoa-don.cntt@qldv.example", name: "Tạ Thùy Dương", unit: "CNTT", role: .invoiceOfficer),
        Person(email: "quan-tri@qldv.example", name: "Đặng Quốc Việt", unit: "CNTT", role: .admin),
        Person(email: "kiem-toan@qldv.example", name: "Mai Xuân Phúc", unit: "CNTT", role: .auditor),
    ]

    /// Units, people, and who is in charge of KV1's invoices. What is there already stays as it is.
    static func store(in database: any SQLDatabase, _ world: World) async throws {
        try await OrganisationSeed.store(in: database)
        let isKnown = try await database.read { connection in
            try people.last.flatMap { EmailAddress($0.email) }.flatMap { try StaffMember.find($0, on: connection) }
                != nil
        }
        guard !isKnown else { return }
        // One slow hash for all: a demonstration starts at once.
        let hash = try await PasswordHashing.argon2id().hash(password)
        let enrol = EnrolStaff(
            database: database,
            world: world,
            passwords: PasswordHashing(hash: { _ in hash }, verify: { _, _ in false })
        )
        for person in people {
            var form = ManageStaff.Form()
            form.name = person.name
            form.email = person.email
            form.unit = person.unit
            form.firm = person.firm
            form.roles = [person.role]
            _ = try await enrol(form, password: password, hasAuthenticator: person.role.needsSecondFactor)
        }
        try await nameInvoicingOfficer(in: database, world)
    }

    private static func nameInvoicingOfficer(in database: any SQLDatabase, _ world: World) async throws {
        let found = try await database.read { connection in
            (
                try EmailAddress("quan-tri@qldv.example").flatMap { try StaffMember.find($0, on: connection) },
                try EmailAddress("hoa-don.kv1@qldv.example").flatMap { try StaffMember.find($0, on: connection) }
            )
        }
        guard let admin = found.0, let officer = found.1 else { return }
        _ = try await RegisterInvoicingOfficer(database: database, world: world)(
            unit: "KV1",
            staff: officer.id,
            days: (world.now().day, nil),
            document: "Công văn 214/KV1-TCHC ngày \(world.now().day.display)",
            by: admin
        )
    }

    /// The codes that the people's telephones show now.
    static func telephone(
        _ database: any SQLDatabase,
        _ key: ServerKey,
        _ now: @escaping Now
    ) -> SandboxTelephone {
        SandboxTelephone(now: now) {
            let step = TOTP.step(at: now())
            return try await database.read { connection in
                try people.compactMap { person in
                    guard let email = EmailAddress(person.email),
                        let member = try StaffMember.find(email, on: connection), member.secondFactor.isConfirmed
                    else { return nil }
                    return SandboxTelephone.Entry(
                        account: person.email,
                        name: person.name,
                        // A code that was used is spent: the next one is good already.
                        code: member.authenticator(key).code(step: max(step, member.secondFactor.spentStep + 1))
                    )
                }
            }
        }
    }
}

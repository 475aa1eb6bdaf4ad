import Contracts
import Customers
import Journal
import Kernel
import Organisation
import People
import Sales
import Storage
import TestKit
import Testing

/// Customers and files as account managers keep them.
@Suite struct KeepingTests {
    private func keep(_ house: House) -> KeepCustomers { KeepCustomers(database: house.database, world: house.world) }

    // MARK: Customers

    @Test(arguments: TestEngine.available)
    func `somebody with the same tax code, e-mail or telephone is noticed, and not forbidden`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let first = try await house.addCustomer(1)
        func add(_ change: (inout CustomerForm) -> Void, isAnother: Bool = false) async throws -> KeepCustomers.Outcome
        {
            var form = house.customerForm(2)
            form.taxCode = "0101243150"
            change(&form)
            return try await keep(house).add(form, isAnother: isAnother, by: house.member(.managerTwo))
        }
        let alike: [(inout CustomerForm) -> Void] = [
            { $0.taxCode = "0100686209" }, { $0.email = "KeToan1@congty.example.vn" }, { $0.phone = "+84 90 123 0001" },
        ]
        for change in alike {
            guard case .alike(let known) = try await add(change) else { throw Shop.Unexpected() }
            guard known.count == 1, case .elsewhere("KV1", _, let same) = known[0] else { throw Shop.Unexpected() }
            #expect(same.count == 1, "of another unit's customer only what is the same")
            #expect(!"\(known)".contains("Số 1") && !"\(known)".contains("0901230001"))
        }
        let own = try await keep(house).add(house.customerForm(1), isAnother: false, by: house.member(.manager))
        guard case .alike(let seen) = own, case .visible(let profile) = seen.first else { throw Shop.Unexpected() }
        #expect(profile.id == first)
        let colleague = try await keep(house).add(
            house.customerForm(1),
            isAnother: false,
            by: house.member(.otherManager)
        )
        guard case .alike(let hidden) = colleague, case .elsewhere("KV1", _, let all) = hidden.first else {
            throw Shop.Unexpected()
        }
        #expect(all == [.taxCode, .email, .phone], "nor of a colleague's")
        #expect(try await house.shop.count("customer_profile") == 1)
        guard case .saved(let branch) = try await add(alike[0], isAnother: true) else { throw Shop.Unexpected() }
        let query = CustomerQueries(database: house.database)
        #expect(try await query.find(branch, for: house.member(.managerTwo))?.profile.number == "KH-000002")
        #expect(try await query.find(branch, for: house.member(.manager)) == nil)
        #expect(try await query.find(branch, for: house.member(.approver)) == nil)
        #expect(try await query.find(branch, for: house.member(.itApprover)) != nil)
    }

    @Test(arguments: TestEngine.available)
    func `a customer unlike any other is simply added, and found as people type`(engine: TestEngine) async throws {
        let house = try await House(engine)
        var form = house.customerForm(7)
        form.name = "Công ty Cổ phần Đồng Tâm"
        guard case .saved(let id) = try await keep(house).add(form, isAnother: false, by: house.member(.manager)) else {
            throw Shop.Unexpected()
        }
        let query = CustomerQueries(database: house.database)
        for text in ["dong tam", "ĐỒNG", "0100686209", "ketoan7@", "0901230007", "kh-000001", "le cuong", ""] {
            let found = try await query.search(text, for: house.member(.manager), window: (10, 0))
            #expect(found.found.map(\.id) == [id], "\(text)")
            #expect(found.count == 1)
        }
        for text in ["%", "dong tam xyz", "_"] {
            let found = try await query.search(text, for: house.member(.manager), window: (10, 0))
            #expect(found.count == (text == "dong tam xyz" ? 0 : 1), "signs that SQL knows are only blanks")
        }
        #expect(try await query.search("", for: house.member(.otherManager), window: (10, 0)).count == 0)
        #expect(try await query.search("", for: house.member(.agent), window: (10, 0)).count == 0)
    }

    @Test(arguments: TestEngine.available)
    func `only one's own customer is changed, and contracts keep who they were signed with`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let customer = try #require(contract.customer)
        var form = house.customerForm(1)
        form.email = "moi@congty.example.vn"
        #expect(
            try await keep(house).change(customer, form, isAnother: true, by: house.member(.otherManager))
                == .notAllowed
        )
        #expect(try await keep(house).change(customer, form, isAnother: true, by: house.member(.admin)) == .notAllowed)
        #expect(
            try await keep(house).change(customer, form, isAnother: false, by: house.member(.manager))
                == .saved(customer)
        )
        #expect(try await house.contract(contract.id).buyer.email.description == "ketoan1@congty.example.vn")
        #expect(try await house.audited("customer.changed") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `what is wrong with a customer is said field by field`(engine: TestEngine) async throws {
        let house = try await House(engine)
        var form = CustomerForm()
        form.taxCode = "0100686208"
        form.invoiceEmail = "x"
        let outcome = try await keep(house).add(form, isAnother: false, by: house.member(.manager))
        #expect(
            outcome
                == .mistakes([
                    .name: .missing, .address: .missing, .contactName: .missing, .email: .missing, .phone: .missing,
                    .taxCode: .taxCode(.checkDigit), .invoiceEmail: .notAnEmail,
                ])
        )
        #expect(try await keep(house).add(form, isAnother: false, by: house.member(.admin)) == .notAllowed)
    }

    // MARK: Files

    static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]

    @Test(arguments: TestEngine.available)
    func `what a file is follows from its content, not from its name`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let draft = try await house.draft(house.contractForm(house.addCustomer()))
        let manager = try house.member(.manager)
        func add(_ name: String, _ content: [UInt8]) async throws -> KeepAttachments.Outcome {
            try await house.attachments.add(name: name, content: content, to: draft.id, by: manager)
        }
        let refused: [[UInt8]] = [
            Array("<html>".utf8), Array("MZ".utf8), Array("PK\u{3}\u{4}".utf8), Array(" %PDF-".utf8), [0xFF, 0xD8],
        ]
        for content in refused { #expect(try await add("hop-dong.pdf", content) == .wrongType) }
        #expect(try await add("a.pdf", []) == .empty)
        let stranger = try house.member(.otherManager)
        #expect(
            try await house.attachments.add(name: "a", content: [], to: draft.id, by: stranger) == .notAllowed,
            "rights come first"
        )
        guard case .done(let id) = try await add("C:\\hồ sơ\\../ảnh \"ký\".exe", Self.jpeg) else {
            throw Shop.Unexpected()
        }
        let file = try #require(try await house.attachments.content(id, for: manager))
        #expect(file.attachment.contentType == .jpeg)
        #expect(file.attachment.name == "ảnh ký.jpg")
        #expect(file.bytes == Self.jpeg)
        #expect(try await add("again.png", Self.jpeg) == .done(id), "the same file is kept once")
        guard case .done = try await add("x", Self.png) else { throw Shop.Unexpected() }
        #expect(try await house.attachments.content(id, for: house.member(.otherManager)) == nil)
        #expect(try await house.attachments.content(id, for: house.member(.approverTwo)) == nil)
        #expect(try await house.attachments.content(id, for: house.member(.approver))?.bytes == Self.jpeg)
    }

    @Test(arguments: TestEngine.available)
    func `ten megabytes a file and twenty files a contract are enough`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let draft = try await house.draft(house.contractForm(house.addCustomer()))
        let manager = try house.member(.manager)
        let most = House.pdf + [UInt8](repeating: 32, count: Attachment.limitBytes - House.pdf.count)
        #expect(
            try await house.attachments.add(name: "a", content: most + [32], to: draft.id, by: manager) == .tooLarge
        )
        guard case .done = try await house.attachments.add(name: "a", content: most, to: draft.id, by: manager) else {
            throw Shop.Unexpected()
        }
        for number in 2..<UInt8(Attachment.limitCount) {
            let outcome = try await house.attachments.add(
                name: "a",
                content: House.pdf + [number],
                to: draft.id,
                by: manager
            )
            guard case .done = outcome else { throw Shop.Unexpected() }
        }
        let one = try await house.attachments.add(name: "a", content: Self.png, to: draft.id, by: manager)
        #expect(one == .tooMany)
    }

    @Test(arguments: TestEngine.available)
    func `files come and go while it is a draft, and stay from then on`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let draft = try await house.draft(house.contractForm(house.addCustomer()))
        let manager = try house.member(.manager)
        guard
            case .done(let id) = try await house.attachments.add(
                name: "a",
                content: Self.png,
                to: draft.id,
                by: manager
            )
        else { throw Shop.Unexpected() }
        #expect(try await house.attachments.remove(id, by: house.member(.otherManager)) == .notAllowed)
        #expect(try await house.attachments.remove(id, by: manager) == .done(id))
        #expect(try await house.attachments.remove(id, by: manager) == .unknown)
        #expect(try await house.attachments.content(id, for: manager) == nil)
        _ = try await house.submit(draft.id, revision: 0, by: manager)
        let kept = try #require(
            try await house.database.read { try Attachment.all(of: draft.id, on: $0) }.first
        )
        #expect(try await house.attachments.remove(kept.id, by: manager) == .handedIn)
        #expect(
            try await house.attachments.add(name: "a", content: Self.png, to: draft.id, by: manager) == .handedIn
        )
        let story = try await house.database.read { try AuditEntry.entries(about: draft.subject, on: $0) }
        #expect(story.filter { $0.action == "attachment.removed" }.count == 1)
    }
}

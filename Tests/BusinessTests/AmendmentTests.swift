import Approvals
import Catalogue
import Contracts
import Journal
import Kernel
import Organisation
import Sales
import Storage
import TestKit
import Testing

/// Files, kept lines and old drafts: what an amendment may do, and what a submission looks at again.
@Suite struct AmendmentTests {
    private static let other = FileChanges.NewFile(name: "C:\\ban sua.pdf", content: Array("%PDF-1.7 bản sửa".utf8))

    private func amend(
        _ house: House,
        _ contract: Contract,
        _ change: (inout ContractForm, inout FileChanges) -> Void
    ) async throws -> AmendContract.Outcome {
        let now = try await house.contract(contract.id)
        var form = ContractForm(now)
        var files = FileChanges()
        change(&form, &files)
        return try await house.amend(
            contract.id,
            form,
            files: files,
            revision: now.revision,
            by: house.member(.manager)
        )
    }

    private func files(
        _ house: House,
        _ contract: Contract
    ) async throws -> (now: [Contracts.Attachment], gone: [Contracts.Attachment]) {
        try await house.database.read {
            (
                try Contracts.Attachment.all(of: contract.id, on: $0),
                try Contracts.Attachment.withdrawn(from: contract.id, on: $0)
            )
        }
    }

    // MARK: Files

    @Test(arguments: TestEngine.available)
    func `a file is replaced in an amendment, the old one stays, and the approvals begin anew`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        _ = try await house.decide(contract, by: house.member(.approver))
        let seen = try await house.openCase(contract)
        let old = try #require(try await files(house, contract).now.first)
        house.clock.advance(seconds: 1)
        #expect(try await amend(house, contract) { $1.replaced[old.id] = Self.other } == .amended)

        let (now, gone) = try await files(house, contract)
        #expect(now.map(\.name) == ["ban sua.pdf"])
        #expect(gone.map(\.id) == [old.id])
        #expect(gone.first?.withdrawal?.replacedBy == now.first?.id)
        #expect(gone.first?.withdrawal?.by == (try house.id(.manager)))
        let kept = try await house.attachments.content(old.id, for: house.member(.approver))
        #expect(kept?.bytes == House.pdf, "still to be read")

        let fresh = try await house.openCase(contract)
        #expect(fresh.hash != seen.hash && fresh.decisions.isEmpty && fresh.step == .regional)
        #expect(fresh.snapshot.contains("Tệp: ban sua.pdf (thay hop-dong.pdf)"))
        #expect(fresh.snapshot.contains("Tệp đã rút: hop-dong.pdf"))
        let stale = ApprovalWish(verdict: .approve, seenHash: seen.hash, reason: "")
        #expect(try await house.decide(seen.id, stale, by: house.member(.itApprover)) == .refused(.closed))

        let queue = ApprovalQueue(database: house.database, world: house.world)
        let found = try #require(try await queue.find(fresh.id, for: house.member(.approver)))
        let (base, earlier) = try #require(found.dossier.comparison(of: fresh))
        #expect(base.revision == 0 && earlier?.decisions.count == 1)
        let changes = RevisionChange.between(base.snapshot, fresh.snapshot)
        #expect(changes.map(\.label) == ["Tệp"])
        #expect(changes.first?.before?.hasPrefix("hop-dong.pdf") == true)
        #expect(changes.first?.after?.hasPrefix("ban sua.pdf") == true)
    }

    @Test(arguments: TestEngine.available)
    func `files alone leave the customer's link as it is`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let token = try await house.token(contract.id)
        #expect(try await amend(house, contract) { $1.added = [Self.other] } == .amended)
        #expect(try await house.token(contract.id) == token)
        #expect(try await house.letters("'payment_link'") == 1)
        #expect(try await house.contract(contract.id).revision == 1)
        #expect(try await files(house, contract).now.count == 2)
        #expect(try await amend(house, contract) { $1.added = [Self.other] } == .nothingChanged, "the same file again")
    }

    @Test func `what cannot be a file of a contract is refused, and nothing is written`() async throws {
        let house = try await House(.sqlite)
        let contract = try await house.submitted()
        let old = try #require(try await files(house, contract).now.first)
        func refused(_ change: (inout FileChanges) -> Void) async throws -> AmendContract.Outcome {
            try await amend(house, contract) { form, files in
                form.note = "cũng đổi"
                change(&files)
            }
        }
        #expect(try await refused { $0.withdrawn = [old.id] } == .badFile(.noneLeft))
        #expect(try await refused { $0.added = [.init(name: "a", content: [])] } == .badFile(.empty))
        #expect(try await refused { $0.added = [.init(name: "a", content: Array("x".utf8))] } == .badFile(.wrongType))
        let large = Array("%PDF-".utf8) + [UInt8](repeating: 0, count: Contracts.Attachment.limitBytes)
        #expect(try await refused { $0.replaced[old.id] = .init(name: "a", content: large) } == .badFile(.tooLarge))
        #expect(try await refused { $0.withdrawn = [house.world.newID()] } == .badFile(.unknown))
        let many = (0..<20).map { FileChanges.NewFile(name: "\($0)", content: Array("%PDF-\($0)".utf8)) }
        #expect(try await refused { $0.added = many } == .badFile(.tooMany))
        #expect(try await house.contract(contract.id) == contract)
        #expect(try await files(house, contract).now == [old])
    }

    @Test func `nothing that changes is not an amendment`() async throws {
        let house = try await House(.sqlite)
        let contract = try await house.paid()
        _ = try await house.decide(contract, by: house.member(.approver))
        #expect(try await amend(house, contract) { _, _ in } == .nothingChanged)
        #expect(try await house.openCase(contract).decisions.count == 1, "and voids nothing")
    }

    // MARK: What was agreed

    @Test(arguments: TestEngine.available)
    func `what was agreed is kept once, not as often as the line is repeated`(engine: TestEngine) async throws {
        let house = try await House(engine)
        try await house.database.write { try DiscountLimits.set("CA", basisPoints: 5_000, on: $0) }
        let draft = try await house.draft(house.contractForm(house.addCustomer(), discount: "50"))
        #expect(try await house.submit(draft.id, revision: 0, by: house.member(.manager)) == .submitted)
        try await house.database.write { try DiscountLimits.set("CA", basisPoints: 0, on: $0) }
        let outcome = try await amend(house, draft) { form, _ in form.lines.append(form.lines[0]) }
        #expect(outcome == .mistakes([.line(1): .discountAbove(0)]))
    }

    @Test func `the preview of an amendment keeps what was agreed`() async throws {
        let house = try await House(.sqlite)
        let contract = try await house.submitted()
        let dearer = try CatalogueData.small(price: 1_500_000)
        _ = try await LoadCatalogue(database: house.database, world: house.world)(dearer, by: .system)
        let form = ContractForm(contract)
        #expect(try await house.declare.preview(form, in: "KV1", of: contract).totals?.total.dong == Shop.total)
        #expect(try await house.declare.preview(form, in: "KV1").totals?.net.dong == 1_500_000, "a new one")
    }

    // MARK: Drafts that have grown old

    @Test(arguments: TestEngine.available)
    func `what has moved on since the draft was saved is told line by line, and nothing is handed in`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        try await house.database.write { try DiscountLimits.set("CA", basisPoints: 1_000, on: $0) }
        var form = house.contractForm(try await house.addCustomer(), discount: "10")
        form.start = "2026-11-24"
        let draft = try await house.draft(form)
        try await house.database.write { try DiscountLimits.set("CA", basisPoints: 500, on: $0) }
        let dearer = try CatalogueData.small(price: 1_500_000)
        _ = try await LoadCatalogue(database: house.database, world: house.world)(dearer, by: .system)
        house.clock.set(try #require(Day(iso8601: "2027-01-04")).start)
        let outcome = try await house.submit(draft.id, revision: 0, by: house.member(.manager))
        guard case .outdated(let changes) = outcome else { throw Shop.Unexpected() }
        let (was, now) = (try Money(dong: 1_200_000), try Money(dong: 1_500_000))
        #expect(
            changes.map(\.what) == [
                .price(was: was, now: now), .vat(was: .percent(basisPoints: 800), now: .percent(basisPoints: 1_000)),
                .discountAbove(limit: 500, given: 1_000), .startPassed(try #require(Day(iso8601: "2026-11-24"))),
            ]
        )
        #expect(changes.map(\.line?.position) == [0, 0, 0, nil])
        #expect(try await house.shop.count("payment_request") == 0)
        form.lines[0].discount = "5"
        form.start = ""
        let saved = try await house.declare.change(draft.id, form, revision: 0, by: house.member(.manager))
        #expect(saved == .saved(draft.id))
        #expect(try await house.submit(draft.id, revision: 1, by: house.member(.manager)) == .submitted)
    }

    // MARK: Words

    @Test func `the snapshot speaks as people do`() async throws {
        let house = try await House(.sqlite)
        try await house.database.write { try DiscountLimits.set("CA", basisPoints: 1_250, on: $0) }
        let draft = try await house.draft(house.contractForm(house.addCustomer(), discount: "12,5"))
        _ = try await house.submit(draft.id, revision: 0, by: house.member(.manager))
        let snapshot = try #require(
            try await house.database.read { try ContractRevision.all(of: draft.id, on: $0) }.first
        ).snapshot
        #expect(snapshot.contains("Loại: hợp đồng mới\nHình thức: trả trước qua VNPAY\n"))
        #expect(snapshot.contains("Quản lý khách hàng: manager (KV1)\n"))
        #expect(snapshot.contains("2026") && snapshot.contains("giảm 12,5 %) = 1.050.000 ₫, thuế 8 % 84.000 ₫"))
        for raw in ["prepaid", "new\n", "phần vạn", "\(try house.id(.manager))"] { #expect(!snapshot.contains(raw)) }
    }

    @Test func `a difference is what became of a thing, not two things`() {
        let old = """
            Ngày bắt đầu: 01/12/2026
            Dòng 1: A Gói, 1 × 10 ₫
            Dòng 2: B Gói, 1 × 10 ₫
            Cộng: 20 ₫
            Tệp: a.pdf · SHA-256 1
            """
        let new = """
            Ngày bắt đầu: 05/12/2026
            Dòng 1: C Gói, 1 × 10 ₫
            Dòng 2: A Gói, 2 × 10 ₫
            Dòng 3: B Gói, 1 × 10 ₫
            Cộng: 40 ₫
            Tệp: b.pdf · SHA-256 2
            Tệp: c.pdf (thay a.pdf) · SHA-256 3
            Tệp đã rút: a.pdf · SHA-256 1
            """
        let changes = RevisionChange.between(old, new).map { "\($0.label)|\($0.before ?? "")|\($0.after ?? "")" }
        #expect(
            changes == [
                "Ngày bắt đầu|01/12/2026|05/12/2026", "Dòng||C Gói, 1 × 10 ₫", "Dòng|A Gói, 1 × 10 ₫|A Gói, 2 × 10 ₫",
                "Cộng|20 ₫|40 ₫", "Tệp||b.pdf · SHA-256 2", "Tệp|a.pdf · SHA-256 1|c.pdf (thay a.pdf) · SHA-256 3",
            ]
        )
    }
}

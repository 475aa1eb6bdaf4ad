import Contracts
import Kernel
import Organisation
import Payments
import People
import Sales
import Storage
import TestKit
import Testing

/// "Nội dung chưa đúng": what a payer finds wrong.
@Suite struct DisputeTests {
    private func open(
        _ house: House,
        _ token: String,
        _ message: String = "Sai số lượng gói"
    ) async throws
        -> OpenDispute.Outcome
    {
        try await OpenDispute(database: house.database, world: house.world)(
            paymentToken: token,
            message: message,
            contact: " 0901 ",
            from: house.visitor
        )
    }

    @Test(arguments: TestEngine.available)
    func `it reaches the account manager as a task and a letter, and is answered once`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let token = try await house.token(contract.id)
        #expect(try await open(house, token, "\n Sai số lượng \r\n gói \n\n") == .opened)
        #expect(try await open(house, token, "Sai số lượng\ngói") == .repeated, "the same form sent twice")
        let task = try #require(try await house.inbox(.manager).first { $0.kind == .disputeOpened })
        #expect(task.isTask && task.doneAt == nil)
        #expect(try await house.letters("'staff_dispute_opened'") == 1)
        let dispute = try #require(try await house.database.read { try Dispute.open(of: contract.id, on: $0) })
        #expect(dispute.message == "Sai số lượng\ngói")
        #expect(dispute.contact == "0901")

        let answer = AnswerDispute(database: house.database, world: house.world, key: house.key)
        func say(_ words: String, by person: House.Person) async throws -> AnswerDispute.Outcome {
            try await answer(dispute.id, answer: words, corrected: false, by: house.member(person))
        }
        #expect(try await say(" ", by: .manager) == .answerMissing)
        #expect(try await say(String(repeating: "x", count: 1_001), by: .manager) == .tooLong)
        #expect(try await say("Đúng như đã ký", by: .otherManager) == .notAllowed)
        #expect(try await say("Đúng như đã ký", by: .manager) == .answered)
        #expect(try await say("Lần nữa", by: .manager) == .closed)
        #expect(try await house.letters("'dispute_answered'") == 1)
        #expect(try await house.inbox(.manager).allSatisfy { $0.kind != .disputeOpened || $0.doneAt != nil })
        #expect(try await open(house, token) == .opened, "a new question after an answer")
        #expect(try await house.database.read { try Dispute.all(of: contract.id, on: $0) }.count == 2)
    }

    @Test(arguments: TestEngine.available)
    func `files go with the answer, all or none, and are read by whoever may see the contract`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        #expect(try await open(house, house.token(contract.id)) == .opened)
        let dispute = try #require(try await house.database.read { try Dispute.open(of: contract.id, on: $0) })
        let answer = AnswerDispute(database: house.database, world: house.world, key: house.key)
        let pdf = Array("%PDF-1.7 phụ lục".utf8)
        func say(_ contents: [[UInt8]], name: String = "phụ lục.exe") async throws -> AnswerDispute.Outcome {
            let files = contents.map { FileChanges.NewFile(name: name, content: $0) }
            return try await answer(
                dispute.id,
                answer: "Xin xem tệp",
                corrected: false,
                files: files,
                by: house.member(.manager)
            )
        }
        #expect(try await say([pdf, []]) == .badFile(.empty))
        #expect(try await say([pdf, Array("<html>".utf8)]) == .badFile(.wrongType))
        #expect(try await say([pdf, pdf, pdf, pdf]) == .badFile(.tooMany))
        let half = pdf + Array(repeating: 32, count: DisputeFile.limitBytes / 2)
        #expect(try await say([half, half]) == .badFile(.tooLarge), "of all together")
        #expect(try await house.shop.count("dispute_file") == 0)
        #expect(try await house.letters("'dispute_answered'") == 0)
        #expect(try await say([pdf, pdf + [10]]) == .answered)
        let answered = try #require(try await house.database.read { try Dispute.find(dispute.id, on: $0) })
        #expect(answered.files.count == 2)
        let first = try #require(answered.files.first)
        #expect(first.name.hasSuffix(".pdf") && first.contentType == .pdf && first.sizeBytes == Int64(pdf.count))
        let files = DisputeFiles(database: house.database)
        #expect(try await files.content(first.id, for: house.member(.manager))?.bytes == pdf)
        #expect(try await files.content(first.id, for: house.member(.otherManager)) == nil)
        #expect(try await house.audited("dispute.file_sent") == 2)
    }

    @Test(arguments: TestEngine.available)
    func `what is said while one is open stands behind it and reaches the account manager`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let token = try await house.token(contract.id)
        #expect(try await open(house, token) == .opened)
        house.clock.advance(minutes: 1)
        #expect(try await open(house, token, "Và sai mã số thuế") == .added)
        house.clock.advance(minutes: 1)
        #expect(try await open(house, token, "Và sai địa chỉ") == .added)
        let dispute = try #require(try await house.database.read { try Dispute.open(of: contract.id, on: $0) })
        #expect(dispute.message == "Sai số lượng gói")
        #expect(dispute.additions.map(\.message) == ["Và sai mã số thuế", "Và sai địa chỉ"])
        let tasks = try await house.inbox(.manager).filter { $0.kind == .disputeOpened && $0.doneAt == nil }
        #expect(Set(tasks.map(\.detail)) == ["Sai số lượng gói", "Và sai mã số thuế", "Và sai địa chỉ"])
        #expect(try await house.letters("'staff_dispute_opened'") == 3)
        #expect(try await house.audited("dispute.added") == 2)
    }

    private func dispute(_ house: House, _ contract: Contract) async throws -> Dispute.ID {
        #expect(try await open(house, house.token(contract.id)) == .opened)
        return try #require(try await house.database.read { try Dispute.open(of: contract.id, on: $0) }).id
    }

    private func answer(
        _ house: House,
        _ id: Dispute.ID,
        corrected: Bool
    ) async throws -> AnswerDispute.Outcome {
        try await AnswerDispute(database: house.database, world: house.world, key: house.key)(
            id,
            answer: "Đã xem lại",
            corrected: corrected,
            by: house.member(.manager)
        )
    }

    @Test(arguments: TestEngine.available)
    func `corrected is said only of what was corrected`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let id = try await dispute(house, contract)
        #expect(try await answer(house, id, corrected: true) == .nothingCorrected)
        #expect(try await house.letters("'dispute_answered'") == 0)
        house.clock.advance(seconds: 1)
        let form = house.contractForm(try #require(contract.customer), quantity: 2)
        #expect(try await house.amend(contract.id, form, revision: 0, by: house.member(.manager)) == .amended)
        #expect(try await answer(house, id, corrected: true) == .answered)
    }

    @Test(arguments: TestEngine.available)
    func `the answer's letter leads to a link that works, a new one when the old is closed`(
        engine: TestEngine
    ) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let old = try await house.token(contract.id)
        let first = try await dispute(house, contract)
        #expect(try await answer(house, first, corrected: false) == .answered)
        #expect(try await house.token(contract.id) == old, "it works: no other is made")
        let second = try await dispute(house, contract)
        #expect(try await house.links(.revoke, contract.id, by: house.member(.manager)) == .done)
        house.clock.advance(seconds: 1)
        #expect(try await answer(house, second, corrected: false) == .answered)
        let fresh = try await house.token(contract.id)
        #expect(fresh != old)
        #expect(try await house.shop.page(fresh).standing == .open(lastDecline: nil))
        #expect(try await house.letters("'payment_link'") == 1, "the answer carries it")
    }

    @Test(arguments: TestEngine.available)
    func `only what may be paid is disputed`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.submitted()
        let token = try await house.token(contract.id)
        #expect(try await open(house, "not ours") == .unknown)
        #expect(try await open(house, token, "sai") == .messageMissing)
        #expect(try await open(house, token, String(repeating: "x", count: 1_001)) == .tooLong)
        house.clock.advance(days: 16)
        #expect(try await open(house, token) == .unknown, "expired")
        _ = try await house.links(.renew, contract.id, by: house.member(.manager))
        let fresh = try await house.token(contract.id)
        try await house.pay(contract.id)
        #expect(try await open(house, fresh) == .unknown, "paid")
    }

    @Test(arguments: TestEngine.available)
    func `an online order's question goes to the admins`(engine: TestEngine) async throws {
        let house = try await House(engine)
        #expect(try await open(house, house.shop.order()) == .opened)
        #expect(try await house.inbox(.admin).contains { $0.kind == .disputeOpened })
        #expect(try await house.inbox(.manager).isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func `one address asks ten times an hour at most`(engine: TestEngine) async throws {
        let house = try await House(engine)
        for _ in 0..<10 { #expect(try await open(house, "guess") == .unknown) }
        #expect(try await open(house, "guess") == .tooMany)
    }
}

import Accounting
import Contracts
import Evidence
import Foundation
import Invoicing
import Journal
import Kernel
import Payments
import Refunds
import Storage
import Synchronization
import TestKit
import Testing

/// Money that went back, and the invoice that followed it, are proven like the rest.
@Suite struct RefundEvidenceTests {
    private static let amount: Int64 = 500_000
    private static let xml = "<HDon><MCCQT>M2-26-ABC</MCCQT></HDon>"

    /// A payment of which a part went back after VNPAY was silent once, the invoice adjusted, and the bundle.
    private struct Case {
        let house: RefundHouse
        let key: EvidenceKey
        let bundle: EvidenceBundle

        init(_ engine: TestEngine, onlyPayment: Bool = false) async throws {
            house = try await RefundHouse(engine)
            let shop = house.house.shop
            let reference = try await shop.attempt(try await shop.order())
            #expect(await shop.notice("true \(reference)") == .recorded)
            let amount = RefundEvidenceTests.amount
            guard
                case .opened(let id) = try await house.open(reference, amount: "\(amount)", reason: "x", by: house.an)
            else { throw Shop.Unexpected() }
            let known = try #require(try await house.database.read { try RefundCase.find(id, on: $0) })
            let contract = try #require(try await house.database.read { try known.contract(on: $0) })
            try await Self.issue(contract, in: house)
            let refund = try await house.agreed(known, house.form(.vnpay, amount))
            let book = Book(reference: reference)
            let work = WorkRefund(database: house.database, world: house.world, gateway: book.gateway)
            for _ in 0..<3 {
                _ = try await work(refund.id)
                house.house.clock.advance(minutes: 6)
            }
            #expect(try await house.latest(known).state == .done)
            try await Self.accept(contract, in: house)
            key = try EvidenceKey(house.house.key)
            let take = TakeEvidence(database: house.database, world: house.world, key: key)
            let subject: TakeEvidence.Subject = onlyPayment ? .payment(reference) : .contract(contract.id)
            guard case .taken(let bundle) = try await take(subject) else { throw Shop.Unexpected() }
            self.bundle = bundle
        }

        /// The contract's invoice is out.
        private static func issue(_ contract: Contract, in house: RefundHouse) async throws {
            try await house.database.write { connection in
                try connection.run(
                    """
                    UPDATE invoice_request SET state = 'accepted', provider_id = 'p', series = '1C26TQD', number = '7',
                        authority_code = 'M2-26-AAA' WHERE contract_id = \(contract.id)
                    """
                )
            }
        }

        /// And so is what adjusts it, with its file.
        private static func accept(_ contract: Contract, in house: RefundHouse) async throws {
            try await house.database.write { connection in
                try connection.run(
                    """
                    UPDATE invoice_request SET state = 'accepted', provider_id = 'p2', series = '1C26TQD', number = '8',
                        authority_code = 'M2-26-ABC', remark = 'OK'
                    WHERE contract_id = \(contract.id) AND kind <> 'original'
                    """
                )
                let xml = Array(RefundEvidenceTests.xml.utf8)
                try connection.run(
                    """
                    INSERT INTO invoice_file (invoice_request_id, pdf, xml)
                    SELECT id, \(Array("%PDF-".utf8)), \(xml) FROM invoice_request
                    WHERE contract_id = \(contract.id) AND kind <> 'original'
                    """
                )
            }
        }

        /// The file again with other parts, hashed and signed by whoever holds the key: a server that lies.
        func resigned(_ change: (inout EvidenceValue) -> Void) throws -> Data {
            var parts = bundle.parts
            change(&parts)
            guard case .object(let members) = parts, case .object(let header) = bundle.file["signed"] else {
                throw Shop.Unexpected()
            }
            return Data(try EvidenceBundle(header: header, parts: members, key: key).bytes)
        }
    }

    /// VNPAY is silent, then at work, then done. Its words: `<verdict> <reference> <đồng> <number>`.
    private struct Book: Sendable {
        let reference: String

        var gateway: RefundGateway {
            let answer = { @Sendable [reference] (word: String, result: RefundAnswer.Result) in
                RefundAnswer(result: result, raw: "\(word) \(reference) \(RefundEvidenceTests.amount) 14600900")
            }
            let amount = try? Money(dong: RefundEvidenceTests.amount)
            let calls = RefundDesk()
            return RefundGateway(
                terminal: "TEST0001",
                refund: { _ in RefundAnswer(result: .none(reason: "timeout"), raw: "") },
                query: { question in
                    let isFirst = calls.book.withLock { book in
                        book.questions.append(question)
                        return book.questions.count == 1
                    }
                    let facts = RefundAnswer.Facts(number: "14600900", amount: amount, at: .noon)
                    return isFirst
                        ? answer("processing", .known(.processing, facts))
                        : answer("refunded", .known(.refunded, facts))
                }
            )
        }
    }

    private static let gateway = GatewayReading(
        facts: { _, raw in
            let words = raw.split(separator: " ").map(String.init)
            guard words.count >= 2 else { return nil }
            return .init(
                reference: words[1],
                amountDong: words.count > 2 ? Int64(words[2]) : Shop.total,
                transactionNumber: words.count > 3 ? words[3] : "14600001",
                isPaid: words[0] == "true"
            )
        },
        refund: { _, raw in
            let words = raw.split(separator: " ").map(String.init)
            guard words.count == 4 else { return nil }
            return .init(about: (words[1], Int64(words[2]), words[3]), verdict: words[0], isAboutRefund: true)
        },
        isSigned: { _, raw in !raw.hasPrefix("forged") && !raw.hasSuffix("x") }
    )

    private func verify(_ bytes: Data, key: String? = nil) -> [EvidenceProof.Name] {
        VerifyEvidence(gateway: Self.gateway, publicKey: key)(bytes)?.filter(\.isBroken).map(\.name) ?? [.form]
    }

    @Test(arguments: TestEngine.available, [false, true])
    func `a bundle proves a refund and the invoice that adjusts`(engine: TestEngine, onlyPayment: Bool) async throws {
        let trial = try await Case(engine, onlyPayment: onlyPayment)
        let bytes = Data(trial.bundle.bytes)
        let proofs = try #require(VerifyEvidence(gateway: Self.gateway, publicKey: trial.key.publicKey)(bytes))
        #expect(proofs.allSatisfy { if case .holds = $0.result { true } else { false } }, "\(proofs)")
        let refund = trial.bundle.parts["refunds"].items.first ?? .nothing
        #expect(refund["state"].words == "done" && refund["amount_dong"].whole == Self.amount)
        let messages = refund["messages"].items
        #expect(messages.map { $0["kind"].words } == ["refund", "querydr", "querydr"])
        #expect(messages.map { $0["trusted"] } == [.truth(false), .truth(true), .truth(true)])
        #expect(messages.allSatisfy { $0["request_id"].words?.isEmpty == false })
        let correction = trial.bundle.parts["corrections"].items.first ?? .nothing
        #expect(correction["kind"].words == "adjustment" && correction["direction"].words == "decrease")
        #expect(correction["authority_code"].words == "M2-26-ABC" && correction["xml"].words == Self.xml)
        #expect(correction["total_dong"].whole == Self.amount)
        #expect(correction["corrects"] == trial.bundle.parts["invoice"]["id"])
    }

    @Test(arguments: TestEngine.available)
    func `whatever is changed in what is said of a refund or a correction is noticed`(
        engine: TestEngine
    ) async throws {
        let trial = try await Case(engine)
        let key = trial.key.publicKey
        let file = trial.bundle.file
        let leaves = EvidenceTests.paths(of: file).filter { path in
            path.count > 2 && path[0] == "parts" && ["refunds", "corrections"].contains(path[1])
        }
        #expect(leaves.count > 60)
        for path in leaves {
            #expect(!verify(Data(EvidenceTests.changed(file, at: path[...]).readable), key: key).isEmpty, "\(path)")
            #expect(!verify(Data(EvidenceTests.removed(file, at: path[...]).readable), key: key).isEmpty, "\(path)")
        }
        // One byte of the file itself, in each new part.
        let text = String(decoding: trial.bundle.bytes, as: UTF8.self)
        for word in ["refunded ", "processing ", "M2-26-ABC</MCCQT>", "1C26TQD"] {
            #expect(text.contains(word))
            let changed = text.replacing(word, with: "\(word.dropLast())_")
            #expect(!verify(Data(changed.utf8), key: key).isEmpty, "\(word)")
        }
    }

    struct Lie: Sendable, CustomTestStringConvertible {
        let words: String
        let broken: Set<EvidenceProof.Name>
        let change: @Sendable (inout EvidenceValue) -> Void
        var testDescription: String { words }

        init(
            _ words: String,
            _ broken: Set<EvidenceProof.Name>,
            _ part: String,
            _ change: @escaping @Sendable (inout EvidenceValue) -> Void
        ) {
            self.words = words
            self.broken = broken
            self.change = { parts in
                var items = parts[part].items
                guard !items.isEmpty else { return }
                change(&items[0])
                parts[part] = .list(items)
            }
        }
    }

    private static func message(
        _ index: Int,
        _ name: String,
        _ value: EvidenceValue
    )
        -> @Sendable (
            inout EvidenceValue
        ) -> Void
    {
        { refund in
            var messages = refund["messages"].items
            messages[index][name] = value
            refund["messages"] = .list(messages)
        }
    }

    static let lies: [Lie] = [
        Lie("one person proposes and agrees", [.refunds], "refunds") { $0["decided_by"] = $0["proposed_by"] },
        Lie("nobody agreed", [.refunds], "refunds") { $0["decided_by"] = .nothing },
        Lie("another amount went back", [.refunds], "refunds") { $0["amount_dong"] = .number(500_001) },
        Lie("it was by bank transfer", [.refunds], "refunds") { $0["way"] = .text("outside") },
        Lie("it is not done", [.refunds], "refunds") { $0["state"] = .text("at_bank") },
        Lie("it is another payment's", [.refunds], "refunds") { $0["reference"] = .text("other") },
        Lie("an answer was another", [.refunds], "refunds", message(1, "raw", .text("refunded a 1 2"))),
        Lie("an answer was read otherwise", [.refunds], "refunds", message(2, "verdict", .text("at_bank"))),
        Lie("silence was an answer", [.refunds, .gatewaySignatures], "refunds") { refund in
            message(0, "trusted", .truth(true))(&refund)
            message(0, "raw", .text("forged"))(&refund)
        },
        Lie("VNPAY never said that it was made", [.refunds], "refunds") { refund in
            refund["messages"] = .list(Array(refund["messages"].items.dropLast()))
        },
        Lie("the adjustment says another sum", [.corrections], "corrections") { $0["total_dong"] = .number(1) },
        Lie("it adjusts another invoice", [.corrections], "corrections") { $0["corrects"] = .text("x") },
        Lie("it has another code than its file", [.corrections], "corrections") {
            $0["authority_code"] = .text("M2-26-XYZ")
        },
        Lie("its file is another", [.corrections], "corrections") { $0["xml"] = .text("<HDon/>") },
        Lie("it has no number", [.corrections], "corrections") { $0["number"] = .nothing },
    ]

    @Test(arguments: TestEngine.available, lies)
    func `parts that contradict each other are noticed even when the server signed them`(
        engine: TestEngine,
        lie: Lie
    ) async throws {
        let trial = try await Case(engine)
        #expect(Set(verify(try trial.resigned(lie.change), key: trial.key.publicKey)) == lie.broken)
    }

    @Test(arguments: TestEngine.available)
    func `a refund without its entry in the books, and a file of an earlier release`(engine: TestEngine) async throws {
        let trial = try await Case(engine)
        let unbooked = try trial.resigned { parts in
            parts["ledger"] = .list(parts["ledger"].items.filter { $0["kind"].words != "refund_paid" })
        }
        #expect(verify(unbooked, key: trial.key.publicKey) == [.refunds])
        let more = try trial.resigned { parts in
            parts["invoice"]["total_dong"] = .number(400_000)
        }
        #expect(verify(more, key: trial.key.publicKey) == [.corrections], "more is taken off than was on it")
        guard case .object(var parts) = trial.bundle.parts, case .object(let header) = trial.bundle.file["signed"]
        else { throw Shop.Unexpected() }
        (parts["refunds"], parts["corrections"]) = (nil, nil)
        let earlier = try EvidenceBundle(header: header, parts: parts, key: trial.key)
        #expect(verify(Data(earlier.bytes), key: trial.key.publicKey).isEmpty)
    }
}

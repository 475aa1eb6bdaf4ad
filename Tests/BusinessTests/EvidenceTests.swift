import Billing
import Contracts
import Evidence
import Foundation
import Kernel
import Payments
import People
import Statements
import Storage
import TestKit
import Testing

/// A bundle proves what it says away from the system, and nothing can be changed in it unnoticed.
@Suite struct EvidenceTests {
    /// An approved contract with everything that can hang on one, and its bundle.
    private struct Case {
        let house: House
        let contract: Contract
        let key: EvidenceKey
        let bundle: EvidenceBundle

        init(_ engine: TestEngine, onlyPayment: Bool = false) async throws {
            house = try await House(engine)
            contract = try await house.paid()
            let reference = "\(contract.number)-01"
            house.clock.advance(minutes: 1)
            _ = await house.shop.notice("forged \(reference)")
            _ = try await house.decide(contract, by: house.member(.approver))
            _ = try await house.decide(contract, by: house.member(.itApprover))
            key = try EvidenceKey(house.key)
            try await Self.settle("14600001", reference, contract, house)
            let take = TakeEvidence(database: house.database, world: house.world, key: key)
            let subject: TakeEvidence.Subject = onlyPayment ? .payment(reference) : .contract(contract.id)
            guard case .taken(let bundle) = try await take(subject, by: house.member(.accountant)) else {
                throw Shop.Unexpected()
            }
            self.bundle = bundle
        }

        /// A row of VNPAY's file about the charge, as reconciliation would have read it.
        private static func settle(
            _ number: String,
            _ reference: String,
            _ contract: Contract,
            _ house: House
        ) async throws {
            let (id, day, total) = (
                house.world.newID(Contract.self), house.world.now().day, try contract.totals().total
            )
            let time = house.world.now()
            try await house.database.write { connection in
                try connection.run(
                    "INSERT INTO reconciliation_day (day, terminal, state, closings) VALUES (\(day), 'T', 'open', 0)"
                )
                try connection.run(
                    """
                    INSERT INTO settlement_file (id, day, terminal, name, sha256, size_bytes, export, state, row_count,
                        mistake_count, paid_count, gross_dong, net_dong, imported_at)
                    VALUES (\(id), \(day), 'T', 'vnpay.xlsx', 'abc', 1, 'x', 'current', 1, 0, 1, \(total), \(total), \(time))
                    """
                )
                try connection.run(
                    """
                    INSERT INTO settlement_line (file_id, file_row, reference, transaction_number, at, day, kind, status,
                        gross_dong, bank, card_type, method, raw)
                    VALUES (\(id), 2, \(reference), \(number), \(time), \(day), 'payment', 'succeeded', \(total), 'NCB', 'ATM',
                        'domestic', 'x')
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

    /// The words of the test gateway, and "forged" for what it did not sign.
    private static let gateway = GatewayReading(
        facts: { _, raw in
            let words = raw.split(separator: " ").map(String.init)
            guard words.count >= 3 else { return nil }
            let number = words.count > 3 ? words[3] : "14600001"
            return .init(
                reference: words[1],
                amountDong: Int64(words[2]),
                transactionNumber: number,
                isPaid: words[0] == "true"
            )
        },
        refund: { _, _ in nil },
        isSigned: { _, raw in !raw.hasPrefix("forged") }
    )

    private func verify(_ bytes: Data, key: String? = nil) -> [EvidenceProof.Name] {
        VerifyEvidence(gateway: Self.gateway, publicKey: key)(bytes)?.filter(\.isBroken).map(\.name) ?? [.form]
    }

    @Test(arguments: TestEngine.available)
    func `a bundle proves what was paid for a month, and no other amount`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(BillingRunTests.december.firstDay)
        try await house.bill(BillingRunTests.november)
        let statement = try #require(try await house.statements(of: contract).first)
        let reference = try await house.shop.attempt(house.link(to: statement))
        #expect(await house.shop.notice("true \(reference) \(statement.totals.total.dong)") == .recorded)
        let key = try EvidenceKey(house.key)
        let take = TakeEvidence(database: house.database, world: house.world, key: key)
        guard case .taken(let bundle) = try await take(.payment(reference), by: house.member(.accountant)),
            case .object(let parts) = bundle.parts, case .object(let header) = bundle.file["signed"]
        else { throw Shop.Unexpected() }
        #expect(verify(Data(bundle.bytes)) == [])
        // A server that lies about the month, with its own key.
        var other = parts
        other["statements"] = .list([])
        #expect(verify(Data(try EvidenceBundle(header: header, parts: other, key: key).bytes)) == [.amounts])
    }

    @Test(arguments: TestEngine.available, [false, true])
    func `a bundle proves a contract or a payment`(engine: TestEngine, onlyPayment: Bool) async throws {
        let trial = try await Case(engine, onlyPayment: onlyPayment)
        let bytes = Data(trial.bundle.bytes)
        let proofs = try #require(VerifyEvidence(gateway: Self.gateway, publicKey: trial.key.publicKey)(bytes))
        #expect(proofs.map(\.name) == EvidenceProof.Name.allCases)
        #expect(proofs.allSatisfy { if case .holds = $0.result { true } else { false } }, "\(proofs)")
        let parts = trial.bundle.parts
        #expect(parts["messages"].items.count == 2)
        #expect(parts["approvals"].items.first?["decisions"].items.count == 2)
        #expect(parts["revisions"].items.count == 1)
        #expect(parts["letters"].items.count >= 3)
        #expect(parts["ledger"].items.count == 1)
        #expect(parts["settlement"].items.count == 1)
        #expect(parts["refunds"] == .list([]) && parts["corrections"] == .list([]))
        let number = onlyPayment ? "\(trial.contract.number)-01" : trial.contract.number
        #expect(trial.bundle.name == "qldv-bang-chung-\(number).json")
        #expect(try await trial.house.audited("evidence.taken") == 1)
    }

    @Test(arguments: TestEngine.available)
    func `whatever is changed in the file is noticed`(engine: TestEngine) async throws {
        let trial = try await Case(engine)
        let key = trial.key.publicKey
        #expect(verify(Data(trial.bundle.bytes), key: key).isEmpty)
        let leaves = Self.paths(of: trial.bundle.file)
        #expect(leaves.count > 200)
        for path in leaves {
            let changed = Self.changed(trial.bundle.file, at: path[...])
            #expect(!verify(Data(changed.readable), key: key).isEmpty, "\(path)")
            let removed = Self.removed(trial.bundle.file, at: path[...])
            #expect(!verify(Data(removed.readable), key: key).isEmpty, "\(path) removed")
        }
        let text = String(decoding: trial.bundle.bytes, as: UTF8.self)
        #expect(verify(Data(text.replacing("\n", with: "\r\n").utf8), key: key) == [.form])
        let twice = text.replacing("\"signature\"", with: "\"signature\": \"x\",\n  \"signature\"")
        #expect(verify(Data(twice.utf8), key: key).contains(.form), "one name twice")
        #expect(VerifyEvidence(gateway: Self.gateway, publicKey: key)(Data("[]".utf8)) == nil)
    }

    @Test(arguments: TestEngine.available)
    func `a file signed by somebody else is not ours`(engine: TestEngine) async throws {
        let trial = try await Case(engine)
        let stranger = try EvidenceKey(try #require(ServerKey(secret: Array(repeating: 7, count: 32))))
        guard case .object(let header) = trial.bundle.file["signed"], case .object(let parts) = trial.bundle.parts
        else {
            throw Shop.Unexpected()
        }
        let forged = Data(try EvidenceBundle(header: header, parts: parts, key: stranger).bytes)
        #expect(verify(forged).isEmpty, "without the published key, nobody can tell")
        #expect(verify(forged, key: trial.key.publicKey) == [.key])
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
                guard case .list(var items) = parts[part], !items.isEmpty else { return change(&parts[part]) }
                change(&items[items.count - 1])
                parts[part] = .list(items)
            }
        }
    }

    private static func inside(_ value: inout EvidenceValue, _ name: String, _ change: (inout [EvidenceValue]) -> Void)
    {
        var items = value[name].items
        change(&items)
        value[name] = .list(items)
    }

    static let lies: [Lie] = [
        Lie("an entry of the audit log says another thing", [.audit], "audit") { $0["detail"] = .text("x") },
        Lie("an entry is moved", [.audit], "audit") { $0["sequence"] = .number(1) },
        Lie("an entry is unlinked", [.audit], "audit") { $0["sequence"] = .nothing },
        Lie("an entry's time is changed for the reader", [.audit], "audit") { $0["at"] = .text("2020") },
        Lie("the snapshot is changed", [.approvals], "approvals") { $0["snapshot"] = .text("x") },
        Lie("the hash of another revision", [.revisions, .approvals], "revisions") { $0["sha256"] = .text("x") },
        Lie("one person decides twice", [.approvals], "approvals") { value in
            inside(&value, "decisions") { $0[1]["by"] = $0[0]["by"] }
        },
        Lie("a maker decides", [.approvals], "approvals") { value in
            value["makers"] = .list([value["decisions"].items[0]["by"]])
        },
        Lie("a step is missing", [.approvals], "approvals") { value in
            inside(&value, "decisions") { $0.removeLast() }
        },
        Lie("the total is changed", [.amounts], "contract") { $0["total_dong"] = .number(1) },
        Lie("a line is changed", [.amounts], "contract") { value in
            inside(&value, "lines") { $0[0]["quantity"] = .number(2) }
        },
        Lie("the attempt is of another amount", [.amounts, .messages], "attempts") {
            $0["amount_dong"] = .number(5)
        },
        Lie("the request is of another amount", [.amounts], "requests") { $0["amount_dong"] = .number(5) },
        Lie("a posting is changed", [.amounts], "ledger") { value in
            inside(&value, "postings") { $0[0]["amount_dong"] = .number(5) }
        },
        Lie("it is booked under another name", [.amounts], "ledger") { $0["key"] = .text("payment/x") },
        Lie("VNPAY's file has another amount", [.amounts], "settlement") { $0["gross_dong"] = .number(1) },
        Lie("VNPAY's number is another", [.messages], "attempts") { $0["transaction_number"] = .text("1") },
        Lie("a forged message is called proven", [.messages, .gatewaySignatures], "messages") {
            $0["proven"] = .truth(true)
        },
    ]

    @Test(arguments: TestEngine.available, lies)
    func `parts that contradict each other are noticed even when the server signed them`(
        engine: TestEngine,
        lie: Lie
    ) async throws {
        let trial = try await Case(engine)
        let bytes = try trial.resigned(lie.change)
        #expect(Set(verify(bytes, key: trial.key.publicKey)) == lie.broken)
    }

    @Test(arguments: TestEngine.available)
    func `nobody takes evidence of what is not theirs`(engine: TestEngine) async throws {
        let house = try await House(engine)
        let contract = try await house.paid()
        let take = TakeEvidence(database: house.database, world: house.world, key: try EvidenceKey(house.key))
        #expect(try await take(.contract(contract.id), by: house.member(.manager)) == .notAllowed)
        #expect(try await take(.payment("x"), by: house.member(.accountant)) == .unknown)
        #expect(try await take(.contractNumber("x")) == .unknown)
        guard case .taken = try await take(.contractNumber(contract.number)) else { throw Shop.Unexpected() }
    }

    // MARK: Changing one value

    static func paths(of value: EvidenceValue, _ path: [String] = []) -> [[String]] {
        switch value {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { paths(of: $0.value, path + [$0.key]) }
        case .list(let items): items.enumerated().flatMap { paths(of: $0.element, path + ["\($0.offset)"]) }
        case .text, .number, .truth, .nothing: [path]
        }
    }

    static func changed(_ value: EvidenceValue, at path: ArraySlice<String>) -> EvidenceValue {
        edited(value, at: path) { old in
            switch old {
            case .text(let text): .text(text + "x")
            case .number(let number): .number(number + 1)
            case .truth(let isTrue): .truth(!isTrue)
            case .nothing: .text("x")
            case .object, .list: .nothing
            }
        }
    }

    static func removed(_ value: EvidenceValue, at path: ArraySlice<String>) -> EvidenceValue {
        edited(value, at: path) { _ in nil }
    }

    private static func edited(
        _ value: EvidenceValue,
        at path: ArraySlice<String>,
        _ edit: (EvidenceValue) -> EvidenceValue?
    ) -> EvidenceValue {
        guard let name = path.first else { return value }
        let rest = path.dropFirst()
        switch value {
        case .object(var members):
            guard let old = members[name] else { return value }
            members[name] = rest.isEmpty ? edit(old) : edited(old, at: rest, edit)
            return .object(members)
        case .list(var items):
            guard let index = Int(name), items.indices.contains(index) else { return value }
            if !rest.isEmpty {
                items[index] = edited(items[index], at: rest, edit)
            } else if let new = edit(items[index]) {
                items[index] = new
            } else {
                items.remove(at: index)
            }
            return .list(items)
        case .text, .number, .truth, .nothing: return value
        }
    }
}

import Catalogue
import Contracts
import Foundation
import Journal
import Kernel
import Organisation
import Statements
import Storage
import Synchronization
import TestKit
import Testing
import UsageFiles

@testable import Usage

@Suite struct ImportUsageTests {
    static let november = Month(year: 2026, month: 11)
    static let december = Month(year: 2026, month: 12)
    static let header = "event,contract,plan,meter,time,quantity,corrects\n"

    /// The contract in use, two days on.
    private func house(_ engine: TestEngine) async throws -> (House, Contract) {
        let house = try await House(engine)
        let contract = try await house.activePostpaid()
        house.set(try #require(contract.startsOn).adding(days: 2))
        return (house, contract)
    }

    private func importing(_ house: House) -> ImportUsage {
        ImportUsage(database: house.database, world: house.world, reader: .spreadsheet)
    }

    private func source(_ lines: [String], name: String = "sms.csv") -> IncomingFile {
        IncomingFile(name: name, content: .bytes(Array((Self.header + lines.joined(separator: "\n")).utf8)))
    }

    private func check(
        _ lines: [String],
        _ house: House,
        by person: House.Person? = .accountant
    ) async throws -> UsageImport {
        let member = try person.map { try house.member($0) }
        let outcome = try await importing(house).check(source(lines), keepsContent: true, by: member)
        guard case .checked(let file) = outcome else {
            Issue.record("\(outcome)")
            throw Shop.Unexpected()
        }
        return file
    }

    private func take(
        _ file: UsageImport,
        _ house: House,
        keepsGood: Bool = false,
        by person: House.Person? = .accountant
    ) async throws -> ImportUsage.Outcome {
        let member = try person.map { try house.member($0) }
        let agreed = try await importing(house).agree(file.id, keepsGood: keepsGood, by: member)
        guard case .underWay = agreed else { return agreed }
        return try await importing(house).run(file.id, by: member)
    }

    private func reasons(_ file: UsageImport, _ house: House) async throws -> [Int64: UsageMistake.Reason] {
        let items = try await UsageQueries(database: house.database).mistakes(of: file, after: 0, limit: 1_000)
        return Dictionary(uniqueKeysWithValues: items.map { ($0.mistake.line, $0.mistake.reason) })
    }

    @Test(arguments: TestEngine.available)
    func `a file is looked at, taken in and billed, and the same file again is known`(engine: TestEngine) async throws {
        let (house, contract) = try await house(engine)
        let day = try #require(contract.startsOn)
        let lines = [
            "e1,\(contract.number),SMS-M,sms,\(day.display) 09:00,100,", "e2,\(contract.id),,sms,\(day.iso8601),60,",
            "e2,\(contract.number),,sms,\(day.iso8601),60,", "e3,\(contract.number),,sms,\(day.iso8601),-10,e1",
        ]
        let file = try await check(lines, house)
        #expect(file.state == .checked && file.counts.rows == 4)
        #expect(file.counts.new == 3 && file.counts.repeated == 1 && file.counts.refused == 0)
        #expect(try await house.shop.count("usage_record") == 0, "nothing is taken before somebody agrees")
        let accountant = try house.member(.accountant)
        let dossier = try #require(
            try await UsageQueries(database: house.database)
                .dossier(file.id, for: accountant, totals: (10, 0), mistakes: (10, 0))
        )
        #expect(dossier.totals.items.map(\.quantity) == [150] && dossier.totals.items.map(\.rows) == [3])

        guard case .done(let done) = try await take(file, house) else { throw Shop.Unexpected() }
        #expect(done.added == 3 && done.state == .done)
        #expect(try await house.shop.count("usage_record") == 3)
        #expect(try await house.shop.count("usage_import_part") == 0, "the file is not kept longer than needed")
        for action in ["usage_import.checked", "usage_import.started", "usage_import.done"] {
            #expect(try await house.audited(action) == 1)
        }
        let again = try await importing(house).check(source(lines), keepsContent: true, by: accountant)
        guard case .known(let known) = again else { throw Shop.Unexpected() }
        #expect(known.id == file.id && known.startedBy == accountant.id)

        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        let statement = try #require(try await house.statements(of: contract).first)
        // 27 of 150 are covered by eight days' fee.
        #expect(statement.lines.first { $0.kind == .usage }?.price.net.dong == 61_500)
    }

    @Test(arguments: TestEngine.available)
    func `each wrong line has its reason, and nothing or only the good ones are taken`(
        engine: TestEngine
    ) async throws {
        let (house, contract) = try await house(engine)
        let other = try await house.submitted(key: "prepaid")
        let day = try #require(contract.startsOn)
        try await house.use(5, of: contract, on: day, event: "known")
        let number = contract.number
        let lines = [
            "e2,KHONG-CO,,sms,\(day.iso8601),1,", "e3,\(other.number),,sms,\(day.iso8601),1,",
            "e4,\(number),,sms,\(day.adding(days: -1).iso8601),1,", "e5,\(number),,sms,31/12/2030,1,",
            "e6,\(number),,sms,\(day.adding(days: 3).display),1,", "e7,\(number),CA-12,sms,\(day.iso8601),1,",
            "e8,\(number),SMS-M,minute,\(day.iso8601),1,", "e9,\(number),,minute,\(day.iso8601),1,",
            "e10,\(number),,sms,\(day.iso8601),-1,", "known,\(number),,sms,\(day.iso8601),6,",
            "e12,\(number),,sms,\(day.iso8601),-1,nothing",
            "e13,\(number),,sms,\(day.adding(days: 1).iso8601),-1,known", "good,\(number),,sms,\(day.iso8601),9,",
            "known,\(number),,sms,\(day.iso8601),5,", "good,\(number),,sms,\(day.iso8601),10,", "x,,,,,,",
        ]
        let file = try await check(lines, house)
        #expect(
            try await reasons(file, house) == [
                2: .unknownContract, 3: .notPostpaid, 4: .notStarted, 5: .ended, 6: .future, 7: .unknownPlan,
                8: .unknownMeter, 9: .unknownMeter, 10: .negative, 11: .otherContent, 12: .unknownCorrected,
                13: .otherCorrected, 16: .otherContent, 17: .missing,
            ]
        )
        #expect(file.counts.new == 1 && file.counts.repeated == 1 && file.counts.refused == 14)
        guard case .mistakes = try await take(file, house) else { throw Shop.Unexpected() }
        #expect(try await house.shop.count("usage_record") == 1)
        guard case .done(let done) = try await take(file, house, keepsGood: true) else { throw Shop.Unexpected() }
        #expect(done.added == 1 && done.counts.refused == 14)
        #expect(try await house.shop.count("usage_record") == 2)
        #expect(try await check(lines, house).counts.repeated == 2, "lines were left out: the file may come again")
    }

    @Test(arguments: TestEngine.available)
    func `late use is seen beforehand and comes with the next statement`(engine: TestEngine) async throws {
        let (house, contract) = try await house(engine)
        let day = try #require(contract.startsOn)
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        let lines = [
            "l1,\(contract.number),,sms,\(day.iso8601),40,", "l2,\(contract.number),,sms,01/12/2026,1,",
        ]
        let file = try await check(lines, house)
        #expect(file.counts.new == 2 && file.counts.late == 1)
        _ = try await take(file, house)
        house.set(Month(year: 2027, month: 1).firstDay)
        try await house.bill(Self.december)
        let statement = try #require(try await house.statements(of: contract).first)
        #expect(statement.lines.map(\.kind) == [.fee, .usage, .lateUsage])
        #expect(statement.lines.last?.price.net.dong == 6_500)
    }

    @Test(arguments: TestEngine.available)
    func `after the last statement nothing is taken that none would carry`(engine: TestEngine) async throws {
        let (house, contract) = try await house(engine)
        let day = try #require(contract.startsOn)
        try await house.database.write { connection in
            try connection.run("UPDATE contract SET ends_on = \(day.adding(days: 3)) WHERE id = \(contract.id)")
        }
        house.set(Self.december.firstDay)
        try await house.bill(Self.november)
        let file = try await check(["z1,\(contract.number),,sms,\(day.iso8601),1,"], house)
        #expect(try await reasons(file, house) == [2: .closed])
    }

    @Test(arguments: TestEngine.available)
    func `an account manager reaches own contracts, an auditor none`(engine: TestEngine) async throws {
        let (house, contract) = try await house(engine)
        let lines = ["m1,\(contract.number),,sms,\(try #require(contract.startsOn).iso8601),1,"]
        let mine = try await check(lines, house, by: .manager)
        #expect(mine.counts.new == 1)
        let strange = try await check(lines, house, by: .otherManager)
        #expect(try await reasons(strange, house) == [2: .unknownContract])
        let importing = importing(house)
        let auditor = try house.member(.auditor)
        #expect(try await importing.check(source(lines), keepsContent: true, by: auditor) == .notAllowed)
        #expect(
            try await importing.agree(strange.id, keepsGood: true, by: try house.member(.manager)) == .notAllowed
        )
        guard case .done = try await importing.withdraw(strange.id, by: try house.member(.otherManager)) else {
            throw Shop.Unexpected()
        }
    }

    @Test(arguments: TestEngine.available)
    func `an import that was broken off goes on, also on another machine, and nothing counts twice`(
        engine: TestEngine
    ) async throws {
        let (house, contract) = try await house(engine)
        let day = try #require(contract.startsOn).iso8601
        let lines = (1...3_500).map { "b\($0),\(contract.number),,sms,\(day),\($0 % 7 + 1)," }
        let file = try await check(lines, house)
        let accountant = try house.member(.accountant)
        _ = try await importing(house).agree(file.id, keepsGood: false, by: accountant)
        guard
            case .underWay(let part) = try await importing(house).run(file.id, by: accountant, .seconds(0))
        else { throw Shop.Unexpected() }
        #expect(part.added == 999 && part.position == 1_000)
        guard
            case .underWay = try await importing(house).check(source(lines), keepsContent: true, by: accountant)
        else { throw Shop.Unexpected() }
        #expect(try await importing(house).goOn() == 0, "somebody may still be at it")
        house.clock.set(house.world.now().adding(minutes: 1))
        #expect(try await importing(house).goOn() == 1)
        #expect(try await house.shop.count("usage_record") == 3_500)
        #expect(try await house.inbox(.accountant).contains { $0.kind == .usageImported })
        let sum = try await house.database.read { connection in
            try UsageSums.open(
                of: contract.id,
                in: try #require(DaySpan(from: Day(number: 0), to: Day(number: 40_000))),
                on: connection
            ).meters(of: "SMS-M")["sms"]
        }
        let written: Int64 = (Int64(1)...3_500).reduce(Int64(0)) { (sum: Int64, row: Int64) in sum + row % 7 + 1 }
        #expect(sum == written)
    }

    @Test(arguments: TestEngine.available)
    func `two machines at one file keep each line once`(engine: TestEngine) async throws {
        let (house, contract) = try await house(engine)
        let day = try #require(contract.startsOn).iso8601
        let file = try await check((1...5_000).map { "t\($0),\(contract.number),,sms,\(day),1," }, house)
        let accountant = try house.member(.accountant)
        let importing = importing(house)
        _ = try await importing.agree(file.id, keepsGood: false, by: accountant)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do {
                        _ = try await importing.run(file.id, by: accountant)
                    } catch is ImportUsage.Moved {
                        return
                    }
                }
            }
            try await group.waitForAll()
        }
        let done = try #require(try await house.database.read { try UsageImport.find(file.id, on: $0) })
        #expect(done.state == .done && done.added == 5_000)
        #expect(try await house.shop.count("usage_record") == 5_000)
    }

    @Test(arguments: TestEngine.available)
    func `a program's events are kept once, each with its answer`(engine: TestEngine) async throws {
        let (house, contract) = try await house(engine)
        let day = UsageTime(day: try #require(contract.startsOn))
        let take = TakeUsage(database: house.database, world: house.world)
        let accountant = try house.member(.accountant)
        func entry(_ event: String, _ quantity: Int64, contract number: String? = nil) -> UsageEntry {
            UsageEntry(
                line: 0,
                event: event,
                contract: number ?? contract.number,
                meter: (nil, "sms"),
                used: (day, quantity)
            )
        }
        let entries = [entry("p1", 5), entry("p1", 5), entry("p1", 6), entry("p2", 1, contract: "HD-?")]
        let answers = try await take(entries, source: "api:test", by: accountant)
        #expect(answers[0] == .accepted(isLate: false) && answers[1] == .repeated)
        guard case .refused(let other) = answers[2], case .refused(let unknown) = answers[3] else {
            throw Shop.Unexpected()
        }
        #expect(other.reason == .otherContent && unknown.reason == .unknownContract)
        #expect(try await take([entry("p1", 5)], source: "api:test", by: accountant) == [.repeated])
        #expect(try await house.shop.count("usage_record") == 1)
        #expect(try await house.audited("usage.taken") == 1)
    }

    @Test func `a file of nothing, of a web page, or without columns is a fault with words`() async throws {
        let house = try await House(.sqlite)
        let accountant = try house.member(.accountant)
        for text in ["", "<html><table></table>", Self.header, "a,b,c\n1,2,3"] {
            let source = IncomingFile(name: "x.csv", content: .bytes(Array(text.utf8)))
            let outcome = try await importing(house).check(source, keepsContent: true, by: accountant)
            guard case .fault(let words) = outcome else {
                Issue.record("\(text): \(outcome)")
                continue
            }
            #expect(words.vietnamese.contains("Hãy") || words.vietnamese.contains("phải là"))
        }
        #expect(try await house.shop.count("usage_import") == 0)
    }

    @Test func `a file that nobody comes back to is forgotten`() async throws {
        let (house, contract) = try await house(.sqlite)
        let file = try await check(
            ["f1,\(contract.number),,sms,\(try #require(contract.startsOn).iso8601),1,"],
            house
        )
        #expect(try await importing(house).goOn() == 0)
        house.clock.set(house.world.now().adding(days: ImportUsage.keptDays))
        #expect(try await importing(house).goOn() == 1)
        let left = try await house.database.read { try UsageImport.find(file.id, on: $0) }
        #expect(left?.state == .withdrawn)
        #expect(try await house.shop.count("usage_import_part") == 0)
    }
}

import Accounting
import Contracts
import Dunning
import Kernel
import MonthEnd
import Sales
import Statements
import Storage
import Tariffs
import TestKit
import Testing

/// R13: clocks that jump, and machines whose clocks differ. Over a year's end and a 29 February, everything that the
/// timetable does happens as with one clock that goes right: nothing left out, nothing twice.
@Suite struct ClockTests {
    /// What the machines' clocks show at one moment, in minutes off the true time.
    enum Clocks: CaseIterable, Sendable {
        case jumping, apart

        var offsets: [[Int64]] {
            switch self {
            // One machine: set forward, then back, then corrected step by step.
            case .jumping: [[0], [10], [-10], [1], [0]]
            // Two at the same moment.
            case .apart: [[0, 5], [0, -5]]
            }
        }
    }

    static let begin = Month(year: 2028, month: 1).firstDay.adding(days: -2)
    static let end = Month(year: 2028, month: 3).firstDay.adding(days: 18)

    @Test(arguments: TestEngine.available)
    func `the timetable does everything once, whatever the clocks show`(engine: TestEngine) async throws {
        let steady = try await Self.simulate(engine, [[0]])
        #expect(steady.statements.count == 3 + 3 + 2, "three months of two contracts, and two until one ends")
        #expect(steady.statements.contains { $0.hasSuffix("01/02/2028–29/02/2028") })
        #expect(steady.runs == ["12/2027", "01/2028", "02/2028"])
        #expect(steady.letters.count >= 5)
        #expect(steady.states == ["expired", "suspended", "suspended"])
        for clocks in Clocks.allCases {
            #expect(try await Self.simulate(engine, clocks.offsets) == steady, "\(clocks)")
        }
    }

    private struct Result: Hashable, Sendable {
        var runs: [String] = []
        var statements: [String] = []
        var letters: [String] = []
        var states: [String] = []
        var earned: Int64 = 0
    }

    private static func simulate(_ engine: TestEngine, _ offsets: [[Int64]]) async throws -> Result {
        let house = try await House(engine)
        house.set(begin)
        var form = ChangeBillingSettings.Form()
        (form.runDay, form.needsApproval, form.alarmPercent) = ("1", false, "1000")
        let change = ChangeBillingSettings(database: house.database, world: house.world)
        #expect(try await change(form, by: house.member(.accountant)) == .saved)
        let contracts = [
            try await house.activePostpaid({ $0.cycle = .calendar }, customer: 1, key: "1"),
            try await house.activePostpaid({ $0.cycle = .anniversary }, customer: 2, key: "2"),
            try await house.activePostpaid({ ($0.cycle, $0.term) = (.calendar, "2") }, customer: 3, key: "3"),
        ]
        let machines = (0..<2).map { number in
            let clock = TestClock()
            return (clock, World.test(clock, seed: UInt64(100 + number)))
        }
        var day = begin
        while day <= end {
            // Midnight and the hour from which letters are written, each a little before and after.
            for hour in [Int64(0), 8] {
                let time = day.start.adding(hours: hour)
                for moment in offsets {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for (offset, (clock, world)) in zip(moment, machines) {
                            clock.set(time.adding(minutes: offset))
                            group.addTask { try await turn(house, world) }
                        }
                        try await group.waitForAll()
                    }
                }
            }
            day = day.adding(days: 1)
        }
        return try await result(house, contracts)
    }

    /// What one machine does when its timetable comes round.
    private static func turn(_ house: House, _ world: World) async throws {
        let database = house.database
        _ = try await EndTerms(database: database, world: world)()
        _ = try await RunBilling(database: database, world: world).startWhenDue()
        while try await AdvanceBilling(database: database, world: world, key: house.key)() > 0 {}
        _ = try await SweepDunning(database: database, world: world, key: house.key)()
        _ = try await RecogniseRevenue(database: database, world: world)()
    }

    private static func result(_ house: House, _ contracts: [Contract]) async throws -> Result {
        var result = Result()
        result.runs = try await house.database.read { connection in
            try BillingRun.all(limit: 100, on: connection).filter { $0.state == .done }.map { $0.month.display }
        }.reversed()
        for contract in contracts {
            for statement in try await house.statements(of: contract).reversed() as [Statement] {
                result.statements.append(
                    "\(contract.number) \(statement.totals.total.dong) \(statement.period.display)"
                )
            }
            for letter in try await house.dunningLetters(of: contract).reversed() as [DunningLetter] {
                result.letters.append("\(contract.number) \(letter.tone) \(letter.at.day.display)")
            }
            result.states.append(try await house.contract(contract.id).state.rawValue)
        }
        result.states.sort()
        result.earned = try await house.balance(.revenue)
        try await house.expectProven()
        return result
    }
}

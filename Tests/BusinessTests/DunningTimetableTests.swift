import Dunning
import Kernel
import Testing

/// The rule of the timetable, row by row.
@Suite struct DunningTimetableTests {
    static let due = Day(number: 20_000)

    struct Row: Sendable, CustomTestStringConvertible {
        /// Days after the due day.
        let day: Int64
        var done: Int64?
        var isOpen = true
        /// Days after the due day up to which the customer is left in peace, or has promised.
        var paused: Int64?
        var promised: Int64?
        /// The step that is done, and those that are passed over.
        var step: Int64?
        var over: [Int64] = []
        var suspends = false

        var testDescription: String {
            "\(day), done \(done.map(String.init) ?? "–"), step \(step.map(String.init) ?? "–")"
        }
    }

    static let table: [Row] = [
        // Nobody has heard anything yet.
        Row(day: -4), Row(day: -3, step: -3), Row(day: -2, step: -3), Row(day: -1, step: -3),
        Row(day: 0, step: 0, over: [-3]), Row(day: 2, step: 0, over: [-3]),
        Row(day: 3, step: 3, over: [-3, 0]), Row(day: 14, step: 7, over: [-3, 0, 3]),
        Row(day: 15, step: 15, over: [-3, 0, 3, 7], suspends: true),
        Row(day: 400, step: 15, over: [-3, 0, 3, 7], suspends: true),
        // Day after day, each once.
        Row(day: -3, done: -3), Row(day: -1, done: -3), Row(day: 0, done: -3, step: 0), Row(day: 0, done: 0),
        Row(day: 2, done: 0), Row(day: 3, done: 0, step: 3), Row(day: 6, done: 3), Row(day: 7, done: 3, step: 7),
        Row(day: 14, done: 7), Row(day: 15, done: 7, step: 15, suspends: true), Row(day: 16, done: 15),
        Row(day: 400, done: 15),
        // The server was down.
        Row(day: 7, done: 0, step: 7, over: [3]), Row(day: 20, done: 0, step: 15, over: [3, 7], suspends: true),
        // Left in peace, to the end of the day.
        Row(day: 3, done: 0, paused: 3), Row(day: 3, done: 0, paused: 10), Row(day: 4, done: 0, paused: 3, step: 3),
        Row(day: 8, done: 0, paused: 7, step: 7, over: [3]),
        // Promised, to the end of the day.
        Row(day: 5, done: 0, promised: 5), Row(day: 6, done: 0, promised: 5, step: 3),
        Row(day: 16, done: 0, promised: 15, step: 15, over: [3, 7], suspends: true),
        Row(day: 16, done: 0, promised: 20),
        Row(day: 16, done: 0, paused: 20, promised: 3), Row(day: 16, done: 0, paused: 3, promised: 20),
        // Paid, or given up.
        Row(day: -3, isOpen: false), Row(day: 3, isOpen: false), Row(day: 15, done: 7, isOpen: false),
    ]

    @Test(arguments: table)
    func `what is due on a day`(row: Row) {
        let standing = DunningStanding(
            due: Self.due,
            lastDone: row.done,
            isOpen: row.isOpen,
            pausedUntil: row.paused.map { Self.due.adding(days: $0) },
            promisedUntil: row.promised.map { Self.due.adding(days: $0) }
        )
        let found = DunningTimetable.standard.due(standing, on: Self.due.adding(days: row.day))
        #expect(found?.step.days == row.step)
        #expect(found?.passedOver.map(\.days) ?? [] == row.over)
        #expect(found?.suspends ?? false == row.suspends)
    }

    @Test func `a rest that was passed over begins all the same`() throws {
        let timetable = try DunningTimetable([
            DunningStep(15, .suspension, suspends: true), DunningStep(30, .firm), DunningStep(3, .firm),
        ])
        #expect(timetable.steps.map(\.days) == [3, 15, 30])
        let found = timetable.due(DunningStanding(due: Self.due, lastDone: 3), on: Self.due.adding(days: 31))
        #expect(found?.step.days == 30)
        #expect(found?.suspends == true)
    }

    @Test func `an empty timetable reminds nobody`() throws {
        let timetable = try DunningTimetable([])
        #expect(timetable.due(DunningStanding(due: Self.due, lastDone: nil), on: Self.due.adding(days: 99)) == nil)
    }

    static let mistakes: [(steps: [DunningStep], mistake: DunningTimetable.Mistake)] = [
        ([DunningStep(-31, .friendly)], .outOfRange), ([DunningStep(366, .firm)], .outOfRange),
        ([DunningStep(3, .firm), DunningStep(3, .warning)], .twice(3)),
        ([DunningStep(-1, .firm)], .wrongTone(-1)), ([DunningStep(0, .warning)], .wrongTone(0)),
        ([DunningStep(1, .friendly)], .wrongTone(1)),
        ([DunningStep(3, .firm, suspends: true)], .wrongSuspension(3)),
        ([DunningStep(3, .suspension)], .wrongSuspension(3)),
        ((1...13).map { DunningStep($0, .firm) }, .tooMany),
    ]

    @Test(arguments: mistakes.indices)
    func `a timetable that cannot be is refused`(index: Int) {
        #expect(throws: Self.mistakes[index].mistake) { try DunningTimetable(Self.mistakes[index].steps) }
    }
}

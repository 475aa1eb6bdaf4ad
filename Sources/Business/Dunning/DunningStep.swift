package import Kernel

/// One step of the timetable: what happens so many days after a month is due.
package struct DunningStep: Hashable, Sendable {
    /// How the letter speaks.
    package enum Tone: String, Hashable, Sendable, CaseIterable {
        /// Before or on the day by which it is due.
        case friendly
        case firm
        /// The last letter before service rests.
        case warning
        /// Says that service rests.
        case suspension
    }

    /// By which way it goes.
    package enum Channel: String, Hashable, Sendable, CaseIterable { case email }

    /// After the day by which it is due; less than nothing before.
    package let days: Int64
    package let channel: Channel
    package let tone: Tone
    /// Whether service rests from then on, until it is paid.
    package let suspends: Bool

    package init(_ days: Int64, _ tone: Tone, channel: Channel = .email, suspends: Bool = false) {
        self.days = days
        self.channel = channel
        self.tone = tone
        self.suspends = suspends
    }
}

/// When a customer who has not paid hears of it, as the admin set it.
package struct DunningTimetable: Hashable, Sendable {
    package enum Mistake: Error, Hashable, Sendable {
        /// A step is not within so many days.
        case outOfRange
        /// Two steps on one day.
        case twice(Int64)
        /// A friendly letter after the due day, or a firm one before it.
        case wrongTone(Int64)
        /// Service rests only once it is late, and with the letter that says so.
        case wrongSuspension(Int64)
        case tooMany
    }

    package static let range: ClosedRange<Int64> = -30...365
    package static let most = 12

    /// The earliest first.
    package let steps: [DunningStep]

    package init(_ steps: [DunningStep]) throws(Mistake) {
        guard steps.count <= Self.most else { throw .tooMany }
        let sorted = steps.sorted { $0.days < $1.days }
        for (index, step) in sorted.enumerated() {
            guard Self.range.contains(step.days) else { throw .outOfRange }
            guard index == 0 || sorted[index - 1].days < step.days else { throw .twice(step.days) }
            guard (step.tone == .friendly) == (step.days <= 0) else { throw .wrongTone(step.days) }
            guard step.suspends == (step.tone == .suspension) else { throw .wrongSuspension(step.days) }
        }
        self.steps = sorted
    }

    init(unchecked steps: [DunningStep]) { self.steps = steps }

    package static let standard = DunningTimetable(unchecked: [
        DunningStep(-3, .friendly), DunningStep(0, .friendly), DunningStep(3, .firm), DunningStep(7, .warning),
        DunningStep(15, .suspension, suspends: true),
    ])

    /// `-3 email friendly, 0 email friendly …`: for the audit log.
    package var text: String {
        steps.map { "\($0.days) \($0.channel.rawValue) \($0.tone.rawValue)" }.joined(separator: ", ")
    }
}

/// Where dunning of one month stands.
package struct DunningStanding: Hashable, Sendable {
    package let due: Day
    /// The days of the latest step that was done.
    package let lastDone: Int64?
    package let isOpen: Bool
    /// The customer is left in peace to the end of that day.
    package let pausedUntil: Day?
    /// The customer has promised to pay by the end of that day.
    package let promisedUntil: Day?

    package init(due: Day, lastDone: Int64?, isOpen: Bool = true, pausedUntil: Day? = nil, promisedUntil: Day? = nil) {
        self.due = due
        self.lastDone = lastDone
        self.isOpen = isOpen
        self.pausedUntil = pausedUntil
        self.promisedUntil = promisedUntil
    }
}

/// What is to be done now: one step, and those whose days went by before anybody looked.
package struct DueStep: Hashable, Sendable {
    package let step: DunningStep
    package let passedOver: [DunningStep]

    /// A rest of service that was to begin on a day that went by begins now.
    package var suspends: Bool { step.suspends || passedOver.contains(where: \.suspends) }
}

extension DunningTimetable {
    /// The rule. However many steps the days have passed over (nobody looked, or the customer was left in peace), only
    /// the latest is done: one letter, never five.
    package func due(_ standing: DunningStanding, on day: Day) -> DueStep? {
        guard standing.isOpen, standing.pausedUntil.map({ $0 < day }) ?? true,
            standing.promisedUntil.map({ $0 < day }) ?? true
        else { return nil }
        let late = day.days(since: standing.due)
        let passed = steps.filter { step in
            step.days <= late && (standing.lastDone.map { step.days > $0 } ?? true)
        }
        guard let latest = passed.last else { return nil }
        return DueStep(step: latest, passedOver: passed.dropLast())
    }

    /// What is still to come for a month of which that much was done.
    package func toCome(after lastDone: Int64?) -> [DunningStep] {
        steps.filter { step in lastDone.map { step.days > $0 } ?? true }
    }
}

extension Timestamp {
    /// Letters about debts leave from eight in the morning: before, it is still yesterday.
    var dunningDay: Day { adding(milliseconds: -8 * 3_600_000).day }
}

import TestKit

/// What becomes of one call to a partner.
enum Fate: Sendable {
    /// It is answered, after a while.
    case answered
    /// It never arrives, and that is known.
    case unreached
    /// It never arrives, and nobody can tell.
    case lost
    /// The partner acts, and its answer is lost.
    case unheard
    /// The partner acts, and answers what nobody can read.
    case garbled
    /// The partner refuses to work just now.
    case busy
    /// The partner acts, and answers after the lease of whoever asked.
    case late

    /// Whether the partner hears of it at all.
    var arrives: Bool {
        switch self {
        case .answered, .unheard, .garbled, .late: true
        case .unreached, .lost, .busy: false
        }
    }

    /// Whether the answer comes back as it was given.
    var isHeard: Bool {
        switch self {
        case .answered, .late: true
        case .unreached, .lost, .unheard, .garbled, .busy: false
        }
    }

    /// - Parameter trouble: Of a hundred calls, so many do not simply go well.
    static func thrown(with dice: inout Dice, trouble: Int) -> Fate {
        guard dice.below(100) < trouble else { return .answered }
        let troubles: [Fate] = [.unreached, .lost, .unheard, .unheard, .garbled, .busy, .late]
        return troubles[dice.below(troubles.count)]
    }
}

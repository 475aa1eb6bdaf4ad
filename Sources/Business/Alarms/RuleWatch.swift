package import Kernel

/// When a rule was last looked at, and what came of it.
package struct RuleWatch: Hashable, Sendable {
    package let rule: String
    package let due: Timestamp
    /// `nil` before the first look has ended.
    package let lookedAt: Timestamp?
    package let tookMilliseconds: Int64
    /// How many break the rule now, those included that were released all the same; at most ``limit``.
    package let offenders: Int64
    /// Why the last look did not end.
    package let problem: String?

    /// More offenders than that are not counted: one is too many.
    package static let limit = 1_000

    /// Between two looks at a rule, in milliseconds: an alarm is raised within a minute.
    package static let everyMilliseconds: Int64 = 30_000
    /// However large the house is, a rule takes no more than one twentieth of a connection's time.
    package static let share: Int64 = 20

    /// When to look again after a look that took so long, in milliseconds.
    package static func pause(after took: Int64) -> Int64 { max(everyMilliseconds, share * took) }
}

package import Contracts
package import Kernel
package import Organisation

/// A file of usage: looked at first, and taken in once somebody has agreed. It remembers how far it has come, so that a
/// machine that dies in the middle is followed by another.
package struct UsageImport: Hashable, Sendable {
    package typealias ID = Kernel.ID<UsageImport>

    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Being looked at; nothing has been taken.
        case checking
        /// Waits for a person's word.
        case checked
        case importing
        case done
        /// Given up before anything was taken.
        case withdrawn
    }

    /// What the lines of the file come to.
    package struct Counts: Hashable, Sendable {
        package internal(set) var rows: Int64 = 0
        /// Not known before.
        package internal(set) var new: Int64 = 0
        package internal(set) var repeated: Int64 = 0
        package internal(set) var refused: Int64 = 0
        /// Of the new ones, those whose month is billed already: they come with the next statement.
        package internal(set) var late: Int64 = 0

        package init() {}
    }

    package let id: ID
    package let name: String
    package let sha256: String
    package let sizeBytes: Int64
    package internal(set) var state: State
    /// Whether the good lines are taken although others are not.
    package internal(set) var keepsGood: Bool
    package internal(set) var counts: Counts
    /// How many have been taken in.
    package internal(set) var added: Int64
    /// The last row of the file that is done with.
    package internal(set) var position: Int64
    /// The file's last row.
    package internal(set) var lastRow: Int64
    /// The names of the file's columns.
    package internal(set) var header: [String]
    /// `nil` for the operator at the command line.
    package let startedBy: StaffMember.ID?
    package let unit: String?
    package let startedAt: Timestamp
    package internal(set) var finishedAt: Timestamp?

    package var subject: String { "usage_import:\(id)" }

    /// From 0 to 100 while it is taken in.
    package var percent: Int64 { lastRow == 0 ? 0 : min(100, position * 100 / lastRow) }

    /// Whether this person may look at it.
    package func isSeen(by reader: StaffMember) -> Bool {
        switch reader.scope(for: .importUsage) {
        case .nothing: false
        case .own(let id): startedBy == id
        case .unit(let code): unit == code
        case .everything: true
        }
    }
}

/// What of a file belongs to one meter of a contract in a month.
package struct UsageTotal: Hashable, Sendable {
    package struct Key: Hashable, Sendable {
        package let contract: Contract.ID
        package let plan: String
        package let meter: String
        package let month: Month
    }

    package let key: Key
    package let contractNumber: String
    package let customer: String
    package internal(set) var rows: Int64
    package internal(set) var quantity: Int64
    package internal(set) var late: Int64
}

/// A line that was left out.
package struct UsageImportMistake: Hashable, Sendable {
    package let mistake: UsageMistake
    /// The line as it stood there.
    package let cells: [String]
}

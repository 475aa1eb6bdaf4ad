package import Kernel
package import Storage

/// Revenue of some days, by what it was earned with. It is read from the books: together its lines are what stands on
/// the revenue account.
package struct RevenueReport: Hashable, Sendable {
    package enum Grouping: String, Hashable, Sendable, CaseIterable { case product, unit, accountManager = "manager" }

    package struct Line: Hashable, Sendable {
        /// A product's or unit's code, an account manager's identifier; empty for what belongs to none.
        package let key: String
        package let name: Bilingual
        /// Earned month by month.
        package let postpaidDong: Int64
        /// Earned of prepaid terms.
        package let prepaidDong: Int64
        /// Taken back by refunds, or kept of what nobody wanted back; may be below nothing.
        package let otherDong: Int64

        package var totalDong: Int64 { postpaidDong + prepaidDong + otherDong }
    }

    /// The greatest first.
    package let lines: [Line]
    /// What the revenue account says for those days.
    package let bookedDong: Int64

    package var totalDong: Int64 { lines.reduce(0) { $0 + $1.totalDong } }

    /// All lines in one.
    package var sums: Line {
        Line(
            key: "",
            name: Bilingual(vietnamese: "", english: ""),
            postpaidDong: lines.reduce(0) { $0 + $1.postpaidDong },
            prepaidDong: lines.reduce(0) { $0 + $1.prepaidDong },
            otherDong: lines.reduce(0) { $0 + $1.otherDong }
        )
    }

    package static func read(
        _ grouping: Grouping,
        from: Day,
        to: Day,
        on connection: any SQLConnection
    ) throws -> RevenueReport {
        let lines = try Line.all(grouping, from: from, to: to, on: connection)
        return RevenueReport(
            lines: lines.sorted { ($0.totalDong, $1.key) > ($1.totalDong, $0.key) },
            bookedDong: try BookedMonth.revenueDong(from: from, to: to, on: connection)
        )
    }
}

package import Kernel

/// What an accountant looks at before a month is closed.
package struct MonthChecklist: Hashable, Sendable {
    package enum Item: String, Hashable, Sendable, CaseIterable {
        /// Payments of the month that are in no closed day of VNPAY's files.
        case payments
        /// Days of the month whose file is imported, and that nobody has closed.
        case days
        /// Differences to VNPAY's files that nobody has resolved.
        case exceptions
        /// Payments of which the gateway has not said how they ended.
        case unanswered
        /// Postpaid contracts whose month has no statement, parked ones among them.
        case statements
        /// Prepaid terms of which the month's part has not been earned.
        case revenue
        /// Transactions of the month whose sides differ.
        case books
        /// Invoices of the month that the tax authority has not accepted.
        case invoices
        /// Refunds that have been agreed to and are not back.
        case refunds

        /// Whether the month cannot be closed before it is done. What is left over of the others belongs to the partner
        /// or the tax authority, and does not change the month's books.
        package var isNeeded: Bool {
            switch self {
            case .payments, .days, .exceptions, .unanswered, .statements, .revenue, .books: true
            case .invoices, .refunds: false
            }
        }
    }

    package let month: Month
    /// How many stand open of each.
    package let open: [Item: Int64]
    /// The month is over.
    package let isOver: Bool

    package func count(_ item: Item) -> Int64 { open[item] ?? 0 }

    /// What keeps the month from being closed.
    package var obstacles: [Item] { Item.allCases.filter { $0.isNeeded && count($0) > 0 } }

    package var isReady: Bool { isOver && obstacles.isEmpty }
}

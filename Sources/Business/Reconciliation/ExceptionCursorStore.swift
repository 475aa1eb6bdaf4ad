package import Kernel
package import Storage

/// Which exceptions somebody wants to see.
package struct ExceptionFilter: Hashable, Sendable {
    package var day: Day?
    package var matchClass: MatchClass?
    package var state: SettlementException.State?

    package init() {}
}

extension SettlementException {
    /// By a place in the list, the newest first; their identifier is a number.
    package static func list(
        _ filter: ExceptionFilter,
        of terminal: String,
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<SettlementException> {
        var condition: SQLStatement = " WHERE terminal = \(terminal)"
        if let day = filter.day { condition = condition + " AND day = \(day)" }
        if let matchClass = filter.matchClass { condition = condition + " AND class = \(matchClass.rawValue)" }
        if let state = filter.state { condition = condition + " AND state = \(state.rawValue)" }
        if let place = window.after {
            condition = condition + " AND (opened_at, number) < (\(place.at), \(Int64(place.id) ?? 0))"
        }
        let numbers = try connection.rows(
            "SELECT number FROM settlement_exception" + condition
                + " ORDER BY opened_at DESC, number DESC LIMIT \(window.limit + 1)"
        )
        let items = try numbers.prefix(window.limit).compactMap { try find($0.integer("number"), on: connection) }
        guard numbers.count > window.limit, let last = items.last else { return ListPart(items: items, next: nil) }
        return ListPart(items: items, next: Cursor(at: last.openedAt, id: "\(last.number)"))
    }
}

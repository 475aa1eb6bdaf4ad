import Kernel
package import Storage

extension BankCredit {
    /// By a place in the list, the last recorded first; their identifier is a number.
    package static func list(
        _ state: State?,
        of terminal: String,
        _ window: CursorWindow,
        on connection: any SQLConnection
    ) throws -> ListPart<BankCredit> {
        var condition: SQLStatement = " WHERE terminal = \(terminal)"
        if let state { condition = condition + isIn(state) }
        if let place = window.after {
            condition = condition + " AND (recorded_at, number) < (\(place.at), \(Int64(place.id) ?? 0))"
        }
        let numbers = try connection.rows(
            "SELECT number FROM bank_credit" + condition
                + " ORDER BY recorded_at DESC, number DESC LIMIT \(window.limit + 1)"
        )
        let items = try numbers.prefix(window.limit).compactMap { try find($0.integer("number"), on: connection) }
        guard numbers.count > window.limit, let last = items.last else { return ListPart(items: items, next: nil) }
        return ListPart(items: items, next: Cursor(at: last.recordedAt, id: "\(last.number)"))
    }

    /// One that was taken back is stored as withdrawn, with the reversal beside it.
    private static func isIn(_ state: State) -> SQLStatement {
        let reversals: SQLStatement =
            "(SELECT r.credit_number FROM bank_credit_reversal r WHERE r.state = 'agreed')"
        return switch state {
        case .recorded, .confirmed: " AND state = \(state.rawValue)"
        case .withdrawn: " AND state = 'withdrawn' AND number NOT IN " + reversals
        case .reversed: " AND state = 'withdrawn' AND number IN " + reversals
        }
    }
}

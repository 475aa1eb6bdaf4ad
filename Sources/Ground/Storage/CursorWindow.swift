package import Kernel

/// A place in a list that is read from the newest to the oldest. Rows that come later do not shift it.
package struct Cursor: Hashable, Sendable {
    package let at: Timestamp
    package let id: String

    package init(at: Timestamp, id: String) {
        self.at = at
        self.id = id
    }
}

/// Which part of a list is wanted: so many, older than that place.
package struct CursorWindow: Hashable, Sendable {
    package let after: Cursor?
    package let limit: Int

    package init(after: Cursor?, limit: Int) {
        self.after = after
        self.limit = limit
    }
}

/// Part of a list, and where the next part begins; `nil` at the end.
package struct ListPart<Item: Sendable>: Sendable {
    package let items: [Item]
    package let next: Cursor?

    package init(items: [Item], next: Cursor?) {
        self.items = items
        self.next = next
    }
}

extension CursorWindow {
    /// Reads this part of a list.
    ///
    /// - Parameters:
    ///   - key: The columns of time and identifier that the list is ordered by.
    ///   - source: ` FROM … WHERE …`; the condition of the place is added to it.
    ///   - find: The thing of an identifier; `nil` leaves it out.
    package func read<Item>(
        by key: (at: SQLStatement, id: SQLStatement),
        _ source: SQLStatement,
        on connection: any SQLConnection,
        find: (String) throws -> Item?
    ) throws -> ListPart<Item> {
        let place: SQLStatement =
            after.map { " AND (" + key.at + ", " + key.id + ") < (\($0.at), \($0.id))" } ?? ""
        let order: SQLStatement = " ORDER BY " + key.at + " DESC, " + key.id + " DESC LIMIT \(limit + 1)"
        let rows = try connection.rows(
            "SELECT " + key.at + " AS cursor_at, " + key.id + " AS cursor_id" + source + place + order
        )
        let wanted = rows.prefix(limit)
        var next: Cursor?
        if rows.count > limit, let last = wanted.last {
            next = Cursor(at: try last.timestamp("cursor_at"), id: try last.text("cursor_id"))
        }
        return ListPart(items: try wanted.compactMap { try find($0.text("cursor_id")) }, next: next)
    }
}

package import Kernel
package import Storage

extension InboxMessage {
    /// Tells members of staff, in the transaction of the fact itself; each of them once.
    package func put(to staff: some Sequence<StaffMember.ID>, in world: World, on connection: any SQLConnection) throws
    {
        for person in Set(staff).sorted(by: { "\($0)" < "\($1)" }) {
            try connection.run(
                """
                INSERT INTO inbox_item (id, key, staff_id, kind, about, detail, is_task, created_at)
                VALUES (\(world.newID(InboxItem.self)), \("\(kind.rawValue)/\(fact)/\(person)"), \(person),
                    \(kind.rawValue), \(about), \(detail), \(isTask), \(world.now()))
                ON CONFLICT (key) DO NOTHING
                """
            )
        }
    }
}

extension InboxItem {
    /// What a person has been told: unfinished tasks first, then the newest.
    package static func all(
        of staff: StaffMember.ID,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [InboxItem] {
        try connection.rows(
            """
            SELECT id, staff_id, kind, about, detail, is_task, created_at, read_at, done_at FROM inbox_item
            WHERE staff_id = \(staff)
            ORDER BY CASE WHEN is_task = 1 AND done_at IS NULL THEN 0 ELSE 1 END, created_at DESC, id DESC
            LIMIT \(limit)
            """
        ).map(InboxItem.init(row:))
    }

    /// Who was told what about one thing, the oldest first.
    package static func all(about: String, on connection: any SQLConnection) throws -> [InboxItem] {
        try connection.rows(
            """
            SELECT id, staff_id, kind, about, detail, is_task, created_at, read_at, done_at FROM inbox_item
            WHERE about = \(about) ORDER BY created_at, id
            """
        ).map(InboxItem.init(row:))
    }

    /// How many unread items and unfinished tasks somebody has.
    package static func unread(of staff: StaffMember.ID, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows(
            """
            SELECT count(*) AS waiting FROM inbox_item
            WHERE staff_id = \(staff) AND (read_at IS NULL OR (is_task = 1 AND done_at IS NULL))
            """
        ).first?.integer("waiting") ?? 0
    }

    package static func markRead(of staff: StaffMember.ID, at time: Timestamp, on connection: any SQLConnection) throws
    {
        try connection.run("UPDATE inbox_item SET read_at = \(time) WHERE staff_id = \(staff) AND read_at IS NULL")
    }

    /// A person says that it is done; false when it was not this person's task.
    package static func finish(
        _ id: ID,
        of staff: StaffMember.ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> Bool {
        try connection.run(
            "UPDATE inbox_item SET done_at = \(time) WHERE id = \(id) AND staff_id = \(staff) AND done_at IS NULL"
        ) == 1
    }

    /// Whether somebody has still to do something about it.
    package static func isAnyOpen(about: String, on connection: any SQLConnection) throws -> Bool {
        try !connection.rows("SELECT id FROM inbox_item WHERE about = \(about) AND done_at IS NULL LIMIT 1").isEmpty
    }

    /// The thing itself has been settled: nobody has to do anything about it any more.
    package static func settle(
        _ kinds: [Kind],
        about: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE inbox_item SET done_at = \(time)
            WHERE about = \(about) AND kind IN (\(list: kinds.map(\.rawValue))) AND done_at IS NULL
            """
        )
    }

    private init(row: SQLRow) throws {
        id = try row.id("id")
        staff = try row.id("staff_id")
        kind = try row.choice("kind")
        about = try row.text("about")
        detail = try row.text("detail")
        isTask = try row.bool("is_task")
        createdAt = try row.timestamp("created_at")
        readAt = try row.timestampIfPresent("read_at")
        doneAt = try row.timestampIfPresent("done_at")
    }
}

package import Kernel
package import People
package import Storage

extension StaffMember {
    package static func find(_ id: ID, on connection: any SQLConnection) throws -> StaffMember? {
        try members(columns + " WHERE s.id = \(id)", on: connection).first
    }

    package static func find(_ email: EmailAddress, on connection: any SQLConnection) throws -> StaffMember? {
        try members(columns + " WHERE s.email = \(email)", on: connection).first
    }

    /// Everybody of a unit, or of the house, by name.
    package static func all(in scope: Scope, on connection: any SQLConnection) throws -> [StaffMember] {
        let condition: SQLStatement =
            switch scope {
            case .nothing: " WHERE 1 = 0"
            case .own(let id): " WHERE s.id = \(id)"
            case .unit(let code): " WHERE s.unit_code = \(code)"
            case .everything: ""
            }
        return try members(columns + condition + " ORDER BY s.name, s.id", on: connection)
    }

    /// Active people of a role; of one unit, or anywhere.
    package static func active(
        _ role: Role,
        unit: String? = nil,
        on connection: any SQLConnection
    ) throws -> [StaffMember] {
        let inUnit: SQLStatement = unit.map { " AND s.unit_code = \($0)" } ?? ""
        return try members(
            columns + """
                 WHERE s.state = 'active' AND EXISTS (
                    SELECT 1 FROM staff_role r WHERE r.staff_id = s.id AND r.role = \(role.rawValue))
                """ + inUnit + " ORDER BY s.name, s.id",
            on: connection
        )
    }

    package func insert(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO staff (id, email, name, phone, firm, language, unit_code, state, password_hash,
                factor_generation, factor_confirmed, factor_spent_step, failed_tries, created_at, changed_at)
            VALUES (\(id), \(email), \(name), \(phone), \(firm), \(language), \(unit.code), \(state.rawValue),
                \(passwordHash), \(secondFactor.generation), \(secondFactor.isConfirmed), \(secondFactor.spentStep), 0,
                \(time), \(time))
            """
        )
        try insertRoles(on: connection)
    }

    package func update(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE staff SET name = \(name), phone = \(phone), firm = \(firm), language = \(language),
                state = \(state.rawValue), changed_at = \(time)
            WHERE id = \(id)
            """
        )
        try connection.run("DELETE FROM staff_role WHERE staff_id = \(id)")
        try insertRoles(on: connection)
    }

    private func insertRoles(on connection: any SQLConnection) throws {
        for role in roles.sorted(by: { $0.rawValue < $1.rawValue }) {
            try connection.run("INSERT INTO staff_role (staff_id, role) VALUES (\(id), \(role.rawValue))")
        }
    }

    func setPasswordHash(_ hash: String, at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE staff SET password_hash = \(hash), failed_tries = 0, locked_until = NULL, changed_at = \(time)
            WHERE id = \(id)
            """
        )
    }

    func setSecondFactor(_ factor: SecondFactor, at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE staff SET factor_generation = \(factor.generation), factor_confirmed = \(factor.isConfirmed),
                factor_spent_step = \(factor.spentStep), changed_at = \(time)
            WHERE id = \(id)
            """
        )
    }

    /// Counts one more wrong password or code; from the limit on, nobody gets in for a while. After a lock the count
    /// begins anew.
    func countFailure(
        at time: Timestamp,
        lockedUntil: Timestamp,
        limit: Int64,
        on connection: any SQLConnection
    ) throws {
        try connection.run(
            """
            UPDATE staff SET failed_tries = 0, locked_until = NULL
            WHERE id = \(id) AND locked_until IS NOT NULL AND locked_until <= \(time)
            """
        )
        try connection.run(
            """
            UPDATE staff SET failed_tries = failed_tries + 1,
                locked_until = CASE WHEN failed_tries + 1 >= \(limit) THEN \(lockedUntil) ELSE locked_until END
            WHERE id = \(id)
            """
        )
    }

    func forgiveFailures(on connection: any SQLConnection) throws {
        try connection.run("UPDATE staff SET failed_tries = 0, locked_until = NULL WHERE id = \(id)")
    }

    /// Until when nobody gets in with this address; `nil` when it is open.
    func lockedUntil(at time: Timestamp, on connection: any SQLConnection) throws -> Timestamp? {
        let until = try connection.rows("SELECT locked_until FROM staff WHERE id = \(id)")
            .first?.timestampIfPresent("locked_until")
        return until.flatMap { $0 > time ? $0 : nil }
    }

    private static let columns: SQLStatement = """
        SELECT s.id, s.email, s.name, s.phone, s.firm, s.language, s.unit_code, u.kind AS unit_kind, s.state,
            s.password_hash, s.factor_generation, s.factor_confirmed, s.factor_spent_step
        FROM staff s JOIN organisation_unit u ON u.code = s.unit_code
        """

    private static func members(_ statement: SQLStatement, on connection: any SQLConnection) throws -> [StaffMember] {
        try connection.rows(statement).map { row in
            let roles = try connection.rows(
                "SELECT role FROM staff_role WHERE staff_id = \(row.text("id")) ORDER BY role"
            ).map { try $0.choice("role", of: Role.self) }
            return try StaffMember(row: row, roles: Set(roles))
        }
    }

    private init(row: SQLRow, roles: Set<Role>) throws {
        guard let email = EmailAddress(try row.text("email")) else {
            throw SQLRowError(column: "email", wanted: "an address")
        }
        self.init(
            id: try row.id("id"),
            person: (
                email, try row.text("name"), try row.text("phone"), try row.textIfPresent("firm"),
                try row.choice("language")
            ),
            unit: UnitReference(code: try row.text("unit_code"), kind: try row.choice("unit_kind")),
            standing: (try row.choice("state"), roles),
            proofs: (
                try row.textIfPresent("password_hash"),
                SecondFactor(
                    generation: try row.integer("factor_generation"),
                    isConfirmed: try row.bool("factor_confirmed"),
                    spentStep: try row.integer("factor_spent_step")
                )
            )
        )
    }
}

extension StaffSession {
    static func find(tokenDigest: String, on connection: any SQLConnection) throws -> StaffSession? {
        try connection.rows(columns + " WHERE token_digest = \(tokenDigest)").first.map(StaffSession.init(row:))
    }

    /// Of one person, the last seen first.
    static func all(
        of staff: StaffMember.ID,
        since: Timestamp,
        on connection: any SQLConnection
    ) throws
        -> [StaffSession]
    {
        try connection.rows(
            columns
                + " WHERE staff_id = \(staff) AND revoked_at IS NULL AND expires_at > \(since) ORDER BY seen_at DESC"
        ).map(StaffSession.init(row:))
    }

    func insert(tokenDigest: String, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO staff_session (id, token_digest, staff_id, device, address, created_at, seen_at, expires_at)
            VALUES (\(id), \(tokenDigest), \(staff), \(device), \(address), \(createdAt), \(seenAt), \(expiresAt))
            """
        )
    }

    func see(at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run("UPDATE staff_session SET seen_at = \(time) WHERE id = \(id)")
    }

    /// False when it was not this person's, or over already.
    static func revoke(
        _ id: ID,
        of staff: StaffMember.ID,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> Bool {
        try connection.run(
            "UPDATE staff_session SET revoked_at = \(time) WHERE id = \(id) AND staff_id = \(staff) AND revoked_at IS NULL"
        ) == 1
    }

    /// Ends every session of a person, but perhaps one.
    static func revokeAll(
        of staff: StaffMember.ID,
        but kept: ID?,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws {
        let others: SQLStatement = kept.map { " AND id <> \($0)" } ?? ""
        try connection.run(
            "UPDATE staff_session SET revoked_at = \(time) WHERE staff_id = \(staff) AND revoked_at IS NULL" + others
        )
    }

    private static let columns: SQLStatement = """
        SELECT id, staff_id, device, address, created_at, seen_at, expires_at, revoked_at FROM staff_session
        """

    private init(row: SQLRow) throws {
        id = try row.id("id")
        staff = try row.id("staff_id")
        device = try row.text("device")
        address = try row.text("address")
        createdAt = try row.timestamp("created_at")
        seenAt = try row.timestamp("seen_at")
        expiresAt = try row.timestamp("expires_at")
        isRevoked = try row.timestampIfPresent("revoked_at") != nil
    }
}

extension StaffSecret {
    package func insert(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO staff_secret (id, purpose, staff_id, created_at, expires_at)
            VALUES (\(id), \(purpose.rawValue), \(staff), \(createdAt), \(expiresAt))
            """
        )
    }

    package static func find(_ id: ID, on connection: any SQLConnection) throws -> StaffSecret? {
        try connection.rows(
            "SELECT id, purpose, staff_id, created_at, expires_at, used_at FROM staff_secret WHERE id = \(id)"
        ).first.map { row in
            StaffSecret(
                id: try row.id("id"),
                purpose: try row.choice("purpose"),
                staff: try row.id("staff_id"),
                createdAt: try row.timestamp("created_at"),
                expiresAt: try row.timestamp("expires_at"),
                usedAt: try row.timestampIfPresent("used_at")
            )
        }
    }

    /// No link that was sent to that person before opens anything any more.
    static func closeAll(of staff: StaffMember.ID, at time: Timestamp, on connection: any SQLConnection) throws {
        try connection.run("UPDATE staff_secret SET used_at = \(time) WHERE staff_id = \(staff) AND used_at IS NULL")
    }
}

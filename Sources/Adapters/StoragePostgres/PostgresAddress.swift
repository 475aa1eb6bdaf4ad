import CPostgres

/// A connection string taken apart by libpq, completed with what we want when it says nothing.
struct PostgresAddress: Sendable {
    let schema: String?
    let options: [String: String]

    private static let preset = [
        "application_name": "qldv", "connect_timeout": "10", "client_encoding": "UTF8",
        // TLS is what encrypts (sslmode). Kerberos' library ends a process that exits while a connection is being made.
        "gssencmode": "disable",
        // A server that vanished without a word is noticed within a minute.
        "keepalives_idle": "20", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "50000",
    ]

    init(_ connectionString: String, schema: String?) throws {
        guard let parsed = PQconninfoParse(connectionString, nil) else { throw Self.malformed }
        defer { PQconninfoFree(parsed) }
        var options = Self.preset
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        // Of several hosts, the one that takes writes: after a failover the standby that was promoted.
        if options["host"]?.contains(",") == true, options["target_session_attrs"] == nil {
            options["target_session_attrs"] = "primary"
        }
        // A password that should have been percent-encoded ends up in these, and libpq would print them.
        let isPlain = ["host", "port", "dbname", "user"].allSatisfy { name in
            !(options[name] ?? "").contains { "@#?".contains($0) && !(name == "user" && $0 == "@") }
        }
        let isNumbered = (options["port"] ?? "").allSatisfy { $0.isNumber || $0 == "," }
        guard isPlain, isNumbered else { throw Self.malformed }
        if let schema {
            guard schema.utf8.count <= 63, schema.first?.isLetter == true,
                schema.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 95 })
            else { throw PostgresError(message: "a schema's name is lower-case letters, digits and _") }
        }
        self.schema = schema
        self.options = options
    }

    private static let malformed = PostgresError(
        message: "the connection string cannot be read (a password in an address must be percent-encoded)"
    )

    /// libpq's words about a connection, without the password should it ever stand in them.
    func redacted(_ message: String) -> String {
        var text = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        if let password = options["password"], !password.isEmpty {
            text = text.split(separator: password, omittingEmptySubsequences: false).joined(separator: "•••")
        }
        return text
    }

    /// Said to the server at the start of each session. The limits keep one stuck statement from holding locks.
    var greeting: String {
        """
        SET TIME ZONE 'UTC'; SET bytea_output = 'hex'; SET statement_timeout = '30s'; SET lock_timeout = '10s';
        SET idle_in_transaction_session_timeout = '60s';
        """ + (schema.map { "SET search_path = \"\($0)\";" } ?? "")
    }
}

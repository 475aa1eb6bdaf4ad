import Storage

/// Something the sandbox can be told to do wrong, kept in its journal so that a restart does not make it well.
enum FaultOrder: String, Hashable, Sendable, CaseIterable {
    /// So many notices are never sent at all.
    case ipnDrop = "ipn_drop"
    /// Notices wait so many milliseconds longer.
    case ipnDelay = "ipn_delay_ms"
    /// So many calls are lost on the way: counted, not made.
    case ipnLose = "ipn_lose_calls"
    /// The next notice is sent this many times more, all at once.
    case ipnDuplicate = "ipn_duplicate"
    /// Before so many notices, a forged one is sent.
    case ipnForge = "ipn_forge"
    /// With the next notice comes one that VNPAY never sent: `forged`, `amount`, `unknown`, `terminal`, `currency`, or
    /// `replay`, an earlier notice once more.
    case ipnAttack = "ipn_attack"
    /// Notices that are due together go out last first.
    case ipnReorder = "ipn_reorder"
    /// querydr answers `timeout`, `500`, `html`, `unsigned`, `bad_signature`, `other_reference`,
    /// `drip` (a byte a second), or a code such as `99`.
    case querydr
    /// The same for refund, and `twice`: the answer, two times in one body. `timeout` comes after saving, `reject`
    /// accepts and later refuses (status 09).
    case refund
    /// After so many payments the payer is not sent back.
    case returnDrop = "return_drop"
    /// The next payments end with this code, whatever the card: `07`, `65`, `75` …
    case outcome
    /// The next pay addresses end on the error page with this code.
    case payError = "pay_error"

    /// Orders in which a number says how many times, not what.
    var countsTimes: Bool {
        switch self {
        case .ipnDrop, .ipnLose, .ipnForge, .returnDrop: true
        case .ipnDelay, .ipnDuplicate, .ipnReorder, .ipnAttack, .querydr, .refund, .outcome, .payError: false
        }
    }

    /// The order's value, if it stands; one of its times is spent.
    static func take(_ order: FaultOrder, on connection: any SQLConnection) throws -> String? {
        let name = order.rawValue
        let rows = try connection.rows("SELECT value, remaining FROM fault_order WHERE name = \(name)")
        guard let row = rows.first else { return nil }
        if let remaining = try row.integerIfPresent("remaining") {
            guard remaining > 0 else { return nil }
            try connection.run("UPDATE fault_order SET remaining = \(remaining - 1) WHERE name = \(name)")
        }
        return try row.text("value")
    }

    static func set(_ order: FaultOrder, value: String, times: Int64?, on connection: any SQLConnection) throws {
        try connection.run("DELETE FROM fault_order WHERE name = \(order.rawValue)")
        guard !["", "0", "off", "false"].contains(value) else { return }
        try connection.run(
            "INSERT INTO fault_order (name, value, remaining) VALUES (\(order.rawValue), \(value), \(times))"
        )
    }
}

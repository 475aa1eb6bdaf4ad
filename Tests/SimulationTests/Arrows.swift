import Storage

/// Which states may follow which, in every table that has them, and where every row stood before.
struct Arrows: Sendable {
    private static let allowed: KeyValuePairs<String, KeyValuePairs<String, String>> = [
        "contract": [
            "draft": "awaiting_payment awaiting_regional_approval cancelled",
            "awaiting_payment": "paid activating cancelled", "paid": "awaiting_regional_approval",
            "awaiting_regional_approval": "awaiting_it_approval rejected",
            "awaiting_it_approval": "awaiting_regional_approval activating rejected", "activating": "active",
            "active": "suspended terminated expired", "suspended": "active terminated expired",
        ],
        "payment_request": ["open": "paid cancelled superseded"],
        "payment_attempt": [
            "redirected": "unresolved paid declined", "unresolved": "paid declined", "declined": "paid",
        ],
        "activation": ["requested": "active refused", "refused": "requested"],
        "statement": ["issued": "paid written_off", "written_off": "issued"],
        "refund": [
            "proposed": "returned requested done", "requested": "sending",
            "sending": "unanswered processing at_bank done refused unclear",
            "unanswered": "requested processing at_bank done refused unclear",
            "processing": "at_bank done refused unclear", "at_bank": "done refused unclear",
            "unclear": "unanswered processing at_bank done refused",
        ],
        "invoice_request": [
            "pending": "unknown submitted signed accepted refused needs_person",
            "unknown": "pending submitted signed accepted refused", "submitted": "signed accepted refused",
            "signed": "accepted refused", "refused": "pending", "needs_person": "pending",
        ],
        "notice": ["queued": "sent refused withdrawn"],
    ]

    private var states: [String: String] = [:]

    /// The state of every row, by table and identifier.
    static func read(on connection: any SQLConnection) throws -> [(row: String, state: String)] {
        try connection.rows(
            """
            SELECT 'contract ' || id AS row_text, state FROM contract
            UNION ALL SELECT 'payment_request ' || id, state FROM payment_request
            UNION ALL SELECT 'payment_attempt ' || id, state FROM payment_attempt
            UNION ALL SELECT 'activation ' || id, state FROM activation
            UNION ALL SELECT 'statement ' || id, state FROM statement
            UNION ALL SELECT 'refund ' || id, state FROM refund
            UNION ALL SELECT 'invoice_request ' || id, state FROM invoice_request
            UNION ALL SELECT 'notice ' || id, state FROM notice
            """
        ).map { (try $0.text("row_text"), try $0.text("state")) }
    }

    /// - Returns: The rows that moved where no path of arrows leads, or that are gone.
    mutating func advance(to rows: [(row: String, state: String)]) -> [String] {
        var wrong: [String] = []
        var next: [String: String] = [:]
        for (row, state) in rows {
            next[row] = state
            guard let before = states[row], before != state else { continue }
            let table = row.split(separator: " ").first.map(String.init) ?? ""
            if !Self.reachable(from: before, in: table).contains(state) { wrong.append("\(row): \(before) → \(state)") }
        }
        let gone = states.keys.filter { next[$0] == nil }.sorted().map { "\($0) is gone" }
        states = next
        return wrong + gone
    }

    /// In one step several things may happen to a row.
    private static func reachable(from state: String, in table: String) -> [String] {
        let arrows = allowed.first { $0.key == table }?.value ?? [:]
        var found: [String] = []
        var open = [state]
        while let next = open.popLast() {
            let heads = arrows.first { $0.key == next }?.value.split(separator: " ").map(String.init) ?? []
            for head in heads where !found.contains(head) {
                found.append(head)
                open.append(head)
            }
        }
        return found
    }
}

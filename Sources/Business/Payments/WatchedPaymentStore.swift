import Contracts
import Kernel
import Storage

/// A payment of which it has still to be looked whether its invoice was asked for.
struct WatchedPayment: Sendable {
    let id: String
    let contract: Contract.ID
    let paidAt: Timestamp

    /// The oldest first. Costs by watched rows only.
    static func paid(
        before time: Timestamp,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [WatchedPayment] {
        try connection.rows(
            """
            SELECT p.id, r.contract_id, p.paid_at FROM payment p JOIN payment_request r ON r.id = p.request_id
            WHERE p.is_invoice_watched = 1 AND p.use = 'request' AND p.paid_at < \(time)
            ORDER BY p.paid_at LIMIT \(limit)
            """
        ).map { row in
            WatchedPayment(
                id: try row.text("id"),
                contract: try row.id("contract_id"),
                paidAt: try row.timestamp("paid_at")
            )
        }
    }

    func stopWatching(on connection: any SQLConnection) throws {
        try connection.run("UPDATE payment SET is_invoice_watched = 0 WHERE id = \(id)")
    }
}

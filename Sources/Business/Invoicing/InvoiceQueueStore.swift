import Journal
import Kernel
package import Storage

/// Order inside a series: by date drawn up, then by payment. Whatever is parked or needs a person steps aside, so that
/// one stuck invoice never blocks the others.
extension InvoiceRequest {
    /// How many earlier ones of the series have still to be signed; counts no further than two.
    func countAhead(on connection: any SQLConnection) throws -> Int {
        try connection.rows(
            """
            SELECT e.id FROM invoice_request e JOIN invoice_request r ON r.series_code = e.series_code
            WHERE r.id = \(id) AND e.state IN ('pending', 'unknown', 'submitted')
                AND (e.invoice_day, e.position, e.id) < (r.invoice_day, r.position, r.id)
                AND NOT EXISTS (
                    SELECT 1 FROM outbox_message m
                    WHERE m.key = 'invoice/' || CASE e.kind WHEN 'original' THEN e.contract_id ELSE e.id END
                        AND m.state = 'parked')
                AND (e.state <> 'pending' OR NOT EXISTS (
                    SELECT 1 FROM alarm a WHERE a.subject = 'contract:' || e.contract_id AND a.state <> 'released'))
            LIMIT 2
            """
        ).count
    }

    /// The latest date that bears a number in its series, of this year's book; `nil` when none does.
    func lastIssuedDay(on connection: any SQLConnection) throws -> Day? {
        let year = date.components.year
        guard let first = Day(year: year, month: 1, day: 1), let last = Day(year: year, month: 12, day: 31) else {
            return nil
        }
        return try connection.rows(
            """
            SELECT max(i.invoice_day) AS last FROM invoice_request i
            WHERE i.series_code = (SELECT series_code FROM invoice_request WHERE id = \(id))
                AND i.number IS NOT NULL AND i.id <> \(id) AND i.invoice_day BETWEEN \(first) AND \(last)
            """
        ).first?.dayIfPresent("last")
    }

    /// The next of the series need wait no longer.
    func wakeNext(at time: Timestamp, on connection: any SQLConnection) throws {
        let next = try connection.rows(
            """
            SELECT e.id FROM invoice_request e
            WHERE e.series_code = (SELECT series_code FROM invoice_request WHERE id = \(id))
                AND e.state = 'pending' AND e.id <> \(id)
            ORDER BY e.invoice_day, e.position, e.id LIMIT 1
            """
        ).first
        guard let next, let request = try Self.find(next.id("id"), on: connection) else { return }
        try OutboxMessage.hasten(key: request.outboxKey, at: time, on: connection)
    }

    package static func series(of id: ID, on connection: any SQLConnection) throws -> String {
        try connection.rows("SELECT series_code FROM invoice_request WHERE id = \(id)").first?.text("series_code")
            ?? InvoiceSeries.standard
    }

    // MARK: The time limit

    /// Invoices without a number whose time limit is that day or earlier, and of which this stage has not been told.
    static func late(
        through day: Day,
        stage: InvoiceAlarm,
        limit: Int,
        on connection: any SQLConnection
    ) throws -> [InvoiceRequest] {
        try connection.rows(
            """
            SELECT id FROM invoice_request
            WHERE state <> 'accepted' AND (state <> 'signed' OR number IS NULL) AND deadline_day <= \(day) AND alarm_stage < \(stage.rawValue)
            ORDER BY deadline_day, id LIMIT \(limit)
            """
        ).compactMap { try find($0.id("id"), on: connection) }
    }

    func markAlarmed(_ stage: InvoiceAlarm, on connection: any SQLConnection) throws {
        try connection.run("UPDATE invoice_request SET alarm_stage = \(stage.rawValue) WHERE id = \(id)")
    }
}

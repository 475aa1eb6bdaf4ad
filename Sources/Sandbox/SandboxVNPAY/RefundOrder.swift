import Kernel
import Storage

/// What a person at the console does with a refund that is under way, ahead of time.
enum RefundOrder: String, Hashable, Sendable, CaseIterable {
    /// One step on: 05, 06, 00.
    case advance
    /// Paid back now.
    case accept
    /// Refused by the bank now (09).
    case refuse

    /// - Returns: Whether there was such a refund, and it was under way.
    func apply(to number: String, at time: Timestamp, on connection: any SQLConnection) throws -> Bool {
        switch self {
        case .advance:
            try connection.run(
                """
                UPDATE refund SET status = CASE status WHEN '05' THEN '06' ELSE '00' END,
                    finished_at = CASE status WHEN '05' THEN NULL ELSE \(time) END
                WHERE transaction_no = \(number) AND status IN ('05', '06')
                """
            ) == 1
        case .accept: try end("00", number, at: time, on: connection)
        case .refuse: try end("09", number, at: time, on: connection)
        }
    }

    private func end(
        _ status: String,
        _ number: String,
        at time: Timestamp,
        on connection: any SQLConnection
    ) throws -> Bool {
        try connection.run(
            """
            UPDATE refund SET status = \(status), finished_at = \(time)
            WHERE transaction_no = \(number) AND status IN ('05', '06')
            """
        ) == 1
    }
}

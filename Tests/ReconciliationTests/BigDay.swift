import Accounting
import Kernel
import Organisation
import Payments
import People
import Reconciliation
import Storage
import TestKit
import Testing

/// A day with many payments, put into the database as the system would have, row for row; and two accountants.
struct BigDay {
    let world: World
    let clock: TestClock
    let database: any SQLDatabase
    let an: StaffMember
    let binh: StaffMember
    let payments: [Paid]

    struct Paid: Sendable {
        let reference: String
        let number: String
        let dong: Int64
        let at: Timestamp
        /// `paid`, or what has become of the attempt instead.
        let state: String
    }

    static let day = Timestamp.noon.day
    static let terminal = "TEST0001"

    /// - Parameters:
    ///   - count: Payments, one every few seconds through the day.
    ///   - others: What is wrong on our side, by position.
    init(_ engine: TestEngine, _ migrations: [Migration], count: Int, others: [Int: String]) async throws {
        clock = TestClock()
        world = .test(clock)
        database = try await engine.database(migrations)
        let hour: Int64 = 3_600_000
        // From half past one to half past ten in the evening: far from midnight.
        let start = Self.day.start.milliseconds + hour * 3 / 2
        let step = hour * 21 / Int64(count)
        payments = (0..<count).map { index in
            Paid(
                reference: "HD-2611-\(String(100_000 + index))-01",
                number: String(14_700_000 + index),
                dong: 55_000 + Int64(index % 977) * 1_100,
                at: Timestamp(
                    milliseconds: others[index] == "midnight"
                        ? Self.day.adding(days: 1).start.milliseconds - 120_000 : start + Int64(index) * step
                ),
                state: others[index].map { $0 == "midnight" ? "paid" : $0 } ?? "paid"
            )
        }
        (an, binh) = try await Self.house(database, world)
        for start in stride(from: 0, to: count, by: 250) {
            let batch = Array(payments[start..<min(start + 250, count)])
            try await database.write { [world] in try Self.insert(batch, in: world, on: $0) }
        }
        clock.set(Self.day.adding(days: 1).start.adding(hours: 9))
    }

    private static func house(_ database: any SQLDatabase, _ world: World) async throws -> (StaffMember, StaffMember) {
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO organisation_unit (code, kind, name_vi, name_en, number_pattern)
                VALUES ('TTCNTT', 'it_centre', 'TT CNTT', 'IT centre', '{seq}')
                """
            )
            try connection.run(
                """
                INSERT INTO contract (id, number, channel, kind, payment, state, language, buyer_name, buyer_email,
                    buyer_phone, buyer_address, invoice_party, terms_version, terms_accepted_at, net_dong, vat_dong,
                    total_dong, created_at, changed_at)
                VALUES ('00000000-0000-7000-8000-000000000001', 'HD-1', 'online', 'new', 'prepaid', 'cancelled', 'vi',
                    'An', 'an@example.vn', '+84912345678', 'Hà Nội', 'consumer', '1', 0, 100000, 10000, 110000, 0, 0)
                """
            )
            func hire(_ name: String) throws -> StaffMember {
                let member = StaffMember(
                    id: world.newID(),
                    email: try #require(EmailAddress("\(name)@example.vn")),
                    name: name,
                    phone: "",
                    firm: nil,
                    language: .vietnamese,
                    in: UnitReference(code: "TTCNTT", kind: .itCentre),
                    roles: [.accountant]
                )
                try member.insert(at: world.now(), on: connection)
                return member
            }
            return (try hire("an"), try hire("binh"))
        }
    }

    /// Requests, attempts, payments and their entries in the books.
    private static func insert(_ batch: [Paid], in world: World, on connection: any SQLConnection) throws {
        var requests: SQLStatement =
            "INSERT INTO payment_request (id, contract_id, amount_dong, state, created_at, changed_at) VALUES "
        var attempts: SQLStatement = """
            INSERT INTO payment_attempt (id, request_id, terminal, reference, amount_dong, state, decline_code,
                transaction_number, bank_code, card_type, paid_at, created_at, expires_at, changed_at) VALUES
            """
        var payments: SQLStatement = """
            INSERT INTO payment (id, attempt_id, request_id, transaction_number, amount_dong, use, paid_at, recorded_at)
            VALUES
            """
        var paid = 0
        for (index, payment) in batch.enumerated() {
            let (request, attempt) = (world.newID(Paid.self), world.newID(Paid.self))
            let comma: SQLStatement = index == 0 ? " " : ", "
            let isPaid = payment.state == "paid"
            requests =
                requests + comma + """
                    (\(request), '00000000-0000-7000-8000-000000000001', \(payment.dong), \(isPaid ? "paid" : "open"),
                    \(payment.at), \(payment.at))
                    """
            attempts =
                attempts + comma + """
                    (\(attempt), \(request), \(terminal), \(payment.reference), \(payment.dong), \(payment.state),
                    \(payment.state == "declined" ? "51" : nil as String?), \(isPaid ? payment.number : nil),
                    \(isPaid ? "NCB" : nil as String?), \(isPaid ? "ATM" : nil as String?), \(isPaid ? payment.at : nil),
                    \(payment.at), \(payment.at), \(payment.at))
                    """
            guard isPaid else { continue }
            payments =
                payments + (paid == 0 ? " " : ", ") + """
                    (\(world.newID(Paid.self)), \(attempt), \(request), \(payment.number), \(payment.dong), 'request',
                    \(payment.at), \(payment.at))
                    """
            paid += 1
            try LedgerTransaction.overpaid(attempt: "\(attempt)", subject: "test", amount: Money(dong: payment.dong))
                .book(in: world, on: connection)
        }
        try connection.run(requests)
        try connection.run(attempts)
        if paid > 0 { try connection.run(payments) }
    }
}

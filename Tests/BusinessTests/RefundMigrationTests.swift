import Kernel
import Payments
import Refunds
import Schema
import Storage
import TestKit
import Testing

/// Cases of the releases in which nobody could give money back yet.
@Suite struct RefundMigrationTests {
    private static let day = Day(number: 20_000)

    /// A case as the last release wrote it.
    private struct Old: Sendable {
        let key: String
        let kind: PaymentCaseKind
        let reference: String
        var dong: Int64? = 100_000
        var detail = ""
        var isOpen = true
        /// Where its money is after the migration.
        let holding: PaymentCase.Holding
    }

    private static let cases: [Old] = [
        Old(key: "overpayment/R1/1001", kind: .overpayment, reference: "R1", detail: "1001", holding: .overpayments),
        Old(
            key: "overpayment/R2/1002",
            kind: .overpayment,
            reference: "R2",
            detail: "1002",
            isOpen: false,
            holding: .overpayments
        ),
        Old(
            key: "rejected_contract/R3/c",
            kind: .rejectedContract,
            reference: "R3",
            detail: "c",
            holding: .refundsPayable
        ),
        Old(key: "amount_mismatch/R4/x", kind: .amountMismatch, reference: "R4", dong: nil, holding: .nothing),
        Old(key: "suspected_fraud/R5/x", kind: .suspectedFraud, reference: "R5", holding: .nothing),
        // Money that reconciliation found: booked by two people, not booked, and booked by another way.
        Old(
            key: "unknown_reference/R6/1006",
            kind: .unknownReference,
            reference: "R6",
            detail: "1006",
            holding: .overpayments
        ),
        Old(key: "second_charge/R7/1007", kind: .secondCharge, reference: "R7", detail: "1007", holding: .overpayments),
        Old(key: "second_charge/R8/1008", kind: .secondCharge, reference: "R8", detail: "1008", holding: .nothing),
        Old(key: "second_charge/R9/1009", kind: .secondCharge, reference: "R9", detail: "1009", holding: .nothing),
        Old(
            key: "amount_mismatch/R10/1010",
            kind: .amountMismatch,
            reference: "R10",
            detail: "1010",
            holding: .nothing
        ),
        Old(key: "second_charge/R11/1011", kind: .secondCharge, reference: "R11", detail: "1011", holding: .nothing),
    ]

    /// An exception of reconciliation as it stood then.
    private struct Found: Sendable {
        let reference: String
        let number: String
        let matchClass: String
        var state = "resolved"
        var resolution = "open_refund_case"
        var booked: String?
    }

    private static let exceptions: [Found] = [
        Found(reference: "R6", number: "1006", matchClass: "unknown_reference", booked: "exception/1"),
        Found(reference: "R7", number: "1007", matchClass: "duplicated", booked: "exception/2"),
        // Agreed to, and nothing booked for it.
        Found(reference: "R8", number: "1008", matchClass: "duplicated"),
        // Of another charge of the same payment.
        Found(reference: "R9", number: "9999", matchClass: "duplicated", booked: "exception/4"),
        // Its difference was booked, and is no money of the case's own.
        Found(reference: "R10", number: "1010", matchClass: "amount_differs", booked: "exception/5"),
        // Not agreed to.
        Found(reference: "R11", number: "1011", matchClass: "duplicated", state: "open", booked: "exception/6"),
    ]

    /// The schema as the last release without refunds had it.
    private static let before = Array([Migration].qldv.prefix { $0.name != Migration.workPaymentCases.name })

    private func fill(_ connection: any SQLConnection) throws {
        for (index, old) in Self.cases.enumerated() {
            try connection.run(
                """
                INSERT INTO payment_case (key, kind, reference, amount_dong, detail, state, opened_at)
                VALUES (\(old.key), \(old.kind.rawValue), \(old.reference), \(old.dong), \(old.detail),
                    \(old.isOpen ? "open" : "closed"), \(Int64(index) + 1_000))
                """
            )
        }
        try connection.run(
            """
            INSERT INTO organisation_unit (code, kind, name_vi, name_en, number_pattern)
            VALUES ('CNTT', 'it_centre', 'TT CNTT', 'IT centre', '{seq}')
            """
        )
        for name in ["an", "binh"] {
            try connection.run(
                """
                INSERT INTO staff (id, email, name, phone, language, unit_code, state, factor_generation,
                    factor_confirmed, factor_spent_step, failed_tries, created_at, changed_at)
                VALUES (\(name), \(name + "@example.vn"), \(name), '', 'vi', 'CNTT', 'active', 1, 0, 0, 0, 1, 1)
                """
            )
        }
        try connection.run(
            "INSERT INTO reconciliation_day (day, terminal, state, closings) VALUES (\(Self.day), 'T', 'imported', 0)"
        )
        try connection.run(
            """
            INSERT INTO settlement_file (id, day, terminal, name, sha256, size_bytes, export, state, row_count,
                mistake_count, paid_count, gross_dong, net_dong, imported_at)
            VALUES ('f', \(Self.day), 'T', 'a.csv', 'x', 1, 'fees', 'current', 6, 0, 6, 1, 1, 1)
            """
        )
        for (index, found) in Self.exceptions.enumerated() {
            let isResolved = found.state == "resolved"
            try connection.run(
                """
                INSERT INTO settlement_exception (day, terminal, identity, class, state, file_id, file_row, reference,
                    transaction_number, theirs_dong, risk_dong, explanation, resolution, reason, proposed_by, proposed_at,
                    confirmed_by, booked_key, opened_at, checked_at, resolved_at)
                VALUES (\(Self.day), 'T', \("row/\(index)"), \(found.matchClass), \(found.state), 'f', \(Int64(index)),
                    \(found.reference), \(found.number), 100000, 100000, '', \(found.resolution), 'x', 'an', 5,
                    \(isResolved ? "binh" : nil), \(found.booked), 1, 1, \(isResolved ? Int64(9) : nil))
                """
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `cases of the last release keep everything, get a name, and know where their money is`(
        engine: TestEngine
    ) async throws {
        let database = try await engine.database(Self.before)
        try await database.write { try fill($0) }
        try await database.migrate(.qldv)
        try await database.checkSchema(.qldv)
        var names: Set<PaymentCase.ID> = []
        for (index, old) in Self.cases.enumerated() {
            let found = try #require(
                try await database.read { try PaymentCase.find(key: old.key, on: $0) },
                "\(old.key)"
            )
            #expect(names.insert(found.id).inserted)
            #expect(found.kind == old.kind && found.reference == old.reference && found.detail == old.detail)
            #expect(found.amount?.dong == old.dong && found.isOpen == old.isOpen, "\(old.key)")
            #expect(found.holding == old.holding, "\(old.key)")
            #expect(found.openedAt.milliseconds == Int64(index) + 1_000)
            #expect(found.openedBy == nil && found.closedAt == nil, "who and when nobody had written down")
            #expect(try await database.read { try PaymentCase.find(found.id, on: $0) } == found)
        }
        // And they can be worked: what is left of one is what it was opened about.
        let known = try #require(
            try await database.read { connection in
                try PaymentCase.find(key: "rejected_contract/R3/c", on: connection)
                    .flatMap { try RefundCase.find($0.id, on: connection) }
            }
        )
        #expect(known.refunds.isEmpty && known.left.dong == 100_000 && known.ways == [.outside, .kept])
        let count = try await database.read { try PaymentCase.open(limit: 100, on: $0).count }
        #expect(count == Self.cases.filter(\.isOpen).count)
    }

    @Test(arguments: TestEngine.available)
    func `two cases never share a name`(engine: TestEngine) async throws {
        let database = try await engine.database(Self.before)
        try await database.write { try fill($0) }
        try await database.migrate(.qldv)
        await #expect(throws: ConstraintViolation.self) {
            try await database.write { connection in
                try connection.run(
                    """
                    UPDATE payment_case SET id = (SELECT min(id) FROM payment_case)
                    WHERE key IN ('overpayment/R1/1001', 'overpayment/R2/1002')
                    """
                )
            }
        }
    }
}

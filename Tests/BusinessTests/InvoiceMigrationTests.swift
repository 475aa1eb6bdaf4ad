import Contracts
import Invoicing
import Kernel
import Payments
import Schema
import Storage
import TestKit
import Testing

@Suite struct InvoiceMigrationTests {
    @Test(arguments: TestEngine.available)
    func `invoices of the last release keep everything, and take corrections`(engine: TestEngine) async throws {
        // All others first: the business that makes the order is today's.
        let later: [Migration] = [.correctInvoices, .invoiceStatements]
        let others = [Migration].qldv.filter { migration in !later.contains { $0.name == migration.name } }
        let shop = try await Shop(engine, others)
        let old = shop.database
        let today = try await order(shop)
        let bytes: [UInt8] = [37, 80, 68, 70]
        let friday = try #require(Day(iso8601: "2026-11-20"))
        try await old.write { connection in
            try connection.run(
                """
                INSERT INTO invoice_request (id, contract_id, kind, key, invoice_day, state, total_dong, provider_id,
                    series, number, authority_code, lookup_code, remark, created_at, changed_at)
                VALUES (\(today.id), \(today.contract), 'original', \(today.key), \(friday), 'accepted', 1296000, 'p1',
                    '1C26TAB', '7', 'M1', 'L1', NULL, 5, 6)
                """
            )
            try connection.run(
                "INSERT INTO invoice_file (invoice_request_id, pdf, xml) VALUES (\(today.id), \(bytes), \(bytes))"
            )
        }
        try await old.migrate(others + later)
        try await old.checkSchema(.qldv)
        let (found, files, series) = try await old.read { connection in
            (
                try InvoiceRequest.find(today.id, on: connection),
                try InvoiceRequest.files(of: today.id, on: connection),
                try InvoiceRequest.series(of: today.id, on: connection)
            )
        }
        let request = try #require(found)
        #expect(request.kind == .original && request.state == .accepted && request.key == today.key)
        #expect(request.date == friday && request.deadline.iso8601 == "2026-11-23", "a Friday's is due on Monday")
        #expect(request.document.number == "7" && request.document.authorityCode == "M1")
        let basis = InvoiceBasis(
            paidAt: shop.world.now(),
            reference: today.reference,
            transactionNumber: "14600001",
            reconciledOn: friday
        )
        #expect(request.basis == basis, "the payment is found")
        #expect(files == InvoiceFiles(pdf: bytes, xml: bytes))
        #expect(series == "TAB")
        await #expect(throws: ConstraintViolation.self, "one original a contract") {
            try await old.write { connection in
                try connection.run(
                    """
                    INSERT INTO invoice_request (id, contract_id, kind, reason, key, series_code, position, paid_at,
                        payment_reference, transaction_number, invoice_day, deadline_day, alarm_stage, state,
                        total_dong, created_at, changed_at)
                    VALUES ('x', \(today.contract), 'original', '', 'other', 'TQD', 1, 1, '', '', 1, 2, 0, 'pending',
                        1, 1, 1)
                    """
                )
            }
        }
        await #expect(throws: ConstraintViolation.self, "files belong to an invoice") {
            try await old.write {
                try $0.run("INSERT INTO invoice_file (invoice_request_id, pdf) VALUES ('y', \(bytes))")
            }
        }
    }

    private struct Ordered {
        let id: InvoiceRequest.ID
        let contract: Contract.ID
        let reference: String
        let key = "QLDV-ON-1"
    }

    /// An order and its payment, written as the last release did.
    private func order(_ shop: Shop) async throws -> Ordered {
        let reference = try await shop.attempt(shop.order())
        let (id, payment) = (shop.world.newID(InvoiceRequest.self), shop.world.newID(Payment.self))
        let friday = try #require(Day(iso8601: "2026-11-20"))
        let contract: Contract.ID = try await shop.database.write { connection in
            let attempt = try #require(try PaymentAttempt.find(reference: reference, on: connection))
            try connection.run(
                """
                INSERT INTO payment (id, attempt_id, request_id, transaction_number, amount_dong, use, paid_at,
                    recorded_at, reconciled_day)
                VALUES (\(payment), \(attempt.id), \(attempt.request), '14600001', 1296000, 'request',
                    \(shop.world.now()), 1, \(friday))
                """
            )
            return try #require(try connection.rows("SELECT id FROM contract").first).id("id")
        }
        return Ordered(id: id, contract: contract, reference: reference)
    }
}

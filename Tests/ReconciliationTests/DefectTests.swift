import Accounting
import Activation
import Approvals
import Billing
import Catalogue
import Contracts
import Customers
import Foundation
import Invoicing
import Journal
import Kernel
import Notices
import Organisation
import Payments
import People
import Reconciliation
import Refunds
import Sales
import Schema
import SettlementVNPAY
import Spreadsheet
import Storage
import TestKit
import Testing
import VNPAY

/// R24: a big day's file with ordered defects. Every defect is found under its own class, and nothing else is.
@Suite struct DefectTests {
    enum Defect: String, CaseIterable {
        case missing, midnight, amount, duplicateRow, secondCharge, fee, failedThere, lostNotice, declinedHere, mangled
        case stranger, refund, otherDay, unreadable

        var found: MatchClass {
            switch self {
            case .missing: .onlyWithUs
            case .midnight: .expectedNext
            case .amount: .amountDiffers
            case .duplicateRow, .secondCharge: .duplicated
            case .fee: .feeDiffers
            case .failedThere, .declinedHere: .stateDiffers
            case .lostNotice: .onlyAtVNPAY
            case .mangled, .stranger: .unknownReference
            case .refund: .refund
            case .otherDay: .wrongDay
            case .unreadable: .unreadable
            }
        }

        /// How the attempt stands with us when it is not paid.
        var ours: String? {
            switch self {
            case .lostNotice: "unresolved"
            case .declinedHere: "declined"
            case .midnight: "midnight"
            case .missing, .amount, .duplicateRow, .secondCharge, .fee, .failedThere, .mangled, .stranger, .refund,
                .otherDay, .unreadable:
                nil
            }
        }
    }

    /// Ten payments of each kind have something wrong with them, spread over the day.
    private static func defects(of count: Int) -> [Int: Defect] {
        var defects: [Int: Defect] = [:]
        for (kind, defect) in Defect.allCases.enumerated() {
            for number in 0..<10 { defects[(number * count / 10) + 13 + kind * 17] = defect }
        }
        return defects
    }

    private static let fee = VNPAYFee(rateBasisPoints: 175, vatBasisPoints: 1_000)

    private static func row(_ payment: BigDay.Paid) -> VNPAYSettlementRow {
        var row = VNPAYSettlementRow(
            rowNumber: 0,
            transactionNumber: payment.number,
            reference: payment.reference,
            time: VNPAYSettlementTime(milliseconds: payment.at.milliseconds),
            amountDong: payment.dong
        )
        setFee(&row, 0)
        (row.bank, row.cardType, row.channel) = ("NCB", "ATM", "Cổng thanh toán")
        return row
    }

    private static func setFee(_ row: inout VNPAYSettlementRow, _ more: Int64) {
        let fee = fee.feeDong(ofAmountDong: row.amountBeforePromotionDong) + more
        row.feeDong = fee
        row.netAfterFeeDong = row.amountBeforePromotionDong - fee
    }

    /// What VNPAY's file has of a payment with that defect.
    private static func rows(_ payment: BigDay.Paid, _ defect: Defect?, _ index: Int) -> [VNPAYSettlementRow] {
        var row = row(payment)
        var other = row
        switch defect {
        case nil, .lostNotice, .declinedHere: return [row]
        case .missing, .midnight: return []
        case .amount:
            row.amountBeforePromotionDong -= 100
            row.amountAfterPromotionDong -= 100
            setFee(&row, 0)
            return [row]
        case .duplicateRow: return [row, row]
        case .secondCharge:
            other.transactionNumber = String(15_800_000 + index)
            return [row, other]
        case .fee:
            setFee(&row, 220)
            return [row]
        case .failedThere:
            row.status = .failed
            (row.feeDong, row.netAfterFeeDong) = (nil, nil)
            return [row]
        case .mangled:
            row.reference = row.reference.dropLast(2) + "~"
            return [row]
        case .stranger:
            other.reference = "KHONGRO-\(index)"
            other.transactionNumber = String(16_800_000 + index)
            return [row, other]
        case .refund:
            other.kind = .refund
            other.transactionNumber = String(17_800_000 + index)
            (other.amountBeforePromotionDong, other.amountAfterPromotionDong) = (-payment.dong, -payment.dong)
            (other.feeDong, other.netAfterFeeDong) = (nil, nil)
            return [row, other]
        case .otherDay:
            other.reference = "CU-\(index)"
            other.transactionNumber = String(18_800_000 + index)
            other.time = VNPAYSettlementTime(milliseconds: payment.at.adding(days: -9).milliseconds)
            return [row, other]
        case .unreadable:
            // Its amount is spoilt when the row is written.
            return [row]
        }
    }

    /// The portal's fee report as a workbook; its path.
    private static func workbook(_ payments: [BigDay.Paid], _ defects: [Int: Defect]) throws -> String {
        var writer = VNPAYSettlementWriter(.fees)
        let amountColumn = try #require(writer.headers.firstIndex(of: "Số tiền trước KM"))
        let file = try SpreadsheetWriter(
            sheetName: "Báo cáo phí",
            titles: writer.titles(day: BigDay.day.display),
            columns: writer.headers.map { SpreadsheetColumn($0) }
        )
        for (index, payment) in payments.enumerated() {
            for row in rows(payment, defects[index], index) {
                var cells = writer.cells(row).map { cell -> SpreadsheetCell in
                    switch cell {
                    case .empty: .empty
                    case .text(let text): .text(text)
                    case .integer(let number): .integer(number)
                    }
                }
                if defects[index] == .unreadable { cells[amountColumn] = .text("1.2O5.000") }
                try file.append(cells)
            }
        }
        return try file.finish()
    }

    @Test(arguments: TestEngine.available)
    func `every defect of a day with 10,000 payments is found as what it is, and nothing else`(
        engine: TestEngine
    ) async throws {
        let count = 10_000
        let defects = Self.defects(of: count)
        let day = try await BigDay(engine, .qldv, count: count, others: defects.compactMapValues(\.ours))
        let path = try Self.workbook(day.payments, defects)
        defer { unlink(path) }
        let importing = ImportSettlement(
            database: day.database,
            world: day.world,
            reader: .vnpay,
            terminal: BigDay.terminal
        )
        let source = IncomingFile(name: "vnpay.xlsx", content: .file(path: path))
        guard case .imported(let summary) = try await importing(source, day: BigDay.day, by: day.an) else {
            Issue.record("not imported")
            return
        }
        let key = ReconciliationDay.Key(BigDay.day, terminal: BigDay.terminal)
        try await expectFound(defects, day, key)
        let wrong = Dictionary(grouping: Defect.allCases, by: \.found).mapValues { Int64($0.count * 10) }
        for sum in summary.classes where sum.matchClass != .matched {
            #expect(sum.count == wrong[sum.matchClass], "\(sum.matchClass)")
        }
        #expect(summary.openExceptions == Int64(Defect.allCases.count * 10))
        #expect(try await importing(source, day: BigDay.day, by: day.an) == .known)
        try await resolveAll(day, key)
        let closing = CloseDay(database: day.database, world: day.world)
        #expect(try await closing(key, by: day.an) == .closed)
        let books = try await day.database.read { try TrialBalance.read(on: $0) }
        #expect(books.isBalanced)
    }

    /// Each exception is of the class that the defect of its payment asks for.
    private func expectFound(_ defects: [Int: Defect], _ day: BigDay, _ key: ReconciliationDay.Key) async throws {
        let byReference = Dictionary(
            uniqueKeysWithValues: day.payments.enumerated().map { ($1.reference.dropLast(2), $0) }
        )
        let exceptions = try await day.database.read { connection in
            try SettlementException.open(of: key, limit: 10_000, on: connection)
        }
        for exception in exceptions {
            let index: Int?
            if let last = exception.reference.split(separator: "-").last,
                exception.reference.hasPrefix("KHONGRO-")
                    || exception.reference.hasPrefix("CU-")
            {
                index = Int(last)
            } else {
                let stem =
                    exception.reference.hasSuffix("~")
                    ? exception.reference.dropLast(1) : exception.reference.dropLast(2)
                index = byReference[stem]
            }
            let defect = index.flatMap { defects[$0] }
            #expect(defect?.found == exception.matchClass, "\(exception.reference): \(exception.matchClass)")
        }
        #expect(exceptions.count == defects.count)
    }

    /// Two accountants deal with all of it, so that the day can be closed.
    private func resolveAll(_ day: BigDay, _ key: ReconciliationDay.Key) async throws {
        day.clock.advance(minutes: 20)
        let work = WorkExceptions(database: day.database, world: day.world)
        let exceptions = try await day.database.read { connection in
            try SettlementException.open(of: key, limit: 10_000, on: connection)
        }
        for exception in exceptions where exception.matchClass.blocksClosing {
            let wish: ExceptionResolution =
                switch exception.matchClass {
                case .amountDiffers, .feeDiffers, .unreadable: .acceptDifference
                case .onlyWithUs: .waitForNextFile
                case .duplicated: .openRefundCase
                case .unknownReference: exception.attempt == nil ? .openRefundCase : .acceptDifference
                case .matched, .onlyAtVNPAY, .expectedNext, .stateDiffers, .refund, .wrongDay: .noAction
                }
            #expect(try await work.propose(exception.number, wish, reason: "đã xem", by: day.an) == .done)
            #expect(try await work.confirm(exception.number, by: day.binh) == .done)
        }
    }
}

import Testing
import VNPAY

@Suite struct SettlementTests {
    static let row: VNPAYSettlementRow = {
        var row = VNPAYSettlementRow(
            rowNumber: 4,
            transactionNumber: "14600001",
            reference: "QLDV-1",
            time: VNPAYSettlementTime(milliseconds: 1_795_403_700_000),
            amountDong: 200_000
        )
        row.promotionDong = 20_000
        row.amountAfterPromotionDong = 180_000
        row.feeDong = 3_850
        row.netAfterFeeDong = 196_150
        (row.bank, row.cardType, row.channel) = ("NCB", "ATM", "Cổng thanh toán")
        row.settlementTime = VNPAYSettlementTime("24/11/2026 08:00:00")
        return row
    }()

    /// As a spreadsheet gives it: title lines, header, rows.
    static func file(_ export: VNPAYSettlementExport, _ rows: [VNPAYSettlementRow]) -> [[String]] {
        var writer = VNPAYSettlementWriter(export)
        let cells = rows.map { row in
            writer.cells(row, more: ["MCC": "5411"]).map { cell in
                switch cell {
                case .empty: ""
                case .text(let text): text
                case .integer(let number): String(number)
                }
            }
        }
        return writer.titles(day: "23/11/2026").map { [$0] } + [writer.headers] + cells
    }

    struct Reading {
        var rows: [VNPAYSettlementRow] = []
        var errors: [VNPAYSettlementRowError] = []
        var totals: [Int] = []
        let layout: VNPAYSettlementLayout
    }

    static func read(_ file: [[String]]) throws(VNPAYSettlementHeaderError) -> Reading {
        var reader = VNPAYSettlementReader()
        var lines: [VNPAYSettlementLine] = []
        for (index, cells) in file.enumerated() { lines.append(try reader.take(index + 1, cells)) }
        var reading = Reading(layout: try reader.finish())
        for line in lines {
            switch line {
            case .heading: continue
            case .row(let row): reading.rows.append(row)
            case .unreadable(let error): reading.errors.append(error)
            case .total(let number, _): reading.totals.append(number)
            }
        }
        return reading
    }

    static func columnIndex(_ header: String, in export: VNPAYSettlementExport = .fees) throws -> Int {
        try #require(export.headers.firstIndex(of: header))
    }

    @Test func `the fee report has its 45 columns`() {
        #expect(VNPAYSettlementExport.fees.headers.count == 45)
        #expect(Set(VNPAYSettlementExport.fees.headers).count == 45)
        #expect(!VNPAYSettlementExport.transactions.headers.contains { $0.contains("phí") })
    }

    @Test func `the fee report comes back as it was written`() throws {
        let reading = try Self.read(Self.file(.fees, [Self.row]))
        var expected = Self.row
        expected.cells = reading.rows.first?.cells ?? []
        #expect(reading.rows == [expected])
        #expect(reading.layout.export == .fees)
        #expect(reading.layout.headerRowNumber == 3)
        #expect(expected.cells[try Self.columnIndex("MCC")] == "5411")
        #expect(expected.settledAmountDong == 200_000)
    }

    @Test func `the transaction list has no fee`() throws {
        var refund = Self.row
        (refund.kind, refund.status) = (.refund, .failed)
        let reading = try Self.read(Self.file(.transactions, [refund]))
        let row = try #require(reading.rows.first)
        #expect(reading.layout.export == .transactions)
        #expect((row.feeDong, row.netAfterFeeDong) == (nil, nil))
        #expect((row.kind, row.status) == (.refund, .failed))
        #expect(row.amountAfterPromotionDong == 180_000)
    }

    @Test(arguments: VNPAYSettlementExport.allCases)
    func `columns may be inserted, moved, renamed a little, or missing`(export: VNPAYSettlementExport) throws {
        var file = Self.file(export, [Self.row])
        let header = file[2].map {
            $0 == "Mã đơn hàng" ? "  MÃ  ĐƠN HÀNG * " : $0 == "Số tiền trước KM" ? "Số tiền trước KM (VNĐ)" : $0
        }
        // An accountant's own column in front, everything else in reverse, a needless one gone.
        file[2] = ["Ghi chú của kế toán"] + header.reversed().filter { $0 != "STT" }
        file[3] = ["đã xem"] + file[3].reversed().dropLast()
        let reading = try Self.read(file)
        #expect(reading.rows.count == 1)
        #expect(reading.rows.first?.reference == "QLDV-1")
        #expect(reading.rows.first?.amountBeforePromotionDong == 200_000)
        #expect(reading.rows.first?.time.text == "23/11/2026 10:15:00")
    }

    @Test func `combining marks and case do not hide a header`() throws {
        var file = Self.file(.fees, [Self.row])
        file[2][try Self.columnIndex("Mã giao dịch")] = "MA\u{303} GIAO DI\u{323}CH"
        #expect(try Self.read(file).rows.count == 1)
    }

    @Test func `lines at the foot are no transactions, and are kept`() throws {
        var file = Self.file(.fees, [Self.row, Self.row])
        var total = [String](repeating: "", count: 45)
        (total[0], total[try Self.columnIndex("Số tiền trước KM")]) = ("Tổng cộng", "400.000")
        var sums = [String](repeating: "", count: 45)
        sums[try Self.columnIndex("Số tiền phí thu hộ")] = "7.700"
        file += [total, sums, ["", "Người lập biểu"], file[2]]
        let reading = try Self.read(file)
        #expect(reading.rows.count == 2)
        #expect(reading.totals == [6, 7, 8])
        #expect(reading.errors.isEmpty)
    }

    @Test(
        arguments: [
            ("Số tiền trước KM", "200.000,5", .notAnAmount), ("Số tiền trước KM", "", .missing),
            ("Số tiền sau KM", "170.000", .sumsDisagree), ("Số tiền phí thu hộ", "phí", .notAnAmount),
            ("Thời gian GD", "hôm qua", .notATime), ("Thời gian GD", "", .notATime), ("Mã giao dịch", " ", .missing),
            ("Mã đơn hàng", "", .missing), ("Trạng thái", "", .missing), ("Thời gian đối soát", "mai", .notATime),
            ("Mã giao dịch", "1.46E+07", .shortened), ("Mã đơn hàng", "2,02611E+13", .shortened),
        ] as [(String, String, VNPAYSettlementRowError.Reason)]
    )
    func `a row that cannot be read says where and why, and is kept`(
        header: String,
        text: String,
        reason: VNPAYSettlementRowError.Reason
    ) throws {
        var file = Self.file(.fees, [Self.row, Self.row])
        file[3][try Self.columnIndex(header)] = text
        let reading = try Self.read(file)
        #expect(reading.rows.map(\.rowNumber) == [5])
        let error = try #require(reading.errors.first)
        #expect((error.rowNumber, error.header, error.reason) == (4, header, reason))
        #expect(error.cells == file[3])
        #expect(error.words.vietnamese.contains(header))
        #expect(error.words.english.contains(header))
    }

    @Test func `cells moved by a column are noticed`() throws {
        for position in [try Self.columnIndex("Mã giao dịch"), try Self.columnIndex("Số tiền khuyến mại")] {
            var file = Self.file(.fees, [Self.row])
            file[3].insert("", at: position)
            let reading = try Self.read(file)
            #expect(reading.rows.isEmpty)
            #expect(reading.errors.count == 1)
        }
    }

    @Test func `a failed payment may have nothing after promotion`() throws {
        var file = Self.file(.fees, [Self.row])
        file[3][try Self.columnIndex("Trạng thái")] = "Thất bại"
        file[3][try Self.columnIndex("Số tiền sau KM")] = "0"
        #expect(try Self.read(file).rows.first?.amountAfterPromotionDong == 0)
    }

    @Test func `unpublished words are kept as they came`() throws {
        var file = Self.file(.fees, [Self.row])
        file[3][try Self.columnIndex("Trạng thái")] = "Đang xử lý"
        file[3][try Self.columnIndex("Loại giao dịch")] = "Hoàn tất"
        let row = try #require(try Self.read(file).rows.first)
        #expect(row.status == .other("Đang xử lý"))
        #expect(row.kind == .other("Hoàn tất"))
    }

    @Test(arguments: ["Hoàn tiền", "Giao dịch hoàn", "HOÀN TRẢ MỘT PHẦN", "Refund", "Yêu cầu hoàn tiền"])
    func `refunds are known by their words`(word: String) throws {
        var file = Self.file(.transactions, [Self.row])
        file[3][try Self.columnIndex("Loại giao dịch", in: .transactions)] = word
        #expect(try Self.read(file).rows.first?.kind == .refund)
    }

    @Test func `a file without a header says what was looked for and what was there`() throws {
        let error = try #require(
            throws: VNPAYSettlementHeaderError.self,
            performing: { try Self.read([["Báo cáo"], ["Mã giao dịch", "Số tiền", "Trạng thái"], ["1", "2", "3"]]) }
        )
        #expect(error.rowNumber == 2)
        #expect(error.found == ["Mã giao dịch", "Trạng thái"])
        #expect(error.missing == ["Mã đơn hàng", "Thời gian GD", "Số tiền trước KM"])
        #expect(error.words.vietnamese.contains("Thời gian GD"))
        let nothing = try #require(throws: VNPAYSettlementHeaderError.self) {
            try Self.read([[String]](repeating: ["x"], count: 40))
        }
        #expect(nothing.rowNumber == nil)
        #expect(nothing.words.english.contains("first 30 rows"))
        #expect(throws: VNPAYSettlementHeaderError.self) { try Self.read([]) }
    }

    @Test func `the header may stand in row 30, not in row 31`() throws {
        let file = Self.file(.fees, [Self.row])
        let titles = { (count: Int) in [[String]](repeating: ["Công ty"], count: count) }
        #expect(try Self.read(titles(29) + file.dropFirst(2)).rows.count == 1)
        #expect(throws: VNPAYSettlementHeaderError.self) { try Self.read(titles(30) + file.dropFirst(2)) }
    }
}

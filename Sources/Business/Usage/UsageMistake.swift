package import Kernel

/// Why a line is not taken, and where in it.
package struct UsageMistake: Error, Hashable, Sendable {
    package enum Reason: String, Error, Hashable, Sendable, CaseIterable {
        case missing
        case tooLong = "too_long"
        case notAnEvent = "not_an_event"
        /// A spreadsheet has turned a long number into `1.46E+12`.
        case shortened
        case notATime = "not_a_time"
        case notANumber = "not_a_number"
        /// `1.234`: a thousand and more, or one and a bit?
        case ambiguousNumber = "ambiguous_number"
        case notWhole = "not_whole"
        case zero
        case tooMuch = "too_much"
        /// Below zero, and corrects nothing.
        case negative
        case future
        /// Not there, or not this person's.
        case unknownContract = "unknown_contract"
        case notPostpaid = "not_postpaid"
        case notStarted = "not_started"
        case ended
        /// The last statement is out: none will follow that could carry it.
        case closed
        case unknownPlan = "unknown_plan"
        case unknownMeter = "unknown_meter"
        /// More than one plan of the contract has the meter.
        case planNeeded = "plan_needed"
        /// The plan was not part of the contract on that day.
        case planNotServed = "plan_not_served"
        /// The event is known, with other particulars.
        case otherContent = "other_content"
        case unknownCorrected = "unknown_corrected"
        /// The corrected event is of another contract, meter or day.
        case otherCorrected = "other_corrected"
    }

    package let line: Int64
    package let column: UsageColumn
    /// What was read there.
    package let text: String
    package let reason: Reason
    /// What else one needs to know, such as a day.
    package let detail: String

    package init(_ line: Int64, _ column: UsageColumn, _ text: String, _ reason: Reason, detail: String = "") {
        self.line = line
        self.column = column
        self.text = String(text.prefix(200)).withoutControls
        self.reason = reason
        self.detail = detail
    }

    /// One sentence on what is wrong and one on what to do.
    package var words: Bilingual {
        switch reason {
        case .missing, .tooLong, .notAnEvent, .shortened, .notATime, .notANumber, .ambiguousNumber, .notWhole, .zero,
            .tooMuch:
            cellWords
        case .negative, .future, .unknownContract, .notPostpaid, .notStarted, .ended, .closed, .unknownPlan,
            .unknownMeter, .planNeeded, .planNotServed, .otherContent, .unknownCorrected, .otherCorrected:
            tradeWords
        }
    }

    private var cellWords: Bilingual {
        switch reason {
        case .missing: both("Ô trống. Hãy điền giá trị.", "The cell is empty. Fill it in.")
        case .tooLong: both("Dài quá 100 ký tự. Hãy rút gọn.", "Longer than 100 signs. Shorten it.")
        case .notAnEvent:
            both(
                "Mã sự kiện gồm 1–100 ký tự không dấu, không có dấu cách. Hãy dùng mã của hệ thống dịch vụ.",
                "An event is 1–100 ASCII signs without blanks. Use the service system’s own."
            )
        case .shortened:
            both(
                "Excel đã rút gọn số này. Hãy định dạng cột là Text rồi xuất lại tệp.",
                "Excel has shortened this number. Make the column Text and export the file again."
            )
        case .notATime:
            both(
                "Không đọc được thời điểm. Hãy viết như 23/11/2026 14:05, 23/11/2026 hoặc 2026-11-23T14:05:09+07:00.",
                "No time. Write 23/11/2026 14:05, 23/11/2026 or 2026-11-23T14:05:09+07:00."
            )
        case .notANumber:
            both("Không phải số. Hãy viết số nguyên như 1234.", "Not a number. Write a whole one such as 1234.")
        case .ambiguousNumber:
            both(
                "Có thể hiểu là hàng nghìn hoặc số lẻ. Hãy viết không có dấu phân cách, như 1234.",
                "This may be thousands or a fraction. Write it without marks, such as 1234."
            )
        case .notWhole:
            both(
                "Số lượng phải là số nguyên. Hãy làm tròn tại hệ thống dịch vụ, hoặc dùng đơn vị nhỏ hơn.",
                "The quantity must be whole. Round it at the service’s system, or count in a smaller unit."
            )
        case .zero: both("Số lượng bằng 0. Hãy bỏ dòng này.", "The quantity is nothing. Leave the line out.")
        case .tooMuch, .negative, .future, .unknownContract, .notPostpaid, .notStarted, .ended, .closed, .unknownPlan,
            .unknownMeter,
            .planNeeded, .planNotServed, .otherContent, .unknownCorrected, .otherCorrected:
            both(
                "Lớn hơn \(UsageRecord.quantityLimit.grouped). Hãy kiểm tra đơn vị tính.",
                "More than \(UsageRecord.quantityLimit.grouped). Check the unit."
            )
        }
    }

    private var tradeWords: Bilingual {
        switch reason {
        case .negative:
            both(
                "Số âm chỉ dùng để điều chỉnh. Hãy ghi mã sự kiện được điều chỉnh vào cột “Điều chỉnh cho”.",
                "Only a correction is below zero. Name the event that it corrects."
            )
        case .future:
            both("Thời điểm chưa tới. Hãy kiểm tra ngày tháng.", "This time is still to come. Check the date.")
        case .unknownContract:
            both(
                "Không có hợp đồng này trong phạm vi của bạn. Hãy kiểm tra số hợp đồng.",
                "There is no such contract, or it is not yours. Check its number."
            )
        case .notPostpaid:
            both(
                "Hợp đồng trả trước không tính sản lượng. Hãy bỏ dòng này.",
                "A prepaid contract has no usage. Leave the line out."
            )
        case .notStarted:
            both(
                detail.isEmpty
                    ? "Dịch vụ chưa bắt đầu. Hãy kiểm tra hợp đồng."
                    : "Dịch vụ bắt đầu ngày \(detail). Hãy kiểm tra ngày hoặc số hợp đồng.",
                detail.isEmpty
                    ? "Service has not begun. Check the contract."
                    : "Service began on \(detail). Check the date or the contract."
            )
        case .ended:
            both(
                "Hợp đồng kết thúc ngày \(detail). Hãy kiểm tra ngày hoặc số hợp đồng.",
                "The contract ended on \(detail). Check the date or the contract."
            )
        case .closed:
            both(
                "Thông báo cước cuối cùng đã phát hành, không còn kỳ sau để tính. Hãy báo kế toán.",
                "The last statement is out, and none will follow to carry this. Tell an accountant."
            )
        case .missing, .tooLong, .notAnEvent, .shortened, .notATime, .notANumber, .ambiguousNumber, .notWhole, .zero,
            .tooMuch, .unknownPlan, .unknownMeter, .planNeeded, .planNotServed, .otherContent, .unknownCorrected,
            .otherCorrected:
            meterWords
        }
    }

    private var meterWords: Bilingual {
        switch reason {
        case .unknownPlan:
            both(
                "Hợp đồng không có gói này (có: \(detail)). Hãy kiểm tra mã gói.",
                "The contract has no such plan (it has: \(detail)). Check the plan."
            )
        case .unknownMeter:
            both(
                "Gói không tính loại sản lượng này (có: \(detail)). Hãy kiểm tra tên loại.",
                "The plan has no such meter (it has: \(detail)). Check its name."
            )
        case .planNeeded:
            both(
                "Nhiều gói cùng có loại sản lượng này (\(detail)). Hãy ghi mã gói.",
                "Several plans have this meter (\(detail)). Name the plan."
            )
        case .planNotServed:
            both(
                "Gói không nằm trong hợp đồng vào ngày này (\(detail)). Hãy kiểm tra ngày.",
                "The plan was not part of the contract on that day (\(detail)). Check the date."
            )
        case .otherContent:
            both(
                "Mã sự kiện đã có với nội dung khác (\(detail)). Hãy dùng mã mới, hoặc một dòng điều chỉnh.",
                "This event is known with other content (\(detail)). Use a new one, or a correction."
            )
        case .unknownCorrected:
            both(
                "Không có sự kiện được điều chỉnh. Hãy nhập sự kiện đó trước.",
                "The corrected event is not there. Import it first."
            )
        case .missing, .tooLong, .notAnEvent, .shortened, .notATime, .notANumber, .ambiguousNumber, .notWhole, .zero,
            .tooMuch, .negative, .future, .unknownContract, .notPostpaid, .notStarted, .ended, .closed,
            .otherCorrected:
            both(
                "Sự kiện được điều chỉnh thuộc hợp đồng, loại hoặc ngày khác (\(detail)). Hãy ghi giống sự kiện đó.",
                "The corrected event is of another contract, meter or day (\(detail)). Write the same."
            )
        }
    }

    private func both(_ vietnamese: String, _ english: String) -> Bilingual {
        Bilingual(vietnamese: vietnamese, english: english)
    }
}

/// The file as a whole cannot be read; the words tell the person what to do.
package struct UsageFileFault: Error, Hashable, Sendable {
    package let words: Bilingual
    package init(words: Bilingual) { self.words = words }

    static func missing(_ columns: [UsageColumn]) -> UsageFileFault {
        UsageFileFault(
            words: Bilingual(
                vietnamese: "Thiếu cột: \(columns.map(\.header.vietnamese).joined(separator: ", ")). "
                    + "Dòng đầu tiên của tệp phải là tên cột.",
                english: "Columns are missing: \(columns.map(\.header.english).joined(separator: ", ")). "
                    + "The first row must name the columns."
            )
        )
    }

    static func twice(_ column: UsageColumn) -> UsageFileFault {
        UsageFileFault(
            words: Bilingual(
                vietnamese: "Có hai cột “\(column.header.vietnamese)”. Hãy bỏ một cột.",
                english: "The column “\(column.header.english)” stands twice. Remove one."
            )
        )
    }

    static let empty = UsageFileFault(
        words: Bilingual(
            vietnamese: "Tệp không có dòng sản lượng nào. Hãy chọn tệp khác.",
            english: "The file has no line of usage. Choose another."
        )
    )

    static let hopeless = UsageFileFault(
        words: Bilingual(
            vietnamese: "Hơn \(ImportUsage.mistakeLimit.grouped) dòng có lỗi. Có thể bạn chọn nhầm tệp.",
            english: "More than \(ImportUsage.mistakeLimit.grouped) lines are wrong: perhaps it is the wrong file."
        )
    )
}

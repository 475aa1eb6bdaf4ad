package import Kernel

/// One row of a file, as it stands there.
package struct UsageRow: Hashable, Sendable {
    /// What a spreadsheet shows at its left edge, from 1.
    package let number: Int64
    package let cells: [String]

    package init(number: Int64, cells: [String]) {
        self.number = number
        self.cells = cells
    }
}

/// What stands in a column of a usage file.
package enum UsageColumn: String, Hashable, Sendable, CaseIterable {
    case event, contract, plan, meter, time, quantity, corrects

    var isRequired: Bool {
        switch self {
        case .event, .contract, .meter, .time, .quantity: true
        case .plan, .corrects: false
        }
    }

    /// As our own files have it.
    package var header: Bilingual {
        switch self {
        case .event: Bilingual(vietnamese: "Mã sự kiện", english: "Event")
        case .contract: Bilingual(vietnamese: "Số hợp đồng", english: "Contract")
        case .plan: Bilingual(vietnamese: "Mã gói", english: "Plan")
        case .meter: Bilingual(vietnamese: "Loại sản lượng", english: "Meter")
        case .time: Bilingual(vietnamese: "Thời điểm", english: "Time")
        case .quantity: Bilingual(vietnamese: "Số lượng", english: "Quantity")
        case .corrects: Bilingual(vietnamese: "Điều chỉnh cho", english: "Corrects")
        }
    }

    /// Other names that are understood, as `searchable` makes them.
    fileprivate var names: Set<String> {
        let others: Set<String> =
            switch self {
            case .event: ["su kien", "ma su kien", "event id", "id"]
            case .contract: ["hop dong", "ma hop dong", "so hd", "contract number", "contract no", "contract id"]
            case .plan: ["goi", "goi cuoc", "ma goi cuoc", "plan code"]
            case .meter: ["loai su dung", "loai", "chi so", "meter name"]
            case .time:
                [
                    "thoi gian", "ngay", "ngay su dung", "thoi gian su dung", "thoi diem su dung", "used at", "date",
                    "day", "timestamp", "occurred at",
                ]
            case .quantity: ["san luong", "san luong su dung", "luong", "sl", "units", "amount", "count"]
            case .corrects: ["sua cho", "dinh chinh cho", "dieu chinh", "correction of", "corrects event"]
            }
        return others.union([header.vietnamese.searchable, header.english.searchable])
    }
}

/// The columns of a file, found by the names in its first row.
package struct UsageSheet: Hashable, Sendable {
    /// The first row, for the file of lines that were left out.
    package let header: [String]
    private let places: [UsageColumn: Int]

    /// - Throws: `UsageFileFault` when a column is missing or stands twice.
    package init(header row: UsageRow) throws(UsageFileFault) {
        header = row.cells.map(UsageText.trimmed)
        var places: [UsageColumn: Int] = [:]
        for (place, name) in header.enumerated() {
            let plain = name.searchable
            guard let column = UsageColumn.allCases.first(where: { $0.names.contains(plain) }) else { continue }
            guard places.updateValue(place, forKey: column) == nil else { throw .twice(column) }
        }
        let missing = UsageColumn.allCases.filter { $0.isRequired && places[$0] == nil }
        guard missing.isEmpty else { throw .missing(missing) }
        self.places = places
    }

    /// - Throws: `UsageMistake` for the first cell of the row that cannot be what it should be.
    package func entry(_ row: UsageRow) throws(UsageMistake) -> UsageEntry {
        func text(_ column: UsageColumn) -> String {
            guard let place = places[column], place < row.cells.count else { return "" }
            return UsageText.trimmed(row.cells[place]).withoutControls
        }
        func mistake(_ column: UsageColumn, _ reason: UsageMistake.Reason) -> UsageMistake {
            UsageMistake(row.number, column, text(column), reason)
        }
        for column in UsageColumn.allCases where column.isRequired && text(column).isEmpty {
            throw mistake(column, .missing)
        }
        for column in [UsageColumn.event, .corrects] where !text(column).isEmpty {
            if UsageText.isShortened(text(column)) { throw mistake(column, .shortened) }
            guard UsageText.isEvent(text(column)) else { throw mistake(column, .notAnEvent) }
        }
        for column in [UsageColumn.contract, .plan, .meter] where text(column).utf8.count > 100 {
            throw mistake(column, .tooLong)
        }
        guard let time = UsageTime(text(.time)) else { throw mistake(.time, .notATime) }
        let quantity: Int64
        do throws(UsageMistake.Reason) {
            quantity = try UsageText.quantity(text(.quantity))
        } catch {
            throw mistake(.quantity, error)
        }
        return UsageEntry(
            line: row.number,
            event: text(.event),
            contract: text(.contract),
            meter: (plan: text(.plan).isEmpty ? nil : text(.plan), name: text(.meter)),
            used: (time, quantity),
            corrects: text(.corrects).isEmpty ? nil : text(.corrects)
        )
    }
}

/// What somebody says was used, before it is held against contracts.
package struct UsageEntry: Hashable, Sendable {
    /// Of the file, or the place in a program's list.
    package let line: Int64
    package let event: String
    /// The contract's number, or its identifier.
    package let contract: String
    /// May be left out when only one plan of the contract has the meter.
    package let plan: String?
    package let meter: String
    package let time: UsageTime
    package let quantity: Int64
    package let corrects: String?

    package init(
        line: Int64,
        event: String,
        contract: String,
        meter: (plan: String?, name: String),
        used: (time: UsageTime, quantity: Int64),
        corrects: String? = nil
    ) {
        self.line = line
        self.event = event
        self.contract = contract
        (plan, self.meter) = meter
        (time, quantity) = used
        self.corrects = corrects
    }
}

import Kernel
package import Storage

extension Holiday {
    /// The days off of 2026 and 2027, weekends left out.
    ///
    /// Labour Code 2019, article 112: New Year 1 day, Tết 5 days, Hùng Kings (10th of the 3rd lunar month) 1 day, 30
    /// April, 1 May, National Day 2 days; a holiday on a weekend is made up for on the next working day (article
    /// 111). 2026 is as the government announced it in 2025, with its exchanged days (2 January, 31 August). 24
    /// November is Vietnam Culture Day (Politburo resolution 80-NQ/TW of 7 January 2026). For 2027 the government
    /// chooses which days around Tết and National Day are off: those here follow the law and the calendar, and are to
    /// be looked over by the admin when the announcement is out.
    package static let standard: [Holiday] = [
        (2026, 1, [1, 2], "Tết Dương lịch"), (2026, 2, [16, 17, 18, 19, 20], "Tết Nguyên đán Bính Ngọ"),
        (2026, 4, [27], "Giỗ Tổ Hùng Vương (nghỉ bù)"), (2026, 4, [30], "Ngày Chiến thắng"),
        (2026, 5, [1], "Quốc tế Lao động"), (2026, 8, [31], "Quốc khánh (hoán đổi)"),
        (2026, 9, [1, 2], "Quốc khánh"), (2026, 11, [24], "Ngày Văn hóa Việt Nam"),
        (2027, 1, [1], "Tết Dương lịch"), (2027, 2, [5, 8, 9, 10, 11], "Tết Nguyên đán Đinh Mùi"),
        (2027, 4, [16], "Giỗ Tổ Hùng Vương"), (2027, 4, [30], "Ngày Chiến thắng"),
        (2027, 5, [3], "Quốc tế Lao động (nghỉ bù)"), (2027, 9, [2, 3], "Quốc khánh"),
        (2027, 11, [24], "Ngày Văn hóa Việt Nam"),
    ].flatMap { (year: Int64, month: Int64, days: [Int64], name: String) in
        days.compactMap { Day(year: year, month: month, day: $0) }.map { Holiday(day: $0, name: name) }
    }

    /// Writes those that are not there yet.
    ///
    /// - Returns: What was added.
    package static func addStandard(on connection: any SQLConnection) throws -> [Holiday] {
        let known = Set(try all(on: connection).map(\.day))
        let missing = standard.filter { !known.contains($0.day) }
        for holiday in missing { try holiday.store(on: connection) }
        return missing
    }
}

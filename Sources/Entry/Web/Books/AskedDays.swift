import Hummingbird
import Kernel
import Storage

/// The days that a page of the books was asked for: this month so far when nothing was, or nothing that can be.
struct AskedDays: Sendable {
    let from: Day
    let to: Day
    private let isWrong: Bool
    private let format: PaymentExport.Format?

    init(_ asked: FormData, today: Day) {
        let (first, last) = (asked.text("tu"), asked.text("den"))
        let to = Day(iso8601: last) ?? today
        let from = Day(iso8601: first) ?? to.month.firstDay
        let isUnread = (!first.isEmpty && Day(iso8601: first) == nil) || (!last.isEmpty && Day(iso8601: last) == nil)
        isWrong = isUnread || from > to
        self.from = min(from, to)
        self.to = to
        format = PaymentExport.Format(asked: asked)
    }

    var values: [(name: String, value: String)] { [("tu", from.iso8601), ("den", to.iso8601)] }

    func address(_ base: Address) -> Address { values.reduce(base) { $0.asking($1.name, $1.value) } }

    func exports(_ base: Address) -> (csv: Address, xlsx: Address) {
        (address(base).asking("dang", "csv"), address(base).asking("dang", "xlsx"))
    }

    /// What to export as; days that could not be read would give other rows than were asked for.
    func exportFormat() throws -> PaymentExport.Format {
        guard let format, !isWrong else { throw HTTPError(.badRequest) }
        return format
    }

    func period(_ language: Language) -> BookPeriod {
        BookPeriod(
            from: from.iso8601,
            to: to.iso8601,
            problem: isWrong
                ? language(
                    "Khoảng ngày không đọc được hoặc ngược; đang xem khoảng ghi ở trên.",
                    "Those days cannot be read, or run backwards; the days above are shown."
                ) : nil
        )
    }
}

import Kernel
import Reconciliation

/// What the calendar of days shows.
struct CalendarWords: Sendable {
    let language: Language

    private var words: ReconciliationWords { ReconciliationWords(language: language) }

    func figures(_ days: [DayOverview]) -> [Figure] {
        let waiting = days.filter { $0.state == .open && $0.oursCount > 0 }.count
        let risk = days.reduce(0) { $0 + $1.riskDong }
        let open = days.reduce(0) { $0 + $1.openExceptions }
        return [
            Figure(
                value: "\(waiting)",
                label: language("ngày chưa có tệp", "days without a file"),
                tone: waiting == 0 ? .good : .warn
            ),
            Figure(
                value: "\(days.filter { $0.state == .imported }.count)",
                label: language("ngày chờ chốt", "days to be closed"),
                tone: .brand
            ),
            Figure(
                value: "\(open)",
                label: language("chênh lệch mở", "open exceptions"),
                address: .exceptionQueue,
                tone: open == 0 ? .good : .bad
            ),
            Figure(
                value: words.dong(risk),
                label: language("tiền có rủi ro", "at risk"),
                address: .exceptionQueue,
                tone: risk == 0 ? .good : .bad
            ),
        ]
    }

    func bars(_ days: [DayOverview]) -> DayBars {
        DayBars(
            bars: days.reversed().map { day in
                let gross = day.file?.grossDong ?? day.oursDong
                return DayBars.Bar(
                    label: String(day.day.display.prefix(5)),
                    words: "\(day.day.display): \(words.dong(gross)), "
                        + language("\(words.dong(day.riskDong)) có rủi ro", "\(words.dong(day.riskDong)) at risk"),
                    value: gross,
                    risk: day.riskDong,
                    address: .reconciliationDay(day.day.iso8601)
                )
            },
            caption: language(
                "Tiền thanh toán mỗi ngày; phần đỏ là tiền có rủi ro.",
                "What was paid each day; red is what is at risk."
            )
        )
    }

    func row(_ day: DayOverview) -> ReconciliationListPage.Row {
        ReconciliationListPage.Row(
            day: day.day.display,
            address: .reconciliationDay(day.day.iso8601),
            state: words.state(day.state),
            ours: day.oursCount == 0 ? "–" : "\(words.dong(day.oursDong)) (\(day.oursCount))",
            gross: day.file.map { "\(words.dong($0.grossDong)) (\($0.paid))" } ?? "–",
            fee: words.dong(day.file?.feeDong),
            net: words.dong(day.file?.netDong),
            exceptions: "\(day.openExceptions)",
            risk: words.dong(day.riskDong)
        )
    }
}

import Dunning
import Kernel
import Markup

/// `/quan-ly/no-cuoc/lich-nhac`: when a customer who has not paid hears of it.
struct DunningTimetablePage: Page {
    struct Row: Sendable {
        let days: String
        let tone: String
    }

    let around: Surroundings
    /// As typed or stored, and some empty ones to fill in.
    let rows: [Row]
    let tones: [Select.Option]
    /// The same in words, for those who may not change it.
    let lines: [[String]]
    let mayChange: Bool
    var news: String?
    var problem: String?

    var title: String { language("Lịch nhắc nợ", "Timetable of reminders") }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([(language("Cước trả sau", "Monthly fees"), .statements), (language("Nợ cước quá hạn", "Overdue debts"), .debts)], here: title, in: language))
        \(staffHead(title, lead: language("Thư đi từ 8 giờ sáng, một thư cho mỗi khách hàng, mỗi bước một lần.", "Letters leave from eight in the morning: one a customer, each step once.")))
        \(saved(news))
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        <section class="card stack">\(mayChange ? form : table)</section>
        """
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Khi nào", "When")), .init(name: language("Thư", "Letter")),
                .init(name: language("Kênh", "Channel")),
            ],
            rows: lines.map { $0.map { .text($0) } }
        ).html
    }

    private var form: HTML {
        postForm(
            .dunningTimetable,
            around,
            """
            <p class="muted">\(language("Số ngày so với hạn thanh toán: −3 là trước hạn ba ngày. Bước để trống sẽ bị bỏ. Trước hoặc đúng hạn thì nhắc nhẹ; bước tạm ngưng dịch vụ phải sau hạn.", "Days from the due day: −3 is three days before. An empty step is left out. Before or on the day the letter is friendly; service rests only after it."))</p>
            \(rows.enumerated().markup { index, row in
                """
                <fieldset><legend>\(language("Bước \(index + 1)", "Step \(index + 1)"))</legend><div class="fields-2">\
                \(Field(name: "days-\(index)", label: language("Số ngày", "Days"), value: row.days, isRequired: false, maximumLength: 5).plainHTML(language))\
                \(Select(name: "tone-\(index)", label: language("Thư", "Letter"), options: tones, value: row.tone).html(language))\
                </div></fieldset>

                """
            })
            \(button(language("Lưu", "Save"), .primary))
            """
        )
    }
}

extension DebtWords {
    func mistake(_ mistake: DunningTimetable.Mistake) -> String {
        switch mistake {
        case .outOfRange:
            language("Số ngày phải từ −30 đến 365.", "Days must be from −30 to 365.")
        case .twice(let days):
            language("Hai bước cùng một ngày: \(days).", "Two steps on one day: \(days).")
        case .wrongTone(let days):
            language(
                "Bước \(step(days)): trước hoặc đúng hạn thì nhắc nhẹ, sau hạn thì không.",
                "\(step(days)): friendly before or on the day, and not after it."
            )
        case .wrongSuspension(let days):
            language(
                "Bước \(step(days)): dịch vụ chỉ tạm ngưng sau hạn.",
                "\(step(days)): service rests only after the day."
            )
        case .tooMany:
            language("Nhiều nhất \(DunningTimetable.most) bước.", "\(DunningTimetable.most) steps at most.")
        }
    }
}

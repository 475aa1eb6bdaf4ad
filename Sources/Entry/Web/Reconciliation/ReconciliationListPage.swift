import Kernel
import Markup

/// Where one is within the room.
enum ReconciliationTab: CaseIterable, Sendable {
    case days, queue, bank, settings

    static func tabs(_ here: ReconciliationTab, _ language: Language) -> HTML {
        Web.tabs(
            allCases.map { tab in
                switch tab {
                case .days: TabLink(words: language("Các ngày", "Days"), address: .reconciliation, isHere: tab == here)
                case .queue:
                    TabLink(words: language("Chênh lệch", "Exceptions"), address: .exceptionQueue, isHere: tab == here)
                case .bank:
                    TabLink(words: language("Ngân hàng", "Bank"), address: .bankCredits, isHere: tab == here)
                case .settings:
                    TabLink(
                        words: language("Phí và sai số", "Fees and tolerance"),
                        address: .reconciliationSettings,
                        isHere: tab == here
                    )
                }
            },
            label: language("Đối soát", "Reconciliation")
        )
    }
}

/// `/quan-ly/doi-soat`: the days, and how each stands.
struct ReconciliationListPage: Page {
    struct Row: Sendable {
        let day: String
        let address: Address
        let state: Badge
        let ours: String
        let gross: String
        let fee: String
        let net: String
        let exceptions: String
        let risk: String
    }

    let around: Surroundings
    let figures: [Figure]
    let bars: DayBars
    let rows: [Row]
    let earlier: Address
    let later: Address?

    var title: String { language("Đối soát VNPAY", "Reconciliation with VNPAY") }
    var frame: Frame { .staff(.reconciliation) }

    var main: HTML {
        """
        \(staffHead(title))
        \(ReconciliationTab.tabs(.days, language))
        \(Web.figures(figures))
        <section class="card">\(bars.html)</section>
        \(table)
        \(Pager(position: "\(rows.last?.day ?? "") – \(rows.first?.day ?? "")", earlier: earlier, later: later).html(language))
        """
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Ngày", "Day")), .init(name: language("Trạng thái", "State")),
                .init(name: language("Thanh toán ở QLDV", "Paid with us"), isAmount: true),
                .init(name: language("VNPAY thu hộ", "VNPAY gross"), isAmount: true),
                .init(name: language("Phí", "Fee"), isAmount: true),
                .init(name: language("Thực nhận", "Net"), isAmount: true),
                .init(name: language("Chênh lệch mở", "Open exceptions"), isAmount: true),
                .init(name: language("Tiền có rủi ro", "At risk"), isAmount: true),
            ],
            rows: rows.map { row in
                [
                    "<a class=\"number\" href=\"\(row.address)\">\(row.day)</a>", row.state.html, .text(row.ours),
                    .text(row.gross), .text(row.fee), .text(row.net), .text(row.exceptions), .text(row.risk),
                ]
            }
        ).html
    }
}

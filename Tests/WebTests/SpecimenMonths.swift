import Kernel
import Markup

@testable import Web

extension Specimen {
    /// Months as customers and accountants see them.
    static let months: [Specimen] = own + books

    private static let own: [Specimen] = [
        Specimen(name: "own-months", page: ownStatements(around(signedIn: true))),
        Specimen(name: "own-months-en", page: ownStatements(around(.english, signedIn: true))),
        Specimen(
            name: "own-months-empty",
            page: OwnStatementsPage(around: around(signedIn: true), owed: [], settled: [])
        ),
        Specimen(
            name: "own-months-wrong",
            page: OwnStatementsPage(
                around: around(signedIn: true),
                owed: [month("12/2026", isChosen: false)],
                total: ("1.105.021 ₫", "Một triệu một trăm linh năm nghìn không trăm hai mươi mốt đồng"),
                settled: [],
                problem: "Hãy chọn ít nhất một khoản."
            )
        ),
    ]

    private static func month(_ month: String, isChosen: Bool = true, isPaid: Bool = false) -> OwnStatementsPage.Month {
        OwnStatementsPage.Month(
            id: "m\(month.prefix(2))",
            number: "HD-2026-KV1-00054-T26\(month.prefix(2))",
            month: month,
            planName: "SMS Brandname – Gói tháng",
            contractNumber: "HD-2026-KV1-00054",
            state: isPaid ? Badge("Đã thanh toán", .good) : Badge("Quá hạn 3 ngày", .bad),
            due: "15/12/2026",
            amount: "1.105.021 ₫",
            isChosen: isChosen,
            receipt: isPaid ? .portalReceipt("HD-2026-KV1-00054-01") : nil
        )
    }

    private static func ownStatements(_ around: Surroundings) -> OwnStatementsPage {
        OwnStatementsPage(
            around: around,
            owed: [month("11/2026"), month("12/2026")],
            total: ("2.210.042 ₫", "Hai triệu hai trăm mười nghìn không trăm bốn mươi hai đồng"),
            settled: [month("10/2026", isPaid: true)]
        )
    }

    private static let books: [Specimen] = [
        Specimen(name: "book-months", page: BookMonthsPage(around: staffAround(.vietnamese), rows: rows)),
        Specimen(name: "book-months-empty", page: BookMonthsPage(around: staffAround(.vietnamese), rows: [])),
        Specimen(name: "book-month", page: bookMonth(.vietnamese, isOpen: true)),
        Specimen(name: "book-month-en", page: bookMonth(.english, isOpen: true)),
        Specimen(name: "book-month-closed", page: bookMonth(.vietnamese, isOpen: false)),
        Specimen(name: "revenue", page: revenue(staffAround(.vietnamese), [line("Chữ ký số", "0", "26.301")])),
        Specimen(name: "revenue-en", page: revenue(staffAround(.english), [line("Digital signature", "0", "26.301")])),
        Specimen(name: "revenue-empty", page: revenue(staffAround(.vietnamese), [])),
        Specimen(
            name: "billing-settings",
            page: BillingSettingsPage(
                around: staffAround(.vietnamese),
                runDay: "31",
                needsApproval: true,
                alarmPercent: "20",
                dayError: "Hãy ghi một ngày từ 1 đến 28, hoặc để trống."
            )
        ),
    ]

    private static func staffAround(_ language: Language) -> Surroundings {
        var around = around(language)
        around.staff = StaffBadge(
            name: "Bùi Lan Anh",
            unit: "CNTT",
            waiting: 0,
            sections: [.overview, .inbox, .contracts, .statements, .payments, .reconciliation, .books, .ownDesk]
        )
        return around
    }

    private static let rows: [BookMonthsPage.Row] = [
        .init(key: "2026-12", month: "12/2026", state: Badge("Chưa khóa", .warn), revenue: "1.346.301", closed: ""),
        .init(
            key: "2026-11",
            month: "11/2026",
            state: Badge("Đã khóa", .good),
            revenue: "26.301",
            closed: "Bùi Lan Anh, 02/12/2026 09:12"
        ),
    ]

    private static func bookMonth(_ language: Language, isOpen: Bool) -> BookMonthPage {
        var page = BookMonthPage(
            around: staffAround(language),
            key: "2026-11",
            month: "11/2026",
            state: isOpen ? Badge("Chưa khóa", .warn) : Badge("Đã khóa", .good),
            sums: [
                Figure(value: "26.301", label: "Doanh thu đã ghi nhận", address: .revenue),
                Figure(value: isOpen ? "1" : "0", label: "Việc còn lại", tone: isOpen ? .warn : .good),
            ],
            steps: [
                .init(
                    words: "Khoản thu đã đối soát",
                    open: isOpen ? "Còn 2" : nil,
                    isNeeded: true,
                    address: .staffPayments
                ),
                .init(words: "Hóa đơn đã được chấp nhận", open: "Còn 1", isNeeded: false, address: .staffInvoices),
            ]
        )
        page.mayClose = isOpen
        page.mayReopen = !isOpen
        page.closed = isOpen ? nil : "Khóa bởi Bùi Lan Anh, 02/12/2026 09:12"
        page.problem = isOpen ? "Còn việc phải làm trước: Khoản thu đã đối soát." : nil
        return page
    }

    private static func line(_ name: String, _ postpaid: String, _ prepaid: String) -> RevenuePage.Line {
        RevenuePage.Line(name: name, postpaid: postpaid, prepaid: prepaid, other: "0", total: prepaid)
    }

    private static func revenue(_ around: Surroundings, _ lines: [RevenuePage.Line]) -> RevenuePage {
        RevenuePage(
            around: around,
            period: BookPeriod(from: "2026-11-01", to: "2026-11-30"),
            tabLinks: [
                TabLink(words: "Dịch vụ", address: .revenue, isHere: true),
                TabLink(words: "Đơn vị", address: .revenue, isHere: false),
            ],
            heading: "Dịch vụ",
            lines: lines,
            totals: line("Cộng", "0", "26.301"),
            isProven: true,
            bars: BarPicture(bars: lines.map { .init(name: $0.name, dong: 26_301, amount: $0.total) }),
            exports: (.exportRevenue, .exportRevenue)
        )
    }
}

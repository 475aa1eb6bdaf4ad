import Kernel
import Markup

@testable import Web

/// Debts: by age, one customer's, what two people decide, the timetable.
extension Specimen {
    private static func list(_ around: Surroundings, isEmpty: Bool = false) -> DebtListPage {
        let buckets = ["0–30 ngày", "31–60 ngày", "61–90 ngày", "Trên 90 ngày"]
        let sums = ["302.400", "1.105.021", "0", "12.960.000"]
        let unit = DebtListPage.Unit(code: "KV1", sums: sums, total: "14.367.421")
        return DebtListPage(
            around: around,
            figures: [
                Figure(value: "14.367.421 ₫", label: "Tổng nợ quá hạn", tone: .bad),
                Figure(value: "7", label: "Thông báo cước quá hạn"),
            ],
            bars: isEmpty
                ? []
                : zip(["0–30", "31–60", "61–90", "90+"], [302_400, 1_105_021, 0, 12_960_000] as [Int64]).map {
                    DayBars.Bar(
                        label: $0,
                        words: "\($0): \($1)",
                        value: $1,
                        risk: $0 == "0–30" ? 0 : $1,
                        address: Address.debts.asking("tuoi", $0)
                    )
                },
            buckets: buckets,
            units: isEmpty ? [] : [unit, .init(code: "KV2", sums: ["0", "0", "0", "0"], total: "0")],
            all: .init(code: "Cộng", sums: sums, total: "14.367.421"),
            columns: ["Khách hàng", "Đơn vị", "Quá hạn", "Tình trạng"].map { .init(name: $0) }
                + buckets.map { .init(name: $0, isAmount: true) } + [.init(name: "Tổng", isAmount: true)],
            rows: isEmpty
                ? []
                : [
                    .init(
                        id: "k1",
                        name: "Công ty <Thử>",
                        unit: "KV1",
                        sums: sums,
                        total: "14.367.421 ₫",
                        late: "95 ngày",
                        standings: [Badge("Tạm ngưng dịch vụ", .bad), Badge("Hẹn 23/11/2026", .warn)]
                    )
                ],
            pager: Pager(position: isEmpty ? "Không có dòng nào" : "1–1 trong 1", earlier: nil, later: nil),
            values: ["tim": "", "tuoi": "90+"],
            choices: (
                [.init("", "Tất cả"), .init("KV1", "KV1")], [.init("", "Tất cả"), .init("90+", "Trên 90 ngày")],
                [.init("", "Tất cả"), .init("paused", "Tạm dừng nhắc")]
            ),
            export: isEmpty ? nil : .exportDebts,
            seesChanges: !isEmpty
        )
    }

    private static func month(_ id: String, _ state: Badge, isResting: Bool = false) -> DebtorPage.Month {
        DebtorPage.Month(
            id: id,
            number: "HD-2026-KV1-00054-T261\(id.count)",
            contract: ("c1", "HD-2026-KV1-00054"),
            state: state,
            payable: "302.400 ₫",
            due: "16/12/2026",
            isResting: isResting,
            steps: [
                Happening(state: .done, words: "Đã nhắc: quá hạn 7 ngày", time: "09:00:00 23/12/2026"),
                Happening(state: .stuck, words: "Bỏ qua bước quá hạn 3 ngày", time: "09:00:00 23/12/2026"),
                Happening(state: .next, words: "Tạm ngưng dịch vụ: quá hạn 15 ngày", time: "31/12/2026"),
            ]
        )
    }

    private static func debtor(
        _ around: Surroundings,
        rights: DebtorPage.Rights,
        problem: String? = nil,
        isEmpty: Bool = false
    ) -> DebtorPage {
        var page = DebtorPage(
            around: around,
            id: "k1",
            name: "Công ty <Thử>",
            facts: [Fact("Mã khách hàng", number: "KH-000123"), Fact("Đang nợ", number: "302.400 ₫")],
            months: isEmpty ? [] : [month("s1", Badge("Quá hạn 9 ngày", .bad), isResting: true)],
            writtenOff: isEmpty ? [] : [month("s22", Badge("Đã xóa nợ", .calm))],
            letters: isEmpty
                ? [] : [.init(words: "Nhắc lần cuối", badge: Badge("Thư", .brand), detail: "09:00:00 23/12/2026")],
            pauses: [],
            promises: isEmpty
                ? []
                : [.init(words: "20/12/2026: kế toán hẹn", badge: Badge("Lỗi hẹn", .bad), detail: "Lê Văn Cường")],
            changes: isEmpty
                ? [] : [.init(words: "Xóa nợ khó đòi 302.400 ₫", badge: Badge("Chờ duyệt", .warn), detail: "QĐ 12")],
            isPaused: rights.mayWork,
            credit: isEmpty ? nil : "20.000 ₫",
            keptRefunds: isEmpty ? [] : [.init("r1", "HD-2026-KV1-00054-01 · 50.000 ₫")],
            rights: rights
        )
        page.problem = problem
        return page
    }

    private static func changes(_ around: Surroundings, isEmpty: Bool = false) -> DebtChangePage {
        DebtChangePage(
            around: around,
            tabLinks: [TabLink(words: "Chờ duyệt", address: .debtChanges, isHere: true)],
            rows: isEmpty
                ? []
                : [
                    .init(
                        id: "d1",
                        kind: "Xóa nợ khó đòi",
                        state: Badge("Chờ duyệt", .warn),
                        amount: "302.400 ₫",
                        customer: ("k1", "Công ty <Thử>"),
                        facts: [Fact("Lý do", "Doanh nghiệp đã giải thể"), Fact("Văn bản", "QĐ 12/QĐ-TTCNTT")],
                        mayAgree: true,
                        maySendBack: true
                    )
                ],
            pager: Pager(position: "1–1 trong 1", earlier: nil, later: nil),
            news: isEmpty ? "Đã ghi nhận." : nil
        )
    }

    private static func timetable(
        _ around: Surroundings,
        mayChange: Bool,
        problem: String? = nil
    ) -> DunningTimetablePage {
        var page = DunningTimetablePage(
            around: around,
            rows: [.init(days: "-3", tone: "friendly"), .init(days: "", tone: "firm")],
            tones: [.init("friendly", "Nhắc nhẹ"), .init("firm", "Đòi nợ")],
            lines: [["trước hạn 3 ngày", "Nhắc nhẹ", "E-mail"]],
            mayChange: mayChange
        )
        page.problem = problem
        return page
    }

    static let debts: [Specimen] = [
        Specimen(name: "debt-list", page: list(atWork())),
        Specimen(name: "debt-list-en", page: list(atWork(.english))),
        Specimen(name: "debt-list-empty", page: list(atWork(), isEmpty: true)),
        Specimen(name: "debtor", page: debtor(atWork(), rights: .init(mayWork: true, mayPropose: true))),
        Specimen(name: "debtor-read-en", page: debtor(atWork(.english), rights: .init())),
        Specimen(
            name: "debtor-empty",
            page: debtor(
                atWork(),
                rights: .init(mayWork: true, mayPropose: true),
                problem: "Không còn khoản nào để xử lý.",
                isEmpty: true
            )
        ),
        Specimen(name: "debt-changes", page: changes(atWork())),
        Specimen(name: "debt-changes-empty-en", page: changes(atWork(.english), isEmpty: true)),
        Specimen(name: "dunning-timetable", page: timetable(atWork(), mayChange: false)),
        Specimen(
            name: "dunning-timetable-wrong-en",
            page: timetable(atWork(.english), mayChange: true, problem: "Two steps on one day: 3.")
        ),
    ]
}

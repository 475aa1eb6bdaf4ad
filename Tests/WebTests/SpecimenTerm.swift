import Kernel
import Markup

@testable import Web

extension Specimen {
    /// A contract during its term: what its page says then, and the form of an amendment.
    static let term: [Specimen] = [
        Specimen(name: "staff-contract-change", page: change(atWork())),
        Specimen(name: "staff-contract-change-en-wrong", page: change(atWork(.english), isWrong: true)),
        Specimen(name: "staff-contract-term", page: underWay(atWork())),
    ]

    private static func underWay(_ around: Surroundings) -> ContractPage {
        var panel = TermPanel(
            around: around,
            id: "c1",
            facts: [
                Fact("Trạng thái", "Tạm ngưng"), Fact("Tạm ngưng từ", number: "11/12/2026"),
                Fact("Đã tính cước đến hết ngày", number: "30/11/2026"),
            ],
            rests: [["từ 11/12/2026", "Khách hàng yêu cầu", "Chuyển văn phòng", "Không tính"]],
            changes: [
                .init(
                    id: "p1",
                    title: "Phụ lục 1, hiệu lực từ 01/01/2027",
                    badge: Badge("Chờ phê duyệt", .warn),
                    reason: "Mở thêm chi nhánh",
                    lines: ["Máy chủ M trả sau: 2 → 3, 2.200.000 ₫ → 3.300.000 ₫"],
                    mayWithdraw: true
                )
            ],
            orders: [
                .init(
                    id: "o1",
                    words: "Hệ thống dịch vụ không thực hiện: tạm ngưng",
                    reason: "cannot_change: bận",
                    isStuck: true
                )
            ]
        )
        panel.mayRetry = true
        panel.maySuspend = true
        panel.mayResume = true
        panel.mayEnd = true
        panel.mayWithdrawEnding = true
        panel.mayChange = true
        panel.lastDay = "2026-12-31"
        var page = contract(around) { $0.asksForPayment = false }
        page.term = panel.html
        return page
    }

    private static func change(_ around: Surroundings, isWrong: Bool = false) -> ContractChangePage {
        let language = around.language
        var page = ContractChangePage(
            around: around,
            id: "c1",
            number: "HD-2026-KV1-00054",
            revision: "1",
            plans: [.init("3C-SEAT", "MobiFone 3C – Theo ghế, trả sau")],
            from: Field(
                name: "from",
                label: language("Hiệu lực từ ngày", "In force from"),
                value: "2027-01-01",
                error: isWrong ? "Billed through 31/12/2026: a change can only begin after that." : nil,
                kind: .date
            ),
            reason: Field(name: "reason", label: language("Lý do", "Reason"), value: "Mở thêm chi nhánh"),
            lines: [
                .init(
                    id: "l1",
                    name: "Máy chủ M trả sau",
                    facts: "2 × 1.100.000 ₫ = 2.200.000 ₫",
                    deed: "change",
                    quantity: "3",
                    error: isWrong ? "A quantity from 1 to 100,000." : nil
                )
            ],
            added: [.init(), .init()],
            percent: Field(name: "percent", label: language("Giảm %", "Per cent off"), isRequired: false),
            target: Select(
                name: "target",
                label: language("Áp dụng cho", "Of"),
                options: [.init("fees", language("cước cố định", "of fixed fees"))]
            ),
            discountFrom: Field(
                name: "discount-from",
                label: language("Từ ngày", "From"),
                kind: .date,
                isRequired: false
            ),
            discountTo: Field(
                name: "discount-to",
                label: language("Đến hết ngày", "Through"),
                kind: .date,
                isRequired: false
            )
        )
        guard !isWrong else { return page }
        page.preview = .init(
            changes: ["Máy chủ M trả sau: 2 → 3, 2.200.000 ₫ → 3.300.000 ₫"],
            monthly: ("2.200.000 ₫", "3.300.000 ₫"),
            month: "01/01/2027–31/01/2027",
            first: ("2.200.000 ₫", "3.300.000 ₫"),
            lines: [("Máy chủ M trả sau × 3", "01/01/2027–31/01/2027", "3.300.000 ₫")]
        )
        return page
    }
}

import Kernel
import Markup

@testable import Web

extension Specimen {
    private static func accountant(_ language: Language = .vietnamese) -> Surroundings {
        var around = around(language)
        around.staff = StaffBadge(
            name: "Lê Thu Hà",
            unit: "CNTT",
            waiting: 2,
            sections: [.overview, .inbox, .payments, .reconciliation, .invoices, .books, .ownDesk]
        )
        return around
    }

    private static func list(_ around: Surroundings) -> ReconciliationListPage {
        let days = (20...22).map { day in
            DayBars.Bar(
                label: "\(day)/11",
                words: "\(day)/11/2026: 12.960.000 ₫, 1.296.000 ₫ có rủi ro",
                value: Int64(day) * 648_000,
                risk: day == 22 ? 1_296_000 : 0,
                address: .reconciliationDay("2026-11-\(day)")
            )
        }
        return ReconciliationListPage(
            around: around,
            figures: [
                Figure(value: "1", label: around.language("ngày chưa có tệp", "days without a file"), tone: .warn),
                Figure(value: "1.296.000 ₫", label: around.language("tiền có rủi ro", "at risk"), tone: .bad),
            ],
            bars: DayBars(bars: days, caption: around.language("Tiền thanh toán mỗi ngày", "What was paid each day")),
            rows: [
                .init(
                    day: "22/11/2026",
                    address: .reconciliationDay("2026-11-22"),
                    state: Badge(around.language("Đã nhập tệp", "Imported"), .warn),
                    ours: "14.256.000 ₫ (11)",
                    gross: "14.256.000 ₫ (11)",
                    fee: "274.428 ₫",
                    net: "13.981.572 ₫",
                    exceptions: "1",
                    risk: "1.296.000 ₫"
                )
            ],
            earlier: Address.reconciliation.asking("den", "2026-11-01"),
            later: nil
        )
    }

    private static func day(isClosed: Bool, isEmpty: Bool = false, lacksFees: Bool = false) -> ReconciliationDayPage {
        ReconciliationDayPage(
            around: accountant(),
            id: "2026-11-22",
            day: "22/11/2026",
            badge: isClosed ? Badge("Đã chốt", .good) : Badge("Đã nhập tệp", .warn),
            figures: [
                Figure(value: "10", label: "dòng khớp", tone: .good), Figure(value: "1", label: "chênh lệch mở"),
            ],
            sides: [Fact("QLDV: tổng tiền", number: "14.256.000 ₫"), Fact("VNPAY: tổng tiền", number: "14.256.000 ₫")],
            proofs: isClosed
                ? [Fact("Đã yêu cầu hóa đơn", number: "12.960.000 ₫"), Fact("Báo có", "Chưa ghi nhận")] : [],
            files: isEmpty
                ? []
                : [
                    .init(
                        name: "vnpay-22-11 <b>.xlsx",
                        when: "23/11/2026 09:12",
                        who: "Lê Thu Hà",
                        kind: "Báo cáo phí",
                        rows: "11",
                        badge: Badge("Đang dùng", .good),
                        digest: "0f1e2d3c4b5a"
                    )
                ],
            differences: isEmpty ? "" : panel("Tệp mới khác tệp cũ", id: "differences", "<p>Thêm: 1</p>"),
            tabs: [
                TabLink(words: "Mọi chênh lệch", address: .reconciliationDay("2026-11-22"), isHere: true, count: "1"),
                TabLink(
                    words: "Khớp",
                    address: Address.reconciliationDay("2026-11-22").asking("loai", "matched"),
                    isHere: false,
                    count: "10"
                ),
            ],
            listName: "Mọi chênh lệch",
            lines: isEmpty
                ? []
                : [
                    .init(
                        row: "7",
                        reference: "ON-261122-7KQ2MX-01",
                        number: "14600001",
                        theirs: "1.296.000 ₫",
                        ours: "1.296.000 ₫",
                        fee: "24.948 ₫",
                        state: Badge("Cần xử lý", .bad),
                        address: .exception("1042")
                    )
                ],
            pager: Pager(position: "1–1 trong 1", earlier: nil, later: nil),
            story: [Happening(state: .done, words: "Nhập tệp", time: "23/11/2026 09:12", detail: "Lê Thu Hà")],
            mayImport: !isClosed,
            closing: isClosed || isEmpty || lacksFees ? nil : "Còn 1 chênh lệch phải xử lý trước.",
            lacksFees: lacksFees,
            mayClose: isEmpty || lacksFees,
            mayReopen: isClosed,
            news: isClosed ? "Đã chốt ngày." : nil
        )
    }

    private static func exception(isProposed: Bool) -> ExceptionPage {
        ExceptionPage(
            around: accountant(),
            number: "1042",
            name: "Chỉ có ở VNPAY",
            badge: isProposed ? Badge("Chờ người thứ hai đồng ý", .warn) : Badge("Cần xử lý", .bad),
            dayName: "22/11/2026",
            day: .reconciliationDay("2026-11-22"),
            cause: "VNPAY đã thu 1.296.000 ₫ nhưng QLDV chưa nhận được thông báo (IPN).",
            nextStep: "Đề xuất ghi nhận đã thanh toán theo tệp.",
            facts: [
                Fact("Tiền có rủi ro", number: "1.296.000 ₫"), Fact("Tuổi", "3 giờ"),
                Fact("Người phụ trách", "Lê Thu Hà"),
            ],
            sides: [
                (name: "Mã đơn hàng", theirs: "ON-261122-7KQ2MX-01", ours: "ON-261122-7KQ2MX-01"),
                (name: "Trạng thái", theirs: "Thành công", ours: "Chưa rõ kết quả"),
            ],
            evidence: "4 | 22/11/2026 10:15:00 | 14600001 | <script>",
            place: "vnpay-22-11.xlsx, dòng 7 · SHA-256 0f1e2d3c4b5a",
            explanation: "",
            proposal: isProposed
                ? .init(
                    resolution: "Ghi nhận đã thanh toán theo tệp",
                    reason: "Mất IPN, sao kê có tiền",
                    by: "Trần Bình",
                    when: "23/11/2026 10:05"
                ) : nil,
            story: [Happening(state: .done, words: "Đề xuất", time: "23/11/2026 10:05", detail: "Trần Bình")],
            accountants: [.init("a", "Lê Thu Hà"), .init("b", "Trần Bình")],
            owner: "a",
            resolutions: [
                .init("apply_as_paid", "Ghi nhận đã thanh toán theo tệp"), .init("no_action", "Không cần làm gì"),
            ],
            mayWork: true,
            mayPropose: !isProposed,
            mayConfirm: isProposed,
            mayReject: isProposed
        )
    }

    private static func queue(isEmpty: Bool) -> ExceptionQueuePage {
        ExceptionQueuePage(
            around: accountant(),
            rows: isEmpty
                ? []
                : [
                    .init(
                        number: "1042",
                        name: "Chỉ có ở VNPAY",
                        day: "22/11/2026",
                        dayAddress: .reconciliationDay("2026-11-22"),
                        reference: "ON-261122-7KQ2MX-01",
                        risk: "1.296.000 ₫",
                        age: "3 giờ",
                        owner: "Lê Thu Hà",
                        state: Badge("Cần xử lý", .bad)
                    )
                ],
            isMine: isEmpty,
            export: .exportExceptions,
            total: isEmpty ? "0 ₫" : "1.296.000 ₫"
        )
    }

    private static var reversing: BankCreditPage.Row {
        var row = BankCreditPage.Row(
            number: "6",
            credited: "23/11/2026",
            bankReference: "FT26327004",
            days: "20/11/2026",
            amount: "9.000.000 ₫",
            expected: "9.000.000 ₫",
            difference: "0 ₫",
            explanation: "–",
            state: Badge("Đã xác nhận", .good),
            who: "Trần Bình → Lê An",
            mayConfirm: false,
            mayWithdraw: false
        )
        row.reversal = "Trần Bình: nhầm dòng sao kê"
        (row.mayAskReversal, row.mayAgreeToReversal, row.mayDropReversal) = (true, true, true)
        return row
    }

    private static func bank(isEmpty: Bool) -> BankCreditPage {
        BankCreditPage(
            around: accountant(),
            rows: isEmpty
                ? []
                : [
                    .init(
                        number: "7",
                        credited: "24/11/2026",
                        bankReference: "FT26328001",
                        days: "21/11/2026, 22/11/2026",
                        amount: "13.981.572 ₫",
                        expected: "13.981.624 ₫",
                        difference: "−52 ₫",
                        explanation: "VNPAY trừ phí chuyển tiền",
                        state: Badge("Chờ người thứ hai xác nhận", .warn),
                        who: "Trần Bình",
                        mayConfirm: true,
                        mayWithdraw: true
                    ), reversing,
                ],
            openDays: isEmpty ? [] : [.init(id: "2026-11-20", label: "20/11/2026 · 9.000.000 ₫", isChosen: true)],
            values: ["amount": "9.000.000"],
            mayRecord: true,
            problem: isEmpty ? nil : "Số tiền chưa đúng."
        )
    }

    private static func settings(mayChange: Bool) -> ReconciliationSettingsPage {
        ReconciliationSettingsPage(
            around: accountant(),
            values: [
                .init(name: "rate-qr", label: "Phí, mã QR, %", hint: "Ví dụ 1,75", value: "1,1"),
                .init(
                    name: "cutoff",
                    label: "Sát nửa đêm, phút",
                    hint: "…",
                    value: "x",
                    error: mayChange ? "hãy ghi số phút từ 0 đến 720" : nil
                ),
            ],
            mayChange: mayChange
        )
    }

    static let reconciliation: [Specimen] = [
        Specimen(name: "reconciliation-settings", page: settings(mayChange: true)),
        Specimen(name: "reconciliation-settings-read", page: settings(mayChange: false)),
        Specimen(name: "reconciliation", page: list(accountant())),
        Specimen(name: "reconciliation-en", page: list(accountant(.english))),
        Specimen(name: "reconciliation-day", page: day(isClosed: false)),
        Specimen(name: "reconciliation-day-empty", page: day(isClosed: false, isEmpty: true)),
        Specimen(name: "reconciliation-day-closed", page: day(isClosed: true)),
        Specimen(name: "reconciliation-day-without-fees", page: day(isClosed: false, lacksFees: true)),
        Specimen(name: "exception", page: exception(isProposed: false)),
        Specimen(name: "exception-proposed", page: exception(isProposed: true)),
        Specimen(name: "exceptions", page: queue(isEmpty: false)),
        Specimen(name: "exceptions-empty", page: queue(isEmpty: true)),
        Specimen(name: "bank-credits", page: bank(isEmpty: false)),
        Specimen(name: "bank-credits-empty", page: bank(isEmpty: true)),
    ]
}

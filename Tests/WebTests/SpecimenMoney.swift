import Kernel
import Markup
import Payments

@testable import Web

extension Specimen {
    private static func atBooks(_ language: Language = .vietnamese) -> Surroundings {
        var around = around(language)
        around.staff = StaffBadge(
            name: "Bùi Lan Anh",
            unit: "CNTT",
            waiting: 0,
            sections: [.overview, .inbox, .contracts, .payments, .reconciliation, .invoices, .books, .ownDesk]
        )
        return around
    }

    private static let reference = "HD-2026-KV1-00054-01"

    private static func states(here: Int, _ language: Language) -> [TabLink] {
        let words = PaymentLookUpWords(language: language)
        return [TabLink(words: language("Tất cả", "All"), address: .staffPayments, isHere: here == 0)]
            + [.redirected, .unresolved, .paid, .declined].map { state in
                TabLink(words: words.state(state).words, address: .staffPayments, isHere: false)
            }
            + [TabLink(words: language("Cần xử lý", "Open cases"), address: .paymentCases, isHere: here == 1)]
    }

    private static func payments(_ around: Surroundings, isEmpty: Bool = false) -> PaymentListPage {
        let row: [HTML] = [
            "<a class=\"number\" href=\"\(Address.staffPayment(reference))\">\(reference)</a>",
            "Công ty Cổ phần FPT", Badge("Đã thanh toán", .good).html, "1.105.021 ₫", "14600001", "NCB",
            "Trần Thị Mai · KV1", "<span class=\"number\">14:05:09 23/11/2026</span>",
        ]
        return PaymentListPage(
            around: around,
            tabLinks: states(here: 0, around.language),
            table: Table(
                caption: "Thanh toán",
                columns: [
                    "Mã tham chiếu", "Khách hàng", "Trạng thái", "Số tiền", "Số giao dịch VNPAY", "Ngân hàng",
                    "AM · Đơn vị", "Thời điểm",
                ].map { .init(name: $0, isAmount: $0 == "Số tiền") },
                rows: [row]
            ).html,
            pager: Pager(
                position: "1–25 trong 10.000+",
                earlier: nil,
                later: Address.staffPayments.asking("trang", "2")
            ),
            values: isEmpty ? ["tim": "%", "tu": "x", "ngan-hang": "NCB", "trang-thai": "paid"] : [:],
            units: [.init("KV1", "KV1 · Công ty Dịch vụ MobiFone Khu vực 1")],
            managers: [.init("m1", "Trần Thị Mai · KV1")],
            warnings: isEmpty ? ["“Từ ngày” không phải là một ngày; đã bỏ qua."] : [],
            isEmpty: isEmpty,
            hasMore: isEmpty,
            exports: isEmpty ? nil : (.exportPayments, Address.exportPayments.asking("dang", "xlsx"))
        )
    }

    private static func cases(_ around: Surroundings, isEmpty: Bool = false) -> PaymentCasesPage {
        PaymentCasesPage(
            around: around,
            tabLinks: states(here: 1, around.language),
            table: Table(
                caption: "Trường hợp cần xử lý",
                columns: [.init(name: "Vấn đề"), .init(name: "Mã tham chiếu"), .init(name: "Số tiền", isAmount: true)],
                rows: [["Trả thừa: cần hoàn lại", .text(reference), "1.105.021 ₫"]]
            ).html,
            pager: Pager(position: "1–1 trong 1", earlier: nil, later: nil),
            isEmpty: isEmpty
        )
    }

    private static func story(_ around: Surroundings, isQuiet: Bool = false) -> PaymentStoryPage {
        let notice =
            "vnp_Amount=110502100&vnp_TxnRef=\(reference)&vnp_CardNumber=9704198526191432198"
            + "&vnp_ResponseCode=00&vnp_SecureHash=0123456789abcdef"
        let messages = [
            (notice, true), ("vnp_TxnRef=\(reference)&vnp_OrderInfo=9704198526191432198", false), ("%ZZ", false),
        ]
        return PaymentStoryPage(
            around: around,
            reference: reference,
            badge: isQuiet ? Badge("Đang ở VNPAY", .brand) : Badge("Đã thanh toán", .good),
            customer: "Công ty Cổ phần FPT",
            amount: "1.105.021 ₫",
            facts: [
                Fact("Số tiền", number: "1.105.021 ₫"),
                Fact("Hợp đồng", markup: "<a href=\"\(Address.contract("c1"))\">HD-2026-KV1-00054</a>"),
            ],
            request: [Fact("Trạng thái", markup: Badge("Đã thanh toán", .good).html)],
            links: isQuiet ? [] : [["23/11/2026 09:00", "23/11/2026 14:00", "30/11/2026 09:00", "Đã thanh toán"]],
            attempts: [
                [.text(reference), Badge("Đã thanh toán", .good).html, "14:02:11 23/11/2026", "14600001 · NCB"]
            ],
            messages: isQuiet
                ? []
                : messages.map { raw, isProven in
                    PaymentStoryPage.Message(
                        words: "VNPAY báo kết quả (IPN)",
                        badge: isProven ? Badge("Đã ghi nhận (00)", .good) : Badge("Không chứng thực được", .bad),
                        when: "14:05:09 23/11/2026",
                        address: "113.160.92.202",
                        isProven: isProven,
                        fields: MaskedMessage(raw)
                    )
                },
            booking: isQuiet
                ? nil
                : PaymentStoryPage.Booking(
                    address: .ledgerTransaction("t1"),
                    words: "Nhận tiền trả trước",
                    day: "23/11/2026",
                    postings: [
                        ("Tiền VNPAY giữ hộ", "1.105.021", ""), ("Doanh thu chờ phân bổ", "", "1.023.168"),
                        ("Thuế GTGT phải nộp", "", "81.853"),
                    ]
                ),
            letters: isQuiet
                ? []
                : [
                    [
                        "Yêu cầu thanh toán", "Lê Văn Cường · c@fpt.vn", Badge("Đã gửi", .good).html,
                        "09:00:02 23/11/2026",
                    ]
                ],
            cases: isQuiet ? [] : [["Một mã, hai lần trừ tiền", "14600002", "23/11/2026 14:30"]],
            trail: isQuiet
                ? []
                : [
                    [
                        "12", "14:05:09 23/11/2026", "partner:vnpay", "<span class=\"code\">contract.paid</span>",
                        "ab12…",
                    ]
                ],
            mayTakeEvidence: !isQuiet
        )
    }

    private static let period = BookPeriod(from: "2026-11-01", to: "2026-11-23")

    private static func books(_ around: Surroundings, isBalanced: Bool = true) -> TrialBalancePage {
        let accounts: [(String, Int64)] = [
            ("Phải thu khách hàng", 0), ("Tiền VNPAY giữ hộ", 1_105_021), ("Doanh thu chờ phân bổ", -1_023_168),
            ("Thuế GTGT phải nộp", -81_853),
        ]
        let words = BookWords(language: around.language)
        return TrialBalancePage(
            around: around,
            period: isBalanced
                ? period : BookPeriod(from: "2026-11-23", to: "2026-11-23", problem: "Khoảng ngày ngược."),
            lines: accounts.map { name, dong in
                TrialBalancePage.Line(
                    account: name,
                    address: .ledgerAccount("bank"),
                    opening: words.balance(0),
                    debit: words.sum(max(0, dong)),
                    credit: words.sum(max(0, -dong)),
                    closing: words.balance(dong)
                )
            },
            totals: ("1.105.021", isBalanced ? "1.105.021" : "1.105.020"),
            isBalanced: isBalanced,
            bars: BarPicture(bars: accounts.map { .init(name: $0, dong: $1, amount: words.balance($1)) }),
            exports: (.exportTrialBalance, Address.exportTrialBalance.asking("dang", "xlsx"))
        )
    }

    private static func account(_ around: Surroundings, isEmpty: Bool = false) -> LedgerAccountPage {
        LedgerAccountPage(
            around: around,
            account: "Tiền VNPAY giữ hộ",
            code: "vnpay_clearing",
            period: period,
            standing: ("0", "1.105.021", "0", "1.105.021 Nợ"),
            lines: isEmpty
                ? []
                : [
                    .init(
                        day: "23/11/2026",
                        what: "Nhận tiền trả trước",
                        transaction: .ledgerTransaction("t1"),
                        subject: ("HD-2026-KV1-00054", .contract("c1")),
                        payment: (reference, .staffPayment(reference)),
                        debit: "1.105.021",
                        credit: ""
                    ),
                    .init(
                        day: "22/11/2026",
                        what: "opening",
                        transaction: .ledgerTransaction("t0"),
                        subject: ("house", nil),
                        payment: nil,
                        debit: "",
                        credit: "1"
                    ),
                ],
            pager: Pager(position: "1–2 trong 2", earlier: nil, later: nil),
            exports: (.exportLedgerAccount("vnpay_clearing"), .exportLedgerAccount("vnpay_clearing"))
        )
    }

    private static func proof(_ around: Surroundings, isHolding: Bool) -> BooksProofPage {
        BooksProofPage(
            around: around,
            lines: [
                .init(words: "Mỗi bút toán có nợ bằng có", isHolding: true, offenders: []),
                .init(
                    words: "Khoản phải hoàn khớp các trường hợp đang mở",
                    isHolding: isHolding,
                    offenders: isHolding ? [] : ["refunds_payable 1105021, open cases 0"]
                ),
            ],
            reach: "31 ngày gần đây"
        )
    }

    static let money: [Specimen] = [
        Specimen(name: "payment-list", page: payments(atBooks())),
        Specimen(name: "payment-list-en", page: payments(atBooks(.english))),
        Specimen(name: "payment-list-empty", page: payments(atWork(), isEmpty: true)),
        Specimen(name: "payment-cases", page: cases(atBooks())),
        Specimen(name: "payment-cases-empty", page: cases(atBooks(.english), isEmpty: true)),
        Specimen(name: "payment-story", page: story(atBooks())),
        Specimen(name: "payment-story-en", page: story(atBooks(.english))),
        Specimen(name: "payment-story-quiet", page: story(atWork(), isQuiet: true)),
        Specimen(name: "evidence-key", page: EvidenceKeyPage(around: around(), publicKey: "q83vEjRWeJA=")),
        Specimen(name: "evidence-key-en", page: EvidenceKeyPage(around: around(.english), publicKey: "q83vEjRWeJA=")),
        Specimen(name: "books", page: books(atBooks())),
        Specimen(name: "books-en", page: books(atBooks(.english))),
        Specimen(name: "books-unbalanced", page: books(atBooks(), isBalanced: false)),
        Specimen(name: "ledger-account", page: account(atBooks())),
        Specimen(name: "ledger-account-empty", page: account(atBooks(.english), isEmpty: true)),
        Specimen(
            name: "ledger-transaction",
            page: LedgerTransactionPage(
                around: atBooks(),
                what: "Nhận tiền trả trước",
                facts: [Fact("Ngày", number: "23/11/2026")],
                postings: [("Tiền VNPAY giữ hộ", "1.105.021", ""), ("Thuế GTGT phải nộp", "", "1.105.021")]
            )
        ),
        Specimen(name: "books-proof", page: proof(atBooks(), isHolding: true)),
        Specimen(name: "books-proof-broken", page: proof(atBooks(.english), isHolding: false)),
    ]
}

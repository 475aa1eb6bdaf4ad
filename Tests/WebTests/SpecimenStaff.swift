import Kernel
import Markup

@testable import Web

extension Specimen {
    static func atWork(_ language: Language = .vietnamese) -> Surroundings {
        var around = around(language)
        around.staff = StaffBadge(
            name: "Trần Thị Mai",
            unit: "KV1",
            waiting: 3,
            sections: [.overview, .inbox, .contracts, .customers, .approvals, .activations, .payments, .ownDesk]
        )
        return around
    }

    private static let inbox = [
        InboxLine(
            id: "1",
            words: "Khách hàng báo nội dung chưa đúng",
            detail: "Chúng tôi chỉ đặt một gói.",
            subject: "HD-2026-KV1-00054 · Công ty Cổ phần FPT",
            address: .contract("c1"),
            when: "23/11/2026 14:05",
            isTask: true,
            isDone: false,
            isNew: true
        ),
        InboxLine(
            id: "2",
            words: "Khách hàng đã thanh toán",
            detail: "1.105.021 ₫",
            subject: "HD-2026-KV1-00053",
            address: .contract("c2"),
            when: "22/11/2026 09:00",
            isTask: false,
            isDone: false,
            isNew: false
        ),
    ]

    static let lines = Table(
        caption: "Gói dịch vụ",
        columns: [.init(name: "Gói"), .init(name: "Thành tiền", isAmount: true)],
        rows: [["Chữ ký số – 12 tháng", "1.080.000 ₫"]]
    ).html

    static func contract(
        _ around: Surroundings,
        _ change: (inout ContractPage.Steps) -> Void
    ) -> ContractPage {
        var steps = ContractPage.Steps()
        change(&steps)
        return ContractPage(
            around: around,
            id: "c1",
            number: "HD-2026-KV1-00054",
            customer: "Công ty Cổ phần FPT",
            badge: Badge("Chờ thanh toán", .warn),
            revision: "1",
            progress: (["Khai báo", "Thanh toán", "CTKV duyệt", "TT CNTT duyệt", "Kích hoạt", "Sử dụng"], 1),
            facts: [Fact("Loại", "Ký mới"), Fact("Mã số thuế", number: "0101248141")],
            lines: lines,
            price: [Fact("Chưa thuế", number: "1.080.000 ₫"), Fact("Tổng thanh toán", number: "1.166.400 ₫")],
            words: "Một triệu một trăm sáu mươi sáu nghìn bốn trăm đồng",
            link: [Fact("Số tiền", number: "1.166.400 ₫"), Fact("Đường dẫn", "dùng được đến 30/11/2026 14:05")],
            isLinkLive: true,
            letters: [
                .init(
                    words: "Yêu cầu thanh toán",
                    recipient: "ketoan@fpt.example",
                    badge: Badge("Bị trả lại", .bad),
                    when: "23/11/2026 14:05"
                )
            ],
            files: [
                .init(id: "f1", name: "hop-dong-da-ky.pdf", size: "212 KB", mayRemove: steps.mayUpload),
                .init(
                    id: "f0",
                    name: "ban-thao.pdf",
                    size: "90 KB",
                    mayRemove: false,
                    remark: "đã rút: Trần Thị Mai (KV1), 23/11/2026 14:00",
                    isWithdrawn: true
                ),
            ],
            disputes: [
                .init(
                    id: "d1",
                    messages: [
                        .init(words: "Chúng tôi chỉ đặt một gói.", contact: "0912345678", when: "23/11/2026 15:00"),
                        .init(words: "Và sai mã số thuế.", contact: "", when: "23/11/2026 15:20"),
                    ],
                    answer: nil
                )
            ],
            approvals: "<p class=\"muted\">–</p>",
            access: "",
            history: [Happening(state: .done, words: "Trình hợp đồng", time: "14:05:00 23/11/2026")],
            steps: steps,
            outdated: steps.maySubmit ? ["Dòng 1 (Chữ ký số – 12 tháng): giá niêm yết đổi."] : []
        )
    }

    private static func form(_ purpose: ContractFormPage.Purpose, isWrong: Bool = false) -> ContractFormPage {
        var page = ContractFormPage(
            around: atWork(),
            purpose: purpose,
            address: .newContract,
            customer: purpose == .declare ? nil : ("k1", "KH-000001 · Công ty Cổ phần FPT"),
            customers: [.init("k1", "Công ty Cổ phần FPT · KH-000001")],
            plans: [.init("CA-12", "Chữ ký số – 12 tháng · 1.200.000 ₫")],
            agents: [.init("a1", "Phạm Văn Đức · Đại lý Sao Mai")],
            lines: [
                .init(
                    plan: "CA-12",
                    quantity: "1",
                    discount: "10",
                    error: isWrong ? "Giảm tối đa 5 % cho dịch vụ này." : nil
                ), .init(plan: "", quantity: "1", discount: ""),
            ],
            values: ["note": "Gấp"],
            errors: isWrong ? [("f-line-0", "Giảm tối đa 5 % cho dịch vụ này.")] : [],
            guardValue: "key"
        )
        page.preview = .init(
            lines: [("Chữ ký số – 12 tháng × 1", "1.080.000 ₫", "Thuế GTGT 8 %")],
            price: [Fact("Chưa thuế", number: "1.080.000 ₫")],
            total: "1.166.400 ₫",
            words: "Một triệu một trăm sáu mươi sáu nghìn bốn trăm đồng"
        )
        if purpose == .amend {
            page.warning = "Lưu thay đổi sẽ đóng đường dẫn thanh toán cũ."
            page.files = [.init(id: "f1", name: "hop-dong-da-ky.pdf", size: "212 KB")]
        }
        return page
    }

    static let contracts: [Specimen] = [
        Specimen(name: "staff-home", page: StaffHomePage(around: atWork(), figures: [], waiting: [])),
        Specimen(
            name: "staff-home-busy",
            page: StaffHomePage(
                around: atWork(.english),
                figures: [Figure(value: "3", label: "Awaiting payment", address: .contracts, tone: .warn)],
                waiting: inbox
            )
        ),
        Specimen(name: "staff-inbox", page: InboxPage(around: atWork(), lines: inbox)),
        Specimen(name: "staff-inbox-empty", page: InboxPage(around: atWork(), lines: [])),
        Specimen(
            name: "contracts",
            page: ContractListPage(
                around: atWork(),
                tabLinks: [.init(words: "Tất cả", address: .contracts, isHere: true, count: "54")],
                table: lines,
                pager: Pager(position: "1–25 trong 54", earlier: nil, later: .contracts),
                text: "FPT",
                state: "",
                mayDeclare: true
            )
        ),
        Specimen(name: "contract-form", page: form(.declare)),
        Specimen(name: "contract-form-wrong", page: form(.changeDraft, isWrong: true)),
        Specimen(name: "contract-form-amend", page: form(.amend)),
        Specimen(
            name: "contract-draft",
            page: contract(atWork()) {
                $0.mayChange = true
                $0.mayUpload = true
                $0.maySubmit = true
                $0.mayCancel = true
            }
        ),
        Specimen(
            name: "contract-asked",
            page: contract(atWork(.english)) {
                $0.mayAmend = true
                $0.mayFollow = true
                $0.mayAnswer = true
                $0.retries = [("x1", "Chữ ký số", "Sai mã gói")]
            }
        ),
        Specimen(name: "contract-reader", page: contract(atWork()) { _ in }),
        Specimen(
            name: "contract-slip",
            page: PaymentSlipPage(
                around: atWork(),
                id: "c1",
                number: "HD-2026-KV1-00054",
                details: details,
                picture: "<svg role=\"img\" aria-label=\"QR\"></svg>",
                until: "30/11/2026 14:05"
            )
        ),
        Specimen(
            name: "dispute",
            page: DisputePage(around: around(), token: "token", contractNumber: "HD-1", message: "", contact: "")
        ),
        Specimen(
            name: "dispute-sent",
            page: DisputePage(
                around: around(),
                token: "token",
                contractNumber: "HD-1",
                message: "",
                contact: "",
                isSent: true
            )
        ),
    ]

    // MARK: Customers

    private static let customerRow = CustomerListPage.Row(
        number: "KH-000001",
        name: "Công ty Cổ phần FPT",
        address: .customer("k1"),
        code: "0101248141",
        contact: "ketoan@fpt.example · 0912345678",
        unit: "KV1"
    )

    private static func customers(_ rows: [CustomerListPage.Row], text: String = "") -> CustomerListPage {
        CustomerListPage(
            around: atWork(),
            rows: rows,
            pager: Pager(position: "1–1 trong 1", earlier: nil, later: nil),
            text: text,
            mayAdd: true
        )
    }

    static let customerPages: [Specimen] = [
        Specimen(name: "customers", page: customers([customerRow])),
        Specimen(name: "customers-empty", page: customers([])),
        Specimen(name: "customers-not-found", page: customers([], text: "không có")),
        Specimen(
            name: "customer",
            page: CustomerPage(
                around: atWork(),
                id: "k1",
                name: "Công ty Cổ phần FPT",
                badge: Badge("Doanh nghiệp", .brand),
                facts: [Fact("Mã số thuế", number: "0101248141")],
                contracts: lines,
                history: [Happening(state: .done, words: "Thêm khách hàng", time: "20/11/2026 08:00")],
                mayChange: true,
                mayDeclare: true
            )
        ),
        Specimen(
            name: "customer-form-alike",
            page: CustomerFormPage(
                around: atWork(),
                address: .newCustomer,
                isNew: true,
                isEnterprise: true,
                values: ["name": "FPT", "taxCode": "0101248141"],
                errors: ["email": "Email chưa đúng."],
                alike: [.init(name: "KH-000001 · FPT", why: "0101248141 · KV2", address: .customer("k1"))]
            )
        ),
    ]
}

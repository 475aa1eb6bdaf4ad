import Kernel
import Markup
import Organisation

@testable import Web

extension Specimen {
    static let house: [Specimen] = units + peopleOfTheHouse + settings + audit

    private static func desk(_ language: Language = .vietnamese) -> Surroundings {
        var around = around(language)
        around.path = "/quan-ly/don-vi"
        around.staff = StaffBadge(
            name: "Hoàng Thị Quản Trị",
            unit: "CNTT",
            waiting: 3,
            sections: [.overview, .inbox, .contracts, .house, .auditLog, .ownDesk]
        )
        return around
    }

    // MARK: Units and rights

    private static let units: [Specimen] = [
        Specimen(
            name: "house-units",
            page: UnitsPage(
                around: desk(),
                lines: [
                    .init(
                        code: "CNTT",
                        name: "Trung tâm Công nghệ thông tin MobiFone",
                        kind: "Trung tâm CNTT",
                        people: "12",
                        example: "HD-2026-CNTT-00001",
                        officer: "Phạm Thu Hà"
                    ),
                    .init(
                        code: "KV1",
                        name: "Công ty Dịch vụ MobiFone Khu vực 1",
                        kind: "Công ty khu vực (CTKV)",
                        people: "41",
                        example: "HD-2026-KV1-00001",
                        officer: "–"
                    ),
                ]
            )
        ), Specimen(name: "house-unit", page: unit(desk(), error: nil)),
        Specimen(name: "house-unit-wrong", page: unit(desk(), error: "VNPAY không nhận ký tự “Đ”")),
        Specimen(name: "house-unit-reader", page: unit(desk(), mayChange: false)),
        Specimen(name: "house-permissions", page: permissions(desk())),
        Specimen(name: "house-permissions-en", page: permissions(desk(.english))),
        Specimen(
            name: "house-officers",
            page: OfficersPage(
                around: desk(),
                lines: [
                    .init(
                        unit: "KV1",
                        name: "Phạm Thu Hà",
                        days: "01/11/2026 – nay",
                        document: "CV 123/CTKV1-TC ngày 28/10/2026",
                        isInCharge: true
                    ),
                    .init(
                        unit: "KV1",
                        name: "Lê Minh Đức",
                        days: "01/01/2026 – 31/10/2026",
                        document: "CV 7/CTKV1-TC",
                        isInCharge: false
                    ),
                ],
                people: [.init("1", "KV1 · Phạm Thu Hà")],
                form: .init(from: "2026-11-23"),
                news: "Đã đăng ký đầu mối mới."
            )
        ), Specimen(name: "house-officers-empty", page: OfficersPage(around: desk(), lines: [], people: [])),
    ]

    private static func unit(_ around: Surroundings, error: String? = nil, mayChange: Bool = true) -> UnitPage {
        UnitPage(
            around: around,
            code: "KV1",
            name: "Công ty Dịch vụ MobiFone Khu vực 1",
            facts: [Fact("Loại", "Công ty khu vực (CTKV)"), Fact("Người đang làm việc", number: "41")],
            pattern: error == nil ? "HD-{year}-{unit}-{number}" : "HĐ-{year}-{unit}-{number}",
            examples: ["HD-2026-KV1-00001", "HD-2026-KV1-00002", "HD-2026-KV1-99999"],
            mayChange: mayChange,
            error: error
        )
    }

    private static func permissions(_ around: Surroundings) -> PermissionsPage {
        let words = HouseWords(language: around.language)
        return PermissionsPage(
            around: around,
            roles: [
                around.language("Quản lý khách hàng", "Account manager"), around.language("Kế toán", "Accountant"),
            ],
            lines: [
                .init(action: words.action(.declareContracts), reaches: [words.reach(.own), words.reach(nil)]),
                .init(action: words.action(.viewPayments), reaches: [words.reach(.own), words.reach(.unit)]),
                .init(action: words.action(.reconcile), reaches: [words.reach(nil), words.reach(.central)]),
            ]
        )
    }

    // MARK: People

    private static let peopleOfTheHouse: [Specimen] = [
        Specimen(
            name: "house-people",
            page: people([
                .init(
                    id: "1",
                    name: "Nguyễn Văn An",
                    email: "an.nguyen@mobifone.vn",
                    unit: "KV1",
                    roles: "Quản lý khách hàng (AM/KAM)",
                    state: Badge("Đang làm việc", .good)
                ),
                .init(
                    id: "2",
                    name: "Trần Thị Bình",
                    email: "binh.tran@mobifone.vn",
                    unit: "CNTT",
                    roles: "Kế toán, Kiểm toán nội bộ",
                    state: Badge("Đã mời", .warn)
                ),
            ])
        ), Specimen(name: "house-people-empty", page: people([])),
        Specimen(name: "house-person", page: person),
        Specimen(name: "house-invite", page: personForm(nil)),
        Specimen(name: "house-invite-wrong", page: personForm(nil, isWrong: true)),
        Specimen(name: "house-person-change", page: personForm("1")),
    ]

    private static func people(_ lines: [PeoplePage.Line]) -> PeoplePage {
        PeoplePage(
            around: desk(),
            lines: lines,
            wish: .init(
                words: "an",
                role: "",
                unit: "KV1",
                state: "",
                roles: [.init("", "Tất cả"), .init("agent", "Đại lý")],
                units: [.init("", "Tất cả"), .init("KV1", "KV1 · Khu vực 1")],
                states: [.init("", "Tất cả"), .init("active", "Đang làm việc")]
            ),
            pager: Pager(position: "1–2 trong 2", earlier: nil, later: nil),
            mayInvite: true
        )
    }

    private static let person = PersonPage(
        around: desk(),
        id: "1",
        name: "Nguyễn Văn An",
        state: Badge("Đang làm việc", .good),
        facts: [
            Fact("Email", "an.nguyen@mobifone.vn"), Fact("Đơn vị", "KV1 · Công ty Dịch vụ MobiFone Khu vực 1"),
            Fact("Xác thực hai lớp", "Đã bật"), Fact("Nơi đang đăng nhập", number: "2"),
        ],
        steps: [
            .init(
                name: "Đặt lại xác thực hai lớp",
                value: "reset_second_factor",
                warning: "Mã trên điện thoại cũ hết hiệu lực.",
                isDangerous: true
            ),
            .init(name: "Tạm khóa", value: "suspend", warning: "Người này bị đăng xuất ngay.", isDangerous: true),
        ],
        mayChange: true,
        story: [Happening(state: .done, words: "staff.invited", time: "20/11/2026 09:00")],
        news: "Đã lưu."
    )

    private static func personForm(_ id: String?, isWrong: Bool = false) -> PersonFormPage {
        var page = PersonFormPage(
            around: desk(),
            id: id,
            name: "Nguyễn Văn An",
            email: isWrong ? "an@" : "an.nguyen@mobifone.vn",
            phone: "0901234567",
            unit: "KV1",
            units: [.init("KV1", "KV1 · Công ty Dịch vụ MobiFone Khu vực 1")],
            roles: [
                .init(value: "account_manager", label: "Quản lý khách hàng (AM/KAM)", isChosen: true),
                .init(value: "regional_approver", label: "Phê duyệt CTKV", isChosen: isWrong),
            ]
        )
        if isWrong {
            page.errors.email = "Địa chỉ email chưa đúng"
            page.errors.roles = "Người khai báo hợp đồng không được phê duyệt hay đối soát"
        }
        return page
    }

    // MARK: Settings

    private static let settings: [Specimen] = [
        Specimen(name: "house-discounts", page: discounts(error: nil)),
        Specimen(name: "house-discounts-wrong", page: discounts(error: ("MBF-CA", "hãy ghi số từ 0 đến 100"))),
        Specimen(
            name: "house-holidays",
            page: HolidaysPage(
                around: desk(),
                years: [
                    (
                        "2027",
                        [
                            .init(day: "05/02/2027", key: "2027-02-05", weekday: "Thứ sáu", name: "Tết Đinh Mùi"),
                            .init(day: "08/02/2027", key: "2027-02-08", weekday: "Thứ hai", name: "Tết Đinh Mùi"),
                        ]
                    )
                ],
                mayChange: true,
                missing: 24
            )
        ),
        Specimen(
            name: "house-holidays-empty",
            page: HolidaysPage(around: desk(), years: [], mayChange: false, missing: 0)
        ),
        Specimen(name: "house-invoice-policy", page: policy(desk(), mayChange: true)),
        Specimen(name: "house-invoice-policy-en", page: policy(desk(.english), mayChange: false)),
    ]

    private static func discounts(error: (code: String, words: String)?) -> DiscountsPage {
        DiscountsPage(
            around: desk(),
            lines: [
                .init(code: "*", name: "Mức chung cho mọi dịch vụ", own: "5", effective: "5 %"),
                .init(code: "MBF-CA", name: "Chữ ký số MobiFone CA", own: "12,5", effective: "12,5 %"),
                .init(code: "MBF-CAM", name: "Camera AI", own: "", effective: "5 %"),
            ],
            mayChange: true,
            error: error
        )
    }

    private static func policy(_ around: Surroundings, mayChange: Bool) -> InvoicePolicyPage {
        InvoicePolicyPage(
            around: around,
            questions: [
                .init(
                    name: "date",
                    label: around.language("Ngày ghi trên hóa đơn", "The date on the invoice"),
                    hint: around.language("Ngày lập (NLap)", "The day it is drawn up (NLap)"),
                    value: "payment"
                )
            ],
            options: [
                .init("payment", around.language("Ngày nhận tiền", "When the money comes")),
                .init("reconciliation", around.language("Ngày đối soát xong", "When the day is reconciled")),
            ],
            series: "TKH",
            unaskedDays: "5",
            mayChange: mayChange
        )
    }

    // MARK: The audit log

    private static let audit: [Specimen] = [
        Specimen(name: "audit-log", page: auditLog(.good, "Chuỗi nguyên vẹn đến mắt xích 1204")),
        Specimen(name: "audit-log-broken", page: auditLog(.bad, "Chuỗi bị đứt sau mắt xích 17: nhật ký đã bị sửa")),
        Specimen(
            name: "deliveries",
            page: DeliveriesPage(
                around: desk(),
                parked: [
                    .init(
                        key: "mail/payment_link/018f/an@example.vn",
                        kind: "send_mail",
                        isParked: true,
                        tries: "12",
                        since: "22/11/2026 08:00",
                        next: "–",
                        reason: "550 no such mailbox"
                    )
                ],
                waiting: [
                    .init(
                        key: "activate/018f",
                        kind: "activate",
                        isParked: false,
                        tries: "2",
                        since: "23/11/2026 11:58",
                        next: "23/11/2026 12:02",
                        reason: "HTTP 503"
                    )
                ]
            )
        ),
        Specimen(
            name: "deliveries-empty",
            page: DeliveriesPage(around: desk(), parked: [], waiting: [], news: "Đã đưa vào hàng gửi lại.")
        ),
    ]

    private static func auditLog(_ tone: Tone, _ words: String) -> AuditLogPage {
        AuditLogPage(
            around: desk(),
            lines: [
                .init(
                    when: "14:05:09 23/11/2026",
                    actor: "Nguyễn Văn An",
                    actorKey: "staff:018f",
                    action: "contract.submitted",
                    subject: "HD-2026-KV1-00054",
                    subjectAddress: .contract("018f"),
                    detail: ["number=HD-2026-KV1-00054", "amount_dong=1296000"],
                    sequence: "1204"
                ),
                .init(
                    when: "14:05:11 23/11/2026",
                    actor: "partner:vnpay",
                    actorKey: "partner:vnpay",
                    action: "contract.paid",
                    subject: "setting:invoice.date",
                    subjectAddress: nil,
                    detail: [],
                    sequence: nil
                ),
            ],
            wish: .init(subject: "HD-2026-KV1-00054", action: "contract."),
            chain: .init(words: words, tone: tone, detail: "1204 dòng đã vào chuỗi, 1 dòng đang chờ."),
            proof: tone == .good ? nil : Address.auditLog.asking("kiem-tra", "1"),
            export: Address.auditExport.asking("viec", "contract."),
            later: Address.auditLog.asking("truoc", "018f"),
            mayDeliver: true
        )
    }
}

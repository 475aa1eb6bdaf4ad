import Kernel
import Markup

@testable import Web

extension Specimen {
    private static func row(_ refusal: String? = nil) -> ApprovalListPage.Row {
        ApprovalListPage.Row(
            id: "a1",
            hash: "0f",
            number: "HD-2026-KV1-00054",
            customer: "Công ty Cổ phần FPT",
            amount: "1.166.400 ₫",
            step: "Công ty khu vực (CTKV)",
            unit: "KV1",
            due: Badge("Hạn 25/11/2026 17:30", .calm),
            refusal: refusal
        )
    }

    private static func decision(refusal: String?) -> ApprovalPage {
        ApprovalPage(
            around: atWork(),
            id: "a1",
            hash: "0f",
            number: "HD-2026-KV1-00054",
            contract: .contract("c1"),
            customer: "Công ty Cổ phần FPT",
            step: "Công ty khu vực (CTKV)",
            due: Badge("Hạn 25/11/2026 17:30", .warn),
            facts: [Fact("Loại", "Ký mới")],
            payment: [Fact("Đã trả lúc", number: "14:06:31 23/11/2026")],
            lines: lines,
            totalLabel: "Tổng thanh toán",
            total: "1.166.400 ₫",
            words: "Một triệu một trăm sáu mươi sáu nghìn bốn trăm đồng",
            files: [
                .init(name: "hop-dong-sua.pdf", address: .attachment("f2"), remark: "thay hop-dong-da-ky.pdf"),
                .init(
                    name: "hop-dong-da-ky.pdf",
                    address: .attachment("f1"),
                    remark: "đã thay bằng hop-dong-sua.pdf: Trần Thị Mai (KV1), 23/11/2026 15:00",
                    isWithdrawn: true
                ),
            ],
            comparison: refusal == nil
                ? .init(
                    words: "Lần sửa đổi 0 đã được duyệt: Công ty khu vực (CTKV), Vũ Thu Hà (KV1), 23/11/2026 14:30.",
                    rows: [
                        .init(label: "Ngày bắt đầu", before: "01/12/2026", after: "05/12/2026"),
                        .init(label: "Tệp", before: "hop-dong-da-ky.pdf", after: "hop-dong-sua.pdf"),
                    ]
                ) : nil,
            decisions: [
                Happening(state: .now, words: "Công ty khu vực (CTKV)", time: "hạn 25/11/2026 17:30"),
                Happening(state: .next, words: "Trung tâm CNTT"),
            ],
            history: [Happening(state: .done, words: "Khách hàng đã thanh toán", time: "14:06:31 23/11/2026")],
            particulars: [Fact("Hợp đồng", "HD-2026-KV1-00054"), Fact("Lần sửa đổi", "0")],
            snapshot: "Hợp đồng: HD-2026-KV1-00054\nLần sửa đổi: 0\n",
            refusal: refusal,
            onBehalfOf: refusal == nil ? "Vũ Thu Hà" : nil
        )
    }

    private static func activations(_ rows: [ActivationListPage.Row]) -> ActivationListPage {
        ActivationListPage(around: atWork(), rows: rows)
    }

    static let approvals: [Specimen] = [
        Specimen(
            name: "approvals",
            page: ApprovalListPage(around: atWork(), rows: [row(), row("Bạn là người khai báo")], mayDelegate: true)
        ),
        Specimen(
            name: "approvals-summary",
            page: ApprovalListPage(
                around: atWork(),
                rows: [row()],
                mayDelegate: false,
                summary: .init(
                    count: "1",
                    total: "1.166.400 ₫",
                    words: "Một triệu một trăm sáu mươi sáu nghìn bốn trăm đồng",
                    rows: [row()]
                )
            )
        ),
        Specimen(name: "approvals-empty", page: ApprovalListPage(around: atWork(), rows: [], mayDelegate: false)),
        Specimen(name: "approval", page: decision(refusal: nil)),
        Specimen(name: "approval-not-mine", page: decision(refusal: "Bước này thuộc về người khác.")),
        Specimen(
            name: "delegations",
            page: DelegationPage(
                around: atWork(),
                rows: [
                    .init(
                        id: "u1",
                        to: "Vũ Thu Hà",
                        days: "01/12/2026 – 05/12/2026",
                        reason: "Nghỉ phép",
                        badge: Badge("Sắp tới", .brand),
                        mayRevoke: true
                    )
                ],
                standsInFor: ["Lê Quang Hải"],
                people: [.init("p1", "Vũ Thu Hà")],
                values: [:]
            )
        ),
        Specimen(
            name: "activations",
            page: activations([
                .init(
                    contract: .contract("c1"),
                    number: "HD-2026-KV1-00054",
                    customer: "Công ty Cổ phần FPT",
                    plan: "Chữ ký số – 12 tháng",
                    wanted: "kích hoạt",
                    badge: Badge("Không thành công", .bad),
                    reason: "Sai mã gói",
                    since: "23/11/2026 14:07",
                    retry: .retryActivation("x1")
                ),
                .init(
                    contract: .contract("c2"),
                    number: "HD-2026-KV1-00055",
                    customer: "Công ty Cổ phần FPT",
                    plan: "SMS Brandname",
                    wanted: "tạm ngưng",
                    badge: Badge("Đang thực hiện", .brand),
                    reason: "",
                    since: "23/11/2026 14:08",
                    retry: nil
                ),
            ])
        ),
        Specimen(name: "activations-empty", page: activations([])),
        Specimen(
            name: "staff-sign-in",
            page: StaffSignInPage(around: around(), error: "Email hoặc mật khẩu chưa đúng.")
        ),
        Specimen(name: "staff-code", page: StaffCodePage(around: around(), challenge: "c")),
        Specimen(
            name: "staff-enrolment",
            page: StaffEnrolmentPage(
                around: around(),
                challenge: "c",
                picture: "<svg aria-hidden=\"true\"></svg>",
                secret: "ABCD EFGH"
            )
        ),
        Specimen(name: "staff-forgot", page: StaffForgotPage(around: around(.english))),
        Specimen(name: "staff-forgot-sent", page: StaffForgotPage(around: around(), isSent: true)),
        Specimen(
            name: "staff-password",
            page: StaffPasswordPage(
                around: around(),
                address: .staffInvitation("t"),
                person: "Trần Thị Mai · am@example.vn",
                isInvitation: true
            )
        ),
        Specimen(
            name: "staff-password-spent",
            page: StaffPasswordPage(around: around(), address: .staffReset("t"), person: nil, isInvitation: false)
        ),
        Specimen(
            name: "staff-own-desk",
            page: OwnDeskPage(
                around: atWork(),
                facts: [Fact("Họ tên", "Trần Thị Mai")],
                hasSecondFactor: false,
                devices: [
                    .init(
                        id: "s1",
                        name: "Chrome trên Linux",
                        address: "127.0.0.1",
                        lastSeen: "23/11/2026 14:00",
                        isThis: false
                    )
                ]
            )
        ),
    ]
}

import Kernel
import Markup

@testable import Web

/// Refunds: the list, and a case in each of its states.
extension Specimen {
    private static let reference = "HD-2026-KV1-00054-01"

    private static func tabs(_ language: Language) -> [TabLink] {
        [
            TabLink(words: language("Tất cả", "All"), address: .refunds, isHere: true, count: "2"),
            TabLink(
                words: language("Cần đề xuất", "To be proposed"),
                address: Address.refunds.asking("trang-thai", "open"),
                isHere: false,
                count: "1"
            ),
        ]
    }

    private static func list(_ around: Surroundings, isEmpty: Bool = false) -> RefundListPage {
        RefundListPage(
            around: around,
            rows: isEmpty
                ? []
                : [
                    RefundListPage.Row(
                        id: "r1",
                        kind: "Hợp đồng bị từ chối: cần hoàn tiền",
                        reference: reference,
                        customer: "Công ty <Thử>",
                        contract: ("HD-2026-KV1-00054", .contract("c1")),
                        amount: "1.105.021 ₫",
                        standing: Badge("Cần đề xuất", .bad),
                        way: "–",
                        age: "3 giờ"
                    ),
                    RefundListPage.Row(
                        id: "r2",
                        kind: "Thành công cho mã không có ở đây",
                        reference: "LA-1",
                        customer: "không rõ",
                        contract: nil,
                        amount: "5.000 ₫",
                        standing: Badge("Đã đóng", .good),
                        way: "Không hoàn lại · 5.000 ₫",
                        age: "2 ngày"
                    ),
                ],
            tabLinks: tabs(around.language),
            pager: Pager(position: "1–2 trong 2", earlier: nil, later: nil),
            text: "HD-2026",
            standing: "",
            exports: isEmpty ? nil : (.exportRefunds.asking("dang", "csv"), .exportRefunds.asking("dang", "xlsx"))
        )
    }

    private static func proposal(_ badge: Badge, reason: String? = nil) -> RefundCasePage.Proposal {
        RefundCasePage.Proposal(
            id: "p1",
            way: "Hoàn qua VNPAY",
            amount: "1.105.021 ₫",
            badge: badge,
            reason: reason,
            facts: [
                Fact("Lý do", "hợp đồng bị từ chối"), Fact("Người đề xuất", "Bùi Lan Anh (CNTT) · 09:00 24/11/2026"),
            ],
            messages: [
                RefundCasePage.Message(
                    words: "Yêu cầu hoàn tiền 0a1b2c",
                    verdict: "processing",
                    when: "09:05:00 24/11/2026 → 09:05:01 24/11/2026",
                    fields: MaskedMessage(#"{"vnp_ResponseCode":"00","vnp_SecureHash":"0123456789abcdef"}"#)
                ),
                RefundCasePage.Message(
                    words: "Hỏi kết quả (querydr) 9f8e",
                    verdict: "none: timeout",
                    when: "09:10:00 24/11/2026",
                    fields: nil
                ),
            ]
        )
    }

    private static func refundCase(
        _ around: Surroundings,
        _ badge: Badge,
        _ steps: RefundCasePage.Steps,
        _ proposals: [RefundCasePage.Proposal] = [],
        problem: String? = nil
    ) -> RefundCasePage {
        RefundCasePage(
            around: around,
            id: "r1",
            reference: reference,
            kind: "Hợp đồng bị từ chối: cần hoàn tiền",
            badge: badge,
            lead: "Công ty <Thử> · 1.105.021 ₫",
            nextStep: around.language("Đề xuất cách xử lý.", "Propose what to do."),
            facts: [Fact("Còn có thể hoàn", number: "1.105.021 ₫")],
            proposals: proposals,
            story: [
                Happening(state: .done, words: "Mở hồ sơ hoàn tiền", time: "08:00:00 24/11/2026", detail: "Hệ thống")
            ],
            invoices: proposals.isEmpty ? [] : [["QLDV-HD-2026-KV1-00054-DC1", Badge("Chờ gửi", .calm).html]],
            steps: steps,
            ways: [.init("vnpay", "Hoàn qua VNPAY"), .init("outside", "Đã chuyển khoản ngoài VNPAY")],
            keepings: [.init("left_to_us", "Khách hàng không nhận lại")],
            left: "1.105.021",
            today: "2026-11-24",
            problem: problem
        )
    }

    static let refunds: [Specimen] = [
        Specimen(name: "refund-list", page: list(atWork())),
        Specimen(name: "refund-list-en", page: list(atWork(.english))),
        Specimen(name: "refund-list-empty", page: list(atWork(), isEmpty: true)),
        Specimen(
            name: "refund-case-open",
            page: refundCase(
                atWork(),
                Badge("Cần đề xuất", .bad),
                .init(mayPropose: true),
                problem: "Vượt số còn lại của khoản thanh toán: nhiều nhất 1.105.021 ₫."
            )
        ),
        Specimen(
            name: "refund-case-proposed",
            page: refundCase(
                atWork(),
                Badge("Chờ người thứ hai đồng ý", .warn),
                .init(mayConfirm: true, maySendBack: true),
                [proposal(Badge("Chờ người thứ hai đồng ý", .warn))]
            )
        ),
        Specimen(
            name: "refund-case-unclear-en",
            page: refundCase(
                atWork(.english),
                Badge("VNPAY’s word is unclear", .bad),
                .init(mayAskAgain: true, mayRule: true),
                [proposal(Badge("Unclear: 77", .bad), reason: "See at VNPAY’s portal.")]
            )
        ),
        Specimen(
            name: "refund-case-closed",
            page: refundCase(atWork(), Badge("Đã đóng", .good), .init(), [proposal(Badge("Xong", .good))])
        ),
    ]
}

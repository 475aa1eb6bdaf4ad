import Kernel
import Markup

@testable import Web

extension Specimen {
    private static func list(_ around: Surroundings, isEmpty: Bool = false) -> InvoiceListPage {
        let row = InvoiceListPage.Row(
            id: "i1",
            number: "–",
            kind: "Hóa đơn gốc",
            contract: ("c1", "HD-2026-KV1-00054"),
            customer: "Công ty Cổ phần FPT",
            unit: "KV1",
            date: "23/11/2026",
            deadline: ("24/11/2026 – quá hạn 1 ngày", .bad),
            state: Badge("Bị từ chối", .bad),
            reason: "Mã số thuế người mua không hợp lệ",
            total: "1.166.400 ₫"
        )
        return InvoiceListPage(
            around: around,
            tabLinks: [
                .init(words: "Tất cả", address: .staffInvoices, isHere: false, count: "54"),
                .init(words: "Cần xử lý", address: .staffInvoices, isHere: true, count: "1"),
            ],
            columns: ["Hóa đơn", "Hợp đồng", "Người mua", "Đơn vị", "Trạng thái", "Ngày lập", "Hạn ký gửi"].map {
                .init(name: $0)
            } + [.init(name: "Tổng tiền", isAmount: true)],
            rows: isEmpty ? [] : [row],
            pager: Pager(position: "1–1 trong 1", earlier: nil, later: nil),
            values: ["tim": "FPT", "trang-thai": "can-xu-ly"],
            units: [.init("KV1", "KV1 · Khu vực 1")],
            export: isEmpty ? nil : .exportInvoices
        )
    }

    private static func invoice(_ around: Surroundings) -> InvoicePage {
        InvoicePage(
            around: around,
            id: "i1",
            name: "1C26TQD-17",
            badges: [Badge("Đã phát hành", .good), Badge("Đã bị điều chỉnh", .calm)],
            facts: [Fact("Ngày lập", number: "23/11/2026"), Fact("Hạn ký và gửi", number: "24/11/2026")],
            buyer: [Fact("Tên", "Công ty Cổ phần FPT"), Fact("Mã số thuế", number: "0101248141")],
            lines: lines,
            sums: [Fact("Tổng thanh toán", number: "1.166.400 ₫")],
            words: "Một triệu một trăm sáu mươi sáu nghìn bốn trăm đồng",
            corrected: nil,
            corrections: [
                .init(
                    id: "i2",
                    number: "1C26TQD-18",
                    kind: "Điều chỉnh giảm",
                    state: Badge("Đã phát hành", .good),
                    total: "216.000 ₫",
                    reason: "Giảm giá sau bán"
                )
            ],
            history: [Happening(state: .done, words: "Đã phát hành", time: "14:05:00 23/11/2026")],
            files: (true, true),
            mayAdjust: true
        )
    }

    private static func refused(_ around: Surroundings, isWrong: Bool = false) -> InvoicePage {
        var page = InvoicePage(
            around: around,
            id: "i1",
            name: "QLDV-HD-2026-KV1-00054",
            badges: [Badge("Cần xử lý", .warn)],
            facts: [Fact("Hạn ký và gửi", markup: Badge("24/11/2026 – còn 0 ngày", .warn).html)],
            buyer: [Fact("Tên", "Công ty Cổ phần FPT")],
            lines: lines,
            sums: [],
            words: "",
            corrected: nil,
            corrections: [],
            history: [Happening(state: .stuck, words: "Cần người xử lý", time: "14:05:00 23/11/2026")],
            files: (false, false)
        )
        page.trouble = ("Cần bạn quyết định", "Ký hiệu đã có hóa đơn với ngày muộn hơn.")
        page.retry = .init(name: "Công ty Cổ phần FPT", taxCode: "0101248142", address: "Hà Nội", needsToday: true)
        if isWrong { page.retry?.errors = [("f-taxCode", "Mã số thuế không đúng.")] }
        return page
    }

    private static func correction(
        _ purpose: InvoiceCorrectionPage.Purpose,
        isWrong: Bool = false
    ) -> InvoiceCorrectionPage {
        var line = InvoiceCorrectionPage.Line(
            code: "CA-12",
            name: "Chữ ký số – 12 tháng",
            unit: "gói",
            quantity: "1",
            unitPrice: "1.080.000",
            rate: "8%"
        )
        if isWrong { line.error = "Số lượng là số nguyên từ 1." }
        return InvoiceCorrectionPage(
            around: atWork(),
            purpose: purpose,
            id: "i1",
            name: "1C26TQD-17",
            total: "1.166.400 ₫",
            reason: "Sai mã số thuế",
            directions: [("increase", "Điều chỉnh tăng"), ("decrease", "Điều chỉnh giảm")],
            direction: "decrease",
            lines: [line, .init(rate: "8%")],
            rates: ["8%"],
            buyer: ("Công ty Cổ phần FPT", "0101248141", "Hà Nội"),
            errors: isWrong ? [("f-line-0", "Số lượng là số nguyên từ 1."), ("f-direction", "Xin điền mục này.")] : []
        )
    }

    static let staffInvoices: [Specimen] = [
        Specimen(name: "staff-invoices", page: list(atWork())),
        Specimen(name: "staff-invoices-empty", page: list(atWork(.english), isEmpty: true)),
        Specimen(name: "staff-invoice", page: invoice(atWork())),
        Specimen(name: "staff-invoice-refused", page: refused(atWork())),
        Specimen(name: "staff-invoice-wrong", page: refused(atWork(.english), isWrong: true)),
        Specimen(name: "staff-invoice-adjust", page: correction(.adjust)),
        Specimen(name: "staff-invoice-adjust-wrong", page: correction(.adjust, isWrong: true)),
        Specimen(name: "staff-invoice-replace", page: correction(.replace)),
    ]
}

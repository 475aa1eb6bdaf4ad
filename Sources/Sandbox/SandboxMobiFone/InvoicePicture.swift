import Kernel
import MobiFoneInvoice
import Typesetting

/// The invoice as a person reads it.
struct InvoicePicture {
    let invoice: IssuedInvoice
    let seller: MobiFoneSandboxSettings.Seller

    private var draft: MobiFone.Draft { invoice.draft }

    var document: PDFDocument {
        let number = invoice.number.map { $0.padded(8) } ?? "(chưa cấp số)"
        var document = PDFDocument(
            title: "Hóa đơn \(invoice.series) số \(number)",
            createdAt: (invoice.signedAt ?? invoice.savedAt).iso8601
        ) { page, pages in PDFText("Hệ thống giả lập – không có giá trị pháp lý · Trang \(page)/\(pages)") }
        document.watermark = "HÓA ĐƠN THỬ NGHIỆM"
        addHead(number, to: &document)
        addParties(to: &document)
        document.table(lineTable)
        document.table(rateTable)
        document.paragraph(
            PDFText("Số tiền viết bằng chữ: ")
                + PDFText(draft.tgtttbchu ?? AmountInWords.text(draft.tgtttbso)).bold.italic
        )
        addSignatures(to: &document)
        return document
    }

    private func addHead(_ number: String, to document: inout PDFDocument) {
        document.paragraph(PDFText("HÓA ĐƠN GIÁ TRỊ GIA TĂNG").bold.coloured("a3141f"), .centre, percent: 175)
        document.paragraph(PDFText("(VAT INVOICE)").italic, .centre)
        let day = Day(iso8601: draft.nlap)?.components
        let date = day.map { "Ngày \($0.day.padded(2)) tháng \($0.month.padded(2)) năm \($0.year)" } ?? draft.nlap
        document.paragraph(PDFText(date), .centre)
        document.paragraph(
            PDFText("Ký hiệu (Serial): ") + PDFText(invoice.series).bold + PDFText("    Số (No.): ")
                + PDFText(number).bold.coloured("a3141f"),
            .centre
        )
        document.paragraph(
            PDFText("Mã của cơ quan thuế: ") + PDFText(invoice.authorityCode ?? "chưa được cấp").bold,
            .centre
        )
        if let sentence { document.paragraph(PDFText(sentence).italic, .centre) }
        document.rule()
    }

    /// The fixed sentence of an adjusting or replacing invoice.
    private var sentence: String? {
        guard let kind = invoice.kind, kind.isCorrection else { return nil }
        let day = draft.nlhdclquan.flatMap { Day(iso8601: $0) }?.components
        let date = day.map { "ngày \($0.day.padded(2)) tháng \($0.month.padded(2)) năm \($0.year)" } ?? ""
        return "\(kind == .replacement ? "Thay thế" : "Điều chỉnh") cho hóa đơn Mẫu số \(draft.khmshdclquan ?? "") "
            + "ký hiệu \(draft.khhdclquan ?? "") số \(draft.shdclquan ?? "") \(date)"
    }

    private func addParties(to document: inout PDFDocument) {
        let seller: [(String, String?)] = [
            ("Đơn vị bán hàng", seller.name), ("Mã số thuế", seller.taxCode), ("Địa chỉ", seller.address),
        ]
        let buyer: [(String, String?)] = [
            ("Họ tên người mua hàng", draft.tnmua), ("Tên đơn vị", draft.ten), ("Mã số thuế", draft.mst),
            ("Số định danh", draft.cmndmua), ("Địa chỉ", draft.dchi), ("Hình thức thanh toán", draft.htttoan),
            ("Số đơn hàng", draft.sdhang),
        ]
        for party in [seller, buyer] {
            for (label, value) in party where !(value ?? "").isEmpty {
                document.paragraph(PDFText("\(label): ") + PDFText(value ?? "").bold)
            }
            document.rule()
        }
    }

    private var lineTable: PDFTable {
        PDFTable(
            [
                .init(7, .centre), .init(31), .init(9, .centre), .init(8, .right), .init(14, .right), .init(15, .right),
                .init(9, .centre), .init(13, .right),
            ],
            head: [
                "STT", "Tên hàng hóa, dịch vụ", "Đơn vị tính", "Số lượng", "Đơn giá", "Thành tiền", "Thuế suất",
                "Tiền thuế",
            ]
            .map { PDFTable.Cell(PDFText($0).bold, .centre) },
            rows: draft.lines.map { line in
                [
                    String(line.stt), line.ten, line.mdvtinh, grouped(line.sluong), grouped(line.dgia),
                    grouped(line.thtien), MobiFone.VATCode(rawValue: line.tsuat)?.invoiceText ?? line.tsuat,
                    grouped(line.tthue),
                ].map { PDFTable.Cell(PDFText($0)) }
            }
        )
    }

    private var rateTable: PDFTable {
        let rows = RateTotal.of(draft).map { total in
            [
                "Thuế suất \(total.rate.invoiceText)", grouped(total.net), grouped(total.vat),
                grouped(total.net + total.vat),
            ].map { PDFTable.Cell(PDFText($0)) }
        }
        let sum = ["Tổng cộng", grouped(draft.tgtcthue), grouped(draft.tgtthue), grouped(draft.tgtttbso)]
            .map { PDFTable.Cell(PDFText($0).bold) }
        return PDFTable(
            [.init(40), .init(22, .right), .init(22, .right), .init(22, .right)],
            head: ["Tổng hợp theo thuế suất", "Tiền trước thuế", "Tiền thuế GTGT", "Tiền thanh toán"]
                .map { PDFTable.Cell(PDFText($0).bold, .centre) },
            rows: rows + [sum]
        )
    }

    private func addSignatures(to document: inout PDFDocument) {
        let signed = invoice.signedAt.map { "Đã ký điện tử (giả lập)\n\(seller.name)\n\($0.displayWithSeconds)" }
        document.space(points: 8)
        document.table(
            PDFTable(
                [.init(1, .centre), .init(1, .centre)],
                rows: [
                    [.init(PDFText("Người mua hàng").bold), .init(PDFText("Người bán hàng").bold)],
                    ["", .init(PDFText(signed ?? "(chưa ký)").coloured("0c6b3d"))],
                ],
                border: .none
            )
        )
        if let code = invoice.lookUpCode {
            document.paragraph(PDFText("Tra cứu tại /tra-cuu với mã: ") + PDFText(code).bold, .centre)
        }
    }
}

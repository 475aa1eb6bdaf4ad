import Invoicing
import Kernel

/// The buyer as an invoice shall name them.
struct InvoiceBuyerInput: Described {
    let name: String
    var taxCode: String?
    let address: String

    static let shape = Shape(
        "InvoiceBuyerInput",
        "Người mua như hóa đơn cần ghi; thay toàn bộ",
        "The buyer as the invoice shall name them, in full",
        [
            .always("name", .text(1...400), "Tên đơn vị hoặc người mua", "Name"),
            .maybe("tax_code", .text(0...20), "Mã số thuế, nếu có", "Tax code, if any"),
            .always("address", .text(1...400), "Địa chỉ", "Address"),
        ]
    )

    static var specimen: InvoiceBuyerInput {
        InvoiceBuyerInput(name: "Công ty TNHH Sao Mai", taxCode: "0100686209", address: "Số 5 Duy Tân, Hà Nội")
    }

    var form: InvoiceBuyerForm {
        var form = InvoiceBuyerForm()
        form.name = name
        form.taxCode = taxCode ?? ""
        form.address = address
        return form
    }
}

/// A line of a correction.
struct InvoiceLineInput: Described {
    var code: String?
    let name: String
    let unit: String
    let quantity: Int64
    let unitPriceDong: Int64
    let vatRate: String

    static let shape = Shape(
        "InvoiceLineInput",
        "Dòng hóa đơn",
        "A line of an invoice",
        [
            .maybe("code", .text(0...50), "Mã hàng", "Code"),
            .always("name", .text(1...500), "Tên hàng hóa, dịch vụ", "What is sold"),
            .always("unit", .text(1...50), "Đơn vị tính", "Unit"),
            .always("quantity", .integer(1...1_000_000), "Số lượng", "Quantity"),
            .always("unit_price_dong", .integer(1...Money.limit), "Đơn giá chưa thuế", "Price before VAT"),
            .always(
                "vat_rate",
                .text(2...10),
                "Thuế suất của hóa đơn gốc, như 8% hoặc KCT",
                "A VAT rate of the corrected invoice, such as 8% or KCT"
            ),
        ]
    )

    static var specimen: InvoiceLineInput {
        InvoiceLineInput(
            code: "CA-12",
            name: "Chữ ký số 12 tháng",
            unit: "gói",
            quantity: 1,
            unitPriceDong: 100_000,
            vatRate: "8%"
        )
    }

    var formLine: InvoiceCorrectionForm.Line {
        InvoiceCorrectionForm.Line(
            code: code ?? "",
            name: name,
            unit: unit,
            quantity: "\(quantity)",
            unitPrice: "\(unitPriceDong)",
            rate: vatRate
        )
    }
}

/// How a refused invoice goes out again.
struct InvoiceRetryInput: Described {
    var date: String?
    var buyer: InvoiceBuyerInput?

    static let shape = Shape(
        "InvoiceRetry",
        "Cách gửi lại",
        "How it goes out again",
        [
            .maybe(
                "date",
                .choice(of: RetryInvoice.DateChoice.self),
                "Ngày lập: giữ (kept, mặc định) hoặc hôm nay (today)",
                "The date drawn up: kept if not said, or today"
            ),
            .maybe(
                "buyer",
                .object(InvoiceBuyerInput.shape),
                "Người mua đã sửa; vắng mặt giữ nguyên",
                "The buyer, mended; stays when absent"
            ),
        ]
    )

    static var specimen: InvoiceRetryInput {
        InvoiceRetryInput(date: RetryInvoice.DateChoice.today.rawValue, buyer: .specimen)
    }
}

private let linesKind = FieldKind.list(
    .object(InvoiceLineInput.shape),
    1...InvoiceCorrectionForm.linesLimit
)

/// An adjusting invoice.
struct InvoiceAdjustmentInput: Described {
    let reason: String
    let direction: String
    var lines: [InvoiceLineInput]?
    var buyer: InvoiceBuyerInput?

    static let shape = Shape(
        "InvoiceAdjustment",
        "Nội dung điều chỉnh: tăng, giảm cần các dòng; thông tin cần người mua",
        "What to adjust: up and down need lines, information needs the buyer",
        [
            .always("reason", .text(1...255), "Lý do điều chỉnh", "Why"),
            .always(
                "direction",
                .choice(of: InvoiceDirection.self),
                "Tăng, giảm hoặc chỉ sửa thông tin",
                "Up, down, or only what it says"
            ),
            .maybe("lines", linesKind, "Phần tăng hoặc giảm", "What is added or taken off"),
            .maybe("buyer", .object(InvoiceBuyerInput.shape), "Người mua đã sửa", "The buyer, mended"),
        ]
    )

    static var specimen: InvoiceAdjustmentInput {
        InvoiceAdjustmentInput(
            reason: "Giảm giá theo thỏa thuận.",
            direction: InvoiceDirection.decrease.rawValue,
            lines: [.specimen],
            buyer: .specimen
        )
    }

    func form(_ current: InvoiceBuyerForm) -> InvoiceCorrectionForm {
        var form = InvoiceCorrectionForm()
        form.reason = reason
        form.direction = direction
        form.lines = (lines ?? []).map(\.formLine)
        form.buyer = buyer?.form ?? current
        return form
    }
}

/// A replacing invoice.
struct InvoiceReplacementInput: Described {
    let reason: String
    let lines: [InvoiceLineInput]
    var buyer: InvoiceBuyerInput?

    static let shape = Shape(
        "InvoiceReplacement",
        "Hóa đơn thay thế, đầy đủ",
        "The invoice that takes the other's place, in full",
        [
            .always("reason", .text(1...255), "Lý do thay thế", "Why"),
            .always("lines", linesKind, "Mọi dòng của hóa đơn mới", "Every line of the new invoice"),
            .maybe(
                "buyer",
                .object(InvoiceBuyerInput.shape),
                "Người mua đã sửa; vắng mặt giữ nguyên",
                "The buyer, mended; stays when absent"
            ),
        ]
    )

    static var specimen: InvoiceReplacementInput {
        InvoiceReplacementInput(reason: "Sai mã số thuế.", lines: [.specimen], buyer: .specimen)
    }

    func form(_ current: InvoiceBuyerForm) -> InvoiceCorrectionForm {
        var form = InvoiceCorrectionForm()
        form.reason = reason
        form.lines = lines.map(\.formLine)
        form.buyer = buyer?.form ?? current
        return form
    }
}

import Contracts
import Kernel
import Organisation
import People
import Tariffs

/// One line as a program writes it.
struct LineInput: Described {
    let plan: String
    let quantity: Int64
    var discountBasisPoints: Int64?

    static let shape = Shape(
        "ContractLineInput",
        "Dòng hợp đồng",
        "A line of a contract",
        [
            .always("plan", .text(1...60), "Mã gói trong danh mục", "A plan's code from the catalogue"),
            .always("quantity", .integer(1...100_000), "Số lượng", "Quantity"),
            .maybe("discount_basis_points", .integer(0...10_000), "Giảm giá, phần vạn", "Discount in basis points"),
        ]
    )

    static var specimen: LineInput { LineInput(plan: "CA-12", quantity: 2, discountBasisPoints: 500) }

    var formLine: ContractForm.Line {
        ContractForm.Line(plan: plan, quantity: "\(quantity)", discount: ContractForm.percent(discountBasisPoints ?? 0))
    }
}

private let sharedFields: [ShapeField] = [
    .maybe("agent_id", .clearable(.id), "Đại lý", "The agent"),
    .maybe("wanted_start", .clearable(.day), "Ngày bắt đầu mong muốn", "When service shall begin"),
    .maybe("invoice_email", .clearable(.text(0...50)), "Email nhận hóa đơn", "Where the invoice goes"),
    .maybe("note", .text(0...1_000), "Ghi chú", "Note"),
]

/// A contract as a program declares it (step B1).
struct ContractInput: Described {
    let customerID: String
    let lines: [LineInput]
    var payment: String?
    var termMonths: Int64?
    var billingCycle: String?
    var paymentDays: Int64?
    var agentID: String?
    var wantedStart: String?
    var invoiceEmail: String?
    var note: String?

    static let shape = Shape(
        "ContractInput",
        "Hợp đồng cần khai báo",
        "A contract to declare",
        [
            .always("customer_id", .id, "Khách hàng", "The customer"),
            .always("lines", .list(.object(LineInput.shape), 1...ContractForm.linesLimit), "Các dòng", "Lines"),
            .maybe("payment", .choice(["prepaid", "postpaid"]), "Mặc định trả trước", "Prepaid if not said"),
            .maybe(
                "term_months",
                .count,
                "Trả sau: số tháng, vắng mặt là 12, 0 là không thời hạn",
                "Postpaid: months; 12 if not said, 0 for no end"
            ),
            .maybe(
                "billing_cycle",
                .choice(["calendar", "anniversary"]),
                "Trả sau: chu kỳ cước",
                "Postpaid: the months billed"
            ),
            .maybe("payment_days", .count, "Trả sau: hạn thanh toán, ngày", "Postpaid: days to pay"),
        ] + sharedFields
    )

    static var specimen: ContractInput {
        ContractInput(
            customerID: SpecimenID.customer,
            lines: [.specimen],
            payment: "prepaid",
            termMonths: 12,
            billingCycle: "calendar",
            paymentDays: 15,
            agentID: SpecimenID.other,
            wantedStart: SpecimenID.day,
            invoiceEmail: "hoadon@example.vn",
            note: "Giao token tại văn phòng."
        )
    }

    var form: ContractForm {
        var form = ContractForm()
        form.customer = ID(customerID)
        form.lines = lines.map(\.formLine)
        form.payment = payment.flatMap(Contract.Payment.init(rawValue:)) ?? .prepaid
        form.term = termMonths.map { $0 == 0 ? "" : "\($0)" } ?? form.term
        form.cycle = billingCycle.flatMap(BillingCycle.Kind.init(rawValue:)) ?? form.cycle
        form.paymentDays = paymentDays.map { "\($0)" } ?? form.paymentDays
        form.agent = agentID.flatMap { ID($0) }
        form.start = wantedStart ?? ""
        form.invoiceEmail = invoiceEmail ?? ""
        form.note = note ?? ""
        return form
    }
}

/// What to change of a contract.
struct ContractChanges: Described {
    let revision: Int64
    var lines: [LineInput]?
    var agentID: String?
    var wantedStart: String?
    var invoiceEmail: String?
    var note: String?
    var files: FileChangesInput?

    static let shape = Shape(
        "ContractChanges",
        "Những gì cần sửa; trường vắng mặt giữ nguyên, null xóa giá trị",
        "What to change; absent fields stay, null clears",
        [
            .always("revision", .count, "Lần sửa đổi đã đọc", "The revision that was read"),
            .maybe("lines", .list(.object(LineInput.shape), 1...ContractForm.linesLimit), "Các dòng", "Lines"),
            .maybe(
                "files",
                .object(FileChangesInput.shape),
                "Tệp của lần điều chỉnh; bản nháp dùng attachments",
                "Files of an amendment; a draft's go to attachments"
            ),
        ] + sharedFields
    )

    static var specimen: ContractChanges {
        ContractChanges(
            revision: 0,
            lines: [.specimen],
            agentID: SpecimenID.other,
            wantedStart: SpecimenID.day,
            invoiceEmail: "hoadon@example.vn",
            note: "Giao token tại văn phòng.",
            files: .specimen
        )
    }

    /// The form as the contract has it, with what the body names written over it.
    func form(of contract: Contract, naming names: (String) -> Bool) -> ContractForm {
        var form = ContractForm(contract)
        if let lines { form.lines = lines.map(\.formLine) }
        if names("agent_id") { form.agent = agentID.flatMap { ID($0) } }
        if names("wanted_start") { form.start = wantedStart ?? "" }
        if names("invoice_email") { form.invoiceEmail = invoiceEmail ?? "" }
        if let note { form.note = note }
        return form
    }
}

/// Which revision somebody has before the eyes.
struct RevisionInput: Described {
    let revision: Int64

    static let shape = Shape(
        "Revision",
        "Lần sửa đổi đã đọc",
        "The revision that was read",
        [.always("revision", .count, "Lần sửa đổi", "The revision")]
    )
    static var specimen: RevisionInput { RevisionInput(revision: 0) }
}

/// Why.
struct ReasonInput: Described {
    let reason: String

    static let shape = Shape(
        "Reason",
        "Lý do",
        "Why",
        [.always("reason", .text(1...300), "Lý do", "Why")]
    )
    static var specimen: ReasonInput { ReasonInput(reason: "Khách hàng đổi ý.") }
}

extension Problem {
    /// What is wrong with a contract, line by line.
    init(_ mistakes: [ContractForm.Field: ContractForm.Mistake]) {
        let errors = mistakes.map { field, mistake in
            let words = mistake.words
            return FieldProblem(.body(field.pointer), words.vietnamese, words.english)
        }
        self = .mistakes(errors.sorted { "\($0.place)" < "\($1.place)" })
    }
}

extension ContractForm.Field {
    fileprivate var pointer: String {
        switch self {
        case .customer: "/customer_id"
        case .lines: "/lines"
        case .agent: "/agent_id"
        case .start: "/wanted_start"
        case .invoiceEmail: "/invoice_email"
        case .note: "/note"
        case .term: "/term_months"
        case .paymentDays: "/payment_days"
        case .line(let position): "/lines/\(position)"
        }
    }
}

extension ContractForm.Mistake {
    fileprivate var words: Bilingual {
        let language = { (vietnamese: String, english: String) in Bilingual(vietnamese: vietnamese, english: english) }
        return switch self {
        case .missing: language("Không có, hoặc còn thiếu.", "It is missing, or not there.")
        case .unknownPlan: language("Gói này không còn bán.", "This plan is not on sale.")
        case .otherPayment:
            language("Gói này bán theo hình thức thanh toán kia.", "This plan is sold for the other way of payment.")
        case .outOfRange(let range):
            language(
                "Số nguyên từ \(range.lowerBound) đến \(range.upperBound).",
                "A whole number from \(range.lowerBound) to \(range.upperBound)."
            )
        case .badQuantity: language("Số lượng từ 1 đến 100.000.", "A quantity from 1 to 100,000.")
        case .badDiscount: language("Giảm giá từ 0 đến 10.000 phần vạn.", "A discount of 0 to 10,000 basis points.")
        case .discountAbove(let limit):
            language("Được giảm tối đa \(limit) phần vạn.", "At most \(limit) basis points may be taken off.")
        case .badDay: language("Ngày chưa đúng.", "That is no date.")
        case .startPassed: language("Ngày bắt đầu đã qua.", "That day has passed.")
        case .startTooFar: language("Ngày bắt đầu cách hôm nay tối đa 2 năm.", "At most two years from today.")
        case .notAnEmail: language("Email chưa đúng.", "That is not an e-mail address.")
        case .notAnAgent:
            language(
                "Phải là một đại lý đang hoạt động của đơn vị.",
                "Must be an agent of the unit who is at work."
            )
        case .tooLong: language("Quá dài.", "It is too long.")
        case .worthNothing: language("Giá trị hợp đồng bằng 0.", "The contract is worth nothing.")
        case .tooMuch: language("Giá trị vượt mức VNPAY nhận.", "That is more than VNPAY takes.")
        }
    }
}

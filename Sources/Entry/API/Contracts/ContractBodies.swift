import Catalogue
import Contracts
import Kernel
import People

/// One plan bought, at the price it was bought at.
struct LineBody: Described {
    let id: String
    let plan: String
    let product: String
    let planName: WordsBody
    let productName: WordsBody
    var termMonths: Int64?
    let quantity: Int64
    let listPriceDong: Int64
    let discountBasisPoints: Int64
    let unitPriceDong: Int64
    let vatRate: String
    let netDong: Int64
    let vatDong: Int64
    let totalDong: Int64

    init(_ line: ContractLine) {
        id = "\(line.id)"
        plan = line.planCode
        product = line.productCode
        planName = WordsBody(line.planName)
        productName = WordsBody(line.productName)
        termMonths = line.termMonths
        quantity = line.quantity
        listPriceDong = line.listPrice.dong
        discountBasisPoints = line.discountBasisPoints
        unitPriceDong = line.unitPrice.dong
        vatRate = line.price.rate.code
        netDong = line.price.net.dong
        vatDong = line.price.vat.dong
        totalDong = line.price.total.dong
    }

    private init() {
        id = SpecimenID.line
        plan = "CA-12"
        product = "CA"
        planName = .specimen
        productName = .specimen
        termMonths = 12
        quantity = 2
        listPriceDong = 1_200_000
        discountBasisPoints = 500
        unitPriceDong = 1_140_000
        vatRate = "8"
        netDong = 2_280_000
        vatDong = 182_400
        totalDong = 2_462_400
    }

    static let shape = Shape(
        "ContractLine",
        "Dòng hợp đồng",
        "A line of a contract",
        [
            .always("id", .id, "Mã", "Identifier"), .always("plan", .text(1...60), "Mã gói", "The plan's code"),
            .always("product", .text(1...60), "Mã dịch vụ", "The product's code"),
            .always("plan_name", .object(WordsBody.shape), "Tên gói", "The plan"),
            .always("product_name", .object(WordsBody.shape), "Tên dịch vụ", "The product"),
            .maybe("term_months", .count, "Thời hạn (tháng)", "Term in months"),
            .always("quantity", .count, "Số lượng", "Quantity"),
            .always("list_price_dong", .amount, "Giá niêm yết", "List price"),
            .always("discount_basis_points", .integer(0...10_000), "Giảm giá, phần vạn", "Discount in basis points"),
            .always("unit_price_dong", .amount, "Đơn giá đã giảm", "Price agreed"),
            .always("vat_rate", .text(1...20), "Thuế suất GTGT", "VAT rate"),
            .always("net_dong", .amount, "Chưa thuế", "Before VAT"),
            .always("vat_dong", .amount, "Thuế GTGT", "VAT"), .always("total_dong", .amount, "Tổng", "Total"),
        ]
    )

    static var specimen: LineBody { LineBody() }
}

/// Sums of a contract.
struct TotalsBody: Described {
    let netDong: Int64
    let vatDong: Int64
    let totalDong: Int64

    init(_ totals: Totals) {
        netDong = totals.net.dong
        vatDong = totals.vat.dong
        totalDong = totals.total.dong
    }

    private init() {
        netDong = 2_280_000
        vatDong = 182_400
        totalDong = 2_462_400
    }

    static let shape = Shape(
        "Totals",
        "Cộng",
        "Sums",
        [
            .always("net_dong", .amount, "Chưa thuế", "Before VAT"),
            .always("vat_dong", .amount, "Thuế GTGT", "VAT"),
            .always("total_dong", .amount, "Tổng thanh toán", "Total to pay"),
        ]
    )

    static var specimen: TotalsBody { TotalsBody() }
}

/// The buyer as written into the contract.
struct BuyerBody: Described {
    let name: String
    let email: String
    let phone: String
    let address: String
    let invoiceParty: String
    var invoiceCode: String?
    var legalName: String?

    init(_ buyer: Buyer) {
        name = buyer.name
        email = buyer.email.description
        phone = buyer.phone.description
        address = buyer.address
        switch buyer.invoiceParty {
        case .consumer: invoiceParty = "consumer"
        case .citizen(let id):
            invoiceParty = "citizen"
            invoiceCode = id.description
        case .taxpayer(let code, let name):
            invoiceParty = "taxpayer"
            invoiceCode = code.description
            legalName = name
        }
    }

    private init() {
        name = "Phạm Thị Dung"
        email = "dung@example.vn"
        phone = "0912345678"
        address = "Số 5 ngõ 82 Duy Tân, Hà Nội"
        invoiceParty = "taxpayer"
        invoiceCode = "0100686209"
        legalName = "Công ty TNHH Sao Mai"
    }

    static let shape = Shape(
        "Buyer",
        "Bên mua như ghi trong hợp đồng",
        "The buyer as written into the contract",
        [
            .always("name", .name, "Họ tên", "Name"), .always("email", .name, "Email", "E-mail"),
            .always("phone", .name, "Điện thoại", "Telephone"), .always("address", .name, "Địa chỉ", "Address"),
            .always(
                "invoice_party",
                .choice(["consumer", "citizen", "taxpayer"]),
                "Hóa đơn đứng tên ai",
                "In whose name the invoice is"
            ),
            .maybe("invoice_code", .text(1...20), "Mã số thuế hoặc số định danh", "Tax code or personal number"),
            .maybe("legal_name", .name, "Tên pháp lý", "Legal name"),
        ]
    )

    static var specimen: BuyerBody { BuyerBody() }
}

/// A contract.
struct ContractBody: Described {
    let id: String
    let number: String
    let channel: String
    let kind: String
    let payment: String
    let state: String
    /// Counts changes: a change names the one it was made from.
    let revision: Int64
    var customerID: String?
    let buyer: BuyerBody
    let lines: [LineBody]
    let totals: TotalsBody
    var unit: String?
    var accountManagerID: String?
    var agentID: String?
    var wantedStart: String?
    var renewalOfID: String?
    var invoiceEmail: String?
    var note: String?
    var startsOn: String?
    var endsOn: String?
    let createdAt: String

    init(_ contract: Contract) throws {
        id = "\(contract.id)"
        number = contract.number
        channel = contract.channel.rawValue
        kind = contract.kind.rawValue
        payment = contract.payment.rawValue
        state = contract.state.rawValue
        revision = contract.revision
        customerID = contract.customer.map { "\($0)" }
        buyer = BuyerBody(contract.buyer)
        lines = contract.lines.map(LineBody.init)
        totals = TotalsBody(try contract.totals())
        startsOn = contract.startsOn?.iso8601
        endsOn = contract.endsOn?.iso8601
        createdAt = contract.createdAt.iso8601
        guard let declaration = contract.declaration else { return }
        unit = declaration.unit
        accountManagerID = "\(declaration.accountManager)"
        agentID = declaration.agent.map { "\($0)" }
        wantedStart = declaration.wantedStart?.iso8601
        renewalOfID = declaration.renewalOf.map { "\($0)" }
        invoiceEmail = declaration.invoiceEmail?.description
        note = declaration.note
    }

    private init() {
        id = SpecimenID.contract
        number = "HD-2026-KV1-00054"
        channel = "declared"
        kind = "new"
        payment = "prepaid"
        state = "draft"
        revision = 0
        customerID = SpecimenID.customer
        buyer = .specimen
        lines = [.specimen]
        totals = .specimen
        unit = "KV1"
        accountManagerID = SpecimenID.staff
        agentID = SpecimenID.other
        wantedStart = SpecimenID.day
        renewalOfID = SpecimenID.other
        invoiceEmail = "hoadon@example.vn"
        note = "Giao token tại văn phòng."
        startsOn = SpecimenID.day
        endsOn = "2027-11-30"
        createdAt = SpecimenID.instant
    }

    static let shape = Shape(
        "Contract",
        "Hợp đồng",
        "A contract",
        [
            .always("id", .id, "Mã", "Identifier"), .always("number", .text(1...100), "Số hợp đồng", "Number"),
            .always("channel", .choice(["online", "declared"]), "Kênh", "How it came"),
            .always("kind", .choice(["new", "renewal"]), "Ký mới hoặc gia hạn", "New or renewal"),
            .always("payment", .choice(["prepaid", "postpaid"]), "Trả trước hoặc trả sau", "Prepaid or postpaid"),
            .always("state", .choice(of: ContractState.self), "Trạng thái", "State"),
            .always("revision", .count, "Lần sửa đổi", "Counts changes"),
            .maybe("customer_id", .id, "Khách hàng", "The customer"),
            .always("buyer", .object(BuyerBody.shape), "Bên mua", "The buyer"),
            .always("lines", .list(.object(LineBody.shape), 0...1_000), "Các dòng", "Lines"),
            .always("totals", .object(TotalsBody.shape), "Cộng", "Sums"),
            .maybe("unit", .name, "Đơn vị", "The unit"), .maybe("account_manager_id", .id, "AM/KAM", "Who declared it"),
            .maybe("agent_id", .id, "Đại lý", "The agent"),
            .maybe("wanted_start", .day, "Ngày bắt đầu mong muốn", "When service shall begin"),
            .maybe("renewal_of_id", .id, "Gia hạn của hợp đồng", "The contract it continues"),
            .maybe("invoice_email", .name, "Email nhận hóa đơn", "Where the invoice goes"),
            .maybe("note", .longText, "Ghi chú", "Note"),
            .maybe("starts_on", .day, "Ngày đầu sử dụng", "First day of service"),
            .maybe("ends_on", .day, "Ngày cuối sử dụng", "Last day of service"),
            .always("created_at", .instant, "Tạo lúc", "Created"),
        ]
    )

    static var specimen: ContractBody { ContractBody() }
}

/// What a contract would cost.
struct PreviewBody: Described {
    let lines: [LineBody]
    let totals: TotalsBody

    static let shape = Shape(
        "ContractPreview",
        "Giá trị hợp đồng nếu khai báo hôm nay",
        "What the contract would cost today",
        [
            .always("lines", .list(.object(LineBody.shape), 0...1_000), "Các dòng", "Lines"),
            .always("totals", .object(TotalsBody.shape), "Cộng", "Sums"),
        ]
    )

    static var specimen: PreviewBody { PreviewBody(lines: [.specimen], totals: .specimen) }
}

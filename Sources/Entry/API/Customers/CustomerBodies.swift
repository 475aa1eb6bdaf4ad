import Customers
import Kernel
import People

/// A customer.
struct CustomerBody: Described {
    let id: String
    let number: String
    let kind: String
    let name: String
    var taxCode: String?
    var citizenNumber: String?
    let address: String
    var representative: String?
    var position: String?
    let contactName: String
    let email: String
    let phone: String
    var invoiceEmail: String?
    let unit: String
    let accountManagerID: String
    let language: String
    let createdAt: String

    init(_ profile: CustomerProfile) {
        id = "\(profile.id)"
        number = profile.number
        kind = profile.kind.rawValue
        name = profile.name
        switch profile.identity {
        case .enterprise(let code, let person):
            taxCode = code.description
            representative = person?.name
            position = person?.position
        case .individual(let number): citizenNumber = number?.description
        }
        address = profile.address
        contactName = profile.contact.name
        email = profile.contact.email.description
        phone = profile.contact.phone.description
        invoiceEmail = profile.invoiceEmail?.description
        unit = profile.unit
        accountManagerID = "\(profile.accountManager)"
        language = profile.language.rawValue
        createdAt = profile.createdAt.iso8601
    }

    private init() {
        id = SpecimenID.customer
        number = "KH-000123"
        kind = Customer.Kind.enterprise.rawValue
        name = "Công ty TNHH Sao Mai"
        taxCode = "0100686209"
        citizenNumber = "001099012345"
        address = "Số 5 ngõ 82 Duy Tân, Hà Nội"
        representative = "Lê Văn Cường"
        position = "Giám đốc"
        contactName = "Phạm Thị Dung"
        email = "dung@example.vn"
        phone = "0912345678"
        invoiceEmail = "hoadon@example.vn"
        unit = "KV1"
        accountManagerID = SpecimenID.staff
        language = "vi"
        createdAt = SpecimenID.instant
    }

    static let shape = Shape(
        "Customer",
        "Khách hàng",
        "A customer",
        [
            .always("id", .id, "Mã", "Identifier"), .always("number", .text(1...40), "Số khách hàng", "Number"),
            .always("kind", .choice(["individual", "enterprise"]), "KHCN hoặc KHDN", "Individual or enterprise"),
            .always("name", .name, "Tên pháp lý", "Legal name"),
            .maybe("tax_code", .text(1...20), "Mã số thuế", "Tax code"),
            .maybe("citizen_number", .text(1...20), "Số định danh cá nhân", "Personal identification number"),
            .always("address", .name, "Địa chỉ", "Address"),
            .maybe("representative", .name, "Người đại diện", "Who signs"),
            .maybe("position", .name, "Chức vụ", "The signer's position"),
            .always("contact_name", .name, "Người liên hệ", "Contact"),
            .always("email", .name, "Email", "E-mail"), .always("phone", .name, "Điện thoại", "Telephone"),
            .maybe("invoice_email", .name, "Email nhận hóa đơn", "Where invoices go"),
            .always("unit", .name, "Đơn vị phụ trách", "The unit in charge"),
            .always("account_manager_id", .id, "AM/KAM", "The account manager"),
            .always("language", .choice(of: Language.self), "Ngôn ngữ thư từ", "Language of letters"),
            .always("created_at", .instant, "Tạo lúc", "Created"),
        ]
    )

    static var specimen: CustomerBody { CustomerBody() }
}

/// A customer as a program writes one down, or changes one.
struct CustomerInput: Described {
    var kind: String?
    var name: String?
    var taxCode: String?
    var citizenNumber: String?
    var address: String?
    var representative: String?
    var position: String?
    var contactName: String?
    var email: String?
    var phone: String?
    var invoiceEmail: String?
    var language: String?
    var isAnother: Bool?

    private static func fields(_ required: Set<String>) -> [ShapeField] {
        let fields: [ShapeField] = [
            .maybe("kind", .choice(["individual", "enterprise"]), "KHCN hoặc KHDN", "Individual or enterprise"),
            .maybe("name", .text(2...400), "Tên pháp lý", "Legal name"),
            .maybe("tax_code", .text(0...20), "Mã số thuế, bắt buộc với KHDN", "Tax code; an enterprise needs it"),
            .maybe("citizen_number", .text(0...20), "Số định danh cá nhân", "Personal identification number"),
            .maybe("address", .text(2...400), "Địa chỉ", "Address"),
            .maybe("representative", .text(0...100), "Người đại diện", "Who signs"),
            .maybe("position", .text(0...100), "Chức vụ", "The signer's position"),
            .maybe("contact_name", .text(0...100), "Người liên hệ", "Contact"),
            .maybe("email", .text(3...50), "Email", "E-mail"),
            .maybe("phone", .text(8...20), "Điện thoại", "Telephone"),
            .maybe("invoice_email", .text(0...50), "Email nhận hóa đơn", "Where invoices go"),
            .maybe("language", .choice(of: Language.self), "Ngôn ngữ thư từ", "Language of letters"),
            .maybe(
                "is_another",
                .flag,
                "Đã xem khách hàng trùng và khẳng định đây là khách hàng khác",
                "Those alike have been looked at, and this is another"
            ),
        ]
        return fields.map { field in
            ShapeField(
                name: field.name,
                kind: field.kind,
                isRequired: required.contains(field.name),
                words: field.words
            )
        }
    }

    static let shape = Shape(
        "CustomerInput",
        "Khách hàng mới",
        "A new customer",
        fields(["kind", "name", "address", "email", "phone"])
    )

    static let changes = Shape(
        "CustomerChanges",
        "Những gì cần sửa; trường vắng mặt giữ nguyên, văn bản rỗng xóa giá trị",
        "What to change; absent fields stay, an empty text clears",
        fields([])
    )

    static var specimen: CustomerInput {
        CustomerInput(
            kind: "enterprise",
            name: "Công ty TNHH Sao Mai",
            taxCode: "0100686209",
            citizenNumber: "",
            address: "Số 5 ngõ 82 Duy Tân, Hà Nội",
            representative: "Lê Văn Cường",
            position: "Giám đốc",
            contactName: "Phạm Thị Dung",
            email: "dung@example.vn",
            phone: "0912345678",
            invoiceEmail: "hoadon@example.vn",
            language: "vi",
            isAnother: false
        )
    }

    /// Writes what it names into a form.
    func fill(_ form: inout CustomerForm) {
        if let kind = kind.flatMap(Customer.Kind.init(rawValue:)) { form.kind = kind }
        if let language = language.flatMap(Language.init(rawValue:)) { form.language = language }
        form.name = name ?? form.name
        form.taxCode = taxCode ?? form.taxCode
        form.citizenID = citizenNumber ?? form.citizenID
        form.address = address ?? form.address
        form.representative = representative ?? form.representative
        form.position = position ?? form.position
        form.contactName = contactName ?? form.contactName
        form.email = email ?? form.email
        form.phone = phone ?? form.phone
        form.invoiceEmail = invoiceEmail ?? form.invoiceEmail
    }
}

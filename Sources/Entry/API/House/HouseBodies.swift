import Catalogue
import Kernel
import Organisation

/// Who calls, and with what rights.
struct CallerBody: Described {
    let id: String
    let name: String
    let email: String
    let unit: String
    let roles: [String]
    let scopes: [String]
    let tokenID: String
    let tokenName: String
    let tokenExpiresAt: String

    static let shape = Shape(
        "Caller",
        "Người được thay và phạm vi của mã",
        "The person behind the token, and its scopes",
        [
            .always("id", .id, "Mã nhân sự", "The person"), .always("name", .name, "Họ tên", "Name"),
            .always("email", .name, "Email", "E-mail"), .always("unit", .name, "Đơn vị", "Unit"),
            .always("roles", .list(.choice(of: Role.self), 0...20), "Vai trò", "Roles"),
            .always("scopes", .list(.choice(of: Action.self), 0...100), "Phạm vi của mã", "What the token allows"),
            .always("token_id", .id, "Mã truy cập", "The token"),
            .always("token_name", .name, "Tên mã truy cập", "What the token is called"),
            .always("token_expires_at", .instant, "Hết hạn", "When it expires"),
        ]
    )

    static var specimen: CallerBody {
        CallerBody(
            id: SpecimenID.staff,
            name: "Trần Thị Bình",
            email: "binh@example.vn",
            unit: "KV1",
            roles: [Role.accountManager.rawValue],
            scopes: [Action.viewContracts.rawValue],
            tokenID: SpecimenID.token,
            tokenName: "ERP",
            tokenExpiresAt: "2027-02-21T12:00:00.000+07:00"
        )
    }
}

/// Identifiers of the examples.
enum SpecimenID {
    static let staff = "0192f0a0-0000-7000-8000-000000000001"
    static let token = "0192f0a0-0000-7000-8000-000000000002"
    static let customer = "0192f0a0-0000-7000-8000-000000000003"
    static let contract = "0192f0a0-0000-7000-8000-000000000004"
    static let line = "0192f0a0-0000-7000-8000-000000000005"
    static let other = "0192f0a0-0000-7000-8000-000000000006"
    static let instant = "2026-11-24T14:05:09.120+07:00"
    static let day = "2026-12-01"
}

/// A regional company, or the IT centre.
struct UnitBody: Described {
    let code: String
    let kind: String
    let name: WordsBody

    init(_ unit: OrganisationUnit) {
        code = unit.code
        kind = unit.kind.rawValue
        name = WordsBody(unit.name)
    }

    static let shape = Shape(
        "Unit",
        "Đơn vị: công ty khu vực (CTKV) hoặc TT CNTT",
        "A regional company (CTKV) or the IT centre",
        [
            .always("code", .text(1...40), "Mã", "Code"),
            .always("kind", .choice(of: OrganisationUnit.Kind.self), "Loại", "Kind"),
            .always("name", .object(WordsBody.shape), "Tên", "Name"),
        ]
    )

    static var specimen: UnitBody {
        UnitBody(
            OrganisationUnit(
                code: "KV1",
                kind: .regional,
                name: Bilingual(vietnamese: "Công ty Khu vực 1", english: "Regional company 1"),
                numberPattern: .standard
            )
        )
    }
}

/// All of a few things, without a cursor.
struct ListBody<Item: Described>: Described {
    let items: [Item]

    static var shape: Shape {
        Shape(
            "All" + Item.shape.name + "s",
            "Toàn bộ danh sách",
            "The whole list",
            [.always("items", .list(.object(Item.shape), 0...10_000), "Các dòng", "What there is")]
        )
    }

    static var specimen: ListBody { ListBody(items: [Item.specimen]) }
}

/// A plan at today's price.
struct PlanBody: Described {
    let code: String
    let name: WordsBody
    let unit: WordsBody
    var termMonths: Int64?
    let netDong: Int64
    let vatRate: String
    let vatDong: Int64
    let totalDong: Int64
    var vatUntil: String?

    init(_ plan: PlanOffer) {
        code = plan.code
        name = WordsBody(plan.name)
        unit = WordsBody(plan.unit)
        termMonths = plan.termMonths
        netDong = plan.price.net.dong
        vatRate = plan.price.rate.code
        vatDong = plan.price.vat.dong
        totalDong = plan.price.total.dong
        vatUntil = plan.vatUntil?.iso8601
    }

    private init() {
        code = "CA-12"
        name = .specimen
        unit = .specimen
        termMonths = 12
        netDong = 1_200_000
        vatRate = "8"
        vatDong = 96_000
        totalDong = 1_296_000
        vatUntil = "2026-12-31"
    }

    static let shape = Shape(
        "Plan",
        "Gói cước theo giá hôm nay",
        "A plan at today's price",
        [
            .always("code", .text(1...60), "Mã gói", "Code"),
            .always("name", .object(WordsBody.shape), "Tên", "Name"),
            .always("unit", .object(WordsBody.shape), "Đơn vị tính", "What one of it is"),
            .maybe("term_months", .count, "Thời hạn (tháng)", "Term in months"),
            .always("net_dong", .amount, "Giá chưa thuế", "Price before VAT"),
            .always("vat_rate", .text(1...20), "Thuế suất GTGT", "VAT rate"),
            .always("vat_dong", .amount, "Thuế GTGT", "VAT"),
            .always("total_dong", .amount, "Tổng", "Total"),
            .maybe("vat_until", .day, "Ngày cuối của thuế suất này", "Last day of this rate"),
        ]
    )

    static var specimen: PlanBody { PlanBody() }
}

/// A product with its plans.
struct ProductBody: Described {
    let code: String
    let name: WordsBody
    let summary: WordsBody
    let category: String
    let forIndividuals: Bool
    let forEnterprises: Bool
    let vatClass: String
    let plans: [PlanBody]

    init(_ product: ProductOffer) {
        code = product.code
        name = WordsBody(product.name)
        summary = WordsBody(product.summary)
        category = product.category
        forIndividuals = product.forIndividuals
        forEnterprises = product.forEnterprises
        vatClass = product.vatClass
        plans = product.plans.map(PlanBody.init)
    }

    private init() {
        code = "CA"
        name = .specimen
        summary = .specimen
        category = "digital-signature"
        forIndividuals = true
        forEnterprises = true
        vatClass = "GENERAL"
        plans = [.specimen]
    }

    static let shape = Shape(
        "Product",
        "Dịch vụ và các gói của nó",
        "A product with its plans",
        [
            .always("code", .text(1...60), "Mã", "Code"), .always("name", .object(WordsBody.shape), "Tên", "Name"),
            .always("summary", .object(WordsBody.shape), "Mô tả ngắn", "In short"),
            .always("category", .text(1...60), "Nhóm", "Category"),
            .always("for_individuals", .flag, "Bán cho cá nhân", "Sold to individuals"),
            .always("for_enterprises", .flag, "Bán cho doanh nghiệp", "Sold to enterprises"),
            .always("vat_class", .text(1...60), "Loại thuế suất", "VAT class"),
            .always("plans", .list(.object(PlanBody.shape), 0...1_000), "Các gói", "Plans"),
        ]
    )

    static var specimen: ProductBody { ProductBody() }
}

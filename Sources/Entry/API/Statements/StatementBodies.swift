import Catalogue
import Contracts
import Kernel
import Statements
import Tariffs

/// Thông báo cước: one month of a postpaid contract.
struct StatementBody: Described {
    let id: String
    let number: String
    let contractID: String
    let month: String
    let from: String
    let through: String
    let state: String
    let netDong: Int64
    let vatDong: Int64
    let totalDong: Int64
    let setOffDong: Int64
    let payableDong: Int64
    let due: String
    let issuedAt: String
    var settledAt: String?
    let lines: [StatementLineBody]

    init(_ statement: Statement) throws {
        id = "\(statement.id)"
        number = statement.number
        contractID = "\(statement.contract)"
        month = statement.month.iso8601
        from = statement.period.from.iso8601
        through = statement.period.to.iso8601
        state = statement.state.rawValue
        netDong = statement.totals.net.dong
        vatDong = statement.totals.vat.dong
        totalDong = statement.totals.total.dong
        setOffDong = statement.setOff.dong
        payableDong = try statement.payable.dong
        due = statement.due.iso8601
        issuedAt = statement.issuedAt.iso8601
        settledAt = statement.settledAt?.iso8601
        lines = statement.lines.map(StatementLineBody.init)
    }

    private init() {
        id = SpecimenID.other
        number = "HD-2026-KV1-00054-T2611"
        contractID = SpecimenID.contract
        month = "2026-11"
        from = "2026-11-01"
        through = "2026-11-30"
        state = Statement.State.paid.rawValue
        netDong = 300_000
        vatDong = 24_000
        totalDong = 324_000
        setOffDong = 0
        payableDong = 324_000
        due = SpecimenID.day
        issuedAt = SpecimenID.instant
        settledAt = SpecimenID.instant
        lines = [StatementLineBody.specimen]
    }

    static let shape = Shape(
        "Statement",
        "Thông báo cước một tháng của hợp đồng trả sau",
        "One month of a postpaid contract",
        [
            .always("id", .id, "Mã", "Identifier"), .always("number", .text(1...120), "Số", "Number"),
            .always("contract_id", .id, "Hợp đồng", "The contract"),
            .always("month", .text(7...7), "Tháng", "The month"),
            .always("from", .day, "Từ ngày", "First day"), .always("through", .day, "Đến hết ngày", "Last day"),
            .always("state", .choice(of: Statement.State.self), "Trạng thái", "State"),
            .always("net_dong", .amount, "Chưa thuế", "Before VAT"),
            .always("vat_dong", .amount, "Thuế GTGT", "VAT"),
            .always("total_dong", .amount, "Tổng", "Total"),
            .always("set_off_dong", .amount, "Đã trừ tiền thừa", "Set off against what was to the good"),
            .always("payable_dong", .amount, "Phải trả", "To pay"),
            .always("due", .day, "Hạn thanh toán", "Due"), .always("issued_at", .instant, "Phát hành lúc", "Issued"),
            .maybe("settled_at", .instant, "Hoàn tất lúc", "Settled"),
            .always("lines", .list(.object(StatementLineBody.shape), 0...1_000), "Các dòng", "Its lines"),
        ]
    )
    static var specimen: StatementBody { StatementBody() }
}

struct StatementLineBody: Described {
    let kind: String
    let plan: String
    let title: String
    let from: String
    let through: String
    let quantity: Int64
    let included: Int64
    let netDong: Int64
    let vatRate: String
    let vatDong: Int64
    let totalDong: Int64

    init(_ line: StatementLine) {
        kind = line.kind.rawValue
        plan = line.planCode
        title = line.title(.vietnamese)
        from = line.days.from.iso8601
        through = line.days.to.iso8601
        quantity = line.quantity
        included = line.included
        netDong = line.price.net.dong
        vatRate = line.price.rate.code
        vatDong = line.price.vat.dong
        totalDong = line.price.total.dong
    }

    private init() {
        kind = StatementLine.Kind.usage.rawValue
        plan = "SMS-M"
        title = "Cước sử dụng: SMS Brandname – Hằng tháng"
        from = "2026-11-01"
        through = "2026-11-30"
        quantity = 160
        included = 27
        netDong = 66_500
        vatRate = "8"
        vatDong = 5_320
        totalDong = 71_820
    }

    static let shape = Shape(
        "StatementLine",
        "Một dòng của thông báo cước",
        "One line of a statement",
        [
            .always("kind", .choice(of: StatementLine.Kind.self), "Loại", "Kind"),
            .always("plan", .text(1...100), "Mã gói", "The plan"),
            .always("title", .name, "Tên dòng, tiếng Việt", "Its words, in Vietnamese"),
            .always("from", .day, "Từ ngày", "First day"), .always("through", .day, "Đến hết ngày", "Last day"),
            .always("quantity", .integer(0...Money.limit), "Số lượng", "How much"),
            .always("included", .integer(0...Money.limit), "Miễn phí theo gói", "Covered by the fee"),
            .always("net_dong", .amount, "Chưa thuế", "Before VAT"),
            .always("vat_rate", .text(1...20), "Thuế suất", "VAT rate"),
            .always("vat_dong", .amount, "Thuế GTGT", "VAT"), .always("total_dong", .amount, "Cộng", "Total"),
        ]
    )
    static var specimen: StatementLineBody { StatementLineBody() }
}

/// The billing of a month.
struct BillingRunBody: Described {
    let id: String
    let month: String
    let state: String
    let isOnlyDry: Bool
    let startedBy: String
    let startedAt: String
    var approvedBy: String?
    var finishedAt: String?
    let pending: Int64
    let computed: Int64
    let issued: Int64
    let parked: Int64
    let skipped: Int64
    let unusual: Int64
    let totalDong: Int64
    let previousDong: Int64

    init(_ run: BillingRun, _ figures: BillingRunFigures) {
        func count(_ state: BillingItem.State) -> Int64 { figures.counts[state] ?? 0 }
        id = "\(run.id)"
        month = run.month.iso8601
        state = run.state.rawValue
        isOnlyDry = run.isOnlyDry
        startedBy = run.startedBy
        startedAt = run.startedAt.iso8601
        approvedBy = run.approvedBy
        finishedAt = run.finishedAt?.iso8601
        (pending, computed, issued) = (count(.pending), count(.computed), count(.issued))
        (parked, skipped) = (count(.parked), count(.skipped))
        unusual = figures.unusual
        totalDong = figures.totalDong
        previousDong = figures.previousDong
    }

    private init() {
        id = SpecimenID.other
        month = "2026-11"
        state = BillingRun.State.done.rawValue
        isOnlyDry = false
        startedBy = "system"
        startedAt = SpecimenID.instant
        approvedBy = SpecimenID.staff
        finishedAt = SpecimenID.instant
        (pending, computed, issued, parked, skipped, unusual) = (0, 0, 1_200, 1, 3, 12)
        totalDong = 388_800_000
        previousDong = 376_200_000
    }

    static let shape = Shape(
        "BillingRun",
        "Kỳ cước: việc tính cước của một tháng",
        "The billing of a month",
        [
            .always("id", .id, "Mã", "Identifier"), .always("month", .text(7...7), "Tháng", "The month"),
            .always("state", .choice(of: BillingRun.State.self), "Trạng thái", "State"),
            .always("is_only_dry", .flag, "Chỉ tính thử", "A rehearsal"),
            .always("started_by", .text(1...100), "Người chạy, hoặc system", "Who started it, or system"),
            .always("started_at", .instant, "Bắt đầu lúc", "Started"),
            .maybe("approved_by", .text(1...100), "Người duyệt", "Who approved it"),
            .maybe("finished_at", .instant, "Xong lúc", "Finished"),
            .always("pending", .count, "Hợp đồng chưa tính", "Contracts not worked out"),
            .always("computed", .count, "Đã tính", "Worked out"), .always("issued", .count, "Đã phát hành", "Issued"),
            .always("parked", .count, "Bị dừng", "Parked"), .always("skipped", .count, "Không có cước", "Skipped"),
            .always("unusual", .count, "Bất thường", "Far from the month before"),
            .always("total_dong", .signedAmount, "Tổng, gồm thuế", "Total with VAT"),
            .always("previous_dong", .signedAmount, "Tháng trước", "The month before"),
        ]
    )
    static var specimen: BillingRunBody { BillingRunBody() }
}

import Kernel
import Reconciliation

/// A day of VNPAY's file against our payments, in a list.
struct DayBody: Described {
    let day: String
    let state: String
    var fileRows: Int64?
    var filePaid: Int64?
    var fileGrossDong: Int64?
    let oursCount: Int64
    let oursDong: Int64
    let openExceptions: Int64
    let riskDong: Int64

    init(_ day: DayOverview) {
        self.day = day.day.iso8601
        state = day.state.rawValue
        fileRows = day.file?.rows
        filePaid = day.file?.paid
        fileGrossDong = day.file?.grossDong
        oursCount = day.oursCount
        oursDong = day.oursDong
        openExceptions = day.openExceptions
        riskDong = day.riskDong
    }

    private init() {
        day = SpecimenID.day
        state = ReconciliationDay.State.imported.rawValue
        (fileRows, filePaid, fileGrossDong) = (120, 118, 240_000_000)
        (oursCount, oursDong, openExceptions, riskDong) = (118, 240_000_000, 1, 1_296_000)
    }

    static let shape = Shape(
        "ReconciliationDay",
        "Một ngày đối soát",
        "A day of reconciliation",
        [
            .always("day", .day, "Ngày", "Day"),
            .always("state", .choice(of: ReconciliationDay.State.self), "Trạng thái", "State"),
            .maybe("file_rows", .count, "Số dòng trong tệp", "Rows of the file"),
            .maybe("file_paid", .count, "Số giao dịch thành công trong tệp", "Payments of the file"),
            .maybe("file_gross_dong", .signedAmount, "Tổng trong tệp", "Their sum"),
            .always("ours_count", .count, "Số khoản thu của ta", "Our payments"),
            .always("ours_dong", .signedAmount, "Tổng của ta", "Their sum"),
            .always("open_exceptions", .count, "Chênh lệch còn mở", "Open exceptions"),
            .always("risk_dong", .signedAmount, "Số tiền có thể mất", "What may be lost"),
        ]
    )

    static var specimen: DayBody { DayBody() }
}

/// One day in full.
struct DayDossierBody: Described {
    struct Sum: Described {
        let matchClass: String
        let count: Int64
        let dong: Int64
        let riskDong: Int64

        static let shape = Shape(
            "MatchSum",
            "Một loại kết quả so khớp",
            "What a day has of one class",
            [
                .always("match_class", .choice(of: MatchClass.self), "Loại", "Class"),
                .always("count", .count, "Số lượng", "How many"),
                .always("dong", .signedAmount, "Số tiền", "Their sum"),
                .always("risk_dong", .signedAmount, "Số tiền có thể mất", "What may be lost"),
            ]
        )
        static var specimen: Sum { Sum(matchClass: "matched", count: 117, dong: 238_704_000, riskDong: 0) }
    }

    let day: String
    let terminal: String
    let state: String
    var fileName: String?
    var fileSha256: String?
    let classes: [Sum]
    let oursCount: Int64
    let oursDong: Int64
    let openExceptions: Int64
    /// How many keep the day from being closed.
    let blocking: Int64
    var grossDong: Int64?
    var feeDong: Int64?
    var netDong: Int64?

    init(_ day: ReconciliationQueries.DayDossier) {
        self.day = day.key.day.iso8601
        terminal = day.key.terminal
        state = day.state.rawValue
        fileName = day.current?.name
        fileSha256 = day.current?.sha256
        classes = day.classes.map {
            Sum(matchClass: $0.matchClass.rawValue, count: $0.count, dong: $0.dong, riskDong: $0.riskDong)
        }
        oursCount = day.oursCount
        oursDong = day.oursDong
        openExceptions = day.openExceptions
        blocking = day.blocking
        grossDong = day.totals?.grossDong
        feeDong = day.totals?.feeDong
        netDong = day.totals?.netDong
    }

    private init() {
        day = SpecimenID.day
        terminal = "QLDV0001"
        state = ReconciliationDay.State.closed.rawValue
        fileName = "doi-soat.xlsx"
        fileSha256 = String(repeating: "a", count: 64)
        classes = [.specimen]
        (oursCount, oursDong, openExceptions, blocking) = (118, 240_000_000, 1, 0)
        (grossDong, feeDong, netDong) = (240_000_000, 1_980_000, 238_020_000)
    }

    static let shape = Shape(
        "ReconciliationDayDetails",
        "Một ngày đối soát, đầy đủ",
        "A day of reconciliation in full",
        [
            .always("day", .day, "Ngày", "Day"), .always("terminal", .name, "Mã website VNPAY", "VNPAY terminal"),
            .always("state", .choice(of: ReconciliationDay.State.self), "Trạng thái", "State"),
            .maybe("file_name", .name, "Tệp hiện hành", "The current file"),
            .maybe("file_sha256", .text(64...64), "SHA-256 của tệp", "Its SHA-256"),
            .always("classes", .list(.object(Sum.shape), 0...100), "Kết quả so khớp", "What matched and what did not"),
            .always("ours_count", .count, "Số khoản thu của ta", "Our payments"),
            .always("ours_dong", .signedAmount, "Tổng của ta", "Their sum"),
            .always("open_exceptions", .count, "Chênh lệch còn mở", "Open exceptions"),
            .always("blocking", .count, "Chênh lệch chặn việc chốt ngày", "How many block closing"),
            .maybe("gross_dong", .signedAmount, "Tổng đã chốt", "Gross, once closed"),
            .maybe("fee_dong", .signedAmount, "Phí VNPAY", "VNPAY's fee"),
            .maybe("net_dong", .signedAmount, "Ngân hàng sẽ nhận", "What the bank should receive"),
        ]
    )

    static var specimen: DayDossierBody { DayDossierBody() }
}

/// Something about a day that does not agree.
struct ExceptionBody: Described {
    let number: Int64
    let day: String
    let matchClass: String
    let state: String
    let reference: String
    let transactionNumber: String
    var theirsDong: Int64?
    var oursDong: Int64?
    let riskDong: Int64
    var ownerID: String?
    let explanation: String
    var resolution: String?
    var reason: String?
    var proposedByID: String?
    var confirmedByID: String?
    let openedAt: String
    var resolvedAt: String?

    init(_ exception: SettlementException) {
        number = exception.number
        day = exception.key.day.iso8601
        matchClass = exception.matchClass.rawValue
        state = exception.state.rawValue
        reference = exception.reference
        transactionNumber = exception.transactionNumber
        theirsDong = exception.amounts.theirsDong
        oursDong = exception.amounts.oursDong
        riskDong = exception.amounts.riskDong
        ownerID = exception.owner.map { "\($0)" }
        explanation = exception.explanation
        resolution = exception.proposal?.resolution.rawValue
        reason = exception.proposal?.reason
        proposedByID = exception.proposal.map { "\($0.by)" }
        confirmedByID = exception.confirmedBy.map { "\($0)" }
        openedAt = exception.openedAt.iso8601
        resolvedAt = exception.resolvedAt?.iso8601
    }

    private init() {
        number = 1_042
        day = SpecimenID.day
        matchClass = MatchClass.onlyAtVNPAY.rawValue
        state = SettlementException.State.resolved.rawValue
        reference = "HD-2026-KV1-00054-01"
        transactionNumber = "14600001"
        (theirsDong, oursDong, riskDong) = (1_296_000, 1_296_000, 1_296_000)
        ownerID = SpecimenID.staff
        explanation = "VNPAY đã xác nhận."
        resolution = ExceptionResolution.applyAsPaid.rawValue
        reason = "Có trong tệp."
        proposedByID = SpecimenID.staff
        confirmedByID = SpecimenID.other
        openedAt = SpecimenID.instant
        resolvedAt = SpecimenID.instant
    }

    static let shape = Shape(
        "ReconciliationException",
        "Một chênh lệch đối soát",
        "Something that does not agree",
        [
            .always("number", .integer(1...Int64.max), "Số", "Number"), .always("day", .day, "Ngày", "Day"),
            .always("match_class", .choice(of: MatchClass.self), "Loại", "Class"),
            .always("state", .choice(of: SettlementException.State.self), "Trạng thái", "State"),
            .always("reference", .longText, "vnp_TxnRef", "vnp_TxnRef"),
            .always("transaction_number", .longText, "vnp_TransactionNo", "vnp_TransactionNo"),
            .maybe("theirs_dong", .signedAmount, "Theo VNPAY", "VNPAY's amount"),
            .maybe("ours_dong", .signedAmount, "Theo ta", "Our amount"),
            .always("risk_dong", .signedAmount, "Số tiền có thể mất", "What may be lost"),
            .maybe("owner_id", .id, "Người phụ trách", "Who looks after it"),
            .always("explanation", .longText, "Giải trình", "Explanation"),
            .maybe("resolution", .choice(of: ExceptionResolution.self), "Cách xử lý được đề xuất", "What is proposed"),
            .maybe("reason", .longText, "Lý do đề xuất", "Why"),
            .maybe("proposed_by_id", .id, "Ai đề xuất", "Who proposed"),
            .maybe("confirmed_by_id", .id, "Ai đồng ý", "Who agreed"),
            .always("opened_at", .instant, "Mở lúc", "Opened"), .maybe("resolved_at", .instant, "Xong lúc", "Resolved"),
        ]
    )

    static var specimen: ExceptionBody { ExceptionBody() }
}

struct ProposalInput: Described {
    let resolution: String
    let reason: String

    static let shape = Shape(
        "ResolutionProposal",
        "Đề xuất xử lý",
        "What to do about it",
        [
            .always("resolution", .choice(of: ExceptionResolution.self), "Cách xử lý", "What to do"),
            .always("reason", .text(1...2_000), "Lý do", "Why"),
        ]
    )
    static var specimen: ProposalInput { ProposalInput(resolution: "apply_as_paid", reason: "Có trong tệp.") }
}

struct OwnerInput: Described {
    let ownerID: String

    static let shape = Shape(
        "ExceptionOwner",
        "Người phụ trách",
        "Who looks after it",
        [.always("owner_id", .id, "Kế toán", "An accountant")]
    )
    static var specimen: OwnerInput { OwnerInput(ownerID: SpecimenID.staff) }
}

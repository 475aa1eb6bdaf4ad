import Journal
import Kernel
import Organisation
import Reconciliation
import Storage

private let settlementTypes = [
    "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/octet-stream",
]
private let settlementLimitBytes = 64 * 1_024 * 1_024

/// VNPAY's file of a day against our payments (step B7): files know no region, so this is for the IT centre.
let reconciliationEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "reconciliation_days"),
        .viewReconciliation,
        ("Các ngày đối soát đến một ngày, mới trước", "The days up to one, the newest first"),
        query: [
            .maybe("through", .day, "Ngày cuối, mặc định hôm qua", "The last day, yesterday if not said"),
            .maybe("count", .integer(1...92), "Số ngày, mặc định 31", "How many, 31 if not said"),
        ],
        outputs: [(200, .json(ListBody<DayBody>.shape))]
    ) { context in
        let last = context.query["through"].flatMap { Day(iso8601: $0) } ?? context.world.now().day.adding(days: -1)
        let count = context.query["count"].flatMap { Int64($0) } ?? 31
        return try .ok(ListBody(items: try await context.reconciliation.days(count, through: last).map(DayBody.init)))
    },
    Endpoint(
        (.get, "reconciliation_days/{day}"),
        .viewReconciliation,
        ("Một ngày đối soát", "One day"),
        outputs: [(200, .json(DayDossierBody.shape))]
    ) { context in try await context.dossier(context.day()) },
    Endpoint(
        (.post, "reconciliation_days/{day}/file"),
        .reconcile,
        ("Nạp tệp đối soát của VNPAY (nội dung thô)", "Imports VNPAY's file of the day (its raw bytes)"),
        query: [.always("name", .text(1...200), "Tên tệp", "What the file is called")],
        input: .file(settlementTypes, limitBytes: settlementLimitBytes),
        outputs: [(200, .json(DayDossierBody.shape))],
        handle: importFile
    ),
    Endpoint(
        (.post, "reconciliation_days/{day}/close"),
        .reconcile,
        ("Chốt ngày: phí vào sổ, hóa đơn được yêu cầu", "Closes the day: the fee is booked, invoices are asked for"),
        query: [
            .maybe("without_fees", .flag, "Chốt dù tệp không có phí", "Close it although its file has no fees")
        ],
        outputs: [(200, .json(DayDossierBody.shape))]
    ) { context in
        let day = try context.day()
        let withoutFees = context.query["without_fees"] == "true"
        return try await context.repeatably {
            try await CloseDay(database: context.database, world: context.world)(
                context.key(day),
                withoutFees: withoutFees,
                by: context.member
            )
        } answer: { outcome in
            try checkClosing(outcome)
            return try await context.dossier(day)
        }
    },
    Endpoint(
        (.post, "reconciliation_days/{day}/reopen"),
        .reconcile,
        ("Mở lại ngày đã chốt", "Opens a closed day again"),
        input: .json(ReasonInput.shape),
        outputs: [(200, .json(DayDossierBody.shape))]
    ) { context in
        let (day, reason) = (try context.day(), try context.input(ReasonInput.self).reason)
        return try await context.repeatably {
            try await ReopenDay(database: context.database, world: context.world)(
                context.key(day),
                reason: reason,
                by: context.member
            )
        } answer: { outcome in
            try checkReopening(outcome)
            return try await context.dossier(day)
        }
    },
]

extension APIContext {
    var reconciliation: ReconciliationQueries {
        ReconciliationQueries(database: database, world: world, terminal: desk.terminal)
    }

    /// The day of the path.
    fileprivate func day() throws -> Day {
        guard let day = Day(iso8601: pathParameters["day"] ?? "") else { throw Problem(.notFound) }
        return day
    }

    fileprivate func key(_ day: Day) -> ReconciliationDay.Key { ReconciliationDay.Key(day, terminal: desk.terminal) }

    fileprivate func dossier(_ day: Day) async throws -> Answer {
        try .ok(DayDossierBody(try await reconciliation.day(day)))
    }
}

@Sendable private func importFile(_ context: APIContext) async throws -> Answer {
    let day = try context.day()
    let source = IncomingFile(name: context.query["name"] ?? "", content: .bytes(context.body))
    return try await context.repeatably {
        try await ImportSettlement(
            database: context.database,
            world: context.world,
            reader: context.desk.settlement,
            terminal: context.desk.terminal
        )(source, day: day, by: context.member)
    } answer: { outcome in
        switch outcome {
        case .imported, .known: return try await context.dossier(day)
        case .closed:
            throw Problem(.conflict, "Ngày đã chốt; hãy mở lại trước.", "The day is closed; open it again first.")
        case .notOver: throw Problem(.conflict, "Ngày chưa kết thúc.", "The day is not over.")
        case .otherDay(let other):
            throw Problem(
                .unprocessable,
                "Phần lớn dòng là của ngày \(other.iso8601). Có thể nhầm tệp.",
                "Most rows are of \(other.iso8601): perhaps the wrong file."
            )
        case .fault(let words): throw Problem(.unprocessable, words.vietnamese, words.english)
        case .notAllowed: throw Problem(.forbidden)
        }
    }
}

private func checkClosing(_ outcome: CloseDay.Outcome) throws {
    switch outcome {
    case .closed: return
    case .blocked(let count):
        throw Problem(
            .conflict,
            "Còn \(count) chênh lệch phải xử lý trước.",
            "\(count) exceptions have to be dealt with first."
        )
    case .feesMissing:
        throw Problem(
            .conflict,
            "Tệp của ngày là danh sách giao dịch, không có phí. Hãy nạp báo cáo phí, hoặc chốt với without_fees=true.",
            "The day's file is the transaction list, without fees. Import the fee report, or close with without_fees=true."
        )
    case .notImported:
        throw Problem(.conflict, "Chưa có tệp, hoặc ngày đã chốt.", "No file has come, or the day is closed.")
    case .notAllowed: throw Problem(.forbidden)
    }
}

private func checkReopening(_ outcome: ReopenDay.Outcome) throws {
    switch outcome {
    case .reopened: return
    case .reasonNeeded: throw Problem.mistakes([FieldKind.text(1...300).problem(.body("/reason"))])
    case .notClosed: throw Problem(.conflict, "Ngày chưa chốt.", "The day is not closed.")
    case .credited:
        throw Problem(
            .conflict,
            "Tiền ngân hàng của ngày này đã được xác nhận.",
            "The bank's credit for the day is confirmed."
        )
    case .notAllowed: throw Problem(.forbidden)
    }
}

import Kernel
import Organisation
import Reconciliation
import Storage

/// What the bank brought for closed days: one accountant writes it down, another confirms it; the same to take it back.
let bankCreditEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "bank_credits"),
        .viewReconciliation,
        ("Các khoản VNPAY chuyển về", "What VNPAY transferred"),
        query: listParameters + [.maybe("state", .choice(of: BankCredit.State.self), "Trạng thái", "State")],
        outputs: [(200, .json(PageBody<BankCreditBody>.shape))]
    ) { context in
        let (state, window) = (context.choice("state", of: BankCredit.State.self), try context.window())
        let part = try await context.database.read {
            try BankCredit.list(state, of: context.desk.terminal, window, on: $0)
        }
        return try context.page(part, BankCreditBody.init)
    },
    Endpoint(
        (.post, "bank_credits"),
        .reconcile,
        (
            "Ghi một khoản báo có; vào sổ khi người thứ hai xác nhận",
            "Writes down a transfer; it is booked when a second person confirms it"
        ),
        input: .json(BankCreditInput.shape),
        outputs: [(201, .json(BankCreditBody.shape))]
    ) { context in
        let form = try context.input(BankCreditInput.self).form
        return try await context.perform { database in
            try await context.record(in: database)(form, by: context.member)
        } answer: { outcome, connection in
            let credit = try recorded(outcome, on: connection)
            return try .created(BankCreditBody(credit), at: "bank_credits/\(credit.number)")
        }
    },
    Endpoint(
        (.get, "bank_credits/{number}"),
        .viewReconciliation,
        ("Một khoản báo có", "One transfer"),
        outputs: [(200, .json(BankCreditBody.shape))]
    ) { context in try .ok(BankCreditBody(try await context.bankCredit())) },
    step(
        "confirmation",
        .confirmResolutions,
        ("Xác nhận khoản do kế toán khác ghi", "Confirms what another accountant wrote down"),
        nil
    ) { context, record, number in try await record.confirm(number, by: context.member) },
    step(
        "withdrawal",
        .reconcile,
        ("Rút khoản ghi nhầm, trước khi được xác nhận", "Takes out a wrong one, before it is confirmed"),
        nil
    ) { context, record, number in try await record.withdraw(number, by: context.member) },
    step(
        "reversal",
        .reconcile,
        ("Đề nghị đảo bút toán của khoản đã xác nhận", "Asks for a confirmed one to be taken back"),
        ReasonInput.shape
    ) { context, record, number in
        try await record.askReversal(number, reason: context.input(ReasonInput.self).reason, by: context.member)
    },
    step(
        "reversal/confirmation",
        .confirmResolutions,
        ("Đồng ý đảo bút toán do kế toán khác đề nghị", "Agrees to a reversal that another accountant asked for"),
        nil
    ) { context, record, number in try await record.agreeToReversal(number, by: context.member) },
    step(
        "reversal/rejection",
        .reconcile,
        ("Bỏ đề nghị đảo bút toán: khoản này giữ nguyên", "Drops the reversal: the transfer stands"),
        nil
    ) { context, record, number in try await record.dropReversal(number, by: context.member) },
]

extension APIContext {
    fileprivate func record(in database: any SQLDatabase) -> RecordBankCredit {
        RecordBankCredit(database: database, world: world, terminal: desk.terminal)
    }

    /// The transfer of the path; one of another terminal is not there.
    fileprivate func bankCredit() async throws -> BankCredit {
        guard let number = Int64(pathParameters["number"] ?? ""), number > 0,
            let found = try await database.read({ try BankCredit.find(number, on: $0) }),
            found.terminal == desk.terminal
        else { throw Problem(.notFound) }
        return found
    }
}

private typealias CreditStep = @Sendable (APIContext, RecordBankCredit, Int64) async throws -> RecordBankCredit.Outcome

/// A step in the life of a transfer; each answers with the transfer as it stands then.
private func step(
    _ name: String,
    _ action: Action,
    _ words: (vietnamese: String, english: String),
    _ input: Shape?,
    _ take: @escaping CreditStep
) -> Endpoint {
    Endpoint(
        (.post, "bank_credits/{number}/\(name)"),
        action,
        words,
        input: input.map { .json($0) } ?? .none,
        outputs: [(200, .json(BankCreditBody.shape))]
    ) { context in
        let number = try await context.bankCredit().number
        return try await context.perform { database in
            try await take(context, context.record(in: database), number)
        } answer: { outcome, connection in
            try .ok(BankCreditBody(recorded(outcome, on: connection)))
        }
    }
}

private func recorded(_ outcome: RecordBankCredit.Outcome, on connection: any SQLConnection) throws -> BankCredit {
    switch outcome {
    case .done(let number):
        guard let credit = try BankCredit.find(number, on: connection) else { throw Problem(.notFound) }
        return credit
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    case .tooLate:
        throw Problem(.conflict, "Đã xử lý, hoặc chưa đến bước này.", "It is dealt with, or not in that state.")
    case .ownRecord:
        throw Problem(
            .forbidden,
            "Người ghi hoặc người đề nghị không tự xác nhận.",
            "Whoever recorded it or asked for it does not agree to it."
        )
    case .recordedAlready(let number):
        throw Problem(.conflict, "Bút toán này đã ghi (số \(number)).", "That line is recorded already (\(number)).")
    case .notClosed(let day):
        throw Problem(.conflict, "Ngày \(day.iso8601) chưa chốt.", "\(day.iso8601) is not closed.")
    case .coveredAlready(let day):
        throw Problem(.conflict, "Ngày \(day.iso8601) đã có báo có.", "\(day.iso8601) is covered already.")
    case .badAmount, .absurdAmount, .badDay, .dayInFuture, .creditedBefore, .referenceNeeded, .reasonNeeded,
        .daysNeeded, .explanationNeeded:
        throw Problem.mistakes([mistake(outcome)])
    }
}

/// The field that an outcome is about.
private func mistake(_ outcome: RecordBankCredit.Outcome) -> FieldProblem {
    switch outcome {
    case .absurdAmount(let expected):
        FieldProblem(
            .body("/amount_dong"),
            "Gấp nhiều lần thực nhận của các ngày (\(expected) đồng).",
            "That is many times the days' net (\(expected) đồng)."
        )
    case .badDay: FieldProblem(.body("/credited_on"), "Không phải một ngày.", "That is no date.")
    case .dayInFuture: FieldProblem(.body("/credited_on"), "Ngày này chưa tới.", "That day is still to come.")
    case .creditedBefore(let day):
        FieldProblem(
            .body("/credited_on"),
            "Không thể trước ngày \(day.iso8601) mà khoản tiền trả.",
            "It cannot be before \(day.iso8601), which it is for."
        )
    case .referenceNeeded: FieldKind.text(1...100).problem(.body("/bank_reference"))
    case .reasonNeeded: FieldKind.text(1...300).problem(.body("/reason"))
    case .daysNeeded: FieldKind.list(.day, 1...31).problem(.body("/days"))
    case .explanationNeeded(let difference):
        FieldProblem(
            .body("/explanation"),
            "Lệch \(difference) đồng so với thực nhận của các ngày: hãy giải thích.",
            "It is \(difference) đồng off the days' net: please explain."
        )
    default: FieldProblem(.body("/amount_dong"), "Số tiền chưa đúng.", "That is no amount.")
    }
}

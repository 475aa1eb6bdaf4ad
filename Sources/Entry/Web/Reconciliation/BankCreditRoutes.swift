import Hummingbird
import Kernel
import Markup
import Organisation
import Payments
import People
import Reconciliation

/// Bank credits: recorded by one, confirmed by another.
struct BankCreditRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/doi-soat/ngan-hang", .viewReconciliation) { request, context in
            try await page(request, context, FormData(orNothing: nil), problem: nil)
        }
        router.post("quan-ly/doi-soat/ngan-hang", .reconcile, use: record)
        router.post("quan-ly/doi-soat/ngan-hang/:number/xac-nhan", .confirmResolutions) { request, context in
            try await decide(request, context) { try await $0.confirm($1, by: context.member) }
        }
        router.post("quan-ly/doi-soat/ngan-hang/:number/huy", .reconcile) { request, context in
            try await decide(request, context) { try await $0.withdraw($1, by: context.member) }
        }
        router.post("quan-ly/doi-soat/ngan-hang/:number/dao/de-nghi", .reconcile) { request, context in
            // Several such forms stand on one page, each field under a name of its own.
            let reason = try await request.form().text("reason-\(try context.parameters.require("number"))")
            return try await decide(request, context) {
                try await $0.askReversal($1, reason: reason, by: context.member)
            }
        }
        router.post("quan-ly/doi-soat/ngan-hang/:number/dao/dong-y", .confirmResolutions) { request, context in
            try await decide(request, context) { try await $0.agreeToReversal($1, by: context.member) }
        }
        router.post("quan-ly/doi-soat/ngan-hang/:number/dao/bo", .reconcile) { request, context in
            try await decide(request, context) { try await $0.dropReversal($1, by: context.member) }
        }
    }

    private var credits: RecordBankCredit {
        RecordBankCredit(database: desk.database, world: desk.world, terminal: desk.gateway.terminal)
    }

    @Sendable private func record(_ request: Request, _ context: StaffContext) async throws -> Response {
        let posted = try await request.form()
        var form = RecordBankCredit.Form(
            creditedOn: Day(iso8601: posted.text("credited").trimmed),
            amount: posted.text("amount"),
            bankReference: posted.text("reference"),
            days: posted.all("days").compactMap { Day(iso8601: $0) }
        )
        form.treatment = BankCredit.Treatment(rawValue: posted.text("treatment")) ?? .keep
        form.explanation = posted.text("explanation")
        let outcome = try await credits(form, by: context.member)
        return try await answer(outcome, request, context, posted)
    }

    private func decide(
        _ request: Request,
        _ context: StaffContext,
        _ body: (RecordBankCredit, Int64) async throws -> RecordBankCredit.Outcome
    ) async throws -> Response {
        guard let number = Int64(try context.parameters.require("number")) else { throw HTTPError(.notFound) }
        return try await answer(try await body(credits, number), request, context, FormData(orNothing: nil))
    }

    private func answer(
        _ outcome: RecordBankCredit.Outcome,
        _ request: Request,
        _ context: StaffContext,
        _ posted: FormData
    ) async throws -> Response {
        switch outcome {
        case .done: return .see(Address.bankCredits.asking("xong", "1"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .tooLate, .ownRecord, .badAmount, .absurdAmount, .badDay, .dayInFuture, .creditedBefore, .referenceNeeded,
            .reasonNeeded, .recordedAlready, .daysNeeded, .notClosed, .coveredAlready, .explanationNeeded:
            let problem = problem(outcome, context.visit.language)
            return try await page(request, context, posted, problem: problem)
        }
    }

    private func problem(_ outcome: RecordBankCredit.Outcome, _ language: Language) -> String {
        let words = ReconciliationWords(language: language)
        return switch outcome {
        case .done, .notAllowed, .unknown: ""
        case .tooLate: language("Đã có người xử lý trước.", "Somebody was faster.")
        case .ownRecord:
            language(
                "Người ghi hoặc người đề nghị không tự xác nhận được.",
                "Whoever recorded it or asked for it does not agree to it."
            )
        case .badAmount: language("Số tiền chưa đúng.", "That is no amount.")
        case .absurdAmount(let expected):
            language(
                "Số tiền gấp nhiều lần thực nhận của các ngày (\(words.dong(expected))). Hãy xem lại số chữ số.",
                "That is many times the days’ net (\(words.dong(expected))). Please count the digits again."
            )
        case .badDay: language("Ngày báo có chưa đúng.", "The day of the credit is no date.")
        case .dayInFuture: language("Ngày báo có chưa tới.", "The day of the credit is still to come.")
        case .creditedBefore(let day):
            language(
                "Ngày báo có không thể trước ngày \(day.display) mà khoản tiền trả.",
                "The money cannot have come before \(day.display), which it is for."
            )
        case .reasonNeeded: language("Hãy ghi lý do đảo bút toán.", "Please say why it is to be reversed.")
        case .referenceNeeded: language("Hãy ghi số bút toán ngân hàng.", "The bank’s reference is missing.")
        case .recordedAlready(let number):
            language("Bút toán này đã ghi nhận (số \(number)).", "That line is recorded already (no. \(number)).")
        case .daysNeeded: language("Hãy chọn các ngày.", "Choose the days.")
        case .notClosed(let day): language("Ngày \(day.display) chưa chốt.", "\(day.display) is not closed.")
        case .coveredAlready(let day):
            language("Ngày \(day.display) đã có báo có.", "\(day.display) is covered already.")
        case .explanationNeeded(let difference):
            language(
                "Lệch \(words.dong(difference)) so với đối soát; hãy giải thích.",
                "\(words.dong(difference)) off the days’ net; please explain."
            )
        }
    }

    private func page(
        _ request: Request,
        _ context: StaffContext,
        _ posted: FormData,
        problem: String?
    ) async throws -> Response {
        let language = context.visit.language
        let words = ReconciliationWords(language: language)
        let (known, uncovered, people) = try await ReconciliationQueries(
            database: desk.database,
            world: desk.world,
            terminal: desk.gateway.terminal
        ).bank(limit: 100)
        let chosen = posted.all("days")
        let names = ["credited", "amount", "reference", "treatment", "explanation"]
        let isDone = try request.asked().has("xong")
        return BankCreditPage(
            around: desk.around(request, context.visit),
            rows: known.map { row($0, words, people, context.member) },
            openDays: uncovered.map { day in
                BankCreditPage.OpenDay(
                    id: day.key.day.iso8601,
                    label: "\(day.key.day.display) · \(words.dong(day.totals?.netDong))",
                    isChosen: chosen.contains(day.key.day.iso8601)
                )
            },
            values: Dictionary(uniqueKeysWithValues: names.map { ($0, posted.text($0)) }),
            mayRecord: context.member.may(.reconcile),
            news: isDone && problem == nil ? language("Đã ghi nhận.", "Done.") : nil,
            problem: problem
        ).response(status: problem == nil ? .ok : .unprocessableContent)
    }

    private func row(
        _ credit: BankCredit,
        _ words: ReconciliationWords,
        _ people: [StaffMember.ID: String],
        _ member: StaffMember
    ) -> BankCreditPage.Row {
        let second = credit.decidedBy.map { " → \(words.person($0, people))" } ?? ""
        let isAsked = credit.state == .confirmed && credit.reversal != nil
        var row = BankCreditPage.Row(
            number: "\(credit.number)",
            credited: credit.creditedOn.display,
            bankReference: credit.bankReference,
            days: credit.days.map(\.day.display).joined(separator: ", "),
            amount: credit.amount.display,
            expected: words.dong(credit.expectedDong),
            difference: words.dong(credit.differenceDong),
            explanation: credit.explanation.isEmpty ? "–" : credit.explanation,
            state: words.state(credit.state),
            who: words.person(credit.recordedBy, people) + second,
            mayConfirm: credit.state == .recorded && credit.recordedBy != member.id && member.may(.confirmResolutions),
            mayWithdraw: credit.state == .recorded && member.may(.reconcile)
        )
        row.reversal = credit.reversal.map { reversal in
            let agreed = reversal.agreedBy.map { " → \(words.person($0, people))" } ?? ""
            return "\(words.person(reversal.askedBy, people))\(agreed): \(reversal.reason)"
        }
        row.mayAskReversal = credit.state == .confirmed && !isAsked && member.may(.reconcile)
        row.mayAgreeToReversal =
            isAsked && credit.reversal?.askedBy != member.id && member.may(.confirmResolutions)
        row.mayDropReversal = isAsked && member.may(.reconcile)
        return row
    }
}

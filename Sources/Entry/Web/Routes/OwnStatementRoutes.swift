import Contracts
import Hummingbird
import Invoicing
import Kernel
import Payments
import People
import Statements

/// A customer's months: what is owed, chosen and paid together, and what has been paid.
struct OwnStatementRoutes: Sendable {
    let desk: Desk

    func add(to router: RouterGroup<CustomerContext>) {
        router.get("tai-khoan/cuoc") { try await show($0, $1) }
        router.post("tai-khoan/cuoc/thanh-toan", use: pay)
        router.get("tai-khoan/cuoc/:id/pdf", use: pdf)
    }

    private var months: PaymentsOfCustomer { PaymentsOfCustomer(database: desk.database) }

    private func show(
        _ request: Request,
        _ context: CustomerContext,
        problem: (words: String, chosen: Set<String>)? = nil
    ) async throws -> Response {
        let (language, customer) = (context.visit.language, context.session.customer)
        let words = OwnStatementWords(language: language, today: desk.world.now().day)
        let query = ListQuery(try request.asked(), base: .ownStatements, filters: [])
        let owed = try await months.owed(by: customer)
        let (settled, count) = try await months.settled(of: customer, window: query.window)
        let total = try Money.sum(owed.map { try $0.statement.payable })
        return OwnStatementsPage(
            around: desk.around(request, context.visit),
            owed: try owed.map { item in
                var month = try words.month(item)
                if let problem { month.isChosen = problem.chosen.contains(month.id) }
                return month
            },
            total: owed.isEmpty ? nil : (total.display, total.inWords),
            settled: try settled.map(words.month),
            pager: count > Int64(ListQuery.pageSize) ? query.pager(count: count, language) : nil,
            problem: problem?.words
        ).response(status: problem == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func pay(_ request: Request, _ context: CustomerContext) async throws -> Response {
        let language = context.visit.language
        let chosen = Set(try await request.form().all("chosen"))
        let ids = chosen.compactMap { Statement.ID($0) }
        let ask = AskForStatements(database: desk.database, world: desk.world, key: desk.key)
        let outcome = ids.count == chosen.count ? try await ask(Set(ids), of: context.session.customer) : .notOwed
        switch outcome {
        case .payable(let token): return .see(.payment(token))
        case .nothingChosen:
            let words = language("Hãy chọn ít nhất một khoản.", "Please tick at least one.")
            return try await show(request, context, problem: (words, []))
        case .notOwed:
            let words = language(
                "Một khoản đã chọn vừa được thanh toán hoặc không còn phải trả. Hãy xem lại danh sách.",
                "Something you ticked has just been paid or is no longer owed. Please look at the list again."
            )
            return try await show(request, context, problem: (words, chosen))
        }
    }

    @Sendable private func pdf(_ request: Request, _ context: CustomerContext) async throws -> Response {
        guard let id = Statement.ID(try context.parameters.require("id")),
            let month = try await months.month(id, of: context.session.customer)
        else { throw HTTPError(.notFound) }
        return try month.statement.pdf(of: month.contract, desk.settings.seller, context.visit.language)
    }
}

private struct OwnStatementWords {
    let language: Language
    let today: Day

    func month(_ item: MonthItem) throws -> OwnStatementsPage.Month {
        let statement = item.statement
        return OwnStatementsPage.Month(
            id: "\(statement.id)",
            number: statement.number,
            month: statement.month.display,
            planName: item.contract.lines.first.map(Words(language: language).planName) ?? "",
            contractNumber: item.contract.number,
            state: StatementWords(language: language, today: today).state(statement.state, due: statement.due),
            due: statement.due.display,
            amount: try statement.payable.display,
            receipt: item.reference.map(Address.portalReceipt)
        )
    }
}

import Dunning
import Hummingbird
import Kernel
import Organisation
import People
import Spreadsheet
import Storage

/// Debts: the list by age, its export, and the proposals that wait.
struct DebtRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/no-cuoc", .viewStatements, use: list)
        router.get("quan-ly/no-cuoc/xuat", .viewStatements, use: export)
        router.get("quan-ly/no-cuoc/de-xuat", .proposeDebtChanges, use: changes)
        router.post("quan-ly/no-cuoc/de-xuat/:id/dong-y", .confirmDebtChanges) { request, context in
            _ = try await request.form()
            return try await decide(context) { try await deciding.agree($0, by: context.member) }
        }
        router.post("quan-ly/no-cuoc/de-xuat/:id/tra-lai", .proposeDebtChanges) { request, context in
            let reason = try await request.form().text("reason")
            return try await decide(context) { try await deciding.sendBack($0, reason: reason, by: context.member) }
        }
    }

    private var queries: DebtQueries { DebtQueries(database: desk.database, now: desk.world.now) }
    private var deciding: DecideDebtChange {
        DecideDebtChange(database: desk.database, world: desk.world, key: desk.key)
    }

    private func words(_ context: StaffContext) -> DebtWords {
        DebtWords(language: context.visit.language, today: desk.world.now().day)
    }

    // MARK: The list

    /// What the query of the list asks for.
    private struct Asked {
        var filter = DebtFilter()
        let query: ListQuery
        let values: [String: String]

        init(_ asked: FormData) {
            let names = ["tim", "don-vi", "tuoi", "tinh-trang"]
            values = Dictionary(uniqueKeysWithValues: names.map { ($0, asked.text($0)) })
            query = ListQuery(asked, base: .debts, filters: names.map { ($0, asked.text($0)) })
            filter.text = String(asked.text("tim").prefix(200))
            filter.unit = String(asked.text("don-vi").prefix(20))
            filter.bucket = AgeBucket(rawValue: asked.text("tuoi"))
            filter.standing = DebtFilter.Standing(rawValue: asked.text("tinh-trang"))
            filter.order = DebtFilter.Order(rawValue: query.sort) ?? .total
            filter.isDescending = query.isDescending
        }

        var export: Address {
            values.sorted { $0.key < $1.key }.reduce(Address.exportDebts) { $0.asking($1.key, $1.value) }
        }
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = Asked(try request.asked())
        let language = context.visit.language
        let words = words(context)
        let (items, count) = try await queries.list(asked.filter, for: context.member, window: asked.query.window)
        let units = try await queries.aging(for: context.member)
        let all = units.map(\.debt).reduce(AgedDebt(), +)
        let any = Select.Option("", language("Tất cả", "All"))
        return DebtListPage(
            around: desk.around(request, context.visit),
            figures: [
                Figure(
                    value: words.dong(all.totalDong),
                    label: language("Tổng nợ quá hạn", "Overdue in all"),
                    tone: all.totalDong > 0 ? .bad : .calm
                ),
                Figure(value: "\(all.months)", label: language("Thông báo cước quá hạn", "Overdue statements")),
                Figure(
                    value: words.dong(all.byBucket[.over90] ?? 0),
                    label: words.bucket(.over90),
                    address: Address.debts.asking("tuoi", AgeBucket.over90.rawValue)
                ),
            ],
            bars: words.bars(all),
            buckets: AgeBucket.allCases.map(words.bucket),
            units: units.map { words.unit($0.unit, $0.debt) },
            all: words.unit(language("Cộng", "Total"), all),
            columns: columns(asked.query, words),
            rows: items.map(words.row),
            pager: asked.query.pager(count: count, language),
            values: asked.values,
            choices: (
                [any] + units.map { .init($0.unit, $0.unit) },
                [any] + AgeBucket.allCases.map { .init($0.rawValue, words.bucket($0)) },
                [any] + DebtFilter.Standing.allCases.map { .init($0.rawValue, words.standing($0)) }
            ),
            export: count > 0 ? asked.export : nil,
            seesChanges: context.member.may(.proposeDebtChanges)
        ).response()
    }

    private func columns(_ query: ListQuery, _ words: DebtWords) -> [Table.Column] {
        let language = words.language
        return [
            query.column(language("Khách hàng", "Customer"), by: "customer"),
            .init(name: language("Đơn vị", "Unit")),
            query.column(language("Quá hạn", "Late"), by: "days"),
            .init(name: language("Tình trạng", "State")),
        ]
            + AgeBucket.allCases.map { .init(name: words.bucket($0), isAmount: true) } + [
                query.column(language("Tổng", "Total"), by: "total", isAmount: true, isDefault: true)
            ]
    }

    /// Sent batch by batch: memory holds one, however many there are.
    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try request.asked()
        guard let format = PaymentExport.Format(asked: form) else { throw HTTPError(.badRequest) }
        let filter = Asked(form).filter
        let (member, words, queries) = (context.member, words(context), queries)
        return SheetStream<Int>(
            name: "no-cuoc-\(desk.world.now().day.iso8601)",
            sheetName: words.language("Nợ cước", "Debts"),
            titles: [
                words.language("Nợ cước quá hạn đến \(words.today.display)", "Overdue as of \(words.today.display)")
            ],
            columns: words.columns,
            batch: { place in
                let offset = place ?? 0
                let items = try await queries.list(filter, for: member, window: (500, offset)).items
                return (items.map(words.cells), items.isEmpty ? nil : offset + items.count)
            }
        ).response(format)
    }

    // MARK: Proposals

    @Sendable private func changes(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        let state = DebtChange.State(rawValue: asked.text("trang-thai")) ?? .proposed
        let query = ListQuery(asked, base: .debtChanges, filters: [("trang-thai", asked.text("trang-thai"))])
        let words = words(context)
        let (items, count) = try await queries.changes(state, for: context.member, window: query.window)
        return DebtChangePage(
            around: desk.around(request, context.visit),
            tabLinks: DebtChange.State.allCases.map { each in
                TabLink(
                    words: words.state(each).words,
                    address: Address.debtChanges.asking("trang-thai", each.rawValue),
                    isHere: each == state
                )
            },
            rows: items.map { words.proposal($0, for: context.member) },
            pager: query.pager(count: count, context.visit.language),
            news: words.news(asked),
            problem: words.problem(asked)
        ).response()
    }

    private func decide(
        _ context: StaffContext,
        _ body: (DebtChange.ID) async throws -> DebtOutcome
    ) async throws -> Response {
        guard let id = DebtChange.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        return try .debt(try await body(id), at: .debtChanges)
    }
}

extension Response {
    /// After a step: to the page it was taken on, with what came of it.
    static func debt(_ outcome: DebtOutcome, at address: Address) throws -> Response {
        switch outcome {
        case .done: return .see(address.asking("xong", "1"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .tooMuch(let most): return .see(address.asking("loi", "vuot").asking("con", "\(most.dong)"))
        case .wordsNeeded, .badDay, .nothingOwed, .badAmount, .beingPaid, .waiting, .tooLate, .ownProposal,
            .frozen:
            let name = DebtWords.problems.first { $0.outcome == outcome }?.name ?? ""
            return .see(address.asking("loi", name))
        }
    }
}

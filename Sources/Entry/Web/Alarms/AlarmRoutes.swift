import Alarms
import Contracts
import Evidence
import Hummingbird
import Kernel
import Organisation
import Sales
import Spreadsheet
import Storage

/// Alarms: the list, its export, the release by two people, and how the rules stand.
struct AlarmRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/canh-bao", .viewAlarms, use: list)
        router.get("quan-ly/canh-bao/xuat", .viewAlarms, use: export)
        router.get("quan-ly/canh-bao/quy-tac", .viewAlarms, use: rules)
        router.post("quan-ly/canh-bao/:id/xin-go", .releaseAlarms) { request, context in
            let reason = try await request.form().text("reason")
            return try await decide(context, "xin-go") {
                try await release.propose($0, reason: reason, by: context.member)
            }
        }
        router.post("quan-ly/canh-bao/:id/dong-y", .releaseAlarms) { request, context in
            _ = try await request.form()
            return try await decide(context, "dong-y") { try await release.agree($0, by: context.member) }
        }
        router.post("quan-ly/canh-bao/:id/tra-lai", .releaseAlarms) { request, context in
            let reason = try await request.form().text("reason")
            return try await decide(context, "tra-lai") {
                try await release.sendBack($0, reason: reason, by: context.member)
            }
        }
    }

    private var release: ReleaseAlarm { ReleaseAlarm(database: desk.database, world: desk.world) }

    private struct Shown: Sendable {
        let rows: [AlarmListPage.Row]
        let counts: [Alarm.State: Int64]
        let blind: Int
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        let language = context.visit.language
        let words = AlarmWords(language: language)
        let state = Alarm.State(rawValue: asked.text("trang-thai")) ?? .raised
        let query = ListQuery(asked, base: .alarms, filters: [("trang-thai", asked.text("trang-thai"))])
        let window = query.window
        let shown = try await desk.database.read { connection in
            Shown(
                rows: try Alarm.all(state, window: window, on: connection).map { alarm in
                    words.row(
                        alarm,
                        contract: try Self.contract(of: alarm, on: connection),
                        people: try Self.people(of: alarm, on: connection),
                        for: context.member
                    )
                },
                counts: try Dictionary(
                    uniqueKeysWithValues: Alarm.State.allCases.map { ($0, try Alarm.count($0, on: connection)) }
                ),
                blind: try RuleWatch.all(on: connection).count { $0.problem != nil }
            )
        }
        return AlarmListPage(
            around: desk.around(request, context.visit),
            tabLinks: Alarm.State.allCases.map { each in
                TabLink(
                    words: words.state(each).words,
                    address: Address.alarms.asking("trang-thai", each.rawValue),
                    isHere: each == state,
                    count: "\(shown.counts[each] ?? 0)"
                )
            },
            rows: shown.rows,
            pager: query.pager(count: shown.counts[state] ?? 0, language),
            export: shown.rows.isEmpty ? nil : Address.exportAlarms.asking("trang-thai", state.rawValue),
            blind: shown.blind,
            news: words.news(asked),
            problem: words.problem(asked)
        ).response()
    }

    private static func contract(of alarm: Alarm, on connection: any SQLConnection) throws -> Contract? {
        try Contract.id(ofSubject: alarm.finding.subject).flatMap { try Contract.find($0, on: connection) }
    }

    private static func people(
        of alarm: Alarm,
        on connection: any SQLConnection
    ) throws -> [StaffMember.ID: String] {
        var names: [StaffMember.ID: String] = [:]
        for id in [alarm.proposedBy, alarm.releasedBy].compactMap({ $0 }) {
            names[id] = try StaffMember.find(id, on: connection)?.name
        }
        return names
    }

    @Sendable private func rules(_ request: Request, _ context: StaffContext) async throws -> Response {
        let looks = try await desk.database.read { try RuleWatch.all(on: $0) }
        let words = AlarmWords(language: context.visit.language)
        return WatchedRulesPage(
            around: desk.around(request, context.visit),
            rows: WatchSystem.Watched.allCases.map { watched in
                words.watch(watched, looks.first { $0.rule == watched.name })
            }
        ).response()
    }

    private func decide(
        _ context: StaffContext,
        _ step: String,
        _ body: (Alarm.ID) async throws -> ReleaseAlarm.Outcome
    ) async throws -> Response {
        guard let id = Alarm.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        let outcome = try await body(id)
        switch outcome {
        case .done: return .see(Address.alarms.asking("xong", step))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .reasonNeeded, .ownProposal, .tooLate:
            let name = AlarmWords.outcomes.first { $0.outcome == outcome }?.name ?? ""
            return .see(Address.alarms.asking("loi", name))
        }
    }

    // MARK: Export

    /// Sent batch by batch: memory holds one, however many there are.
    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try request.asked()
        guard let format = PaymentExport.Format(asked: form) else { throw HTTPError(.badRequest) }
        let state = Alarm.State(rawValue: form.text("trang-thai")) ?? .raised
        let words = AlarmWords(language: context.visit.language)
        let (language, database, now) = (words.language, desk.database, desk.world.now())
        return SheetStream<Int>(
            name: "canh-bao-\(now.day.iso8601)",
            sheetName: language("Cảnh báo", "Alarms"),
            titles: [
                language("Cảnh báo, lấy lúc \(now.display)", "Alarms, taken at \(now.display)"),
                words.state(state).words,
            ],
            columns: [
                .init(language("Quy tắc", "Rule"), widthCharacters: 50),
                .init(language("Điều sai", "What breaks it"), widthCharacters: 40),
                .init(language("Hợp đồng", "Contract"), widthCharacters: 22),
                .init(language("Bắt đầu (giờ Việt Nam)", "Raised (Vietnam’s time)"), widthCharacters: 22),
                .init(language("Hết sai lúc", "Holds again since"), widthCharacters: 22),
                .init(language("Lý do gỡ", "Why it may go on"), widthCharacters: 40),
            ],
            batch: { place in
                let offset = place ?? 0
                let rows = try await database.read { connection in
                    try Alarm.all(state, window: (500, offset), on: connection).map { alarm in
                        Self.cells(alarm, words, contract: try Self.contract(of: alarm, on: connection))
                    }
                }
                return (rows, rows.isEmpty ? nil : offset + rows.count)
            }
        ).response(format)
    }

    private static func cells(_ alarm: Alarm, _ words: AlarmWords, contract: Contract?) -> [SpreadsheetCell] {
        [
            .text(words.rule(alarm.rule)), .text(words.offender(alarm)), .text(contract?.number ?? ""),
            .text(alarm.raisedAt.displayWithSeconds), .text(alarm.mendedAt?.displayWithSeconds ?? ""),
            .text(alarm.reason ?? ""),
        ]
    }
}

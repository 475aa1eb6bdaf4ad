import Dunning
import Hummingbird
import Kernel
import Organisation
import People
import Storage

/// The timetable of reminders: everybody who sees statements may look, the admin sets it.
struct DunningTimetableRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/no-cuoc/lich-nhac", .viewStatements, use: show)
        router.post("quan-ly/no-cuoc/lich-nhac", .manageSettings, use: save)
    }

    private func words(_ context: StaffContext) -> DebtWords {
        DebtWords(language: context.visit.language, today: desk.world.now().day)
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let timetable = try await DebtQueries(database: desk.database, now: desk.world.now).timetable()
        var page = page(
            timetable.steps.map { .init(days: "\($0.days)", tone: $0.tone.rawValue) },
            timetable,
            request,
            context
        )
        if try request.asked().has("xong") { page.news = context.visit.language("Đã lưu.", "Saved.") }
        return page.response()
    }

    private func page(
        _ rows: [DunningTimetablePage.Row],
        _ timetable: DunningTimetable?,
        _ request: Request,
        _ context: StaffContext
    ) -> DunningTimetablePage {
        let words = words(context)
        let blank = DunningTimetablePage.Row(days: "", tone: DunningStep.Tone.firm.rawValue)
        let room = max(0, min(2, DunningTimetable.most - rows.count))
        return DunningTimetablePage(
            around: desk.around(request, context.visit),
            rows: rows + Array(repeating: blank, count: room),
            tones: DunningStep.Tone.allCases.map { .init($0.rawValue, words.tone($0)) },
            lines: (timetable?.steps ?? []).map { [words.step($0.days), words.tone($0.tone), "E-mail"] },
            mayChange: context.member.may(.manageSettings)
        )
    }

    @Sendable private func save(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        var rows: [DunningTimetablePage.Row] = []
        for index in 0..<(DunningTimetable.most + 2) {
            let days = form.text("days-\(index)").trimmed
            guard !days.isEmpty else { continue }
            rows.append(.init(days: days, tone: form.text("tone-\(index)")))
        }
        let timetable: DunningTimetable
        do throws(DunningTimetable.Mistake) {
            timetable = try DunningTimetable(try rows.map(Self.step))
        } catch {
            var page = page(rows, nil, request, context)
            page.problem = words(context).mistake(error)
            return page.response(status: .unprocessableContent)
        }
        let change = ChangeTimetable(database: desk.database, world: desk.world)
        switch try await change(timetable, by: context.member) {
        case .saved: return .see(Address.dunningTimetable.asking("xong", "luu"))
        case .notAllowed: throw HTTPError(.forbidden)
        }
    }

    /// A minus may be typed as a hyphen or as what it is.
    private static func step(_ row: DunningTimetablePage.Row) throws(DunningTimetable.Mistake) -> DunningStep {
        guard let days = Int64(row.days.replacing("−", with: "-").replacing("+", with: "")),
            let tone = DunningStep.Tone(rawValue: row.tone)
        else { throw .outOfRange }
        return DunningStep(days, tone, suspends: tone == .suspension)
    }
}

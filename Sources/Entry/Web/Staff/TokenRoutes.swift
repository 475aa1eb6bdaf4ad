import Hummingbird
import Kernel
import Markup
import Organisation
import Storage

/// Who lets programs act over the API: one's own, or everybody's for whoever looks after them.
struct TokenRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/api", .ownDesk, use: list)
        router.get("quan-ly/api/moi", .ownDesk, use: form)
        router.post("quan-ly/api/moi", .ownDesk, use: issue)
        router.post("quan-ly/api/:id/thu-hoi", .ownDesk, use: revoke)
    }

    private var tokens: KeepTokens { KeepTokens(database: desk.database, world: desk.world) }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let words = StaffWords(language: context.visit.language)
        let time = desk.world.now()
        let isRevoked = try request.asked().text("xong") == "thu-hoi"
        return TokensPage(
            around: desk.around(request, context.visit),
            lines: try await tokens.list(for: context.member).map { token, staff in
                words.line(token, of: staff, at: time)
            },
            news: isRevoked ? words.language("Đã thu hồi mã.", "The token is revoked.") : nil
        ).response()
    }

    @Sendable private func form(_ request: Request, _ context: StaffContext) async throws -> Response {
        try await page(KeepTokens.Form(staff: context.member.id), [:], request, context).response()
    }

    @Sendable private func issue(_ request: Request, _ context: StaffContext) async throws -> Response {
        let sent = try await request.form()
        var form = KeepTokens.Form(staff: StaffMember.ID(sent.text("staff")) ?? context.member.id)
        form.name = sent.text("name")
        form.days = Int64(sent.text("days").filter { !$0.isWhitespace }) ?? 0
        form.scopes = Set(sent.all("scope").compactMap(Action.init(rawValue:)))
        let language = context.visit.language
        switch try await tokens.issue(form, by: .person(context.member)) {
        case .issued(_, let text):
            return TokenIssuedPage(around: desk.around(request, context.visit), text: text).response()
        case .mistakes(let mistakes):
            return try await page(form, mistakes, request, context).response(status: .unprocessableContent)
        case .tooMany:
            var page = try await page(form, [:], request, context)
            page.formError = language(
                "Người này đã có \(APIToken.liveLimit) mã còn hiệu lực. Hãy thu hồi mã không dùng.",
                "This person has \(APIToken.liveLimit) live tokens. Revoke those that are not used."
            )
            return page.response(status: .unprocessableContent)
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown, .revoked: throw HTTPError(.notFound)
        }
    }

    @Sendable private func revoke(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = APIToken.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        switch try await tokens.revoke(id, by: .person(context.member)) {
        case .revoked: return .see(Address.tokens.asking("xong", "thu-hoi"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown, .issued, .mistakes, .tooMany: throw HTTPError(.notFound)
        }
    }

    private func page(
        _ form: KeepTokens.Form,
        _ mistakes: [KeepTokens.Field: KeepTokens.Mistake],
        _ request: Request,
        _ context: StaffContext
    ) async throws -> NewTokenPage {
        let words = StaffWords(language: context.visit.language)
        let member = context.member
        let people =
            member.may(.manageAPIAccess)
            ? try await desk.database.read { try StaffMember.all(in: .everything, on: $0) }.filter {
                $0.state == .active
            }
            : [member]
        // Whoever issues for others sees every box; what does not fit the person is refused with a reason.
        let offered = Action.scopesToChoose.filter { member.may(.manageAPIAccess) || member.may($0) }
        return NewTokenPage(
            around: desk.around(request, context.visit),
            name: Field(
                name: "name",
                label: words.language("Tên chương trình", "Name of the program"),
                value: form.name,
                error: mistakes[.name].map(words.tokenMistake),
                maximumLength: 100
            ),
            days: Field(
                name: "days",
                label: words.language("Số ngày hiệu lực", "Days it works"),
                value: "\(form.days)",
                hint: words.language("Tối đa \(APIToken.longestDays) ngày", "\(APIToken.longestDays) at most"),
                error: mistakes[.days].map(words.tokenMistake),
                maximumLength: 3
            ),
            person: Select(
                name: "staff",
                label: words.language("Làm việc thay", "Acts for"),
                options: people.map { Select.Option("\($0.id)", "\($0.name) · \($0.unit.code)") },
                value: "\(form.staff)"
            ),
            scopes: offered.map { action in
                Choice(
                    kind: .checkbox,
                    name: "scope",
                    value: action.rawValue,
                    label: "\(words.scope(action)) <span class=\"muted small\">\(action.rawValue)</span>",
                    isChosen: form.scopes.contains(action)
                )
            },
            scopesError: mistakes[.scopes].map(words.tokenMistake)
        )
    }
}

import Hummingbird
import Kernel
import Organisation
import People
import Storage

/// Units, people, permissions and what the admin sets; the audit log and the deliveries.
struct HouseRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/don-vi", .viewStaff, use: units)
        router.get("quan-ly/don-vi/phan-quyen", .viewStaff, use: permissions)
        PeopleRoutes(desk: desk).add(to: &router)
        OfficerRoutes(desk: desk).add(to: &router)
        SettingsRoutes(desk: desk).add(to: &router)
        router.get("quan-ly/don-vi/:code", .viewStaff, use: unit)
        router.post("quan-ly/don-vi/:code/so-hop-dong", .manageSettings, use: setPattern)
        AuditRoutes(desk: desk).add(to: &router)
    }

    @Sendable private func units(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let words = HouseWords(language: language)
        let today = desk.world.now().day
        let lines = try await desk.database.read { connection in
            let people = try StaffMember.all(in: .everything, on: connection)
            return try OrganisationUnit.all(on: connection).filter { context.member.sees($0.code) }.map { unit in
                let officer = try InvoicingOfficer.inCharge(of: unit.code, on: today, connection: connection)
                return UnitsPage.Line(
                    code: unit.code,
                    name: unit.name.text(in: language),
                    kind: words.kind(unit.kind),
                    people: "\(people.count { $0.unit.code == unit.code })",
                    example: unit.numberPattern.number(1, unit: unit.code, year: today.components.year),
                    officer: people.first { $0.id == officer?.staff }?.name ?? "–"
                )
            }
        }
        return UnitsPage(around: desk.around(request, context.visit), lines: lines).response()
    }

    @Sendable private func permissions(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let (words, names) = (HouseWords(language: language), StaffWords(language: language))
        return PermissionsPage(
            around: desk.around(request, context.visit),
            roles: Role.allCases.map(names.role),
            lines: Action.allCases.map { action in
                PermissionsPage.Line(
                    action: words.action(action),
                    reaches: Role.allCases.map { words.reach(Access.reach(of: $0, for: action)) }
                )
            }
        ).response()
    }

    // MARK: One unit

    @Sendable private func unit(_ request: Request, _ context: StaffContext) async throws -> Response {
        let isSaved = try request.asked().text("xong") == "mau-so"
        let news = isSaved ? context.visit.language("Đã lưu mẫu số.", "The pattern is saved.") : nil
        return try await page(request, context, pattern: nil, error: nil, news: news).response()
    }

    @Sendable private func setPattern(_ request: Request, _ context: StaffContext) async throws -> Response {
        let code = try context.parameters.require("code")
        let form = try await request.form()
        let text = form.text("pattern")
        let words = HouseWords(language: context.visit.language)
        guard form.text("buoc") == "luu" else {
            var mistake: String?
            do throws(ContractNumberPattern.Mistake) {
                _ = try ContractNumberPattern(text.trimmed)
            } catch {
                mistake = words.mistake(error)
            }
            return try await page(request, context, pattern: text, error: mistake, news: nil)
                .response(status: mistake == nil ? .ok : .unprocessableContent)
        }
        let change = ChangeSettings(database: desk.database, world: desk.world)
        switch try await change.setPattern(text, of: code, by: context.member) {
        case .saved: return .see(Address.unit(code).asking("xong", "mau-so"))
        case .badPattern(let mistake):
            return try await page(request, context, pattern: text, error: words.mistake(mistake), news: nil)
                .response(status: .unprocessableContent)
        case .unknown: throw HTTPError(.notFound)
        case .notAllowed, .badPercentage, .badDay, .badName: throw HTTPError(.forbidden)
        }
    }

    /// - Parameter pattern: What was typed; `nil` shows what is in force.
    private func page(
        _ request: Request,
        _ context: StaffContext,
        pattern: String?,
        error: String?,
        news: String?
    ) async throws -> UnitPage {
        let language = context.visit.language
        let words = HouseWords(language: language)
        let code = try context.parameters.require("code")
        let found = try await desk.database.read { connection in
            (
                try OrganisationUnit.find(code, on: connection),
                try StaffMember.all(in: .unit(code), on: connection).count { $0.state == .active }
            )
        }
        guard let unit = found.0, context.member.sees(code) else { throw HTTPError(.notFound) }
        let text = pattern ?? unit.numberPattern.text
        let year = desk.world.now().day.components.year
        let shown = Self.pattern(text.trimmed) ?? unit.numberPattern
        return UnitPage(
            around: desk.around(request, context.visit),
            code: code,
            name: unit.name.text(in: language),
            facts: [
                Fact(language("Loại", "Kind"), words.kind(unit.kind)),
                Fact(language("Tên tiếng Anh", "English name"), unit.name.english),
                Fact(language("Người đang làm việc", "Active people"), number: "\(found.1)"),
            ],
            pattern: text,
            examples: [1, 2, 99_999].map { shown.number($0, unit: code, year: year) },
            mayChange: context.member.may(.manageSettings),
            error: error,
            news: news
        )
    }

    private static func pattern(_ text: String) -> ContractNumberPattern? { try? ContractNumberPattern(text) }
}

extension StaffMember {
    /// Whether the pages of the house show this unit to the person.
    func sees(_ unit: String) -> Bool { may(.viewStaff, on: Belonging(unit: unit, people: [])) }
}

import Hummingbird
import Journal
import Kernel
import Organisation
import People
import Storage

/// The people of the house: who they are, what they may do, whether they may come in.
struct PeopleRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/don-vi/nhan-su", .viewStaff, use: list)
        router.get("quan-ly/don-vi/nhan-su/moi", .manageStaff, use: showInvitation)
        router.post("quan-ly/don-vi/nhan-su/moi", .manageStaff, use: invite)
        router.get("quan-ly/don-vi/nhan-su/:id", .viewStaff, use: show)
        router.get("quan-ly/don-vi/nhan-su/:id/sua", .manageStaff, use: showChange)
        router.post("quan-ly/don-vi/nhan-su/:id/sua", .manageStaff, use: change)
        router.post("quan-ly/don-vi/nhan-su/:id/buoc/:step", .manageStaff, use: takeStep)
    }

    private var manage: ManageStaff { ManageStaff(database: desk.database, world: desk.world) }

    // MARK: The list

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let (words, names) = (HouseWords(language: language), StaffWords(language: language))
        let asked = try request.asked()
        let wish = try await wish(asked, context)
        let scope = context.member.scope(for: .viewStaff)
        let everybody = try await desk.database.read { try StaffMember.all(in: scope, on: $0) }
        let found = everybody.filter { wish.fits($0) }
        let query = ListQuery(
            asked,
            base: .people,
            filters: [
                ("tim", wish.words), ("vai-tro", wish.role), ("don-vi", wish.unit), ("trang-thai", wish.state),
            ]
        )
        let (limit, offset) = query.window
        return PeoplePage(
            around: desk.around(request, context.visit),
            lines: found.dropFirst(offset).prefix(limit).map { member in
                PeoplePage.Line(
                    id: "\(member.id)",
                    name: member.name,
                    email: member.email.description,
                    unit: member.unit.code,
                    roles: names.roles(member),
                    state: words.state(member.state)
                )
            },
            wish: wish,
            pager: query.pager(count: Int64(found.count), language),
            mayInvite: context.member.may(.manageStaff)
        ).response()
    }

    private func wish(_ asked: FormData, _ context: StaffContext) async throws -> PeoplePage.Wish {
        let language = context.visit.language
        let (words, names) = (HouseWords(language: language), StaffWords(language: language))
        let any = Select.Option("", language("Tất cả", "Any"))
        var wish = PeoplePage.Wish()
        wish.words = asked.text("tim")
        wish.role = Role(rawValue: asked.text("vai-tro"))?.rawValue ?? ""
        wish.unit = asked.text("don-vi")
        wish.state = StaffMember.State(rawValue: asked.text("trang-thai"))?.rawValue ?? ""
        wish.roles = [any] + Role.allCases.map { Select.Option($0.rawValue, names.role($0)) }
        wish.units = try await [any] + units(context)
        wish.states = [any] + StaffMember.State.allCases.map { Select.Option($0.rawValue, words.state($0).words) }
        return wish
    }

    private func units(_ context: StaffContext) async throws -> [Select.Option] {
        let names = StaffWords(language: context.visit.language)
        return try await desk.database.read { try OrganisationUnit.all(on: $0) }
            .filter { context.member.sees($0.code) }
            .map { Select.Option($0.code, names.unit($0)) }
    }

    // MARK: One person

    private func member(_ context: StaffContext) async throws -> StaffMember {
        guard let id = StaffMember.ID(try context.parameters.require("id")),
            let member = try await desk.database.read({ try StaffMember.find(id, on: $0) }),
            context.member.sees(member.unit.code)
        else { throw HTTPError(.notFound) }
        return member
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let done = try request.asked().text("xong")
        let step = ManageStaff.Step(rawValue: done).map(HouseWords(language: language).step)
        let news: String? =
            step.map { "\($0.name): \(language("đã xong.", "done."))" }
            ?? (done == "luu" ? language("Đã lưu.", "Saved.") : nil)
        return try await page(request, context, news: news, error: nil).response()
    }

    private func page(
        _ request: Request,
        _ context: StaffContext,
        news: String?,
        error: String?
    ) async throws -> PersonPage {
        let language = context.visit.language
        let words = HouseWords(language: language)
        let member = try await member(context)
        let story = try await desk.database.read { try AuditEntry.entries(about: member.subject, on: $0) }
        let isManager = context.member.may(.manageStaff)
        return PersonPage(
            around: desk.around(request, context.visit),
            id: "\(member.id)",
            name: member.name,
            state: words.state(member.state),
            facts: try await facts(member, language),
            steps: (isManager && member.id != context.member.id ? member.steps : []).map { step in
                PersonPage.Step(
                    name: words.step(step).name,
                    value: step.rawValue,
                    warning: words.step(step).warning,
                    isDangerous: step == .suspend || step == .resetSecondFactor
                )
            },
            mayChange: isManager,
            story: story.suffix(30).reversed().map { Happening(state: .done, words: $0.action, time: $0.at.display) },
            news: news,
            error: error
        )
    }

    private func facts(_ member: StaffMember, _ language: Language) async throws -> [Fact] {
        let names = StaffWords(language: language)
        let sessions = try await desk.staffSessions.live(of: member).count
        let unit = try await desk.database.read { try OrganisationUnit.find(member.unit.code, on: $0) }
        return [
            Fact("Email", member.email.description), Fact(language("Điện thoại", "Telephone"), number: member.phone),
            Fact(language("Đơn vị", "Unit"), unit.map(names.unit) ?? member.unit.code),
            Fact(language("Vai trò", "Roles"), names.roles(member)),
        ] + (member.firm.map { [Fact(language("Công ty đại lý", "Agent's firm"), $0)] } ?? []) + [
            Fact(
                language("Xác thực hai lớp", "Second factor"),
                member.secondFactor.isConfirmed
                    ? language("Đã bật", "On")
                    : member.mustHaveSecondFactor
                        ? language("Thiết lập ở lần đăng nhập tới", "Set up at the next sign-in")
                        : language("Không bắt buộc", "Not needed")
            ), Fact(language("Nơi đang đăng nhập", "Signed in on"), number: "\(sessions)"),
        ]
    }

    @Sendable private func takeStep(_ request: Request, _ context: StaffContext) async throws -> Response {
        let member = try await member(context)
        guard let step = ManageStaff.Step(rawValue: try context.parameters.require("step")) else {
            throw HTTPError(.notFound)
        }
        let language = context.visit.language
        switch try await manage.take(step, for: member.id, by: context.member) {
        case .done: return .see(Address.person("\(member.id)").asking("xong", step.rawValue))
        case .ownAccount:
            let words = language("Không thể tự làm việc này với tài khoản của mình.", "Not on your own account.")
            return try await page(request, context, news: nil, error: words).response(status: .conflict)
        case .unknown, .mistakes:
            let words = language("Việc này không còn áp dụng được.", "This no longer applies.")
            return try await page(request, context, news: nil, error: words).response(status: .conflict)
        case .notAllowed: throw HTTPError(.forbidden)
        }
    }

    // MARK: Inviting and changing

    @Sendable private func showInvitation(_ request: Request, _ context: StaffContext) async throws -> Response {
        try await formPage(ManageStaff.Form(), nil, [:], request, context).response()
    }

    @Sendable private func invite(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = ManageStaff.Form(try await request.form())
        switch try await manage.invite(form, by: context.member) {
        case .done(let id): return .see(Address.person("\(id)").asking("xong", ManageStaff.Step.inviteAgain.rawValue))
        case .mistakes(let mistakes):
            return try await formPage(form, nil, mistakes, request, context).response(status: .unprocessableContent)
        case .notAllowed, .ownAccount: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    @Sendable private func showChange(_ request: Request, _ context: StaffContext) async throws -> Response {
        let member = try await member(context)
        return try await formPage(ManageStaff.Form(member), member, [:], request, context).response()
    }

    @Sendable private func change(_ request: Request, _ context: StaffContext) async throws -> Response {
        let member = try await member(context)
        var form = ManageStaff.Form(try await request.form())
        (form.email, form.unit) = (member.email.description, member.unit.code)
        switch try await manage.change(member.id, form, by: context.member) {
        case .done: return .see(Address.person("\(member.id)").asking("xong", "luu"))
        case .mistakes(let mistakes):
            return try await formPage(form, member, mistakes, request, context).response(status: .unprocessableContent)
        case .ownAccount:
            let words = context.visit.language(
                "Không ai tự đổi vai trò của mình.",
                "Nobody changes one's own roles."
            )
            return try await page(request, context, news: nil, error: words).response(status: .conflict)
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    private func formPage(
        _ form: ManageStaff.Form,
        _ member: StaffMember?,
        _ mistakes: [ManageStaff.Field: ManageStaff.Mistake],
        _ request: Request,
        _ context: StaffContext
    ) async throws -> PersonFormPage {
        let language = context.visit.language
        let (words, names) = (HouseWords(language: language), StaffWords(language: language))
        var page = PersonFormPage(
            around: desk.around(request, context.visit),
            id: member.map { "\($0.id)" },
            name: form.name,
            email: form.email,
            phone: form.phone,
            unit: form.unit,
            firm: form.firm,
            isEnglish: form.language == .english,
            units: try await units(context),
            roles: Role.allCases.map { role in
                PersonFormPage.RoleChoice(
                    value: role.rawValue,
                    label: names.role(role),
                    isChosen: form.roles.contains(role)
                )
            }
        )
        for (field, mistake) in mistakes { page.errors.set(field, words.mistake(mistake)) }
        return page
    }
}

extension PersonFormPage.Errors {
    fileprivate mutating func set(_ field: ManageStaff.Field, _ words: String) {
        switch field {
        case .name: name = words
        case .email: email = words
        case .phone: phone = words
        case .unit: unit = words
        case .firm: firm = words
        case .roles: roles = words
        }
    }
}

extension PeoplePage.Wish {
    fileprivate func fits(_ member: StaffMember) -> Bool {
        let text = "\(member.name) \(member.email) \(member.phone) \(member.firm ?? "")".searchable
        return words.searchable.split(separator: " ").allSatisfy { text.contains($0) }
            && (role.isEmpty || member.roles.contains { $0.rawValue == role })
            && (unit.isEmpty || member.unit.code == unit) && (state.isEmpty || member.state.rawValue == state)
    }
}

extension StaffMember {
    /// What there is to do about this account as it stands.
    fileprivate var steps: [ManageStaff.Step] {
        switch state {
        case .invited: [.inviteAgain, .suspend]
        case .active: secondFactor.isConfirmed ? [.resetSecondFactor, .suspend] : [.suspend]
        case .suspended: [.restore]
        }
    }
}

extension StaffWords {
    func roles(_ member: StaffMember) -> String {
        Role.allCases.filter(member.roles.contains).map(role).joined(separator: ", ")
    }
}

extension ManageStaff.Form {
    fileprivate init(_ form: FormData) {
        self.init()
        name = form.text("name")
        email = form.text("email")
        phone = form.text("phone")
        unit = form.text("unit")
        firm = form.text("firm")
        roles = Set(form.all("roles").compactMap(Role.init(rawValue:)))
        language = Language(rawValue: form.text("language")) ?? .vietnamese
    }

    fileprivate init(_ member: StaffMember) {
        self.init()
        name = member.name
        email = member.email.description
        phone = member.phone
        unit = member.unit.code
        firm = member.firm ?? ""
        roles = member.roles
        language = member.language
    }
}

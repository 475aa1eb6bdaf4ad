import Kernel
import Markup

/// `/quan-ly/don-vi/nhan-su`
struct PeoplePage: Page {
    struct Line: Sendable {
        let id: String
        let name: String
        let email: String
        let unit: String
        let roles: String
        let state: Badge
    }

    /// What was looked for, and what may be chosen.
    struct Wish: Sendable {
        var words = ""
        var role = ""
        var unit = ""
        var state = ""
        var roles: [Select.Option] = []
        var units: [Select.Option] = []
        var states: [Select.Option] = []
    }

    let around: Surroundings
    let lines: [Line]
    let wish: Wish
    let pager: Pager
    let mayInvite: Bool

    var title: String { language("Nhân sự", "People") }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        """
        \(houseHead(title, .people, language, actions: mayInvite ? linkButton(language("Mời người mới", "Invite somebody"), to: .invitePerson, icon: .mail) : ""))\
        \(filters(.people, language, fields: fields))
        \(lines.isEmpty
            ? emptyState(.office, title: language("Không tìm thấy ai", "Nobody found"), words: language("Hãy bớt điều kiện tìm.", "Try fewer conditions."))
            : list + pager.html(language))
        """
    }

    private var fields: HTML {
        """
        \(Field(name: "tim", label: language("Tên, email, điện thoại", "Name, e-mail, telephone"), value: wish.words, kind: .search, isRequired: false).html(language))\
        \(Select(name: "vai-tro", label: language("Vai trò", "Role"), options: wish.roles, value: wish.role).html(language))\
        \(Select(name: "don-vi", label: language("Đơn vị", "Unit"), options: wish.units, value: wish.unit).html(language))\
        \(Select(name: "trang-thai", label: language("Trạng thái", "State"), options: wish.states, value: wish.state).html(language))
        """
    }

    private var list: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Họ tên", "Name")), .init(name: "Email"), .init(name: language("Đơn vị", "Unit")),
                .init(name: language("Vai trò", "Roles")), .init(name: language("Trạng thái", "State")),
            ],
            rows: lines.map { line in
                [
                    "<a href=\"\(Address.person(line.id))\">\(line.name)</a>", .text(line.email), .text(line.unit),
                    .text(line.roles), line.state.html,
                ]
            }
        ).html
    }
}

/// `/quan-ly/don-vi/nhan-su/{id}`
struct PersonPage: Page {
    struct Step: Sendable {
        let name: String
        let value: String
        let warning: String
        let isDangerous: Bool
    }

    let around: Surroundings
    let id: String
    let name: String
    let state: Badge
    let facts: [Fact]
    /// What may be done to this person's account by this reader.
    let steps: [Step]
    let mayChange: Bool
    let story: [Happening]
    var news: String?
    var error: String?

    var title: String { name }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        let change: HTML =
            mayChange ? linkButton(language("Sửa thông tin và vai trò", "Change"), .quiet, to: .changePerson(id)) : ""
        return """
            \(crumbs([(language("Nhân sự", "People"), .people)], here: name, in: language))
            \(staffHead(name, badge: state, actions: change))\
            \(saved(news))\(error.map { notice(.bad, title: $0, isUrgent: true) })
            <section class="card stack">\(Web.facts(facts))</section>
            \(steps.isEmpty ? "" : panel(language("Tài khoản", "Account"), id: "steps", "<div class=\"row\">\(steps.markup(step))</div>"))
            \(panel(language("Lịch sử", "History"), id: "story", timeline(story)))
            """
    }

    private func step(_ step: Step) -> HTML {
        confirmation(
            step.name,
            """
            <p>\(step.warning)</p>
            \(postForm(.personStep(id, step.value), around, button(step.name, step.isDangerous ? .danger : .primary)))
            """
        )
    }
}

/// `/quan-ly/don-vi/nhan-su/moi` and `…/{id}/sua`
struct PersonFormPage: Page {
    struct RoleChoice: Sendable {
        let value: String
        let label: String
        let isChosen: Bool
    }

    /// The words for what is wrong, by field.
    struct Errors: Sendable {
        var name: String?
        var email: String?
        var phone: String?
        var unit: String?
        var firm: String?
        var roles: String?
    }

    let around: Surroundings
    /// `nil` for somebody new.
    let id: String?
    var name = ""
    var email = ""
    var phone = ""
    var unit = ""
    var firm = ""
    var isEnglish = false
    let units: [Select.Option]
    let roles: [RoleChoice]
    var errors = Errors()

    var title: String {
        id == nil
            ? language("Mời người mới", "Invite somebody") : language("Sửa thông tin và vai trò", "Change a person")
    }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        """
        \(crumbs([(language("Nhân sự", "People"), .people)], here: title, in: language))
        <h1>\(title)</h1>
        \(errorSummary(summary, in: language))
        \(postForm(id.map(Address.changePerson) ?? .invitePerson, around, """
            <section class="card stack">\(who)</section>
            <fieldset class="card stack"><legend>\(language("Vai trò", "Roles"))</legend>
            \(errors.roles.map { "<div class=\"field wrong\">\(errorLine($0, id: "f-roles"))</div>" })\
            \(roles.markup { Choice(kind: .checkbox, name: "roles", value: $0.value, label: .text($0.label), isChosen: $0.isChosen).html })
            </fieldset>
            \(button(id == nil ? language("Gửi lời mời", "Send the invitation") : language("Lưu", "Save"), .main))
            """))
        """
    }

    private var who: HTML {
        let fixed: HTML =
            id == nil
            ? """
            \(Field(name: "email", label: "Email", value: email, error: errors.email, kind: .email, maximumLength: 254).html(language))\
            \(Select(name: "unit", label: language("Đơn vị", "Unit"), options: units, value: unit, error: errors.unit, isRequired: true).html(language))
            """
            : "<p class=\"muted\">\(email) · \(unit)</p>"
        return """
            \(Field(name: "name", label: language("Họ tên", "Name"), value: name, error: errors.name, maximumLength: 100).html(language))\
            \(fixed)\
            \(Field(name: "phone", label: language("Điện thoại", "Telephone"), value: phone, error: errors.phone, kind: .tel, isRequired: false, maximumLength: 20).html(language))\
            \(Field(name: "firm", label: language("Công ty đại lý", "Agent's firm"), value: firm, hint: language("Chỉ dành cho đại lý", "For agents only"), error: errors.firm, isRequired: false).html(language))\
            \(Select(name: "language", label: language("Ngôn ngữ thư", "Language of letters"), options: [.init("vi", "Tiếng Việt"), .init("en", "English")], value: isEnglish ? "en" : "vi").html(language))
            """
    }

    private var summary: [(id: String, words: String)] {
        [
            ("f-name", errors.name), ("f-email", errors.email), ("f-unit", errors.unit), ("f-phone", errors.phone),
            ("f-firm", errors.firm), ("f-roles-error", errors.roles),
        ].compactMap { id, words in words.map { (id, $0) } }
    }
}

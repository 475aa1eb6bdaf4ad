import Contracts
import Customers
import Hummingbird
import Kernel
import Organisation
import People
import Sales
import Storage

/// Contracts: the list, the form, and one contract with all that hangs on it.
struct ContractRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/hop-dong", .viewContracts, use: list)
        router.get("quan-ly/hop-dong/moi", .declareContracts, use: new)
        router.post("quan-ly/hop-dong/moi", .declareContracts, use: declare)
        router.get("quan-ly/hop-dong/:id", .viewContracts, use: show)
        router.get("quan-ly/hop-dong/:id/sua", .declareContracts, use: change)
        // An amendment carries a few files at once.
        let files = 4 * Attachment.limitBytes
        router.post("quan-ly/hop-dong/:id/sua", .declareContracts, filesUpTo: files, use: save)
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        let language = context.visit.language
        var filter = ContractFilter()
        filter.text = asked.text("tim")
        if let state = ContractState(rawValue: asked.text("trang-thai")) { filter.states = [state] }
        let query = ListQuery(
            asked,
            base: .contracts,
            filters: [("tim", filter.text), ("trang-thai", filter.states.first?.rawValue ?? "")]
        )
        filter.order = ContractFilter.Order(rawValue: query.sort) ?? .created
        filter.isDescending = query.isDescending
        let queries = ContractQueries(database: desk.database)
        let (items, count) = try await queries.list(filter, for: context.member, window: query.window)
        let counts = try await queries.counts(for: context.member)
        return ContractListPage(
            around: desk.around(request, context.visit),
            tabLinks: tabLinks(counts, chosen: filter.states.first, language),
            table: ContractTable(language: language).html(items, query: query),
            pager: query.pager(count: count, language),
            text: filter.text,
            state: filter.states.first?.rawValue ?? "",
            mayDeclare: context.member.may(.declareContracts)
        ).response()
    }

    private func tabLinks(
        _ counts: [ContractState: Int64],
        chosen: ContractState?,
        _ language: Language
    ) -> [TabLink] {
        let words = StaffWords(language: language)
        let all = TabLink(
            words: language("Tất cả", "All"),
            address: .contracts,
            isHere: chosen == nil,
            count: "\(counts.values.reduce(0, +))"
        )
        return [all]
            + ContractState.allCases.filter { counts[$0, default: 0] > 0 || $0 == chosen }.map { state in
                TabLink(
                    words: words.state(state).words,
                    address: Address.contracts.asking("trang-thai", state.rawValue),
                    isHere: state == chosen,
                    count: "\(counts[state] ?? 0)"
                )
            }
    }

    // MARK: The form

    private var declaring: DeclareContract { DeclareContract(database: desk.database, world: desk.world) }

    @Sendable private func new(_ request: Request, _ context: StaffContext) async throws -> Response {
        var form = ContractForm()
        form.customer = Customer.ID(try request.asked().text("khach-hang"))
        let filled = FilledForm(.declare, form, guardValue: desk.world.randomBytes(12).base64URL)
        return try await page(filled, request, context)
    }

    @Sendable private func declare(_ request: Request, _ context: StaffContext) async throws -> Response {
        let posted = try await request.form()
        var filled = FilledForm(.declare, ContractForm(posted), guardValue: posted.text("guard"))
        guard posted.text("step") == "save" else { return try await preview(filled, posted, request, context) }
        let outcome = try await declaring.declare(
            filled.form,
            idempotencyKey: filled.guardValue,
            by: context.member
        )
        switch outcome {
        case .saved(let id): return .see(Address.contract("\(id)").asking("xong", "luu"))
        case .mistakes(let mistakes):
            filled.mistakes = mistakes
            return try await page(filled, request, context)
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown, .handedIn, .stale: throw HTTPError(.notFound)
        }
    }

    private func own(_ context: StaffContext) async throws -> Contract {
        guard let id = Contract.ID(try context.parameters.require("id")),
            let found = try await FindDossier(database: desk.database)(id, for: context.member),
            context.member.may(.declareContracts, on: found.contract.belonging)
        else { throw HTTPError(.notFound) }
        return found.contract
    }

    @Sendable private func change(_ request: Request, _ context: StaffContext) async throws -> Response {
        let contract = try await own(context)
        let filled = FilledForm(ContractForm(contract), of: contract, guardValue: "\(contract.revision)")
        return try await page(filled, request, context)
    }

    @Sendable private func save(_ request: Request, _ context: StaffContext) async throws -> Response {
        let contract = try await own(context)
        let posted = try await request.form()
        var filled = FilledForm(ContractForm(posted), of: contract, guardValue: posted.text("guard"))
        filled.form.customer = contract.customer
        filled.files = FileChanges(posted)
        guard posted.text("step") == "save" else { return try await preview(filled, posted, request, context) }
        let outcome =
            filled.purpose == .changeDraft
            ? try await saveDraft(filled, contract, context) : try await amend(filled, contract, context)
        switch outcome {
        case .saved(let step): return .see(Address.contract("\(contract.id)").asking("xong", step))
        case .again(let again): return try await page(again, request, context)
        }
    }

    private enum Saving {
        case saved(String)
        case again(FilledForm)
    }

    private func saveDraft(
        _ filled: FilledForm,
        _ contract: Contract,
        _ context: StaffContext
    ) async throws -> Saving {
        var filled = filled
        switch try await declaring.change(contract.id, filled.form, revision: filled.revision, by: context.member) {
        case .saved: return .saved("luu")
        case .mistakes(let mistakes): filled.mistakes = mistakes
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .handedIn, .stale: filled.problem = Self.stale(context.visit.language)
        }
        return .again(filled)
    }

    private func amend(_ filled: FilledForm, _ contract: Contract, _ context: StaffContext) async throws -> Saving {
        var filled = filled
        let language = context.visit.language
        let amend = AmendContract(database: desk.database, world: desk.world, key: desk.key)
        let outcome = try await amend(
            contract.id,
            filled.form,
            files: filled.files,
            revision: filled.revision,
            by: context.member
        )
        switch outcome {
        case .amended: return .saved("sua")
        case .mistakes(let mistakes): filled.mistakes = mistakes
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .stale, .notNow: filled.problem = Self.stale(language)
        case .paymentUnderWay:
            filled.problem = language(
                "Khách hàng đang thanh toán. Hãy đợi kết quả từ VNPAY rồi sửa.",
                "The customer is paying right now. Wait for VNPAY’s answer, then change it."
            )
        case .amountIsPaid:
            filled.problem = language(
                "Hợp đồng đã được thanh toán: không thể đổi gói, số lượng hay giá.",
                "It has been paid: plans, quantities and prices cannot change."
            )
        case .badFile(let mistake): filled.problem = ContractFormWords(language: language).words(mistake)
        case .nothingChanged:
            filled.problem = language(
                "Chưa có gì thay đổi. Hãy sửa nội dung hoặc tệp rồi lưu.",
                "Nothing is different. Change something, or a file, then save."
            )
        }
        return .again(filled)
    }

    private static func stale(_ language: Language) -> String {
        language(
            "Hợp đồng vừa được thay đổi ở nơi khác. Hãy mở lại trang rồi sửa.",
            "The contract has just been changed elsewhere. Open the page again, then change it."
        )
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = Contract.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        return try await page(of: id, request, context)
    }

    /// - Parameter problem: Why what was just tried was not done.
    func page(
        of id: Contract.ID,
        _ request: Request,
        _ context: StaffContext,
        problem: String? = nil
    ) async throws -> Response {
        guard let dossier = try await FindDossier(database: desk.database)(id, for: context.member)
        else { throw HTTPError(.notFound) }
        let words = DossierWords(language: context.visit.language, now: desk.world.now())
        let day = desk.world.now().day
        let isDraft = dossier.contract.state == .draft && dossier.contract.declaration != nil
        let changes = isDraft ? try await desk.database.read { try dossier.contract.changes(on: day, $0) } : []
        let term = try await desk.database.read { try ContractTerm(dossier.contract, on: $0) }
        var page = try ContractPage(
            around: desk.around(request, context.visit),
            words: words,
            dossier: dossier,
            reader: context.member,
            news: words.news(request.asked().text("xong")),
            problem: problem ?? words.problem(request.asked().text("loi")),
            outdated: DraftChangeWords(language: context.visit.language).words(changes)
        )
        if let term {
            page.term =
                TermWords(language: context.visit.language, today: day)
                .panel(dossier.contract, term, context.member, page.around).html
        }
        return page.response(status: problem == nil ? .ok : .unprocessableContent)
    }
}

/// The contract form as somebody filled it in, and what there is to say about it.
struct FilledForm {
    let purpose: ContractFormPage.Purpose
    var form: ContractForm
    var contract: Contract?
    /// The revision that was on the screen, or the key that makes a form sent twice declare once.
    let guardValue: String
    var mistakes: [ContractForm.Field: ContractForm.Mistake] = [:]
    var problem: String?
    /// Browsers send files once: a form shown again asks for them again.
    var files = FileChanges()
    var preview: (lines: [ContractLine], totals: Totals)?

    init(_ purpose: ContractFormPage.Purpose, _ form: ContractForm, guardValue: String) {
        self.purpose = purpose
        self.form = form
        self.guardValue = guardValue
    }

    /// For a contract that is known: a draft is changed, anything else amended.
    init(_ form: ContractForm, of contract: Contract, guardValue: String) {
        self.init(contract.state == .draft ? .changeDraft : .amend, form, guardValue: guardValue)
        self.contract = contract
    }

    var revision: Int64 { Int64(guardValue) ?? -1 }
}

extension ContractRoutes {
    /// The form again, with one more line or with what it would cost.
    private func preview(
        _ filled: FilledForm,
        _ posted: FormData,
        _ request: Request,
        _ context: StaffContext
    ) async throws -> Response {
        var filled = filled
        if posted.text("step") == "more" {
            filled.form.lines.append(.init(plan: "", quantity: "1", discount: ""))
        } else {
            let shown = try await declaring.preview(
                filled.form,
                in: context.member.unit.code,
                of: filled.contract
            )
            filled.mistakes = shown.mistakes
            filled.preview = shown.totals.map { (shown.lines, $0) }
        }
        return try await page(filled, request, context)
    }

    private func page(
        _ filled: FilledForm,
        _ request: Request,
        _ context: StaffContext
    ) async throws -> Response {
        let language = context.visit.language
        let words = ContractFormWords(language: language)
        let choices = try await ContractChoices(desk: desk, reader: context.member, language: language)
        let named = try await customer(filled.form, filled.contract, context)
        var page = ContractFormPage(
            around: desk.around(request, context.visit),
            purpose: filled.purpose,
            address: filled.contract.map { .contractStep("\($0.id)", "sua") } ?? .newContract,
            customer: named,
            customers: choices.customers,
            plans: choices.plans,
            agents: choices.agents,
            lines: words.lines(filled.form, filled.mistakes),
            values: words.values(filled.form),
            errors: words.errors(filled.mistakes),
            guardValue: filled.guardValue
        )
        page.preview = filled.preview.map(words.preview)
        page.files = try await files(filled, context)
        page.mustChooseFilesAgain = filled.files.hasUploads
        page.warning = filled.problem ?? (filled.purpose == .amend ? words.amendWarning(filled.contract) : nil)
        let isFine = filled.mistakes.isEmpty && filled.problem == nil
        return page.response(status: isFine ? .ok : .unprocessableContent)
    }

    /// The files of a contract that was handed in: a draft's are kept on its own page.
    private func files(_ filled: FilledForm, _ context: StaffContext) async throws -> [ContractFormPage.File]? {
        guard filled.purpose == .amend, let contract = filled.contract else { return nil }
        let words = DossierWords(language: context.visit.language, now: desk.world.now())
        return try await desk.database.read { try Attachment.all(of: contract.id, on: $0) }.map { file in
            ContractFormPage.File(
                id: "\(file.id)",
                name: file.name,
                size: words.size(file),
                isWithdrawn: filled.files.withdrawn.contains(file.id)
            )
        }
    }

    private func customer(
        _ form: ContractForm,
        _ contract: Contract?,
        _ context: StaffContext
    ) async throws -> (id: String, name: String)? {
        guard let id = contract?.customer ?? form.customer,
            let (profile, _) = try await CustomerQueries(database: desk.database).find(id, for: context.member)
        else { return nil }
        return ("\(id)", "\(profile.number) · \(profile.name)")
    }
}

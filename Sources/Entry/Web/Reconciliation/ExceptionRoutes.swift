import Hummingbird
import Kernel
import Markup
import Organisation
import Payments
import Reconciliation

/// The queue of exceptions, one exception, and the steps of working it.
struct ExceptionRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/doi-soat/chenh-lech", .viewReconciliation, use: queue)
        router.get("quan-ly/doi-soat/chenh-lech/xuat", .viewReconciliation, use: export)
        router.get("quan-ly/doi-soat/chenh-lech/:number", .viewReconciliation, use: show)
        router.post("quan-ly/doi-soat/chenh-lech/:number/giao", .reconcile) { request, context in
            let owner = StaffMember.ID(try await request.form().text("owner"))
            return try await answer(context, "giao") { work, number in
                guard let owner else { return .notAnAccountant }
                return try await work.assign(number, to: owner, by: context.member)
            }
        }
        router.post("quan-ly/doi-soat/chenh-lech/:number/giai-trinh", .reconcile) { request, context in
            let text = try await request.form().text("text")
            return try await answer(context, "giai-trinh") { try await $0.explain($1, text, by: context.member) }
        }
        router.post("quan-ly/doi-soat/chenh-lech/:number/de-xuat", .reconcile) { request, context in
            let form = try await request.form()
            return try await answer(context, "de-xuat") { work, number in
                guard let wish = ExceptionResolution(rawValue: form.text("resolution")) else { return .notForThisClass }
                return try await work.propose(number, wish, reason: form.text("reason"), by: context.member)
            }
        }
        router.post("quan-ly/doi-soat/chenh-lech/:number/dong-y", .confirmResolutions) { _, context in
            try await answer(context, "dong-y") { try await $0.confirm($1, by: context.member) }
        }
        router.post("quan-ly/doi-soat/chenh-lech/:number/tra-lai", .reconcile) { request, context in
            let reason = try await request.form().text("reason")
            return try await answer(context, "tra-lai") { try await $0.reject($1, reason: reason, by: context.member) }
        }
        BankCreditRoutes(desk: desk).add(to: &router)
    }

    private var queries: ReconciliationQueries {
        ReconciliationQueries(database: desk.database, world: desk.world, terminal: desk.gateway.terminal)
    }

    private func number(_ context: StaffContext) throws -> Int64 {
        guard let number = Int64(try context.parameters.require("number")) else { throw HTTPError(.notFound) }
        return number
    }

    private func answer(
        _ context: StaffContext,
        _ step: String,
        _ body: (WorkExceptions, Int64) async throws -> WorkExceptions.Outcome
    ) async throws -> Response {
        let number = try number(context)
        let address = Address.exception("\(number)")
        switch try await body(WorkExceptions(database: desk.database, world: desk.world), number) {
        case .done: return .see(address.asking("xong", step))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .tooLate: return .see(address.asking("loi", "muon"))
        case .ownProposal: return .see(address.asking("loi", "tu-duyet"))
        case .reasonNeeded: return .see(address.asking("loi", "ly-do"))
        case .notForThisClass: return .see(address.asking("loi", "cach"))
        case .gatewayIsAsked: return .see(address.asking("loi", "dang-hoi"))
        case .wrongAmount: return .see(address.asking("loi", "so-tien"))
        case .notAnAccountant: return .see(address.asking("loi", "nguoi"))
        }
    }

    private static let problems: [String: WorkExceptions.Outcome] = [
        "muon": .tooLate, "tu-duyet": .ownProposal, "ly-do": .reasonNeeded, "cach": .notForThisClass,
        "dang-hoi": .gatewayIsAsked, "so-tien": .wrongAmount, "nguoi": .notAnAccountant,
    ]

    @Sendable private func queue(_ request: Request, _ context: StaffContext) async throws -> Response {
        let isMine = try request.asked().has("cua-toi")
        let words = ReconciliationWords(language: context.visit.language)
        let found = try await queries.queue(of: isMine ? context.member.id : nil, limit: 500)
        let people = try await queries.people()
        let now = desk.world.now()
        return ExceptionQueuePage(
            around: desk.around(request, context.visit),
            rows: found.map { exception in
                ExceptionQueuePage.Row(
                    number: "\(exception.number)",
                    name: words.name(exception.matchClass),
                    day: exception.key.day.display,
                    dayAddress: .reconciliationDay(exception.key.day.iso8601),
                    reference: exception.reference,
                    risk: words.dong(exception.amounts.riskDong),
                    age: words.age(of: exception.openedAt, at: now),
                    owner: words.person(exception.owner, people),
                    state: words.state(exception.state)
                )
            },
            isMine: isMine,
            export: Address.exportExceptions.asking("cua-toi", isMine ? "1" : ""),
            total: words.dong(found.reduce(0) { $0 + $1.amounts.riskDong })
        ).response()
    }

    /// `?tat-ca=1` has those that were settled too.
    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        guard let format = PaymentExport.Format(asked: asked) else { throw HTTPError(.badRequest) }
        return ExceptionExport(
            database: desk.database,
            terminal: desk.gateway.terminal,
            language: context.visit.language,
            takenAt: desk.world.now(),
            owner: asked.has("cua-toi") ? context.member.id : nil,
            onlyOpen: !asked.has("tat-ca"),
            people: try await queries.people()
        ).response(format)
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let dossier = try await queries.exception(try number(context)) else { throw HTTPError(.notFound) }
        let asked = try request.asked()
        let language = context.visit.language
        let words = DossierOfException(language: language, dossier: dossier, now: desk.world.now())
        let exception = dossier.exception
        let mayWork = context.member.may(.reconcile) && exception.state.isOpen
        let isProposed = exception.state == .proposed
        let isOwn = exception.proposal?.by == context.member.id
        return ExceptionPage(
            around: desk.around(request, context.visit),
            number: "\(exception.number)",
            name: words.plain.name(exception.matchClass),
            badge: words.plain.state(exception.state),
            dayName: exception.key.day.display,
            day: .reconciliationDay(exception.key.day.iso8601),
            cause: words.told.cause(dossier),
            nextStep: words.told.nextStep(dossier),
            facts: words.facts,
            sides: words.sides,
            evidence: words.evidence,
            place: words.place,
            explanation: exception.explanation,
            proposal: words.proposal,
            story: words.plain.story(dossier.story, dossier.people),
            accountants: dossier.accountants.map { Select.Option("\($0.id)", $0.name) },
            owner: exception.owner.map { "\($0)" } ?? "",
            resolutions: dossier.resolutions.map { Select.Option($0.rawValue, words.plain.name($0)) },
            mayWork: mayWork,
            mayPropose: mayWork && !isProposed && !dossier.resolutions.isEmpty,
            mayConfirm: isProposed && !isOwn && context.member.may(.confirmResolutions),
            mayReject: isProposed && (isOwn || context.member.may(.confirmResolutions)),
            news: asked.has("xong") ? language("Đã ghi nhận.", "Done.") : nil,
            problem: Self.problems[asked.text("loi")].flatMap(words.told.problem)
        ).response()
    }
}

import Catalogue
import Contracts
import Hummingbird
import Kernel
import Organisation
import Sales
import Storage
import Tariffs

/// The form of an amendment: filled in, looked at, handed in.
struct ContractChangeRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/hop-dong/:id/phu-luc", .declareContracts, use: new)
        router.post("quan-ly/hop-dong/:id/phu-luc", .declareContracts, use: save)
    }

    private var change: ChangeContract { ChangeContract(database: desk.database, world: desk.world) }

    private func own(_ context: StaffContext) async throws -> Contract {
        guard let id = Contract.ID(try context.parameters.require("id")),
            let contract = try await desk.database.read({ try Contract.find(id, on: $0) }),
            context.member.may(.declareContracts, on: contract.belonging), contract.isInTerm
        else { throw HTTPError(.notFound) }
        return contract
    }

    @Sendable private func new(_ request: Request, _ context: StaffContext) async throws -> Response {
        let contract = try await own(context)
        return try await page(contract, ContractChangeForm(contract, on: desk.world.now().day), request, context)
    }

    @Sendable private func save(_ request: Request, _ context: StaffContext) async throws -> Response {
        let contract = try await own(context)
        let posted = try await request.form()
        let form = ContractChangeForm(posted, contract)
        var filled = FilledChange()
        if posted.text("step") != "save" {
            (filled.preview, filled.mistakes) = try await change.preview(contract.id, form, by: context.member)
            return try await page(contract, form, request, context, filled)
        }
        let revision = Int64(posted.text("revision")) ?? -1
        let words = ContractChangeWords(language: context.visit.language)
        switch try await change(contract.id, form, revision: revision, by: context.member) {
        case .handedIn: return .see(Address.contract("\(contract.id)").asking("xong", "phu-luc"))
        case .mistakes(let mistakes): filled.mistakes = mistakes
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .stale: filled.problem = words.stale
        case .notInService: filled.problem = words.notInService
        case .underWay(let ordinal): filled.problem = words.underWay(ordinal)
        }
        return try await page(contract, form, request, context, filled)
    }

    private struct FilledChange {
        var mistakes: [ContractChangeForm.Field: ContractChangeForm.Mistake] = [:]
        var problem: String?
        var preview: ChangeContract.Preview?
    }

    private func page(
        _ contract: Contract,
        _ form: ContractChangeForm,
        _ request: Request,
        _ context: StaffContext,
        _ filled: FilledChange = FilledChange()
    ) async throws -> Response {
        let language = context.visit.language
        let words = ContractChangeWords(language: language)
        let plans = try await CatalogueQueries(database: desk.database, now: desk.world.now).postpaidPlans()
        var page = ContractChangePage(
            around: desk.around(request, context.visit),
            form,
            contract,
            plans: plans.map { .init($0.code, "\($0.productName.text(in: language)) – \($0.name.text(in: language))") },
            mistakes: filled.mistakes
        )
        page.problem = filled.problem ?? filled.mistakes[.nothing].map(words.mistake)
        page.preview = filled.preview.map { words.preview($0, contract, today: desk.world.now().day) }
        let isFine = filled.mistakes.isEmpty && filled.problem == nil
        return page.response(status: isFine ? .ok : .unprocessableContent)
    }
}

extension ContractChangeForm {
    fileprivate init(_ posted: FormData, _ contract: Contract) {
        self.init()
        from = posted.text("from")
        reason = posted.text("reason")
        lines = contract.lines.filter { $0.to == nil }.map { line in
            var wish = Line(
                id: line.id,
                quantity: posted.text("quantity-\(line.id)"),
                discount: posted.text("discount-\(line.id)")
            )
            wish.deed = Deed(rawValue: posted.text("deed-\(line.id)")) ?? .keep
            wish.pricing = Pricing(rawValue: posted.text("pricing-\(line.id)")) ?? .agreed
            return wish
        }
        added = (0..<2).map { position in
            ContractForm.Line(
                plan: posted.text("plan-\(position)"),
                quantity: posted.text("added-quantity-\(position)"),
                discount: posted.text("added-discount-\(position)")
            )
        }
        discount.percent = posted.text("percent")
        discount.target = DatedDiscount.Target(rawValue: posted.text("target")) ?? .fees
        discount.from = posted.text("discount-from")
        discount.to = posted.text("discount-to")
    }
}

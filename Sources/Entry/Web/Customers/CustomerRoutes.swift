import Contracts
import Customers
import Hummingbird
import Kernel
import Markup
import Organisation
import People
import Sales

/// Customers as account managers keep them.
struct CustomerRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/khach-hang", .viewCustomers, use: list)
        router.get("quan-ly/khach-hang/moi", .editCustomers) { request, context in
            form(request, context, CustomerForm(), id: nil)
        }
        router.post("quan-ly/khach-hang/moi", .editCustomers, use: add)
        router.get("quan-ly/khach-hang/:id", .viewCustomers, use: show)
        router.post("quan-ly/khach-hang/:id/chuyen", .handOverCustomers, use: handOver)
        router.get("quan-ly/khach-hang/:id/sua", .editCustomers, use: change)
        router.post("quan-ly/khach-hang/:id/sua", .editCustomers, use: save)
    }

    private var queries: CustomerQueries { CustomerQueries(database: desk.database) }
    private var keep: KeepCustomers { KeepCustomers(database: desk.database, world: desk.world) }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        let text = asked.text("tim")
        let query = ListQuery(asked, base: .customers, filters: [("tim", text)])
        let (found, count) = try await queries.search(text, for: context.member, window: query.window)
        return CustomerListPage(
            around: desk.around(request, context.visit),
            rows: found.map { profile in
                CustomerListPage.Row(
                    number: profile.number,
                    name: profile.name,
                    address: .customer("\(profile.id)"),
                    code: profile.code,
                    contact: "\(profile.contact.email) · \(profile.contact.phone)",
                    unit: profile.unit
                )
            },
            pager: query.pager(count: count, context.visit.language),
            text: text,
            mayAdd: context.member.may(.editCustomers)
        ).response()
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = Customer.ID(try context.parameters.require("id")),
            let (profile, story) = try await queries.find(id, for: context.member)
        else { throw HTTPError(.notFound) }
        let language = context.visit.language
        let words = CustomerWords(language: language)
        var filter = ContractFilter()
        filter.customer = id
        let contracts = try await ContractQueries(database: desk.database)
            .list(filter, for: context.member, window: (50, 0))
        let asked = try request.asked()
        let mayGive = context.member.may(.handOverCustomers, on: profile.belonging)
        let colleagues = mayGive ? try await giving.colleagues(of: profile) : []
        return CustomerPage(
            around: desk.around(request, context.visit),
            id: "\(id)",
            name: profile.name,
            badge: words.kind(profile.kind),
            facts: words.facts(profile),
            contracts: ContractTable(language: language, namesCustomer: false).html(contracts.items),
            history: words.history(story),
            mayChange: context.member.may(.editCustomers, on: profile.belonging),
            mayDeclare: context.member.may(.declareContracts)
                && context.member.may(.editCustomers, on: profile.belonging),
            colleagues: colleagues.map { Select.Option("\($0.id)", $0.name) },
            news: words.news(asked.text("xong"), count: asked.text("so"))
        ).response()
    }

    private var giving: HandOver { HandOver(database: desk.database, world: desk.world) }

    @Sendable private func handOver(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        guard let id = Customer.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        guard let to = StaffMember.ID(form.text("to")), let extent = HandOver.Extent(rawValue: form.text("extent"))
        else { throw HTTPError(.badRequest) }
        switch try await giving(id, extent, to: to, by: context.member) {
        case .done(let count):
            return .see(Address.customer("\(id)").asking("xong", "chuyen").asking("so", "\(count)"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .unsuitablePerson: throw HTTPError(.badRequest)
        }
    }

    @Sendable private func change(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = Customer.ID(try context.parameters.require("id")),
            let (profile, _) = try await queries.find(id, for: context.member),
            context.member.may(.editCustomers, on: profile.belonging)
        else { throw HTTPError(.notFound) }
        return form(request, context, CustomerForm(profile), id: id)
    }

    @Sendable private func add(_ request: Request, _ context: StaffContext) async throws -> Response {
        let posted = try await request.form()
        let form = CustomerForm(posted)
        let outcome = try await keep.add(form, isAnother: posted.has("another"), by: context.member)
        return try answer(outcome, form, id: nil, request, context)
    }

    @Sendable private func save(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = Customer.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        let posted = try await request.form()
        let form = CustomerForm(posted)
        let outcome = try await keep.change(id, form, isAnother: posted.has("another"), by: context.member)
        return try answer(outcome, form, id: id, request, context)
    }

    private func answer(
        _ outcome: KeepCustomers.Outcome,
        _ filled: CustomerForm,
        id: Customer.ID?,
        _ request: Request,
        _ context: StaffContext
    ) throws -> Response {
        switch outcome {
        case .saved(let id): return .see(Address.customer("\(id)").asking("xong", "luu"))
        case .mistakes(let mistakes):
            return form(request, context, filled, id: id, objections: Objections(mistakes: mistakes))
        case .alike(let known):
            return form(request, context, filled, id: id, objections: Objections(alike: known))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    private func form(
        _ request: Request,
        _ context: StaffContext,
        _ form: CustomerForm,
        id: Customer.ID?,
        objections: Objections = Objections()
    ) -> Response {
        let (mistakes, alike) = (objections.mistakes, objections.alike)
        let words = CustomerWords(language: context.visit.language)
        let errors = mistakes.map { ($0.key.rawValue, words.mistake($0.value)) }
        return CustomerFormPage(
            around: desk.around(request, context.visit),
            address: id.map { .changeCustomer("\($0)") } ?? .newCustomer,
            isNew: id == nil,
            isEnterprise: form.kind == .enterprise,
            values: form.values,
            errors: Dictionary(errors, uniquingKeysWith: { first, _ in first }),
            alike: alike.map(words.alike)
        ).response(status: mistakes.isEmpty && alike.isEmpty ? .ok : .unprocessableContent)
    }
}

/// What there is to say against a filled form.
private struct Objections {
    var mistakes: [CustomerForm.Field: CustomerForm.Mistake] = [:]
    var alike: [AlikeCustomer] = []
}

extension CustomerForm {
    fileprivate init(_ form: FormData) {
        self.init()
        kind = Customer.Kind(rawValue: form.text("kind")) ?? .enterprise
        name = form.text("name")
        taxCode = form.text("taxCode")
        citizenID = form.text("citizenID")
        address = form.text("address")
        representative = form.text("representative")
        position = form.text("position")
        contactName = form.text("contactName")
        email = form.text("email")
        phone = form.text("phone")
        invoiceEmail = form.text("invoiceEmail")
    }

    fileprivate var values: [String: String] {
        [
            "name": name, "taxCode": taxCode, "citizenID": citizenID, "address": address,
            "representative": representative, "position": position, "contactName": contactName, "email": email,
            "phone": phone, "invoiceEmail": invoiceEmail,
        ]
    }
}

import Catalogue
import Contracts
import Customers
import Kernel
import Organisation
import People
import Storage
import Tariffs

/// What the form offers to choose from.
struct ContractChoices: Sendable {
    let customers: [Select.Option]
    let plans: [Select.Option]
    let agents: [Select.Option]

    init(desk: Desk, reader: StaffMember, language: Language) async throws {
        let (found, _) = try await CustomerQueries(database: desk.database)
            .search("", for: reader, window: (500, 0))
        customers = found.map { Select.Option("\($0.id)", "\($0.name) · \($0.number)") }
        let products = try await CatalogueQueries(database: desk.database, now: desk.world.now).products()
        let prepaid = products.flatMap { product in
            product.plans.map { plan in
                Select.Option(
                    plan.code,
                    "\(product.name.text(in: language)) – \(plan.name.text(in: language)) · \(plan.price.net.display)"
                )
            }
        }
        let byMonth = language("tháng, trả sau", "month, postpaid")
        let postpaid = try await CatalogueQueries(database: desk.database, now: desk.world.now).postpaidPlans()
            .map { plan in
                Select.Option(
                    plan.code,
                    "\(plan.productName.text(in: language)) – \(plan.name.text(in: language)) · \(plan.price.net.display)/\(byMonth)"
                )
            }
        plans = prepaid + postpaid
        agents = try await desk.database.read { connection in
            try StaffMember.active(.agent, unit: reader.unit.code, on: connection)
        }.map { Select.Option("\($0.id)", [$0.name, $0.firm].compactMap { $0 }.joined(separator: " · ")) }
    }
}

extension ContractForm {
    init(_ form: FormData) {
        self.init()
        customer = Customer.ID(form.text("customer"))
        lines = (0..<ContractForm.linesLimit).filter { form.has("plan-\($0)") }.map { position in
            Line(
                plan: form.text("plan-\(position)"),
                quantity: form.text("quantity-\(position)"),
                discount: form.text("discount-\(position)")
            )
        }
        agent = StaffMember.ID(form.text("agent"))
        start = form.text("start")
        invoiceEmail = form.text("invoiceEmail")
        note = form.text("note")
        payment = Contract.Payment(rawValue: form.text("payment")) ?? .prepaid
        term = form.text("term")
        cycle = BillingCycle.Kind(rawValue: form.text("cycle")) ?? .calendar
        paymentDays = form.has("paymentDays") ? form.text("paymentDays") : paymentDays
    }
}

extension FileChanges {
    init(_ form: FormData) {
        self.init()
        added = (0..<ContractFormPage.addedFiles).compactMap { form.file("add-\($0)") }
            .map { NewFile(name: $0.name, content: $0.bytes) }
        for id in form.all("file").compactMap({ Attachment.ID($0) }) {
            if let file = form.file("replace-\(id)") {
                replaced[id] = NewFile(name: file.name, content: file.bytes)
            } else if form.has("withdraw-\(id)") {
                withdrawn.insert(id)
            }
        }
    }

    var hasUploads: Bool { !added.isEmpty || !replaced.isEmpty }
}

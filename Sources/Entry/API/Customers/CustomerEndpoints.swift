import Customers
import Kernel
import Organisation
import People
import Storage

/// Customers: one's own, the unit's, or all, by the person's reach.
let customerEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "customers"),
        .viewCustomers,
        ("Danh sách khách hàng", "Customers"),
        query: listParameters + [
            .maybe("query", .text(0...200), "Tìm theo tên, số, mã số thuế, email, điện thoại", "What to look for")
        ],
        outputs: [(200, .json(PageBody<CustomerBody>.shape))]
    ) { context in
        let (scope, text) = (context.member.scope(for: .viewCustomers), context.query["query"] ?? "")
        let window = try context.window()
        let part = try await context.database.read { try CustomerProfile.list(text, in: scope, window, on: $0) }
        return try context.page(part, CustomerBody.init)
    },
    Endpoint(
        (.post, "customers"),
        .editCustomers,
        ("Thêm khách hàng", "Adds a customer"),
        input: .json(CustomerInput.shape),
        outputs: [(201, .json(CustomerBody.shape))]
    ) { context in
        let input: CustomerInput = try context.input()
        var form = CustomerForm()
        input.fill(&form)
        return try await context.perform { [form] database in
            try await KeepCustomers(database: database, world: context.world)
                .add(form, isAnother: input.isAnother ?? false, by: context.member)
        } answer: {
            try customerAnswer($0, isNew: true, on: $1)
        }
    },
    Endpoint(
        (.get, "customers/{id}"),
        .viewCustomers,
        ("Một khách hàng", "One customer"),
        outputs: [(200, .json(CustomerBody.shape))]
    ) { context in
        try .ok(CustomerBody(try await visibleCustomer(context)))
    },
    Endpoint(
        (.patch, "customers/{id}"),
        .editCustomers,
        ("Sửa khách hàng", "Changes a customer"),
        input: .json(CustomerInput.changes),
        outputs: [(200, .json(CustomerBody.shape))]
    ) { context in
        let input: CustomerInput = try context.input()
        let profile = try await editableCustomer(context)
        var form = CustomerForm(profile)
        input.fill(&form)
        return try await context.perform { [form] database in
            try await KeepCustomers(database: database, world: context.world)
                .change(profile.id, form, isAnother: input.isAnother ?? false, by: context.member)
        } answer: {
            try customerAnswer($0, isNew: false, on: $1)
        }
    },
]

/// The customer of the path, when the caller may see it.
private func visibleCustomer(_ context: APIContext) async throws -> CustomerProfile {
    let id = try context.id(of: Customer.self)
    guard let found = try await CustomerQueries(database: context.database).find(id, for: context.member) else {
        throw Problem(.notFound)
    }
    return found.profile
}

/// The customer of the path, when the caller may change it: a token may write without reading.
private func editableCustomer(_ context: APIContext) async throws -> CustomerProfile {
    let id = try context.id(of: Customer.self)
    let found = try await context.database.read { try CustomerProfile.find(id, on: $0) }
    guard let found, context.member.may(.editCustomers, on: found.belonging) else { throw Problem(.notFound) }
    return found
}

private func customerAnswer(
    _ outcome: KeepCustomers.Outcome,
    isNew: Bool,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .saved(let id):
        guard let profile = try CustomerProfile.find(id, on: connection) else { throw Problem(.notFound) }
        let body = CustomerBody(profile)
        return isNew ? try .created(body, at: "customers/\(id)") : try .ok(body)
    case .mistakes(let mistakes):
        throw Problem.mistakes(
            mistakes.map { field, mistake in
                let words = mistake.words
                return FieldProblem(.body("/\(field.pointer)"), words.vietnamese, words.english)
            }
        )
    case .alike(let known):
        // Of customers of other regions only that they are there.
        let told = known.map { alike in
            switch alike {
            case .visible(let profile): profile.number
            case .elsewhere(let unit, _, _): unit
            }
        }.joined(separator: ", ")
        throw Problem(
            .conflict,
            "Đã có \(known.count) khách hàng trùng mã số thuế, email hoặc điện thoại (\(told)). "
                + "Gửi is_another: true nếu đây là khách hàng khác.",
            "\(known.count) customers have the same tax code, e-mail or telephone (\(told)). "
                + "Send is_another: true if this is another."
        )
    case .notAllowed: throw Problem(.forbidden)
    case .unknown: throw Problem(.notFound)
    }
}

extension CustomerForm.Field {
    fileprivate var pointer: String {
        switch self {
        case .name: "name"
        case .taxCode: "tax_code"
        case .citizenID: "citizen_number"
        case .address: "address"
        case .representative: "representative"
        case .position: "position"
        case .contactName: "contact_name"
        case .email: "email"
        case .phone: "phone"
        case .invoiceEmail: "invoice_email"
        }
    }
}

extension CustomerForm.Mistake {
    fileprivate var words: Bilingual {
        switch self {
        case .missing: Bilingual(vietnamese: "Còn thiếu.", english: "It is missing.")
        case .tooLong: Bilingual(vietnamese: "Quá dài.", english: "It is too long.")
        case .notAnEmail: Bilingual(vietnamese: "Email chưa đúng.", english: "That is not an e-mail address.")
        case .notAPhone: Bilingual(vietnamese: "Số điện thoại chưa đúng.", english: "That is not a telephone number.")
        case .notACitizenID: Bilingual(vietnamese: "Phải có 12 chữ số.", english: "It has twelve digits.")
        case .taxCode: Bilingual(vietnamese: "Mã số thuế chưa đúng.", english: "That is not a tax code.")
        }
    }
}

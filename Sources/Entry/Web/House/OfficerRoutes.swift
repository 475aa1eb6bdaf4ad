import Hummingbird
import Kernel
import Organisation
import Storage

/// Who looks after each unit's invoices.
struct OfficerRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/don-vi/dau-moi", .viewStaff, use: show)
        router.post("quan-ly/don-vi/dau-moi", .registerInvoicingOfficers, use: register)
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        var form = OfficersPage.Form()
        form.from = desk.world.now().day.iso8601
        return try await page(form, request, context).response()
    }

    private func page(
        _ form: OfficersPage.Form,
        _ request: Request,
        _ context: StaffContext
    ) async throws -> OfficersPage {
        let language = context.visit.language
        let today = desk.world.now().day
        let reader = context.member
        let isSaved = try request.asked().text("xong") == "dau-moi"
        let found = try await desk.database.read { connection in
            (try InvoicingOfficer.all(of: nil, on: connection), try StaffMember.all(in: .everything, on: connection))
        }
        let inCharge = Dictionary(grouping: found.0.filter { $0.covers(today) }, by: \.unit)
            .compactMapValues { $0.first?.id }
        return OfficersPage(
            around: desk.around(request, context.visit),
            lines: found.0.filter { reader.sees($0.unit) }.map { officer in
                OfficersPage.Line(
                    unit: officer.unit,
                    name: found.1.first { $0.id == officer.staff }?.name ?? "–",
                    days: "\(officer.from.display) – \(officer.to?.display ?? language("nay", "now"))",
                    document: officer.document,
                    isInCharge: inCharge[officer.unit] == officer.id
                )
            },
            people: found.1.filter { member in
                member.state == .active
                    && reader.may(.registerInvoicingOfficers, on: Belonging(unit: member.unit.code, people: []))
            }.map { Select.Option("\($0.id)", "\($0.unit.code) · \($0.name)") },
            form: form,
            news: isSaved ? language("Đã đăng ký đầu mối mới.", "Registered.") : nil
        )
    }

    @Sendable private func register(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let typed = try await request.form()
        var form = OfficersPage.Form(
            staff: typed.text("staff"),
            from: typed.text("from"),
            to: typed.text("to"),
            document: typed.text("document")
        )
        let outcome = try await outcome(form, by: context.member)
        switch outcome {
        case .registered: return .see(Address.invoicingOfficers.asking("xong", "dau-moi"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .noSuchPerson:
            form.error = language("Hãy chọn người đang làm việc ở đơn vị.", "Choose somebody active of the unit.")
        case .badDocument:
            form.error = language("Hãy ghi số văn bản (3–200 ký tự).", "Please give the document (3–200 signs).")
        case .badDays:
            form.error = language("Ngày chưa đúng: ngày cuối trước ngày đầu?", "The days are wrong: last before first?")
        }
        return try await page(form, request, context).response(status: .unprocessableContent)
    }

    private func outcome(
        _ form: OfficersPage.Form,
        by actor: StaffMember
    ) async throws -> RegisterInvoicingOfficer.Outcome {
        guard let id = StaffMember.ID(form.staff),
            let member = try await desk.database.read({ try StaffMember.find(id, on: $0) })
        else { return .noSuchPerson }
        guard let from = Day(iso8601: form.from), form.to.isEmpty || Day(iso8601: form.to) != nil else {
            return .badDays
        }
        return try await RegisterInvoicingOfficer(database: desk.database, world: desk.world)(
            unit: member.unit.code,
            staff: id,
            days: (from, Day(iso8601: form.to)),
            document: form.document,
            by: actor
        )
    }
}

extension InvoicingOfficer {
    fileprivate func covers(_ day: Day) -> Bool { from <= day && (to ?? day) >= day }
}

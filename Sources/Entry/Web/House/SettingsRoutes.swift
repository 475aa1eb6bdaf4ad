import Catalogue
import Contracts
import Hummingbird
import Invoicing
import Kernel
import Organisation
import People
import Storage

/// What the admin sets for the whole house.
struct SettingsRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/don-vi/chiet-khau", .viewStaff, use: showDiscounts)
        router.post("quan-ly/don-vi/chiet-khau", .manageSettings, use: setDiscount)
        router.get("quan-ly/don-vi/ngay-le", .viewStaff, use: showHolidays)
        router.post("quan-ly/don-vi/ngay-le", .manageSettings, use: addHoliday)
        router.post("quan-ly/don-vi/ngay-le/theo-luat", .manageSettings, use: addStandardHolidays)
        router.post("quan-ly/don-vi/ngay-le/:day/xoa", .manageSettings, use: removeHoliday)
        router.get("quan-ly/don-vi/hoa-don", .viewStaff, use: showPolicy)
        router.post("quan-ly/don-vi/hoa-don", .manageSettings, use: setPolicy)
    }

    private var change: ChangeSettings { ChangeSettings(database: desk.database, world: desk.world) }

    /// What a redirect after a change says.
    private func news(_ request: Request, _ context: StaffContext) throws -> String? {
        try request.asked().text("xong").isEmpty ? nil : context.visit.language("Đã lưu.", "Saved.")
    }

    // MARK: Discounts

    @Sendable private func showDiscounts(_ request: Request, _ context: StaffContext) async throws -> Response {
        try await discounts(nil, request, context).response()
    }

    private func discounts(
        _ error: (code: String, words: String)?,
        _ request: Request,
        _ context: StaffContext
    ) async throws -> DiscountsPage {
        let language = context.visit.language
        let limits = try await desk.database.read { try DiscountLimits.read(on: $0) }
        let products = try await CatalogueQueries(database: desk.database, now: desk.world.now).products()
        let own = Dictionary(uniqueKeysWithValues: limits.entries.map { ($0.product, $0.basisPoints) })
        let names =
            [(DiscountLimits.everyProduct, language("Mức chung cho mọi dịch vụ", "General, for every product"))]
            + products.map { ($0.code, $0.name.text(in: language)) }
        return DiscountsPage(
            around: desk.around(request, context.visit),
            lines: names.map { code, name in
                DiscountsPage.Line(
                    code: code,
                    name: name,
                    own: own[code].map(Self.percent) ?? "",
                    effective: "\(Self.percent(limits.limit(of: code))) %"
                )
            },
            mayChange: context.member.may(.manageSettings),
            error: error,
            news: try news(request, context)
        )
    }

    private static func percent(_ basisPoints: Int64) -> String {
        basisPoints == 0 ? "0" : ContractForm.percent(basisPoints)
    }

    @Sendable private func setDiscount(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        let code = form.text("product")
        let products = try await CatalogueQueries(database: desk.database, now: desk.world.now).products().map(\.code)
        guard code == DiscountLimits.everyProduct || products.contains(code) else { throw HTTPError(.notFound) }
        let typed = form.text("limit")
        let wrong = (code, context.visit.language("hãy ghi số từ 0 đến 100", "a number from 0 to 100, please"))
        guard typed.isEmpty || ContractForm.basisPoints(typed) != nil else {
            return try await discounts(wrong, request, context).response(status: .unprocessableContent)
        }
        let points = typed.isEmpty ? nil : ContractForm.basisPoints(typed)
        switch try await change.setDiscountLimit(points, of: code, by: context.member) {
        case .saved: return .see(Address.discountLimits.asking("xong", "luu"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown, .badPattern, .badPercentage, .badDay, .badName:
            return try await discounts(wrong, request, context).response(status: .unprocessableContent)
        }
    }

    // MARK: Holidays

    @Sendable private func showHolidays(_ request: Request, _ context: StaffContext) async throws -> Response {
        try await holidays(("", ""), nil, request, context).response()
    }

    private func holidays(
        _ typed: (day: String, name: String),
        _ error: String?,
        _ request: Request,
        _ context: StaffContext
    ) async throws -> HolidaysPage {
        let language = context.visit.language
        let all = try await desk.database.read { try Holiday.all(on: $0) }
        let known = Set(all.map(\.day))
        let years = Dictionary(grouping: all) { $0.day.components.year }.sorted { $0.key < $1.key }
        return HolidaysPage(
            around: desk.around(request, context.visit),
            years: years.map { year, holidays in
                (
                    "\(year)",
                    holidays.map { holiday in
                        HolidaysPage.Line(
                            day: holiday.day.display,
                            key: holiday.day.iso8601,
                            weekday: Self.weekday(holiday.day, language),
                            name: holiday.name
                        )
                    }
                )
            },
            mayChange: context.member.may(.manageSettings),
            missing: Holiday.standard.count { !known.contains($0.day) },
            day: typed.day,
            name: typed.name,
            error: error,
            news: try news(request, context)
        )
    }

    private static func weekday(_ day: Day, _ language: Language) -> String {
        switch day.weekday {
        case 1: language("Thứ hai", "Monday")
        case 2: language("Thứ ba", "Tuesday")
        case 3: language("Thứ tư", "Wednesday")
        case 4: language("Thứ năm", "Thursday")
        case 5: language("Thứ sáu", "Friday")
        case 6: language("Thứ bảy", "Saturday")
        default: language("Chủ nhật", "Sunday")
        }
    }

    @Sendable private func addHoliday(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let form = try await request.form()
        let typed = (form.text("day"), form.text("name"))
        guard let day = Day(iso8601: typed.0) else {
            let words = language("Ngày chưa đúng.", "Not a day.")
            return try await holidays(typed, words, request, context).response(status: .unprocessableContent)
        }
        return try await answer(change.addHoliday(day, name: typed.1, by: context.member), typed, request, context)
    }

    @Sendable private func addStandardHolidays(_ request: Request, _ context: StaffContext) async throws -> Response {
        try await answer(change.addStandardHolidays(by: context.member), ("", ""), request, context)
    }

    @Sendable private func removeHoliday(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let day = Day(iso8601: try context.parameters.require("day")) else { throw HTTPError(.notFound) }
        return try await answer(change.removeHoliday(day, by: context.member), ("", ""), request, context)
    }

    private func answer(
        _ outcome: ChangeSettings.Outcome,
        _ typed: (day: String, name: String),
        _ request: Request,
        _ context: StaffContext
    ) async throws -> Response {
        let language = context.visit.language
        let words: String
        switch outcome {
        case .saved: return .see(Address.holidays.asking("xong", "luu"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .badName: words = language("Hãy ghi tên ngày lễ (2–100 ký tự).", "Please name it (2–100 signs).")
        case .badDay, .badPattern, .badPercentage: words = language("Ngày chưa đúng.", "Not a day.")
        }
        return try await holidays(typed, words, request, context).response(status: .unprocessableContent)
    }

    // MARK: Invoices

    @Sendable private func showPolicy(_ request: Request, _ context: StaffContext) async throws -> Response {
        let policy = try await desk.database.read { try InvoicePolicy.read(on: $0) }
        return try policyPage(policy, request, context).response()
    }

    private func policyPage(
        _ policy: InvoicePolicy,
        _ request: Request,
        _ context: StaffContext
    ) throws -> InvoicePolicyPage {
        let language = context.visit.language
        let words = HouseWords(language: language)
        return InvoicePolicyPage(
            around: desk.around(request, context.visit),
            questions: words.questions(policy),
            options: InvoicePolicy.Moment.allCases.map { Select.Option($0.rawValue, words.moment($0)) },
            series: policy.declaredSeries ?? "",
            unaskedDays: "\(policy.unaskedWorkingDays)",
            mayChange: context.member.may(.manageSettings),
            news: try news(request, context)
        )
    }

    @Sendable private func setPolicy(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        guard let date = InvoicePolicy.Moment(rawValue: form.text("date")),
            let online = InvoicePolicy.Moment(rawValue: form.text("online")),
            let declared = InvoicePolicy.Moment(rawValue: form.text("declared"))
        else { throw HTTPError(.badRequest) }
        let language = context.visit.language
        var policy = InvoicePolicy.standard
        (policy.date, policy.afterOnline, policy.afterDeclared) = (date, online, declared)
        let series = form.text("series").trimmed.uppercased()
        policy.declaredSeries = series.isEmpty ? nil : series
        policy.unaskedWorkingDays = Int64(form.text("days").trimmed) ?? 0
        let change = ChangeInvoicePolicy(database: desk.database, world: desk.world)
        var page = try policyPage(policy, request, context)
        switch try await change(policy, by: context.member) {
        case .saved: return .see(Address.invoicePolicy.asking("xong", "luu"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .badSeries:
            page.errors = [
                (
                    "f-series",
                    language("Ký hiệu gồm ba chữ cái, bắt đầu bằng T.", "Three letters, the first a T, please.")
                )
            ]
        case .badDays:
            page.errors = [
                ("f-days", language("Hãy ghi số ngày từ 1 đến 60.", "A number of days from 1 to 60, please."))
            ]
        }
        return page.response(status: .unprocessableContent)
    }
}

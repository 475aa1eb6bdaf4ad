import Contracts
import Hummingbird
import Kernel
import Markup
import Organisation
import Reconciliation
import Storage

/// The accountants' and admins' settings of reconciliation.
struct ReconciliationSettingsRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/doi-soat/cai-dat", .viewReconciliation, use: show)
        router.post("quan-ly/doi-soat/cai-dat", .setReconciliation, use: save)
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let settings = try await desk.database.read { try ReconciliationSettings.read(on: $0) }
        let words = ReconciliationSettingsWords(language: context.visit.language)
        let isSaved = try request.asked().has("xong")
        return page(words.values(settings), request, context, isSaved: isSaved).response()
    }

    private func page(
        _ values: [ReconciliationSettingsPage.Value],
        _ request: Request,
        _ context: StaffContext,
        isSaved: Bool = false
    ) -> ReconciliationSettingsPage {
        ReconciliationSettingsPage(
            around: desk.around(request, context.visit),
            values: values,
            mayChange: context.member.may(.setReconciliation),
            news: isSaved ? context.visit.language("Đã lưu.", "Saved.") : nil
        )
    }

    @Sendable private func save(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        let words = ReconciliationSettingsWords(language: context.visit.language)
        let (settings, values) = words.read(form)
        guard let settings else {
            return page(values, request, context).response(status: .unprocessableContent)
        }
        let change = ChangeReconciliationSettings(database: desk.database, world: desk.world)
        switch try await change(settings, by: context.member) {
        case .saved: return .see(Address.reconciliationSettings.asking("xong", "luu"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .outOfRange: return page(values, request, context).response(status: .unprocessableContent)
        }
    }
}

/// The settings as a form shows and reads them.
struct ReconciliationSettingsWords: Sendable {
    let language: Language

    func values(_ settings: ReconciliationSettings) -> [ReconciliationSettingsPage.Value] {
        SettlementLine.Method.allCases.map { rate($0, Self.percent(settings.rates[$0] ?? 0)) } + [
            vat(Self.percent(settings.feeVATBasisPoints)), tolerance("\(settings.feeToleranceDong)"),
            cutOff("\(settings.cutOffMinutes)"),
        ]
    }

    /// What was typed, with what is wrong about it; no settings when anything is.
    func read(_ form: FormData) -> (ReconciliationSettings?, [ReconciliationSettingsPage.Value]) {
        var settings = ReconciliationSettings.standard
        var values: [ReconciliationSettingsPage.Value] = []
        func take(_ value: ReconciliationSettingsPage.Value, _ number: Int64?, _ wrong: String) -> Int64? {
            var value = value
            value.error = number == nil ? wrong : nil
            values.append(value)
            return number
        }
        let percent = language("hãy ghi phần trăm từ 0 đến 100", "a percentage from 0 to 100, please")
        for method in SettlementLine.Method.allCases {
            let typed = form.text("rate-\(method.rawValue)")
            if let points = take(rate(method, typed), Self.points(typed), percent) { settings.rates[method] = points }
        }
        let typedVAT = form.text("vat")
        if let points = take(vat(typedVAT), Self.points(typedVAT), percent) { settings.feeVATBasisPoints = points }
        let typedTolerance = form.text("tolerance")
        if let dong = take(
            tolerance(typedTolerance),
            Self.number(typedTolerance, ReconciliationSettings.toleranceRange),
            language("hãy ghi số đồng từ 0 đến 1.000.000", "0 to 1,000,000 đồng, please")
        ) {
            settings.feeToleranceDong = dong
        }
        let typedCutOff = form.text("cutoff")
        if let minutes = take(
            cutOff(typedCutOff),
            Self.number(typedCutOff, ReconciliationSettings.cutOffRange),
            language("hãy ghi số phút từ 0 đến 720", "0 to 720 minutes, please")
        ) {
            settings.cutOffMinutes = minutes
        }
        return (values.allSatisfy { $0.error == nil } ? settings : nil, values)
    }

    private func rate(_ method: SettlementLine.Method, _ value: String) -> ReconciliationSettingsPage.Value {
        .init(
            name: "rate-\(method.rawValue)",
            label: language("Phí, \(name(method)), %", "Fee, \(name(method)), %"),
            hint: language("Phần trăm số tiền, chưa thuế. Ví dụ 1,75", "Per cent of the amount, before VAT: 1,75"),
            value: value
        )
    }

    private func vat(_ value: String) -> ReconciliationSettingsPage.Value {
        .init(
            name: "vat",
            label: language("Thuế GTGT của phí, %", "VAT on the fee, %"),
            hint: language("Ví dụ 10", "Such as 10"),
            value: value
        )
    }

    private func tolerance(_ value: String) -> ReconciliationSettingsPage.Value {
        .init(
            name: "tolerance",
            label: language("Sai số phí cho phép, đồng", "Tolerance of a fee, đồng"),
            hint: language("Lệch không quá số này là khớp.", "A fee that is off by no more is right."),
            value: value
        )
    }

    private func cutOff(_ value: String) -> ReconciliationSettingsPage.Value {
        .init(
            name: "cutoff",
            label: language("Sát nửa đêm, phút", "Close to midnight, minutes"),
            hint: language(
                "Giao dịch gần nửa đêm như vậy có thể nằm trong tệp ngày kế.",
                "A payment so close may stand in the neighbour day’s file."
            ),
            value: value
        )
    }

    private func name(_ method: SettlementLine.Method) -> String {
        switch method {
        case .domestic: language("thẻ và tài khoản trong nước", "domestic cards and accounts")
        case .qr: language("mã QR", "QR code")
        case .wallet: language("ví điện tử", "e-wallet")
        case .international: language("thẻ quốc tế", "international cards")
        }
    }

    private static func percent(_ points: Int64) -> String { points == 0 ? "0" : ContractForm.percent(points) }

    /// An empty field is a mistake here, not 0.
    private static func points(_ text: String) -> Int64? { text.isEmpty ? nil : ContractForm.basisPoints(text) }

    private static func number(_ text: String, _ range: ClosedRange<Int64>) -> Int64? {
        Int64(text.filter { $0 != "." && $0 != " " }).flatMap { range.contains($0) ? $0 : nil }
    }
}

import Hummingbird
import Kernel
import Markup
import Organisation
import Statements
import Storage

/// `/quan-ly/cuoc/cai-dat`: when months are billed by themselves, and when somebody has to look first.
struct BillingSettingsPage: Page {
    let around: Surroundings
    let runDay: String
    let needsApproval: Bool
    let alarmPercent: String
    var dayError: String?
    var percentError: String?
    var news: String?

    var title: String { language("Cài đặt kỳ cước", "Billing settings") }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([
            (language("Cước trả sau", "Monthly fees"), .statements), (language("Kỳ cước", "Billing runs"), .billingRuns),
        ], here: title, in: language))
        \(staffHead(title))
        \(news.map { notice(.good, title: $0) })
        \(errorSummary(errors, in: language))
        \(panel(language("Chạy kỳ cước", "Runs"), id: "runs", postForm(.billingSettings, around, fields)))
        """
    }

    private var errors: [(id: String, words: String)] {
        [dayError.map { ("f-day", $0) }, percentError.map { ("f-percent", $0) }].compactMap { $0 }
    }

    private var fields: HTML {
        """
        \(Field(
            name: "day", label: language("Ngày tự chạy kỳ cước của tháng trước", "Day on which last month is billed by itself"),
            value: runDay,
            hint: language("Từ 1 đến 28. Để trống: chỉ chạy khi có người bấm.", "From 1 to 28. Empty: only people start runs."),
            error: dayError, kind: .digits, isRequired: false, maximumLength: 2
        ).html(language))\
        \(Choice(
            kind: .checkbox, name: "approval", value: "yes",
            label: .text(language("Kế toán duyệt trước khi gửi thông báo cước", "An accountant agrees before statements are sent")),
            isChosen: needsApproval
        ).html)\
        \(Field(
            name: "percent", label: language("Ngưỡng cảnh báo số thông báo tăng (%)", "Alarm when there are more statements by (%)"),
            value: alarmPercent,
            hint: language(
                "Kỳ cước vượt tháng trước quá mức này luôn dừng lại chờ duyệt.",
                "A run that exceeds the month before by more waits for somebody in any case."
            ),
            error: percentError, kind: .digits, maximumLength: 4
        ).html(language))
        <p>\(button(language("Lưu", "Save")))</p>
        """
    }
}

/// The page and its form.
struct BillingSettingsRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/cuoc/cai-dat", .runBilling, use: show)
        router.post("quan-ly/cuoc/cai-dat", .approveBilling, use: save)
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let settings = try await desk.database.read { try BillingSettings.read(on: $0) }
        let isSaved = try request.asked().text("xong") == "luu"
        return BillingSettingsPage(
            around: desk.around(request, context.visit),
            runDay: settings.runDay.map { "\($0)" } ?? "",
            needsApproval: settings.needsApproval,
            alarmPercent: "\(settings.alarmPercent)",
            news: isSaved ? context.visit.language("Đã lưu.", "Saved.") : nil
        ).response()
    }

    @Sendable private func save(_ request: Request, _ context: StaffContext) async throws -> Response {
        let (typed, language) = (try await request.form(), context.visit.language)
        var form = ChangeBillingSettings.Form()
        form.runDay = typed.text("day")
        form.needsApproval = typed.text("approval") == "yes"
        form.alarmPercent = typed.text("percent")
        let change = ChangeBillingSettings(database: desk.database, world: desk.world)
        let outcome = try await change(form, by: context.member)
        switch outcome {
        case .saved: return .see(Address.billingSettings.asking("xong", "luu"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .badDay, .badPercentage:
            return BillingSettingsPage(
                around: desk.around(request, context.visit),
                runDay: form.runDay,
                needsApproval: form.needsApproval,
                alarmPercent: form.alarmPercent,
                dayError: outcome == .badDay
                    ? language("Hãy ghi một ngày từ 1 đến 28, hoặc để trống.", "A day from 1 to 28, or nothing.") : nil,
                percentError: outcome == .badPercentage
                    ? language("Hãy ghi một số từ 1 đến 1000.", "A number from 1 to 1000, please.") : nil
            ).response(status: .unprocessableContent)
        }
    }
}

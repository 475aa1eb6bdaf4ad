import Organisation
package import Storage

/// How month ends run, as the accountants set it.
package struct BillingSettings: Hashable, Sendable {
    /// The day of the month from which last month is billed by itself; `nil` when only people start runs.
    package var runDay: Int64?
    /// Whether an accountant has to agree before anything is sent.
    package var needsApproval: Bool
    /// A run that would make more statements than the month before by this much waits for a person in any case.
    package var alarmPercent: Int64

    package static let standard = BillingSettings(runDay: 1, needsApproval: true, alarmPercent: 20)

    package static let runDayName = "billing.run_day"
    package static let needsApprovalName = "billing.approval"
    package static let alarmPercentName = "billing.alarm_percent"

    package static func read(on connection: any SQLConnection) throws -> BillingSettings {
        var settings = standard
        if let text = try StoredSetting.value(runDayName, on: connection) { settings.runDay = Int64(text) }
        if let text = try StoredSetting.value(needsApprovalName, on: connection) {
            settings.needsApproval = text != "no"
        }
        if let text = try StoredSetting.value(alarmPercentName, on: connection), let percent = Int64(text) {
            settings.alarmPercent = percent
        }
        return settings
    }

    /// Whether so many statements are far above what was expected. Nothing was expected of a first month.
    package func isAlarming(_ statements: Int64, expected: Int64) -> Bool {
        expected > 0 && statements > expected + max(10, expected * alarmPercent / 100)
    }
}

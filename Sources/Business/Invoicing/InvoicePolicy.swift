import Organisation
package import Storage

/// When an invoice is asked for, and which date it bears: the accountants' choice (einvoice/spec.md §3).
package struct InvoicePolicy: Hashable, Sendable {
    package enum Moment: String, Hashable, Sendable, CaseIterable {
        /// When the money comes.
        case payment
        /// When VNPAY's file of the day has been reconciled and closed (step B7).
        case reconciliation
    }

    /// The date drawn up (NLap).
    package var date: Moment
    /// When online orders are asked for.
    package var afterOnline: Moment
    /// When declared contracts are asked for, approvals complete.
    package var afterDeclared: Moment
    /// The letters of the book that declared contracts are invoiced in; `nil` is the house's own. Approvals take days:
    /// in one book with online orders, an invoice that bears the day of payment would come too late for its place.
    package var declaredSeries: String?
    /// After so many working days without an invoice asked for, the officer in charge hears of a payment.
    package var unaskedWorkingDays: Int64 = 5

    /// Packages are paid before the service, so the date is the day of payment; an online buyer has the invoice at
    /// once; a declared contract waits for reconciliation.
    package static let standard = InvoicePolicy(
        date: .payment,
        afterOnline: .payment,
        afterDeclared: .reconciliation
    )

    package static let unaskedRange: ClosedRange<Int64> = 1...60

    package static let dateName = "invoice.date"
    package static let afterOnlineName = "invoice.after.online"
    package static let afterDeclaredName = "invoice.after.declared"
    package static let declaredSeriesName = "invoice.series.declared"
    package static let unaskedName = "invoice.unasked_working_days"

    package static func read(on connection: any SQLConnection) throws -> InvoicePolicy {
        func moment(_ name: String, _ standard: Moment) throws -> Moment {
            try StoredSetting.value(name, on: connection).flatMap(Moment.init(rawValue:)) ?? standard
        }
        var policy = InvoicePolicy(
            date: try moment(dateName, standard.date),
            afterOnline: try moment(afterOnlineName, standard.afterOnline),
            afterDeclared: try moment(afterDeclaredName, standard.afterDeclared)
        )
        policy.declaredSeries = try StoredSetting.value(declaredSeriesName, on: connection)
            .flatMap { InvoiceSeries.isValid($0) ? $0 : nil }
        policy.unaskedWorkingDays =
            try StoredSetting.value(unaskedName, on: connection).flatMap { Int64($0) }
            .flatMap { unaskedRange.contains($0) ? $0 : nil } ?? standard.unaskedWorkingDays
        return policy
    }
}

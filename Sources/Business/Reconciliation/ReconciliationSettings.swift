package import Kernel
import Organisation
package import Storage

/// What the contract with VNPAY says of fees, and how much difference is none. The accountants' choice.
package struct ReconciliationSettings: Hashable, Sendable {
    /// The merchant discount rate of each method, in basis points of the amount: 175 is 1.75 %.
    package var rates: [SettlementLine.Method: Int64]
    /// VAT on the fee, in basis points.
    package var feeVATBasisPoints: Int64
    /// A fee that is off by no more than this many đồng is right.
    package var feeToleranceDong: Int64
    /// A payment so close to midnight may stand in the neighbour day's file.
    package var cutOffMinutes: Int64

    /// 1.75 % and 10 % VAT were read from a real fee report (vnpay/protocol.md §11); the other rates are examples until
    /// the contract's stand in the settings.
    package static let standard = ReconciliationSettings(
        rates: [.domestic: 175, .qr: 110, .wallet: 150, .international: 275],
        feeVATBasisPoints: 1_000,
        feeToleranceDong: 1,
        cutOffMinutes: 10
    )

    package static let feeVATName = "reconciliation.fee_vat_basis_points"
    package static let feeToleranceName = "reconciliation.fee_tolerance_dong"
    package static let cutOffName = "reconciliation.cut_off_minutes"
    package static func rateName(_ method: SettlementLine.Method) -> String {
        "reconciliation.rate_basis_points.\(method.rawValue)"
    }

    package static func read(on connection: any SQLConnection) throws -> ReconciliationSettings {
        func number(_ name: String, _ standard: Int64, _ range: ClosedRange<Int64>) throws -> Int64 {
            try StoredSetting.value(name, on: connection).flatMap { Int64($0) }
                .flatMap { range.contains($0) ? $0 : nil } ?? standard
        }
        var settings = standard
        for (method, rate) in standard.rates {
            settings.rates[method] = try number(rateName(method), rate, 0...10_000)
        }
        settings.feeVATBasisPoints = try number(feeVATName, standard.feeVATBasisPoints, 0...10_000)
        settings.feeToleranceDong = try number(feeToleranceName, standard.feeToleranceDong, 0...1_000_000)
        settings.cutOffMinutes = try number(cutOffName, standard.cutOffMinutes, 0...720)
        return settings
    }

    /// Fee with VAT = amount × factor ÷ 10⁸, rounded half up, once.
    func factor(_ method: SettlementLine.Method) -> Int64 { (rates[method] ?? 0) * (10_000 + feeVATBasisPoints) }

    /// The fee with VAT that the contract asks for, in whole đồng.
    package func fee(of gross: Money, by method: SettlementLine.Method) -> Int64 {
        Int64((Int128(gross.dong) * Int128(factor(method)) + 50_000_000) / 100_000_000)
    }
}

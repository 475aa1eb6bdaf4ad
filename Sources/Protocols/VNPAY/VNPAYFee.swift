/// What VNPAY keeps of a payment: a share of the amount (merchant discount rate, MDR), and VAT on that share.
///
/// The rule is read from two lines of a real fee report, in which 200,000 đồng bore 3,850 and 240,000 bore 4,620:
/// 1.75 % and 10 % VAT on it. The rates themselves stand in the contract.
public struct VNPAYFee: Hashable, Sendable {
    /// Of the amount; 175 is 1.75 %.
    public let rateBasisPoints: Int64
    /// Of the fee; 1,000 is 10 %.
    public let vatBasisPoints: Int64

    /// - Parameters:
    ///   - rateBasisPoints: 0 to 10,000.
    ///   - vatBasisPoints: 0 to 10,000.
    public init(rateBasisPoints: Int64, vatBasisPoints: Int64) {
        self.rateBasisPoints = min(max(0, rateBasisPoints), 10_000)
        self.vatBasisPoints = min(max(0, vatBasisPoints), 10_000)
    }

    /// The fee with its VAT, in whole đồng, rounded once and half up. Of a negative amount (a fee given back) it is
    /// the same with its sign.
    public func feeDong(ofAmountDong amount: Int64) -> Int64 {
        let product = Int128(amount.magnitude) * Int128(rateBasisPoints) * Int128(10_000 + vatBasisPoints)
        let fee = Int64((product + 50_000_000) / 100_000_000)
        return amount < 0 ? -fee : fee
    }
}

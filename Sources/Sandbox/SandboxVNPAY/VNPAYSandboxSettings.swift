package import VNPAY

/// How this VNPAY is set up: its merchants, and the habits that differ between its sandbox, its production and its
/// generations.
package struct VNPAYSandboxSettings: Sendable {
    /// A merchant's terminal, as VNPAY's portal holds it.
    package struct Terminal: Sendable {
        package let code: String
        package let secret: String
        package let merchantName: String
        /// Set in the portal, never in a request. `nil`: the merchant forgot, and no IPN is ever sent.
        package let ipnURL: String?
        /// Origins such as `http://localhost:8080` to which a payer may be sent back; empty approves all.
        package let approvedReturnOrigins: [String]

        package init(
            code: String,
            secret: String,
            merchantName: String,
            ipnURL: String?,
            approvedReturnOrigins: [String] = []
        ) {
            self.code = code
            self.secret = secret
            self.merchantName = merchantName
            self.ipnURL = ipnURL
            self.approvedReturnOrigins = approvedReturnOrigins
        }

        var key: VNPAYSecret { VNPAYSecret(secret) }
    }

    /// How far an accepted querydr silences the next ones with code 94.
    package enum ThrottleScope: Hashable, Sendable { case terminal, reference }

    /// Which of the two published tables of refund codes is spoken.
    package enum RefundGeneration: Hashable, Sendable { case current, older }

    package var terminals: [Terminal]
    package var queryThrottleScope = ThrottleScope.terminal
    /// Measured on VNPAY's sandbox: 4 minutes and 52 seconds. 0 switches the throttle off.
    package var queryThrottleMilliseconds: Int64 = 292_000
    package var refundGeneration = RefundGeneration.current
    /// From acceptance (05) to the bank (06), and from there to done (00).
    package var refundProcessingMilliseconds: Int64 = 60_000
    package var refundAtBankMilliseconds: Int64 = 120_000
    /// Between a payment's end and the first call of its IPN.
    package var ipnDelayMilliseconds: Int64 = 0
    package var ipnRetryMilliseconds: Int64 = 5 * 60_000
    package var ipnCalls: Int64 = 10
    /// What querydr says of a payment whose time ran out; VNPAY's papers disagree about 01, 02 and 08.
    package var expiredTransactionStatus = "08"
    /// Whether a payment whose time ran out is told of by an IPN with code 11. Nobody has seen one.
    package var sendsNoticeOnExpiry = false
    /// What is kept of a payment, by `vnp_CardType`; the schemes not named here are international cards.
    package var fees = [
        "ATM": VNPAYFee(rateBasisPoints: 175, vatBasisPoints: 1_000),
        "QRCODE": VNPAYFee(rateBasisPoints: 110, vatBasisPoints: 1_000),
        "EWALLET": VNPAYFee(rateBasisPoints: 150, vatBasisPoints: 1_000),
    ]
    package var internationalFee = VNPAYFee(rateBasisPoints: 275, vatBasisPoints: 1_000)

    package init(terminals: [Terminal]) { self.terminals = terminals }

    func fee(cardType: String) -> VNPAYFee { fees[cardType] ?? internationalFee }

    func terminal(_ code: String) -> Terminal? { terminals.first { $0.code == code } }
}

package import Contracts
package import Kernel
package import Statements

/// What we ask the e-invoice provider to issue for a contract, and what came back. Apart from the payment: money and
/// invoice each have their own truth.
package struct InvoiceRequest: Hashable, Sendable {
    package typealias ID = Kernel.ID<InvoiceRequest>

    /// What the invoice is to others. A signed invoice is never edited or cancelled, only adjusted or replaced
    /// (Circular 91/2026/TT-BTC art. 10).
    package enum Kind: Hashable, Sendable {
        case original
        /// Hóa đơn điều chỉnh: says what changes, beside the one it corrects.
        case adjustment(of: ID, InvoiceDirection)
        /// Hóa đơn thay thế: stands in the place of the one it corrects.
        case replacement(of: ID)

        /// The invoice corrected.
        package var corrected: ID? {
            switch self {
            case .original: nil
            case .adjustment(let id, _), .replacement(let id): id
            }
        }
    }

    package let id: ID
    package let contract: Contract.ID
    /// The month that it is for; `nil` for the whole of a contract that is paid beforehand.
    package let statement: Statement.ID?
    package let kind: Kind
    /// Why it is corrected, in the officer's words; empty for an original.
    package let reason: String
    /// Names the invoice at the provider, for ever.
    package let key: String
    package let basis: InvoiceBasis
    /// The date drawn up (NLap).
    package internal(set) var date: Day
    /// The last day on which it may be signed and sent: the next working day after the date drawn up (Decree 70/2025
    /// art. 1(7)(c)).
    package internal(set) var deadline: Day
    package internal(set) var state: State
    /// Why a person has to decide; `nil` unless the state says so.
    package internal(set) var obstacle: InvoiceObstacle?
    /// Without a sign: of an adjustment, how much it changes.
    package let total: Money
    /// Who the buyer is, when not as the contract has it.
    package internal(set) var buyerOverride: InvoiceBuyer?
    package internal(set) var document: InvoiceDocument
    package let createdAt: Timestamp

    /// The name under which inboxes and pages know it.
    package var subject: String { "invoice:\(id)" }

    /// The message that moves it on.
    var outboxKey: String { kind == .original && statement == nil ? "invoice/\(contract)" : "invoice/\(id)" }
}

/// Which way an adjustment goes. An amount is never negative: only the wire knows a sign.
package enum InvoiceDirection: String, Hashable, Sendable, CaseIterable {
    /// Điều chỉnh tăng.
    case increase
    /// Điều chỉnh giảm.
    case decrease
    /// Điều chỉnh thông tin: no amount changes.
    case information
}

/// Why an invoice cannot be sent as it stands.
package enum InvoiceObstacle: String, Hashable, Sendable, CaseIterable {
    /// A later date has been issued in its series, and dates of a series never go back (einvoice/spec.md §3).
    case earlierDate = "earlier_date"
    /// The invoice that it corrects has meanwhile been corrected another way.
    case overtaken
}

/// What the invoice rests on: the payment, or a credit of the customer, and its place in the queue.
package struct InvoiceBasis: Hashable, Sendable {
    /// When the money came; the order of a day's invoices.
    package let paidAt: Timestamp
    /// Our reference of the payment (`vnp_TxnRef`); empty when no money came.
    package let reference: String
    /// VNPAY's number of the transaction; empty when no money came.
    package let transactionNumber: String
    /// The closed day of VNPAY's file that has it; `nil` when the policy does not wait for it.
    package let reconciledOn: Day?

    package init(paidAt: Timestamp, reference: String, transactionNumber: String, reconciledOn: Day?) {
        self.paidAt = paidAt
        self.reference = reference
        self.transactionNumber = transactionNumber
        self.reconciledOn = reconciledOn
    }

    /// A month that was set off against what its customer had to the good.
    package init(setOffAt time: Timestamp) {
        self.init(paidAt: time, reference: "", transactionNumber: "", reconciledOn: nil)
    }

    package var isSetOff: Bool { reference.isEmpty }
}

/// What the provider gave the invoice.
package struct InvoiceDocument: Hashable, Sendable {
    package var providerID: String?
    /// Form and series together, such as `1C26TQD`.
    package var series: String?
    package var number: String?
    /// The tax authority's code (MCCQT), 34 characters.
    package var authorityCode: String?
    /// What the buyer types at the look-up site.
    package var lookupCode: String?
    /// Why it was refused or delayed, in the provider's words.
    package var remark: String?

    package init() {}
}

/// Our own book of invoices: its letters, such as `TQD` in `1C26TQD`. The year is the invoice's own; the queue goes
/// across it. Ours alone, since dates of a series may not go back (einvoice/spec.md §3).
package enum InvoiceSeries {
    package static let standard = "TQD"

    /// Settings that name the letters for a contract, the closest first: a unit's own, those of a channel, the house's.
    package static func settingNames(for contract: Contract) -> [String] {
        let unit = contract.declaration.map { ["invoice.series.\($0.unit)"] } ?? []
        return unit + ["invoice.series.\(contract.channel.rawValue)", "invoice.series"]
    }

    /// Three capital letters, the first a `T` (ordinary invoices, Circular 91/2026 Appendix I).
    package static func isValid(_ letters: String) -> Bool {
        letters.utf8.count == 3 && letters.hasPrefix("T") && letters.utf8.allSatisfy { (65...90).contains($0) }
    }
}

package import Contracts
package import Kernel
package import Organisation
package import People

/// Which payments somebody looks for. Everything is narrowed together; what is left out does not narrow.
package struct PaymentFilter: Hashable, Sendable {
    /// Where an attempt stands, without what came with it.
    package enum State: String, Hashable, Sendable, CaseIterable { case redirected, unresolved, paid, declined }

    /// A reference (TxnRef), VNPAY's number, the beginning of a reference or contract number, or words: name, tax code,
    /// e-mail, telephone.
    package var text = ""
    package var states: Set<State> = []
    /// First and last day on which the payment began, both included.
    package var from: Day?
    package var to: Day?
    package var least: Money?
    package var most: Money?
    /// The bank or wallet of the card, such as `NCB`.
    package var bank: String?
    package var unit: String?
    package var accountManager: StaffMember.ID?
    package var contract: Contract.ID?
    package var customer: Customer.ID?
    /// The list is ordered by the time at which the payment began, and by nothing else: only that order can be read
    /// from an index under every filter.
    package var isNewestFirst = true

    package init() {}

    package var isEmpty: Bool {
        var plain = PaymentFilter()
        plain.isNewestFirst = isNewestFirst
        return self == plain
    }

    /// What was asked, for the audit log: `name=value`, nothing that was not asked.
    package var words: String {
        var words: [(String, String)] = []
        if !text.isEmpty { words.append(("text", text)) }
        if !states.isEmpty { words.append(("state", states.map(\.rawValue).sorted().joined(separator: ","))) }
        if let from { words.append(("from", from.iso8601)) }
        if let to { words.append(("to", to.iso8601)) }
        if let least { words.append(("least_dong", "\(least.dong)")) }
        if let most { words.append(("most_dong", "\(most.dong)")) }
        if let bank { words.append(("bank", bank)) }
        if let unit { words.append(("unit", unit)) }
        if let accountManager { words.append(("account_manager", "\(accountManager)")) }
        if let contract { words.append(("contract", "\(contract)")) }
        if let customer { words.append(("customer", "\(customer)")) }
        return words.map { "\($0)=\($1)" }.joined(separator: "; ")
    }
}

/// A payment in a list: one trip to the gateway, whatever became of it.
package struct PaymentListItem: Hashable, Sendable {
    package let id: PaymentAttempt.ID
    package let reference: String
    package let contract: Contract.ID
    package let contractNumber: String
    package let customer: String
    package let unit: String?
    package let accountManager: String?
    package let amount: Money
    package let state: PaymentFilter.State
    /// The gateway's code of a refusal.
    package let declineCode: String?
    /// VNPAY's number.
    package let transactionNumber: String?
    package let bankCode: String?
    package let cardType: String?
    package let bankTransactionNumber: String?
    package let createdAt: Timestamp
    package let paidAt: Timestamp?
    /// What the money was good for; `nil` when none came.
    package let use: Payment.Use?
    /// The day of VNPAY's file in which it was found, once that day is closed.
    package let reconciledOn: Day?
}

/// How many there are, counted only so far: nobody reads the ten thousandth row, and counting millions is slow.
package enum BoundedCount: Hashable, Sendable {
    case exactly(Int64)
    case moreThan(Int64)

    package static let limit: Int64 = 10_000

    package init(_ counted: Int64) { self = counted > Self.limit ? .moreThan(Self.limit) : .exactly(counted) }

    /// `10.000+` when it was not counted to the end.
    package var display: String {
        switch self {
        case .exactly(let count): count.grouped
        case .moreThan(let count): "\(count.grouped)+"
        }
    }

    /// How many of them can be paged through.
    package var reachable: Int64 {
        switch self {
        case .exactly(let count), .moreThan(let count): count
        }
    }
}

extension Int64 {
    /// `10.000`
    fileprivate var grouped: String { (try? Money(dong: self))?.grouped ?? String(self) }
}

/// One page of a list of payments.
package struct FoundPayments: Hashable, Sendable {
    package let items: [PaymentListItem]
    package let count: BoundedCount
    /// The words are so common that only the newest payments were looked through.
    package let isOnlyNewest: Bool
}

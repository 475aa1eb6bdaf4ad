/// What must hold, whatever happens. The names in brackets are those of docs/reliability.md.
enum Law: String, CaseIterable, Sendable {
    case chargesArePayments = "a payment is a charge at VNPAY, of its amount, once; no charge, no payment (L1, L3)"
    case booksBalance = "the books balance after every transaction (L4)"
    case statesFollowArrows = "states move along allowed arrows only (L5)"
    case refundsWithinCharges = "no more goes back of a charge than was taken (L6)"
    case invoicesHaveGrounds = "no invoice before the money, its reconciliation and two approvals (L7)"
    case answeredIsKept = "what VNPAY was answered 00 for is in the books or before a person (L10)"
    case declinedByWord = "an attempt is declined by VNPAY's word, never by a timer or by silence"
    case activatedOnce = "a line runs once at the product's system, and only when it may (L2, L3)"
    case invoicedOnce = "an invoice exists once at the provider (L2)"
    case writtenOnce = "a letter that certainly left does not leave again (L2)"
    case orderedOnce = "a form that is sent twice orders once"
    case deedsAreRecorded = "what was done stands in the audit log (L9)"
    case auditChainHolds = "the audit chain verifies (L9)"
    case systemIsProved = "every rule of `qldv verify` holds"
    case chargesEndKnown = "in the end each charge is a payment or stands before a person (L1)"
    case nothingIsForgotten = "in the end nothing is due: it is done, or parked with its reason (L8)"
    case effectsArrive = "in the end what was paid for runs, is told and is invoiced, or stands before a person (L2)"
    case refundsEndKnown = "in the end a refund is what VNPAY says it is, or stands before a person"
    case nothingUnexpected = "no use case fails in a way that nobody has thought of"
}

/// A law that does not hold, and the rows that show it.
struct BrokenLaw: Error, Sendable {
    let law: Law
    let rows: [String]

    init(_ law: Law, _ rows: [String]) {
        self.law = law
        self.rows = rows
    }

    /// Throws when there is a row that breaks the law.
    static func unless(_ law: Law, isFreeOf rows: [String]) throws {
        if !rows.isEmpty { throw BrokenLaw(law, Array(rows.prefix(10))) }
    }
}

package import Kernel

/// Something that a member of staff is told, or has to do, in the system itself. Words are put together when it is
/// shown.
package struct InboxItem: Hashable, Sendable {
    package typealias ID = Kernel.ID<InboxItem>

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case contractPaid = "contract_paid"
        case approvalWaiting = "approval_waiting"
        case approvalOverdue = "approval_overdue"
        case approvalEscalated = "approval_escalated"
        case approvalsVoided = "approvals_voided"
        case approvalsDelegated = "approvals_delegated"
        case contractApproved = "contract_approved"
        case contractRejected = "contract_rejected"
        case contractActive = "contract_active"
        case activationRefused = "activation_refused"
        case contractSuspended = "contract_suspended"
        case contractResumed = "contract_resumed"
        case contractEnding = "contract_ending"
        case contractEndingWithdrawn = "contract_ending_withdrawn"
        case contractEnded = "contract_ended"
        /// What was agreed in an amendment holds from today.
        case changeBegun = "change_begun"
        /// A product's system will not let a service rest, go on or end.
        case serviceRefused = "service_refused"
        case disputeOpened = "dispute_opened"
        case letterBounced = "letter_bounced"
        case renewalDue = "renewal_due"
        case invoiceRefused = "invoice_refused"
        case invoiceLate = "invoice_late"
        /// A contract was paid days ago, and its invoice has not been asked for.
        case invoiceNotAsked = "invoice_not_asked"
        case exceptionAssigned = "exception_assigned"
        case customerHandedOver = "customer_handed_over"
        /// VNPAY's file of a day has not come, or nobody has imported it.
        case reconciliationOverdue = "reconciliation_overdue"
        /// A month's statements have been worked out; an accountant has to agree before they are sent.
        case billingAwaitsApproval = "billing_awaits_approval"
        case billingDone = "billing_done"
        /// A file of usage has been taken in.
        case usageImported = "usage_imported"
        case statementPaid = "statement_paid"
        /// The day of a promise to pay has gone by without the money.
        case promiseBroken = "promise_broken"
        /// A write-off, its reversal or a credit: another person has to agree.
        case debtChangeProposed = "debt_change_proposed"
        case debtChangeDecided = "debt_change_decided"
        /// Money that nobody has decided about yet.
        case refundCaseOpened = "refund_case_opened"
        /// Another person has to agree to it.
        case refundProposed = "refund_proposed"
        case refundReturned = "refund_returned"
        case refundAgreed = "refund_agreed"
        case refundMade = "refund_made"
        case refundRefused = "refund_refused"
        /// VNPAY said something that only a person can judge.
        case refundUnclear = "refund_unclear"
        /// Money has gone back whose invoice is out: an adjustment was drawn up.
        case invoiceAdjusted = "invoice_adjusted"
        /// The same, where only a person can draw it up.
        case invoiceToCorrect = "invoice_to_correct"
        /// Somebody has allowed a program to act for this person.
        case tokenIssued = "token_issued"
        /// What became of payments has been unknown for too long.
        case outcomeUnknown = "outcome_unknown"
        /// A rule of the house was found broken; the contract concerned is frozen.
        case alarmRaised = "alarm_raised"
        /// Another person has to agree that it goes on.
        case alarmReleaseProposed = "alarm_release_proposed"
    }

    package let id: ID
    package let staff: StaffMember.ID
    package let kind: Kind
    /// What it is about, such as `contract:018f…`.
    package let about: String
    /// A few words that were known then, such as a reason.
    package let detail: String
    /// Something to do, not only to know.
    package let isTask: Bool
    package let createdAt: Timestamp
    package let readAt: Timestamp?
    package let doneAt: Timestamp?
}

/// One piece of news, before it is put into anybody's inbox.
package struct InboxMessage: Hashable, Sendable {
    let kind: InboxItem.Kind
    let about: String
    let fact: String
    let detail: String
    let isTask: Bool

    /// - Parameters:
    ///   - about: The thing, such as `contract:018f…`.
    ///   - fact: Names the fact; the same fact is told to the same person once.
    ///   - isTask: Somebody has to do something about it.
    package init(_ kind: InboxItem.Kind, about: String, fact: String, detail: String = "", isTask: Bool = false) {
        self.kind = kind
        self.about = about
        self.fact = fact
        self.detail = detail
        self.isTask = isTask
    }
}

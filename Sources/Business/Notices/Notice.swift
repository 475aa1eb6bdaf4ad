package import Kernel

/// A letter that somebody is owed: which one, to whom, about what. Its words are put together when it leaves, from the
/// facts as they stand then; nothing secret is stored in it.
package struct Notice: Hashable, Sendable {
    package typealias ID = Kernel.ID<Notice>

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The code that proves an e-mail address at registration. About a one-time secret.
        case confirmEmail = "confirm_email"
        /// The link that signs in without a password. About a one-time secret.
        case signInLink = "sign_in_link"
        /// What is owed, for a contract (B2) or for its months (C1), and where to pay it. About a payment link.
        case paymentLink = "payment_link"
        /// Money has come. About a payment attempt.
        case paymentReceived = "payment_received"
        /// Money has come for one or more months (step C3). About a payment attempt.
        case statementsPaid = "statements_paid"
        /// A month is due soon, or was not paid. About a dunning letter.
        case dunning
        /// The package can be used. About a contract.
        case packageActivated = "package_activated"
        /// The service rests from today (process C). About a suspension.
        case serviceSuspended = "service_suspended"
        /// It goes on. About a suspension.
        case serviceResumed = "service_resumed"
        /// The contract will end on a day (process C). About an ending.
        case contractEnding = "contract_ending"
        /// It goes on after all. About an ending.
        case contractEndingWithdrawn = "contract_ending_withdrawn"
        /// It has ended. About an ending.
        case contractEnded = "contract_ended"
        /// Something else is agreed from a day on (process C). About an amendment.
        case contractChanged = "contract_changed"
        /// The e-invoice is there. About an invoice request.
        case invoiceIssued = "invoice_issued"
        /// A contract was refused after payment: the money goes back. About a contract.
        case contractRejected = "contract_rejected"
        /// The answer to what a payer found wrong. About a dispute.
        case disputeAnswered = "dispute_answered"
        /// Money will go back, and how. About a refund.
        case refundAccepted = "refund_accepted"
        /// Money has gone back. About a refund.
        case refundMade = "refund_made"
        /// The bank did not take it back: bank details are needed. About a refund.
        case refundRefused = "refund_refused"

        // To staff.
        /// The link that opens a new account. About a staff secret.
        case staffInvitation = "staff_invitation"
        /// The link that sets a new password. About a staff secret.
        case staffPasswordReset = "staff_password_reset"
        /// A customer has paid (step B4). About a payment attempt.
        case staffContractPaid = "staff_contract_paid"
        /// A contract waits for this person's decision. About an approval step.
        case staffApprovalWaiting = "staff_approval_waiting"
        /// It has waited too long. About an approval step.
        case staffApprovalOverdue = "staff_approval_overdue"
        /// An absent colleague asks this person to decide. About a delegation.
        case staffApprovalsDelegated = "staff_approvals_delegated"
        /// Approved, refused or active. About a contract.
        case staffContractDecided = "staff_contract_decided"
        /// A payer says that something is wrong. About a dispute.
        case staffDisputeOpened = "staff_dispute_opened"
        /// A letter with a payment link did not arrive. About a notice.
        case staffLetterBounced = "staff_letter_bounced"
        /// A contract ends soon; its renewal has been drafted. About a contract.
        case staffRenewalDue = "staff_renewal_due"
        /// A rule of the house was found broken. About `<alarm>/<times>/<how many>`.
        case staffAlarmRaised = "staff_alarm_raised"
    }

    package enum State: String, Hashable, Sendable {
        case queued
        /// The mail server took responsibility for it.
        case sent
        /// The mail server will never take it.
        case refused
        /// It had not left when what it was about was settled, and never will.
        case withdrawn
    }

    package let id: ID
    /// Names the fact and the recipient: the same news is told to the same person once.
    package let key: String
    package let kind: Kind
    package let recipient: Recipient
    /// The identifier of what it is about; which kind of thing follows from `kind`.
    package let about: String
    package let state: State
    package let createdAt: Timestamp
    /// When the mail server took or refused it; `nil` while it is queued.
    package let settledAt: Timestamp?
    /// What the mail server said then.
    package let reply: String?

    package struct Recipient: Hashable, Sendable {
        package let email: String
        package let name: String
        package let language: Language

        package init(email: String, name: String, language: Language) {
            self.email = email
            self.name = name
            self.language = language
        }
    }
}

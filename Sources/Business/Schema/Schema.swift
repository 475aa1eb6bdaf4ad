import Accounting
import Activation
import Alarms
import Approvals
import Billing
import Catalogue
import Contracts
import Customers
import Dunning
import Invoicing
import Journal
import MonthEnd
import Notices
import Organisation
import Payments
import People
import Reconciliation
import Refunds
import Sales
import Statements
package import Storage
import Usage

extension [Migration] {
    /// The schema, in the order in which it came to be. Only ever appended to.
    package static let qldv: [Migration] = [
        .createJournal, .createCatalogue, .createLedger, .createNotice, .createPeople, .createContract,
        .createPaymentRequest, .createActivation, .createInvoiceRequest, .createPayment, .createMailBounce,
        .createOrganisation, .createCustomerProfile, .declareContract, .createApproval, .tellNoticeSubject,
        .askByDay, .reconcilePayment, .createDispute, .findUnfinishedActivations, .correctInvoices,
        .indexContractWords, .lookUpPayments, .createReconciliation, .datePostings, .createAPIToken,
        .createPlanTariff, .postpaidContract, .createUsage,
        .askForStatements, .createStatement, .invoiceStatements, .reverseBankCredit,
        .workPaymentCases, .createRefund, .addToDispute, .withdrawAttachment, .continuePayment,
        .findEndedRefunds, .answerWithFiles,
        .importUsage, .listUsage, .orderService, .endContract, .changeContract, .withdrawNotice, .widenLedger,
        .createDunning, .changeDebt, .closeMonths, .earnRevenue, .raiseAlarms, .watchUnknownOutcomes, .linkLedger,
    ]
}

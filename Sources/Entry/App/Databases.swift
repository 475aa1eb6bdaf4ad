import Accounting
import Activation
import Approvals
import Billing
import Catalogue
import Contracts
import Customers
import Foundation
import Invoicing
import Journal
import Notices
import Organisation
import Payments
import People
import Reconciliation
import Sales
import Storage
import StoragePostgres
import StorageSQLite

/// The schema, in the order in which it came to be. Only ever appended to.
let migrations: [Migration] = [
    .createJournal, .createCatalogue, .createLedger, .createNotice, .createPeople, .createContract,
    .createPaymentRequest, .createActivation, .createInvoiceRequest, .createPayment, .createMailBounce,
    .createOrganisation, .createCustomerProfile, .declareContract, .createApproval, .tellNoticeSubject,
    .askByDay, .reconcilePayment, .createDispute, .findUnfinishedActivations, .correctInvoices, .indexContractWords,
    .lookUpPayments, .createReconciliation, .datePostings, .createAPIToken, .addToDispute,
    .withdrawAttachment, .continuePayment,
]

/// Opens `sqlite:PATH` or `postgres://…`.
func openDatabase(_ address: String) throws -> any SQLDatabase {
    if address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") {
        return try PostgresDatabase(connectionString: address, connections: 8)
    }
    guard address.hasPrefix("sqlite:") else {
        throw BadSetting(key: "database", rule: "sqlite:PATH or postgres://user@host/name")
    }
    return try openSQLite(String(address.dropFirst("sqlite:".count)))
}

/// Opens a SQLite file, and makes its folder when there is none.
func openSQLite(_ path: String) throws -> SQLiteDatabase {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try SQLiteDatabase(path: path)
}

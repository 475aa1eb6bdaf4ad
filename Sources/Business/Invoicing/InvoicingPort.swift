package import Contracts
package import Kernel
import People

/// The e-invoice provider. Made live in `InvoicingMobiFone`.
package struct InvoicingPort: Sendable {
    /// What the provider holds under our key. `nil` only when it has proved that it holds nothing.
    package var find: @Sendable (_ key: String) async throws(InvoicingFailure) -> ProviderInvoice?
    package var save: @Sendable (InvoiceDraft) async throws(InvoicingFailure) -> ProviderInvoice
    /// Signs and sends to the tax authority.
    package var sign: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> Void
    package var status: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> ProviderInvoice
    package var pdf: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> [UInt8]
    package var xml: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> [UInt8]

    package init(
        find: @escaping @Sendable (_ key: String) async throws(InvoicingFailure) -> ProviderInvoice?,
        save: @escaping @Sendable (InvoiceDraft) async throws(InvoicingFailure) -> ProviderInvoice,
        sign: @escaping @Sendable (_ providerID: String) async throws(InvoicingFailure) -> Void,
        status: @escaping @Sendable (_ providerID: String) async throws(InvoicingFailure) -> ProviderInvoice,
        files: (
            pdf: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> [UInt8],
            xml: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> [UInt8]
        )
    ) {
        self.find = find
        self.save = save
        self.sign = sign
        self.status = status
        pdf = files.pdf
        xml = files.xml
    }
}

package enum InvoicingFailure: Error, Hashable, Sendable {
    /// Nothing reached the provider; asking again is safe.
    case notSent(reason: String)
    /// It may or may not have been done.
    case unknown(reason: String)
    /// The provider said no.
    case refused(reason: String)

    package var reason: String {
        switch self {
        case .notSent(let reason), .unknown(let reason), .refused(let reason): reason
        }
    }
}

/// What the provider says of an invoice.
package struct ProviderInvoice: Hashable, Sendable {
    package enum Status: Hashable, Sendable {
        case draft
        /// Signed, the authority has not answered yet.
        case waiting
        case accepted
        case refused(reason: String)
        /// A word we do not know: kept, and waited on.
        case other(String)
    }

    package let id: String
    package let status: Status
    package let series: String?
    package let number: String?
    package let authorityCode: String?
    package let lookupCode: String?

    package init(
        id: String,
        status: Status,
        series: String?,
        number: String?,
        codes: (authority: String?, lookup: String?)
    ) {
        self.id = id
        self.status = status
        self.series = series
        self.number = number
        authorityCode = codes.authority
        lookupCode = codes.lookup
    }
}

/// An invoice as it should be: everything the provider needs to draw it up.
package struct InvoiceDraft: Hashable, Sendable {
    package let key: String
    package let date: Day
    package let contractNumber: String
    package let buyer: Buyer
    package let lines: [ContractLine]
    package let totals: Totals

    /// How the money came, as the form wants it (HTTToan): card and gateway payments are non-cash.
    package static let paymentMethod = "Chuyển khoản"

    package init(key: String, date: Day, contract: Contract) throws {
        self.key = key
        self.date = date
        contractNumber = contract.number
        buyer = contract.buyer
        lines = contract.lines
        totals = try contract.totals()
    }

    /// Rules of the form that we can check before the provider does (PBan 2.1.0): the first that is broken, in words.
    package var mistake: String? {
        if buyer.name.count > 400 { return "the buyer's name is longer than 400 characters" }
        if buyer.address.count > 400 { return "the buyer's address is longer than 400 characters" }
        if buyer.email.description.utf8.count > 50 { return "the buyer's e-mail is longer than 50 characters" }
        if lines.isEmpty { return "there is no line" }
        if lines.contains(where: { $0.planCode.count > 50 }) { return "a plan's code is longer than 50 characters" }
        if lines.contains(where: { $0.invoiceName.count > 500 }) {
            return "a line's name is longer than 500 characters"
        }
        return nil
    }
}

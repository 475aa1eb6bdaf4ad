/// The e-invoice provider. Made live in `InvoicingMobiFone` and `InvoicingBHTT`.
package struct InvoicingPort: Sendable {
    /// What the provider holds under our key. `nil` only when it has proved that it holds nothing.
    /// After a refusal there may be several of one key: then the one that is not refused.
    package var find: @Sendable (_ key: String) async throws(InvoicingFailure) -> ProviderInvoice?
    package var save: @Sendable (InvoiceDraft) async throws(InvoicingFailure) -> ProviderInvoice
    /// Signs and sends to the tax authority.
    package var sign: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> Void
    package var status: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> ProviderInvoice
    /// The picture and the legal data; `nil` where the provider gives none.
    package var pdf: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> [UInt8]?
    package var xml: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> [UInt8]?

    package init(
        find: @escaping @Sendable (_ key: String) async throws(InvoicingFailure) -> ProviderInvoice?,
        save: @escaping @Sendable (InvoiceDraft) async throws(InvoicingFailure) -> ProviderInvoice,
        sign: @escaping @Sendable (_ providerID: String) async throws(InvoicingFailure) -> Void,
        status: @escaping @Sendable (_ providerID: String) async throws(InvoicingFailure) -> ProviderInvoice,
        files: (
            pdf: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> [UInt8]?,
            xml: @Sendable (_ providerID: String) async throws(InvoicingFailure) -> [UInt8]?
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

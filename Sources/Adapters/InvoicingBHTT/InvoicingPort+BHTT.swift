import BHTT
import Catalogue
import Contracts
package import CurlTransfer
import Foundation
package import Invoicing
package import Kernel
import People

/// How BHTT is reached.
package enum BHTTSettings: Sendable {
    case rest(baseURL: String, keyID: String, secret: String)
    /// Documents are put into one folder; answers are picked up from another.
    case files(outgoing: String, answers: String)
}

extension InvoicingPort {
    /// BHTT by the format of `docs/bhtt.md`: we send the data; it draws up, numbers and signs by itself.
    package static func bhtt(_ settings: BHTTSettings, client: HTTPClient, now: @escaping Now) -> InvoicingPort {
        let channel: BHTTChannel =
            switch settings {
            case .rest(let baseURL, let keyID, let secret):
                .rest(
                    BHTTRest(
                        baseURL: baseURL,
                        signer: BHTTSigner(keyID: keyID, secret: secret),
                        client: client,
                        now: now
                    )
                )
            case .files(let outgoing, let answers):
                .files(
                    BHTTFolder(outgoing: URL(filePath: outgoing), answers: URL(filePath: answers))
                )
            }
        return InvoicingPort(
            find: { (key) async throws(InvoicingFailure) in
                try await channel.find(key).map(ProviderInvoice.init)
            },
            save: { (draft) async throws(InvoicingFailure) in
                try await ProviderInvoice(channel.save(BHTTFormat.Invoice(draft)))
            },
            // It signs by itself.
            sign: { (_) async throws(InvoicingFailure) in },
            status: { (id) async throws(InvoicingFailure) in try await ProviderInvoice(channel.known(id)) },
            files: (
                pdf: { (id) async throws(InvoicingFailure) in try await channel.known(id).pdf.flatMap(decoded) },
                xml: { (id) async throws(InvoicingFailure) in try await channel.known(id).xml.flatMap(decoded) }
            )
        )
    }

    private static func decoded(_ base64: String) -> [UInt8]? { Data(base64Encoded: base64).map(Array.init) }
}

private enum BHTTChannel: Sendable {
    case rest(BHTTRest)
    case files(BHTTFolder)

    func save(_ invoice: BHTTFormat.Invoice) async throws(InvoicingFailure) -> BHTTFormat.Answer {
        guard let body = try? BHTTFormat.bytes(invoice) else {
            throw .refused(reason: "the document cannot be written")
        }
        return switch self {
        case .rest(let rest): try await rest.save(body)
        case .files(let folder): try folder.save(body, key: invoice.key)
        }
    }

    func find(_ key: String) async throws(InvoicingFailure) -> BHTTFormat.Answer? {
        switch self {
        case .rest(let rest): try await rest.find(key)
        case .files(let folder): try folder.find(key)
        }
    }

    /// - Parameter id: Of a `ProviderInvoice`: our key, and their name behind the last `/`.
    func known(_ id: String) async throws(InvoicingFailure) -> BHTTFormat.Answer {
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        let key = parts.dropLast().joined(separator: "/")
        if let answer = try await find(key) { return answer }
        switch self {
        case .rest: throw .notSent(reason: "BHTT does not know \(key) any more")
        // Taken up and not answered yet.
        case .files: return BHTTFormat.Answer(key: key, id: "", state: .received)
        }
    }
}

extension ProviderInvoice {
    fileprivate init(_ answer: BHTTFormat.Answer) {
        let status: Status =
            switch answer.state {
            case .received: .waiting
            case .issued: .accepted
            case .refused: .refused(reason: answer.reason ?? "refused without a reason")
            }
        self.init(
            id: "\(answer.key)/\(answer.id)",
            status: status,
            series: answer.series,
            number: answer.number,
            codes: (answer.authorityCode, answer.lookUpCode)
        )
    }
}

extension BHTTFormat.Invoice {
    fileprivate init(_ draft: InvoiceDraft) {
        self.init(
            key: draft.key,
            kind: .original,
            series: draft.seriesLetters,
            date: draft.date.iso8601,
            contract: draft.contractNumber,
            buyer: BHTTFormat.Buyer(draft.buyer),
            lines: draft.lines.map { line in
                BHTTFormat.Line(
                    item: (line.code, line.name, line.unit),
                    quantity: (line.quantity, line.unitPrice.dong),
                    amounts: (line.price.net.dong, line.price.vat.dong),
                    vatRate: line.price.rate.code
                )
            },
            payment: BHTTFormat.Payment(
                reference: draft.basis.reference,
                transactionNumber: draft.basis.transactionNumber,
                paidAt: draft.basis.paidAt.iso8601,
                method: draft.paymentMethod
            )
        )
        reconciledOn = draft.basis.reconciledOn?.iso8601
        guard let correction = draft.correction else { return }
        switch correction.kind {
        case .replacement: kind = .replacement
        case .adjustment(let direction):
            kind = .adjustment
            adjustment =
                switch direction {
                case .increase: .increase
                case .decrease: .decrease
                case .information: .information
                }
        }
        corrects = BHTTFormat.Corrected(
            key: correction.key,
            series: correction.series,
            number: correction.number,
            date: correction.date.iso8601,
            reason: correction.reason
        )
    }
}

extension BHTTFormat.Buyer {
    fileprivate init(_ buyer: Buyer) {
        let kind: Kind =
            switch buyer.invoiceParty {
            case .consumer: .consumer
            case .citizen: .citizen
            case .taxpayer: .taxpayer
            }
        self.init(
            kind: kind,
            name: buyer.name,
            address: buyer.address,
            email: buyer.email.description,
            phone: buyer.phone.description
        )
        switch buyer.invoiceParty {
        case .consumer: break
        case .citizen(let id): citizenID = id.description
        case .taxpayer(let code, let name):
            taxCode = code.description
            legalName = name
        }
    }
}

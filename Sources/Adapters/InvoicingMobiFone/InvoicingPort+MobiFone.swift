import Catalogue
import Contracts
package import CurlTransfer
package import Invoicing
import Kernel
import MobiFoneInvoice
import People

extension InvoicingPort {
    /// MobiFone Invoice as in `einvoice/spec.md` §10: the provider draws up the XML, signs it and speaks to the tax
    /// authority; we send the data, and read back.
    package static func mobiFone(_ settings: MobiFoneSettings, client: HTTPClient) -> InvoicingPort {
        let service = MobiFoneService(settings: settings, client: client)
        let taxCode = settings.taxCode
        return InvoicingPort(
            find: { (key) async throws(InvoicingFailure) in
                let body = try await service.call(
                    "GET",
                    MobiFone.Path.invoices(key: key, taxCode: taxCode),
                    harmless: true
                )
                let records = try reading { () throws(MobiFone.AnswerError) in try MobiFone.readRecords(body) }
                // Sent again after a refusal there are two of one key.
                let best = records.last { $0.outcome != .refused } ?? records.last
                return best.map(ProviderInvoice.init)
            },
            save: { (draft) async throws(InvoicingFailure) in try await save(draft, service) },
            sign: { (id) async throws(InvoicingFailure) in try await sign(id, service) },
            status: { (id) async throws(InvoicingFailure) in
                let body = try await service.call(
                    "GET",
                    MobiFone.Path.invoice(id: id, taxCode: taxCode),
                    harmless: true
                )
                let record = try reading { () throws(MobiFone.AnswerError) in try MobiFone.readRecord(body) }
                return ProviderInvoice(record)
            },
            files: (
                pdf: { (id) async throws(InvoicingFailure) in
                    try await service.call("GET", MobiFone.Path.pdf(id: id, taxCode: taxCode), harmless: true)
                },
                xml: { (id) async throws(InvoicingFailure) in
                    try await service.call("GET", MobiFone.Path.xml(id: id, taxCode: taxCode), harmless: true)
                }
            )
        )
    }

    private static func save(
        _ invoice: InvoiceDraft,
        _ service: MobiFoneService
    ) async throws(InvoicingFailure) -> ProviderInvoice {
        let settings = service.settings
        let list = try await service.call("GET", MobiFone.Path.series(taxCode: settings.taxCode), harmless: true)
        let all = try reading { () throws(MobiFone.AnswerError) in try MobiFone.readSeries(list) }
        // Series are made anew each year: the book must be of the invoice's own year.
        let suffix = (invoice.date.components.year % 100).padded(2) + invoice.seriesLetters
        guard let own = all.first(where: { $0.khhdon.hasSuffix(suffix) }) else {
            throw .refused(reason: "there is no series …\(suffix) at MobiFone Invoice")
        }
        let unitCode = try await service.unitCode()
        let draft = try MobiFone.Draft(invoice, series: own, unitCode: unitCode)
        guard let body = try? MobiFone.bytes(MobiFone.SaveRequest(.create, taxCode: settings.taxCode, data: [draft]))
        else { throw .refused(reason: "the draft cannot be written") }
        let answer = try await service.call("POST", MobiFone.Path.save, body: body, harmless: false)
        let record = try reading(harmless: false) { () throws(MobiFone.AnswerError) in
            guard let first = try MobiFone.readSave(answer).first else { throw .unreadable("an empty list") }
            return try first.record()
        }
        return ProviderInvoice(record)
    }

    private static func sign(_ id: String, _ service: MobiFoneService) async throws(InvoicingFailure) {
        let settings = service.settings
        let list = try await service.call("GET", MobiFone.Path.certificates(taxCode: settings.taxCode), harmless: true)
        let certificates = try reading { () throws(MobiFone.AnswerError) in try MobiFone.readCertificates(list) }
        guard let certificate = certificates.first else {
            throw .refused(reason: "there is no certificate at MobiFone Invoice")
        }
        let request = MobiFone.SignRequest(
            invoiceIDs: [id],
            unitCode: try await service.unitCode(),
            username: settings.username,
            certificate: certificate.cer_serial,
            kind: .withCode
        )
        guard let body = try? MobiFone.bytes(request) else { throw .refused(reason: "the request cannot be written") }
        let answer = try await service.call("POST", MobiFone.Path.sign, body: body, harmless: false)
        try reading(harmless: false) { () throws(MobiFone.AnswerError) in try MobiFone.readSign(answer) }
    }

    /// An answer that is none leaves a harmless question open, and anything else in doubt.
    private static func reading<Value>(
        harmless: Bool = true,
        _ read: () throws(MobiFone.AnswerError) -> Value
    ) throws(InvoicingFailure) -> Value {
        do throws(MobiFone.AnswerError) {
            return try read()
        } catch {
            switch error {
            case .refused(let words): throw .refused(reason: words)
            case .unreadable: throw harmless ? .notSent(reason: "\(error)") : .unknown(reason: "\(error)")
            }
        }
    }
}

extension ProviderInvoice {
    fileprivate init(_ record: MobiFone.Record) {
        let status: Status =
            switch record.outcome {
            case .unsigned: .draft
            case .underWay: .waiting
            case .accepted: .accepted
            case .refused: .refused(reason: record.lydo ?? record.status.text)
            case .unclear: .other(record.status.text)
            }
        self.init(
            id: record.hdon_id,
            status: status,
            series: record.khieu,
            number: record.shdon.flatMap { $0 > 0 ? String($0) : nil },
            codes: (record.mccqthue, record.sbmat)
        )
    }
}

extension MobiFone.Draft {
    fileprivate init(
        _ invoice: InvoiceDraft,
        series: MobiFone.Series,
        unitCode: String
    ) throws(InvoicingFailure) {
        let sign: Int64 = invoice.isDecrease ? -1 : 1
        var lines: [MobiFone.Line] = []
        for (position, line) in invoice.lines.enumerated() {
            guard let rate = MobiFone.VATCode(invoiceText: line.price.rate.code) else {
                throw .refused(reason: "MobiFone Invoice has no code for VAT \(line.price.rate.code)")
            }
            lines.append(
                MobiFone.Line(
                    number: position + 1,
                    item: (line.code, line.name, line.unit),
                    quantity: (line.quantity, sign * line.unitPrice.dong),
                    amounts: (sign * line.price.net.dong, sign * line.price.vat.dong),
                    rate: rate
                )
            )
        }
        if lines.isEmpty, let correction = invoice.correction {
            lines = [MobiFone.Line(number: 1, note: correction.reason)]
        }
        self.init(series: series, unitCode: unitCode, key: invoice.key, issuedOn: invoice.date.iso8601, lines: lines)
        if let correction = invoice.correction {
            correct(
                correction.providerID,
                as: MobiFone.InvoiceKind(correction.kind),
                series: correction.series,
                number: correction.number,
                date: correction.date.iso8601
            )
            hoadon68_khac = [.init(data: [.init(name: "Lý do", text: correction.reason)])]
        }
        htttoan = invoice.paymentMethod
        let words = invoice.totals.total.inWords
        tgtttbchu = invoice.isDecrease ? "Âm " + words.prefix(1).lowercased() + words.dropFirst() : words
        email = invoice.buyer.email.description
        sdtnmua = invoice.buyer.phone.description
        dchi = invoice.buyer.address
        switch invoice.buyer.invoiceParty {
        case .consumer:
            ten = "Bán cho người tiêu dùng"
            tnmua = invoice.buyer.name
        case .citizen(let id):
            tnmua = invoice.buyer.name
            cmndmua = id.description
        case .taxpayer(let code, let legalName):
            ten = legalName
            // The person, where that is somebody else than the taxpayer.
            tnmua = invoice.buyer.name == legalName ? nil : invoice.buyer.name
            mst = code.description
        }
    }
}

extension MobiFone.InvoiceKind {
    fileprivate init(_ kind: InvoiceDraft.Correction.Kind) {
        self =
            switch kind {
            case .replacement: .replacement
            case .adjustment(.increase): .adjustedUp
            case .adjustment(.decrease): .adjustedDown
            case .adjustment(.information): .adjustedInformation
            }
    }
}

import Contracts
import Invoicing
import Kernel
import Organisation
import Storage

/// What an invoicing officer does about an invoice: sends it again, adjusts it, replaces it.
let invoiceStepEndpoints: [Endpoint] = [
    Endpoint(
        (.post, "invoices/{id}/retry"),
        .workInvoices,
        (
            "Gửi lại hóa đơn bị từ chối hoặc cần người xử lý",
            "Sends an invoice again that was refused or needs a person"
        ),
        input: .json(InvoiceRetryInput.shape),
        outputs: [(200, .json(InvoiceBody.shape))]
    ) { context in
        let (invoice, buyer) = try await context.invoiceToWork()
        let input: InvoiceRetryInput = try context.input()
        let date = input.date.flatMap(RetryInvoice.DateChoice.init(rawValue:)) ?? .kept
        return try await context.perform { database in
            try await RetryInvoice(database: database, world: context.world)(
                invoice,
                date: date,
                buyer: input.buyer?.form ?? buyer,
                by: context.member
            )
        } answer: {
            try retryAnswer($0, invoice, on: $1)
        }
    },
    Endpoint(
        (.post, "invoices/{id}/adjustment"),
        .workInvoices,
        ("Lập hóa đơn điều chỉnh", "Draws up an adjusting invoice"),
        input: .json(InvoiceAdjustmentInput.shape),
        outputs: [(201, .json(InvoiceBody.shape))]
    ) { context in
        let (invoice, buyer) = try await context.invoiceToWork()
        let form = try context.input(InvoiceAdjustmentInput.self).form(buyer)
        return try await context.perform { database in
            try await AdjustInvoice(database: database, world: context.world)(invoice, form, by: context.member)
        } answer: {
            try correctionAnswer($0, on: $1)
        }
    },
    Endpoint(
        (.post, "invoices/{id}/replacement"),
        .workInvoices,
        ("Lập hóa đơn thay thế", "Draws up a replacing invoice"),
        input: .json(InvoiceReplacementInput.shape),
        outputs: [(201, .json(InvoiceBody.shape))]
    ) { context in
        let (invoice, buyer) = try await context.invoiceToWork()
        let form = try context.input(InvoiceReplacementInput.self).form(buyer)
        return try await context.perform { database in
            try await ReplaceInvoice(database: database, world: context.world)(invoice, form, by: context.member)
        } answer: {
            try correctionAnswer($0, on: $1)
        }
    },
]

extension APIContext {
    /// The invoice of the path when the caller may work on it, and the buyer as it names them now.
    fileprivate func invoiceToWork() async throws -> (InvoiceRequest.ID, InvoiceBuyerForm) {
        let id = try id(of: InvoiceRequest.self)
        let found = try await database.read { connection in
            try InvoiceRequest.find(id, on: connection).flatMap { invoice in
                try Contract.find(invoice.contract, on: connection).map { (invoice, $0) }
            }
        }
        guard let (invoice, contract) = found, member.may(.workInvoices, on: contract.belonging) else {
            throw Problem(.notFound)
        }
        return (id, InvoiceBuyerForm(of: invoice, contract))
    }
}

private func retryAnswer(
    _ outcome: RetryInvoice.Outcome,
    _ id: InvoiceRequest.ID,
    on connection: any SQLConnection
) throws -> Answer {
    switch outcome {
    case .retried:
        guard let invoice = try InvoiceRequest.find(id, on: connection) else { throw Problem(.notFound) }
        return try .ok(InvoiceBody(invoice))
    case .notFound: throw Problem(.notFound)
    case .notAllowed: throw Problem(.forbidden)
    case .notWaiting:
        throw Problem(
            .conflict,
            "Hóa đơn không bị từ chối và không cần người xử lý.",
            "It is neither refused nor in need of a person."
        )
    case .overtaken:
        throw Problem(
            .conflict,
            "Hóa đơn gốc đã được điều chỉnh hoặc thay thế cách khác.",
            "What it corrects has been corrected another way."
        )
    case .mistakes(let mistakes): throw Problem(mistakes)
    }
}

private func correctionAnswer(_ outcome: CorrectionOutcome, on connection: any SQLConnection) throws -> Answer {
    switch outcome {
    case .requested(let id):
        guard let invoice = try InvoiceRequest.find(id, on: connection) else { throw Problem(.notFound) }
        return try .created(InvoiceBody(invoice), at: "invoices/\(id)")
    case .notFound: throw Problem(.notFound)
    case .notAllowed: throw Problem(.forbidden)
    case .refused(let refusal): throw Problem(refusal)
    case .mistakes(let mistakes): throw Problem(mistakes)
    }
}

extension Problem {
    fileprivate init(_ refusal: InvoiceChain.Refusal) {
        switch refusal {
        case .notAccepted:
            self.init(.conflict, "Hóa đơn chưa được cấp mã.", "Nothing has been issued that could be corrected.")
        case .replaced:
            self.init(
                .conflict,
                "Đã có hóa đơn thay thế: hãy sửa hóa đơn đó.",
                "It is replaced: correct the other one."
            )
        case .underWay:
            self.init(.conflict, "Đang có một lần sửa khác chưa xong.", "Another correction is under way.")
        case .mustAdjust:
            self.init(
                .conflict,
                "Lần đầu đã điều chỉnh: chỉ được điều chỉnh tiếp.",
                "It was adjusted: adjust it again."
            )
        case .mustReplace:
            self.init(.conflict, "Lần đầu đã thay thế: chỉ được thay thế tiếp.", "It was replaced: replace it again.")
        case .isAdjustment:
            self.init(
                .conflict,
                "Hóa đơn điều chỉnh không sửa trực tiếp: hãy điều chỉnh hóa đơn gốc.",
                "An adjustment is not corrected itself: adjust its original once more."
            )
        }
    }

    fileprivate init(_ mistakes: [InvoiceCorrectionForm.Field: InvoiceCorrectionForm.Mistake]) {
        let errors = mistakes.map { field, mistake in
            let words = mistake.words
            return FieldProblem(.body(field.pointer), words.vietnamese, words.english)
        }
        self = .mistakes(errors.sorted { "\($0.place)" < "\($1.place)" })
    }
}

extension InvoiceCorrectionForm.Field {
    fileprivate var pointer: String {
        switch self {
        case .reason: "/reason"
        case .direction: "/direction"
        case .lines: "/lines"
        case .name: "/buyer/name"
        case .taxCode: "/buyer/tax_code"
        case .address: "/buyer/address"
        case .line(let position): "/lines/\(position)"
        }
    }
}

extension InvoiceCorrectionForm.Mistake {
    fileprivate var words: Bilingual {
        let language = { (vietnamese: String, english: String) in Bilingual(vietnamese: vietnamese, english: english) }
        return switch self {
        case .missing: language("Còn thiếu.", "It is missing.")
        case .tooLong: language("Dài quá giới hạn của hóa đơn.", "Longer than an invoice allows.")
        case .badQuantity: language("Số lượng là số nguyên từ 1.", "The quantity is a whole number from 1.")
        case .badPrice: language("Đơn giá là số đồng lớn hơn 0.", "The price is whole đồng above 0.")
        case .unknownRate:
            language("Thuế suất phải là của hóa đơn gốc.", "The VAT rate must be one of the corrected invoice's.")
        case .badTaxCode: language("Mã số thuế không đúng.", "That is no tax code.")
        case .moreThanInvoiced(let left):
            language("Chỉ còn \(left.dong) đồng để giảm.", "Only \(left.dong) đồng is left to take off.")
        case .worthNothing: language("Tổng tiền phải lớn hơn 0.", "The total must be above 0.")
        case .tooMuch: language("Số tiền quá lớn.", "Too much.")
        }
    }
}

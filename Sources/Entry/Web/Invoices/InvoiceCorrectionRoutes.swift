import Catalogue
import Contracts
import Hummingbird
import Invoicing
import Kernel
import Organisation
import Storage

/// What an officer does about an invoice: sends it again, adjusts it, replaces it.
struct InvoiceCorrectionRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.post("quan-ly/hoa-don/:id/gui-lai", .workInvoices, use: retry)
        router.get("quan-ly/hoa-don/:id/dieu-chinh", .workInvoices) { try await empty($0, $1, .adjust) }
        router.post("quan-ly/hoa-don/:id/dieu-chinh", .workInvoices) { try await correct($0, $1, .adjust) }
        router.get("quan-ly/hoa-don/:id/thay-the", .workInvoices) { try await empty($0, $1, .replace) }
        router.post("quan-ly/hoa-don/:id/thay-the", .workInvoices) { try await correct($0, $1, .replace) }
    }

    /// The invoice, when it is this person's to work on.
    private func own(_ context: StaffContext) async throws -> InvoiceStory {
        let queries = InvoiceQueries(database: desk.database, now: desk.world.now)
        guard let id = InvoiceRequest.ID(try context.parameters.require("id")),
            let story = try await queries.story(id, for: context.member), story.mayWork
        else { throw HTTPError(.notFound) }
        return story
    }

    @Sendable private func retry(_ request: Request, _ context: StaffContext) async throws -> Response {
        let story = try await own(context)
        let posted = try await request.form()
        let form = InvoiceBuyerForm(posted)
        let outcome = try await RetryInvoice(database: desk.database, world: desk.world)(
            story.invoice.id,
            date: RetryInvoice.DateChoice(rawValue: posted.text("date")) ?? .kept,
            buyer: form,
            by: context.member
        )
        switch outcome {
        case .retried: return .see(Address.staffInvoice("\(story.invoice.id)").asking("xong", "gui-lai"))
        case .notFound: throw HTTPError(.notFound)
        case .notAllowed: throw HTTPError(.forbidden)
        case .notWaiting, .overtaken: return .see(.staffInvoice("\(story.invoice.id)"))
        case .mistakes(let mistakes):
            let dossier = InvoiceDossier(language: context.visit.language, today: desk.world.now().day)
            var page = try dossier.page(story, news: "", around: desk.around(request, context.visit))
            page.retry = InvoicePage.Retry(
                name: form.name,
                taxCode: form.taxCode,
                address: form.address,
                needsToday: posted.text("date") == "today",
                errors: Self.errors(mistakes, context.visit.language)
            )
            return page.response(status: .unprocessableContent)
        }
    }

    private func empty(
        _ request: Request,
        _ context: StaffContext,
        _ purpose: InvoiceCorrectionPage.Purpose
    ) async throws -> Response {
        let story = try await own(context)
        guard story.chain.refusal(of: purpose == .adjust ? .adjustment : .replacement) == nil else {
            return .see(.staffInvoice("\(story.invoice.id)"))
        }
        var form = InvoiceCorrectionForm()
        form.buyer = InvoiceBuyerForm(story.buyer)
        if purpose == .replace { form.lines = story.lines.map(InvoiceCorrectionForm.Line.init) }
        return page(story, Filled(form: form), purpose, request, context).response()
    }

    private func correct(
        _ request: Request,
        _ context: StaffContext,
        _ purpose: InvoiceCorrectionPage.Purpose
    ) async throws -> Response {
        let story = try await own(context)
        let form = InvoiceCorrectionForm(try await request.form())
        let outcome =
            switch purpose {
            case .adjust:
                try await AdjustInvoice(database: desk.database, world: desk.world)(
                    story.invoice.id,
                    form,
                    by: context.member
                )
            case .replace:
                try await ReplaceInvoice(database: desk.database, world: desk.world)(
                    story.invoice.id,
                    form,
                    by: context.member
                )
            }
        switch outcome {
        case .requested(let id): return .see(Address.staffInvoice("\(id)").asking("xong", "sua"))
        case .notFound: throw HTTPError(.notFound)
        case .notAllowed: throw HTTPError(.forbidden)
        case .refused: return .see(.staffInvoice("\(story.invoice.id)"))
        case .mistakes(let mistakes):
            return page(story, Filled(form: form, mistakes: mistakes), purpose, request, context)
                .response(status: .unprocessableContent)
        }
    }

    /// A form as it was typed, and what is wrong with it.
    private struct Filled {
        let form: InvoiceCorrectionForm
        var mistakes: [InvoiceCorrectionForm.Field: InvoiceCorrectionForm.Mistake] = [:]
    }

    private func page(
        _ story: InvoiceStory,
        _ filled: Filled,
        _ purpose: InvoiceCorrectionPage.Purpose,
        _ request: Request,
        _ context: StaffContext
    ) -> InvoiceCorrectionPage {
        let (form, mistakes) = (filled.form, filled.mistakes)
        let language = context.visit.language
        let words = InvoiceWords(language: language)
        var rates: [String] = []
        for line in story.lines where !rates.contains(line.price.rate.code) { rates.append(line.price.rate.code) }
        let spare = max(1, 3 - form.lines.count)
        let shown = form.lines.map(Optional.some) + Array(repeating: nil, count: spare)
        return InvoiceCorrectionPage(
            around: desk.around(request, context.visit),
            purpose: purpose,
            id: "\(story.invoice.id)",
            name: InvoiceDossier.name(story.invoice),
            total: story.invoice.total.display,
            reason: form.reason,
            directions: InvoiceDirection.allCases.map { ($0.rawValue, words.direction($0)) },
            direction: form.direction,
            lines: shown.prefix(InvoiceCorrectionForm.linesLimit).enumerated().map { position, line in
                InvoiceCorrectionPage.Line(
                    code: line?.code ?? "",
                    name: line?.name ?? "",
                    unit: line?.unit ?? "",
                    quantity: line?.quantity ?? "",
                    unitPrice: line?.unitPrice ?? "",
                    rate: line?.rate ?? rates.first ?? "",
                    error: mistakes[.line(position)].map(words.mistake)
                )
            },
            rates: rates,
            buyer: (form.buyer.name, form.buyer.taxCode, form.buyer.address),
            errors: Self.errors(mistakes, language)
        )
    }

    private static func errors(
        _ mistakes: [InvoiceCorrectionForm.Field: InvoiceCorrectionForm.Mistake],
        _ language: Language
    ) -> [(id: String, words: String)] {
        let words = InvoiceWords(language: language)
        let lines = (0..<InvoiceCorrectionForm.linesLimit).map {
            (InvoiceCorrectionForm.Field.line($0), "f-line-\($0)")
        }
        let order: [(InvoiceCorrectionForm.Field, String)] =
            [(.direction, "f-direction"), (.reason, "f-reason"), (.lines, "f-lines")] + lines
            + [(.name, "f-name"), (.taxCode, "f-taxCode"), (.address, "f-address")]
        return order.compactMap { field, id in mistakes[field].map { (id, words.mistake($0)) } }
    }
}

extension InvoiceBuyerForm {
    fileprivate init(_ form: FormData) {
        self.init()
        name = form.text("name")
        taxCode = form.text("taxCode")
        address = form.text("address")
    }
}

extension InvoiceCorrectionForm {
    fileprivate init(_ form: FormData) {
        self.init()
        reason = form.text("reason")
        direction = form.text("direction")
        buyer = InvoiceBuyerForm(form)
        lines = (0..<Self.linesLimit).filter { form.has("line-name-\($0)") }.map { position in
            Line(
                code: form.text("code-\(position)"),
                name: form.text("line-name-\(position)"),
                unit: form.text("unit-\(position)"),
                quantity: form.text("quantity-\(position)"),
                unitPrice: form.text("price-\(position)"),
                rate: form.text("rate-\(position)")
            )
        }
    }
}

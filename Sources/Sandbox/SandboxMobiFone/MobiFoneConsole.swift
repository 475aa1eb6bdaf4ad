import Hummingbird
import Kernel
import Markup
import MobiFoneInvoice
import SandboxKit
import Storage

/// Pages for people: what has been issued, and the public look-up.
struct MobiFoneConsole: Sendable {
    let office: InvoiceOffice

    func add(to router: Router<BasicRequestContext>) {
        router.get("/sandbox/mobifone") { request, _ in
            let invoices = try await office.peek("1 = 1 ORDER BY saved_at DESC, id DESC LIMIT 200")
            return InvoiceListPage(invoices: invoices, faults: office.faults, language: request.language).page
        }
        router.get("/tra-cuu") { request, _ in
            guard let code = request.query("code") else {
                return LookUpPage(code: "", invoice: nil, language: request.language).page
            }
            let invoice = try await find(code)
            return LookUpPage(code: code, invoice: invoice, language: request.language).page
        }
        router.get("/tra-cuu/:code/pdf") { _, context in
            guard let invoice = try await find(context.parameters.get("code") ?? "") else { throw HTTPError(.notFound) }
            return MobiFoneRoutes.pdf(invoice, seller: office.settings.seller)
        }
    }

    private func find(_ code: String) async throws -> IssuedInvoice? {
        let wanted = code.filter { !$0.isWhitespace }.uppercased()
        return try await office.peek("look_up_code = \(wanted)").first
    }
}

private struct InvoiceListPage {
    let invoices: [IssuedInvoice]
    let faults: SandboxFaults<MobiFoneFaults>
    let language: Language

    var page: SandboxPage {
        SandboxPage(
            title: language("MobiFone Invoice giả lập", "Imitated MobiFone Invoice"),
            language: language,
            links: [
                SandboxLink(language("Hóa đơn", "Invoices"), "/sandbox/mobifone?lang=\(language.rawValue)"),
                SandboxLink(language("Tra cứu", "Look up"), "/tra-cuu?lang=\(language.rawValue)"),
            ]
        ) {
            """
            <div class="scroll" tabindex="0" role="region" aria-label="\(language("Hóa đơn", "Invoices"))">
            <table><thead><tr>
            <th scope="col">\(language("Ký hiệu", "Series"))</th><th scope="col">\(language("Số", "No."))</th>
            <th scope="col">\(language("Đơn hàng", "Order"))</th><th scope="col">\(language("Người mua", "Buyer"))</th>
            <th scope="col" class="amount">\(language("Số tiền", "Amount"))</th>
            <th scope="col">\(language("Trạng thái", "State"))</th>
            <th scope="col">\(language("Tính chất", "Kind"))</th>
            <th scope="col">\(language("Mã tra cứu", "Code"))</th>
            </tr></thead><tbody>\(invoices, row)</tbody></table></div>
            \(invoices.isEmpty ? empty : nil)
            \(FaultForm(faults, action: "/sandbox/mobifone/faults", language: language).html)
            """
        }
    }

    private var empty: HTML { "<p>\(language("Chưa có hóa đơn nào.", "No invoice yet."))</p>" }

    private func row(_ invoice: IssuedInvoice) -> HTML {
        """
        <tr><td>\(invoice.series)</td><td>\(invoice.number.map { String($0) } ?? "–")</td>
        <td>\(invoice.draft.sdhang)</td><td>\(invoice.draft.ten ?? invoice.draft.tnmua ?? "")</td>
        <td class="amount">\(grouped(invoice.draft.tgtttbso)) ₫</td><td>\(invoice.status.text)</td>
        <td>\(invoice.relation(language))</td><td>\(invoice.lookUpCode.map(link))</td></tr>
        """
    }

    private func link(_ code: String) -> HTML {
        "<a href=\"/tra-cuu?code=\(code)&amp;lang=\(language.rawValue)\">\(code)</a>"
    }
}

extension IssuedInvoice {
    /// What it is to others, and which invoice it corrects.
    fileprivate func relation(_ language: Language) -> String {
        let number = "\(draft.khmshdclquan ?? "")\(draft.khhdclquan ?? "")-\(draft.shdclquan ?? "")"
        let own: String? =
            switch kind {
            case .replacement: language("Thay thế cho \(number)", "Replaces \(number)")
            case .adjustedUp: language("Điều chỉnh tăng \(number)", "Adjusts \(number) up")
            case .adjustedDown: language("Điều chỉnh giảm \(number)", "Adjusts \(number) down")
            case .adjustedInformation: language("Điều chỉnh thông tin \(number)", "Adjusts what \(number) says")
            case .original, .explanation, .cancelled, .adjustment, .adjustmentPending, .adjusted,
                .cancellationPending, .replacementPending, .replaced, nil:
                nil
            }
        let since =
            correctedAs.map {
                $0 == .replaced ? language("Đã bị thay thế", "Replaced") : language("Đã bị điều chỉnh", "Adjusted")
            }
        return [own, since].compactMap { $0 }.joined(separator: " · ")
    }
}

private struct LookUpPage {
    let code: String
    let invoice: IssuedInvoice?
    let language: Language

    var page: SandboxPage {
        SandboxPage(title: language("Tra cứu hóa đơn", "Invoice look-up"), language: language) {
            """
            <form method="get" action="/tra-cuu"><input type="hidden" name="lang" value="\(language.rawValue)">
            <label for="code">\(language("Mã tra cứu", "Look-up code"))
            <input id="code" name="code" value="\(code)" required maxlength="40" autocomplete="off"></label>
            <button type="submit">\(language("Tra cứu", "Look up"))</button></form>
            \(code.isEmpty ? nil : invoice.map(found) ?? missing)
            """
        }
    }

    private var missing: HTML {
        """
        <p class="card bad" role="status">
        \(language("Không có hóa đơn nào mang mã này.", "No invoice has this code."))</p>
        """
    }

    private func found(_ invoice: IssuedInvoice) -> HTML {
        """
        <div class="card"><dl>
        <dt>\(language("Ký hiệu và số", "Series and number"))</dt>
        <dd>\(invoice.series) · \(invoice.number.map { $0.padded(8) } ?? "–")</dd>
        <dt>\(language("Ngày lập", "Date"))</dt>
        <dd>\(Day(iso8601: invoice.draft.nlap)?.display ?? invoice.draft.nlap)</dd>
        <dt>\(language("Người mua", "Buyer"))</dt><dd>\(invoice.draft.ten ?? invoice.draft.tnmua ?? "")</dd>
        <dt>\(language("Tổng tiền thanh toán", "Total"))</dt><dd>\(grouped(invoice.draft.tgtttbso)) ₫</dd>
        <dt>\(language("Trạng thái", "State"))</dt><dd>\(invoice.status.text)</dd>
        <dt>\(language("Tính chất", "Kind"))</dt><dd>\(invoice.relation(language))</dd>
        <dt>\(language("Mã của cơ quan thuế", "Authority's code"))</dt><dd>\(invoice.authorityCode ?? "–")</dd>
        </dl></div>
        <p><a href="/tra-cuu/\(invoice.lookUpCode ?? "")/pdf">\(language("Xem bản PDF", "Open the PDF"))</a></p>
        """
    }
}

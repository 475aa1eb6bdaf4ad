import BHTT
import Kernel
import Markup
import SandboxKit

/// What has been handed over, for people.
struct BHTTListPage {
    let documents: [BHTTDocument]
    let faults: SandboxFaults<BHTTFaults>
    let language: Language

    var page: SandboxPage {
        SandboxPage(title: language("BHTT giả lập", "Imitated BHTT"), language: language) {
            """
            <div class="scroll" tabindex="0" role="region" aria-label="\(language("Hóa đơn", "Invoices"))">
            <table><thead><tr><th scope="col">\(language("Khóa", "Key"))</th>
            <th scope="col">\(language("Ký hiệu, số", "Series, number"))</th>
            <th scope="col">\(language("Ngày lập", "Date"))</th><th scope="col">\(language("Người mua", "Buyer"))</th>
            <th scope="col" class="amount">\(language("Số tiền", "Amount"))</th>
            <th scope="col">\(language("Tính chất", "Kind"))</th><th scope="col">\(language("Trạng thái", "State"))</th>
            </tr></thead><tbody>\(documents, row)</tbody></table></div>
            \(documents.isEmpty ? empty : nil)
            \(FaultForm(faults, action: "/sandbox/bhtt/faults", language: language).html)
            """
        }
    }

    private var empty: HTML { "<p>\(language("Chưa có hóa đơn nào.", "No invoice yet."))</p>" }

    private func row(_ document: BHTTDocument) -> HTML {
        """
        <tr><td>\(document.invoice.key)</td><td>\(document.series ?? "–") · \(document.number.map { "\($0)" } ?? "–")</td>
        <td>\(document.invoice.date)</td><td>\(document.invoice.buyer.legalName ?? document.invoice.buyer.name)</td>
        <td class="amount">\(document.invoice.totals.total) ₫</td><td>\(document.relation)</td>
        <td>\(document.state.rawValue) \(document.reason ?? "")</td></tr>
        """
    }
}

import Kernel
import Markup

/// `/quan-ly/doi-soat/cai-dat`: what the contract with VNPAY says of fees, and how much difference is none.
struct ReconciliationSettingsPage: Page {
    struct Value: Sendable {
        let name: String
        let label: String
        let hint: String
        /// As people write it, such as `1,75`.
        let value: String
        var error: String?
    }

    let around: Surroundings
    let values: [Value]
    let mayChange: Bool
    var news: String?

    var title: String { language("Phí và sai số đối soát", "Fees and tolerance") }
    var frame: Frame { .staff(.reconciliation) }

    var main: HTML {
        """
        \(staffHead(title, lead: language("Theo hợp đồng với VNPAY. Áp dụng cho lần đối chiếu sau; ngày đã chốt giữ nguyên.", "As the contract with VNPAY has it. Holds from the next comparison on; closed days stay as they are.")))
        \(ReconciliationTab.tabs(.settings, language))
        \(saved(news))
        \(errorSummary(values.compactMap { value in value.error.map { ("f-\(value.name)", "\(value.label): \($0)") } }, in: language))
        <section class="card stack">\(mayChange ? form : facts(values.map { Fact($0.label, number: $0.value) }))</section>
        """
    }

    private var form: HTML {
        postForm(
            .reconciliationSettings,
            around,
            """
            <div class="fields-2">\(values.markup { value in
                Field(
                    name: value.name, label: value.label, value: value.value, hint: value.hint, error: value.error,
                    maximumLength: 9
                ).html(language)
            })</div>\(button(language("Lưu", "Save"), .primary))
            """
        )
    }
}

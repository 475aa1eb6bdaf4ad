import Catalogue
import Contracts
import Kernel
import Sales
import Statements
import Tariffs

/// An amendment's form in a reader's words.
struct ContractChangeWords: Sendable {
    let language: Language

    var stale: String {
        language(
            "Hợp đồng vừa được thay đổi ở nơi khác. Hãy mở lại trang rồi lập phụ lục.",
            "The contract has just been changed elsewhere. Open the page again."
        )
    }

    var notInService: String {
        language("Hợp đồng không còn ở giai đoạn cung cấp dịch vụ.", "The contract is not in service.")
    }

    func underWay(_ ordinal: Int64) -> String {
        language(
            "Phụ lục \(ordinal) đang chờ phê duyệt. Hãy đợi kết quả hoặc rút phụ lục đó.",
            "Amendment \(ordinal) waits for approval. Wait for it, or withdraw it."
        )
    }

    func mistake(_ mistake: ContractChangeForm.Mistake) -> String {
        switch mistake {
        case .missing: language("Chưa có gì ở đây.", "This is missing.")
        case .badDay: language("Ngày không hợp lệ.", "Not a day.")
        case .badQuantity: language("Số lượng từ 1 đến 100.000.", "A quantity from 1 to 100,000.")
        case .badDiscount: language("Phần trăm từ 0 đến 100.", "A percentage from 0 to 100.")
        case .discountAbove(let limit):
            language(
                "Được giảm tối đa \(ContractForm.percent(limit).isEmpty ? "0" : ContractForm.percent(limit)) %.",
                "At most \(ContractForm.percent(limit).isEmpty ? "0" : ContractForm.percent(limit)) % may be taken off."
            )
        case .unknownPlan:
            language("Gói không còn bán vào ngày hiệu lực.", "The plan is not sold on that day.")
        case .alreadyThere:
            language("Hợp đồng đã có gói này: hãy đổi số lượng.", "The plan is there already: change its quantity.")
        case .notYetBegun:
            language("Gói này chưa bắt đầu vào ngày hiệu lực.", "This line has not begun on that day.")
        case .lastLine:
            language(
                "Hợp đồng phải còn ít nhất một gói. Muốn dừng hẳn, hãy chấm dứt hợp đồng.",
                "A plan must be left. To stop altogether, end the contract."
            )
        case .dayOutside(let from, let to):
            language(
                "Ngày phải từ \(from.display) đến \(to.display).",
                "The day must lie between \(from.display) and \(to.display)."
            )
        case .monthBilled(let through):
            language(
                "Cước đã tính đến hết ngày \(through.display): thay đổi chỉ có thể từ ngày sau đó.",
                "Billed through \(through.display): a change can only begin after that."
            )
        case .tooMuch: language("Số tiền quá lớn.", "Too much.")
        }
    }

    func preview(_ shown: ChangeContract.Preview, _ contract: Contract, today: Day) -> ContractChangePage.Preview {
        ContractChangePage.Preview(
            changes: TermWords(language: language, today: today).lines(shown.change, contract),
            monthly: (shown.monthly.before.net.display, shown.monthly.after.net.display),
            month: shown.first.after.period.display,
            first: (shown.first.before.net.display, shown.first.after.net.display),
            lines: shown.first.after.lines.map { line in
                ("\(line.planName.text(in: language)) × \(line.quantity)", line.days.display, line.price.net.display)
            }
        )
    }
}

extension ContractChangePage {
    init(
        around: Surroundings,
        _ form: ContractChangeForm,
        _ contract: Contract,
        plans: [Select.Option],
        mistakes: [ContractChangeForm.Field: ContractChangeForm.Mistake]
    ) {
        let words = ContractChangeWords(language: around.language)
        let language = words.language
        let term = TermWords(language: language, today: contract.startsOn ?? Day(number: 0))
        func error(_ field: ContractChangeForm.Field) -> String? { mistakes[field].map(words.mistake) }
        self.init(
            around: around,
            id: "\(contract.id)",
            number: contract.number,
            revision: "\(contract.revision)",
            plans: plans,
            from: Field(
                name: "from",
                label: language("Hiệu lực từ ngày", "In force from"),
                value: form.from,
                error: error(.from),
                kind: .date
            ),
            reason: Field(
                name: "reason",
                label: language("Lý do", "Reason"),
                value: form.reason,
                error: error(.reason),
                maximumLength: 300
            ),
            lines: Self.lines(form, contract, language) { error(.line($0)) },
            added: (form.added + [.init(plan: "", quantity: "1", discount: "")]).prefix(2).enumerated().map { item in
                Added(
                    plan: item.element.plan,
                    quantity: item.element.quantity,
                    discount: item.element.discount,
                    error: error(.added(item.offset))
                )
            },
            percent: Field(
                name: "percent",
                label: language("Giảm %", "Per cent off"),
                value: form.discount.percent,
                error: error(.discount),
                isRequired: false,
                maximumLength: 6
            ),
            target: Select(
                name: "target",
                label: language("Áp dụng cho", "Of"),
                options: DatedDiscount.Target.allCases.map { .init($0.rawValue, term.target($0)) },
                value: form.discount.target.rawValue
            ),
            discountFrom: Field(
                name: "discount-from",
                label: language("Từ ngày", "From"),
                value: form.discount.from,
                kind: .date,
                isRequired: false
            ),
            discountTo: Field(
                name: "discount-to",
                label: language("Đến hết ngày", "Through"),
                value: form.discount.to,
                kind: .date,
                isRequired: false
            )
        )
    }

    private static func lines(
        _ form: ContractChangeForm,
        _ contract: Contract,
        _ language: Language,
        _ error: (Int) -> String?
    ) -> [Line] {
        form.lines.enumerated().compactMap { position, wish in
            guard let line = contract.lines.first(where: { $0.id == wish.id }) else { return nil }
            return Line(
                id: "\(line.id)",
                name: Words(language: language).planName(line),
                facts: "\(line.quantity) × \(line.unitPrice.display) = \(line.price.net.display)",
                deed: wish.deed.rawValue,
                quantity: wish.quantity,
                pricing: wish.pricing.rawValue,
                discount: wish.discount,
                error: error(position)
            )
        }
    }
}

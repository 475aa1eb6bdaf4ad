import Contracts
import Kernel
import Organisation
import Payments
import People

/// What the query of the look-up asks for, and what in it could not be understood.
struct AskedPayments: Sendable {
    let filter: PaymentFilter
    /// The fields that were filled in wrongly; they narrow nothing.
    let mistakes: [Mistake]
    /// Everything that was asked, for links that ask the same.
    let values: [(name: String, value: String)]

    enum Mistake: Sendable { case from, to, least, most }

    /// The most pages that can be turned: `BoundedCount.limit` rows.
    static let lastPage = Int(BoundedCount.limit) / ListQuery.pageSize

    init(_ asked: FormData) {
        var filter = PaymentFilter()
        var mistakes: [Mistake] = []
        func day(_ name: String, _ mistake: Mistake) -> Day? {
            let text = asked.text(name).trimmed
            let day = Day(iso8601: text)
            if day == nil, !text.isEmpty { mistakes.append(mistake) }
            return day
        }
        func amount(_ name: String, _ mistake: Mistake) -> Money? {
            let text = asked.text(name).trimmed
            let money = Money(typed: text)
            if money == nil, !text.isEmpty { mistakes.append(mistake) }
            return money
        }
        filter.text = String(asked.text("tim").trimmed.prefix(200))
        filter.states = Set(asked.all("trang-thai").compactMap(PaymentFilter.State.init(rawValue:)))
        filter.from = day("tu", .from)
        filter.to = day("den", .to)
        filter.least = amount("it-nhat", .least)
        filter.most = amount("nhieu-nhat", .most)
        let bank = asked.text("ngan-hang").trimmed.uppercased()
        filter.bank = bank.isEmpty ? nil : String(bank.prefix(20))
        let unit = asked.text("don-vi")
        filter.unit = unit.isEmpty ? nil : unit
        filter.accountManager = StaffMember.ID(asked.text("am"))
        filter.contract = Contract.ID(asked.text("hop-dong"))
        filter.customer = Customer.ID(asked.text("khach-hang"))
        filter.isNewestFirst = asked.text("chieu") != "len"
        self.filter = filter
        self.mistakes = mistakes
        let names = [
            "tim", "tu", "den", "it-nhat", "nhieu-nhat", "ngan-hang", "don-vi", "am", "hop-dong", "khach-hang",
        ]
        values =
            names.map { ($0, asked.text($0).trimmed) }.filter { !$0.1.isEmpty }
            + filter.states.map(\.rawValue).sorted().map { ("trang-thai", $0) }
    }

    /// The same question at another address.
    func address(at base: Address) -> Address { values.reduce(base) { $0.asking($1.name, $1.value) } }

    /// The same question about one state, or about every state.
    func address(of state: PaymentFilter.State?) -> Address {
        values.filter { $0.name != "trang-thai" }.reduce(Address.staffPayments) { $0.asking($1.name, $1.value) }
            .asking("trang-thai", state?.rawValue ?? "")
    }

    func value(_ name: String) -> String { values.first { $0.name == name }?.value ?? "" }

    /// Whether one of the rarer fields narrows the list, so that they are shown open.
    var hasMore: Bool { ["it-nhat", "nhieu-nhat", "ngan-hang", "don-vi", "am"].contains { !value($0).isEmpty } }
}

extension Money {
    /// An amount as people type it: `1296000`, `1.296.000`, `1,296,000 ₫`.
    init?(typed text: String) {
        let digits = text.filter { !" .,₫đ".contains($0) }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let dong = Int64(digits),
            let money = try? Money(dong: dong)
        else { return nil }
        self = money
    }
}

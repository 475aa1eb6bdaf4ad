import Kernel

/// How a list is looked at: which page, sorted by what. From the query; whatever cannot be is the standard.
struct ListQuery: Sendable {
    static let pageSize = 25

    let page: Int
    let sort: String
    let isDescending: Bool
    /// The list's address with the filters in it, but without page and order.
    let base: Address

    /// - Parameter filters: The names and values that stay in every link.
    init(_ asked: FormData, base: Address, filters: [(name: String, value: String)]) {
        page = max(1, min(Int(asked.text("trang")) ?? 1, 100_000))
        sort = asked.text("xep")
        isDescending = asked.text("chieu") != "len"
        self.base = filters.reduce(base) { $0.asking($1.name, $1.value) }
    }

    var window: (limit: Int, offset: Int) { (Self.pageSize, (page - 1) * Self.pageSize) }

    private var ordered: Address {
        sort.isEmpty ? base : base.asking("xep", sort).asking("chieu", isDescending ? "" : "len")
    }

    func pager(count: Int64, _ language: Language) -> Pager {
        let first = Int64(window.offset) + 1
        let last = min(count, Int64(window.offset + Self.pageSize))
        let position =
            count == 0
            ? language("Không có dòng nào", "Nothing here")
            : language("\(first)–\(last) trong \(count)", "\(first)–\(last) of \(count)")
        return Pager(
            position: position,
            earlier: page > 1 ? ordered.asking("trang", "\(page - 1)") : nil,
            later: last < count ? ordered.asking("trang", "\(page + 1)") : nil
        )
    }

    /// A heading that sorts: the first click downwards, the second upwards.
    func column(_ name: String, by key: String, isAmount: Bool = false, isDefault: Bool = false) -> Table.Column {
        let isHere = sort == key || (sort.isEmpty && isDefault)
        let turned = isHere && isDescending
        return Table.Column(
            name: name,
            isAmount: isAmount,
            sortAddress: base.asking("xep", key).asking("chieu", turned ? "len" : ""),
            order: isHere ? (isDescending ? .descending : .ascending) : nil
        )
    }
}

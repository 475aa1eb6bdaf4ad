import Kernel
import Markup
import Organisation
import Payments
import Refunds
import Spreadsheet

/// The list of cases in finished words: on the page, and as a file.
struct RefundRows: Sendable {
    let language: Language
    let now: Timestamp

    private var words: RefundWords { RefundWords(language: language) }
    private var shown: PaymentLookUpWords { PaymentLookUpWords(language: language) }

    func row(_ item: RefundCaseItem) -> RefundListPage.Row {
        let reconciliation = ReconciliationWords(language: language)
        return RefundListPage.Row(
            id: "\(item.id)",
            kind: shown.kind(item.kind),
            reference: item.reference,
            customer: item.customer ?? language("không rõ", "unknown"),
            contract: item.contract.flatMap { id in item.contractNumber.map { ($0, .contract("\(id)")) } },
            amount: item.amount?.display ?? "–",
            standing: words.standing(item.standing),
            way: way(item),
            age: reconciliation.age(of: item.openedAt, at: item.closedAt ?? now)
        )
    }

    private func way(_ item: RefundCaseItem) -> String {
        guard let way = item.way else { return "–" }
        return [words.way(way), item.refundAmount?.display].compactMap { $0 }.joined(separator: " · ")
    }

    func tabs(_ filter: RefundFilter, _ counts: [PaymentCase.Standing: Int64]) -> [TabLink] {
        let base = Address.refunds.asking("tim", filter.text)
        let all = TabLink(
            words: language("Tất cả", "All"),
            address: base,
            isHere: filter.standing == nil,
            count: BoundedCount(counts.values.reduce(0, +)).display
        )
        return [all]
            + PaymentCase.Standing.allCases.map { standing in
                TabLink(
                    words: words.tab(standing),
                    address: base.asking("trang-thai", standing.rawValue),
                    isHere: filter.standing == standing,
                    count: BoundedCount(counts[standing] ?? 0).display
                )
            }
    }

    func file(_ take: ExportRefunds, _ filter: RefundFilter, for reader: StaffMember) -> SheetStream<RefundCaseItem> {
        SheetStream<RefundCaseItem>(
            name: "hoan-tien-\(now.day.iso8601)",
            sheetName: language("Hoàn tiền", "Refunds"),
            titles: [
                language("Hoàn tiền, lấy lúc \(now.display)", "Refunds, taken at \(now.display)"),
                language("Mọi giờ là giờ Việt Nam (UTC+7)", "All times are Vietnam’s (UTC+7)"),
            ],
            columns: columns,
            batch: { last in
                let items = try await take.batch(filter, after: last, for: reader)
                return (items.map(cells), items.last)
            }
        )
    }

    private var columns: [SpreadsheetColumn] {
        [
            .init(language("Vấn đề", "What"), widthCharacters: 30),
            .init(language("Mã tham chiếu", "Reference"), widthCharacters: 26),
            .init(language("Số hợp đồng", "Contract"), widthCharacters: 22),
            .init(language("Khách hàng", "Customer"), widthCharacters: 36), .init(language("Đơn vị", "Unit")),
            .init(language("Số tiền (VND)", "Amount (VND)")),
            .init(language("Trạng thái", "State"), widthCharacters: 24),
            .init(language("Cách xử lý", "How"), widthCharacters: 24),
            .init(language("Số tiền đề xuất (VND)", "Proposed (VND)")),
            .init(language("Mở lúc (UTC+7)", "Opened (UTC+7)"), widthCharacters: 20),
            .init(language("Đóng lúc (UTC+7)", "Closed (UTC+7)"), widthCharacters: 20),
        ]
    }

    private func cells(_ item: RefundCaseItem) -> [SpreadsheetCell] {
        [
            .text(shown.kind(item.kind)), .text(item.reference), .init(item.contractNumber), .init(item.customer),
            .init(item.unit), item.amount.map { .integer($0.dong) } ?? .empty,
            .text(words.standing(item.standing).words), .init(item.way.map(words.way)),
            item.refundAmount.map { .integer($0.dong) } ?? .empty, .timestamp(item.openedAt),
            item.closedAt.map { .timestamp($0) } ?? .empty,
        ]
    }
}

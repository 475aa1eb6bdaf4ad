import Billing
import Contracts
import Invoicing
import Kernel
import Spreadsheet
import Statements
import Tariffs

/// Statements in a reader's words.
struct StatementWords: Sendable {
    let language: Language
    let today: Day

    func news(_ step: String) -> String? {
        step == "gui-lai" ? language("Đã gửi lại với đường dẫn mới.", "Sent again with a new link.") : nil
    }

    func problem(_ step: String) -> String? {
        switch step {
        case "het-no": language("Không còn khoản nào phải thanh toán.", "Nothing is owed any more.")
        case "nhieu":
            language("Vừa gửi nhiều thư đến địa chỉ này. Hãy đợi.", "Several letters were just sent. Please wait.")
        default: nil
        }
    }

    func dong(_ amount: Int64) -> String { "\(amount.grouped) ₫" }

    func state(_ state: Statement.State, due: Day) -> Badge {
        switch state {
        case .issued where due < today:
            Badge(language("Quá hạn \(today.days(since: due)) ngày", "\(today.days(since: due)) days overdue"), .bad)
        case .issued: Badge(language("Chờ thanh toán", "To be paid"), .warn)
        case .paid: Badge(language("Đã thanh toán", "Paid"), .good)
        case .writtenOff: Badge(language("Đã xóa nợ", "Written off"), .calm)
        }
    }

    func tabs(_ counts: [StatementFilter.Standing: Int64], chosen: String) -> [TabLink] {
        let all = (counts[.unpaid] ?? 0) + (counts[.paid] ?? 0) + (counts[.writtenOff] ?? 0)
        func link(_ name: String, _ value: String, _ count: Int64) -> TabLink {
            TabLink(
                words: name,
                address: Address.statements.asking("tinh-trang", value),
                isHere: chosen == value,
                count: "\(count)"
            )
        }
        return [link(language("Tất cả", "All"), "", all)]
            + StatementFilter.Standing.allCases.map { link(standing($0), $0.rawValue, counts[$0] ?? 0) }
    }

    private func standing(_ standing: StatementFilter.Standing) -> String {
        switch standing {
        case .unpaid: language("Chưa thanh toán", "Unpaid")
        case .overdue: language("Quá hạn", "Overdue")
        case .paid: language("Đã thanh toán", "Paid")
        case .writtenOff: language("Đã xóa nợ", "Written off")
        }
    }

    func row(_ item: StatementItem) -> StatementListPage.Row {
        StatementListPage.Row(
            id: "\(item.id)",
            number: item.number,
            month: item.month.display,
            contract: ("\(item.contract)", item.contractNumber),
            customer: item.customer,
            unit: item.unit ?? "",
            state: state(item.state, due: item.due),
            due: item.due.display,
            payable: item.payable.display
        )
    }

    func cells(_ item: StatementItem) -> [SpreadsheetCell] {
        [
            .text(item.number), .text(item.month.iso8601), .text(item.contractNumber), .text(item.customer),
            .init(item.unit), .text(state(item.state, due: item.due).words), .day(item.due),
            .integer(item.total.dong), .integer(item.payable.dong),
        ]
    }

    func page(
        _ statement: Statement,
        _ contract: Contract,
        _ requests: [(PaymentRequest, PaymentLink?)],
        around: Surroundings
    ) throws -> StatementPage {
        let words = Words(language: language)
        let payable = try statement.payable
        return StatementPage(
            around: around,
            id: "\(statement.id)",
            number: statement.number,
            customer: contract.buyer.displayName,
            contract: ("\(contract.id)", contract.number),
            state: state(statement.state, due: statement.due),
            facts: facts(statement, contract),
            lines: statement.lines.map(words.line),
            tiers: statement.lines.flatMap(tiers),
            sums: [Fact(language("Chưa thuế", "Before VAT"), number: statement.totals.net.display)]
                + statement.totals.perRate.map {
                    Fact("\(words.vat($0.rate)) (\($0.net.display))", number: $0.vat.display)
                },
            payable: (payable.display, payable.inWords),
            requests: requests.map(ask)
        )
    }

    private func facts(_ statement: Statement, _ contract: Contract) -> [Fact] {
        var facts = [
            Fact(language("Hợp đồng", "Contract"), number: contract.number),
            Fact(language("Kỳ cước", "Period"), number: statement.period.display),
            Fact(language("Phát hành", "Issued"), number: statement.issuedAt.display),
            Fact(language("Hạn thanh toán", "Due"), number: statement.due.display),
        ]
        if let settled = statement.settledAt {
            facts.append(Fact(language("Hoàn tất lúc", "Settled"), number: settled.display))
        }
        return facts
    }

    private func tiers(_ line: StatementLine) -> [String] {
        guard line.kind == .usage else { return [] }
        let unit = line.unit.text(in: language)
        let free =
            line.included > 0
            ? [
                language(
                    "Miễn phí theo gói: \(line.included.grouped) \(unit)",
                    "Covered by the fee: \(line.included.grouped) \(unit)"
                )
            ]
            : []
        return free
            + line.tiers.map { tier in
                let per = tier.per == 1 ? unit : "\(tier.per.grouped) \(unit)"
                return "\(tier.units.grouped) \(unit) × \(tier.price.display)/\(per) = \(tier.net.display)"
            }
    }

    private func ask(_ request: PaymentRequest, _ link: PaymentLink?) -> StatementPage.Ask {
        let state: Badge =
            switch request.state {
            case .open: Badge(language("Đang chờ", "Open"), .warn)
            case .paid: Badge(language("Đã thanh toán", "Paid"), .good)
            case .cancelled: Badge(language("Đã hủy", "Cancelled"), .calm)
            case .superseded: Badge(language("Đã thay thế", "Replaced"), .calm)
            }
        return StatementPage.Ask(
            amount: request.amount.display,
            state: state,
            asked: language("Gửi lúc \(request.createdAt.display)", "Asked \(request.createdAt.display)"),
            opened: link?.openedAt.map { language("Khách mở \($0.display)", "Opened \($0.display)") }
                ?? language("Chưa mở", "Not opened")
        )
    }
}

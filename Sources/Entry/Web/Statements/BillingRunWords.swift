import Kernel
import Statements

/// Billing runs in a reader's words.
struct BillingRunWords: Sendable {
    let language: Language

    func state(_ state: BillingRun.State, isOnlyDry: Bool) -> Badge {
        switch state {
        case .collecting, .computing: Badge(language("Đang tính", "Working out"), .brand)
        case .awaitingApproval: Badge(language("Chờ duyệt", "Awaits approval"), .warn)
        case .issuing: Badge(language("Đang phát hành", "Sending"), .brand)
        case .done where isOnlyDry: Badge(language("Đã tính thử", "Rehearsed"), .calm)
        case .done: Badge(language("Đã phát hành", "Done"), .good)
        case .cancelled: Badge(language("Đã hủy", "Given up"), .calm)
        }
    }

    func row(_ run: BillingRun, _ figures: BillingRunFigures, by name: String?) -> BillingRunsPage.Row {
        BillingRunsPage.Row(
            id: "\(run.id)",
            month: run.month.display,
            state: state(run.state, isOnlyDry: run.isOnlyDry),
            started: run.startedAt.display,
            by: name ?? language("Hệ thống", "The system"),
            statements: figures.billable.grouped,
            total: "\(figures.totalDong.grouped) ₫"
        )
    }

    func page(
        _ found: (run: BillingRun, figures: BillingRunFigures, settings: BillingSettings),
        _ items: [BillingItem],
        chosen: String,
        around: Surroundings,
        pager: (Language) -> Pager
    ) -> BillingRunPage {
        let (run, figures, settings) = found
        let moves = run.state == .collecting || run.state == .computing || run.state == .issuing
        var steps = BillingRunPage.Steps()
        steps.mayApprove = run.state == .awaitingApproval
        steps.mayCancel = !run.state.isOver && run.state != .issuing
        steps.mayRetry = run.state == .done && (figures.counts[.parked] ?? 0) > 0 && !run.isOnlyDry
        steps.summary = language(
            "\(figures.billable.grouped) khách hàng sẽ nhận thông báo cước, tổng \(figures.totalDong.grouped) ₫. Không thu hồi được sau khi gửi.",
            "\(figures.billable.grouped) customers will get a statement, \(figures.totalDong.grouped) ₫ in all. It cannot be called back."
        )
        return BillingRunPage(
            around: around,
            id: "\(run.id)",
            month: run.month.display,
            state: state(run.state, isOnlyDry: run.isOnlyDry),
            lead: language("Bắt đầu \(run.startedAt.display)", "Started \(run.startedAt.display)"),
            sums: sums(run, figures),
            percent: moves ? run.percent(figures) : nil,
            alarm: alarm(run, figures, settings),
            tabLinks: tabs(run, figures, chosen: chosen),
            rows: items.map(row),
            pager: pager(language),
            steps: steps,
            stateWord: moves ? run.word(figures) : nil
        )
    }

    private func sums(_ run: BillingRun, _ figures: BillingRunFigures) -> [Figure] {
        let change = figures.totalDong - figures.previousDong
        let parked = figures.counts[.parked] ?? 0
        return [
            Figure(value: figures.billable.grouped, label: language("Thông báo cước", "Statements")),
            Figure(value: "\(figures.totalDong.grouped) ₫", label: language("Tổng, gồm thuế", "Total with VAT")),
            Figure(
                value: "\(change > 0 ? "+" : "")\(change.grouped) ₫",
                label: language("So với tháng trước", "Against the month before")
            ),
            Figure(
                value: figures.unusual.grouped,
                label: language("Bất thường", "Unusual"),
                address: Address.billingRun("\(run.id)").asking("loc", "bat-thuong"),
                tone: figures.unusual > 0 ? .warn : .calm
            ),
            Figure(
                value: parked.grouped,
                label: language("Bị dừng", "Parked"),
                address: Address.billingRun("\(run.id)").asking("loc", "parked"),
                tone: parked > 0 ? .bad : .calm
            ),
        ]
    }

    private func alarm(
        _ run: BillingRun,
        _ figures: BillingRunFigures,
        _ settings: BillingSettings
    ) -> String? {
        guard run.state == .awaitingApproval, settings.isAlarming(figures.billable, expected: run.expected) else {
            return nil
        }
        return language(
            "Kỳ này có \(figures.billable.grouped) thông báo, tháng trước chỉ \(run.expected.grouped). Hãy xem kỹ trước khi duyệt.",
            "This run makes \(figures.billable.grouped) statements, the month before made \(run.expected.grouped). Look closely first."
        )
    }

    private func tabs(_ run: BillingRun, _ figures: BillingRunFigures, chosen: String) -> [TabLink] {
        func link(_ name: String, _ value: String, _ count: Int64) -> TabLink {
            TabLink(
                words: name,
                address: Address.billingRun("\(run.id)").asking("loc", value),
                isHere: chosen == value,
                count: count.grouped
            )
        }
        return [
            link(language("Tất cả", "All"), "", figures.all),
            link(language("Bất thường", "Unusual"), "bat-thuong", figures.unusual),
        ]
            + BillingItem.State.allCases.filter { figures.counts[$0, default: 0] > 0 }.map {
                link(item($0).words, $0.rawValue, figures.counts[$0] ?? 0)
            }
    }

    private func item(_ state: BillingItem.State) -> Badge {
        switch state {
        case .pending: Badge(language("Chưa tính", "Not yet"), .calm)
        case .computed: Badge(language("Đã tính", "Worked out"), .brand)
        case .issued: Badge(language("Đã phát hành", "Sent"), .good)
        case .parked: Badge(language("Bị dừng", "Parked"), .bad)
        case .skipped: Badge(language("Không có cước", "Nothing to bill"), .calm)
        }
    }

    private func row(_ item: BillingItem) -> BillingRunPage.Row {
        BillingRunPage.Row(
            contract: ("\(item.contract)", item.contractNumber),
            customer: item.customer,
            state: self.item(item.state),
            reason: item.reason.map(reason) ?? "",
            total: item.total?.display ?? "–",
            previous: item.previous?.display ?? "–",
            change: change(item)
        )
    }

    private func change(_ item: BillingItem) -> (words: String, tone: Tone) {
        guard let total = item.total, let previous = item.previous else { return ("–", .calm) }
        let difference = total.dong - previous.dong
        return ("\(difference > 0 ? "+" : "")\(difference.grouped) ₫", item.isUnusual ? .warn : .calm)
    }

    /// Why a contract is parked, and what to do.
    private func reason(_ text: String) -> String {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        return switch parts.first ?? "" {
        case "month_missing":
            language(
                "Tháng \(rest) chưa có thông báo cước: chạy tháng đó trước.",
                "\(rest) has no statement: run that month first."
            )
        case "no_vat_rate":
            language(
                "Bảng thuế chưa có mức cho \(rest): bổ sung danh mục.",
                "The VAT table has no rate for \(rest): complete the catalogue."
            )
        case "frozen": language.frozen
        case "too_much": language("Số tiền vượt mức cho phép.", "The amount is beyond every limit.")
        default: language("Dữ liệu hợp đồng có lỗi: \(rest)", "The contract's data is damaged: \(rest)")
        }
    }
}

extension BillingRun {
    /// How much of the present step is done, from 0 to 100.
    func percent(_ figures: BillingRunFigures) -> Int64 {
        let left = figures.counts[state == .issuing ? .computed : .pending] ?? 0
        return figures.all == 0 ? 0 : (figures.all - left) * 100 / figures.all
    }

    /// Changes whenever the page would show something else.
    func word(_ figures: BillingRunFigures) -> String { "\(state.rawValue)-\(percent(figures))" }
}

extension BillingRunPage {
    var withoutApproval: BillingRunPage {
        var page = self
        page.steps.mayApprove = false
        return page
    }
}

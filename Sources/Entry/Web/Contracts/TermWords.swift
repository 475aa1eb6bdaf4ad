import Activation
import Catalogue
import Contracts
import Kernel
import Markup
import Organisation
import Sales
import Statements
import Tariffs

/// What happens to a contract during its term, in a reader's words.
struct TermWords: Sendable {
    let language: Language
    let today: Day

    func panel(_ contract: Contract, _ term: ContractTerm, _ reader: StaffMember, _ around: Surroundings) -> TermPanel {
        var panel = TermPanel(
            around: around,
            id: "\(contract.id)",
            facts: facts(contract, term),
            rests: term.suspensions.reversed().map(rest),
            changes: term.changes.map { change($0, contract, reader) },
            orders: term.orders.map(order)
        )
        panel.mayRetry = reader.may(.retryActivations, on: contract.belonging)
        let maySuspend = reader.may(.suspendContracts, on: contract.belonging)
        panel.maySuspend = maySuspend && contract.state == .active
        panel.mayResume = maySuspend && contract.state == .suspended
        let mayEnd = reader.may(.terminateContracts, on: contract.belonging) && contract.isInTerm
        panel.mayEnd = mayEnd && term.ending == nil
        panel.mayWithdrawEnding = mayEnd && term.ending != nil
        panel.mayChange =
            reader.may(.declareContracts, on: contract.belonging) && contract.isInTerm
            && !term.changes.contains { $0.state == .awaiting }
        panel.lastDay = today.month.lastDay.iso8601
        return panel
    }

    func facts(_ contract: Contract, _ term: ContractTerm) -> [Fact] {
        var facts = [Fact(language("Trạng thái", "State"), StaffWords(language: language).state(contract.state).words)]
        if let open = term.suspensions.last(where: { $0.to == nil }) {
            facts.append(Fact(language("Tạm ngưng từ", "Suspended since"), number: open.from.display))
        }
        if let ending = term.ending {
            facts.append(Fact(language("Sẽ chấm dứt sau ngày", "Ends after"), number: ending.lastDay.display))
            facts.append(Fact(language("Lý do chấm dứt", "Reason"), ending.reason))
        }
        if let billed = term.billedThrough {
            facts.append(Fact(language("Đã tính cước đến hết ngày", "Billed through"), number: billed.display))
        }
        return facts
    }

    private func rest(_ rest: Suspension) -> [String] {
        let cause =
            switch rest.cause {
            case .request: language("Khách hàng yêu cầu", "The customer asked")
            case .debt: language("Chưa thanh toán cước", "Unpaid statements")
            }
        let days =
            rest.to.map { "\(rest.from.display)–\($0.display)" }
            ?? language("từ \(rest.from.display)", "from \(rest.from.display)")
        return [
            days, cause, rest.reason,
            rest.isCharged ? language("Vẫn tính", "Runs on") : language("Không tính", "Rests"),
        ]
    }

    private func change(_ change: ContractChange, _ contract: Contract, _ reader: StaffMember) -> TermPanel.Change {
        TermPanel.Change(
            id: "\(change.id)",
            title: language(
                "Phụ lục \(change.ordinal), hiệu lực từ \(change.from.display)",
                "Amendment \(change.ordinal), from \(change.from.display)"
            ),
            badge: badge(change),
            reason: change.reason,
            lines: lines(change, contract),
            mayWithdraw: change.state == .awaiting && reader.may(.declareContracts, on: contract.belonging)
        )
    }

    func badge(_ change: ContractChange) -> Badge {
        switch change.state {
        case .awaiting: Badge(language("Chờ phê duyệt", "Awaiting approval"), .warn)
        case .approved: Badge(language("Đã duyệt, chờ đến ngày", "Agreed, to come"), .brand)
        case .begun: Badge(language("Có hiệu lực", "In force"), .good)
        case .refused: Badge(language("Bị từ chối", "Refused"), .bad)
        case .withdrawn: Badge(language("Đã rút", "Withdrawn"), .calm)
        }
    }

    /// What an amendment does, one thing a line.
    func lines(_ change: ContractChange, _ contract: Contract) -> [String] {
        func name(_ line: ContractLine) -> String { Words(language: language).planName(line) }
        let begun = change.begins.map { line in
            guard let old = contract.lines.first(where: { $0.id == line.replaces }) else {
                return language("Thêm", "New") + ": \(name(line)) × \(line.quantity) · \(line.price.net.display)"
            }
            return
                "\(name(line)): \(old.quantity) → \(line.quantity), \(old.price.net.display) → \(line.price.net.display)"
        }
        let gone = contract.lines.filter { change.removed.contains($0.id) }.map { line in
            language("Bỏ", "Removed") + ": \(name(line)) × \(line.quantity)"
        }
        let discounts = change.discounts.map { discount in
            language("Giảm", "Discount") + " \(ContractForm.percent(discount.basisPoints)) % "
                + "\(target(discount.target)), \(discount.days.display)"
        }
        return begun + gone + discounts
    }

    func target(_ target: DatedDiscount.Target) -> String {
        switch target {
        case .fees: language("cước cố định", "of fixed fees")
        case .usage: language("cước sử dụng", "of usage")
        case .all: language("mọi khoản cước", "of everything")
        }
    }

    private func order(_ item: UnfinishedOrder) -> TermPanel.Order {
        let what = wanted(item.order)
        let isRefused = if case .refused = item.order.state { true } else { false }
        return TermPanel.Order(
            id: "\(item.order.id)",
            words: isRefused
                ? language("Hệ thống dịch vụ không thực hiện: \(what)", "Refused by the product’s system: \(what)")
                : language("Đang gửi đến hệ thống dịch vụ: \(what)", "On its way to the product’s system: \(what)"),
            reason: item.reason,
            isStuck: item.isStuck
        )
    }

    func wanted(_ order: ServiceOrder) -> String {
        switch order.wanted {
        case .running: language("cung cấp, số lượng \(order.quantity)", "run, quantity \(order.quantity)")
        case .resting: language("tạm ngưng", "rest")
        case .ended: language("ngừng hẳn", "end")
        }
    }

    // MARK: Outcomes

    func problem(_ outcome: SuspendContract.Outcome) -> String? {
        switch outcome {
        case .suspended, .notAllowed, .unknown: nil
        case .alreadySuspended: language("Dịch vụ đang tạm ngưng rồi.", "It is suspended already.")
        case .notInService: notInService
        case .reasonMissing: reasonMissing
        }
    }

    func problem(_ outcome: ResumeContract.Outcome) -> String? {
        switch outcome {
        case .resumed, .notAllowed, .unknown: nil
        case .alreadyRunning: language("Dịch vụ đang hoạt động rồi.", "It runs already.")
        case .otherCause: language("Dịch vụ tạm ngưng vì lý do khác.", "It rests for another cause.")
        case .notInService: notInService
        case .reasonMissing: reasonMissing
        }
    }

    func problem(_ outcome: TerminateContract.Outcome) -> String? {
        switch outcome {
        case .planned, .notAllowed, .unknown: nil
        case .notInService: notInService
        case .reasonMissing: reasonMissing
        case .badDay(let from, let to):
            language(
                "Ngày cuối cùng phải từ \(from.display) đến \(to.display).",
                "The last day must lie between \(from.display) and \(to.display)."
            )
        case .alreadyPlanned(let day):
            language("Hợp đồng đã có lịch chấm dứt sau ngày \(day.display).", "It ends after \(day.display) already.")
        case .renewalUnderWay(let number):
            language(
                "Hợp đồng gia hạn \(number) đã được trình. Hãy xử lý hợp đồng đó trước.",
                "Its renewal \(number) has been handed in. Settle that one first."
            )
        }
    }

    private var notInService: String {
        language("Hợp đồng không còn ở giai đoạn cung cấp dịch vụ.", "The contract is not in service.")
    }

    private var reasonMissing: String { language("Hãy ghi lý do.", "Please give a reason.") }
}

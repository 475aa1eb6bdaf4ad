import Contracts
import Customers
import Dunning
import Hummingbird
import Kernel
import Markup
import Organisation
import People
import Statements
import Storage

/// One customer's debts, and the steps of working them.
struct DebtorRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/no-cuoc/khach/:id", .viewStatements, use: show)
        router.post("quan-ly/no-cuoc/khach/:id/hen-tra", .workDebts) { request, context in
            let form = try await request.form()
            return try await answer(context) { id in
                try await work.promise(
                    id,
                    on: Day(iso8601: form.text("promise-day")),
                    note: form.text("promise-note"),
                    by: context.member
                )
            }
        }
        router.post("quan-ly/no-cuoc/khach/:id/tam-dung", .workDebts) { request, context in
            let form = try await request.form()
            return try await answer(context) { id in
                try await work.pause(
                    id,
                    until: Day(iso8601: form.text("pause-day")),
                    reason: form.text("pause-reason"),
                    by: context.member
                )
            }
        }
        router.post("quan-ly/no-cuoc/khach/:id/nhac-lai", .workDebts) { request, context in
            _ = try await request.form()
            return try await answer(context) { try await work.resume($0, by: context.member) }
        }
        router.post("quan-ly/no-cuoc/khach/:id/de-xuat", .proposeDebtChanges, use: propose)
        router.post("quan-ly/no-cuoc/khach/:id/can-tru", .proposeDebtChanges) { request, context in
            _ = try await request.form()
            let setOff = SetOffCredit(database: desk.database, world: desk.world, key: desk.key)
            return try await answer(context) { try await setOff($0, by: context.member) }
        }
    }

    private var work: WorkDebts { WorkDebts(database: desk.database, world: desk.world) }

    private func answer(
        _ context: StaffContext,
        _ body: (Customer.ID) async throws -> DebtOutcome
    ) async throws -> Response {
        guard let id = Customer.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        return try .debt(try await body(id), at: .debtor("\(id)"))
    }

    @Sendable private func propose(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        let statement = Statement.ID(form.text("statement"))
        let kind: DebtChange.Kind? =
            switch form.text("kind") {
            case "write_off": statement.map { .writeOff($0) }
            case "undo_write_off": statement.map { .undoWriteOff($0) }
            case "adjustment": statement.map { .credit(.adjustment($0)) }
            case "refund": .credit(.refund(form.text("refund")))
            default: nil
            }
        guard let kind else { throw HTTPError(.badRequest) }
        var wish = ProposeDebtChange.Form(kind)
        wish.amount = Money(asTyped: form.text("amount"))
        wish.reason = form.text("reason")
        wish.document = form.text("document")
        let propose = ProposeDebtChange(database: desk.database, world: desk.world)
        return try await answer(context) { [wish] id in try await propose(wish, of: id, by: context.member) }
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let queries = DebtQueries(database: desk.database, now: desk.world.now)
        guard let id = Customer.ID(try context.parameters.require("id")),
            let dossier = try await queries.dossier(id, for: context.member)
        else { throw HTTPError(.notFound) }
        let asked = try request.asked()
        let words = DebtWords(language: context.visit.language, today: desk.world.now().day)
        var page = try words.page(
            dossier,
            rights: DebtorPage.Rights(
                mayWork: context.member.may(.workDebts, on: dossier.customer.belonging),
                mayPropose: context.member.may(.proposeDebtChanges, on: dossier.customer.belonging)
            ),
            around: desk.around(request, context.visit)
        )
        page.news = words.news(asked)
        page.problem = words.problem(asked)
        return page.response()
    }
}

extension Money {
    /// `1.105.021`, `1 105 021 ₫` or plain digits.
    fileprivate init?(asTyped text: String) {
        let digits = text.filter { !$0.isWhitespace && !".₫đ".contains($0) }
        guard (1...16).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let dong = Int64(digits), let money = try? Money(dong: dong)
        else { return nil }
        self = money
    }
}

extension DebtWords {
    func page(
        _ dossier: DebtorDossier,
        rights: DebtorPage.Rights,
        around: Surroundings
    ) throws -> DebtorPage {
        let owed = try Money.sum(dossier.months.map { try $0.statement.payable })
        let late = try Money.sum(
            dossier.months.filter { $0.statement.isOverdue(on: today) }.map { try $0.statement.payable }
        )
        let isPaused = dossier.pauses.contains { $0.isOn(today) }
        return DebtorPage(
            around: around,
            id: "\(dossier.customer.id)",
            name: dossier.customer.name,
            facts: [
                Fact(language("Mã khách hàng", "Customer number"), number: dossier.customer.number),
                Fact(language("Đơn vị", "Unit"), dossier.customer.unit),
                Fact(language("Liên hệ", "Contact"), dossier.customer.contact.name),
                Fact(language("Điện thoại", "Telephone"), number: "\(dossier.customer.contact.phone)"),
                Fact(language("Đang nợ", "Owed"), number: owed.display),
                Fact(language("Trong đó quá hạn", "Of that overdue"), number: late.display),
            ],
            months: try dossier.months.map(month),
            writtenOff: try dossier.writtenOff.map(month),
            letters: dossier.letters.map(line),
            pauses: dossier.pauses.map { line($0, dossier) },
            promises: dossier.promises.map { line($0, dossier) },
            changes: dossier.changes.map { line($0, dossier) },
            isPaused: isPaused,
            credit: dossier.creditDong > 0 ? dong(dossier.creditDong) : nil,
            keptRefunds: dossier.keptRefunds.map { .init($0.refund, "\($0.reference) · \($0.amount.display)") },
            rights: rights
        )
    }

    private func month(_ month: DunnedMonth) throws -> DebtorPage.Month {
        let statement = month.statement
        let done = month.done.map { step in
            Happening(
                state: step.isPassedOver ? .stuck : .done,
                words: step.isPassedOver
                    ? language("Bỏ qua bước \(self.step(step.days))", "Passed over: \(self.step(step.days))")
                    : language("Đã nhắc: \(self.step(step.days))", "Reminded: \(self.step(step.days))"),
                time: step.at.display
            )
        }
        let toCome = month.toCome.map { step in
            Happening(
                state: .next,
                words: "\(tone(step.tone)): \(self.step(step.days))",
                time: statement.due.adding(days: step.days).display
            )
        }
        return DebtorPage.Month(
            id: "\(statement.id)",
            number: statement.number,
            contract: ("\(month.contract.id)", month.contract.number),
            state: StatementWords(language: language, today: today).state(statement.state, due: statement.due),
            payable: try statement.payable.display,
            due: statement.due.display,
            isResting: month.isResting && statement.state == .issued,
            steps: done + toCome
        )
    }

    private func line(_ letter: DunningLetter) -> DebtorPage.Line {
        DebtorPage.Line(
            words: tone(letter.tone),
            badge: letter.withdrawnAt == nil
                ? Badge(language("Thư", "Letter"), .brand) : Badge(language("Không gửi nữa", "Not sent"), .calm),
            detail: letter.at.display
        )
    }

    private func line(_ pause: DunningPause, _ dossier: DebtorDossier) -> DebtorPage.Line {
        DebtorPage.Line(
            words: pause.reason,
            badge: pause.isOn(today)
                ? Badge(language("Đến \(pause.until.display)", "Until \(pause.until.display)"), .warn)
                : Badge(language("Đã hết", "Over"), .calm),
            detail: "\(dossier.people[pause.by] ?? "") · \(pause.at.display)"
        )
    }

    private func line(_ promise: PaymentPromise, _ dossier: DebtorDossier) -> DebtorPage.Line {
        DebtorPage.Line(
            words: "\(promise.day.display): \(promise.note)",
            badge: self.promise(promise.state),
            detail: "\(dossier.people[promise.by] ?? "") · \(promise.at.display)"
        )
    }

    private func line(_ change: DebtChange, _ dossier: DebtorDossier) -> DebtorPage.Line {
        let about = change.statement.flatMap { dossier.numbers[$0] }.map { " · \($0)" } ?? ""
        let left =
            change.kind.name == .credit && change.state == .agreed
            ? language(" · còn \(change.left.display)", " · \(change.left.display) left") : ""
        let people = [change.proposedBy, change.decidedBy].compactMap { $0.flatMap { dossier.people[$0] } }
        return DebtorPage.Line(
            words: "\(kind(change.kind.name)) \(change.amount.display)\(about)\(left)",
            badge: state(change.state),
            detail: "\(change.document) · \(people.joined(separator: ", "))"
        )
    }
}

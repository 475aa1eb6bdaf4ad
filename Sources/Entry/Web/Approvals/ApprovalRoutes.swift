import Approvals
import Contracts
import Hummingbird
import Invoicing
import Kernel
import Markup
import Organisation
import People
import Sales
import Storage

/// Approvals (step B5): the list, the decision, and who stands in for whom.
struct ApprovalRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/phe-duyet", .viewApprovals, use: list)
        router.post("quan-ly/phe-duyet/nhieu", .viewApprovals, use: decideMany)
        router.get("quan-ly/phe-duyet/:id", .viewApprovals) { try await show($0, $1) }
        router.post("quan-ly/phe-duyet/:id", .viewApprovals, use: decide)
        router.get("quan-ly/uy-quyen", .delegateApprovals) { try await delegations($0, $1) }
        router.post("quan-ly/uy-quyen", .delegateApprovals, use: delegate)
        router.post("quan-ly/uy-quyen/:id/thu-hoi", .delegateApprovals, use: revoke)
    }

    private var queue: ApprovalQueue { ApprovalQueue(database: desk.database, world: desk.world) }
    private var deciding: DecideContract { DecideContract(database: desk.database, world: desk.world) }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let words = ApprovalWords(language: context.visit.language, now: desk.world.now())
        let asked = try request.asked()
        let waiting = try await queue.waiting(for: context.member)
        return try ApprovalListPage(
            around: desk.around(request, context.visit),
            rows: waiting.map { try row($0, words) },
            mayDelegate: context.member.may(.delegateApprovals),
            news: words.news(asked.text("xong"), count: asked.text("so")),
            problem: words.leftOut(asked.text("bo"))
        ).response()
    }

    private func row(_ item: ApprovalItem, _ words: ApprovalWords) throws -> ApprovalListPage.Row {
        ApprovalListPage.Row(
            id: "\(item.approval.id)",
            hash: item.approval.hash,
            number: item.contract.number,
            customer: item.contract.buyer.displayName,
            amount: try item.contract.totals().total.display,
            step: item.approval.step.map(StaffWords(language: words.language).step) ?? "",
            unit: item.approval.unit,
            due: words.due(item.approval),
            refusal: item.refusal.map(words.short)
        )
    }

    /// What was chosen, before the one confirmation. Only what this reader may decide, as it was on the screen.
    private func lookOver(
        _ chosen: [(ApprovalCase.ID, String)],
        _ request: Request,
        _ context: StaffContext
    ) async throws -> Response {
        let words = ApprovalWords(language: context.visit.language, now: desk.world.now())
        let waiting = try await queue.waiting(for: context.member)
        let items = waiting.filter { item in
            item.refusal == nil && chosen.contains { $0.0 == item.approval.id && $0.1 == item.approval.hash }
        }
        let total = try Money.sum(items.map { try $0.contract.totals().total })
        let summary = ApprovalListPage.Summary(
            count: "\(items.count)",
            total: total.display,
            words: total.inWords,
            rows: try items.map { try row($0, words) }
        )
        let left = chosen.count - items.count
        return try ApprovalListPage(
            around: desk.around(request, context.visit),
            rows: waiting.map { try row($0, words) },
            mayDelegate: false,
            summary: items.isEmpty ? nil : summary,
            problem: chosen.isEmpty
                ? words.language("Hãy chọn ít nhất một hợp đồng.", "Choose at least one contract.")
                : words.leftOut(left > 0 ? "\(left)" : "")
        ).response(status: items.isEmpty ? .unprocessableContent : .ok)
    }

    private func show(
        _ request: Request,
        _ context: StaffContext,
        problem: ApprovalRefusal? = nil,
        obstacle: DecideContract.Obstacle? = nil
    ) async throws -> Response {
        guard let id = ApprovalCase.ID(try context.parameters.require("id")),
            let (item, dossier) = try await queue.find(id, for: context.member)
        else { throw HTTPError(.notFound) }
        let words = ApprovalWords(language: context.visit.language, now: desk.world.now())
        let shown = DossierWords(language: context.visit.language, now: desk.world.now())
        let compared = ComparisonWords(language: context.visit.language)
        let day = desk.world.now().day
        let decider = try await desk.database.read { try Decider.read(context.member, on: day, $0) }
        let total = try item.contract.totals().total
        let page = ApprovalPage(
            around: desk.around(request, context.visit),
            id: "\(id)",
            hash: item.approval.hash,
            number: item.contract.number,
            contract: .contract("\(item.contract.id)"),
            customer: item.contract.buyer.displayName,
            step: item.approval.step.map(StaffWords(language: words.language).step) ?? words.closed(item.approval),
            due: words.due(item.approval),
            facts: shown.facts(dossier),
            payment: shown.link(dossier).facts,
            lines: shown.lines(item.contract),
            totalLabel: shown.totalLabel(item.contract),
            total: total.display,
            words: total.inWords,
            files: (dossier.attachments + dossier.withdrawnAttachments).map { file in
                ApprovalPage.File(
                    name: file.name,
                    address: .attachment("\(file.id)"),
                    remark: shown.remark(file, dossier),
                    isWithdrawn: file.withdrawal != nil
                )
            },
            comparison: compared.comparison(item.approval, dossier),
            decisions: shown.decisions(item.approval, dossier),
            history: shown.timeline(dossier),
            particulars: compared.particulars(item.approval.snapshot),
            snapshot: item.approval.snapshot,
            refusal: item.refusal.map(words.refusal),
            onBehalfOf: words.absent(item.approval, decider),
            problem: problem.map(words.refusal) ?? obstacle.map(words.obstacle)
        )
        return page.response(status: problem == nil && obstacle == nil ? .ok : .conflict)
    }

    @Sendable private func decide(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = ApprovalCase.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        let form = try await request.form()
        guard let verdict = ApprovalCase.Verdict(rawValue: form.text("verdict")) else { throw HTTPError(.badRequest) }
        let wish = ApprovalWish(
            verdict: verdict,
            seenHash: form.text("hash"),
            reason: String(form.text("reason").prefix(500)).trimmed
        )
        switch try await deciding(id, wish, by: context.member) {
        case .decided:
            return .see(Address.approvals.asking("xong", verdict == .approve ? "duyet" : "tu-choi"))
        case .refused(let refusal): return try await show(request, context, problem: refusal)
        case .tooLate(let obstacle): return try await show(request, context, obstacle: obstacle)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    /// Several with one confirmation; what changed in the meantime is left out.
    @Sendable private func decideMany(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        let chosen = form.all("chosen").compactMap { text -> (ApprovalCase.ID, String)? in
            let parts = text.split(separator: ".").map(String.init)
            guard parts.count == 2, let id = ApprovalCase.ID(parts[0]) else { return nil }
            return (id, parts[1])
        }
        guard form.text("step") == "approve" else { return try await lookOver(chosen, request, context) }
        let outcomes = try await deciding.all(chosen, .approve, reason: "", by: context.member)
        let decided = outcomes.count { outcome in
            switch outcome.outcome {
            case .decided: true
            case .refused, .tooLate, .unknown: false
            }
        }
        return .see(
            Address.approvals.asking("xong", decided > 0 ? "nhieu" : "").asking("so", "\(decided)")
                .asking("bo", outcomes.count > decided ? "\(outcomes.count - decided)" : "")
        )
    }

    // MARK: Delegation

    private var delegating: DelegateApprovals { DelegateApprovals(database: desk.database, world: desk.world) }

    private func delegations(
        _ request: Request,
        _ context: StaffContext,
        values: [String: String] = [:],
        error: DelegateApprovals.Outcome? = nil
    ) async throws -> Response {
        let words = ApprovalWords(language: context.visit.language, now: desk.world.now())
        let today = desk.world.now().day
        let member = context.member
        let (given, standing, people) = try await desk.database.read { connection in
            (
                try Delegation.given(by: member.id, on: connection),
                try Delegation.standing(in: member.id, on: today, connection),
                try StaffMember.all(in: .everything, on: connection)
            )
        }
        func name(_ id: StaffMember.ID) -> String { people.first { $0.id == id }?.name ?? "\(id)" }
        let suitable = people.filter { Delegation.suits($0, for: member) }
        return DelegationPage(
            around: desk.around(request, context.visit),
            rows: given.map { delegation in
                let isOver = delegation.revokedAt != nil || delegation.lastDay < today
                return DelegationPage.Row(
                    id: "\(delegation.id)",
                    to: name(delegation.to),
                    days: "\(delegation.firstDay.display) – \(delegation.lastDay.display)",
                    reason: delegation.reason,
                    badge: words.standing(delegation, today),
                    mayRevoke: !isOver
                )
            },
            standsInFor: standing.map { name($0.from) },
            people: suitable.map { Select.Option("\($0.id)", $0.name) },
            values: values,
            news: try request.asked().text("xong") == "luu"
                ? words.language("Đã lưu ủy quyền.", "The delegation is saved.") : nil,
            error: error.flatMap(words.problem)
        ).response(status: error == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func delegate(_ request: Request, _ context: StaffContext) async throws -> Response {
        let form = try await request.form()
        let names = ["to", "from", "through", "reason"]
        let values = Dictionary(uniqueKeysWithValues: names.map { ($0, form.text($0)) })
        guard let to = StaffMember.ID(form.text("to")), let first = Day(iso8601: form.text("from")),
            let last = Day(iso8601: form.text("through"))
        else { return try await delegations(request, context, values: values, error: .badDays) }
        let outcome = try await delegating(
            to: to,
            from: first,
            through: last,
            reason: form.text("reason").trimmed,
            by: context.member
        )
        guard outcome == .done else {
            return try await delegations(request, context, values: values, error: outcome)
        }
        return .see(Address.delegations.asking("xong", "luu"))
    }

    @Sendable private func revoke(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = Delegation.ID(try context.parameters.require("id")),
            try await delegating.revoke(id, by: context.member) == .done
        else { throw HTTPError(.notFound) }
        return .see(Address.delegations.asking("xong", "luu"))
    }
}

import Activation
import Contracts
import Hummingbird
import Kernel
import Organisation
import Sales

/// The queue of plans that do not work yet (step B6), and of changes of services that are not carried out.
struct ActivationRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/kich-hoat", .viewActivations, use: list)
        router.post("quan-ly/kich-hoat/:id/lai", .retryActivations, use: retry)
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let queue = ActivationQueue(database: desk.database)
        let items = try await queue.unfinished(for: context.member)
        let orders = try await queue.orders(for: context.member)
        return ActivationListPage(
            around: desk.around(request, context.visit),
            // What a person has to look at stands first, whichever it is.
            rows: items.filter(\.isStuck).map { row($0, context) }
                + orders.filter(\.work.isStuck).map { row($0, context) }
                + items.filter { !$0.isStuck }.map { row($0, context) }
                + orders.filter { !$0.work.isStuck }.map { row($0, context) },
            news: try request.asked().text("xong") == "lai"
                ? language("Đã yêu cầu kích hoạt lại.", "Activation is asked for again.") : nil
        ).response()
    }

    private func row(_ item: ActivationItem, _ context: StaffContext) -> ActivationListPage.Row {
        let language = context.visit.language
        let line = item.contract.lines.first { $0.id == item.activation.line }
        let reason: String =
            if case .refused(let reason) = item.activation.state { reason } else { item.lastError ?? "" }
        return ActivationListPage.Row(
            contract: .contract("\(item.contract.id)"),
            number: item.contract.number,
            customer: item.contract.buyer.displayName,
            plan: line.map(Words(language: language).planName) ?? "",
            wanted: language("kích hoạt", "activate"),
            badge: badge(item.isStuck, language),
            reason: reason,
            since: item.since.display,
            retry: item.isStuck && context.member.may(.retryActivations, on: item.contract.belonging)
                ? .retryActivation("\(item.activation.id)") : nil
        )
    }

    private func row(_ item: ServiceOrderItem, _ context: StaffContext) -> ActivationListPage.Row {
        let language = context.visit.language
        let (work, order) = (item.work, item.work.order)
        return ActivationListPage.Row(
            contract: .contract("\(item.contract.id)"),
            number: item.contract.number,
            customer: item.contract.buyer.displayName,
            plan: item.line.map(Words(language: language).planName) ?? "",
            wanted: TermWords(language: language, today: order.day).wanted(order),
            badge: badge(work.isStuck, language),
            reason: work.reason,
            since: order.requestedAt.display,
            retry: work.isStuck && context.member.may(.retryActivations, on: item.contract.belonging)
                ? .retryServiceOrder("\(order.id)") : nil
        )
    }

    private func badge(_ isStuck: Bool, _ language: Language) -> Badge {
        isStuck
            ? Badge(language("Không thành công", "Failed"), .bad)
            : Badge(language("Đang thực hiện", "Under way"), .brand)
    }

    @Sendable private func retry(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = LineActivation.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        switch try await RetryActivation(database: desk.database, world: desk.world)(id, by: context.member) {
        case .retried, .notRefused: return .see(Address.activations.asking("xong", "lai"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        }
    }
}

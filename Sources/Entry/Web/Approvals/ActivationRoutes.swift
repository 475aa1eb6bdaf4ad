import Activation
import Contracts
import Hummingbird
import Kernel
import Organisation
import Sales

/// The queue of plans that do not work yet (step B6).
struct ActivationRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/kich-hoat", .viewActivations, use: list)
        router.post("quan-ly/kich-hoat/:id/lai", .retryActivations, use: retry)
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let words = Words(language: language)
        let items = try await ActivationQueue(database: desk.database).unfinished(for: context.member)
        return ActivationListPage(
            around: desk.around(request, context.visit),
            rows: items.map { item in
                let line = item.contract.lines.first { $0.id == item.activation.line }
                let reason: String =
                    if case .refused(let reason) = item.activation.state { reason } else { item.lastError ?? "" }
                return ActivationListPage.Row(
                    id: "\(item.activation.id)",
                    contract: .contract("\(item.contract.id)"),
                    number: item.contract.number,
                    customer: item.contract.buyer.displayName,
                    plan: line.map(words.planName) ?? "",
                    badge: item.activation.state.isRefused || item.isParked
                        ? Badge(language("Không thành công", "Failed"), .bad)
                        : Badge(language("Đang kích hoạt", "Under way"), .brand),
                    reason: reason,
                    since: item.since.display,
                    mayRetry: (item.activation.state.isRefused || item.isParked)
                        && context.member.may(.retryActivations, on: item.contract.belonging)
                )
            },
            news: try request.asked().text("xong") == "lai"
                ? language("Đã yêu cầu kích hoạt lại.", "Activation is asked for again.") : nil
        ).response()
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

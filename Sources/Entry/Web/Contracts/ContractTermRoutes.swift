import Activation
import Contracts
import Hummingbird
import Kernel
import Organisation
import People
import Sales
import Statements
import Storage

/// What is done with a contract during its term: suspend, resume, end, and amendments taken back.
struct ContractTermRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.post("quan-ly/hop-dong/:id/tam-ngung", .suspendContracts, use: suspend)
        router.post("quan-ly/hop-dong/:id/khoi-phuc", .suspendContracts, use: resume)
        router.post("quan-ly/hop-dong/:id/cham-dut", .terminateContracts, use: end)
        router.post("quan-ly/hop-dong/:id/bo-cham-dut", .terminateContracts, use: withdrawEnding)
        router.post("quan-ly/phu-luc/:id/rut", .declareContracts, use: withdrawChange)
        router.post("quan-ly/lenh-dich-vu/:id/lai", .retryActivations, use: retry)
    }

    private func id(_ context: StaffContext) throws -> Contract.ID {
        guard let id = Contract.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        return id
    }

    private func words(_ context: StaffContext) -> TermWords {
        TermWords(language: context.visit.language, today: desk.world.now().day)
    }

    private func done(_ id: Contract.ID, _ step: String) -> Response {
        .see(Address.contract("\(id)").asking("xong", step))
    }

    private func again(
        _ id: Contract.ID,
        _ problem: String?,
        _ request: Request,
        _ context: StaffContext
    ) async throws -> Response {
        try await ContractRoutes(desk: desk).page(of: id, request, context, problem: problem)
    }

    @Sendable private func suspend(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        let form = try await request.form()
        guard let cause = Suspension.Cause(rawValue: form.text("cause")) else { throw HTTPError(.badRequest) }
        let outcome = try await SuspendContract(database: desk.database, world: desk.world)(
            id,
            for: cause,
            reason: form.text("suspend-reason"),
            isCharged: form.has("charged"),
            by: context.member
        )
        switch outcome {
        case .suspended: return done(id, "tam-ngung")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .alreadySuspended, .notInService, .reasonMissing:
            return try await again(id, words(context).problem(outcome), request, context)
        }
    }

    @Sendable private func resume(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        let form = try await request.form()
        let outcome = try await ResumeContract(database: desk.database, world: desk.world)(
            id,
            reason: form.text("resume-reason"),
            by: context.member
        )
        switch outcome {
        case .resumed: return done(id, "khoi-phuc")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .alreadyRunning, .otherCause, .notInService, .reasonMissing:
            return try await again(id, words(context).problem(outcome), request, context)
        }
    }

    private var terminate: TerminateContract { TerminateContract(database: desk.database, world: desk.world) }

    @Sendable private func end(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        let form = try await request.form()
        let language = context.visit.language
        guard let day = Day(iso8601: form.text("last-day").trimmed) else {
            let problem = language("Hãy chọn ngày sử dụng cuối cùng.", "Please choose the last day of service.")
            return try await again(id, problem, request, context)
        }
        let outcome = try await terminate(id, after: day, reason: form.text("end-reason"), by: context.member)
        switch outcome {
        case .planned: return done(id, "cham-dut")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .notInService, .reasonMissing, .badDay, .alreadyPlanned, .renewalUnderWay:
            return try await again(id, words(context).problem(outcome), request, context)
        }
    }

    @Sendable private func withdrawEnding(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        switch try await terminate.withdraw(id, by: context.member) {
        case .withdrawn: return done(id, "bo-cham-dut")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .notPlanned: return .see(Address.contract("\(id)").asking("loi", "muon"))
        }
    }

    @Sendable private func withdrawChange(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = ContractChange.ID(try context.parameters.require("id")),
            let change = try await desk.database.read({ try ContractChange.find(id, on: $0) })
        else { throw HTTPError(.notFound) }
        let outcome = try await ChangeContract(database: desk.database, world: desk.world)
            .withdraw(id, by: context.member)
        switch outcome {
        case .withdrawn: return done(change.contract, "rut-phu-luc")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .notAwaiting: return .see(Address.contract("\(change.contract)").asking("loi", "muon"))
        }
    }

    @Sendable private func retry(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = ServiceOrder.ID(try context.parameters.require("id")),
            let order = try await desk.database.read({ try ServiceOrder.find(id, on: $0) })
        else { throw HTTPError(.notFound) }
        switch try await RetryServiceOrder(database: desk.database, world: desk.world)(id, by: context.member) {
        case .retried, .notRefused: return done(order.contract, "lenh-lai")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        }
    }
}

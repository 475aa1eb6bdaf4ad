import Hummingbird
import Kernel
import SandboxKit
import Storage
import VNPAY

/// What every step has in its hands: the payment, what came with the request, and the time.
struct Visit: Sendable {
    let record: TransactionRecord
    let terminal: VNPAYSandboxSettings.Terminal
    let step: Step
    /// The form of a POST, the query of a GET.
    let input: VNPAYFields
    let time: Timestamp

    var language: Language { record.language }
}

extension VNPAYSandbox {
    func addStepRoutes(to router: Router<BasicRequestContext>) {
        router.get("/paymentv2/Transaction/Status.json", use: showStatus)
        router.get("/paymentv2/Transaction/:page", use: showStep)
        router.post("/paymentv2/Transaction/:page", use: takeStep)
    }

    @Sendable private func showStep(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        guard let step = Step(fileName: context.parameters.get("page")) else { return Response(status: .notFound) }
        let query = try Self.query(of: request)
        switch try await enter(step, request, query) {
        case .turnedAway(let response): return response
        case .open(let visit): return show(visit, address: query)
        }
    }

    @Sendable private func takeStep(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        guard let step = Step(fileName: context.parameters.get("page")) else { return Response(status: .notFound) }
        let form = try await request.form()
        let query = try Self.query(of: request)
        switch try await enter(step, request, query, form: form) {
        case .turnedAway(let response): return response
        case .open(let visit): return try await take(visit, wantsJSON: request.wantsJSON)
        }
    }

    private func show(_ visit: Visit, address query: VNPAYFields) -> Response {
        switch visit.step {
        case .method where query["all"] == nil && visit.record.requestedBank != nil:
            .redirect(to: Step.start(bank: visit.record.requestedBank, token: visit.record.token), type: .found)
        case .method: MethodPage(visit: visit).response()
        case .banks: BankPage(visit: visit, search: query.text("q")).response()
        case .card: CardPage(visit: visit, bank: query.text("bank"), message: nil).response()
        case .terms: visit.record.cardMasked == nil ? restart(visit) : TermsPage(visit: visit).response()
        case .confirm, .threeDSecure:
            visit.isAwaitingCode ? CodePage(visit: visit, message: nil).response() : restart(visit)
        case .international: InternationalPage(visit: visit, message: nil).response()
        case .qr: QRPage(visit: visit).response()
        case .wallet: WalletPage(visit: visit, message: nil).response()
        case .cancel: CancelPage(visit: visit).response()
        case .result: restart(visit)
        }
    }

    func restart(_ visit: Visit) -> Response { .seeOther(Step.method.address(visit.record.token)) }

    /// `{"finished":true,"url":…}` once there is somewhere to go: what the QR page asks every two seconds.
    @Sendable private func showStatus(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let token = try Self.query(of: request).text("token")
        let record = try await database.read { try TransactionRecord.find(token, on: $0) }
        guard let record, isBrowser(request, of: record), record.state != .open else {
            return try SandboxJSON.response(Status(finished: false, url: nil))
        }
        return try SandboxJSON.response(Status(finished: true, url: destination(of: record)))
    }

    private struct Status: Encodable {
        let finished: Bool
        let url: String?
    }
}

// Who may enter
extension VNPAYSandbox {
    private enum Entry {
        case open(Visit)
        case turnedAway(Response)
    }

    static func query(of request: Request) throws -> VNPAYFields {
        do {
            return try VNPAYFields(query: request.uri.query ?? "")
        } catch {
            throw HTTPError(.badRequest, message: "the address cannot be read")
        }
    }

    private func isBrowser(_ request: Request, of record: TransactionRecord) -> Bool {
        request.cookies[record.cookieName]?.value == record.cookie
    }

    private func enter(
        _ step: Step,
        _ request: Request,
        _ query: VNPAYFields,
        form: VNPAYFields? = nil
    ) async throws -> Entry {
        let time = world.now()
        let token = query["token"] ?? form?.text("token") ?? ""
        let found = try await database.write { [self] connection -> TransactionRecord? in
            guard let record = try TransactionRecord.find(token, on: connection) else { return nil }
            if record.state == .open, record.expiresAt <= time {
                return try finish(record, as: expiry, at: time, on: connection)
            }
            if let language = query["lang"].flatMap(Language.init(rawValue:)), language != record.language {
                try record.setLanguage(language, on: connection)
                return try TransactionRecord.find(token, on: connection)
            }
            return record
        }
        guard let record = found, let terminal = settings.terminal(record.terminal), isBrowser(request, of: record)
        else {
            var page = ErrorPage(language: request.language, code: "99", id: "")
            page.explanation = request.language(
                "Phiên thanh toán không tồn tại, hoặc được mở ở một trình duyệt khác (thiếu cookie).",
                "This payment does not exist, or it was opened in another browser (the cookie is missing)."
            )
            return .turnedAway(page.response(status: .forbidden))
        }
        let visit = Visit(record: record, terminal: terminal, step: step, input: form ?? query, time: time)
        guard record.state == .open else {
            guard step == .result, record.state != .expired else {
                return .turnedAway(.seeOther(destination(of: record)))
            }
            return .turnedAway(ResultPage(visit: visit, returnAddress: returnAddress(of: record)).response())
        }
        return .open(visit)
    }

    /// Where somebody belongs whose payment has ended.
    func destination(of record: TransactionRecord) -> String {
        switch record.state {
        case .open: Step.method.address(record.token)
        case .expired:
            "/paymentv2/Payment/Error.html?code=15" + (record.language == .english ? "&lang=en" : "")
        case .failed: Step.result.address(record.token)
        case .paid, .cancelled: returnAddress(of: record)
        }
    }
}

extension Visit {
    var card: TestCard? { record.cardMasked.flatMap(TestCard.masked) }

    /// Whether a code from the bank is what is missing now.
    var isAwaitingCode: Bool {
        guard let card, record.agreed else { return false }
        switch card.check {
        case .none: return false
        case .otp: return step == .confirm
        case .threeDSecure: return step == .threeDSecure
        }
    }
}

extension Response {
    static func seeOther(_ address: String) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        headers[.location] = address
        return Response(status: .seeOther, headers: headers)
    }
}

extension Request {
    var wantsJSON: Bool { headers[.accept]?.contains("application/json") ?? false }
}

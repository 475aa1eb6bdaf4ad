import Crypto
import Foundation
package import Hummingbird
import Journal
import Kernel
import Logging
import Organisation
import Storage

/// What the API has to know of a request before it reaches a call; the web's context fills it in.
package protocol APIRequestContext: RequestContext {
    /// The caller's network address.
    var clientAddress: String { get }
    /// Stands in a problem and in the log.
    var reference: String { get }
}

/// Everything below `/api/`, on the router of the web site.
package struct APIRoutes: Sendable {
    private let desk: APIDesk

    package init(desk: APIDesk) { self.desk = desk }

    /// The whole table, in the order of the document.
    static let endpoints: [Endpoint] =
        houseEndpoints + customerEndpoints + contractEndpoints + contractStepEndpoints + attachmentEndpoints
        + paymentLinkEndpoints + disputeEndpoints + approvalEndpoints + delegationEndpoints + paymentEndpoints
        + refundEndpoints + refundStepEndpoints + activationEndpoints + invoiceEndpoints + invoiceStepEndpoints
        + reconciliationEndpoints + exceptionEndpoints + bankCreditEndpoints + statementEndpoints + usageEndpoints

    /// The document in each language, written once: anybody may ask for it, and writing it takes its time.
    private static let documents = Result {
        try Dictionary(
            uniqueKeysWithValues: Language.allCases.map { ($0, try OpenAPIDocument(language: $0).text) }
        )
    }

    /// Before any other route: what is thrown below `/api/` leaves as a problem, never as a page.
    package func add<Context: APIRequestContext>(to router: Router<Context>) {
        router.add(middleware: ProblemMiddleware<Context>(desk: desk))
        router.get("api/openapi.json") { request, _ in
            let language = request.language
            guard let text = try Self.documents.get()[language] else { throw Problem(.fault) }
            return Response(
                status: .ok,
                headers: [.contentType: "application/json", .contentLanguage: language.rawValue],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text))
            )
        }
        for endpoint in Self.endpoints {
            router.on(RouterPath(endpoint.routePath), method: endpoint.method.http) { request, context in
                let gate = Gate(desk: desk, endpoint: endpoint, address: context.clientAddress)
                var parameters: [String: String] = [:]
                for name in endpoint.pathParameters { parameters[name] = context.parameters.get(name) }
                return try await gate.answer(request, parameters)
            }
        }
    }
}

/// Turns whatever goes wrong below `/api/` into `application/problem+json`.
struct ProblemMiddleware<Context: APIRequestContext>: RouterMiddleware {
    let desk: APIDesk

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix("/api/") else { return try await next(request, context) }
        do {
            return try await next(request, context)
        } catch {
            let problem = Problem(of: error, request)
            let metadata: Logger.Metadata = [
                "reference": "\(context.reference)", "path": "\(request.uri.path)", "error": "\(error)",
            ]
            if problem.kind.status >= 500 {
                desk.logger.error("API call failed", metadata: metadata)
            } else {
                desk.logger.info("API call refused", metadata: metadata)
            }
            return problem.response(in: request.language, reference: context.reference)
        }
    }
}

/// What a call passes before it is carried out: token, permission, parameters, key, body.
struct Gate: Sendable {
    let desk: APIDesk
    let endpoint: Endpoint
    /// The caller's network address.
    let address: String

    static let bodyLimitBytes = 256 * 1_024

    func answer(_ request: Request, _ parameters: [String: String]) async throws -> Response {
        let caller = try await admit(request)
        guard caller.member.may(endpoint.action) else {
            try await noteDenial(to: caller, at: request.uri.path)
            throw Problem(.forbidden)
        }
        let query = try checkedQuery(request.uri.query ?? "")
        let key = try idempotencyKey(request)
        let (bytes, json) = try await checkedBody(request)
        let context = APIContext(
            desk: desk,
            caller: caller,
            language: request.language,
            pathParameters: parameters,
            query: query,
            body: bytes,
            json: json,
            once: key.map { once($0, caller, request, bytes) }
        )
        return try await endpoint.handle(context).response(in: context.language)
    }

    // MARK: Who

    private func admit(_ request: Request) async throws -> APICaller {
        let header = request.headers[.authorization] ?? ""
        let parts = header.split(separator: " ", maxSplits: 1).map(String.init)
        let token = parts.count == 2 && parts[0].lowercased() == "bearer" ? parts[1] : nil
        switch try await AdmitProgram(database: desk.database, world: desk.world)(token: token, from: address) {
        case .admitted(let caller): return caller
        case .refused:
            var problem = Problem(.unauthorized)
            problem.headers[.wwwAuthenticate] =
                header.isEmpty ? "Bearer realm=\"qldv\"" : "Bearer realm=\"qldv\", error=\"invalid_token\""
            throw problem
        case .tooMany(let seconds): throw Problem(.tooMany).waiting(seconds: seconds)
        }
    }

    /// Somebody tried what is not allowed: for the audit log (ASVS V16.3.2).
    private func noteDenial(to caller: APICaller, at path: String) async throws {
        let action = endpoint.action
        try await desk.database.write { [desk] connection in
            try AuditEntry.record(
                "access.denied",
                on: caller.member.subject,
                by: .staff(caller.member.actorID),
                ["action": action.rawValue, "path": path, "token": "\(caller.token.id)"],
                in: desk.world,
                connection
            )
        }
    }

    // MARK: What

    private func checkedQuery(_ text: String) throws -> [String: String] {
        var values: [String: String] = [:]
        var problems: [FieldProblem] = []
        for pair in text.split(separator: "&").prefix(100) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { $0.replacing("+", with: " ").removingPercentEncoding }
            guard let name = decoded.first ?? nil, let value = decoded.count == 2 ? decoded[1] : "" else {
                throw Problem(.badRequest, "Chuỗi truy vấn không đọc được.", "The query cannot be read.")
            }
            guard let field = endpoint.query.first(where: { $0.name == name }) else {
                problems.append(
                    FieldProblem(.parameter(name), "Không có tham số nào tên này.", "There is no such parameter.")
                )
                continue
            }
            if !field.kind.holds(value) { problems.append(field.kind.problem(.parameter(name))) }
            values[name] = value
        }
        for field in endpoint.query where field.isRequired && values[field.name] == nil {
            problems.append(FieldProblem(.parameter(field.name), "Thiếu tham số này.", "This parameter is missing."))
        }
        guard problems.isEmpty else { throw Problem.mistakes(problems, kind: .badRequest) }
        return values
    }

    private func checkedBody(_ request: Request) async throws -> ([UInt8], JSONValue?) {
        switch endpoint.input {
        case .none:
            // Nothing is expected; what comes all the same belongs to the key's hash.
            return (try await collect(request, limit: Self.bodyLimitBytes), nil)
        case .file(let types, let limit):
            guard types.contains(request.mediaType) else { throw Problem(.wrongType) }
            return (try await collect(request, limit: limit), nil)
        case .json(let shape, let limit):
            guard request.mediaType == "application/json" else { throw Problem(.wrongType) }
            let bytes = try await collect(request, limit: limit)
            guard let value = JSONValue(bytes: bytes) else {
                throw Problem(
                    .badRequest,
                    "Thân yêu cầu không phải JSON, hoặc lồng quá \(JSONValue.depthLimit) lớp.",
                    "The body is no JSON, or is nested more than \(JSONValue.depthLimit) deep."
                )
            }
            let problems = shape.problems(of: value)
            guard problems.isEmpty else { throw Problem.mistakes(problems, kind: .badRequest) }
            return (bytes, value)
        }
    }

    private func collect(_ request: Request, limit: Int) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem(.tooLarge)
        }
        return Array(try await request.body.collect(upTo: limit).readableBytesView)
    }

    // MARK: How often

    private func idempotencyKey(_ request: Request) throws -> String? {
        guard endpoint.keepsKey else { return nil }
        guard let key = request.headers[.idempotencyKey] else { throw Problem(.keyMissing) }
        guard (1...100).contains(key.utf8.count), key.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw Problem.mistakes(
                [
                    FieldProblem(
                        .header("Idempotency-Key"),
                        "Phải dài 1–100 ký tự ASCII in được, không có dấu cách.",
                        "Must be 1–100 printable ASCII signs without blanks."
                    )
                ],
                kind: .badRequest
            )
        }
        return key
    }

    private func once(_ key: String, _ caller: APICaller, _ request: Request, _ body: [UInt8]) -> IdempotencyKey {
        var hash = SHA256()
        hash.update(data: Array("\(request.method.rawValue)\n\(request.uri.description)\n".utf8))
        hash.update(data: body)
        return IdempotencyKey(scope: "api:\(caller.token.id)", key: key, inputHash: hash.finalize().hex)
    }
}

import Contracts
import Hummingbird
import Kernel
import NIOCore
import NIOHTTP1
import Storage

extension Request {
    /// What the caller reads, by `Accept-Language`; Vietnamese when it does not say.
    var language: Language {
        let ranges = (headers[.acceptLanguage] ?? "").split(separator: ",").enumerated().map { position, range in
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            let weight =
                parts.dropFirst().first { $0.hasPrefix("q=") }.map { Self.thousandths($0.dropFirst(2)) } ?? 1_000
            return (tag: parts.first ?? "", weight: weight, position: position)
        }
        let best = ranges.filter { $0.weight > 0 }
            .sorted { ($0.weight, $1.position) > ($1.weight, $0.position) }
            .compactMap { range in Language.allCases.first { range.tag.hasPrefix($0.rawValue) } }
        return best.first ?? .vietnamese
    }

    /// `0.85` as 850.
    private static func thousandths(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1)
        let whole = parts.first.flatMap { Int($0) } ?? 0
        let rest = parts.count == 2 ? String(parts[1].prefix(3)) : ""
        return whole * 1_000 + (Int(rest + String(repeating: "0", count: 3 - rest.count)) ?? 0)
    }

    /// The type of the body without its parameters, in lower case.
    var mediaType: String {
        let type = (headers[.contentType] ?? "").split(separator: ";").first ?? ""
        return type.filter { !$0.isWhitespace }.lowercased()
    }
}

extension HTTPFields.Element.Name {
    static var idempotencyKey: Self? { Self("Idempotency-Key") }
}

extension HTTPFields {
    subscript(name: HTTPFields.Element.Name?) -> String? {
        get { name.flatMap { self[$0] } }
        set { if let name { self[name] = newValue } }
    }
}

extension Problem {
    /// What a caller is told of an error; the error itself stands in the log.
    init(of error: any Error, _ request: Request) {
        switch error {
        case let problem as Problem: self = problem
        case is NIOTooManyBytesError: self.init(.tooLarge)
        // The caller's own stream is broken, or ended in the middle.
        case is HTTPParserError: self.init(.badRequest)
        case is StaleWrite, is ContractError:
            self.init(
                .conflict,
                "Ai đó vừa thay đổi. Hãy đọc lại rồi thử lại.",
                "Somebody changed it just now. Read it again, then try again."
            )
        case let error as HTTPError where error.status == .notFound: self = Problem.notRouted(request)
        case let error as HTTPError: self.init(Kind(status: error.status.code))
        default: self.init(.fault)
        }
    }

    /// No route took it: another method, or nothing there.
    private static func notRouted(_ request: Request) -> Problem {
        let path = request.uri.path
        var methods: Set<String> = []
        if path == "/api/openapi.json" { methods = ["GET"] }
        if path.hasPrefix("/api/v1/") {
            let rest = path.dropFirst("/api/v1/".count)
            for endpoint in APIRoutes.endpoints where endpoint.isAt(rest) { methods.insert(endpoint.method.rawValue) }
        }
        if methods.contains("GET") { methods.insert("HEAD") }
        guard !methods.isEmpty, !methods.contains(request.method.rawValue) else { return Problem(.notFound) }
        var problem = Problem(.wrongMethod)
        problem.headers[.allow] = methods.sorted().joined(separator: ", ")
        return problem
    }
}

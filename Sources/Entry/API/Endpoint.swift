import Hummingbird
import Kernel
import Organisation

/// One call of the API: its address, the permission it needs, what goes in and comes out, and what it does. The router
/// and the OpenAPI document are made from the same table, so that no call exists without its description.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (APIContext) async throws -> Answer

    enum Verb: String, Sendable {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
        case delete = "DELETE"

        var http: HTTPRequest.Method {
            switch self {
            case .get: .get
            case .post: .post
            case .patch: .patch
            case .delete: .delete
            }
        }
    }

    enum Input: Sendable {
        case none
        case json(Shape, limitBytes: Int = 256 * 1_024)
        /// The bytes of a file of one of these types.
        case file([String], limitBytes: Int)
    }

    enum Output: Sendable {
        case none
        case json(Shape)
        case file([String])
    }

    let method: Verb
    /// Below `/api/v1`, such as `contracts/{id}/submit`.
    let path: String
    let action: Action
    let words: Bilingual
    var query: [ShapeField] = []
    var input = Input.none
    /// The statuses of success, with what comes back.
    let outputs: [(status: Int, content: Output)]
    /// A POST that changes something: the same key does it once.
    let keepsKey: Bool
    let handle: Handler

    init(
        _ route: (method: Verb, path: String),
        _ action: Action,
        _ words: (vietnamese: String, english: String),
        query: [ShapeField] = [],
        input: Input = .none,
        outputs: [(status: Int, content: Output)],
        keepsKey: Bool? = nil,
        handle: @escaping Handler
    ) {
        (method, path) = route
        self.action = action
        self.words = Bilingual(vietnamese: words.vietnamese, english: words.english)
        self.query = query
        self.input = input
        self.outputs = outputs
        self.keepsKey = keepsKey ?? (route.method == .post)
        self.handle = handle
    }

    /// The parts of the path that stand in braces.
    var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// The same path as the router writes it: `contracts/:id/submit`.
    var routePath: String {
        "api/v1/"
            + path.split(separator: "/").map { $0.hasPrefix("{") ? ":" + $0.dropFirst().dropLast() : String($0) }
            .joined(separator: "/")
    }

    /// Whether a path below `/api/v1/` is this one's.
    func isAt(_ path: Substring) -> Bool {
        let own = self.path.split(separator: "/")
        let parts = path.split(separator: "/")
        return own.count == parts.count && zip(own, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }

    /// What can go wrong here, by status.
    var problems: [Int] {
        var statuses = [400, 401, 403, 429, 500]
        // Whatever is named has to be there: in the path, or by what the query cannot do without.
        if !pathParameters.isEmpty || query.contains(where: \.isRequired) { statuses.append(404) }
        switch input {
        case .none: break
        case .json, .file: statuses += [413, 415]
        }
        if method != .get { statuses += [404, 409, 422] }
        return Set(statuses).sorted()
    }
}

/// The parameters of every list.
let listParameters: [ShapeField] = [
    .maybe("limit", .integer(1...200), "Số dòng, mặc định 50", "How many, 50 if not said"),
    .maybe(
        "cursor",
        .text(1...200),
        "next_cursor của phần trước; để trống cho phần đầu",
        "next_cursor of the part before; none for the first part"
    ),
]

package import Hummingbird
import Organisation

/// A member of staff who is signed in. A handler that takes this context cannot be reached by anybody else.
package struct StaffContext: ChildRequestContext {
    package var coreContext: CoreRequestContextStorage
    let visit: Visit
    let staff: SignedInStaff

    var member: StaffMember { staff.member }

    package init(context: PublicContext) throws {
        guard let staff = context.visit.staff else { throw HTTPError(.unauthorized) }
        coreContext = context.coreContext
        visit = context.visit
        self.staff = staff
    }
}

/// One address of the staff's, and what one must be allowed to do to use it.
struct StaffRoute: Hashable, Sendable {
    let method: HTTPRequest.Method
    let path: String
    let action: Action
    /// The most that a file sent there may hold; `nil` where no file is taken.
    var fileLimitBytes: Int?

    /// Whether a request's path is this one.
    func matches(_ asked: String) -> Bool {
        let own = path.split(separator: "/")
        let other = asked.split(separator: "/")
        return own.count == other.count && zip(own, other).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
    }
}

/// The only way to put a staff page on the web: no address without its permission. Finer rights, such as whose contract
/// it is, are checked in the use case.
struct StaffRouter {
    typealias Handler = @Sendable (Request, StaffContext) async throws -> Response

    private let group: RouterGroup<StaffContext>
    private let desk: Desk
    private(set) var routes: [StaffRoute] = []

    init(group: RouterGroup<StaffContext>, desk: Desk) {
        self.group = group
        self.desk = desk
    }

    mutating func get(_ path: String, _ action: Action, use handler: @escaping Handler) {
        add(StaffRoute(method: .get, path: path, action: action), handler)
    }

    /// A form with a file: rights are checked before the file is read.
    mutating func post(_ path: String, _ action: Action, filesUpTo bytes: Int? = nil, use handler: @escaping Handler) {
        add(StaffRoute(method: .post, path: path, action: action, fileLimitBytes: bytes), handler)
    }

    private mutating func add(_ route: StaffRoute, _ handler: @escaping Handler) {
        routes.append(route)
        group.on(RouterPath(route.path), method: route.method) { [desk] request, context in
            try await desk.check(route.action, of: context.member, at: request.uri.path)
            return try await handler(request, context)
        }
    }
}

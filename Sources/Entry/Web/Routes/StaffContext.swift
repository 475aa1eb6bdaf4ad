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
        add(.get, path, action, handler)
    }

    mutating func post(_ path: String, _ action: Action, use handler: @escaping Handler) {
        add(.post, path, action, handler)
    }

    private mutating func add(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ action: Action,
        _ handler: @escaping Handler
    ) {
        routes.append(StaffRoute(method: method, path: path, action: action))
        group.on(RouterPath(path), method: method) { [desk] request, context in
            guard context.member.may(action) else {
                try await desk.noteDenial(of: action, to: context.member, at: request.uri.path)
                throw HTTPError(.forbidden)
            }
            return try await handler(request, context)
        }
    }
}

import Hummingbird
import Kernel
import Logging
import NIOCore
import Organisation
import People

/// Comes before every handler: who is there, in which language, is this form ours; and after every handler: the headers
/// that keep browsers safe, and an error page instead of a bare error.
struct VisitMiddleware: RouterMiddleware {
    typealias Context = PublicContext

    let desk: Desk
    /// Where files are taken; forms everywhere else are small.
    let uploads: [StaffRoute]

    /// Where machines speak, which have no form of ours: they prove themselves otherwise.
    private static let machinePaths = ["/vnpay/"]
    /// Where programs speak, with tokens of their own.
    private static let programPath = "/api/"
    /// Answers that are given before the body was read: nobody waits for the rest of it.
    private static let unread: Set<HTTPResponse.Status> = [.requestTimeout, .contentTooLarge, .methodNotAllowed]
    private static let yearSeconds = 365 * 86_400

    func handle(
        _ request: Request,
        context: PublicContext,
        next: (Request, PublicContext) async throws -> Response
    ) async throws -> Response {
        let isIn = desk.load.enter(request)
        defer { if isIn == true { desk.load.leave() } }
        if request.uri.path.hasPrefix(Self.programPath) {
            return isIn == false ? .busyProblem : try await admit(request.timely, context, next)
        }
        var context = context
        let asked = FormData(orNothing: request.uri.query)
        let isSecure = desk.settings.isSecure
        let known = request.cookie(.visitor, isSecure: isSecure)
        let visitorID = known.flatMap { $0.utf8.count == 22 ? $0 : nil } ?? desk.world.randomBytes(16).base64URL
        let language = chosen(asked.text("lang"), request.cookie(.language, isSecure: isSecure)) ?? Language.vietnamese
        let theme = chosen(asked.text("theme"), request.cookie(.theme, isSecure: isSecure)) ?? Theme.device
        context.visit = Visit(
            visitor: Visitor(address: address(request, context), device: request.headers[.userAgent] ?? ""),
            language: language,
            theme: theme,
            csrfToken: desk.key.token("csrf", visitorID),
            session: nil,
            staff: nil,
            reference: desk.world.randomBytes(6).hex
        )
        guard isIn != false else {
            var response = desk.errorPage(.unavailable, request, context.visit)
            response.headers[.retryAfter] = "\(PageLoad.retrySeconds)"
            return response
        }
        var response: Response
        do {
            try await findSessions(of: request, &context.visit)
            var request = request.timely
            if request.method == .post, !Self.machinePaths.contains(where: request.uri.path.hasPrefix) {
                try await checkForm(&request, context.visit)
            }
            response = try await next(request, context)
        } catch {
            response = desk.errorResponse(error, request, context.visit)
        }
        if Self.unread.contains(response.status) { context.closeSoon() }
        // What a cache on the way may keep goes to many people: no cookie of one of them.
        if response.headers[.cacheControl]?.hasPrefix("public") != true {
            if known != visitorID { response.setCookie(cookie(.visitor, visitorID)) }
            if asked.has("lang") { response.setCookie(cookie(.language, language.rawValue)) }
            if asked.has("theme") { response.setCookie(cookie(.theme, theme.rawValue)) }
        }
        addHeaders(to: &response, path: request.uri.path)
        return response
    }

    /// A program's call: no cookies and no session; what goes wrong is told by the API itself, which stands behind.
    private func admit(
        _ request: Request,
        _ context: PublicContext,
        _ next: (Request, PublicContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.visit.visitor = Visitor(address: address(request, context), device: "")
        context.visit.reference = desk.world.randomBytes(6).hex
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = desk.errorResponse(error, request, context.visit)
        }
        if Self.unread.contains(response.status) { context.closeSoon() }
        addHeaders(to: &response, path: request.uri.path)
        return response
    }

    /// Who is signed in. Forms of somebody signed in carry a token of that very session: it ends with it, and one that
    /// was got before does not work.
    private func findSessions(of request: Request, _ visit: inout Visit) async throws {
        let isSecure = desk.settings.isSecure
        if let token = request.cookie(.session, isSecure: isSecure),
            let session = try await desk.sessions.find(token: token)
        {
            visit.session = session
            visit.csrfToken = desk.key.token("csrf", "session/\(token)")
        }
        if let token = request.cookie(.staff, isSecure: isSecure), request.uri.path.hasPrefix("/quan-ly"),
            let staff = try await desk.staffSessions.find(token: token)
        {
            visit.staff = staff
            visit.csrfToken = desk.key.token("csrf", "staff/\(token)")
        }
    }

    /// Every form comes from a page of ours and carries the token of whom the page was given to. Whoever may not send
    /// a file is told so before it is read.
    private func checkForm(_ request: inout Request, _ visit: Visit) async throws {
        guard comesFromHere(request) else { throw StaleForm() }
        let limit = try await limitBytes(of: request, visit)
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw NIOTooManyBytesError(maxBytes: limit)
        }
        request.body = RequestBody(buffer: try await request.body.collect(upTo: limit))
        let form = try await request.form(keepingFiles: false)
        guard ServerKey.matches(form.text(csrfFieldName), visit.csrfToken) else {
            // The session has ended since the page was given: sign in again.
            let isStaff = request.uri.path.hasPrefix("/quan-ly")
            if isStaff, visit.staff == nil, request.cookie(.staff, isSecure: desk.settings.isSecure) != nil {
                throw HTTPError(.unauthorized)
            }
            throw StaleForm()
        }
    }

    private func limitBytes(of request: Request, _ visit: Visit) async throws -> Int {
        guard request.uploadBoundary != nil, let route = uploads.first(where: { $0.matches(request.uri.path) }),
            let limit = route.fileLimitBytes
        else { return Request.formLimitBytes }
        guard let staff = visit.staff else { throw HTTPError(.unauthorized) }
        try await desk.check(route.action, of: staff.member, at: request.uri.path)
        return limit + Request.formLimitBytes
    }

    /// Whether the browser says that a page of ours sent the form. One that says nothing is left to the token; `null`
    /// is what it says of pages that name no referrer, as the payment page.
    private func comesFromHere(_ request: Request) -> Bool {
        if let site = request.headers[.secFetchSite], site != "same-origin", site != "none" { return false }
        guard let origin = request.headers[.origin]?.lowercased(), origin != "null" else { return true }
        let host = request.head.authority?.lowercased()
        return origin == desk.settings.origin || host.map { origin.hasSuffix("://\($0)") } == true
    }

    private func chosen<Choice: RawRepresentable<String>>(_ asked: String, _ kept: String?) -> Choice? {
        Choice(rawValue: asked) ?? kept.flatMap(Choice.init(rawValue:))
    }

    private func cookie(_ cookie: SiteCookie, _ value: String) -> Cookie {
        cookie.cookie(value, maxAge: Self.yearSeconds, isSecure: desk.settings.isSecure)
    }

    /// The peer's address; the last hop of `X-Forwarded-For` only behind a proxy of ours.
    private func address(_ request: Request, _ context: PublicContext) -> String {
        if desk.settings.trustsProxy, let hop = request.headers[.forwardedFor]?.split(separator: ",").last {
            return String(hop).trimmed
        }
        return context.remoteAddress?.ipAddress ?? "127.0.0.1"
    }

    private func addHeaders(to response: inout Response, path: String) {
        response.headers[.contentSecurityPolicy] =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            + "form-action 'self' \(desk.settings.gatewayOrigin)"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = path.hasPrefix("/p/") ? "no-referrer" : "same-origin"
        if desk.settings.isSecure {
            response.headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains"
        }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }
}

/// The form is not from a page that we gave to this visitor, or that page is too old.
struct StaleForm: Error {}

extension HTTPFields.Element.Name {
    static var forwardedFor: Self? { Self("X-Forwarded-For") }
    static var secFetchSite: Self? { Self("Sec-Fetch-Site") }
    static var referrerPolicy: Self? { Self("Referrer-Policy") }
}

extension HTTPFields {
    subscript(name: HTTPFields.Element.Name?) -> String? {
        get { name.flatMap { self[$0] } }
        set { if let name { self[name] = newValue } }
    }
}

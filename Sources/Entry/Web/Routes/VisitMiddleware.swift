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

    static let sessionCookie = "qldv_session"
    static let staffCookie = "qldv_staff"
    private static let visitorCookie = "qldv_visitor"
    private static let languageCookie = "qldv_language"
    private static let themeCookie = "qldv_theme"
    /// Where machines speak, which have no form of ours: they prove themselves otherwise.
    private static let machinePaths = ["/vnpay/"]
    /// Where programs speak, with tokens of their own.
    private static let programPath = "/api/"
    private static let yearSeconds = 365 * 86_400

    func handle(
        _ request: Request,
        context: PublicContext,
        next: (Request, PublicContext) async throws -> Response
    ) async throws -> Response {
        if request.uri.path.hasPrefix(Self.programPath) { return try await admit(request, context, next) }
        var context = context
        let asked = FormData(orNothing: request.uri.query)
        let known = request.cookies[Self.visitorCookie]?.value
        let visitorID = known.flatMap { $0.utf8.count == 22 ? $0 : nil } ?? desk.world.randomBytes(16).base64URL
        let language = chosen(asked.text("lang"), request.cookies[Self.languageCookie]?.value) ?? Language.vietnamese
        let theme = chosen(asked.text("theme"), request.cookies[Self.themeCookie]?.value) ?? Theme.device
        context.visit = Visit(
            visitor: Visitor(address: address(request, context), device: request.headers[.userAgent] ?? ""),
            language: language,
            theme: theme,
            csrfToken: desk.key.token("csrf", visitorID),
            session: nil,
            staff: nil,
            reference: desk.world.randomBytes(6).hex
        )
        var response: Response
        do {
            if let token = request.cookies[Self.sessionCookie]?.value {
                context.visit.session = try await desk.sessions.find(token: token)
            }
            if let token = request.cookies[Self.staffCookie]?.value, request.uri.path.hasPrefix("/quan-ly") {
                context.visit.staff = try await desk.staffSessions.find(token: token)
            }
            var request = request
            if request.method == .post, !Self.machinePaths.contains(where: request.uri.path.hasPrefix) {
                try await checkForm(&request, context.visit)
            }
            response = try await next(request, context)
        } catch {
            response = desk.errorResponse(error, request, context.visit)
        }
        if known != visitorID { response.setCookie(cookie(Self.visitorCookie, visitorID)) }
        if asked.has("lang") { response.setCookie(cookie(Self.languageCookie, language.rawValue)) }
        if asked.has("theme") { response.setCookie(cookie(Self.themeCookie, theme.rawValue)) }
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
        addHeaders(to: &response, path: request.uri.path)
        return response
    }

    /// Every form carries the token of the visitor to whom the page was given.
    private func checkForm(_ request: inout Request, _ visit: Visit) async throws {
        // Only somebody signed in as staff may upload: the limit of everybody else stays small.
        let mayUpload = request.uploadBoundary != nil && visit.staff != nil
        let limit = mayUpload ? Request.uploadLimitBytes : Request.formLimitBytes
        let buffer = try await request.body.collect(upTo: limit)
        request.body = RequestBody(buffer: buffer)
        let form = try await request.form()
        guard ServerKey.matches(form.text(csrfFieldName), visit.csrfToken) else { throw StaleForm() }
    }

    private func chosen<Choice: RawRepresentable<String>>(_ asked: String, _ kept: String?) -> Choice? {
        Choice(rawValue: asked) ?? kept.flatMap(Choice.init(rawValue:))
    }

    private func cookie(_ name: String, _ value: String) -> Cookie {
        Cookie(
            name: name,
            value: value,
            maxAge: Self.yearSeconds,
            path: "/",
            secure: desk.settings.isSecure,
            httpOnly: true,
            sameSite: .lax
        )
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
        if desk.settings.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }
}

/// The form is not from a page that we gave to this visitor, or that page is too old.
struct StaleForm: Error {}

extension HTTPFields.Element.Name {
    static var forwardedFor: Self? { Self("X-Forwarded-For") }
    static var referrerPolicy: Self? { Self("Referrer-Policy") }
}

extension HTTPFields {
    subscript(name: HTTPFields.Element.Name?) -> String? {
        get { name.flatMap { self[$0] } }
        set { if let name { self[name] = newValue } }
    }
}

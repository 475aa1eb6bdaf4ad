import Activation
import Billing
import Catalogue
import Contracts
package import Hummingbird
import Invoicing
import Journal
package import Kernel
package import Logging
import Markup
import NIOCore
import NIOHTTP1
import Organisation
package import Payments
package import People
package import Reconciliation
package import Storage
package import Usage

/// What the operator decides about the pages.
package struct WebSettings: Sendable {
    let publicAddress: String
    let trustsProxy: Bool
    let termsVersion: String
    let seller: Seller
    let isDemo: Bool
    /// Where forms may lead: the gateway's page.
    let gatewayOrigin: String

    package init(
        publicAddress: String,
        gatewayOrigin: String,
        trustsProxy: Bool,
        terms: (version: String, seller: Seller),
        isDemo: Bool
    ) {
        self.publicAddress = publicAddress
        self.gatewayOrigin = gatewayOrigin
        self.trustsProxy = trustsProxy
        termsVersion = terms.version
        seller = terms.seller
        self.isDemo = isDemo
    }

    var isSecure: Bool { publicAddress.hasPrefix("https://") }

    /// Scheme, host and port, as browsers name where a form comes from.
    var origin: String {
        publicAddress.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
            .joined(separator: "/").lowercased()
    }
}

/// What all routes have at hand.
struct Desk: Sendable {
    let database: any SQLDatabase
    let world: World
    let key: ServerKey
    let gateway: PaymentGateway
    let settlement: SettlementReader
    let usageFiles: UsageFileReader
    let passwords: PasswordHashing
    let settings: WebSettings
    let logger: Logger
    let load = PageLoad()

    var sessions: Sessions { Sessions(database: database, world: world) }
    var staffSessions: StaffSessions { StaffSessions(database: database, world: world) }

    /// What a page knows of the request that it answers.
    func around(_ request: Request, _ visit: Visit) -> Surroundings {
        var around = Surroundings(
            language: visit.language,
            seller: settings.seller,
            path: request.path,
            csrfToken: visit.csrfToken,
            signedInName: visit.session?.name
        )
        around.theme = visit.theme
        around.isDemo = settings.isDemo
        around.staff = visit.staff.map { staff in
            StaffBadge(
                name: staff.member.name,
                unit: staff.member.unit.code,
                waiting: staff.waiting,
                sections: Set(StaffSection.allCases.filter { staff.member.may($0.action) })
            )
        }
        return around
    }

    /// Goes on only for somebody who may do that.
    func check(_ action: Action, of member: StaffMember, at path: String) async throws {
        guard !member.may(action) else { return }
        try await noteDenial(of: action, to: member, at: path)
        throw HTTPError(.forbidden)
    }

    /// Somebody tried what is not allowed: for the audit log (ASVS V16.3.2).
    func noteDenial(of action: Action, to member: StaffMember, at path: String) async throws {
        try await database.write { [world] connection in
            try AuditEntry.record(
                "access.denied",
                on: member.subject,
                by: .staff(member.actorID),
                ["action": action.rawValue, "path": path],
                in: world,
                connection
            )
        }
    }

    func errorPage(_ kind: ErrorPage.Kind, _ request: Request, _ visit: Visit) -> Response {
        ErrorPage(around: around(request, visit), kind: kind, reference: visit.reference)
            .response(status: .init(code: kind.status))
    }

    /// An error page for whatever a handler threw; what it was stands in the log under the page's reference.
    func errorResponse(_ error: any Error, _ request: Request, _ visit: Visit) -> Response {
        if (error as? HTTPError)?.status == .unauthorized, request.uri.path.hasPrefix("/quan-ly") {
            return .see(StaffEntranceRoutes.signIn(next: request.method == .get ? request.path : "", key))
        }
        let kind: ErrorPage.Kind
        switch error {
        case is StaleForm: kind = .stale
        case is NIOTooManyBytesError: kind = .tooLarge
        // The caller's own stream is broken, or ended in the middle.
        case is HTTPParserError: kind = .badRequest
        case let error as HTTPError: kind = ErrorPage.Kind(status: error.status.code)
        default: kind = .fault
        }
        let metadata: Logger.Metadata = [
            "reference": "\(visit.reference)", "path": "\(request.uri.path.withoutSecrets)", "error": "\(error)",
        ]
        if kind.status >= 500 {
            logger.error("request failed", metadata: metadata)
        } else {
            logger.info("request refused", metadata: metadata)
        }
        var response = errorPage(kind, request, visit)
        if (error as? HTTPError)?.status == .requestTimeout { response.status = .requestTimeout }
        return response
    }
}

/// The whole web site: every address, grouped by who may ask.
package struct Website: Sendable {
    private let desk: Desk
    private let moveClock: (@Sendable (Timestamp) -> Void)?

    /// - Parameter moveClock: Moves the clock of system and sandboxes; `nil` where the clock is the real one.
    package init(
        data: (database: any SQLDatabase, world: World, key: ServerKey),
        gateway: PaymentGateway,
        files: (settlement: SettlementReader, usage: UsageFileReader),
        passwords: PasswordHashing,
        settings: (web: WebSettings, logger: Logger),
        moveClock: (@Sendable (Timestamp) -> Void)?
    ) {
        desk = Desk(
            database: data.database,
            world: data.world,
            key: data.key,
            gateway: gateway,
            settlement: files.settlement,
            usageFiles: files.usage,
            passwords: passwords,
            settings: settings.web,
            logger: settings.logger
        )
        self.moveClock = moveClock
    }

    /// - Parameter add: Puts further routes behind the first middleware and before the pages, such as the API's.
    package func makeRouter(adding add: (Router<PublicContext>) -> Void = { _ in }) -> Router<PublicContext> {
        let router = Router(context: PublicContext.self, options: .autoGenerateHeadEndpoints)
        let uploads = staffRoutes.filter { $0.fileLimitBytes != nil }
        router.add(middleware: VisitMiddleware(desk: desk, uploads: uploads))
        add(router)
        ServiceRoutes(desk: desk, moveClock: moveClock).add(to: router)
        ShopRoutes(desk: desk).add(to: router)
        GuideRoutes(desk: desk).add(to: router)
        PaymentRoutes(desk: desk).add(to: router)
        SignInRoutes(desk: desk).add(to: router)
        PortalRoutes(desk: desk).add(to: router.group(context: CustomerContext.self))
        OwnStatementRoutes(desk: desk).add(to: router.group(context: CustomerContext.self))
        EvidenceRoutes(desk: desk).add(to: router)
        StaffEntranceRoutes(desk: desk).add(to: router)
        _ = addStaffRoutes(to: router)
        return router
    }

    /// Every room of the staff's, each address with its permission.
    private func addStaffRoutes(to router: Router<PublicContext>) -> [StaffRoute] {
        var staff = StaffRouter(group: router.group(context: StaffContext.self), desk: desk)
        StaffDeskRoutes(desk: desk).add(to: &staff)
        CustomerRoutes(desk: desk).add(to: &staff)
        ContractRoutes(desk: desk).add(to: &staff)
        ContractStepRoutes(desk: desk).add(to: &staff)
        ContractTermRoutes(desk: desk).add(to: &staff)
        ContractChangeRoutes(desk: desk).add(to: &staff)
        ApprovalRoutes(desk: desk).add(to: &staff)
        ActivationRoutes(desk: desk).add(to: &staff)
        TokenRoutes(desk: desk).add(to: &staff)
        ReconciliationRoutes(desk: desk).add(to: &staff)
        ReconciliationSettingsRoutes(desk: desk).add(to: &staff)
        ExceptionRoutes(desk: desk).add(to: &staff)
        PaymentLookUpRoutes(desk: desk).add(to: &staff)
        StatementRoutes(desk: desk).add(to: &staff)
        BillingRunRoutes(desk: desk).add(to: &staff)
        UsageRoutes(desk: desk).add(to: &staff)
        UsageLookUpRoutes(desk: desk).add(to: &staff)
        DebtRoutes(desk: desk).add(to: &staff)
        DebtorRoutes(desk: desk).add(to: &staff)
        DunningTimetableRoutes(desk: desk).add(to: &staff)
        RefundRoutes(desk: desk).add(to: &staff)
        InvoiceRoutes(desk: desk).add(to: &staff)
        InvoiceCorrectionRoutes(desk: desk).add(to: &staff)
        EvidenceRoutes(desk: desk).add(to: &staff)
        BookRoutes(desk: desk).add(to: &staff)
        UnknownOutcomeRoutes(desk: desk).add(to: &staff)
        AlarmRoutes(desk: desk).add(to: &staff)
        MonthRoutes(desk: desk).add(to: &staff)
        BillingSettingsRoutes(desk: desk).add(to: &staff)
        RevenueRoutes(desk: desk).add(to: &staff)
        HouseRoutes(desk: desk).add(to: &staff)
        return staff.routes
    }

    /// The table that tests walk: every staff address, and who may use it (R22).
    var staffRoutes: [StaffRoute] { addStaffRoutes(to: Router(context: PublicContext.self)) }
}

extension Page {
    func response(status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: html.bytes))
        )
    }
}

extension Response {
    /// After a form: to a page of ours.
    static func see(_ address: Address) -> Response {
        Response(status: .seeOther, headers: [.location: address.description])
    }

    /// Signs the browser in.
    mutating func setSession(_ token: String, isSecure: Bool) {
        setCookie(SiteCookie.session.cookie(token, maxAge: Int(Session.lifetimeDays) * 86_400, isSecure: isSecure))
    }

    mutating func endSession(isSecure: Bool) { setSession("", isSecure: isSecure) }
}

extension String {
    /// A path as a log may hold it: links that open something to whoever has them are left out (ASVS V16.2.5). Their
    /// tokens are the only long segments that are no identifier.
    var withoutSecrets: String {
        split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.utf8.count < 32 || ID<Desk>(segment) != nil ? String(segment) : "…"
        }.joined(separator: "/")
    }
}

extension ErrorPage.Kind {
    init(status: Int) {
        switch status {
        case 401: self = .signInNeeded
        case 403: self = .forbidden
        case 404: self = .notFound
        case 405: self = .wrongMethod
        case 413: self = .tooLarge
        case 429: self = .tooMany
        case 400..<500: self = .badRequest
        case 503: self = .unavailable
        default: self = .fault
        }
    }
}

import Billing
import Catalogue
import Contracts
import Hummingbird
import Kernel
import People

/// The shop window, and the way from it to a confirmed order (step A1).
struct ShopRoutes: Sendable {
    let desk: Desk

    private var catalogue: CatalogueQueries { CatalogueQueries(database: desk.database, now: desk.world.now) }

    func add(to router: Router<PublicContext>) {
        router.get("/", use: home)
        router.get("dich-vu/:product", use: product)
        router.get("dang-ky/:plan", use: register)
        router.post("dang-ky/:plan", use: takeRegistration)
        router.get("xac-nhan/:order", use: askForCode)
        router.post("xac-nhan/:order", use: takeCode)
        router.post("xac-nhan/:order/gui-lai", use: resendCode)
        router.get("xac-nhan-thu/:link", use: askAtLink)
        router.post("xac-nhan-thu/:link", use: takeLink)
        router.get("dieu-khoan") { request, context in
            TermsPage(
                around: desk.around(request, context.visit),
                version: desk.settings.termsVersion,
                validFrom: "01/11/2026"
            ).response()
        }
    }

    @Sendable private func home(_ request: Request, _ context: PublicContext) async throws -> Response {
        let asked = FormData(orNothing: request.uri.query)
        let wish = HomePage.Wish(
            category: asked.text("nhom"),
            audience: asked.text("khach"),
            words: String(asked.text("tim").prefix(60))
        )
        let products = try await catalogue.products()
        return HomePage(offers: products, wish: wish, around: desk.around(request, context.visit)).response()
    }

    @Sendable private func product(_ request: Request, _ context: PublicContext) async throws -> Response {
        guard let offer = try await catalogue.product(context.parameters.require("product")) else {
            throw HTTPError(.notFound)
        }
        return ProductPage(offer: offer, around: desk.around(request, context.visit)).response()
    }

    @Sendable private func register(_ request: Request, _ context: PublicContext) async throws -> Response {
        let key = desk.world.randomBytes(12).base64URL
        return try await registrationPage(
            request,
            context,
            try await knownForm(context.visit.session),
            RegistrationErrors(),
            key: key
        )
    }

    /// Somebody signed in does not write again what we know.
    private func knownForm(_ session: Session?) async throws -> RegistrationForm {
        let own = OwnDetails(database: desk.database, world: desk.world, passwords: desk.passwords)
        guard let session, let known = try await own.find(session.account) else { return RegistrationForm() }
        return RegistrationForm(
            name: known.customer.name,
            email: known.customer.email.description,
            phone: known.customer.phone.description,
            address: known.customer.address
        )
    }

    private func registrationPage(
        _ request: Request,
        _ context: PublicContext,
        _ form: RegistrationForm,
        _ errors: RegistrationErrors,
        key: String
    ) async throws -> Response {
        guard let offer = try await catalogue.plan(context.parameters.require("plan")), offer.forIndividuals else {
            throw HTTPError(.notFound)
        }
        let words = Words(language: context.visit.language)
        let category = try await catalogue.product(offer.productCode)?.category ?? ""
        return RegistrationPage(
            around: desk.around(request, context.visit),
            productName: offer.productName.text(in: words.language),
            productCode: offer.productCode,
            category: category,
            planCode: offer.code,
            planName: offer.name.text(in: words.language),
            term: words.term(offer.termMonths),
            price: words.price(offer.price),
            termsVersion: desk.settings.termsVersion,
            idempotencyKey: key,
            form: form,
            errors: errors
        ).response(status: errors.isEmpty ? .ok : .unprocessableContent)
    }

    @Sendable private func takeRegistration(_ request: Request, _ context: PublicContext) async throws -> Response {
        let posted = try await request.form()
        guard posted.text(honeypotFieldName).isEmpty else { throw HTTPError(.badRequest) }
        let form = RegistrationForm(posted)
        let order = try OrderForm(
            form,
            plan: context.parameters.require("plan"),
            terms: posted.text("terms_version"),
            language: context.visit.language
        )
        let register = RegisterOrder(
            database: desk.database,
            world: desk.world,
            key: desk.key,
            termsVersion: desk.settings.termsVersion
        )
        switch try await register(order, idempotencyKey: posted.text("key"), from: context.visit.visitor) {
        case .registered(let token): return .see(.confirmEmail(token))
        case .mistakes(let mistakes):
            let errors = RegistrationErrors(mistakes, Words(language: context.visit.language))
            return try await registrationPage(request, context, form, errors, key: posted.text("key"))
        case .notOnSale: throw HTTPError(.notFound)
        case .tooMany: throw HTTPError(.tooManyRequests)
        }
    }

    // MARK: The proof of the address

    @Sendable private func askForCode(_ request: Request, _ context: PublicContext) async throws -> Response {
        let resent = FormData(orNothing: request.uri.query).has("da-gui")
        return try await codePage(request, context, error: nil, wasResent: resent)
    }

    private func codePage(
        _ request: Request,
        _ context: PublicContext,
        error: String?,
        wasResent: Bool = false,
        isLocked: Bool = false
    ) async throws -> Response {
        let token = try context.parameters.require("order")
        let pending = PendingOrder(database: desk.database, world: desk.world, key: desk.key)
        guard let found = try await pending.find(orderToken: token) else { throw HTTPError(.notFound) }
        if found.contract.state != .draft, let link = try await confirmedLink(token, context) {
            return .see(.payment(link))
        }
        return ConfirmEmailPage(
            around: desk.around(request, context.visit),
            registration: token,
            email: found.contract.buyer.email.description,
            validUntil: found.codeUntil.map { "\($0.clock.hour.padded(2)):\($0.clock.minute.padded(2))" } ?? "—",
            error: error,
            wasResent: wasResent,
            isLocked: isLocked || found.isCodeSpent
        ).response(status: error == nil ? .ok : .unprocessableContent)
    }

    private func confirmedLink(_ token: String, _ context: PublicContext) async throws -> String? {
        let confirm = ConfirmOrder(database: desk.database, world: desk.world, key: desk.key)
        guard
            case .confirmed(let link, _) = try await confirm(
                orderToken: token,
                code: "",
                from: context.visit.visitor
            )
        else { return nil }
        return link
    }

    @Sendable private func takeCode(_ request: Request, _ context: PublicContext) async throws -> Response {
        let code = try await request.form().text("code")
        let confirm = ConfirmOrder(database: desk.database, world: desk.world, key: desk.key)
        let outcome = try await confirm(
            orderToken: try context.parameters.require("order"),
            code: code,
            from: context.visit.visitor
        )
        let language = context.visit.language
        switch outcome {
        case .confirmed(let link, let session): return seePayment(link, session)
        case .wrongCode(let left):
            let words = language("Mã chưa đúng, còn \(left) lần thử.", "Wrong code; \(left) tries left.")
            return try await codePage(request, context, error: words)
        case .codeSpent: return try await codePage(request, context, error: nil, isLocked: true)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    private func seePayment(_ link: String, _ session: String?) -> Response {
        var response = Response.see(.payment(link))
        if let session { response.setSession(session, isSecure: desk.settings.isSecure) }
        return response
    }

    @Sendable private func resendCode(_ request: Request, _ context: PublicContext) async throws -> Response {
        let token = try context.parameters.require("order")
        let language = context.visit.language
        switch try await PendingOrder(database: desk.database, world: desk.world, key: desk.key)
            .resendCode(orderToken: token)
        {
        case .sent: return .see(Address.confirmEmail(token).asking("da-gui", "1"))
        case .tooSoon(let seconds):
            let words = language(
                "Vừa gửi mã; có thể gửi lại sau \(seconds) giây.",
                "A code was just sent; try again in \(seconds) seconds."
            )
            return try await codePage(request, context, error: words)
        case .tooMany: throw HTTPError(.tooManyRequests)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    @Sendable private func askAtLink(_ request: Request, _ context: PublicContext) async throws -> Response {
        ConfirmLinkPage(
            around: desk.around(request, context.visit),
            token: try context.parameters.require("link")
        ).response()
    }

    @Sendable private func takeLink(_ request: Request, _ context: PublicContext) async throws -> Response {
        let token = try context.parameters.require("link")
        let confirm = ConfirmOrder(database: desk.database, world: desk.world, key: desk.key)
        switch try await confirm(linkToken: token, from: context.visit.visitor) {
        case .confirmed(let link, let session): return seePayment(link, session)
        case .wrongCode, .codeSpent, .unknown:
            return ConfirmLinkPage(around: desk.around(request, context.visit), token: token, isSpent: true)
                .response(status: .gone)
        }
    }
}

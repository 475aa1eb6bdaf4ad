import Hummingbird
import Kernel
import People

/// Into the portal: by an e-mailed link or by password; and out of it.
struct SignInRoutes: Sendable {
    let desk: Desk

    func add(to router: Router<PublicContext>) {
        router.get("tai-khoan/dang-nhap", use: show)
        router.post("tai-khoan/dang-nhap/mat-khau", use: byPassword)
        router.post("tai-khoan/dang-nhap/lien-ket", use: sendLink)
        router.get("tai-khoan/vao/:link", use: askAtLink)
        router.post("tai-khoan/vao/:link", use: takeLink)
        router.post("tai-khoan/dang-xuat", use: signOut)
    }

    @Sendable private func show(_ request: Request, _ context: PublicContext) async throws -> Response {
        guard context.visit.session == nil else { return .see(.portal) }
        return SignInPage(around: desk.around(request, context.visit)).response()
    }

    @Sendable private func byPassword(_ request: Request, _ context: PublicContext) async throws -> Response {
        let form = try await request.form()
        let signIn = SignInWithPassword(database: desk.database, world: desk.world, passwords: desk.passwords)
        let language = context.visit.language
        let outcome = try await signIn(
            email: form.text("login"),
            password: form.text("password"),
            from: context.visit.visitor
        )
        switch outcome {
        case .signedIn(let token): return enter(token)
        case .wrong:
            return again(
                request,
                context,
                form.text("login"),
                language(
                    "Email hoặc mật khẩu chưa đúng. Bạn cũng có thể đăng nhập bằng đường dẫn gửi qua email.",
                    "Wrong address or password. You can also sign in by a link sent to you."
                )
            )
        case .tooMany:
            return again(
                request,
                context,
                form.text("login"),
                language(
                    "Quá nhiều lần thử mật khẩu. Hãy đợi 15 phút, hoặc đăng nhập bằng đường dẫn gửi qua email.",
                    "Too many tries. Please wait 15 minutes, or sign in by a link sent to you."
                )
            )
        }
    }

    private func again(_ request: Request, _ context: PublicContext, _ email: String, _ error: String) -> Response {
        SignInPage(around: desk.around(request, context.visit), email: email, error: error)
            .response(status: .unprocessableContent)
    }

    private func enter(_ token: String) -> Response {
        var response = Response.see(.portal)
        response.setSession(token, isSecure: desk.settings.isSecure)
        return response
    }

    @Sendable private func sendLink(_ request: Request, _ context: PublicContext) async throws -> Response {
        let email = try await request.form().text("email")
        let language = context.visit.language
        let send = SendSignInLink(database: desk.database, world: desk.world)
        switch try await send(email: email, language: language, from: context.visit.visitor) {
        case .sentIfKnown:
            let until = desk.world.now().adding(minutes: OneTimeSecret.lifetimeMinutes).clock
            return LinkSentPage(
                around: desk.around(request, context.visit),
                email: email.trimmed,
                validUntil: "\(until.hour.padded(2)):\(until.minute.padded(2))"
            ).response()
        case .badAddress:
            return again(request, context, email, language("Email chưa đúng.", "That is not an e-mail address."))
        case .tooMany:
            return again(
                request,
                context,
                email,
                language(
                    "Vừa gửi nhiều đường dẫn. Hãy đợi 15 phút.",
                    "Several links were just sent. Please wait 15 minutes."
                )
            )
        }
    }

    @Sendable private func askAtLink(_ request: Request, _ context: PublicContext) async throws -> Response {
        OneTimeSignInPage(
            around: desk.around(request, context.visit),
            token: try context.parameters.require("link")
        ).response()
    }

    @Sendable private func takeLink(_ request: Request, _ context: PublicContext) async throws -> Response {
        let token = try context.parameters.require("link")
        let use = UseSignInLink(database: desk.database, world: desk.world, key: desk.key)
        switch try await use(linkToken: token, from: context.visit.visitor) {
        case .signedIn(let session): return enter(session)
        case .invalid:
            return OneTimeSignInPage(around: desk.around(request, context.visit), token: token, isSpent: true)
                .response(status: .gone)
        }
    }

    @Sendable private func signOut(_ request: Request, _ context: PublicContext) async throws -> Response {
        if let session = context.visit.session {
            _ = try await desk.sessions.revoke(session.id, of: session.account)
        }
        var response = Response.see(.home)
        response.endSession(isSecure: desk.settings.isSecure)
        return response
    }
}

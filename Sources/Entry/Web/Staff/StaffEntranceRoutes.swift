import Hummingbird
import Kernel
import Markup
import Organisation
import People
import QRCode

/// How staff get in: password, code, invitation, forgotten password.
struct StaffEntranceRoutes: Sendable {
    let desk: Desk

    func add(to router: Router<PublicContext>) {
        router.get("quan-ly/dang-nhap", use: show)
        router.post("quan-ly/dang-nhap", use: byPassword)
        router.post("quan-ly/dang-nhap/ma") { try await finish($0, $1, enrolling: false) }
        router.post("quan-ly/dang-nhap/thiet-lap") { try await finish($0, $1, enrolling: true) }
        router.get("quan-ly/quen-mat-khau", use: forgot)
        router.post("quan-ly/quen-mat-khau", use: sendReset)
        for (path, purpose) in [("loi-moi", StaffSecret.Purpose.invite), ("dat-mat-khau", .reset)] {
            router.get("quan-ly/\(path)/:token") { try await password($0, $1, purpose) }
            router.post("quan-ly/\(path)/:token") { try await setPassword($0, $1, purpose) }
        }
        router.post("quan-ly/dang-xuat", use: signOut)
    }

    private var signIn: StaffSignIn {
        StaffSignIn(database: desk.database, world: desk.world, key: desk.key, passwords: desk.passwords)
    }

    // MARK: Where to go on

    /// The sign-in page that leads on to a page of ours. The proof keeps anybody else from naming the target.
    static func signIn(next path: String, _ key: ServerKey) -> Address {
        guard path.hasPrefix("/quan-ly"), path != "/quan-ly" else { return .staffSignIn }
        return Address.staffSignIn.asking("tiep", "\(key.token("next", path)).\(path)")
    }

    private func target(_ next: String) -> Address {
        let parts = next.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, ServerKey.matches(parts[0], desk.key.token("next", parts[1])) else { return .staff }
        return .here(parts[1])
    }

    // MARK: Password and code

    @Sendable private func show(_ request: Request, _ context: PublicContext) async throws -> Response {
        let asked = try request.asked()
        guard context.visit.staff == nil else { return .see(target(asked.text("tiep"))) }
        let isNew = asked.text("xong") == "mat-khau"
        return StaffSignInPage(
            around: desk.around(request, context.visit),
            next: asked.text("tiep"),
            news: isNew
                ? context.visit.language("Đã lưu mật khẩu. Hãy đăng nhập.", "Your password is saved. Please sign in.")
                : nil
        ).response()
    }

    @Sendable private func byPassword(_ request: Request, _ context: PublicContext) async throws -> Response {
        let form = try await request.form()
        let outcome = try await signIn(
            email: form.text("email"),
            password: form.text("password"),
            from: context.visit.visitor
        )
        return try await answer(outcome, form, request, context)
    }

    private func finish(_ request: Request, _ context: PublicContext, enrolling: Bool) async throws -> Response {
        let form = try await request.form()
        let (challenge, code) = (form.text("challenge"), form.text("code"))
        let outcome =
            enrolling
            ? try await signIn.enrol(challenge: challenge, code: code, from: context.visit.visitor)
            : try await signIn(challenge: challenge, code: code, from: context.visit.visitor)
        if outcome == .wrong {
            let words = context.visit.language("Mã chưa đúng hoặc đã dùng.", "Wrong code, or used already.")
            return enrolling
                ? try await enrolment(challenge, form.text("next"), request, context, error: words)
                : StaffCodePage(
                    around: desk.around(request, context.visit),
                    challenge: challenge,
                    next: form.text("next"),
                    error: words
                ).response(status: .unprocessableContent)
        }
        return try await answer(outcome, form, request, context)
    }

    private func answer(
        _ outcome: StaffSignIn.Outcome,
        _ form: FormData,
        _ request: Request,
        _ context: PublicContext
    ) async throws -> Response {
        let language = context.visit.language
        let error: String
        switch outcome {
        case .signedIn(let token):
            var response = Response.see(target(form.text("next")))
            response.setStaffSession(token, isSecure: desk.settings.isSecure)
            return response
        case .codeNeeded(let challenge):
            return StaffCodePage(
                around: desk.around(request, context.visit),
                challenge: challenge,
                next: form.text("next")
            ).response()
        case .enrolmentNeeded(let challenge):
            return try await enrolment(challenge, form.text("next"), request, context, error: nil)
        case .wrong:
            error = language(
                "Email hoặc mật khẩu chưa đúng. Sau 5 lần sai, tài khoản tạm khóa 15 phút.",
                "Wrong address or password. After five wrong tries an account is locked for 15 minutes."
            )
        case .locked(let until):
            error = language(
                "Tài khoản tạm khóa đến \(until.display) vì nhập sai nhiều lần.",
                "This account is locked until \(until.display) after too many wrong tries."
            )
        case .tooMany:
            error = language(
                "Quá nhiều lần nhập sai. Hãy đợi 15 phút.",
                "Too many wrong tries. Please wait 15 minutes."
            )
        case .stale:
            error = language("Phiên đăng nhập đã quá lâu. Hãy bắt đầu lại.", "That took too long. Please begin again.")
        }
        return StaffSignInPage(
            around: desk.around(request, context.visit),
            email: form.text("email"),
            next: form.text("next"),
            error: error
        ).response(status: .unprocessableContent)
    }

    private func enrolment(
        _ challenge: String,
        _ next: String,
        _ request: Request,
        _ context: PublicContext,
        error: String?
    ) async throws -> Response {
        let issuer = desk.settings.seller.name
        guard let secret = try await signIn.enrolment(challenge: challenge, issuer: issuer) else {
            return .see(.staffSignIn)
        }
        return StaffEnrolmentPage(
            around: desk.around(request, context.visit),
            challenge: challenge,
            next: next,
            picture: QRSymbol(secret.address)?.svg(label: "") ?? "",
            secret: secret.secret,
            error: error
        ).response(status: error == nil ? .ok : .unprocessableContent)
    }

    // MARK: Passwords by mail

    @Sendable private func forgot(_ request: Request, _ context: PublicContext) async throws -> Response {
        StaffForgotPage(around: desk.around(request, context.visit)).response()
    }

    @Sendable private func sendReset(_ request: Request, _ context: PublicContext) async throws -> Response {
        let email = try await request.form().text("email")
        let ask = RequestStaffPassword(database: desk.database, world: desk.world)
        let around = desk.around(request, context.visit)
        switch try await ask(email: email, from: context.visit.visitor) {
        case .sentIfKnown: return StaffForgotPage(around: around, isSent: true).response()
        case .tooMany:
            let words = around.language("Vừa gửi nhiều thư. Hãy đợi 15 phút.", "Several were just sent. Please wait.")
            return StaffForgotPage(around: around, error: words).response(status: .tooManyRequests)
        }
    }

    private var passwords: SetStaffPassword {
        SetStaffPassword(database: desk.database, world: desk.world, key: desk.key, passwords: desk.passwords)
    }

    private func password(
        _ request: Request,
        _ context: PublicContext,
        _ purpose: StaffSecret.Purpose,
        error: String? = nil
    ) async throws -> Response {
        let token = try context.parameters.require("token")
        let person = try await passwords.person(purpose, linkToken: token)
        let status: HTTPResponse.Status = person == nil ? .gone : error == nil ? .ok : .unprocessableContent
        return StaffPasswordPage(
            around: desk.around(request, context.visit),
            address: purpose == .invite ? .staffInvitation(token) : .staffReset(token),
            person: person.map { "\($0.name) · \($0.email)" },
            isInvitation: purpose == .invite,
            error: error
        ).response(status: status)
    }

    private func setPassword(
        _ request: Request,
        _ context: PublicContext,
        _ purpose: StaffSecret.Purpose
    ) async throws -> Response {
        let token = try context.parameters.require("token")
        let word = try await request.form().text("password")
        switch try await passwords(purpose, linkToken: token, password: word) {
        case .saved: return .see(Address.staffSignIn.asking("xong", "mat-khau"))
        case .invalid: return try await password(request, context, purpose)
        case .weak:
            let words = context.visit.language(
                "Mật khẩu cần ít nhất 12 ký tự, trong đó ít nhất 6 ký tự khác nhau.",
                "At least 12 characters, please, 6 of them different."
            )
            return try await password(request, context, purpose, error: words)
        }
    }

    @Sendable private func signOut(_ request: Request, _ context: PublicContext) async throws -> Response {
        if let staff = context.visit.staff {
            _ = try await desk.staffSessions.revoke(staff.session.id, of: staff.member)
        }
        var response = Response.see(.staffSignIn)
        response.setStaffSession("", isSecure: desk.settings.isSecure)
        return response
    }
}

extension Response {
    /// Signs a member of staff in; an empty token signs out.
    fileprivate mutating func setStaffSession(_ token: String, isSecure: Bool) {
        let maxAge = Int(StaffSession.lifetimeHours) * 3_600
        setCookie(SiteCookie.staff.cookie(token, maxAge: maxAge, isSecure: isSecure))
    }
}

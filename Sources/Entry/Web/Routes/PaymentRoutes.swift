import Billing
import Contracts
import Hummingbird
import Invoicing
import Kernel
import Logging
import Organisation
import Payments
import People
import Sales
import VNPAY

/// The payment link, and the two addresses at which VNPAY knocks (steps A2, B3, C2).
struct PaymentRoutes: Sendable {
    let desk: Desk

    func add(to router: Router<PublicContext>) {
        router.get("p/:token", use: show)
        router.get("p/:token/trang-thai", use: state)
        router.post("p/:token/thanh-toan", use: pay)
        router.post("p/:token/tiep-tuc", use: goOn)
        router.post("p/:token/gia-han", use: renew)
        router.get("p/:token/bien-nhan", use: receipt)
        router.get("p/:token/chua-dung") { try await dispute($0, $1) }
        router.post("p/:token/chua-dung", use: sendDispute)
        router.get("vnpay/return", use: takeReturn)
        router.get("vnpay/ipn", use: takeNotice)
        router.post("vnpay/ipn") { _, _ in Response(status: .methodNotAllowed, headers: [.allow: "GET"]) }
    }

    private func find(_ context: PublicContext) async throws -> (String, Payments.PaymentPage) {
        let token = try context.parameters.require("token")
        let find = FindPaymentPage(database: desk.database, now: desk.world.now)
        guard let page = try await find(paymentToken: token) else { throw HTTPError(.notFound) }
        return (token, page)
    }

    @Sendable private func show(_ request: Request, _ context: PublicContext) async throws -> Response {
        let (token, page) = try await find(context)
        try await OpenLink(database: desk.database, world: desk.world)(paymentToken: token)
        let around = desk.around(request, context.visit)
        let words = Words(language: around.language)
        let details = try words.details(page)
        switch page.standing {
        case .open(let lastDecline):
            return PaymentPage(
                around: around,
                token: token,
                details: details,
                lastAttempt: words.lastAttempt(lastDecline),
                idempotencyKey: desk.world.randomBytes(12).base64URL
            ).response()
        case .checking(let since, let until, let reference):
            return WaitingPage(
                around: around,
                token: token,
                details: details,
                since: since.displayWithSeconds,
                reference: reference,
                heldUntil: until?.display,
                mayContinue: until != nil,
                state: page.stateWord
            ).response()
        case .paid(let paid, let reference):
            return PaidPage(page, paid, reference: reference, token: token, around: around).response()
        case .expired: return closed(.expired(on: page.link.expiresAt.display), token, around)
        case .frozen: return closed(.frozen, token, around)
        case .cancelled: return closed(.withdrawn, token, around)
        case .superseded, .revoked: return closed(successor(page), token, around)
        }
    }

    /// What there is in place of a link that was closed.
    private func successor(_ page: Payments.PaymentPage) -> ClosedLinkPage.Reason {
        switch page.successor {
        case .sent: return .superseded
        case .paid: return .paid
        case .none:
            let manager = page.accountManager.flatMap { $0.state == .active && !$0.phone.isEmpty ? $0 : nil }
            return .revoked(
                ask: ClosedLinkPage.Contact(
                    name: manager?.name,
                    phone: manager?.phone ?? desk.settings.seller.phone
                )
            )
        }
    }

    private func closed(_ reason: ClosedLinkPage.Reason, _ token: String, _ around: Surroundings) -> Response {
        ClosedLinkPage(around: around, token: token, reason: reason).response(status: .gone)
    }

    /// What the page asks while it waits.
    @Sendable private func state(_ request: Request, _ context: PublicContext) async throws -> Response {
        let (_, page) = try await find(context)
        return json("{\"state\":\"\(page.stateWord)\"}")
    }

    @Sendable private func pay(_ request: Request, _ context: PublicContext) async throws -> Response {
        let token = try context.parameters.require("token")
        let start = StartPayment(database: desk.database, world: desk.world, gateway: desk.gateway)
        let outcome = try await start(
            paymentToken: token,
            bankCode: nil,
            language: context.visit.language,
            from: context.visit.visitor
        )
        switch outcome {
        case .redirect(let url): return Response(status: .seeOther, headers: [.location: url])
        // The page says how it stands, and why there is nothing to pay now.
        case .heldBack, .alreadyPaid, .closed, .expired, .frozen: return .see(.payment(token))
        case .unknown: throw HTTPError(.notFound)
        case .notPayable(let reason):
            desk.logger.error("the gateway takes no such order", metadata: ["reason": "\(reason)"])
            throw HTTPError(.serviceUnavailable)
        }
    }

    /// Back to VNPAY's page, for the attempt that is under way.
    @Sendable private func goOn(_ request: Request, _ context: PublicContext) async throws -> Response {
        let token = try context.parameters.require("token")
        let goOn = ContinuePayment(database: desk.database, world: desk.world)
        switch try await goOn(paymentToken: token, from: context.visit.visitor) {
        case .redirect(let url): return Response(status: .seeOther, headers: [.location: url])
        case .nothingUnderWay: return .see(.payment(token))
        case .unknown: throw HTTPError(.notFound)
        }
    }

    @Sendable private func renew(_ request: Request, _ context: PublicContext) async throws -> Response {
        let token = try context.parameters.require("token")
        switch try await RenewLink(database: desk.database, world: desk.world, key: desk.key)(paymentToken: token) {
        case .renewed(let email):
            return ClosedLinkPage(
                around: desk.around(request, context.visit),
                token: token,
                reason: .renewed(maskedEmail: email.maskedAddress)
            ).response()
        case .notExpired, .closed: return .see(.payment(token))
        case .unknown: throw HTTPError(.notFound)
        }
    }

    @Sendable private func receipt(_ request: Request, _ context: PublicContext) async throws -> Response {
        let (_, page) = try await find(context)
        guard case .paid(let paid, let reference) = page.standing else { throw HTTPError(.notFound) }
        let around = desk.around(request, context.visit)
        let words = Words(language: around.language)
        return ReceiptPage(
            paid,
            reference: reference,
            details: try words.details(page),
            frame: .payment,
            around: around
        ).response()
    }

    // MARK: Nội dung chưa đúng

    private func dispute(
        _ request: Request,
        _ context: PublicContext,
        _ change: (inout DisputePage) -> Void = { _ in }
    ) async throws -> Response {
        let (token, page) = try await find(context)
        guard case .open = page.standing else { return .see(.payment(token)) }
        let form = try await request.form()
        var shown = DisputePage(
            around: desk.around(request, context.visit),
            token: token,
            contractNumber: page.contract.number,
            message: form.text("message"),
            contact: form.text("contact")
        )
        change(&shown)
        return shown.response(status: shown.error == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func sendDispute(_ request: Request, _ context: PublicContext) async throws -> Response {
        let token = try context.parameters.require("token")
        let form = try await request.form()
        let language = context.visit.language
        guard form.text(honeypotFieldName).isEmpty else { throw HTTPError(.badRequest) }
        let open = OpenDispute(database: desk.database, world: desk.world)
        let outcome = try await open(
            paymentToken: token,
            message: form.text("message"),
            contact: form.text("contact"),
            from: context.visit.visitor
        )
        switch outcome {
        case .opened: return try await dispute(request, context) { $0.isSent = true }
        case .added, .repeated:
            return try await dispute(request, context) {
                $0.isSent = true
                $0.isAddition = true
            }
        case .messageMissing:
            return try await dispute(request, context) {
                $0.error = language("Hãy viết điều chưa đúng.", "Please say what is wrong.")
            }
        case .tooLong:
            return try await dispute(request, context) {
                $0.error = language("Nội dung quá dài.", "That is too long.")
            }
        case .tooMany: throw HTTPError(.tooManyRequests)
        case .unknown: return .see(.payment(token))
        }
    }

    // MARK: VNPAY

    /// The payer's browser comes back. The page that follows says what the database says.
    @Sendable private func takeReturn(_ request: Request, _ context: PublicContext) async throws -> Response {
        let take = TakeReturn(database: desk.database, world: desk.world, key: desk.key, gateway: desk.gateway)
        switch try await take(rawQuery: request.uri.query ?? "", address: context.visit.visitor.address) {
        case .show(let token): return .see(.payment(token))
        case .forged: return desk.errorPage(.unprovenReturn, request, context.visit)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    /// Exactly what VNPAY wants to hear: HTTP 200 and two keys, whatever happened.
    @Sendable private func takeNotice(_ request: Request, _ context: PublicContext) async throws -> Response {
        let take = TakeNotice(database: desk.database, world: desk.world, gateway: desk.gateway)
        let answer = await take(rawQuery: request.uri.query ?? "", address: context.visit.visitor.address)
        return json("{\"RspCode\":\"\(answer.rawValue)\",\"Message\":\"\(answer.message)\"}")
    }
}

extension Words {
    fileprivate func lastAttempt(_ code: String?) -> PaymentPage.LastAttempt {
        switch code {
        case nil: return .none
        case "24"?: return .cancelled
        case "11"?: return .timedOut
        case let code?:
            let (reason, advice) = decline(code)
            return .declined(reason: reason, advice: advice)
        }
    }
}

extension Payments.PaymentPage {
    /// Changes whenever the page would show something else.
    fileprivate var stateWord: String {
        let standing =
            switch standing {
            case .open: "open"
            case .checking: "checking"
            case .paid: "paid"
            case .frozen: "frozen"
            case .expired: "expired"
            case .cancelled: "cancelled"
            case .superseded: "superseded"
            case .revoked: "revoked"
            }
        return "\(standing)-\(contract.state.rawValue)-\(invoice?.state.rawValue ?? "none")"
    }
}

extension PaidPage {
    fileprivate init(
        _ page: Payments.PaymentPage,
        _ paid: GatewayReceipt,
        reference: String,
        token: String,
        around: Surroundings
    ) {
        let words = Words(language: around.language)
        let isOver =
            (page.contract.state == .active || !page.statements.isEmpty) && page.invoice?.state == .accepted
        self.init(
            around: around,
            token: token,
            total: paid.amount.display,
            words: paid.amount.inWords,
            contractNumber: page.contract.number,
            planName: page.statements.isEmpty
                ? page.contract.lines.first.map(words.planName) ?? "" : words.months(page.statements),
            paidAt: paid.paidAt.displayWithSeconds,
            paidWith: words.bank(paid.bankCode, paid.cardType),
            gatewayNumber: paid.transactionNumber,
            receiptNumber: reference,
            isDeclared: page.contract.channel == .declared,
            progress: page.statements.isEmpty
                ? words.progress(page.contract, page.activations, page.invoice, paidAt: paid.paidAt)
                : words.progress(page.invoice, paidAt: paid.paidAt),
            state: isOver ? nil : page.stateWord,
            surplus: nil
        )
    }
}

extension ReceiptPage {
    init(
        _ paid: GatewayReceipt,
        reference: String,
        details: PaymentDetails,
        frame: Frame,
        around: Surroundings
    ) {
        let words = Words(language: around.language)
        self.init(
            around: around,
            frame: frame,
            number: reference,
            paidAt: paid.paidAt.displayWithSeconds,
            paidWith: words.bank(paid.bankCode, paid.cardType),
            gatewayNumber: paid.transactionNumber,
            reference: reference,
            details: details
        )
    }
}

extension String {
    /// `n…n@example.vn`: enough for its owner.
    fileprivate var maskedAddress: String {
        let parts = split(separator: "@", maxSplits: 1)
        guard parts.count == 2, let first = parts[0].first, let last = parts[0].last else { return "…" }
        return "\(first)…\(last)@\(parts[1])"
    }
}

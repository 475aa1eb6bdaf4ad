import Activation
import Billing
import Catalogue
import Contracts
import Hummingbird
import Invoicing
import Journal
import Kernel
import Payments
import People
import Sales
import Storage

/// The customer's own pages (step A4). Reached only by somebody signed in; each query asks for that customer's things.
struct PortalRoutes: Sendable {
    let desk: Desk

    func add(to router: RouterGroup<CustomerContext>) {
        router.get("tai-khoan", use: packages)
        router.get("tai-khoan/goi/:number", use: package)
        router.get("tai-khoan/thanh-toan", use: payments)
        router.get("tai-khoan/thanh-toan/:reference", use: receipt)
        router.get("tai-khoan/hoa-don", use: invoices)
        router.get("tai-khoan/hoa-don/:id/pdf") { try await file($0, $1, isPDF: true) }
        router.get("tai-khoan/hoa-don/:id/xml") { try await file($0, $1, isPDF: false) }
        router.get("tai-khoan/thong-tin") { try await details($0, $1) }
        router.post("tai-khoan/thong-tin/lien-he", use: changeContact)
        router.post("tai-khoan/thong-tin/mat-khau", use: changePassword)
        router.post("tai-khoan/thong-tin/phien/:id", use: revoke)
    }

    @Sendable private func packages(_ request: Request, _ context: CustomerContext) async throws -> Response {
        let words = PortalWords(context.visit.language, today: desk.world.now().day)
        let categories = try await categories()
        var cards: [PackageCard] = []
        for package in try await Packages(database: desk.database).all(of: context.session.customer) {
            let pay = try await payAddress(package.contract, context)
            cards.append(words.card(package, pay: pay, categories: categories))
        }
        return PackagesPage(around: desk.around(request, context.visit), packages: cards).response()
    }

    /// The kind of each product, for its picture.
    private func categories() async throws -> [String: String] {
        let products = try await CatalogueQueries(database: desk.database, now: desk.world.now).products()
        return Dictionary(products.map { ($0.code, $0.category) }, uniquingKeysWith: { first, _ in first })
    }

    private func payAddress(_ contract: Contract, _ context: CustomerContext) async throws -> Address? {
        guard contract.state == .awaitingPayment else { return nil }
        return try await PaymentsOfCustomer(database: desk.database)
            .openLink(contract: contract.id, of: context.session.customer)
            .map { .payment($0.token(desk.key)) }
    }

    @Sendable private func package(_ request: Request, _ context: CustomerContext) async throws -> Response {
        let number = try context.parameters.require("number")
        guard let found = try await Packages(database: desk.database).find(number: number, of: context.session.customer)
        else { throw HTTPError(.notFound) }
        let words = PortalWords(context.visit.language, today: desk.world.now().day)
        let contract = found.package.contract
        let invoice = try await Invoices(database: desk.database).all(of: context.session.customer)
            .first { $0.contract.id == contract.id }
        let term = try await desk.database.read { try ContractTerm(contract, on: $0) }
        return try PackagePage(
            around: desk.around(request, context.visit),
            card: words.card(
                found.package,
                pay: try await payAddress(contract, context),
                categories: try await categories()
            ),
            access: words.access(found.package),
            history: words.history(found.story),
            particulars: try words.particulars(contract),
            invoice: invoice.map(words.invoice),
            toCome: term.map { words.toCome($0, contract) } ?? []
        ).response()
    }

    @Sendable private func payments(_ request: Request, _ context: CustomerContext) async throws -> Response {
        let words = PortalWords(context.visit.language, today: desk.world.now().day)
        let query = ListQuery(try request.asked(), base: .payments, filters: [])
        let (items, count) = try await PaymentsOfCustomer(database: desk.database)
            .list(of: context.session.customer, window: query.window)
        return PaymentsPage(
            around: desk.around(request, context.visit),
            payments: items.map(words.payment),
            pager: query.pager(count: count, context.visit.language)
        ).response()
    }

    @Sendable private func receipt(_ request: Request, _ context: CustomerContext) async throws -> Response {
        let reference = try context.parameters.require("reference")
        let found = try await PaymentsOfCustomer(database: desk.database)
            .receipt(reference: reference, of: context.session.customer)
        guard let found, let paid = found.attempt.state.receipt else { throw HTTPError(.notFound) }
        let words = Words(language: context.visit.language)
        return ReceiptPage(
            paid,
            reference: reference,
            details: try words.details(found, until: paid.paidAt),
            frame: .portal(.payments),
            around: desk.around(request, context.visit)
        ).response()
    }

    @Sendable private func invoices(_ request: Request, _ context: CustomerContext) async throws -> Response {
        let words = PortalWords(context.visit.language, today: desk.world.now().day)
        let all = try await Invoices(database: desk.database).all(of: context.session.customer)
        return InvoicesPage(
            around: desk.around(request, context.visit),
            invoices: try all.map(words.invoice)
        ).response()
    }

    private func file(_ request: Request, _ context: CustomerContext, isPDF: Bool) async throws -> Response {
        guard let id = InvoiceRequest.ID(try context.parameters.require("id")),
            let found = try await Invoices(database: desk.database).files(id, of: context.session.customer)
        else { throw HTTPError(.notFound) }
        let (bytes, ending, type) =
            isPDF ? (found.files.pdf, "pdf", "application/pdf") : (found.files.xml, "xml", "application/xml")
        guard let bytes else { throw HTTPError(.notFound) }
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .contentDisposition: "attachment; filename=\"\(found.name).\(ending)\"",
                .cacheControl: "private, no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    // MARK: My details

    private var own: OwnDetails {
        OwnDetails(database: desk.database, world: desk.world, passwords: desk.passwords)
    }

    private func details(
        _ request: Request,
        _ context: CustomerContext,
        _ change: (inout DetailsPage) -> Void = { _ in }
    ) async throws -> Response {
        guard let found = try await own.find(context.session.account) else { throw HTTPError(.notFound) }
        let language = context.visit.language
        let sessions = try await desk.sessions.live(of: context.session.account)
        var page = DetailsPage(
            around: desk.around(request, context.visit),
            name: found.customer.name,
            email: found.customer.email.description,
            phone: found.customer.phone.description,
            address: found.customer.address,
            hasPassword: found.hasPassword,
            sessions: sessions.map { session in
                DetailsPage.Session(
                    id: "\(session.id)",
                    device: session.device.deviceName(language),
                    lastSeen: session.seenAt.display,
                    isThis: session.id == context.session.id
                )
            }
        )
        switch FormData(orNothing: request.uri.query).text("xong") {
        case "lien-he": page.news = language("Đã lưu thông tin liên hệ.", "Your contact details are saved.")
        case "mat-khau":
            page.news = language(
                "Đã lưu mật khẩu; các thiết bị khác đã được đăng xuất.",
                "Your password is saved; other devices are signed out."
            )
        case "phien": page.news = language("Đã đăng xuất thiết bị đó.", "That device is signed out.")
        default: break
        }
        change(&page)
        return page.response(status: page.hasError ? .unprocessableContent : .ok)
    }

    @Sendable private func changeContact(_ request: Request, _ context: CustomerContext) async throws -> Response {
        let form = try await request.form()
        let language = context.visit.language
        let outcome = try await own.update(
            context.session.account,
            name: context.session.name,
            phone: form.text("phone"),
            address: form.text("address"),
            language: language
        )
        return switch outcome {
        case .saved: .see(Address.details.asking("xong", "lien-he"))
        case .badName, .badPhone:
            try await details(request, context) { page in
                page.phone = form.text("phone")
                page.address = form.text("address")
                page.phoneError = language("Số điện thoại chưa đúng.", "That is not a phone number.")
            }
        case .badAddress:
            try await details(request, context) { page in
                page.phone = form.text("phone")
                page.address = form.text("address")
                page.addressError = language("Hãy nhập địa chỉ đầy đủ hơn.", "Please enter the address in full.")
            }
        }
    }

    @Sendable private func changePassword(_ request: Request, _ context: CustomerContext) async throws -> Response {
        let form = try await request.form()
        let language = context.visit.language
        let outcome = try await own.setPassword(
            context.session.account,
            current: form.text("current"),
            new: form.text("password"),
            keeping: context.session.id
        )
        let error: String
        switch outcome {
        case .saved: return .see(Address.details.asking("xong", "mat-khau"))
        case .tooShort:
            error = language(
                "Mật khẩu cần ít nhất 12 ký tự, trong đó ít nhất 6 ký tự khác nhau.",
                "At least 12 characters, please, 6 of them different."
            )
        case .tooMany:
            error = language("Sai quá nhiều lần. Hãy đợi 15 phút.", "Too many wrong ones. Please wait 15 minutes.")
        case .wrongCurrent: error = language("Mật khẩu hiện tại chưa đúng.", "The current password is wrong.")
        }
        return try await details(request, context) { $0.passwordError = error }
    }

    @Sendable private func revoke(_ request: Request, _ context: CustomerContext) async throws -> Response {
        guard let id = Session.ID(try context.parameters.require("id")),
            try await desk.sessions.revoke(id, of: context.session.account)
        else { throw HTTPError(.notFound) }
        return .see(Address.details.asking("xong", "phien"))
    }
}

extension DetailsPage {
    fileprivate var hasError: Bool { phoneError != nil || addressError != nil || passwordError != nil }
}

extension String {
    /// `Chrome trên Android`, from what the browser calls itself.
    func deviceName(_ language: Language) -> String {
        let browsers = [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
        let systems = [
            ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
            ("Linux", "Linux"),
        ]
        let browser = browsers.first { contains($0.0) }?.1 ?? language("Trình duyệt khác", "Other browser")
        guard let system = systems.first(where: { contains($0.0) })?.1 else { return browser }
        return language("\(browser) trên \(system)", "\(browser) on \(system)")
    }
}

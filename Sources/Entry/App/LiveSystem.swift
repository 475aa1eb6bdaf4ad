import API
import Accounting
import Activation
import ActivationHTTP
import Approvals
import BouncesPOP3
import Contracts
import CurlTransfer
import Dunning
import Evidence
import GatewayVNPAY
import Hummingbird
import Invoicing
import InvoicingBHTT
import InvoicingMobiFone
import Journal
import Kernel
import Letters
import Logging
import MailSMTP
import MonthEnd
import Notices
import PasswordsSodium
import Payments
import People
import Reconciliation
import Refunds
import Sales
import ServiceLifecycle
import ServiceProvisioning
import SettlementVNPAY
import Statements
import Storage
import Usage
import UsageFiles
import VNPAY
import Web
import Worker

/// The whole system put together: the only place that names a concrete database or partner.
struct LiveSystem: Sendable {
    /// The terms that stand on the registration page; a new text is a new version.
    static let termsVersion = "2026-11"

    let settings: Settings
    let database: any SQLDatabase
    let clock: LiveClock
    let world: World
    let logger: Logger
    private let crashPoint: CrashPoint?
    private let client: HTTPClient

    init(settings: Settings, database: any SQLDatabase, clock: LiveClock, logger: Logger) {
        self.settings = settings
        self.clock = clock
        self.logger = logger
        world = .live(clock)
        client = HTTPClient(threadCount: 8)
        crashPoint = CrashPoint.fromEnvironment()
        self.database = crashPoint.map { CrashingDatabase(base: database, point: $0) } ?? database
    }

    // MARK: Partners

    private var vnpay: VNPAYGatewaySettings {
        let terminal = VNPAYTerminal(
            code: settings.vnpay.terminal,
            secret: VNPAYSecret(settings.vnpay.hashSecret),
            payPage: settings.vnpay.payPage,
            returnURL: settings.publicAddress + Address.vnpayReturn.description
        )
        var gateway = VNPAYGatewaySettings(
            terminal: terminal,
            serviceURL: settings.vnpay.service,
            ownAddress: "127.0.0.1"
        )
        gateway.previousSecret = settings.vnpay.previousHashSecret.map { VNPAYSecret($0) }
        return gateway
    }

    private var refundGateway: RefundGateway {
        var gateway = RefundGateway.vnpay(vnpay, client: client)
        if let crashPoint {
            let (refund, query) = (gateway.refund, gateway.query)
            gateway.refund = { order in await crashPoint.around { await refund(order) } }
            gateway.query = { question in await crashPoint.around { await query(question) } }
        }
        return gateway
    }

    var gateway: PaymentGateway {
        var gateway = PaymentGateway.vnpay(vnpay, client: client, now: world.now)
        if let crashPoint {
            let query = gateway.query
            gateway.query = { question in await crashPoint.around { await query(question) } }
        }
        return gateway
    }

    private var activationPort: ActivationPort {
        let signer = ProvisioningSigner(keyID: settings.provisioning.keyID, secret: settings.provisioning.secret)
        var port = ActivationPort.http(
            ProvisioningSettings(baseURL: settings.provisioning.address, signer: signer),
            client: client,
            now: world.now
        )
        if let crashPoint {
            let activate = port.activate
            port.activate = { task in await crashPoint.around { await activate(task) } }
        }
        return port
    }

    private var servicePort: ServicePort {
        let signer = ProvisioningSigner(keyID: settings.provisioning.keyID, secret: settings.provisioning.secret)
        var port = ServicePort.http(
            ProvisioningSettings(baseURL: settings.provisioning.address, signer: signer),
            client: client,
            now: world.now
        )
        if let crashPoint {
            let change = port.change
            port.change = { task in await crashPoint.around { await change(task) } }
        }
        return port
    }

    private var invoicingPort: InvoicingPort {
        var port =
            switch settings.invoicing {
            case .mobiFone(let settings): InvoicingPort.mobiFone(settings, client: client)
            case .bhtt(let settings): InvoicingPort.bhtt(settings, client: client, now: world.now)
            }
        if let crashPoint {
            let (save, sign) = (port.save, port.sign)
            port.save = { (draft) async throws(InvoicingFailure) in
                try await crashPoint.around { () async throws(InvoicingFailure) in try await save(draft) }
            }
            port.sign = { (id) async throws(InvoicingFailure) in
                try await crashPoint.around { () async throws(InvoicingFailure) in try await sign(id) }
            }
        }
        return port
    }

    private var mail: MailTransport {
        let from = Mailbox(address: settings.mail.from, name: "MobiFone QLDV")
        var smtp = SMTPSettings(server: settings.mail.smtp, from: from)
        smtp.bounceDomain = settings.bounces?.domain
        var transport = MailTransport.smtp(smtp)
        if let crashPoint {
            let send = transport.send
            transport.send = { mail in await crashPoint.around { await send(mail) } }
        }
        return transport
    }

    /// `nil` when nothing is configured.
    private var bounceMailbox: BounceMailbox? {
        guard let mailbox = settings.bounces?.mailbox else { return nil }
        var bounces = BounceMailbox.pop3(mailbox.pop3)
        if let crashPoint {
            let remove = bounces.remove
            bounces.remove = { uids in try await crashPoint.around { try await remove(uids) } }
        }
        return bounces
    }

    var seller: Seller {
        Seller(
            name: "MobiFone QLDV",
            legalName: "Tổng công ty Viễn thông MobiFone",
            taxCode: settings.sellerTaxCode,
            address: "Số 01 phố Phạm Văn Bạch, phường Cầu Giấy, Hà Nội",
            phone: settings.sellerPhone,
            email: settings.sellerEmail
        )
    }

    private var letterhead: Letterhead {
        Letterhead(
            name: seller.name,
            legalName: seller.legalName,
            address: seller.address,
            phone: seller.phone,
            email: seller.email
        )
    }

    // MARK: Services

    /// Delivery of everything that has been promised, and the jobs of the timetable.
    var workers: [any Service] {
        let letters = LetterWriter(
            database: database,
            key: settings.key,
            publicAddress: settings.publicAddress,
            head: letterhead
        )
        let sendNotice = SendNotice(
            database: database,
            now: world.now,
            key: settings.key,
            write: letters,
            transport: mail
        )
        let activate = ActivateLine(database: database, world: world, port: activationPort)
        let changeService = ChangeService(database: database, world: world, port: servicePort)
        let pushInvoice = PushInvoice(database: database, world: world, port: invoicingPort)
        let resolve = ResolveAttempt(database: database, world: world, gateway: gateway)
        let workRefund = WorkRefund(database: database, world: world, gateway: refundGateway)
        let reportBounce = ReportBounce(database: database, world: world)
        let lanes = [
            OutboxWorker.Lane(
                name: "mail",
                atOnce: 4,
                handlers: [OutboxMessage.sendMailKind: handler(sendNotice.callAsFunction)]
            ),
            OutboxWorker.Lane(
                name: "activation",
                atOnce: 4,
                handlers: [
                    OutboxMessage.activateKind: handler(activate.callAsFunction),
                    OutboxMessage.changeServiceKind: handler(changeService.callAsFunction),
                ]
            ),
            // One at a time: the dates of a series may not go back (einvoice/spec.md §3).
            OutboxWorker.Lane(
                name: "invoicing",
                atOnce: 1,
                handlers: [OutboxMessage.invoiceKind: handler(pushInvoice.callAsFunction)]
            ),
            OutboxWorker.Lane(
                name: "tasks",
                atOnce: 1,
                handlers: [OutboxMessage.noticeBouncedKind: handler(reportBounce.callAsFunction)]
            ),
            OutboxWorker.Lane(
                name: "reconciliation",
                atOnce: 1,
                handlers: [
                    OutboxMessage.reconciledKind: ReconcileClosed(database: database, world: world).callAsFunction
                ]
            ),
            OutboxWorker.Lane(
                name: "gateway",
                atOnce: 1,
                handlers: [OutboxMessage.resolveKind: handler(resolve.callAsFunction)]
            ),
            OutboxWorker.Lane(
                name: "refunds",
                atOnce: 1,
                handlers: [OutboxMessage.refundKind: handler(workRefund.callAsFunction)]
            ),
        ]
        return [
            OutboxWorker(database: database, now: world.now, lanes: lanes, logger: logger),
            Timetable(jobs: jobs, logger: logger),
        ]
    }

    private var jobs: [Timetable.Job] {
        let sealAudit = SealAudit(database: database)
        let sealLedger = SealLedger(database: database)
        let findQuiet = FindQuietAttempts(database: database, world: world)
        let endTerms = EndTerms(database: database, world: world)
        let endContracts = EndContracts(database: database, world: world)
        let beginChanges = BeginChanges(database: database, world: world)
        let dropStale = DropStaleOrders(database: database, world: world)
        let alarmLate = AlarmLateInvoices(database: database, world: world)
        let alarmUnasked = AlarmUnaskedInvoices(database: database, world: world)
        let chase = ChaseApprovals(database: database, world: world)
        let remind = RemindOfRenewals(database: database, world: world)
        let refresh = RefreshExceptions(database: database, world: world)
        let billing = RunBilling(database: database, world: world)
        let advance = AdvanceBilling(database: database, world: world, key: settings.key)
        let usage = ImportUsage(database: database, world: world, reader: .spreadsheet)
        let dun = SweepDunning(database: database, world: world, key: settings.key)
        let recognise = RecogniseRevenue(database: database, world: world)
        let adjustRefunded = AdjustRefundedInvoices(database: database, world: world)
        let unknown = WatchUnknownOutcomes(database: database, world: world)
        let start = ContinuousClock.now
        let watch = WatchSystem(database: database, world: world) {
            Int64((ContinuousClock.now - start) / .milliseconds(1))
        }
        let findOverdue = FindOverdueDays(database: database, world: world, terminal: settings.vnpay.terminal)
        return [
            Timetable.Job(name: "settled exceptions", everySeconds: 5) { try await refresh() },
            Timetable.Job(name: "refunded invoices", everySeconds: 10) { try await adjustRefunded() },
            Timetable.Job(name: "days without a file", everySeconds: 60) { try await findOverdue() },
            Timetable.Job(name: "rules of the house", everySeconds: 5) { try await watch() },
            Timetable.Job(name: "seal audit", everySeconds: 1) { try await sealAudit() },
            Timetable.Job(name: "seal ledger", everySeconds: 1) { try await sealLedger() },
            Timetable.Job(name: "quiet attempts", everySeconds: 2) { try await findQuiet() },
            Timetable.Job(name: "unknown for too long", everySeconds: 30) { try await unknown.askPeople() },
            Timetable.Job(name: "end of terms", everySeconds: 10) { try await endTerms() },
            Timetable.Job(name: "planned ends", everySeconds: 10) { try await endContracts() },
            Timetable.Job(name: "amendments", everySeconds: 10) { try await beginChanges() },
            Timetable.Job(name: "stale orders", everySeconds: 60) { try await dropStale() },
            Timetable.Job(name: "late invoices", everySeconds: 60) { try await alarmLate() },
            Timetable.Job(name: "invoices not asked for", everySeconds: 60) { try await alarmUnasked() },
            Timetable.Job(name: "late approvals", everySeconds: 15) { try await chase() },
            Timetable.Job(name: "renewals", everySeconds: 30) { try await remind() },
            Timetable.Job(name: "month end", everySeconds: 30) { try await billing.startWhenDue() },
            Timetable.Job(name: "files of usage", everySeconds: 3) { try await usage.goOn() },
            Timetable.Job(name: "reminders of debts", everySeconds: 30) { try await dun() },
            Timetable.Job(name: "prepaid revenue", everySeconds: 10) { try await recognise() },
            Timetable.Job(name: "billing", everySeconds: 1) { try await advance.forSeconds(2) },
        ] + bounceJobs
    }

    /// Letters that came back, so often that a person knows within minutes (R16).
    private var bounceJobs: [Timetable.Job] {
        guard let bounceMailbox else { return [] }
        let key = settings.key
        let collect = CollectBounces(
            database: database,
            world: world,
            mailbox: bounceMailbox,
            noticeOf: { key.notice(ofReturnToken: $0) }
        )
        return [Timetable.Job(name: "bounces", everySeconds: 20) { try await collect().taken }]
    }

    /// Pages and API on one router.
    var router: Router<PublicContext> {
        let programs = APIDesk(
            data: (database, world, settings.key),
            publicAddress: settings.publicAddress,
            settlement: (.vnpay, settings.vnpay.terminal),
            logger: logger
        )
        return website.makeRouter { router in APIRoutes(desk: programs).add(to: router) }
    }

    private var website: Website {
        let pages = WebSettings(
            publicAddress: settings.publicAddress,
            gatewayOrigin: settings.gatewayOrigin,
            trustsProxy: settings.trustProxy,
            terms: (Self.termsVersion, seller),
            isDemo: clock.isMovable
        )
        return Website(
            data: (database, world, settings.key),
            gateway: gateway,
            files: (.vnpay, .spreadsheet),
            passwords: .argon2id(),
            settings: (pages, logger),
            moveClock: clock.mover
        )
    }
}

extension PublicContext: APIRequestContext {}

/// A use case that delivers by identifier, as a handler of messages whose body is one.
private func handler<Entity>(
    _ deliver: @escaping @Sendable (ID<Entity>) async throws -> Delivery
) -> OutboxWorker.Handler {
    { body in
        guard let id = ID<Entity>(body) else { return .park(reason: "\(body) is no identifier") }
        return try await deliver(id)
    }
}

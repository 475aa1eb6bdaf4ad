import Activation
import Approvals
import Contracts
import Dunning
import GatewayVNPAY
import Invoicing
import Journal
import Kernel
import Letters
import Logging
import MonthEnd
import Notices
import Payments
import People
import Reconciliation
import Refunds
import Sales
import SettlementVNPAY
import Statements
import Storage
import Worker

/// Everything that the house says to the outside goes through these.
struct Ports: Sendable {
    let gateway: PaymentGateway
    let refunds: RefundGateway
    let mail: MailTransport
    let activation: ActivationPort
    let services: ServicePort
    let invoicing: InvoicingPort
}

/// The program of one life, put together as `LiveSystem` does it: the same use cases, lanes and jobs, on a simulated
/// disk and before simulated partners.
struct House: Sendable {
    let life: Life
    let database: any SQLDatabase
    let world: World
    let ports: Ports

    static let termsVersion = "2026-11"
    static let address = "https://qldv.test"
    static let key = ServerKey(secret: Array(0..<32))

    /// A lane of the outbox. One delivery at a time: what is at the same time in the real world comes in between here.
    enum LaneName: String, CaseIterable, Sendable {
        case mail, activation, invoicing, tasks, reconciliation, gateway, refunds
    }

    var worker: OutboxWorker {
        OutboxWorker(
            database: database,
            now: world.now,
            lanes: [],
            logger: Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    func lane(_ name: LaneName, key: ServerKey) -> OutboxWorker.Lane {
        let handlers: [String: OutboxWorker.Handler] =
            switch name {
            case .mail: [OutboxMessage.sendMailKind: delivering(sendNotice(key).callAsFunction)]
            case .activation:
                [
                    OutboxMessage.activateKind: delivering(
                        ActivateLine(database: database, world: world, port: ports.activation).callAsFunction
                    ),
                    OutboxMessage.changeServiceKind: delivering(
                        ChangeService(database: database, world: world, port: ports.services).callAsFunction
                    ),
                ]
            case .invoicing:
                [
                    OutboxMessage.invoiceKind: delivering(
                        PushInvoice(database: database, world: world, port: ports.invoicing).callAsFunction
                    )
                ]
            case .tasks:
                [
                    OutboxMessage.noticeBouncedKind: delivering(
                        ReportBounce(database: database, world: world).callAsFunction
                    )
                ]
            case .reconciliation:
                [OutboxMessage.reconciledKind: ReconcileClosed(database: database, world: world).callAsFunction]
            case .gateway:
                [
                    OutboxMessage.resolveKind: delivering(
                        ResolveAttempt(database: database, world: world, gateway: ports.gateway).callAsFunction
                    )
                ]
            case .refunds:
                [
                    OutboxMessage.refundKind: delivering(
                        WorkRefund(database: database, world: world, gateway: ports.refunds).callAsFunction
                    )
                ]
            }
        return OutboxWorker.Lane(name: name.rawValue, atOnce: 1, handlers: handlers)
    }

    private func sendNotice(_ key: ServerKey) -> SendNotice {
        let head = Letterhead(
            name: "MobiFone QLDV",
            legalName: "Tổng công ty Viễn thông MobiFone",
            address: "Số 01 phố Phạm Văn Bạch, Hà Nội",
            phone: "18001090",
            email: "qldv@mobifone.vn"
        )
        return SendNotice(
            database: database,
            now: world.now,
            key: key,
            write: LetterWriter(database: database, key: key, publicAddress: Self.address, head: head),
            transport: ports.mail
        )
    }

    /// The jobs of the timetable.
    func jobs(key: ServerKey) -> [(name: String, run: @Sendable () async throws -> Int)] {
        [
            ("settled exceptions", { try await RefreshExceptions(database: database, world: world)() }),
            ("refunded invoices", { try await AdjustRefundedInvoices(database: database, world: world)() }),
            (
                "days without a file",
                {
                    try await FindOverdueDays(
                        database: database,
                        world: world,
                        terminal: SimulatedVNPAY.terminal
                    )()
                }
            ),
            ("seal audit", { try await SealAudit(database: database)() }),
            ("quiet attempts", { try await FindQuietAttempts(database: database, world: world)() }),
            ("end of terms", { try await EndTerms(database: database, world: world)() }),
            ("planned ends", { try await EndContracts(database: database, world: world)() }),
            ("amendments", { try await BeginChanges(database: database, world: world)() }),
            ("stale orders", { try await DropStaleOrders(database: database, world: world)() }),
            ("late invoices", { try await AlarmLateInvoices(database: database, world: world)() }),
            ("invoices not asked for", { try await AlarmUnaskedInvoices(database: database, world: world)() }),
            ("late approvals", { try await ChaseApprovals(database: database, world: world)() }),
            ("renewals", { try await RemindOfRenewals(database: database, world: world)() }),
            ("month end", { try await RunBilling(database: database, world: world).startWhenDue() }),
            ("reminders of debts", { try await SweepDunning(database: database, world: world, key: key)() }),
            ("prepaid revenue", { try await RecogniseRevenue(database: database, world: world)() }),
            ("billing", { try await AdvanceBilling(database: database, world: world, key: key)() }),
        ]
    }

    private func delivering<Entity>(
        _ deliver: @escaping @Sendable (ID<Entity>) async throws -> Delivery
    ) -> OutboxWorker.Handler {
        { body in
            guard let id = ID<Entity>(body) else { return .park(reason: "\(body) is no identifier") }
            return try await deliver(id)
        }
    }
}

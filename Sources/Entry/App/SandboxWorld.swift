import CurlTransfer
import Foundation
import Hummingbird
import Kernel
import Logging
import SandboxBHTT
import SandboxKit
import SandboxMailbox
import SandboxMobiFone
import SandboxProvisioning
import SandboxVNPAY
import ServiceLifecycle
import ServiceProvisioning
import Storage
import StorageSQLite

/// Where the outside stands, and the secrets that both sides know.
struct SandboxPlan: Sendable {
    var folder: String
    var port: Int
    /// Where mail goes, and where bounces are fetched.
    var mailPorts: (smtp: Int, pop: Int)
    /// The system's own address, to which VNPAY's notices go and payers come back.
    var systemAddress: String
    var secrets: SandboxSecrets

    var address: String { "http://localhost:\(port)" }
    /// Where invoices are put down for BHTT, and where it answers.
    var bhttOutgoing: String { "\(folder)/bhtt/outgoing" }
    var bhttAnswers: String { "\(folder)/bhtt/answers" }
}

/// The partners' secrets of a demonstration: made once, kept in its folder.
struct SandboxSecrets: Codable, Sendable {
    var serverKey: String
    var vnpayTerminal: String
    var vnpayHashSecret: String
    var provisioningSecret: String
    var invoicingPassword: String

    static func kept(in folder: String, random: (Int) -> [UInt8]) throws -> SandboxSecrets {
        let file = URL(filePath: folder).appending(path: "demo-secrets.json")
        if let data = try? Data(contentsOf: file) { return try JSONDecoder().decode(SandboxSecrets.self, from: data) }
        let fresh = SandboxSecrets(
            serverKey: random(32).hex,
            vnpayTerminal: "QLDVDEMO",
            vnpayHashSecret: random(16).hex.uppercased(),
            provisioningSecret: random(32).hex,
            invoicingPassword: random(12).hex
        )
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try JSONEncoder().encode(fresh).write(to: file, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        return fresh
    }
}

/// The outside on loopback: VNPAY, MobiFone Invoice, the mailbox and the products' systems, each with a journal of its
/// own that an independent checker reads.
struct SandboxWorld: Sendable {
    private let plan: SandboxPlan
    private let logger: Logger
    private let vnpay: VNPAYSandbox
    private let mobiFone: MobiFoneSandbox
    private let bhtt: BHTTSandbox
    private let mailbox: MailboxSandbox
    private let provisioning: ProvisioningSandbox
    private let clockRoutes: SandboxClockRoutes

    init(plan: SandboxPlan, clock: LiveClock, logger: Logger) async throws {
        self.plan = plan
        self.logger = logger
        let world = World.live(clock)
        let client = HTTPClient(threadCount: 8)
        vnpay = VNPAYSandbox(
            database: try await Self.journal("vnpay", VNPAYSandbox.migrations, plan),
            settings: VNPAYSandboxSettings(terminals: [
                .init(
                    code: plan.secrets.vnpayTerminal,
                    secret: plan.secrets.vnpayHashSecret,
                    merchantName: "MobiFone QLDV",
                    ipnURL: plan.systemAddress + "/vnpay/ipn",
                    approvedReturnOrigins: [plan.systemAddress]
                )
            ]),
            world: world,
            send: { url in
                guard let answer = try? await client.send(HTTPCall("GET", url, timeoutMilliseconds: 30_000)) else {
                    return nil
                }
                return VNPAYSandbox.Answer(status: answer.status, body: answer.text)
            },
            logger: logger
        )
        mobiFone = MobiFoneSandbox(
            database: try await Self.journal("mobifone", MobiFoneSandbox.migrations, plan),
            settings: Self.mobiFoneSettings(plan),
            world: world,
            logger: logger
        )
        bhtt = BHTTSandbox(
            database: try await Self.journal("bhtt", BHTTSandbox.migrations, plan),
            secret: plan.secrets.invoicingPassword,
            world: world,
            logger: logger
        )
        mailbox = MailboxSandbox(
            database: try await Self.journal("mailbox", MailboxSandbox.migrations, plan),
            world: world,
            logger: logger
        )
        provisioning = ProvisioningSandbox(
            database: try await Self.journal("provisioning", ProvisioningSandbox.migrations, plan),
            settings: ProvisioningSandboxSettings(keyID: "qldv", secret: plan.secrets.provisioningSecret),
            world: world,
            logger: logger
        )
        clockRoutes = SandboxClockRoutes(now: world.now, set: clock.mover)
    }

    /// - Parameter telephone: The page with the codes of a demonstration's people.
    func services(_ telephone: SandboxTelephone?) -> [any Service] {
        let router = Router()
        telephone?.addRoutes(to: router)
        vnpay.addRoutes(to: router)
        mobiFone.addRoutes(to: router)
        bhtt.addRoutes(to: router)
        mailbox.addRoutes(to: router)
        provisioning.addRoutes(to: router)
        clockRoutes.addRoutes(to: router)
        let server = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: plan.port)),
            logger: logger
        )
        return [
            server, SandboxLoop(vnpay: vnpay, logger: logger),
            SandboxFolder(bhtt: bhtt, plan: plan, logger: logger),
            SandboxMail(mailbox: mailbox, port: plan.mailPorts.smtp),
            SandboxBounces(mailbox: mailbox, port: plan.mailPorts.pop),
        ]
    }

    private static func mobiFoneSettings(_ plan: SandboxPlan) -> MobiFoneSandboxSettings {
        var settings = MobiFoneSandboxSettings()
        settings.password = plan.secrets.invoicingPassword
        return settings
    }

    private static func journal(
        _ name: String,
        _ migrations: [Migration],
        _ plan: SandboxPlan
    ) async throws -> SQLiteDatabase {
        let database = try openSQLite("\(plan.folder)/\(name).sqlite")
        try await database.migrate(migrations)
        return database
    }
}

/// VNPAY's own clockwork: notices that are due are sent.
private struct SandboxLoop: Service {
    let vnpay: VNPAYSandbox
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await vnpay.deliverDueNotices()
                    try await Task.sleep(for: .milliseconds(150))
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("sandbox notices", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}

/// BHTT reads its folder now and then.
private struct SandboxFolder: Service {
    let bhtt: BHTTSandbox
    let plan: SandboxPlan
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await bhtt.readFolder(incoming: plan.bhttOutgoing, answers: plan.bhttAnswers)
                } catch {
                    logger.error("sandbox BHTT", metadata: ["error": "\(error)"])
                }
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
            }
        }
    }
}

private struct SandboxMail: Service {
    let mailbox: MailboxSandbox
    let port: Int

    func run() async throws { try await mailbox.serveSMTP(host: "127.0.0.1", port: port) }
}

private struct SandboxBounces: Service {
    let mailbox: MailboxSandbox
    let port: Int

    func run() async throws { try await mailbox.servePOP3(host: "127.0.0.1", port: port) }
}

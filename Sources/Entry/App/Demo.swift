import ArgumentParser
import Catalogue
import Configuration
import Foundation
import Hummingbird
import Journal
import Kernel
import Logging
import Organisation
import SandboxMailbox
import Schema
import ServiceLifecycle
import Storage
import Web

/// Everything on one machine with no configuration.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The whole system with its sandboxes, for trying out: no configuration, no real money."
    )

    @Option(help: "The system's port.") var port = 8080
    @Option(help: "The sandboxes' port.") var sandboxPort = 8081
    @Option(help: "The mail sandbox's port.") var mailPort = 2525
    @Option(help: "The port of the sandbox's mailbox of bounces (POP3).") var popPort = 2110
    @Option(help: "The folder for databases and secrets.") var data = "data"
    @Option(help: "sqlite:PATH or postgres://…; a SQLite file in the data folder otherwise.") var database: String?
    @Option(help: "Who draws up the invoices: mobifone, bhtt-rest or bhtt-file.") var invoicing = "mobifone"
    @Option(help: "debug, info, notice, warning or error.") var logLevel = "notice"

    func run() async throws {
        var logger = Logger(label: "qldv")
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .notice
        let systemAddress = "http://localhost:\(port)"
        let start = try ProcessInfo.processInfo.environment["QLDV_CLOCK"].map { text in
            guard let time = Timestamp(iso8601: text) else { throw BadSetting(key: "clock", rule: "ISO 8601") }
            return time
        }
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let clock = LiveClock(start: start, file: URL(filePath: data).appending(path: "test-clock"))
        let secrets = try SandboxSecrets.kept(in: data, random: World.live(clock).randomBytes)
        let plan = SandboxPlan(
            folder: data,
            port: sandboxPort,
            mailPorts: (mailPort, popPort),
            systemAddress: systemAddress,
            secrets: secrets
        )
        let sandboxes = try await SandboxWorld(plan: plan, clock: clock, logger: logger)

        let settings = try Settings(reader: ConfigReader(provider: .given(given(plan))))
        let opened = try openDatabase(settings.database)
        try await opened.migrate(.qldv)
        _ = try await LoadCatalogue(database: opened, world: .live(clock))(CatalogueFile.builtIn(), by: .system)
        try await DemoPeople.store(in: opened, .live(clock))
        let telephone = DemoPeople.telephone(opened, settings.key) { clock.now }
        let system = LiveSystem(settings: settings, database: opened, clock: clock, logger: logger)
        let server = Application(
            router: system.router,
            server: .timely,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: logger
        )
        print(welcome(plan))
        fflush(nil)  // seen at once, also where the output goes to a file
        try await runServices(sandboxes.services(telephone) + [server] + system.workers, logger)
    }

    private func given(_ plan: SandboxPlan) -> [String: ConfigContent] {
        [
            "qldv.database": .string(database ?? "sqlite:\(data)/qldv.sqlite"),
            "qldv.port": .int(port),
            "qldv.publicAddress": .string(plan.systemAddress),
            "qldv.secretKey": .string(plan.secrets.serverKey),
            "qldv.vnpay.terminal": .string(plan.secrets.vnpayTerminal),
            "qldv.vnpay.hashSecret": .string(plan.secrets.vnpayHashSecret),
            "qldv.vnpay.payPage": .string("\(plan.address)/paymentv2/vpcpay.html"),
            "qldv.vnpay.service": .string("\(plan.address)/merchant_webapi/api/transaction"),
            "qldv.mail.server": .string("smtp://127.0.0.1:\(mailPort)"),
            "qldv.mail.requireTLS": false,
            "qldv.bounces.domain": .string(MailboxSandbox.bounceDomain),
            "qldv.bounces.server": .string("pop3://127.0.0.1:\(popPort)"),
            "qldv.bounces.user": .string("bounces"),
            "qldv.bounces.password": .string("bounces"),
            "qldv.bounces.requireTLS": false,
            "qldv.provisioning.address": .string(plan.address),
            "qldv.provisioning.secret": .string(plan.secrets.provisioningSecret),
            "qldv.invoicing.system": .string(invoicing),
            "qldv.invoicing.secret": .string(plan.secrets.invoicingPassword),
            "qldv.invoicing.outgoing": .string(plan.bhttOutgoing),
            "qldv.invoicing.answers": .string(plan.bhttAnswers),
            "qldv.invoicing.address": .string(plan.address),
            "qldv.invoicing.username": .string("qldv"),
            "qldv.invoicing.password": .string(plan.secrets.invoicingPassword),
        ]
    }

    private func welcome(_ plan: SandboxPlan) -> String {
        """

        QLDV demo
          storefront        \(plan.systemAddress)
          customer portal   \(plan.systemAddress)/tai-khoan
          mailbox           \(plan.address)/mailbox          (all mail ends here; …@\(MailboxFaults.emptyDomain) bounces)
          VNPAY             \(plan.address)/sandbox/vnpay
          MobiFone Invoice  \(plan.address)/sandbox/mobifone
          BHTT              \(plan.address)/sandbox/bhtt
          products          \(plan.address)/sandbox/provisioning
          staff pages       \(plan.systemAddress)/quan-ly
          authenticator     \(plan.address)/sandbox/authenticator    (the second factor's codes)

          Staff, all with the password \(DemoPeople.password):
        \(DemoPeople.people.map { "    \($0.email.padding(toLength: 28, withPad: " ", startingAt: 0))\($0.role.rawValue), \($0.unit)" }.joined(separator: "\n"))

          To pay: NCB, card 9704198526191432198, NGUYEN VAN A, 07/15, OTP 123456
          Not enough money: card 9704195798459170488
          Data in \(data)/; stop with Ctrl-C

        """
    }
}

/// The sandboxes alone, for a system that runs elsewhere (`qldv serve`).
struct Sandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "VNPAY, MobiFone Invoice, mailbox and provisioning on loopback."
    )

    @Option(help: "The sandboxes' port.") var port = 8081
    @Option(help: "The mail sandbox's port.") var mailPort = 2525
    @Option(help: "The port of the mailbox of bounces (POP3).") var popPort = 2110
    @Option(help: "The folder for journals and secrets.") var data = "data"
    @Option(help: "The system's address, for notices.") var system = "http://localhost:8080"

    func run() async throws {
        let logger = Logger(label: "qldv-sandbox")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let clock = LiveClock(start: nil, file: URL(filePath: data).appending(path: "test-clock"))
        let secrets = try SandboxSecrets.kept(in: data, random: World.live(clock).randomBytes)
        let plan = SandboxPlan(
            folder: data,
            port: port,
            mailPorts: (mailPort, popPort),
            systemAddress: system,
            secrets: secrets
        )
        print("sandboxes at \(plan.address), secrets in \(data)/demo-secrets.json")
        try await runServices(try await SandboxWorld(plan: plan, clock: clock, logger: logger).services(nil), logger)
    }
}

import Accounting
import ArgumentParser
import Configuration
import Foundation
import Hummingbird
import HummingbirdCore
import Invoicing
import Journal
import Kernel
import Logging
import NIOCore
import People
import Schema
import ServiceLifecycle
import Storage
import SystemPackage
import UnixSignals
import VNPAY
import Web

struct DatabaseOptions: ParsableArguments {
    @Option(help: "sqlite:PATH or postgres://user@host/name; QLDV_DATABASE otherwise.") var database: String?

    /// The settings as given: command line, then `.env`, then the environment.
    func reader(_ more: [String: ConfigContent] = [:]) async throws -> ConfigReader {
        var values = more
        if let database { values["qldv.database"] = .string(database) }
        var providers: [any ConfigProvider] = [.given(values)]
        if FileManager.default.fileExists(atPath: ".env") {
            providers.append(try await EnvironmentVariablesProvider(environmentFilePath: ".env"))
        }
        providers.append(EnvironmentVariablesProvider())
        return ConfigReader(providers: providers)
    }

    /// The database, with its schema checked.
    func open() async throws -> any SQLDatabase {
        let address = try await reader().scoped(to: "qldv").string(
            forKey: "database",
            default: "sqlite:data/qldv.sqlite"
        )
        let database = try openDatabase(address)
        try await database.checkSchema(.qldv)
        return database
    }
}

extension ConfigProvider where Self == InMemoryProvider {
    /// Values by their dotted names.
    static func given(_ values: [String: ConfigContent]) -> InMemoryProvider {
        InMemoryProvider(
            values: Dictionary(
                uniqueKeysWithValues: values.map { name, value in
                    (AbsoluteConfigKey(name.split(separator: ".").map(String.init)), ConfigValue(value, isSecret: true))
                }
            )
        )
    }
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The web server, with a worker beside it.")

    @OptionGroup var options: DatabaseOptions
    @Option(help: "The port to listen on.") var port: Int?
    @Flag(help: "Serve pages only; workers run elsewhere (qldv work).") var withoutWorker = false
    /// For `Tests/Trials`: time that can be moved, as in `qldv demo`; each page then says that nothing here is real.
    @Option(help: .hidden) var trialClock: String?

    func run() async throws {
        var given: [String: ConfigContent] = [:]
        if let port { given["qldv.port"] = .int(port) }
        let settings = try Settings(reader: await options.reader(given))
        let database = try openDatabase(settings.database)
        try await database.checkSchema(.qldv)
        let logger = Logger(label: "qldv")
        let clock = LiveClock(start: settings.clock, file: trialClock.map { URL(filePath: $0) })
        let system = LiveSystem(settings: settings, database: database, clock: clock, logger: logger)
        let server = Application(
            router: system.router,
            server: .timely,
            configuration: .init(address: .hostname(settings.host, port: settings.port), serverName: nil),
            logger: logger
        )
        let services: [any Service] = [server] + (withoutWorker ? [] : system.workers)
        try await runServices(services, logger)
    }
}

struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A worker without pages: deliveries and timetable.")

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let settings = try Settings(reader: await options.reader())
        let database = try openDatabase(settings.database)
        try await database.checkSchema(.qldv)
        let logger = Logger(label: "qldv")
        let clock = LiveClock(start: settings.clock, file: nil)
        let system = LiveSystem(settings: settings, database: database, clock: clock, logger: logger)
        try await runServices(system.workers, logger)
    }
}

extension HTTPServerBuilder {
    /// HTTP/1.1 for callers who say what they want within half a minute, and are let go when they are silent.
    static var timely: HTTPServerBuilder { .http1(configuration: .init(idleTimeout: .seconds(30))) }
}

/// Runs until one of the services ends or the process is told to stop.
func runServices(_ services: [any Service], _ logger: Logger) async throws {
    var configuration = ServiceGroupConfiguration(
        services: services,
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger
    )
    // What a delivery may still need; after that its lease ends by itself.
    configuration.maximumGracefulShutdownDuration = .seconds(20)
    let group = ServiceGroup(configuration: configuration)
    try await group.run()
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Brings the schema up to date.")

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let address = try await options.reader().scoped(to: "qldv").string(
            forKey: "database",
            default: "sqlite:data/qldv.sqlite"
        )
        try await openDatabase(address).migrate(.qldv)
        print("The schema is up to date: \([Migration].qldv.last?.name ?? "")")
    }
}

struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "What has still to be delivered, and what was given up and why."
    )

    @OptionGroup var options: DatabaseOptions
    @Option(help: "Give the parked message of this key another round.") var release: String?

    func run() async throws {
        let database = try await options.open()
        let clock = LiveClock(start: nil, file: nil)
        if let release {
            let released = try await database.write { connection in
                try OutboxStatus.release(key: release, at: clock.now, on: connection)
            }
            guard released else { throw ValidationError("there is no parked message \(release)") }
            return print("released \(release)")
        }
        for item in try await database.read({ try OutboxStatus.unfinished(limit: 1_000, on: $0) }) {
            print("\(item.state)\t\(item.key)\tattempts \(item.attempts)\t\(item.lastError ?? "")")
        }
    }
}

struct VNPAYCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vnpay",
        abstract: "VNPAY signatures, made and explained when they are wrong; and its acceptance of a merchant.",
        subcommands: [Sign.self, Explain.self, AcceptanceCommand.self]
    )

    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads JSON lines {kind, secret, params}; prints {data, hash} for each."
        )
        func run() throws {
            while let line = readLine() { print(VNPAYCommandLine.sign(line: line)) }
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The same with vnp_SecureHash among the params; names the mistake that made a wrong one."
        )
        func run() throws {
            while let line = readLine() { print(VNPAYCommandLine.explain(line: line)) }
        }
    }
}

struct AmountWords: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amount-words",
        abstract: "An amount in Vietnamese words."
    )
    @Argument(help: "Whole đồng.") var amount: Int64

    func run() throws {
        guard let money = try? Money(dong: amount) else {
            throw ValidationError("an amount is 0 to \(Money.limit) đồng")
        }
        print(money.inWords)
    }
}

struct TaxCodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tax-code",
        abstract: "Whether a tax code is valid (exit status 0 or 1)."
    )
    @Argument(help: "Ten digits, ten and a branch, or twelve.") var code: String

    func run() throws {
        do throws(TaxCode.Mistake) {
            print(try TaxCode(code))
        } catch {
            let reason =
                switch error {
                case .notDigits: "a tax code consists of digits"
                case .length(let count): "a tax code has 10, 12 or 13 digits, not \(count)"
                case .component: "no such serial or branch number is ever given out"
                case .checkDigit: "the check digit is wrong"
                }
            FileHandle.standardError.write(Data("\(code): \(reason)\n".utf8))
            throw ExitCode.failure
        }
    }
}

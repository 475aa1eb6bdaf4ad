import ArgumentParser
import Kernel
import Organisation
import PasswordsSodium
import People
import Storage

/// The house as it is: nine regional companies and the IT centre (einvoice/spec.md §14).
enum OrganisationSeed {
    static let units: [OrganisationUnit] =
        (1...9).map { number in
            OrganisationUnit(
                code: "KV\(number)",
                kind: .regional,
                name: Bilingual(
                    vietnamese: "Công ty Dịch vụ MobiFone Khu vực \(number)",
                    english: "MobiFone regional company \(number)"
                ),
                numberPattern: .standard
            )
        } + [
            OrganisationUnit(
                code: "CNTT",
                kind: .itCentre,
                name: Bilingual(vietnamese: "Trung tâm Công nghệ thông tin MobiFone", english: "MobiFone IT centre"),
                numberPattern: .standard
            )
        ]

    /// Writes what is missing; what somebody has changed stays.
    static func store(in database: any SQLDatabase) async throws {
        try await database.write { connection in
            for unit in units where try OrganisationUnit.find(unit.code, on: connection) == nil {
                try unit.store(on: connection)
            }
            if try Holiday.all(on: connection).isEmpty { _ = try Holiday.addStandard(on: connection) }
            if try DiscountLimits.read(on: connection).entries.isEmpty {
                try DiscountLimits.set(DiscountLimits.everyProduct, basisPoints: 1_500, on: connection)
            }
        }
    }
}

/// `qldv staff`: the first administrator of an installation. Everybody else is invited in the pages.
struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff",
        abstract: "Units of the house, and the first administrator.",
        subcommands: [Invite.self, Units.self]
    )

    struct Units: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the nine regional companies and the IT centre, where they are missing."
        )
        @OptionGroup var options: DatabaseOptions

        func run() async throws {
            let database = try await options.open()
            try await OrganisationSeed.store(in: database)
            for unit in try await database.read({ try OrganisationUnit.all(on: $0) }) {
                print("\(unit.code)\t\(unit.name.vietnamese)")
            }
        }
    }

    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an account and sends its invitation by mail (`qldv work` delivers it)."
        )
        @OptionGroup var options: DatabaseOptions
        @Argument(help: "The e-mail address.") var email: String
        @Option(help: "The person's name.") var name: String
        @Option(help: "The unit's code, such as CNTT.") var unit = "CNTT"
        @Option(help: "account_manager, regional_approver, admin …; may be given more than once.")
        var role: [String] = ["admin"]

        func run() async throws {
            let database = try await options.open()
            try await OrganisationSeed.store(in: database)
            var form = ManageStaff.Form()
            form.name = name
            form.email = email
            form.unit = unit
            form.roles = Set(
                try role.map { text in
                    guard let role = Role(rawValue: text) else {
                        throw ValidationError(
                            "\(text) is no role: \(Role.allCases.map(\.rawValue).joined(separator: ", "))"
                        )
                    }
                    return role
                }
            )
            let enrol = EnrolStaff(
                database: database,
                world: .live(LiveClock(start: nil, file: nil)),
                passwords: .argon2id()
            )
            switch try await enrol(form, password: nil, hasAuthenticator: false) {
            case .enrolled: print("\(email) is invited; the letter leaves with the next delivery")
            case .known: print("\(email) has an account already")
            case .mistakes(let mistakes):
                let words = mistakes.map { "\($0.key.rawValue): \($0.value)" }.sorted().joined(separator: ", ")
                throw ValidationError(words)
            }
        }
    }
}

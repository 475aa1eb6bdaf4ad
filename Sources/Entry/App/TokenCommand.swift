import ArgumentParser
import Kernel
import Organisation
import People
import Storage

/// `qldv token`: access of programs to /api/v1, from the machine itself.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Tokens with which programs use /api/v1.",
        subcommands: [Issue.self, List.self, Revoke.self]
    )

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Issues a token and prints it: the only time that it is seen."
        )

        @OptionGroup var options: DatabaseOptions
        @Option(help: "The e-mail address of the member of staff for whom the program acts.") var staff: String
        @Option(parsing: .upToNextOption, help: "What the program may do, such as viewContracts; `all` for all it can.")
        var scope: [String]
        @Option(help: "How many days it works, 365 at most.") var days: Int64 = 90
        @Option(help: "What the token is called.") var name = "qldv token issue"

        func run() async throws {
            let database = try await options.open()
            guard let email = EmailAddress(staff),
                let member = try await database.read({ try StaffMember.find(email, on: $0) })
            else { throw ValidationError("nobody of the staff has the address \(staff)") }
            var form = KeepTokens.Form(staff: member.id)
            form.name = name
            form.days = days
            form.scopes = try scopes(of: member)
            let keep = KeepTokens(database: database, world: .live(LiveClock(start: nil, file: nil)))
            switch try await keep.issue(form, by: .commandLine) {
            case .issued(_, let text): print(text)
            case .mistakes(let mistakes):
                let told = mistakes.map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ")
                throw ValidationError("not issued: \(told)")
            case .tooMany: throw ValidationError("\(staff) has \(APIToken.liveLimit) live tokens: revoke one first")
            case .notAllowed, .unknown, .revoked: throw ValidationError("\(staff) may not have a token")
            }
        }

        private func scopes(of member: StaffMember) throws -> Set<Action> {
            if scope == ["all"] { return Set(Action.scopesToChoose.filter { member.may($0) }) }
            let known = Action.scopesToChoose.map(\.rawValue)
            return Set(
                try scope.map { name in
                    guard known.contains(name), let action = Action(rawValue: name) else {
                        throw ValidationError("\(name) is no scope; these are: \(known.joined(separator: ", "))")
                    }
                    return action
                }
            )
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every token, without its secret.")

        @OptionGroup var options: DatabaseOptions

        func run() async throws {
            let database = try await options.open()
            let tokens = try await database.read { connection in
                try APIToken.all(of: nil, on: connection).map { token in
                    (token, try StaffMember.find(token.staff, on: connection))
                }
            }
            let time = LiveClock(start: nil, file: nil).now
            for (token, member) in tokens {
                let state = token.isLive(at: time) ? "live" : token.revokedAt == nil ? "expired" : "revoked"
                let scopes = token.scopes.map(\.rawValue).sorted().joined(separator: ",")
                let email = member?.email.description ?? ""
                print("\(token.id)\t\(state)\t\(email)\t\(token.expiresAt.iso8601)\t\(scopes)\t\(token.name)")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes a token back: it works no more.")

        @OptionGroup var options: DatabaseOptions
        @Argument(help: "The token's identifier, from `qldv token list`.") var token: String

        func run() async throws {
            let database = try await options.open()
            let keep = KeepTokens(database: database, world: .live(LiveClock(start: nil, file: nil)))
            guard let id = APIToken.ID(token), case .revoked = try await keep.revoke(id, by: .commandLine) else {
                throw ValidationError("there is no token \(token)")
            }
            print("revoked \(token)")
        }
    }
}

import ArgumentParser
import Configuration
import Evidence
import Foundation
import GatewayVNPAY
import Kernel
import People
import Storage

struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Files that prove a payment to whoever has neither server nor database (docs/evidence.md).",
        subcommands: [Take.self, VerifyFile.self, Key.self]
    )

    struct Take: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the evidence of a contract, or of one payment, beside you."
        )

        @Argument(help: "A contract's number; with --payment, a payment's reference.") var number: String
        @Flag(help: "The number is a payment's reference (TxnRef).") var payment = false
        @Option(help: "Where the file goes; this folder otherwise.") var folder = "."
        @OptionGroup var options: DatabaseOptions

        func run() async throws {
            let key = try await serverKey(options)
            let database = try await options.open()
            let take = TakeEvidence(
                database: database,
                world: .live(LiveClock(start: nil, file: nil)),
                key: try EvidenceKey(key)
            )
            switch try await take(payment ? .payment(number) : .contractNumber(number)) {
            case .taken(let bundle):
                let file = URL(filePath: folder).appending(path: bundle.name)
                try Data(bundle.bytes).write(to: file, options: .atomic)
                print(file.path)
            case .unknown, .notAllowed:
                throw ValidationError("there is no \(payment ? "payment" : "contract") \(number)")
            }
        }
    }

    struct VerifyFile: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Examines a file with nothing but itself; prints a line per proof, exit status 1 when one fails."
        )

        @Argument(help: "qldv-bang-chung-….json") var file: String
        @Option(help: "The published key, in base 64: without it nobody knows who signed.") var key: String?
        @Option(help: "The terminal's hash secret: VNPAY's own signatures are checked too.") var vnpaySecret: String?

        func run() throws {
            let bytes = try Data(contentsOf: URL(filePath: file))
            let verify = VerifyEvidence(gateway: .vnpay(secret: vnpaySecret), publicKey: key)
            guard let proofs = verify(bytes) else { throw ValidationError("\(file) is no evidence of qldv") }
            for proof in proofs {
                switch proof.result {
                case .holds(let words): print("OK       \(proof.name.rawValue): \(words)")
                case .fails(let words): print("FAILED   \(proof.name.rawValue): \(words)")
                case .leftOut(let words): print("LEFT OUT \(proof.name.rawValue): \(words)")
                }
            }
            if proofs.contains(where: \.isBroken) { throw ExitCode.failure }
        }
    }

    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the public key that files are signed with.")

        @OptionGroup var options: DatabaseOptions

        func run() async throws { print(try EvidenceKey(await serverKey(options)).publicKey) }
    }
}

/// The server's key alone: the other settings are not needed.
func serverKey(_ options: DatabaseOptions) async throws -> ServerKey {
    let reader = try await options.reader().scoped(to: "qldv")
    let secret = try reader.requiredString(forKey: "secretKey", isSecret: true)
    guard let key = ServerKey(secret: Settings.bytes(hex: secret)) else {
        throw BadSetting(key: "secretKey", rule: "32 bytes or more, in hexadecimal")
    }
    return key
}

import Configuration
import Foundation
import Kernel
import People

/// What the operator decides. Read once at start-up; a bad value stops the program there, and no secret has a default.
///
/// | key | environment | default |
/// | --- | --- | --- |
/// | `database` | `QLDV_DATABASE` | `sqlite:data/qldv.sqlite` |
/// | `host`, `port` | `QLDV_HOST`, `QLDV_PORT` | `127.0.0.1`, 8080 |
/// | `publicAddress` | `QLDV_PUBLIC_ADDRESS` | `http://localhost:<port>` |
/// | `secretKey` | `QLDV_SECRET_KEY` | required, secret: 32 bytes or more, in hexadecimal |
/// | `trustProxy` | `QLDV_TRUST_PROXY` | false |
/// | `clock` | `QLDV_CLOCK` | the system's |
/// | `vnpay.terminal`, `vnpay.hashSecret` | `QLDV_VNPAY_…` | required; the second is secret |
/// | `vnpay.previousHashSecret` | `QLDV_VNPAY_PREVIOUS_HASH_SECRET` | none; secret: notices under it count too |
/// | `vnpay.payPage`, `vnpay.service` | | VNPAY's production addresses |
/// | `mail.server`, `mail.user`, `mail.password`, `mail.from`, `mail.requireTLS` | `QLDV_MAIL_…` | server required |
/// | `bounces.domain` | `QLDV_BOUNCES_DOMAIN` | none: bounces go to `mail.from`, and nobody reads them |
/// | `bounces.server`, `bounces.user`, `bounces.password` | `QLDV_BOUNCES_…` | none; `pop3://` or `pop3s://`; secret |
/// | `bounces.requireTLS` | `QLDV_BOUNCES_REQUIRE_TLS` | true |
/// | `provisioning.address`, `provisioning.keyID`, `provisioning.secret` | `QLDV_PROVISIONING_…` | required |
/// | `invoicing.system` | `QLDV_INVOICING_SYSTEM` | `mobifone`; or `bhtt-rest`, `bhtt-file` |
/// | `invoicing.taxCode` | `QLDV_INVOICING_TAX_CODE` | 0100686209 |
/// | `invoicing.address`, `.username`, `.password` | `QLDV_INVOICING_…` | required with `mobifone` |
/// | `invoicing.address`, `.keyID`, `.secret` | `QLDV_INVOICING_…` | required with `bhtt-rest`; keyID `qldv` |
/// | `invoicing.outgoing`, `.answers` | `QLDV_INVOICING_…` | folders, required with `bhtt-file` |
/// | `seller.phone`, `seller.email` | `QLDV_SELLER_…` | the hotline |
struct Settings: Sendable {
    struct VNPAY: Sendable {
        let terminal: String
        let hashSecret: String
        let previousHashSecret: String?
        let payPage: String
        let service: String
    }

    struct Mail: Sendable {
        let server: String
        let user: String?
        let password: String?
        let from: String
        let requireTLS: Bool
    }

    /// Where letters come back. A domain alone makes return addresses, and somebody else reads the mailbox.
    struct Bounces: Sendable {
        struct Mailbox: Sendable {
            let server: String
            let user: String
            let password: String
            let requireTLS: Bool
        }

        let domain: String
        let mailbox: Mailbox?
    }

    struct Provisioning: Sendable {
        let address: String
        let keyID: String
        let secret: String
    }

    let database: String
    let host: String
    let port: Int
    let publicAddress: String
    let trustProxy: Bool
    let clock: Timestamp?
    let key: ServerKey
    let vnpay: VNPAY
    let mail: Mail
    let bounces: Bounces?
    let provisioning: Provisioning
    let invoicing: InvoicingChoice
    /// The seller's tax code (mã số thuế).
    let sellerTaxCode: String
    let sellerPhone: String
    let sellerEmail: String

    init(reader root: ConfigReader) throws {
        let reader = root.scoped(to: "qldv")
        database = reader.string(forKey: "database", default: "sqlite:data/qldv.sqlite")
        host = reader.string(forKey: "host", default: "127.0.0.1")
        port = reader.int(forKey: "port", default: 8080)
        guard (0...65_535).contains(port) else { throw BadSetting(key: "port", rule: "0 to 65535") }
        publicAddress = reader.string(forKey: "publicAddress", default: "http://localhost:\(port)")
        trustProxy = reader.bool(forKey: "trustProxy", default: false)
        clock = try reader.string(forKey: "clock").map { text in
            guard let time = Timestamp(iso8601: text) else { throw BadSetting(key: "clock", rule: "ISO 8601") }
            return time
        }
        let secret = try reader.requiredString(forKey: "secretKey", isSecret: true)
        guard let key = ServerKey(secret: Self.bytes(hex: secret)) else {
            throw BadSetting(key: "secretKey", rule: "32 bytes or more, in hexadecimal")
        }
        self.key = key
        vnpay = try VNPAY(reader: reader.scoped(to: "vnpay"))
        mail = try Mail(reader: reader.scoped(to: "mail"))
        bounces = try Bounces(reader: reader.scoped(to: "bounces"))
        provisioning = try Provisioning(reader: reader.scoped(to: "provisioning"))
        invoicing = try InvoicingChoice(reader: reader.scoped(to: "invoicing"))
        sellerTaxCode = reader.string(forKey: "invoicing.taxCode", default: "0100686209")
        sellerPhone = reader.string(forKey: "seller.phone", default: "18001290")
        sellerEmail = reader.string(forKey: "seller.email", default: "contact-itc@mobifone.vn")
    }

    /// Scheme, host and port of the gateway's page, to which forms may lead.
    var gatewayOrigin: String {
        let parts = vnpay.payPage.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
        return parts.count >= 2 ? "\(parts[0])//\(parts[1])" : ""
    }

    static func bytes(hex: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = hex[...]
        while rest.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return rest.isEmpty ? bytes : []
    }
}

extension Settings.VNPAY {
    fileprivate init(reader: ConfigReader) throws {
        terminal = try reader.requiredString(forKey: "terminal")
        hashSecret = try reader.requiredString(forKey: "hashSecret", isSecret: true)
        previousHashSecret = reader.string(forKey: "previousHashSecret", isSecret: true)
        payPage = reader.string(forKey: "payPage", default: "https://pay.vnpay.vn/vpcpay.html")
        service = reader.string(
            forKey: "service",
            default: "https://pay.vnpay.vn/merchant_webapi/api/transaction"
        )
        guard !(hashSecret + (previousHashSecret ?? "")).contains(where: \.isWhitespace) else {
            throw BadSetting(key: "vnpay.hashSecret", rule: "no blanks: they are the usual cause of error 70")
        }
    }
}

extension Settings.Mail {
    fileprivate init(reader: ConfigReader) throws {
        server = try reader.requiredString(forKey: "server")
        user = reader.string(forKey: "user")
        password = reader.string(forKey: "password", isSecret: true)
        from = reader.string(forKey: "from", default: "no-reply@qldv.vn")
        requireTLS = reader.bool(forKey: "requireTLS", default: true)
    }
}

extension Settings.Bounces {
    /// `nil` when there is no domain for them.
    fileprivate init?(reader: ConfigReader) throws {
        guard let domain = reader.string(forKey: "domain"), !domain.isEmpty else { return nil }
        guard EmailAddress("bounces+0@\(domain)") != nil else {
            throw BadSetting(key: "bounces.domain", rule: "a domain that mail can be sent to")
        }
        self.domain = domain.lowercased()
        mailbox = try reader.string(forKey: "server").map { server in
            guard server.hasPrefix("pop3://") || server.hasPrefix("pop3s://") else {
                throw BadSetting(key: "bounces.server", rule: "pop3://host:port or pop3s://host:port")
            }
            return Mailbox(
                server: server,
                user: try reader.requiredString(forKey: "user"),
                password: try reader.requiredString(forKey: "password", isSecret: true),
                requireTLS: reader.bool(forKey: "requireTLS", default: true)
            )
        }
    }
}

extension Settings.Provisioning {
    fileprivate init(reader: ConfigReader) throws {
        address = try reader.requiredString(forKey: "address")
        keyID = reader.string(forKey: "keyID", default: "qldv")
        secret = try reader.requiredString(forKey: "secret", isSecret: true)
    }
}

struct BadSetting: Error, CustomStringConvertible {
    let key: String
    let rule: String
    var description: String { "setting \(key): \(rule)" }
}

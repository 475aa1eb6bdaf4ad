import Kernel
import ServiceProvisioning
package import Storage

/// What a product's system made.
struct ActivationRecord: Hashable, Sendable {
    let key: String
    let productCode: String
    let planCode: String
    let quantity: Int64
    let contractNumber: String
    let customerEmail: String
    let secret: String
    let readyAt: Timestamp
    let createdAt: Timestamp
    /// How often it was asked for; the package was made once.
    let askedCount: Int64

    init(_ order: ActivationOrder, readyAt: Timestamp, secret: String, at time: Timestamp) {
        key = order.key
        productCode = order.productCode
        planCode = order.planCode
        quantity = order.quantity
        contractNumber = order.contractNumber
        customerEmail = order.customer.email
        self.secret = secret
        self.readyAt = readyAt
        createdAt = time
        askedCount = 1
    }

    var reference: String { "\(productCode)-\(key.suffix(8).uppercased())" }

    /// Whether the same thing is asked for again.
    func isSame(as other: ActivationRecord) -> Bool {
        (planCode, quantity, contractNumber) == (other.planCode, other.quantity, other.contractNumber)
    }

    /// What a customer of such a product gets.
    var access: [AccessDetail] {
        let host = productCode.lowercased().replacing("mbf-", with: "")
        let user = String(customerEmail.prefix { $0 != "@" })
        return [
            AccessDetail(label: .init(vi: "Địa chỉ", en: "Address"), value: "https://\(host).sandbox.example", secret: false),
            AccessDetail(label: .init(vi: "Tên đăng nhập", en: "User name"), value: user, secret: false),
            AccessDetail(label: .init(vi: "Mật khẩu lần đầu", en: "First password"), value: secret, secret: true),
            AccessDetail(label: .init(vi: "Mã kích hoạt", en: "Activation code"), value: reference, secret: false),
        ]
    }
}

/// The journal of the products' systems: one row for each package made. An independent checker reads `activation`.
package struct ActivationRecordStore: Sendable {
    private let database: any SQLDatabase

    init(database: any SQLDatabase) { self.database = database }

    /// Makes the package once for its key.
    ///
    /// - Returns: What is kept under the key; `nil` when that is another order.
    func keep(_ record: ActivationRecord) async throws -> ActivationRecord? {
        try await database.write { connection in
            if let known = try Self.find(record.key, connection) {
                try connection.run("UPDATE activation SET asked_count = asked_count + 1 WHERE key = \(record.key)")
                return known.isSame(as: record) ? known : nil
            }
            try connection.run(
                """
                INSERT INTO activation (key, product_code, plan_code, quantity, contract_number, customer_email, secret,
                    state, ready_at, created_at, asked_count)
                VALUES (\(record.key), \(record.productCode), \(record.planCode), \(record.quantity),
                    \(record.contractNumber), \(record.customerEmail), \(record.secret), 'active', \(record.readyAt),
                    \(record.createdAt), 1)
                """
            )
            return record
        }
    }

    func find(_ key: String) async throws -> ActivationRecord? {
        try await database.read { try Self.find(key, $0) }
    }

    /// Newest first.
    func all(limit: Int) async throws -> [ActivationRecord] {
        try await database.read { connection in
            try connection.rows(Self.columns + " ORDER BY created_at DESC LIMIT \(limit)").map(ActivationRecord.init(row:))
        }
    }

    private static func find(_ key: String, _ connection: any SQLConnection) throws -> ActivationRecord? {
        try connection.rows(columns + " WHERE key = \(key)").first.map(ActivationRecord.init(row:))
    }

    private static let columns: SQLStatement = """
        SELECT key, product_code, plan_code, quantity, contract_number, customer_email, secret, ready_at, created_at,
            asked_count
        FROM activation
        """

    package static let migrations = [
        Migration(
            "0001-create-activation",
            [
                """
                CREATE TABLE activation (
                    key TEXT PRIMARY KEY,
                    product_code TEXT NOT NULL,
                    plan_code TEXT NOT NULL,
                    quantity INTEGER NOT NULL,
                    contract_number TEXT NOT NULL,
                    customer_email TEXT NOT NULL,
                    secret TEXT NOT NULL,
                    state TEXT NOT NULL,
                    ready_at INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    asked_count INTEGER NOT NULL
                ) STRICT
                """
            ]
        )
    ]
}

extension ActivationRecord {
    fileprivate init(row: SQLRow) throws {
        key = try row.text("key")
        productCode = try row.text("product_code")
        planCode = try row.text("plan_code")
        quantity = try row.integer("quantity")
        contractNumber = try row.text("contract_number")
        customerEmail = try row.text("customer_email")
        secret = try row.text("secret")
        readyAt = try row.timestamp("ready_at")
        createdAt = try row.timestamp("created_at")
        askedCount = try row.integer("asked_count")
    }
}

import Kernel
import MobiFoneInvoice
import SandboxKit
import Storage

/// An invoice as this system keeps it.
struct IssuedInvoice: Sendable {
    let id: String
    let draft: MobiFone.Draft
    let series: String
    var number: Int64?
    var status: MobiFone.Status
    var lookUpCode: String?
    var authorityCode: String?
    var refusal: String?
    var signedAt: Timestamp?
    var polls: Int64
    let savedAt: Timestamp
    /// What corrections have made of it: `adjusted` or `replaced`.
    var correctedAs: MobiFone.InvoiceKind?

    /// Whether it counts: the authority has not refused it.
    var isAlive: Bool { status != .codeRefused && status != .notReceivedByAuthority }
    var isAccepted: Bool { status == .codeGranted || status == .receivedByAuthority }

    var needsCode: Bool { draft.is_hdcma == 1 }

    /// What it was drawn up as.
    var kind: MobiFone.InvoiceKind? { MobiFone.InvoiceKind(rawValue: draft.tthdon) }

    var record: MobiFone.Record {
        var record = MobiFone.Record(id: id)
        record.cctbao_id = draft.cctbao_id
        record.sdhang = draft.sdhang
        record.khieu = series
        record.shdon = number
        record.nlap = draft.nlap
        record.tdlap = draft.nlap
        record.tthai = status.text
        record.tthdon = Int64(correctedAs?.rawValue ?? draft.tthdon)
        record.mccqthue = authorityCode
        record.sbmat = lookUpCode
        record.is_hdcma = Int64(draft.is_hdcma)
        record.tgtttbso = draft.tgtttbso
        record.lydo = refusal
        return record
    }
}

/// The journal of the imitated system. `invoice` and `invoice_line` are named plainly for an independent checker.
struct InvoiceStore: Sendable {
    let database: any SQLDatabase

    static let migrations = [
        Migration(
            "0001-mobifone",
            [
                """
                CREATE TABLE token (
                    token TEXT PRIMARY KEY,
                    expires_at \(SQLStatement.integerType) NOT NULL)\(SQLStatement.strict)
                """,
                """
                CREATE TABLE series (
                    id TEXT PRIMARY KEY,
                    name TEXT NOT NULL UNIQUE,
                    last_number \(SQLStatement.integerType) NOT NULL DEFAULT 0,
                    last_day TEXT)\(SQLStatement.strict)
                """,
                """
                CREATE TABLE invoice (
                    id TEXT PRIMARY KEY,
                    order_key TEXT NOT NULL,
                    series TEXT NOT NULL REFERENCES series (name),
                    number \(SQLStatement.integerType),
                    status TEXT NOT NULL,
                    issued_on TEXT NOT NULL,
                    buyer_name TEXT NOT NULL,
                    buyer_tax_code TEXT NOT NULL,
                    net_dong \(SQLStatement.integerType) NOT NULL,
                    vat_dong \(SQLStatement.integerType) NOT NULL,
                    total_dong \(SQLStatement.integerType) NOT NULL,
                    authority_code TEXT,
                    look_up_code TEXT UNIQUE,
                    refusal TEXT,
                    polls \(SQLStatement.integerType) NOT NULL DEFAULT 0,
                    saved_at \(SQLStatement.integerType) NOT NULL,
                    signed_at \(SQLStatement.integerType),
                    draft \(SQLStatement.blobType) NOT NULL,
                    UNIQUE (series, number))\(SQLStatement.strict)
                """,
                "CREATE INDEX invoice_order_key ON invoice (order_key)",
                """
                CREATE TABLE invoice_line (
                    invoice TEXT NOT NULL REFERENCES invoice (id) ON DELETE CASCADE,
                    position \(SQLStatement.integerType) NOT NULL,
                    item_code TEXT NOT NULL,
                    item_name TEXT NOT NULL,
                    quantity \(SQLStatement.integerType) NOT NULL,
                    net_dong \(SQLStatement.integerType) NOT NULL,
                    vat_code TEXT NOT NULL,
                    vat_dong \(SQLStatement.integerType) NOT NULL,
                    PRIMARY KEY (invoice, position))\(SQLStatement.strict)
                """,
            ]
        ),
        Migration(
            "0002-mobifone-corrections",
            [
                "ALTER TABLE invoice ADD COLUMN corrects TEXT REFERENCES invoice (id)",
                "ALTER TABLE invoice ADD COLUMN corrected_as \(SQLStatement.integerType)",
                "CREATE INDEX invoice_corrects ON invoice (corrects)",
            ]
        ),
    ]

    static func insert(_ invoice: IssuedInvoice, on connection: any SQLConnection) throws {
        let draft = invoice.draft
        try connection.run(
            """
            INSERT INTO invoice (id, order_key, series, status, issued_on, buyer_name, buyer_tax_code, net_dong,
                                 vat_dong, total_dong, saved_at, draft, corrects)
            VALUES (\(invoice.id), \(draft.sdhang), \(invoice.series), \(invoice.status.text), \(draft.nlap),
                    \(draft.ten ?? draft.tnmua ?? ""), \(draft.mst ?? ""), \(draft.tgtcthue), \(draft.tgtthue),
                    \(draft.tgtttbso), \(invoice.savedAt), \(try SandboxJSON.bytes(draft)),
                    \(draft.hdon_id_old))
            """
        )
        for (index, line) in draft.lines.enumerated() {
            try connection.run(
                """
                INSERT INTO invoice_line (invoice, position, item_code, item_name, quantity, net_dong, vat_code,
                    vat_dong)
                VALUES (\(invoice.id), \(index + 1), \(line.ma), \(line.ten), \(line.sluong), \(line.thtien),
                        \(line.tsuat), \(line.tthue))
                """
            )
        }
    }

    static func update(_ invoice: IssuedInvoice, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE invoice SET number = \(invoice.number), status = \(invoice.status.text), polls = \(invoice.polls),
                authority_code = \(invoice.authorityCode), look_up_code = \(invoice.lookUpCode),
                refusal = \(invoice.refusal), signed_at = \(invoice.signedAt),
                corrected_as = \(invoice.correctedAs.map { Int64($0.rawValue) })
            WHERE id = \(invoice.id)
            """
        )
    }

    static func select(_ condition: SQLStatement, on connection: any SQLConnection) throws -> [IssuedInvoice] {
        let rows = try connection.rows(
            """
            SELECT id, series, number, status, authority_code, look_up_code, refusal, polls, saved_at, signed_at, draft,
                corrected_as
            FROM invoice WHERE \(condition)
            """
        )
        return try rows.map { row in
            IssuedInvoice(
                id: try row.text("id"),
                draft: try SandboxJSON.value(from: row.blob("draft")),
                series: try row.text("series"),
                number: try row.integerIfPresent("number"),
                status: MobiFone.Status(try row.text("status")),
                lookUpCode: try row.textIfPresent("look_up_code"),
                authorityCode: try row.textIfPresent("authority_code"),
                refusal: try row.textIfPresent("refusal"),
                signedAt: try row.timestampIfPresent("signed_at"),
                polls: try row.integer("polls"),
                savedAt: try row.timestamp("saved_at"),
                correctedAs: try row.integerIfPresent("corrected_as").flatMap {
                    MobiFone.InvoiceKind(rawValue: Int($0))
                }
            )
        }
    }
}

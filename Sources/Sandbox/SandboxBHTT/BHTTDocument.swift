import BHTT
import Kernel
import SandboxKit
import Storage
import Typesetting

/// A document as this system keeps it.
struct BHTTDocument: Sendable {
    let id: String
    let invoice: BHTTFormat.Invoice
    /// As it came, in the order of its names.
    let body: [UInt8]
    var state: BHTTFormat.Answer.State
    var reason: String?
    var series: String?
    var number: Int64?
    var authorityCode: String?
    var lookUpCode: String?
    var polls: Int64 = 0
    let receivedAt: Timestamp

    var relation: String {
        let number = invoice.corrects.map { "\($0.series)-\($0.number)" } ?? ""
        return switch invoice.kind {
        case .original: ""
        case .replacement: "Thay thế cho \(number)"
        case .adjustment: "Điều chỉnh (\(invoice.adjustment?.rawValue ?? "")) cho \(number)"
        }
    }

    var picture: PDFDocument {
        let title = "Hóa đơn \(series ?? "") số \(number.map { $0.padded(8) } ?? "")"
        var document = PDFDocument(title: title, createdAt: receivedAt.iso8601) { page, pages in
            PDFText("Hệ thống giả lập – không có giá trị pháp lý · Trang \(page)/\(pages)")
        }
        document.watermark = "HÓA ĐƠN THỬ NGHIỆM"
        document.paragraph(PDFText(title).bold, .centre, percent: 150)
        let facts: [(String, String)] = [
            ("Ngày lập", invoice.date), ("Mã của cơ quan thuế", authorityCode ?? ""),
            ("Người mua", invoice.buyer.legalName ?? invoice.buyer.name), ("Mã số thuế", invoice.buyer.taxCode ?? ""),
            ("Tính chất", relation),
        ]
        for (name, value) in facts where !value.isEmpty {
            document.paragraph(PDFText("\(name): ") + PDFText(value).bold)
        }
        for line in invoice.lines { document.paragraph(PDFText("\(line.name) · \(line.quantity) × \(line.unitPrice)")) }
        document.paragraph(PDFText("Tổng tiền thanh toán: \(invoice.totals.total) đồng").bold)
        return document
    }

    var xml: String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><HDon><KHHDon>\(series?.dropFirst() ?? "")</KHHDon>"
            + "<SHDon>\(number ?? 0)</SHDon><NLap>\(invoice.date)</NLap><TgTTTBSo>\(invoice.totals.total)</TgTTTBSo>"
            + "<MCCQT>\(authorityCode ?? "")</MCCQT></HDon>"
    }
}

/// The journal of the imitated BHTT. `invoice` is named plainly for an independent checker: a row for each document
/// taken in, so that two of one key would be seen.
enum BHTTStore {
    static let migrations = [
        Migration(
            "0001-bhtt",
            [
                """
                CREATE TABLE invoice (
                    id TEXT PRIMARY KEY,
                    key TEXT NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('received', 'issued', 'refused')),
                    reason TEXT,
                    issued_on TEXT NOT NULL,
                    series TEXT,
                    number \(SQLStatement.integerType),
                    authority_code TEXT,
                    look_up_code TEXT,
                    total_dong \(SQLStatement.integerType) NOT NULL,
                    polls \(SQLStatement.integerType) NOT NULL,
                    received_at \(SQLStatement.integerType) NOT NULL,
                    body \(SQLStatement.blobType) NOT NULL,
                    UNIQUE (series, number)
                )\(SQLStatement.strict)
                """,
                "CREATE INDEX invoice_key ON invoice (key)",
            ]
        )
    ]

    static func insert(_ document: BHTTDocument, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO invoice (id, key, state, reason, issued_on, total_dong, polls, received_at, body)
            VALUES (\(document.id), \(document.invoice.key), \(document.state.rawValue), \(document.reason),
                \(document.invoice.date), \(document.invoice.totals.total), \(document.polls), \(document.receivedAt),
                \(document.body))
            """
        )
    }

    static func update(_ document: BHTTDocument, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE invoice SET state = \(document.state.rawValue), reason = \(document.reason),
                series = \(document.series), number = \(document.number), authority_code = \(document.authorityCode),
                look_up_code = \(document.lookUpCode), polls = \(document.polls)
            WHERE id = \(document.id)
            """
        )
    }

    /// The one that counts: not refused, or the last that was.
    static func latest(_ key: String, on connection: any SQLConnection) throws -> BHTTDocument? {
        try connection.rows(
            columns + """
                 WHERE key = \(key)
                ORDER BY CASE state WHEN 'refused' THEN 1 ELSE 0 END, received_at DESC, id LIMIT 1
                """
        ).first.map(document)
    }

    static func all(on connection: any SQLConnection) throws -> [BHTTDocument] {
        try connection.rows(columns + " ORDER BY received_at DESC, id LIMIT 200").map(document)
    }

    static func lastDay(of series: String, on connection: any SQLConnection) throws -> String? {
        try connection.rows("SELECT max(issued_on) AS last FROM invoice WHERE series = \(series)").first?
            .textIfPresent("last")
    }

    static func count(of series: String, on connection: any SQLConnection) throws -> Int64 {
        try connection.rows("SELECT count(*) AS issued FROM invoice WHERE series = \(series)").first?.integer("issued")
            ?? 0
    }

    private static let columns: SQLStatement = """
        SELECT id, state, reason, series, number, authority_code, look_up_code, polls, received_at, body FROM invoice
        """

    private static func document(_ row: SQLRow) throws -> BHTTDocument {
        let body = try row.blob("body")
        return BHTTDocument(
            id: try row.text("id"),
            invoice: try SandboxJSON.value(from: body),
            body: body,
            state: try row.choice("state"),
            reason: try row.textIfPresent("reason"),
            series: try row.textIfPresent("series"),
            number: try row.integerIfPresent("number"),
            authorityCode: try row.textIfPresent("authority_code"),
            lookUpCode: try row.textIfPresent("look_up_code"),
            polls: try row.integer("polls"),
            receivedAt: try row.timestamp("received_at")
        )
    }
}

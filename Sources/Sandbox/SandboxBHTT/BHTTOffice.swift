import BHTT
import Foundation
import Kernel
import SandboxKit
import Storage
import Typesetting

/// What the imitated BHTT does with documents, each call one transaction of its own journal.
struct BHTTOffice: Sendable {
    let database: any SQLDatabase
    let world: World
    let faults: SandboxFaults<BHTTFaults>
    /// How often a document is asked for before it is issued.
    let polls: Int64

    /// No in words of this system.
    struct Refusal: Error, Sendable {
        let problem: BHTTFormat.Problem
        init(_ code: BHTTFormat.Problem.Code, _ message: String) { problem = BHTTFormat.Problem(code, message) }
    }

    /// Takes a document in. One that is known is the same one; a refused one may come again.
    func take(_ invoice: BHTTFormat.Invoice) async throws -> BHTTDocument {
        let id = "BHTT-" + world.randomBytes(6).hex.uppercased()
        let time = world.now()
        let bytes = try SandboxJSON.bytes(invoice)
        let refusal =
            BHTTCheck.objection(to: invoice, today: time.day)
            ?? (faults.take { $0.refuse.spend() } ? "Kế toán từ chối lập hóa đơn" : nil)
        return try await database.write { connection in
            if let known = try BHTTStore.latest(invoice.key, on: connection), known.state != .refused {
                guard known.body == bytes else { throw Refusal(.duplicate, "khóa đã dùng cho nội dung khác") }
                return known
            }
            let document = BHTTDocument(
                id: id,
                invoice: invoice,
                body: bytes,
                state: refusal == nil ? .received : .refused,
                reason: refusal,
                receivedAt: time
            )
            try BHTTStore.insert(document, on: connection)
            return document
        }
    }

    /// Being asked is what moves a document on.
    func ask(_ key: String) async throws -> BHTTDocument? {
        let codes = (world.randomBytes(17).hex.uppercased(), world.randomBytes(8).hex.uppercased())
        let polls = polls
        let isHeld = faults.current.holdBack
        return try await database.write { connection in
            guard var document = try BHTTStore.latest(key, on: connection) else { return nil }
            guard document.state == .received else { return document }
            document.polls += 1
            if document.polls >= polls, !isHeld {
                try Self.issue(&document, codes: codes, on: connection)
            }
            try BHTTStore.update(document, on: connection)
            return document
        }
    }

    /// Numbers run in the order of days within a book.
    private static func issue(
        _ document: inout BHTTDocument,
        codes: (authority: String, lookUp: String),
        on connection: any SQLConnection
    ) throws {
        let invoice = document.invoice
        let series = "1C\(invoice.date.dropFirst(2).prefix(2))\(invoice.series)"
        if let last = try BHTTStore.lastDay(of: series, on: connection), invoice.date < last {
            document.state = .refused
            document.reason =
                "Ngày lập \(invoice.date) nhỏ hơn ngày của hóa đơn gần nhất \(last) trong ký hiệu \(series)"
            return
        }
        document.state = .issued
        document.series = series
        document.number = try BHTTStore.count(of: series, on: connection) + 1
        document.authorityCode = codes.authority
        document.lookUpCode = codes.lookUp
    }

    func answer(_ document: BHTTDocument) -> BHTTFormat.Answer {
        var answer = BHTTFormat.Answer(key: document.invoice.key, id: document.id, state: document.state)
        answer.series = document.series
        answer.number = document.number.map { "\($0)" }
        answer.authorityCode = document.authorityCode
        answer.lookUpCode = document.lookUpCode
        answer.reason = document.reason
        if document.state == .issued, !faults.current.withoutFiles {
            answer.pdf = document.picture.bytes().map { Data($0).base64EncodedString() }
            answer.xml = Data(document.xml.utf8).base64EncodedString()
        }
        return answer
    }

    func all() async throws -> [BHTTDocument] {
        try await database.read { try BHTTStore.all(on: $0) }
    }
}

/// What this system has against a document, in its own arithmetic.
enum BHTTCheck {
    static func objection(to invoice: BHTTFormat.Invoice, today: Day) -> String? {
        guard let day = Day(iso8601: invoice.date), day <= today else { return "Ngày lập hóa đơn không hợp lệ" }
        guard invoice.series.utf8.count == 3 else { return "Ký hiệu không hợp lệ" }
        guard !invoice.buyer.name.isEmpty, !invoice.buyer.address.isEmpty else { return "Thiếu người mua" }
        guard invoice.buyer.address.count <= 400 else { return "Địa chỉ người mua quá dài" }
        guard (invoice.kind == .original) == (invoice.corrects == nil),
            (invoice.kind == .adjustment) == (invoice.adjustment != nil)
        else { return "Thông tin hóa đơn liên quan không khớp" }
        guard invoice.lines.isEmpty == (invoice.adjustment == .information) else { return "Không có dòng hàng" }
        for line in invoice.lines {
            guard Int128(line.quantity) * Int128(line.unitPrice) == Int128(line.net), line.net >= 0, line.vat >= 0
            else { return "Thành tiền khác số lượng nhân đơn giá" }
        }
        return BHTTFormat.Totals(invoice.lines) == invoice.totals ? nil : "Tổng tiền không khớp"
    }
}

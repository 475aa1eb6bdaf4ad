import Hummingbird
import Kernel
import SandboxKit
import Spreadsheet
import Storage
import VNPAY

/// What VNPAY's portal exports about a day, with mistakes in it when they are ordered.
extension VNPAYSandbox {
    func addSettlementRoutes(to router: Router<BasicRequestContext>) {
        router.get("/sandbox/vnpay/settlement", use: sendSettlement)
        router.get("/sandbox/vnpay/settlement/defects", use: listDefects)
    }

    /// `GET /sandbox/vnpay/settlement?day=2026-11-23&export=fees|transactions&format=xlsx|csv`, and, as one likes,
    /// `&defects=missing:2,amount&seed=7&encoding=utf-8|utf-16|windows-1258&titles=5&insertColumn=3&terminal=…`.
    @Sendable private func sendSettlement(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        do {
            let query = try SettlementQuery(request, settings, today: world.now().day)
            let sheet = try await sheet(query)
            let entries = sheet.entries.filter { query.form.export == .transactions || $0.isInFeeReport }
            let bytes = try query.form.bytes(of: entries, on: query.day)
            let name = "vnpay-\(query.form.export.rawValue)-\(query.day.iso8601).\(query.form.format.rawValue)"
            var headers: HTTPFields = [.contentType: query.form.contentType, .cacheControl: "no-store"]
            headers[.contentDisposition] = "attachment; filename=\"\(name)\""
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        } catch let fault as SettlementOrders.Fault {
            return try SandboxJSON.problem(Self.explanation(of: fault))
        }
    }

    /// `GET /sandbox/vnpay/settlement/defects` with the same query: which rows the defects fell on, as JSON.
    @Sendable private func listDefects(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        do {
            let query = try SettlementQuery(request, settings, today: world.now().day)
            return try SandboxJSON.response(try await sheet(query).done)
        } catch let fault as SettlementOrders.Fault {
            return try SandboxJSON.problem(Self.explanation(of: fault))
        }
    }

    private func sheet(_ query: SettlementQuery) async throws -> SettlementSheet {
        try await keepTime(at: world.now())
        let settings = settings
        return try await database.read { connection in
            func entries(_ day: Day) throws -> [SettlementEntry] {
                try SettlementEntry.all(on: day, terminal: query.terminal, settings: settings, from: connection)
            }
            let eve = query.orders[.late] > 0 ? try entries(query.day.adding(days: -1)) : []
            return SettlementSheet(try entries(query.day), after: eve, on: query.day, orders: query.orders)
        }
    }

    private static func explanation(of fault: SettlementOrders.Fault) -> String {
        "cannot read \"\(fault.text)\"; day=2026-11-23, export=fees|transactions, format=xlsx|csv, "
            + "encoding=utf-8|utf-16|utf-16be|windows-1258|windows-1252, titles=0…40, insertColumn=1…46, seed=…, "
            + "defects=missing:2,amount with \(SettlementDefect.allCases.map(\.rawValue).joined(separator: ", "))"
    }
}

extension SettlementEntry {
    /// Fees are reported of what was charged or given back, not of what failed.
    fileprivate var isInFeeReport: Bool { row.transactionNumber != "0" }
}

/// What is asked for in an address.
private struct SettlementQuery: Sendable {
    let day: Day
    let terminal: VNPAYSandboxSettings.Terminal
    let orders: SettlementOrders
    let form: SettlementForm

    init(_ request: Request, _ settings: VNPAYSandboxSettings, today: Day) throws(SettlementOrders.Fault) {
        func value<Value>(
            _ name: String,
            _ fallback: Value,
            _ read: (String) -> Value?
        ) throws(SettlementOrders.Fault)
            -> Value
        {
            guard let text = request.query(name) else { return fallback }
            guard let value = read(text) else { throw SettlementOrders.Fault(text: "\(name)=\(text)") }
            return value
        }
        day = try value("day", today) { Day(iso8601: $0) }
        guard let first = settings.terminals.first else { throw SettlementOrders.Fault(text: "terminal") }
        terminal = try value("terminal", first) { settings.terminal($0) }
        orders = try SettlementOrders(request.query("defects") ?? "", seed: try value("seed", 1) { UInt64($0) })
        var form = SettlementForm()
        form.export = try value("export", .fees) { VNPAYSettlementExport(rawValue: $0) }
        form.format = try value("format", .xlsx) { SettlementForm.Format(rawValue: $0) }
        form.encoding = try value("encoding", .utf8) { TextEncoding(rawValue: $0) }
        form.titles = try value("titles", 2) { Int($0).flatMap { (0...40).contains($0) ? $0 : nil } }
        let inserted = try value("insertColumn", 0) { Int($0).flatMap { (0...46).contains($0) ? $0 : nil } }
        form.insertedColumn = inserted == 0 ? nil : inserted
        self.form = form
    }
}

import Accounting
import Billing
import Contracts
import Foundation
import Journal
import Kernel
import Organisation
import Payments
import People
import Reconciliation
import Storage
import Synchronization
import TestKit
import Testing

/// A shop with two accountants, an auditor, and files of VNPAY that say what a test wants.
struct Counter {
    let shop: Shop
    let an: StaffMember
    let binh: StaffMember
    let auditor: StaffMember

    static let terminal = "TEST0001"
    /// 23 November 2026, the day of `Timestamp.noon`.
    static let day = Timestamp.noon.day
    /// 1.75 % of 1.296.000 ₫ and 10 % VAT on it.
    static let fee: Int64 = 24_948

    var world: World { shop.world }
    var database: any SQLDatabase { shop.database }
    var key: ReconciliationDay.Key { ReconciliationDay.Key(Self.day, terminal: Self.terminal) }

    init(_ engine: TestEngine) async throws {
        shop = try await Shop(engine)
        let world = shop.world
        (an, binh, auditor) = try await shop.database.write { connection in
            try connection.run(
                """
                INSERT INTO organisation_unit (code, kind, name_vi, name_en, number_pattern)
                VALUES ('TTCNTT', 'it_centre', 'TT CNTT', 'IT centre', '{seq}')
                """
            )
            func hire(_ name: String, _ role: Role) throws -> StaffMember {
                let member = StaffMember(
                    id: world.newID(),
                    email: try #require(EmailAddress("\(name)@example.vn")),
                    name: name,
                    phone: "",
                    firm: nil,
                    language: .vietnamese,
                    in: UnitReference(code: "TTCNTT", kind: .itCentre),
                    roles: [role]
                )
                try member.insert(at: world.now(), on: connection)
                try connection.run("UPDATE staff SET state = 'active' WHERE id = \(member.id)")
                return member
            }
            return (try hire("an", .accountant), try hire("binh", .accountant), try hire("chi", .auditor))
        }
    }

    /// A payment of today whose notice came.
    func paid(_ number: String) async throws -> String {
        let reference = try await unheard(number)
        #expect(await shop.notice("true \(reference) \(Shop.total) \(number)") == .recorded)
        return reference
    }

    /// An attempt of which nobody has heard.
    func unheard(_ key: String) async throws -> String {
        var form = shop.form
        // A buyer each: an address gets only so many letters.
        form.email = "\(key)@example.vn"
        guard case .registered(let token) = try await shop.register(form, key: key) else { throw Shop.Unexpected() }
        guard case .confirmed(let link, _) = try await shop.confirm(token, shop.code(of: token)) else {
            throw Shop.Unexpected()
        }
        return try await shop.attempt(link)
    }

    /// The morning after.
    func sleep() {
        shop.clock.set(Self.day.adding(days: 1).start.adding(hours: 9))
    }

    func line(
        _ row: Int64,
        _ reference: String,
        _ number: String,
        gross: Int64 = Shop.total,
        fee: Int64? = Counter.fee
    ) -> SettlementLine {
        line(row, reference, number, .payment, .succeeded, gross: gross, fee: fee)
    }

    func line(
        _ row: Int64,
        _ reference: String,
        _ number: String,
        _ kind: SettlementLine.Kind,
        _ status: SettlementLine.Status,
        gross: Int64 = Shop.total,
        fee: Int64? = nil,
        at time: Timestamp = .noon
    ) -> SettlementLine {
        SettlementLine(
            rowNumber: row,
            names: (reference, number),
            time: time,
            what: (kind, status),
            amounts: (gross, fee, fee.map { gross - $0 }),
            means: ("NCB", "ATM", .domestic),
            raw: "\(row)"
        )
    }

    /// Imports a file with these rows.
    @discardableResult
    func take(
        _ items: [SettlementItem],
        day: Day = Counter.day,
        by actor: StaffMember? = nil
    ) async throws -> ImportSettlement.Outcome {
        let text = items.map { "\($0)" }.joined(separator: "\n")
        let reader = SettlementReader { _ in .list(items) }
        let source = IncomingFile(name: "vnpay.xlsx", content: .bytes(Array(text.utf8)))
        return try await ImportSettlement(
            database: database,
            world: world,
            reader: reader,
            terminal: Self.terminal
        )(source, day: day, by: actor ?? an)
    }

    @discardableResult
    func take(_ lines: [SettlementLine], day: Day = Counter.day) async throws -> ImportSettlement.Outcome {
        try await take(lines.map(SettlementItem.line), day: day)
    }

    var work: WorkExceptions { WorkExceptions(database: database, world: world) }

    func exceptions(_ key: ReconciliationDay.Key? = nil) async throws -> [SettlementException] {
        try await database.read { [key = key ?? self.key] connection in
            try SettlementException.all(of: key, class: nil, page: (1_000, 0), on: connection)
        }
    }

    func only(_ matchClass: MatchClass) async throws -> SettlementException {
        let found = try await exceptions().filter { $0.matchClass == matchClass }
        #expect(found.count == 1)
        return try #require(found.first)
    }

    /// How many rows or payments each class has.
    func classes(_ key: ReconciliationDay.Key? = nil) async throws -> [MatchClass: Int64] {
        try await database.read { [key = key ?? self.key] connection in
            Dictionary(uniqueKeysWithValues: try key.classes(on: connection).map { ($0.matchClass, $0.count) })
        }
    }

    /// An proposes, Bình agrees.
    func resolve(_ exception: SettlementException, _ resolution: ExceptionResolution) async throws {
        #expect(try await work.propose(exception.number, resolution, reason: "vì", by: an) == .done)
        #expect(try await work.confirm(exception.number, by: binh) == .done)
    }

    func close(withoutFees: Bool = false, by actor: StaffMember? = nil) async throws -> CloseDay.Outcome {
        try await CloseDay(database: database, world: world)(key, withoutFees: withoutFees, by: actor ?? an)
    }

    /// Delivers what closings have put into the outbox, to the end.
    func deliverClosings(batchSize: Int = 2) async throws -> Int {
        let reconcile = ReconcileClosed(database: database, world: world, batchSize: batchSize)
        var delivered = 0
        while true {
            let bodies = try await database.read { connection in
                try connection.rows(
                    "SELECT body FROM outbox_message WHERE kind = \(OutboxMessage.reconciledKind) AND state = 'open'"
                ).map { try $0.text("body") }
            }
            if bodies.isEmpty { return delivered }
            for body in bodies {
                #expect(try await reconcile(body) == .done)
                try await database.write { connection in
                    try connection.run("UPDATE outbox_message SET state = 'done' WHERE key = \("reconciled/\(body)")")
                }
                delivered += 1
            }
        }
    }

    /// Debit less credit of an account, when the books balance.
    func balance(_ account: LedgerAccount) async throws -> Int64 {
        let books = try await database.read { try TrialBalance.read(on: $0) }
        #expect(books.isBalanced)
        let line = books.lines.first { $0.account == account.rawValue }
        return (line?.debitDong ?? 0) - (line?.creditDong ?? 0)
    }

    func audit(_ subject: String) async throws -> [String] {
        try await database.read { try AuditEntry.entries(about: subject, on: $0).map(\.action) }
    }
}

extension SettlementRows {
    /// These, in batches of at most two, so that there is more than one.
    static func list(_ items: [SettlementItem]) -> SettlementRows {
        let place = Place()
        return SettlementRows(export: "fees") { limit in
            let start = place.advance(by: min(limit, 2))
            return Array(items[min(start, items.count)..<min(start + min(limit, 2), items.count)])
        }
    }

    private final class Place: Sendable {
        private let value = Mutex(0)
        func advance(by count: Int) -> Int {
            value.withLock { place in
                defer { place += count }
                return place
            }
        }
    }
}

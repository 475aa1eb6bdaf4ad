import Contracts
import Hummingbird
import Kernel
import Organisation
import People
import Spreadsheet
import Usage

/// What one contract used: a list, its sums and the export.
struct UsageLookUpRoutes: Sendable {
    let desk: Desk

    private static let pageSize = 50

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/cuoc/su-dung/tra-cuu", .viewStatements, use: list)
        router.get("quan-ly/cuoc/su-dung/tra-cuu/xuat", .viewStatements, use: export)
    }

    private var queries: UsageQueries { UsageQueries(database: desk.database) }

    /// What the query asks for.
    private struct Asked {
        let contract: String
        let monthText: String
        let month: Month?
        let after: UsageItem.Place?

        init(_ asked: FormData) {
            contract = asked.text("hop-dong").trimmed
            monthText = asked.text("thang").trimmed
            month = Day(iso8601: monthText + "-01")?.month
            let event = asked.text("sau")
            after = Day(iso8601: asked.text("ngay")).flatMap { day in
                UsageText.isEvent(event) ? UsageItem.Place(day: day, event: event) : nil
            }
        }

        func asking(_ base: Address) -> Address { base.asking("hop-dong", contract).asking("thang", monthText) }
    }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = Asked(try request.asked())
        let language = context.visit.language
        let found = try await queries.contract(asked.contract, for: context.member)
        var (items, sums): ([UsageItem], [UsageItem.Sum]) = ([], [])
        if let found {
            items = try await queries.records(
                of: found.id,
                in: asked.month,
                after: asked.after,
                limit: Self.pageSize + 1
            )
            sums = try await queries.sums(of: found.id, in: asked.month)
        }
        let shown = items.prefix(Self.pageSize)
        var later: Address?
        if items.count > Self.pageSize, let last = shown.last {
            later = asked.asking(.usageLookUp).asking("ngay", last.place.day.iso8601).asking("sau", last.place.event)
        }
        return UsageLookUpPage(
            around: desk.around(request, context.visit),
            contract: asked.contract,
            month: asked.monthText,
            sums: sums.map { figure($0, language) },
            rows: shown.map(row),
            later: later,
            export: found != nil && !items.isEmpty ? asked.asking(.exportUsage) : nil,
            importsUsage: context.member.may(.importUsage),
            problem: problem(asked, isFound: found != nil, language)
        ).response()
    }

    private func problem(_ asked: Asked, isFound: Bool, _ language: Language) -> String? {
        if !asked.contract.isEmpty, !isFound {
            return language(
                "Không có hợp đồng số này trong phạm vi của bạn.",
                "There is no such contract, or it is not yours to see."
            )
        }
        return !asked.monthText.isEmpty && asked.month == nil
            ? language("Tháng viết như 2026-11.", "Write the month as 2026-11.") : nil
    }

    private func figure(_ sum: UsageItem.Sum, _ language: Language) -> Figure {
        Figure(
            value: sum.quantity.grouped,
            label: "\(sum.plan) · \(sum.meter)"
                + language(" (đã tính \(sum.billed.grouped))", " (billed \(sum.billed.grouped))")
        )
    }

    private func row(_ item: UsageItem) -> UsageLookUpPage.Row {
        UsageLookUpPage.Row(
            event: item.record.event,
            day: item.record.day.display,
            meter: "\(item.record.plan) · \(item.record.meter)",
            quantity: item.record.quantity.grouped,
            corrects: item.record.corrects ?? "",
            received: item.receivedAt.display,
            statement: item.statement
        )
    }

    /// With the columns of an import. Sent batch by batch: memory holds one, however many there are.
    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = Asked(try request.asked())
        let (language, queries) = (context.visit.language, queries)
        guard let found = try await queries.contract(asked.contract, for: context.member) else {
            return .see(asked.asking(.usageLookUp))
        }
        let columns: [UsageColumn] = [.event, .contract, .plan, .meter, .time, .quantity, .corrects]
        return SheetStream<UsageItem.Place>(
            name: "san-luong-\(desk.world.now().day.iso8601)",
            sheetName: language("Sản lượng", "Usage"),
            titles: [],
            columns: columns.map { SpreadsheetColumn($0.header.text(in: language)) }
                + [
                    SpreadsheetColumn(language("Nhận lúc", "Received")),
                    SpreadsheetColumn(language("Đã tính cước", "Billed")),
                ],
            batch: { place in
                let items = try await queries.records(of: found.id, in: asked.month, after: place, limit: 1_000)
                let rows = items.map { item -> [SpreadsheetCell] in
                    let record = item.record
                    return [
                        .text(record.event), .text(found.number), .text(record.plan), .text(record.meter),
                        .day(record.day), .integer(record.quantity), SpreadsheetCell(record.corrects),
                        .timestamp(item.receivedAt),
                        .text(item.statement == nil ? language("Chưa", "No") : language("Rồi", "Yes")),
                    ]
                }
                return (rows, items.last?.place)
            }
        ).response(.csv)
    }
}

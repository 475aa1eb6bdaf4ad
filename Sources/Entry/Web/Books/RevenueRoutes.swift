import Hummingbird
import Kernel
import MonthEnd
import Organisation
import Spreadsheet
import Storage

/// Revenue by product, unit or account manager, on a page and as a file.
struct RevenueRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/so-sach/doanh-thu", .viewBooks, use: show)
        router.get("quan-ly/so-sach/doanh-thu/xuat", .viewBooks, use: export)
    }

    private struct Asked {
        let days: AskedDays
        let grouping: RevenueReport.Grouping

        init(_ form: FormData, today: Day) {
            days = AskedDays(form, today: today)
            grouping = RevenueReport.Grouping(rawValue: form.text("theo")) ?? .product
        }

        func address(_ base: Address, _ grouping: RevenueReport.Grouping) -> Address {
            days.address(base).asking("theo", grouping.rawValue)
        }
    }

    private func report(_ asked: Asked) async throws -> RevenueReport {
        try await desk.database.read { connection in
            try RevenueReport.read(asked.grouping, from: asked.days.from, to: asked.days.to, on: connection)
        }
    }

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let asked = Asked(try request.asked(), today: desk.world.now().day)
        let report = try await report(asked)
        let words = BookWords(language: language)
        let export = asked.address(.exportRevenue, asked.grouping)
        return RevenuePage(
            around: desk.around(request, context.visit),
            period: asked.days.period(language),
            tabLinks: RevenueReport.Grouping.allCases.map { grouping in
                TabLink(
                    words: Self.name(grouping, language),
                    address: asked.address(.revenue, grouping),
                    isHere: grouping == asked.grouping
                )
            },
            heading: Self.name(asked.grouping, language),
            lines: report.lines.map { Self.line($0, name: Self.name($0, language), words) },
            totals: Self.line(report.sums, name: language("Cộng", "Total"), words),
            isProven: report.totalDong == report.bookedDong,
            bars: BarPicture(
                bars: report.lines.prefix(20).map { line in
                    BarPicture.Bar(
                        name: Self.name(line, language),
                        dong: line.totalDong,
                        amount: words.sum(line.totalDong)
                    )
                }
            ),
            exports: (export.asking("dang", "csv"), export.asking("dang", "xlsx"))
        ).response()
    }

    private static func name(_ grouping: RevenueReport.Grouping, _ language: Language) -> String {
        switch grouping {
        case .product: language("Dịch vụ", "Product")
        case .unit: language("Đơn vị", "Unit")
        case .accountManager: language("Người phụ trách", "Account manager")
        }
    }

    private static func name(_ line: RevenueReport.Line, _ language: Language) -> String {
        line.key.isEmpty ? language("Không thuộc mục nào", "None of these") : line.name.text(in: language)
    }

    private static func line(_ line: RevenueReport.Line, name: String, _ words: BookWords) -> RevenuePage.Line {
        RevenuePage.Line(
            name: name,
            postpaid: words.sum(line.postpaidDong),
            prepaid: words.sum(line.prepaidDong),
            other: words.sum(line.otherDong),
            total: words.sum(line.totalDong)
        )
    }

    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let asked = Asked(try request.asked(), today: desk.world.now().day)
        let format = try asked.days.exportFormat()
        let report = try await report(asked)
        let rows = report.lines.map { line -> [SpreadsheetCell] in
            [
                .text(line.key), .text(Self.name(line, language)), .integer(line.postpaidDong),
                .integer(line.prepaidDong), .integer(line.otherDong), .integer(line.totalDong),
            ]
        }
        return SheetStream<Bool>(
            name: "doanh-thu-\(asked.days.to.iso8601)",
            sheetName: language("Doanh thu", "Revenue"),
            titles: [
                language(
                    "Từ \(asked.days.from.display) đến hết \(asked.days.to.display), chưa thuế",
                    "\(asked.days.from.display) to \(asked.days.to.display), before VAT"
                )
            ],
            columns: [
                .init(language("Mã", "Code")), .init(Self.name(asked.grouping, language), widthCharacters: 36),
                .init(language("Cước tháng (VND)", "Monthly fees (VND)")),
                .init(language("Kỳ trả trước (VND)", "Prepaid terms (VND)")),
                .init(language("Hoàn tiền và khác (VND)", "Refunds and others (VND)")),
                .init(language("Cộng (VND)", "Total (VND)")),
            ]
        ) { _ in (rows, nil) }.response(format)
    }
}

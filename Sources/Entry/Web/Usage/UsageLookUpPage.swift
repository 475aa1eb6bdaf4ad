import Kernel
import Markup

/// `/quan-ly/cuoc/su-dung/tra-cuu`: what one contract used, event by event.
struct UsageLookUpPage: Page {
    struct Row: Sendable {
        let event: String
        let day: String
        let meter: String
        let quantity: String
        let corrects: String
        let received: String
        /// The statement that it is on.
        let statement: String?
    }

    let around: Surroundings
    /// What was asked for.
    let contract: String
    let month: String
    let sums: [Figure]
    let rows: [Row]
    /// The next part; `nil` at the end.
    let later: Address?
    let export: Address?
    let importsUsage: Bool
    var problem: String?

    var title: String { language("Tra cứu sản lượng", "Look up usage") }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([(language("Cước trả sau", "Monthly fees"), .statements)] + (importsUsage ? [(language("Sản lượng", "Usage"), .usage)] : []), here: title, in: language))
        \(staffHead(title, actions: export.map { linkButton("CSV", .quiet, to: $0, icon: .download) } ?? ""))
        \(filters(.usageLookUp, language, fields: """
            \(Field(name: "hop-dong", label: language("Số hợp đồng", "Contract"), value: contract, kind: .search, isRequired: false).plainHTML(language))\
            \(Field(name: "thang", label: language("Tháng (2026-11)", "Month (2026-11)"), value: month, isRequired: false, maximumLength: 7).plainHTML(language))
            """))
        \(problem.map { notice(.warn, title: $0) })
        \(sums.isEmpty ? "" : figures(sums))
        \(rows.isEmpty ? nothing : "\(table)\(pager)")
        """
    }

    private var nothing: HTML {
        emptyState(
            .invoice,
            title: language("Không có sản lượng nào", "No usage here"),
            words: language(
                "Nhập số hợp đồng trả sau, và tháng nếu cần.",
                "Type the number of a postpaid contract, and a month if need be."
            )
        )
    }

    private var pager: HTML {
        later.map { "<p class=\"row\">\(linkButton(language("Xem tiếp", "More"), .quiet, to: $0))</p>" } ?? ""
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Ngày", "Day")), .init(name: language("Mã sự kiện", "Event")),
                .init(name: language("Gói · loại", "Plan · meter")),
                .init(name: language("Số lượng", "Quantity"), isAmount: true),
                .init(name: language("Điều chỉnh cho", "Corrects")), .init(name: language("Nhận lúc", "Received")),
                .init(name: language("Thông báo cước", "Statement")),
            ],
            rows: rows.map { row in
                [
                    "<span class=\"number\">\(row.day)</span>", "<code>\(row.event)</code>", .text(row.meter),
                    .text(row.quantity), row.corrects.isEmpty ? "–" : "<code>\(row.corrects)</code>",
                    "<span class=\"number\">\(row.received)</span>",
                    row.statement.map { "<a href=\"\(Address.statement($0))\">\(language("Xem", "See"))</a>" }
                        ?? .text(language("Chưa tính", "Not yet")),
                ]
            }
        ).html
    }
}

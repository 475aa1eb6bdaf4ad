import Kernel
import Markup

/// `/quan-ly/cuoc/su-dung`: the form for a file of usage, and the files of before.
struct UsageImportsPage: Page {
    struct Row: Sendable {
        let id: String
        let name: String
        let state: Badge
        let when: String
        let who: String
        let rows: String
        let added: String
        let refused: String
    }

    let around: Surroundings
    let rows: [Row]
    let pager: Pager
    var problem: String?
    /// A file that was imported before, with where to see it.
    var known: (words: String, id: String)?

    var title: String { language("Sản lượng sử dụng", "Usage") }
    var frame: Frame { .staff(.statements) }

    var main: HTML {
        """
        \(crumbs([(language("Cước trả sau", "Monthly fees"), .statements)], here: title, in: language))
        \(staffHead(title, lead: lead, actions: linkButton(language("Tra cứu", "Look up"), .quiet, to: .usageLookUp, icon: .search)))
        \(problem.map { notice(.bad, title: $0, isUrgent: true) })
        \(known.map { notice(.warn, title: $0.words, body: "<p><a href=\"\(Address.usageImport($0.id))\">\(language("Xem lần nhập đó", "See that import"))</a></p>") })
        <div class="two"><div class="stack">
        \(panel(language("Các tệp đã nhập", "Files of before"), id: "imports", rows.isEmpty ? nothing : "\(table)\(pager.html(language))"))
        </div><aside class="stack first">
        \(panel(language("Nhập tệp", "Import a file"), id: "import", upload))
        </aside></div>
        """
    }

    private var lead: String {
        language(
            "Tệp được kiểm tra trước; chưa ghi gì cho đến khi bạn xác nhận.",
            "A file is looked at first; nothing is taken before you agree."
        )
    }

    private var upload: HTML {
        """
        \(uploadForm(.uploadUsage, around, """
            \(FileField(
                name: "file", label: language("Tệp sản lượng", "File of usage"), accept: ".csv,.txt,.xlsx",
                hint: language("Tệp .csv hoặc .xlsx, tối đa 32 MB. Dòng đầu là tên cột.", "A .csv or .xlsx, up to 32 MB. The first row names the columns.")
            ).html)
            \(button(language("Kiểm tra tệp", "Look at the file"), .primary))
            """))
        <details><summary>\(language("Tệp cần có những cột nào?", "Which columns?"))</summary>\(columns)</details>
        """
    }

    private var columns: HTML {
        facts([
            Fact(
                language("Mã sự kiện", "Event"),
                language("Duy nhất; gửi lại không tính hai lần", "Unique; sent again, it counts once")
            ),
            Fact(language("Số hợp đồng", "Contract"), language("Hợp đồng trả sau", "A postpaid one")),
            Fact(
                language("Loại sản lượng", "Meter"),
                language("Như trong biểu cước: sms, gigabyte …", "As the tariff names it: sms, gigabyte …")
            ),
            Fact(language("Thời điểm", "Time"), "23/11/2026 14:05 · 2026-11-23T14:05:09+07:00"),
            Fact(language("Số lượng", "Quantity"), language("Số nguyên, không dấu phân cách", "Whole, without marks")),
            Fact(
                language("Mã gói", "Plan"),
                language("Chỉ khi nhiều gói có cùng loại", "Only when several plans have the meter")
            ),
            Fact(
                language("Điều chỉnh cho", "Corrects"),
                language("Mã sự kiện cũ; số lượng âm để giảm", "The old event; below zero to take away")
            ),
        ])
    }

    private var nothing: HTML {
        emptyState(
            .invoice,
            title: language("Chưa có tệp nào", "No file yet"),
            words: language(
                "Chọn tệp do hệ thống dịch vụ xuất ra để bắt đầu.",
                "Choose a file from the service’s system to begin."
            )
        )
    }

    private var table: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Tệp", "File")), .init(name: language("Trạng thái", "State")),
                .init(name: language("Lúc", "When")), .init(name: language("Người nhập", "By")),
                .init(name: language("Số dòng", "Rows"), isAmount: true),
                .init(name: language("Đã nhập", "Imported"), isAmount: true),
                .init(name: language("Lỗi", "Wrong"), isAmount: true),
            ],
            rows: rows.map { row in
                [
                    "<a href=\"\(Address.usageImport(row.id))\">\(row.name)</a>", row.state.html,
                    "<span class=\"number\">\(row.when)</span>", .text(row.who), .text(row.rows), .text(row.added),
                    .text(row.refused),
                ]
            }
        ).html
    }
}

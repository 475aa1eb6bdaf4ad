import Kernel
import Markup

/// `/quan-ly/nhat-ky`: who did what to which thing, and that nobody has touched the log since.
struct AuditLogPage: Page {
    struct Line: Sendable {
        let when: String
        let actor: String
        /// What finds everything by this actor.
        let actorKey: String
        let action: String
        let subject: String
        let subjectAddress: Address?
        let detail: [String]
        /// Its place in the chain; `nil` until it is linked.
        let sequence: String?
    }

    struct Wish: Sendable {
        var subject = ""
        var actor = ""
        var action = ""
        var from = ""
        var to = ""
    }

    /// How the chain stands, in words.
    struct Chain: Sendable {
        let words: String
        let tone: Tone
        let detail: String
    }

    let around: Surroundings
    let lines: [Line]
    let wish: Wish
    let chain: Chain
    /// Where the whole chain is proven; `nil` right after that.
    let proof: Address?
    /// What was found, as a file.
    let export: Address
    let later: Address?
    let mayDeliver: Bool

    var title: String { language("Nhật ký", "Audit log") }
    var frame: Frame { .staff(.auditLog) }

    var main: HTML {
        let deliveries: HTML =
            mayDeliver ? linkButton(language("Việc gửi đi", "Deliveries"), .quiet, to: .deliveries, icon: .mail) : ""
        return """
            \(staffHead(title, actions: exportLinks(export) + deliveries))\
            \(notice(chain.tone, title: chain.words, body: "<p>\(chain.detail)</p>\(proof.map { linkButton(language("Kiểm tra toàn bộ chuỗi", "Prove the whole chain"), .quiet, to: $0, icon: .shield) })"))
            \(filters(.auditLog, language, fields: fields))
            \(lines.isEmpty
                ? emptyState(.office, title: language("Không có dòng nào", "Nothing here"), words: language("Hãy bớt điều kiện tìm.", "Try fewer conditions."))
                : list)
            \(later.map { "<nav class=\"pager\" aria-label=\"\(language("Trang", "Pages"))\">\(linkButton(language("Cũ hơn", "Earlier entries"), .quiet, to: $0))</nav>" })
            """
    }

    private var fields: HTML {
        """
        \(Field(name: "doi-tuong", label: language("Đối tượng", "Subject"), value: wish.subject, hint: language("số hợp đồng hoặc mã như contract:…", "a contract's number, or contract:…"), kind: .search, isRequired: false).html(language))\
        \(Field(name: "ai", label: language("Người thực hiện", "Actor"), value: wish.actor, hint: language("email hoặc mã như staff:…, system", "an e-mail address, staff:… or system"), kind: .search, isRequired: false).html(language))\
        \(Field(name: "viec", label: language("Việc bắt đầu bằng", "Action begins with"), value: wish.action, hint: "payment. · approval. · staff.", kind: .search, isRequired: false, maximumLength: 60).html(language))\
        \(Field(name: "tu", label: language("Từ ngày", "From"), value: wish.from, kind: .date, isRequired: false).html(language))\
        \(Field(name: "den", label: language("Đến ngày", "To"), value: wish.to, kind: .date, isRequired: false).html(language))
        """
    }

    private var list: HTML {
        Table(
            caption: title,
            columns: [
                .init(name: language("Lúc", "When")), .init(name: language("Ai", "Who")),
                .init(name: language("Việc", "What")), .init(name: language("Đối tượng", "Subject")),
                .init(name: language("Chi tiết", "Detail")), .init(name: language("Mắt xích", "Link"), isAmount: true),
            ],
            rows: lines.map(cells)
        ).html
    }

    private func cells(_ line: Line) -> [HTML] {
        let subject: HTML =
            line.subjectAddress.map { "<a href=\"\($0)\">\(line.subject)</a>" } ?? .text(line.subject)
        let link: HTML =
            line.sequence.map { .text($0) } ?? Badge(language("Đang chờ", "Waiting"), .calm).html
        return [
            .text(line.when), "<a href=\"\(Address.auditLog.asking("ai", line.actorKey))\">\(line.actor)</a>",
            "<span class=\"code number\">\(line.action)</span>", subject,
            "<span class=\"small anywhere\">\(line.detail.markup { "\($0)<br>" })</span>", link,
        ]
    }
}

/// `/quan-ly/nhat-ky/phat`: what waits to leave, and what was given up and why.
struct DeliveriesPage: Page {
    struct Line: Sendable {
        let key: String
        let kind: String
        let isParked: Bool
        let tries: String
        let since: String
        /// When it is tried next.
        let next: String
        let reason: String
    }

    let around: Surroundings
    let parked: [Line]
    let waiting: [Line]
    var news: String?
    var error: String?

    var title: String { language("Việc gửi đi", "Deliveries") }
    var frame: Frame { .staff(.auditLog) }

    var main: HTML {
        """
        \(crumbs([(language("Nhật ký", "Audit log"), .auditLog)], here: title, in: language))
        \(staffHead(title, lead: language("Thư, kích hoạt và hóa đơn được gửi ít nhất một lần; sau 12 lần hỏng thì dừng lại chờ người xem.", "Letters, activations and invoices leave at least once; after 12 failures they stop and wait for a person.")))\
        \(saved(news))\(error.map { notice(.bad, title: $0, isUrgent: true) })
        \(panel(language("Đã dừng", "Stopped"), id: "parked", parked.isEmpty ? "<p class=\"muted\">\(language("Không có việc nào bị dừng.", "Nothing has been stopped."))</p>" : stopped))
        \(panel(language("Đang chờ gửi", "Waiting"), id: "waiting", waiting.isEmpty ? "<p class=\"muted\">\(language("Không có việc nào đang chờ.", "Nothing is waiting."))</p>" : open))
        """
    }

    private var stopped: HTML {
        Table(
            caption: language("Đã dừng", "Stopped"),
            columns: columns + [.init(name: "")],
            rows: parked.map { line in cells(line) + [release(line)] }
        ).html
    }

    private var open: HTML {
        Table(caption: language("Đang chờ gửi", "Waiting"), columns: columns, rows: waiting.map(cells)).html
    }

    private var columns: [Table.Column] {
        [
            .init(name: language("Việc", "What")), .init(name: language("Khóa", "Key")),
            .init(name: language("Từ lúc", "Since")), .init(name: language("Số lần thử", "Tries"), isAmount: true),
            .init(name: language("Lần tới", "Next")), .init(name: language("Lý do", "Reason")),
        ]
    }

    private func cells(_ line: Line) -> [HTML] {
        [
            .text(line.kind), "<span class=\"code small\">\(line.key)</span>", .text(line.since), .text(line.tries),
            .text(line.next), .text(line.reason),
        ]
    }

    private func release(_ line: Line) -> HTML {
        confirmation(
            language("Gửi lại", "Release"),
            """
            <p>\(language("Chỉ gửi lại khi nguyên nhân đã được xử lý. Việc này được ghi vào nhật ký.", "Release it only when the cause is mended. This is written into the audit log."))</p>
            \(postForm(.deliveries, around, "\(hidden("key", line.key))\(button(language("Gửi lại", "Release")))"))
            """
        )
    }
}

import Kernel
import Markup

/// A line of the inbox, in finished words.
struct InboxLine: Sendable {
    let id: String
    let words: String
    let detail: String
    let subject: String
    let address: Address?
    let when: String
    let isTask: Bool
    let isDone: Bool
    let isNew: Bool
}

/// `/quan-ly`: what waits for this person, and how everything stands.
struct StaffHomePage: Page {
    let around: Surroundings
    let figures: [Figure]
    let waiting: [InboxLine]

    var title: String { language("Tổng quan", "Overview") }
    var frame: Frame { .staff(.overview) }

    var main: HTML {
        """
        \(staffHead(title, lead: around.staff.map { language("Xin chào \($0.name).", "Hello, \($0.name).") }))
        \(figures.isEmpty ? "" : Web.figures(figures))
        \(panel(language("Việc và tin mới", "Tasks and news"), id: "waiting", content, actions: linkButton(language("Mở hộp tin", "Open the inbox"), .quiet, to: .inbox)))
        """
    }

    private var content: HTML {
        guard !waiting.isEmpty else {
            return emptyState(
                .office,
                title: language("Không có việc nào chờ bạn", "Nothing waits for you"),
                words: language(
                    "Hợp đồng chờ duyệt, thanh toán cần xem và chênh lệch đối soát sẽ hiện ở đây.",
                    "Contracts to approve, payments to look at and reconciliation breaks will show up here."
                )
            )
        }
        return inboxList(waiting, around)
    }
}

/// `/quan-ly/hop-tin`
struct InboxPage: Page {
    let around: Surroundings
    let lines: [InboxLine]

    var title: String { language("Hộp tin", "Inbox") }
    var frame: Frame { .staff(.inbox) }

    var main: HTML {
        let hasNew = lines.contains(where: \.isNew)
        let read = postForm(
            .inboxRead,
            around,
            button(language("Đánh dấu đã xem tất cả", "Mark all as read"), .quiet, icon: .check),
            name: "inline"
        )
        return """
            \(staffHead(title, actions: hasNew ? read : ""))
            \(lines.isEmpty
                ? emptyState(.office, title: language("Chưa có tin nào", "No news yet"), words: language("Tin về hợp đồng của bạn sẽ đến đây và qua email.", "News about your contracts arrives here and by mail."))
                : inboxList(lines, around))
            """
    }
}

func inboxList(_ lines: [InboxLine], _ around: Surroundings) -> HTML {
    "<ul class=\"inbox\">\(lines.markup { inboxLine($0, around) })</ul>"
}

private func inboxLine(_ line: InboxLine, _ around: Surroundings) -> HTML {
    let language = around.language
    let badge: HTML =
        line.isTask
        ? (line.isDone ? Badge(language("Đã xong", "Done"), .good) : Badge(language("Cần làm", "To do"), .warn)).html
        : line.isNew ? Badge(language("Mới", "New"), .brand).html : ""
    let title: HTML = line.address.map { "<a href=\"\($0)\">\(line.subject)</a>" } ?? .text(line.subject)
    let done = postForm(
        .inboxDone(line.id),
        around,
        button(language("Đã xong", "Done"), .quiet),
        name: "inline"
    )
    return """
        <li class="card row apart"><div class="stack tight"><div class="row"><strong>\(line.words)</strong>\(badge)</div>
        <div>\(title)\(line.detail.isEmpty ? "" : " · \(line.detail)" as HTML)</div>
        <span class="muted small number">\(line.when)</span></div>\(line.isTask && !line.isDone ? done : "")</li>

        """
}

/// `/quan-ly/tai-khoan`: who I am here, what I may do, where I am signed in.
struct OwnDeskPage: Page {
    struct Device: Sendable {
        let id: String
        let name: String
        let address: String
        let lastSeen: String
        let isThis: Bool
    }

    let around: Surroundings
    let facts: [Fact]
    let hasSecondFactor: Bool
    let devices: [Device]
    var news: String?

    var title: String { language("Tài khoản của tôi", "My account") }
    var frame: Frame { .staff(.ownDesk) }

    var main: HTML {
        """
        \(staffHead(title))
        \(news.map { notice(.good, title: $0) })
        <section class="card stack">\(Web.facts(facts))
        <p>\(hasSecondFactor
            ? Badge(language("Đã bật xác thực hai lớp", "Second factor is on"), .good).html
            : Badge(language("Chưa bật xác thực hai lớp", "Second factor is off"), .warn).html)</p>
        <p class="muted small">\(language("Đổi mật khẩu: dùng “Quên mật khẩu” ở trang đăng nhập.", "To change your password, use “Forgotten your password?” on the sign-in page."))</p>
        <p>\(linkButton(language("Truy cập bằng API", "API access"), .quiet, to: .tokens, icon: .key))</p></section>
        \(panel(language("Nơi đang đăng nhập", "Where I am signed in"), id: "devices", table))
        """
    }

    private var table: HTML {
        Table(
            caption: language("Nơi đang đăng nhập", "Where I am signed in"),
            columns: [
                .init(name: language("Thiết bị", "Device")), .init(name: language("Địa chỉ mạng", "Network address")),
                .init(name: language("Lần cuối", "Last seen")), .init(name: ""),
            ],
            rows: devices.map { device in
                [
                    .text(device.name), .text(device.address), .text(device.lastSeen),
                    device.isThis
                        ? Badge(language("Thiết bị này", "This device"), .good).html
                        : postForm(
                            .endStaffSession(device.id),
                            around,
                            button(language("Đăng xuất", "Sign out"), .quiet),
                            name: "inline"
                        ),
                ]
            }
        ).html
    }
}

import Kernel
import Markup

/// `/quan-ly/don-vi/phan-quyen`: who may do what, as the system itself decides it.
struct PermissionsPage: Page {
    struct Line: Sendable {
        let action: String
        /// In the order of the roles: how far each reaches.
        let reaches: [String]
    }

    let around: Surroundings
    let roles: [String]
    let lines: [Line]

    var title: String { language("Phân quyền", "Permissions") }
    var frame: Frame { .staff(.house) }

    var main: HTML {
        """
        \(houseHead(title, .permissions, language))\
        <ul class="muted small"><li>\(language("Của mình: hợp đồng, khách hàng do chính người đó khai báo hoặc giới thiệu.", "Own: what the person declared or brought in."))</li>
        <li>\(language("Đơn vị: của đơn vị người đó; với TT CNTT là toàn bộ.", "Unit: what belongs to the person's unit; for the IT centre, everything."))</li>
        <li>\(language("Toàn bộ: mọi đơn vị, và chỉ người của TT CNTT.", "All: every unit, and only for people of the IT centre."))</li></ul>
        \(Table(
            caption: title,
            columns: [.init(name: language("Việc", "Action"))] + roles.map { .init(name: $0) },
            rows: lines.map { line in [.text(line.action)] + line.reaches.map { .text($0) } }
        ).html)
        """
    }
}

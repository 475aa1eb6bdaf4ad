import Kernel
import Markup

/// `/quan-ly`: the staff's overview. Its rooms are furnished by later issues; until then they say so.
struct StaffHomePage: Page {
    let around: Surroundings

    var title: String { language("Tổng quan", "Overview") }
    var frame: Frame { .staff(.overview) }

    var main: HTML {
        """
        <h1>\(title)</h1>
        \(emptyState(
            .office,
            title: language("Chưa có việc nào chờ bạn", "Nothing waits for you"),
            words: language(
                "Hợp đồng chờ duyệt, thanh toán cần xem và chênh lệch đối soát sẽ hiện ở đây.",
                "Contracts to approve, payments to look at and reconciliation breaks will show up here."
            )
        ))
        """
    }
}

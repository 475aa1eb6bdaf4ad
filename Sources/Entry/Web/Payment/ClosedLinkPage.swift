import Kernel
import Markup

/// `/p/{token}` when this link no longer leads to a payment: why, and the way on. It shows no particulars of the
/// contract: an old mail may be in anybody's hands.
struct ClosedLinkPage: Page {
    /// Somebody who can be asked: by name when there is one.
    struct Contact: Sendable {
        var name: String?
        let phone: String
    }

    enum Reason: Sendable {
        /// It may be renewed: a new link goes to the address of the contract.
        case expired(on: String)
        /// The new link has been sent.
        case renewed(maskedEmail: String)
        /// A newer link exists.
        case superseded
        /// Closed by the account manager, and there is no other: whom to ask.
        case revoked(ask: Contact)
        /// People look at the contract first; the debt stands, and this link will work again.
        case frozen
        /// Paid, by another link.
        case paid
        /// There is nothing to pay any more.
        case withdrawn
    }

    let around: Surroundings
    let token: String
    let reason: Reason

    var frame: Frame { .payment }

    var title: String {
        switch reason {
        case .expired: language("Đường dẫn đã hết hạn", "This link has expired")
        case .renewed: language("Đã gửi đường dẫn mới", "A new link has been sent")
        case .superseded: language("Đã có đường dẫn mới hơn", "There is a newer link")
        case .revoked: language("Đường dẫn đã được đóng", "This link has been closed")
        case .frozen: language("Tạm thời chưa thanh toán được", "This cannot be paid just now")
        case .paid: language("Hợp đồng đã được thanh toán", "The contract has been paid")
        case .withdrawn: language("Yêu cầu thanh toán đã được thu hồi", "This request has been withdrawn")
        }
    }

    var main: HTML {
        "<div class=\"wrap narrow\"><div class=\"card stack\">\(content)\(help)</div></div>"
    }

    private var content: HTML {
        switch reason {
        case .expired(let day):
            """
            \(outcome(.warn, .clock, title, "<p>\(language("Đường dẫn dùng được đến", "It worked until")) \(day). \(language("Khoản thanh toán của bạn vẫn còn; chỉ cần một đường dẫn mới.", "What you owe has not changed; you only need a new link."))</p>"))
            \(postForm(.renewLink(token), around, button(language("Gửi đường dẫn mới vào email của tôi", "Send a new link to my e-mail"), .main, icon: .mail)))
            """
        case .renewed(let email):
            outcome(
                .good,
                .mail,
                title,
                "<p>\(language("Hãy mở thư gửi đến", "Open the mail sent to")) <strong>\(email)</strong>.</p>"
            )
        case .superseded:
            outcome(
                .calm,
                .mail,
                title,
                "<p>\(language("Để chỉ có một cách thanh toán cho một khoản, đường dẫn này đã đóng. Hãy dùng đường dẫn trong email gần nhất.", "So that a debt can be paid in one way only, this link is closed. Please use the one in the latest e-mail."))</p>"
            )
        case .revoked(let contact):
            outcome(
                .calm,
                .cross,
                title,
                """
                <p>\(language("Người phụ trách hợp đồng đã đóng đường dẫn này và chưa gửi đường dẫn khác. Bạn chưa phải thanh toán.", "The account manager has closed this link and has not sent another. You need not pay yet."))</p>
                <p>\(language("Để biết vì sao hoặc nhận đường dẫn mới, hãy gọi", "To learn why, or to get a new link, call")) \
                \(contact.name.map { "<strong>\($0)</strong>, " as HTML })<a href="tel:\(contact.phone)">\(contact.phone)</a>.</p>
                """
            )
        case .frozen:
            outcome(
                .warn,
                .clock,
                title,
                "<p>\(language("Chúng tôi đang kiểm tra lại hợp đồng này. Bạn chưa phải làm gì; hãy mở lại đường dẫn này sau, hoặc gọi cho chúng tôi.", "We are checking this contract. You need not do anything; please open this link again later, or call us."))</p>"
            )
        case .paid:
            outcome(
                .good,
                .check,
                title,
                "<p>\(language("Bạn không phải thanh toán nữa. Xác nhận đã được gửi vào email của hợp đồng.", "Nothing is left to pay. The confirmation went to the contract's e-mail address."))</p>"
            )
        case .withdrawn:
            outcome(
                .calm,
                .cross,
                title,
                "<p>\(language("Bạn không phải thanh toán khoản này.", "You need not pay this."))</p>"
            )
        }
    }

    private var help: HTML {
        """
        <p class="muted small">\(language("Cần giúp? Gọi", "Need help? Call")) \
        <a href="tel:\(around.seller.phone)">\(around.seller.phone)</a>.</p>
        """
    }
}

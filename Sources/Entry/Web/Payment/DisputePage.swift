import Kernel
import Markup

/// `/p/{token}/chua-dung`: the payer says what is wrong (step B3); it reaches the account manager.
struct DisputePage: Page {
    let around: Surroundings
    let token: String
    let contractNumber: String
    let message: String
    let contact: String
    var error: String?
    /// It has been sent, now or before.
    var isSent = false
    /// It stands behind what was sent before and is not answered yet.
    var isAddition = false

    var title: String { language("Nội dung chưa đúng", "Something is wrong") }
    var frame: Frame { .payment }

    var main: HTML { "<div class=\"wrap narrow stack\">\(isSent ? sent : form)</div>" }

    private var sent: HTML {
        """
        <div class="card stack">\(outcome(
            .good, .check, language("Đã gửi đến người phụ trách", "Your account manager has it"),
            "<p>\(isAddition ? language("Nội dung này được nối vào điều bạn đã báo. ", "This is kept with what you told us before. ") : "")\(language("Chúng tôi sẽ kiểm tra và trả lời qua email. Nếu cần sửa, bạn sẽ nhận một yêu cầu thanh toán mới; đừng thanh toán theo nội dung cũ.", "We look into it and answer by mail. If something has to change, you will get a new request; do not pay this one."))</p>"
        ))
        <p>\(linkButton(language("Xem lại nội dung", "Look at the details"), .quiet, to: .payment(token)))</p></div>
        """
    }

    private var form: HTML {
        """
        <h1>\(title)</h1>
        <p class="lead">\(language("Hợp đồng", "Contract")) <span class="number">\(contractNumber)</span>. \
        \(language("Hãy cho chúng tôi biết điều gì chưa đúng. Bạn chưa phải thanh toán.", "Tell us what is wrong. You need not pay yet."))</p>
        <div class="card">\(postForm(.dispute(token), around, """
            \(honeypot(language))\
            \(Field(
                name: "message", label: language("Điều chưa đúng", "What is wrong"), value: message,
                hint: language("Ví dụ: sai số lượng, sai mã số thuế, sai tên công ty.", "Such as a wrong quantity, tax code or name."),
                error: error, kind: .area, maximumLength: 1_000
            ).html(language))\
            \(Field(
                name: "contact", label: language("Cách liên hệ với bạn", "How to reach you"), value: contact,
                isRequired: false, maximumLength: 200
            ).html(language))\
            \(button(language("Gửi đến người phụ trách", "Send it"), .main, icon: .mail))
            """))</div>
        <p>\(linkButton(language("Quay lại", "Back"), .plain, to: .payment(token)))</p>
        """
    }
}

import Kernel
import Markup
import QRCode
import VNPAY

/// "Chọn phương thức thanh toán".
struct MethodPage: HostedPage {
    let visit: Visit

    var title: String { language("Chọn phương thức thanh toán", "Choose how to pay") }

    var main: HTML {
        """
        <ul class="methods">
        \(method("vnpayqr", .qr, "Ứng dụng hỗ trợ VNPAY-QR", "Apps that support VNPAY-QR"))
        \(method("vnbank", .banks, "Thẻ ATM và tài khoản ngân hàng", "Domestic card and bank account"))
        \(method("intcard", .international, "Thẻ thanh toán quốc tế", "International card"))
        \(method("vnmart", .wallet, "Ví điện tử VNPAY", "VNPAY e-wallet"))
        </ul>
        \(ways(back: nil))
        """
    }

    private func method(_ id: String, _ step: Step, _ vietnamese: String, _ english: String) -> HTML {
        """
        <li><a id="\(id)" href="\(address(step))"><span>\(language(vietnamese, english))</span>\
        <span aria-hidden="true">›</span></a></li>
        """
    }
}

/// The grid of banks, with a search that works without a script.
struct BankPage: HostedPage {
    let visit: Visit
    let search: String

    var title: String { language("Chọn ngân hàng thanh toán", "Choose your bank") }

    var main: HTML {
        let banks = Bank.search(search)
        return """
            <form class="search" method="get" action="\(Step.folder)Banks.html" role="search">
            \(tokenField)
            <label for="searchBank">\(language("Tìm ngân hàng", "Search"))</label>
            <input type="search" id="searchBank" name="q" value="\(search)" autocomplete="off">
            <button type="submit">\(language("Tìm", "Search"))</button>
            </form>
            <ul class="banks" id="bank-list">\(banks, tile)</ul>
            <p id="no-bank" role="status"\(banks.isEmpty ? "" : " hidden")>\
            \(language("Không tìm thấy ngân hàng nào.", "No bank found."))</p>
            \(ways(back: address(.method, "all=1")))
            """
    }

    private func tile(_ bank: Bank) -> HTML {
        """
        <li data-search="\(VNPAYText.transliterated(bank.code + " " + bank.name + " " + bank.fullName).lowercased())">\
        <a id="\(bank.code)" href="\(address(.card, "bank=" + bank.code))"><strong>\(bank.name)</strong>\
        <small>\(bank.fullName)</small></a></li>
        """
    }
}

/// The code to be scanned by a bank's app, and a button that stands for the app.
struct QRPage: HostedPage {
    let visit: Visit

    var title: String { language("Quét mã QR để thanh toán", "Scan to pay") }

    var main: HTML {
        """
        <div class="qr">\(image)</div>
        <p>\(language(
            "Mở ứng dụng ngân hàng, chọn quét mã QR và quét mã này. Trang sẽ tự chuyển khi thanh toán xong.",
            "Open your bank's app and scan this code. The page moves on by itself once you have paid."
        ))</p>
        <form class="scan" method="post" action="\(address(.qr))" data-poll="/paymentv2/Transaction/Status.json?token=\
        \(visit.record.token)">
        \(tokenField)
        <button type="submit" id="btnScan" name="outcome" value="00">\
        \(language("Giả lập: quét bằng ứng dụng ngân hàng", "Simulate: scan with the bank's app"))</button>
        <button type="submit" id="btnScanPoor" class="quiet-button" name="outcome" value="51">\
        \(language("Giả lập: không đủ số dư", "Simulate: not enough money"))</button>
        </form>
        \(ways(back: address(.method, "all=1")))
        """
    }

    private var image: HTML? {
        let code = try? EMVCoCode.vnpayQR(
            merchant: visit.terminal.code,
            merchantName: visit.terminal.merchantName,
            amountDong: visit.record.amountDong,
            reference: visit.record.reference
        ).text()
        return code.flatMap { QRSymbol($0) }?.svg(label: language("Mã VNPAYQR", "VNPAYQR code"))
    }
}

struct WalletPage: HostedPage {
    static let pin = "123456"

    let visit: Visit
    let message: String?

    var title: String { language("Ví điện tử VNPAY", "VNPAY e-wallet") }

    var main: HTML {
        """
        \(alert(message))
        <form class="card-form" method="post" action="\(address(.wallet))">
        \(tokenField)
        <label for="phone">\(language("Số điện thoại", "Phone number"))</label>
        <input id="phone" name="phone" inputmode="tel" autocomplete="tel" required>
        <label for="pin">\(language("Mật khẩu ví", "Wallet password"))</label>
        <input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="off" required>
        <p class="hint">\(language("Mật khẩu thử nghiệm:", "Test password:")) <code>\(Self.pin)</code></p>
        <button type="submit" id="btnWallet">\(language("Thanh toán", "Pay"))</button>
        </form>
        \(ways(back: address(.method, "all=1")))
        """
    }
}

/// Asks once more before the payment is given up.
struct CancelPage: HostedPage {
    let visit: Visit

    var title: String { language("Hủy thanh toán?", "Cancel this payment?") }

    var main: HTML {
        """
        <p>\(language(
            "Bạn sẽ quay về trang của nhà cung cấp. Không có khoản tiền nào bị trừ.",
            "You will go back to the merchant's site. Nothing will be charged."
        ))</p>
        <form method="post" action="\(address(.cancel))">
        \(tokenField)
        <button type="submit" id="btnConfirmCancel" class="danger">\
        \(language("Xác nhận hủy", "Yes, cancel"))</button>
        <a class="quiet-button" href="\(address(.method))">\(language("Tiếp tục thanh toán", "No, go on paying"))</a>
        </form>
        """
    }
}

/// What became of it, when the payer is not sent back at once.
struct ResultPage: HostedPage {
    let visit: Visit
    let returnAddress: String

    private var code: VNPAYResponseCode { VNPAYResponseCode(visit.record.responseCode ?? "99") }

    var title: String {
        visit.record.state == .paid
            ? language("Giao dịch thành công", "Payment successful")
            : language("Giao dịch không thành công", "Payment not successful")
    }

    var main: HTML {
        """
        <p class="\(visit.record.state == .paid ? "done" : "alert")" role="alert" id="result_message">\
        \(language(code.payerWords.vietnamese, code.payerWords.english))</p>
        <p>\(language(code.advice.words.vietnamese, code.advice.words.english))</p>
        <p>\(language("Mã lỗi", "Code")): <strong>\(code.rawValue)</strong></p>
        <p class="ways"><a class="button" id="btnReturn" href="\(link: returnAddress)">\
        \(language("Quay lại trang của nhà cung cấp", "Back to the merchant"))</a></p>
        """
    }
}

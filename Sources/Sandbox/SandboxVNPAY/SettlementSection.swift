import Kernel
import Markup
import Spreadsheet
import VNPAY

/// The part of the console where a day's files are fetched.
struct SettlementSection {
    let language: Language
    let day: Day

    var html: HTML {
        """
        <h2 id="settlement">\(language("Tệp đối soát", "Settlement files"))</h2>
        <form method="get" action="/sandbox/vnpay"><input type="hidden" name="lang" value="\(language.rawValue)">
        <label>\(language("Ngày", "Day"))<input type="date" name="day" value="\(day.iso8601)" required></label>
        <button type="submit">\(language("Chọn ngày", "Choose the day"))</button></form>
        <p>\(language("Ngày", "Day")) \(day.display):</p>
        <ul>\(VNPAYSettlementExport.allCases, links)</ul>
        <details class="card"><summary>\(language("Tệp có lỗi đặt trước", "A file with ordered defects"))</summary>
        <form method="get" action="/sandbox/vnpay/settlement">
        <label>\(language("Ngày", "Day"))<input type="date" name="day" value="\(day.iso8601)" required></label>
        <label>\(language("Tệp", "File"))<select name="export">\(VNPAYSettlementExport.allCases, option)</select></label>
        <label>\(language("Định dạng", "Format"))<select name="format">\(SettlementForm.Format.allCases, option)</select></label>
        <label>\(language("Bảng mã (CSV)", "Encoding (CSV)"))<select name="encoding">\(encodings, option)</select></label>
        <label>\(language("Lỗi", "Defects"))<input name="defects" value="missing:1,amount:1" size="32" \
        aria-describedby="defects"></label>
        <label>\(language("Hạt giống ngẫu nhiên", "Seed"))<input name="seed" inputmode="numeric" value="1" size="6"></label>
        <label>\(language("Dòng tiêu đề", "Title lines"))<input name="titles" inputmode="numeric" value="2" size="4"></label>
        <label>\(language("Chèn cột trước cột", "Insert a column before"))\
        <input name="insertColumn" inputmode="numeric" size="4"></label>
        <button type="submit">\(language("Tải tệp", "Download"))</button></form>
        <p id="defects" class="quiet">\(explanation)</p></details>
        """
    }

    private func links(_ export: VNPAYSettlementExport) -> HTML {
        let links = SettlementForm.Format.allCases.reduce(into: HTML()) { links, format in
            let address =
                "/sandbox/vnpay/settlement?day=\(day.iso8601)&export=\(export.rawValue)&format=\(format.rawValue)"
            links += " · <a href=\"\(link: address)\">\(format.rawValue.uppercased())</a>"
        }
        return "<li>\(name(export))\(links)</li>"
    }

    private func name(_ export: VNPAYSettlementExport) -> String {
        switch export {
        case .transactions: language("Danh sách giao dịch", "Transaction list")
        case .fees: language("Báo cáo phí theo giao dịch", "Fee report")
        }
    }

    private let encodings: [TextEncoding] = [.utf8, .utf16LittleEndian, .windows1258]

    private func option(_ export: VNPAYSettlementExport) -> HTML {
        "<option value=\"\(export.rawValue)\">\(name(export))</option>"
    }
    private func option(_ format: SettlementForm.Format) -> HTML { "<option>\(format.rawValue)</option>" }
    private func option(_ encoding: TextEncoding) -> HTML { "<option>\(encoding.rawValue)</option>" }

    private var explanation: String {
        let list = SettlementDefect.allCases.map { "\($0.rawValue) (\($0.words(in: language)))" }
        return language("Loại lỗi và số lượng, cách nhau bằng dấu phẩy: ", "Kind and number, parted by commas: ")
            + list.joined(separator: ", ")
    }
}

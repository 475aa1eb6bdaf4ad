import Markup
import Testing

@testable import Web

@Suite struct MarkdownTests {
    private func html(_ text: String) -> String {
        GuideMarkup(book: GuideBook(files: [:])).html(Markdown(text).blocks).string
    }

    @Test(arguments: [
        ("# Một", "<h1 id=\"một\">Một</h1>\n"),
        ("## Bước 3: trình", "<h2 id=\"bước-3-trình\">Bước 3: trình</h2>\n"),
        ("## A\n\n## A", "<h2 id=\"a\">A</h2>\n<h2 id=\"a-1\">A</h2>\n"),
        ("#không", "<p>#không</p>\n"),
        ("một\nhai\n\nba", "<p>một hai</p>\n<p>ba</p>\n"),
        ("nhấn **Thanh toán** ngay", "<p>nhấn <strong>Thanh toán</strong> ngay</p>\n"),
        ("a ** b", "<p>a ** b</p>\n"), ("****", "<p>****</p>\n"),
        ("- một\n- hai\n  thêm", "<ul>\n<li>một</li>\n<li>hai thêm</li>\n</ul>\n"),
        ("3. ba\n4. bốn", "<ol start=\"3\">\n<li>ba</li>\n<li>bốn</li>\n</ol>\n"),
        ("1. một\n\n   thêm\n2. hai", "<ol>\n<li><p>một</p>\n<p>thêm</p>\n</li>\n<li>hai</li>\n</ol>\n"),
        ("1. một\n   - a", "<ol>\n<li><p>một</p>\n<ul>\n<li>a</li>\n</ul>\n</li>\n</ol>\n"),
        ("<!-- trang: x -->\n\na", "<p>a</p>\n"), ("<!-- mở\nđóng --> b\n\na", "<p>a</p>\n"),
        ("[a](/quan-ly)", "<p><a href=\"/quan-ly\">a</a></p>\n"),
        ("[a](phe-duyet.md#từ-chối)", "<p><a href=\"/huong-dan/phe-duyet#từ-chối\">a</a></p>\n"),
        ("[a](README.md)", "<p><a href=\"/huong-dan\">a</a></p>\n"),
        ("[**a**](#x)", "<p><a href=\"#x\"><strong>a</strong></a></p>\n"),
        ("![Hình](hinh/khong-co.webp)", "<p>Hình</p>\n"),
    ])
    func `what guides are written in becomes markup`(text: String, markup: String) { #expect(html(text) == markup) }

    @Test func `a note keeps what stands in it`() {
        let text = html("> **Lưu ý**\n> hai\n>\n> - ba")
        #expect(text.contains("role=\"note\"") && text.contains("<p><strong>Lưu ý</strong> hai</p>\n<ul>"))
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "a <img src=x onerror=alert(1)>", "**<b onmouseover=x>**", "# <svg onload=x>",
        "> <iframe src=x>", "1. <style>x</style>", "[<img src=x>](/a)", "![<img src=x>](hinh/a.webp)",
        "- a\n  <object>", "[a](/x\"onclick=\"alert(1))", "![a\"onerror=\"x](hinh/a.webp)",
        "<!-- --><script>x</script>",
    ])
    func `no markup comes through`(text: String) {
        let markup = html(text)
        #expect(!markup.contains(/<(?!\/?(h[123]|p|ul|ol|li|strong|a|div|svg|path|circle)[ >])/))
        #expect(!markup.contains(/<[^>]*\son[a-z]+=/))
    }

    @Test(arguments: [
        "javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "//evil.example", "https://evil.example", "/\\evil",
        "/a b", "\u{1}javascript:x", "../x.md", "x.md/../y", "vbscript:x", "", "#", "#\"x", "/đường",
    ])
    func `a link leads to our own pages, or nowhere`(address: String) {
        #expect(!html("[bấm đây](\(address))").contains("<a "))
        #expect(html("[bấm đây](\(address))").contains("bấm đây"))
    }

    @Test(arguments: ["/etc/passwd", "../../x.webp", "https://evil.example/x.webp", "hinh/x.webp\" onerror=\"x", "a?b"])
    func `a picture is one of ours`(file: String) {
        #expect(Markdown("![x](\(file))").pictures.isEmpty)
        #expect(!html("![x](\(file))").contains("<img"))
    }

    @Test(arguments: [
        String(repeating: ">", count: 20_000), String(repeating: "> ", count: 5_000) + "x",
        String(repeating: "[", count: 500), String(repeating: "**", count: 2_000),
        String(repeating: "- ", count: 2_000) + "x", String(repeating: "1. a\n   ", count: 500),
        String(repeating: "![", count: 300), "<!--", "\r\n\r\n\u{0}", String(repeating: "#", count: 10_000),
        "[a](b", "[a]()", "](x)", "999999999999. x", "0. x",
    ])
    func `nothing makes it fail or run for ever`(text: String) { #expect(html(text).utf8.count < 2_000_000) }

    /// Written with every type named: the compiler is quick about it, and slow about one long expression.
    static let heads: [(bytes: [UInt8], size: PictureSize?)] = {
        let lossy: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0x9D, 0x01, 0x2A, 0x86, 0x01, 0x0C, 0x03]
        let extended: [UInt8] = [10, 0, 0, 0, 0, 0, 0, 0, 0xE7, 0x03, 0, 0x2B, 0x01, 0]
        let lossless: [UInt8] = [0, 0, 0, 0, 0x2F, 0x85, 0xC1, 0xC2, 0x00, 0, 0, 0, 0, 0]
        let nothing = [UInt8](repeating: 0, count: 20)
        func file(_ head: String, _ rest: [UInt8]) -> [UInt8] { Array(head.utf8) + rest }
        var heads: [(bytes: [UInt8], size: PictureSize?)] = []
        heads.append((Array("RIFF".utf8), nil))
        heads.append((file("RIFF0000WEBPVP8 ", lossy), PictureSize(width: 390, height: 780)))
        heads.append((file("RIFF0000WEBPVP8X", extended), PictureSize(width: 1000, height: 300)))
        heads.append((file("RIFF0000WEBPVP8L", lossless), PictureSize(width: 390, height: 780)))
        heads.append((file("RIFF0000WAVEVP8X", nothing), nil))
        return heads
    }()

    @Test func `the size of a picture is read from its head`() {
        for head in Self.heads { #expect(PictureSize(webP: head.bytes) == head.size) }
    }
}

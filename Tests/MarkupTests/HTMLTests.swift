import Markup
import Testing

@Suite struct HTMLTests {
    @Test func `text is escaped and markup is embedded`() {
        let name = "<b>\"An\" & 'Lan'</b>"
        let inner: HTML = "<em>\(name)</em>"
        #expect(inner.string == "<em>&lt;b&gt;&quot;An&quot; &amp; &#39;Lan&#39;&lt;/b&gt;</em>")
        let outer: HTML = "<p>\(inner)</p>"
        #expect(outer.string == "<p>\(inner.string)</p>")
    }

    @Test(arguments: [true, false]) func `a literal chosen by a condition is markup`(isWide: Bool) {
        let tag: HTML = "<p\(isWide ? " class=\"wide\"" : "")>x</p>"
        #expect(tag.string == (isWide ? "<p class=\"wide\">x</p>" : "<p>x</p>"))
    }

    @Test(arguments: [
        ("https://a.vn/x?y=1&z=2", "https://a.vn/x?y=1&amp;z=2"), ("/p/abc", "/p/abc"),
        ("mailto:a@b.vn", "mailto:a@b.vn"),
        ("javascript:alert(1)", "#"), ("//evil.vn", "#"), (" https://a.vn", "#"), ("data:text/html,x", "#"), ("", "#"),
    ])
    func `an address from data leads nowhere dangerous`(address: String, written: String) {
        let link: HTML = "\(link: address)"
        #expect(link.string == written)
    }

    @Test func `a sequence is written in order`() {
        let items: HTML = "\(["a", "<"], { text in "<li>\(text)</li>" })"
        #expect(items.string == "<li>a</li><li>&lt;</li>")
    }
}

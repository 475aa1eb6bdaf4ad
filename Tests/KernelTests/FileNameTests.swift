import Kernel
import Testing

@Suite struct FileNameTests {
    static let names: [(String, String)] = [
        ("hop-dong.pdf", "hop-dong.pdf"), ("Hợp đồng số 5.PDF", "Hợp đồng số 5.pdf"),
        ("../../etc/passwd", "passwd.pdf"), ("C:\\Users\\an\\ký.pdf", "ký.pdf"), ("", "tep-dinh-kem.pdf"),
        ("...", "tep-dinh-kem.pdf"), ("a\u{202E}fdp.exe", "afdp.pdf"), ("x.pdf.exe", "x.pdf"),
        ("virus.exe", "virus.pdf"), ("bản 1.2", "bản 1.2.pdf"), ("a;b\"c.pdf", "abc.pdf"),
        ("a\u{0}\u{7}\u{2066}\u{200B}b\u{2028}.pdf", "ab.pdf"), (".htaccess", "htaccess.pdf"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil 1.pdf"),
    ]

    @Test(arguments: names)
    func `a name is what can be shown, with the ending of the content`(name: String, expected: String) {
        #expect(FileName.tidy(name, endings: ["pdf"]) == expected)
    }

    @Test func `a long name is cut, and its ending stays`() {
        let long = FileName.tidy(String(repeating: "ộ", count: 5_000) + ".jpeg", endings: ["jpg", "jpeg"])
        #expect(long.hasSuffix(".jpeg") && long.utf8.count <= 210 && long.count <= 125)
        let stacked = FileName.tidy("a" + String(repeating: "\u{0301}", count: 5_000), endings: ["png"])
        #expect(stacked.hasSuffix(".png") && stacked.utf8.count <= 210)
    }

    @Test func `a download's header holds whatever the name is`() {
        #expect(
            FileName.attachmentHeader("Hợp đồng;\"a\r\n'.pdf")
                == "attachment; filename=\"H-p --ng--a--.pdf\"; "
                + "filename*=UTF-8''H%E1%BB%A3p%20%C4%91%E1%BB%93ng%3B%22a%0D%0A%27.pdf"
        )
    }
}

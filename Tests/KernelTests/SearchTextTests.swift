import Foundation
import Kernel
import Testing

@Suite struct SearchTextTests {
    @Test(arguments: [
        ("Nguyễn Đức Ảnh", "nguyen duc anh"), ("  CÔNG TY   TNHH–ABC  ", "cong ty tnhh abc"),
        ("HD-2026-KV1-00054", "hd 2026 kv1 00054"), ("an.nguyen@example.vn", "an nguyen example vn"),
        ("đĐ", "dd"), ("Thừa Thiên – Huế", "thua thien hue"), ("", ""), ("---", ""), ("Straße", "strasse"),
        ("Ｆｕｌｌ", "full"), ("%_\\", ""),
    ])
    func `a text is found as people type it`(text: String, expected: String) {
        #expect(text.searchable == expected)
    }

    @Test func `composed and decomposed letters are the same`() {
        let text = "Đặng Thị Thủy, Phường Nghĩa Tân; Ướt Ỡ ừ"
        #expect(
            text.decomposedStringWithCanonicalMapping.searchable
                == text.precomposedStringWithCanonicalMapping.searchable
        )
    }

    /// Every letter of Vietnamese, in every tone.
    static let letters = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵdđ"

    @Test(arguments: Array(letters))
    func `a Vietnamese letter is one plain letter, small or capital`(letter: Character) {
        let plain = String(letter).searchable
        #expect(plain.utf8.count == 1 && "aeiouyd".contains(plain))
        #expect(letter.uppercased().searchable == plain)
    }

    @Test func `what is searchable stays as it is, and holds only words with one blank between`() {
        var state: UInt64 = 3
        let signs = Array(Self.letters + Self.letters.uppercased() + "0123456789 .,-_/@%'\"\n\tßœ")
        for _ in 0..<500 {
            let text = String(
                (0..<20).map { _ -> Character in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return signs[Int(state >> 33) % signs.count]
                }
            )
            let once = text.searchable
            #expect(once.searchable == once)
            #expect(!once.hasPrefix(" ") && !once.hasSuffix(" ") && !once.contains("  "))
            #expect(!once.contains("%") && !once.contains("_"))
            // Each word of the text is found in it again.
            for word in text.split(separator: " ") { #expect(once.contains(String(word).searchable)) }
        }
    }
}

import Kernel
import Synchronization
import TestKit
import Testing

@Suite struct IdentifierTests {
    @Test func `later identifiers come later, as text too`() {
        let time = Mutex(Int64(1_795_410_000_000))
        let numbers = Mutex(Dice(seed: 5))
        let world = World(
            now: { Timestamp(milliseconds: time.withLock { $0 }) },
            randomBytes: { count in
                numbers.withLock { numbers in (0..<count).map { _ in .random(in: 0...255, using: &numbers) } }
            }
        )
        var previous = ""
        for _ in 1...2_000 {
            let id = world.newID(IdentifierTests.self)
            let text = id.description
            #expect(previous < text)
            #expect(text.count == 36)
            #expect(Array(text)[14] == "7", "version 7")
            #expect("89ab".contains(Array(text)[19]), "the variant of RFC 9562")
            #expect(ID<IdentifierTests>(text) == id)
            previous = text
            time.withLock { $0 += 1 }
        }
    }

    @Test(arguments: ["", "x", "018f0000-0000-7000-8000-00000000000", "018f0000000070008000000000000000"])
    func `what is no identifier is refused`(text: String) { #expect(ID<IdentifierTests>(text) == nil) }

    @Test(arguments: [([], ""), ([0], "00"), ([255, 16, 10], "ff100a")] as [([UInt8], String)])
    func `hexadecimal has two digits a byte`(bytes: [UInt8], text: String) { #expect(bytes.hex == text) }

    /// The vectors of RFC 4648 §10, without padding, and the two digits in which the address form differs.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base 64 follows the standard`(text: String, encoded: String) {
        #expect(Array(text.utf8).base64URL == encoded)
    }

    @Test func `base 64 for addresses has no character that needs escaping`() {
        #expect([251, 255, 190].base64URL == "-_--")
        #expect([UInt8](repeating: 255, count: 32).base64URL == String(repeating: "_", count: 42) + "8")
    }

    @Test func `words stand in both languages`() {
        #expect(Language.vietnamese("Thanh toán", "Pay") == "Thanh toán")
        #expect(Language.english("Thanh toán", "Pay") == "Pay")
        #expect(Bilingual(vietnamese: "Gói", english: "Plan").text(in: .english) == "Plan")
    }

    @Test(arguments: [
        (0, 2, "00"), (7, 2, "07"), (123, 2, "123"), (-5, 3, "-005"), (Int64.min, 1, "-9223372036854775808"),
    ])
    func `numbers are padded`(number: Int64, width: Int, text: String) { #expect(number.padded(width) == text) }
}

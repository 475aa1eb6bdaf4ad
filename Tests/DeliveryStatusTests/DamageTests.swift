import DeliveryStatus
import TestKit
import Testing

/// Whatever bytes come, reading ends, and invents nothing.
@Suite struct DamageTests {
    static let letters = [
        "standard": Letters.postfix, "qmail": Letters.qmail, "Gmail": Letters.gmail, "Exchange": Letters.exchange,
    ]

    @Test(arguments: letters.keys)
    func `a letter cut off anywhere is read as far as it goes`(name: String) throws {
        let letter = try #require(Self.letters[name])
        for length in stride(from: 0, to: letter.count, by: 5) { Self.expectBounded(Array(letter.prefix(length))) }
    }

    @Test func `a standard report that is cut off before its part is one that says nothing`() throws {
        let mark = try #require(Letters.postfix.firstRange(of: "Content-Description: Delivery report".utf8))
        let report = DeliveryReport(reading: Array(Letters.postfix[..<mark.lowerBound]))
        #expect(report?.recipients == [])
        #expect(report?.sentTo.first == "bounces+0191aa.0f@bounces.qldv.example")
    }

    @Test(arguments: letters.keys)
    func `changed, dropped and doubled bytes harm nobody`(name: String) throws {
        let letter = try #require(Self.letters[name])
        var generator = Dice(seed: 17)
        for _ in 0..<300 {
            var bytes = letter
            for _ in 0...Int.random(in: 0..<8, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
                }
            }
            Self.expectBounded(bytes)
        }
    }

    @Test func `parts in parts, endless heads and huge letters are cut off`() {
        var nested = "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        for _ in 0..<500 { nested += "--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" }
        Self.expectBounded(Array(nested.utf8))
        Self.expectBounded(Array(String(repeating: "X-Failed-Recipients: a@b\r\n", count: 50_000).utf8))
        Self.expectBounded(Array("Subject: x\r\n".utf8) + Array(repeating: 0x20, count: 2_000_000))
        let many = String(repeating: "Final-Recipient: rfc822; a@b\r\nAction: failed\r\n\r\n", count: 10_000)
        let report = DeliveryReport(
            reading: Array("Content-Type: message/delivery-status\r\n\r\n\(many)".utf8)
        )
        #expect(report?.recipients.count == DeliveryReport.Limits.recipients)
        let long =
            "Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b\r\nStatus: 5.0.0\r\n"
            + "Diagnostic-Code: smtp; " + String(repeating: "x y\r\n ", count: 20_000)
        Self.expectBounded(Array(long.utf8))
    }

    static func expectBounded(_ bytes: [UInt8]) {
        guard let report = DeliveryReport(reading: bytes) else { return }
        #expect(report.recipients.count <= DeliveryReport.Limits.recipients)
        #expect(report.sentTo.count <= DeliveryReport.Limits.recipients)
        for recipient in report.recipients {
            #expect(recipient.diagnostic.count <= DeliveryReport.Limits.diagnostic)
            #expect(!recipient.diagnostic.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
            #expect(!recipient.finalRecipient.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
        }
    }
}

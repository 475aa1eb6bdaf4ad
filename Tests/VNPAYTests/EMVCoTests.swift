import Testing
import VNPAY

@Suite struct EMVCoTests {
    @Test(arguments: Vectors.all.vietqrCrcVectors)
    func `the checksum of every published code is ours`(code: Vectors.Code) {
        #expect(EMVCoCode.checksum(String(code.payload.dropLast(4))) == code.computedCrc)
        #expect(EMVCoCode.hasRightChecksum(code.payload) == code.crcOkUtf8Bytes)
    }

    @Test func `a published VietQR is rebuilt to the character`() throws {
        let code = try EMVCoCode.vietQR(
            bankBIN: "970416",
            account: "257678859",
            amountDong: 10_000,
            purpose: "Chuyển tiền"
        )
        #expect(
            try code.text()
                == "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA"
                + "53037045405100005802VN62150811Chuyen tien630453E6"
        )
    }

    @Test func `a code is read back, inside and out`() throws {
        let text = try EMVCoCode.vnpayQR(
            merchant: "DUMMY001",
            merchantName: "Công ty Dịch vụ Số",
            amountDong: 1_105_021,
            reference: "REF-1"
        ).text()
        let code = try EMVCoCode(reading: text)
        #expect(code["54"] == "1105021")
        #expect(code["59"] == "CONG TY DICH VU SO")
        let scheme = try #require(code.items.first { $0.tag == "26" }?.items)
        #expect(scheme == [EMVCoCode.Item("00", "A000000775"), EMVCoCode.Item("01", "DUMMY001")])
    }

    @Test func `a misread character is noticed`() throws {
        let text = try EMVCoCode.vietQR(bankBIN: "970416", account: "1", amountDong: nil, purpose: "").text()
        #expect(throws: EMVCoCode.Fault.self) { try EMVCoCode(reading: text.replacing("970416", with: "970417")) }
        #expect(throws: EMVCoCode.Fault.malformed) { try EMVCoCode(reading: "x") }
        let broken = "0003016304"
        #expect(throws: EMVCoCode.Fault.malformed) {
            try EMVCoCode(reading: broken + EMVCoCode.checksum(broken))
        }
        #expect(throws: EMVCoCode.Fault.tooLong(tag: "59")) {
            try EMVCoCode([EMVCoCode.Item("59", String(repeating: "x", count: 100))]).text()
        }
    }
}

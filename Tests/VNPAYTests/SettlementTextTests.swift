import Testing
import VNPAY

@Suite struct SettlementTextTests {
    @Test(
        arguments: [
            ("1.105.021", 1_105_021), ("1,105,021", 1_105_021), ("1105021", 1_105_021), ("1105021.00", 1_105_021),
            ("1105021,0", 1_105_021), ("1.105.021 ₫", 1_105_021), ("1 105 021 VND", 1_105_021),
            ("1.105.021đ", 1_105_021),
            ("1\u{A0}105\u{202F}021 VNĐ", 1_105_021), ("(3.850)", -3_850), ("-3850", -3_850), ("-3,850.00", -3_850),
            ("−3.850", -3_850), ("+5", 5), ("3.850", 3_850), ("3,850", 3_850), ("1.105.021,00", 1_105_021),
            ("1105021.000", 1_105_021), ("0", 0), ("000", 0), ("0.00", 0), (" 42 ", 42), ("'42", 42),
            ("999.999.999.999.999", 999_999_999_999_999),
        ] as [(String, Int64)]
    )
    func `amounts are read as people write them`(text: String, amount: Int64) {
        #expect(VNPAYSettlementText.dong(text) == amount)
    }

    @Test(arguments: [
        "", "-", "x", "1.5", "0,5", "3850.01", "1.10.5021", "1,105.02", "1.105,021.5", "12.34.56", "1..2", "(-5)",
        "--5",
        "1E7", "1.105.021.", ".5", "10.000.000.000.000.000", "23/11/2026", "١٢", "1.105.021 USD", "(5", "5)",
    ])
    func `what is no amount of đồng is refused`(text: String) {
        #expect(VNPAYSettlementText.dong(text) == nil)
    }

    @Test(arguments: [
        ("23/11/2026 10:15:00", "23/11/2026 10:15:00"), ("23/11/2026", "23/11/2026 00:00:00"),
        ("2026-11-23 10:15:00", "23/11/2026 10:15:00"), ("2026-11-23T10:15:00.123", "23/11/2026 10:15:00"),
        ("20261123101500", "23/11/2026 10:15:00"), ("3/1/2026", "03/01/2026 00:00:00"),
        ("3/1/2026 9:05", "03/01/2026 09:05:00"), ("23-11-2026 23:59:59", "23/11/2026 23:59:59"),
        (" 29/02/2028  01:02:03 ", "29/02/2028 01:02:03"), ("23.11.2026", "23/11/2026 00:00:00"),
    ])
    func `times are read as people write them`(text: String, shown: String) throws {
        let time = try #require(VNPAYSettlementTime(text))
        #expect(time.text == shown)
        #expect(VNPAYSettlementTime(milliseconds: time.milliseconds) == time)
    }

    @Test(arguments: [
        "", "29/02/2026", "31/04/2026", "23/13/2026", "23/11/26", "23/11", "2026-11-23 24:00:00", "23/11/2026 10",
        "23/11/2026 10:60", "46349", "2026112310150", "20261323101500", "x/y/2026", "23/11/2026 giờ",
    ])
    func `what is no time is refused`(text: String) {
        #expect(VNPAYSettlementTime(text) == nil)
    }

    @Test func `the wall clock is Vietnam's`() throws {
        let time = try #require(VNPAYSettlementTime("23/11/2026 10:15:00"))
        #expect(time.milliseconds == 1_795_403_700_000)
        #expect((time.year, time.month, time.day) == (2026, 11, 23))
        #expect((time.hour, time.minute, time.second) == (10, 15, 0))
    }

    @Test(
        arguments: [
            (200_000, 3_850), (240_000, 4_620), (0, 0), (1, 0), (26, 1), (25, 0), (1_105_021, 21_272),
            (-200_000, -3_850),
            (9_999_999_999, 192_500_000),
        ] as [(Int64, Int64)]
    )
    func `the fee is 1,75 % and VAT on it, rounded half up once`(amount: Int64, fee: Int64) {
        #expect(VNPAYFee(rateBasisPoints: 175, vatBasisPoints: 1_000).feeDong(ofAmountDong: amount) == fee)
    }

    @Test func `half a đồng goes up, and no amount overflows`() {
        #expect(VNPAYFee(rateBasisPoints: 5_000, vatBasisPoints: 0).feeDong(ofAmountDong: 1) == 1)
        #expect(VNPAYFee(rateBasisPoints: 5_000, vatBasisPoints: 0).feeDong(ofAmountDong: 3) == 2)
        #expect(VNPAYFee(rateBasisPoints: 10_000, vatBasisPoints: 0).feeDong(ofAmountDong: .max) == .max)
    }
}

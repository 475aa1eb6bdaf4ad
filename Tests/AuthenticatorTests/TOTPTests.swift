import Authenticator
import Kernel
import Testing

/// RFC 6238 and RFC 4226, with the secret of their appendices.
@Suite struct TOTPTests {
    static let code = TOTP(secret: Array("12345678901234567890".utf8))

    /// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
    @Test(
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)]
    )
    func `a code is the one of the RFC at that second`(seconds: Int64, expected: String) {
        let step = TOTP.step(at: Timestamp(milliseconds: seconds * 1_000))
        #expect(Self.code.code(step: step) == expected)
    }

    /// RFC 4226, appendix D.
    @Test func `the first ten counters give the codes of the RFC`() {
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        #expect((0..<10).map { Self.code.code(step: Int64($0)) } == expected)
    }

    @Test(arguments: [-1, 0, 1] as [Int64])
    func `a clock one step off is understood`(drift: Int64) {
        let now = Timestamp.noon
        let step = TOTP.step(at: now) + drift
        #expect(Self.code.step(of: Self.code.code(step: step), at: now, after: 0) == step)
    }

    @Test(arguments: [-3, -2, 2, 3] as [Int64])
    func `a clock two steps off is not`(drift: Int64) {
        let now = Timestamp.noon
        let code = Self.code.code(step: TOTP.step(at: now) + drift)
        #expect(Self.code.step(of: code, at: now, after: 0) == nil)
    }

    @Test func `no code works twice, nor one that is older than the last`() {
        let now = Timestamp.noon
        let step = TOTP.step(at: now)
        for earlier in [step - 1, step] {
            #expect(Self.code.step(of: Self.code.code(step: earlier), at: now, after: step) == nil)
        }
        #expect(Self.code.step(of: Self.code.code(step: step + 1), at: now, after: step) == step + 1)
    }

    @Test(arguments: ["", "28708", "2870822", "28708a", "００００００", "287 08"])
    func `what is no code of now is wrong`(text: String) {
        #expect(Self.code.step(of: text, at: Timestamp(milliseconds: 59_000), after: -10) == nil)
    }

    @Test func `blanks that people type between the digits do not matter`() {
        #expect(Self.code.step(of: "287 082", at: Timestamp(milliseconds: 59_000), after: 0) == 1)
    }

    @Test func `the secret is typed and scanned in base 32`() {
        #expect(Self.code.typed == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
        #expect(
            Self.code.address(issuer: "MobiFone QLDV", account: "a+b@x.vn")
                == "otpauth://totp/MobiFone%20QLDV:a%2Bb%40x%2Evn?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=MobiFone%20QLDV"
        )
    }

    /// RFC 4648 §10, without padding.
    @Test(arguments: [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW 6"), ("foob", "MZXW 6YQ"), ("foobar", "MZXW 6YTB OI")])
    func `base 32 is that of its RFC`(text: String, expected: String) {
        #expect(TOTP(secret: Array(text.utf8)).typed == expected)
    }
}

extension Timestamp {
    /// Noon in Vietnam on 23 November 2026.
    fileprivate static let noon = Timestamp(milliseconds: 1_795_410_000_000)
}

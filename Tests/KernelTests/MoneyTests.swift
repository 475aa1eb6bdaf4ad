import Kernel
import TestKit
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        (0, "0", "0 ₫"), (7, "7", "7 ₫"), (999, "999", "999 ₫"), (1_000, "1.000", "1.000 ₫"),
        (1_105_021, "1.105.021", "1.105.021 ₫"),
        (1_000_000_000_000_000, "1.000.000.000.000.000", "1.000.000.000.000.000 ₫"),
    ])
    func `amounts are written as Vietnamese readers write them`(dong: Int64, grouped: String, display: String) throws {
        let money = try Money(dong: dong)
        #expect(money.grouped == grouped)
        #expect(money.display == display)
    }

    @Test(arguments: [-1, Int64.min, Money.limit + 1, Int64.max])
    func `an amount outside the range is refused`(dong: Int64) {
        #expect(throws: MoneyError.outOfRange(dong)) { try Money(dong: dong) }
    }

    @Test func `sums and differences leave the range by an error, never by a wrong number`() throws {
        let most = try Money(dong: Money.limit)
        let one = try Money(dong: 1)
        #expect(throws: MoneyError.self) { try most + one }
        #expect(throws: MoneyError.self) { try Money.zero - one }
        #expect(throws: MoneyError.self) { try most.times(2) }
        #expect(throws: MoneyError.self) { try most.times(.max) }
        #expect(throws: MoneyError.self) { try one.times(-1) }
        #expect(throws: MoneyError.self) { try Money.sum([most, one]) }
        #expect(try Money.sum([]) == .zero)
        #expect(try Money.sum([one, one, one]) == Money(dong: 3))
    }

    @Test(arguments: [
        (dong: 100, basisPoints: 800, result: 8), (dong: 6, basisPoints: 800, result: 0),
        (dong: 7, basisPoints: 800, result: 1), (dong: 5, basisPoints: 1_000, result: 1),
        (dong: 4, basisPoints: 1_000, result: 0), (dong: 1_105_021, basisPoints: 1_000, result: 110_502),
        (dong: 1_000_000_000_000_000, basisPoints: 10_000, result: 1_000_000_000_000_000),
        (dong: 1, basisPoints: 0, result: 0), (dong: 1, basisPoints: 5_000, result: 1),
    ])
    func `a portion is rounded half up to the dong`(dong: Int64, basisPoints: Int64, result: Int64) throws {
        #expect(try Money(dong: dong).portion(basisPoints: basisPoints).dong == result)
    }

    @Test(arguments: [Int64(-1), 10_001, .max])
    func `a portion is between nothing and all`(basisPoints: Int64) throws {
        let money = try Money(dong: 100)
        #expect(throws: MoneyError.self) { try money.portion(basisPoints: basisPoints) }
    }

    @Test func `the parts of a split add back to the whole and differ by one dong at most`() throws {
        var generator = Dice(seed: 7)
        for _ in 1...20_000 {
            let whole = try Money(dong: Int64.random(in: 0...Money.limit, using: &generator))
            let parts = whole.split(into: Int.random(in: 1...60, using: &generator))
            #expect(try Money.sum(parts) == whole)
            let largest = try #require(parts.max())
            let smallest = try #require(parts.min())
            #expect(largest.dong - smallest.dong <= 1)
            #expect(parts == parts.sorted(by: >), "earlier parts carry the remainder")
        }
    }

    @Test func `a portion is never off by more than half a dong`() throws {
        var generator = Dice(seed: 11)
        for _ in 1...100_000 {
            let dong = Int64.random(in: 0...Money.limit, using: &generator)
            let basisPoints = Int64.random(in: 0...10_000, using: &generator)
            let portion = try Money(dong: dong).portion(basisPoints: basisPoints).dong
            let error = Int128(portion) * 10_000 - Int128(dong) * Int128(basisPoints)
            #expect(-5_000 < error && error <= 5_000)
        }
    }
}

@Suite struct VATRateTests {
    @Test(arguments: [
        ("0%", VATRate.percent(basisPoints: 0)), ("5%", .percent(basisPoints: 500)), ("8%", .percent(basisPoints: 800)),
        ("10%", .percent(basisPoints: 1_000)), ("3.50%", .percent(basisPoints: 350)), ("KCT", .notSubject),
        ("KKKNT", .notDeclared),
    ])
    func `a rate comes back from its code`(code: String, rate: VATRate) {
        #expect(rate.code == code)
        #expect(VATRate(code: code) == rate)
    }

    @Test(arguments: ["", "%", "8", "-1%", "101%", "8.5%", "8.555%", "kct", "8 %", "8.%", "a%"])
    func `what is no rate is refused`(code: String) { #expect(VATRate(code: code) == nil) }

    @Test func `not subject is not zero per cent, though neither bears tax`() throws {
        let net = try Money(dong: 1_000_000)
        #expect(VATRate.notSubject != .percent(basisPoints: 0))
        #expect(try VATRate.notSubject.vat(on: net) == .zero)
        #expect(try VATRate.notDeclared.vat(on: net) == .zero)
        #expect(try VATRate.percent(basisPoints: 800).vat(on: net).dong == 80_000)
    }
}

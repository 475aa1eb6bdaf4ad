import Kernel
import Tariffs
import TestKit
import Testing

@Suite struct RateLineTests {
    private static let sms = Bilingual(vietnamese: "tin", english: "message")

    private static func graduated(included: Int64 = 0) throws -> UsageTariff {
        try #require(
            UsageTariff(
                meter: "sms",
                unit: sms,
                included: included,
                scheme: .graduated,
                tiers: [
                    .init(through: 1_000, price: Money(dong: 300)),
                    .init(through: 10_000, price: Money(dong: 250)),
                    .init(through: nil, price: Money(dong: 198_500), per: 1_000),
                ]
            )
        )
    }

    private static func volume() throws -> UsageTariff {
        try #require(
            UsageTariff(
                meter: "sms",
                unit: sms,
                scheme: .volume,
                tiers: [
                    .init(through: 1_000, price: Money(dong: 300)),
                    .init(through: 10_000, price: Money(dong: 250)),
                    .init(through: nil, price: Money(dong: 198_500), per: 1_000),
                ]
            )
        )
    }

    private static let november = BillingCycle(.calendar, startingOn: Month(year: 2026, month: 11).firstDay).period(0)

    @Test(arguments: [
        (units: Int64(0), graduated: Int64(0), volume: Int64(0)),
        (1, 300, 300), (1_000, 300_000, 300_000),
        // The step over a tier: one unit more costs less in all when the volume's price holds.
        (1_001, 300_250, 250_250), (10_000, 2_550_000, 2_500_000),
        // 1 × 198.5 is 199, half up.
        (10_001, 2_550_199, 1_985_199), (25_000, 5_527_500, 4_962_500),
    ])
    func `tiers price each unit, or all of them`(units: Int64, graduated: Int64, volume: Int64) throws {
        #expect(try Money.sum(Self.graduated().price(units).map(\.net)).dong == graduated)
        #expect(try Money.sum(Self.volume().price(units).map(\.net)).dong == volume)
    }

    @Test func `tiers that do not follow one another are refused`() throws {
        let price = try Money(dong: 1)
        for bounds: [Int64?] in [[], [10], [10, 10, nil], [10, 5, nil], [nil, nil], [0, nil], [nil, 5]] {
            let tiers = bounds.map { UsageTariff.Tier(through: $0, price: price) }
            #expect(UsageTariff(meter: "x", unit: Self.sms, scheme: .volume, tiers: tiers) == nil, "\(bounds)")
        }
        #expect(
            UsageTariff(meter: "x", unit: Self.sms, scheme: .volume, tiers: [.init(through: nil, price: price, per: 0)])
                == nil
        )
    }

    private static func month(
        _ tariff: Tariff,
        fee: Int64 = 550_000,
        quantity: Int64 = 1,
        served: [DaySpan]? = nil,
        discounts: [DatedDiscount] = [],
        isFirst: Bool = false,
        usage: [String: Int64] = [:]
    ) throws -> LineMonth {
        LineMonth(
            period: november,
            agreed: [
                AgreedLine(
                    served: try served ?? [#require(november.span)],
                    quantity: quantity,
                    monthlyFee: try Money(dong: fee),
                    tariff: tariff,
                    newUnits: isFirst ? quantity : 0
                )
            ],
            discounts: discounts,
            usage: usage
        )
    }

    private static func days(_ from: Int64, _ to: Int64) throws -> DaySpan {
        try #require(
            DaySpan(from: november.from.adding(days: from - 1), to: november.from.adding(days: to - 1))
        )
    }

    @Test func `a whole month costs its fee, the first one the set-up as well`() throws {
        let tariff = Tariff(setUpFee: try Money(dong: 200_000))
        let charges = try Self.month(tariff, quantity: 3, isFirst: true).charges()
        #expect(charges.map(\.kind) == [.setUp, .fee])
        #expect(charges.map(\.net.dong) == [600_000, 550_000])
        #expect(try Self.month(tariff).charges().map(\.net.dong) == [550_000])
    }

    @Test func `days without service cost nothing, and the parts add back`() throws {
        let served = [try Self.days(1, 10), try Self.days(21, 30)]
        let charges = try Self.month(Tariff(), fee: 1_000_001, served: served).charges()
        #expect(charges.map(\.net.dong) == [333_334, 333_334])
        let pause = try Self.month(Tariff(), fee: 1_000_001, served: [try Self.days(11, 20)]).charges()
        #expect(pause.map(\.net.dong) == [333_333])
        #expect(try Self.month(Tariff(), served: []).charges() == [])
    }

    @Test func `a change in mid-month charges each part as it was agreed, and usage once`() throws {
        let tariff = Tariff(
            setUpFee: try Money(dong: 100_000),
            meters: [try Self.graduated(included: 300)],
            minimumMonthly: try Money(dong: 600_000)
        )
        let before = AgreedLine(
            served: [try Self.days(1, 10)],
            quantity: 1,
            monthlyFee: try Money(dong: 300_000),
            tariff: tariff
        )
        let after = AgreedLine(
            served: [try Self.days(11, 30)],
            quantity: 3,
            monthlyFee: try Money(dong: 900_000),
            tariff: tariff,
            newUnits: 2
        )
        let month = LineMonth(period: Self.november, agreed: [before, after], usage: ["sms": 800])
        let charges = try month.charges()
        #expect(charges.map(\.kind) == [.setUp, .fee, .fee, .usage("sms")])
        // 100 units are covered by the first ten days, 600 by the other twenty.
        #expect(charges.map(\.net.dong) == [200_000, 100_000, 600_000, 30_000])
        #expect(try month.monthly().dong == 730_000)
    }

    @Test func `a discount holds on its days`() throws {
        let half = DatedDiscount(days: try Self.days(11, 30), basisPoints: 5_000, target: .all)
        let more = DatedDiscount(days: try Self.days(21, 40), basisPoints: 1_000, target: .fees)
        let charges = try Self.month(Tariff(), fee: 300_000, discounts: [half, more]).charges()
        #expect(charges.map(\.discountBasisPoints) == [0, 5_000, 6_000])
        #expect(charges.map(\.net.dong) == [100_000, 50_000, 40_000])
        let none = DatedDiscount(days: try Self.days(1, 30), basisPoints: 10_000, target: .fees)
        #expect(try Self.month(Tariff(), discounts: [none]).charges() == [])
    }

    @Test func `included units are free, for the days that were served`() throws {
        let tariff = Tariff(meters: [try Self.graduated(included: 500)])
        let whole = try Self.month(tariff, fee: 0, quantity: 2, usage: ["sms": 1_200]).charges()
        #expect(whole.map(\.included) == [1_000])
        #expect(whole.map(\.net.dong) == [60_000])
        let third = try Self.month(tariff, fee: 0, served: [try Self.days(1, 10)], usage: ["sms": 200]).charges()
        #expect(third.map(\.included) == [167])
        #expect(third.map(\.net.dong) == [9_900])
        let unused = try Self.month(tariff, fee: 0, usage: ["sms": 10, "other": 5]).charges()
        #expect(unused.map(\.net.dong) == [0])
        #expect(unused.map(\.quantity) == [10])
    }

    @Test func `what is missing to the promised least is charged`() throws {
        let tariff = Tariff(meters: [try Self.graduated()], minimumMonthly: try Money(dong: 900_000))
        let charges = try Self.month(tariff, usage: ["sms": 100]).charges()
        #expect(charges.map(\.kind) == [.fee, .usage("sms"), .commitment])
        #expect(charges.map(\.net.dong) == [550_000, 30_000, 320_000])
        #expect(try Self.month(tariff, usage: ["sms": 2_000]).charges().map(\.kind) == [.fee, .usage("sms")])
        let half = try Self.month(tariff, served: [try Self.days(1, 15)]).charges()
        #expect(half.map(\.net.dong) == [275_000, 175_000])
    }

    @Test func `a tariff is kept as text and comes back`() throws {
        let tariff = Tariff(
            setUpFee: try Money(dong: 200_000),
            meters: [try Self.graduated(included: 5), try Self.volume()],
            minimumMonthly: try Money(dong: 1)
        )
        #expect(try Tariff(json: tariff.json) == tariff)
        #expect(try Tariff(json: "{}") == Tariff())
        #expect(throws: (any Error).self) {
            try Tariff(json: #"{"meters":[{"meter":"x","unitVi":"","unitEn":"","scheme":"volume","tiers":[]}]}"#)
        }
    }

    /// R15's share here: whatever the tiers, graduated prices never fall with use, and tiers hold every unit once.
    @Test func `units are never lost between tiers`() async throws {
        var dice = Dice(seed: 15)
        for turn in 0..<200_000 {
            if turn.isMultiple(of: 500) { await Task.yield() }
            var bounds: Set<Int64> = []
            for _ in 0..<dice.below(5) { bounds.insert(Int64(1 + dice.below(5_000))) }
            let tiers = try (bounds.sorted().map(Optional.some) + [nil]).map { bound in
                UsageTariff.Tier(
                    through: bound,
                    price: try Money(dong: Int64(dice.below(2_000))),
                    per: Int64(1 + dice.below(1_000))
                )
            }
            let scheme: UsageTariff.Scheme = dice.below(2) == 0 ? .graduated : .volume
            let tariff = try #require(UsageTariff(meter: "m", unit: Self.sms, scheme: scheme, tiers: tiers))
            let units = Int64(dice.below(8_000))
            let charges = try tariff.price(units)
            guard charges.map(\.units).reduce(0, +) == units, scheme == .graduated || charges.count <= 1 else {
                Issue.record("\(units) in \(tiers)")
                return
            }
            guard scheme == .graduated else { continue }
            let less = try Money.sum(tariff.price(max(0, units - 1)).map(\.net))
            guard try less <= Money.sum(charges.map(\.net)) else {
                Issue.record("\(units) cost less than \(units - 1) in \(tiers)")
                return
            }
        }
    }
}

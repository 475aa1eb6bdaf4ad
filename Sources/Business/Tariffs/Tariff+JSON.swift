import Foundation
import Kernel

// How a tariff is kept in a row or a file: JSON with amounts in đồng.

extension Tariff {
    /// The form in which it is stored; keys in order, so that equal tariffs are equal texts.
    package var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return String(decoding: try encoder.encode(TariffRecord(self)), as: UTF8.self)
        }
    }

    package init(json: String) throws {
        self = try JSONDecoder().decode(TariffRecord.self, from: Data(json.utf8)).tariff
    }
}

/// A tariff as it stands in JSON, also in a catalogue's file.
package struct TariffRecord: Codable, Sendable {
    struct Meter: Codable {
        let meter: String
        let unitVi: String
        let unitEn: String
        let included: Int64?
        let scheme: String
        let tiers: [Tier]
    }

    struct Tier: Codable {
        let through: Int64?
        let priceDong: Int64
        let per: Int64?
    }

    struct Mistake: Error, CustomStringConvertible { let description: String }

    let setUpFeeDong: Int64?
    let minimumMonthlyDong: Int64?
    let meters: [Meter]?

    init(_ tariff: Tariff) {
        setUpFeeDong = tariff.setUpFee.isZero ? nil : tariff.setUpFee.dong
        minimumMonthlyDong = tariff.minimumMonthly.isZero ? nil : tariff.minimumMonthly.dong
        meters = tariff.meters.map { meter in
            Meter(
                meter: meter.meter,
                unitVi: meter.unit.vietnamese,
                unitEn: meter.unit.english,
                included: meter.included == 0 ? nil : meter.included,
                scheme: meter.scheme.rawValue,
                tiers: meter.tiers.map { tier in
                    Tier(through: tier.through, priceDong: tier.price.dong, per: tier.per == 1 ? nil : tier.per)
                }
            )
        }
    }

    package var tariff: Tariff {
        get throws {
            Tariff(
                setUpFee: try Money(dong: setUpFeeDong ?? 0),
                meters: try (meters ?? []).map { meter in
                    let tiers = try meter.tiers.map { tier in
                        UsageTariff.Tier(
                            through: tier.through,
                            price: try Money(dong: tier.priceDong),
                            per: tier.per ?? 1
                        )
                    }
                    guard let scheme = UsageTariff.Scheme(rawValue: meter.scheme),
                        let usage = UsageTariff(
                            meter: meter.meter,
                            unit: Bilingual(vietnamese: meter.unitVi, english: meter.unitEn),
                            included: meter.included ?? 0,
                            scheme: scheme,
                            tiers: tiers
                        )
                    else { throw Mistake(description: "the tiers of \(meter.meter) do not follow one another") }
                    return usage
                },
                minimumMonthly: try Money(dong: minimumMonthlyDong ?? 0)
            )
        }
    }
}

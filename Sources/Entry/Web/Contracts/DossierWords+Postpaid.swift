import Contracts
import Kernel
import Markup
import Tariffs

// What people decide about when a contract is paid month by month.
extension DossierWords {
    /// What the sum under the lines is.
    func totalLabel(_ contract: Contract) -> String {
        contract.payment == .prepaid
            ? language("Tổng thanh toán", "Total") : language("Cước cố định mỗi tháng", "Fixed fee a month")
    }

    func facts(_ terms: PostpaidTerms) -> [Fact] {
        let cycle =
            switch terms.cycle {
            case .calendar: language("Tháng dương lịch", "Calendar months")
            case .anniversary: language("Từ ngày bắt đầu dịch vụ", "From the day service begins")
            }
        return [
            Fact(language("Thanh toán", "Payment"), language("Trả sau hằng tháng", "Postpaid, each month")),
            Fact(
                language("Thời hạn", "Term"),
                terms.termMonths.map { language("\($0) tháng", "\($0) months") }
                    ?? language("Không xác định", "Without an end")
            ),
            Fact(language("Kỳ cước", "Months billed"), cycle),
            Fact(
                language("Hạn thanh toán", "To be paid within"),
                language("\(terms.paymentDays) ngày", "\(terms.paymentDays) days")
            ),
        ]
    }

    /// What a month costs besides its fee, one thing a line; empty for a line that is paid beforehand.
    func tariff(_ line: ContractLine) -> [String] {
        guard let tariff = line.tariff else { return [] }
        var words: [String] = []
        let unit = line.unit.text(in: language)
        if !tariff.setUpFee.isZero {
            words.append(language("Phí khởi tạo", "Set-up") + " \(tariff.setUpFee.display)/\(unit)")
        }
        if !tariff.minimumMonthly.isZero {
            words.append(
                language("Cam kết tối thiểu", "At least") + " \(tariff.minimumMonthly.display)/"
                    + language("tháng", "month")
            )
        }
        return words + tariff.meters.map(meter)
    }

    private func meter(_ meter: UsageTariff) -> String {
        let unit = meter.unit.text(in: language)
        var floor: Int64 = 0
        let tiers = meter.tiers.map { tier in
            let per = tier.per == 1 ? unit : "\(tier.per.grouped) \(unit)"
            let reach =
                tier.through.map { "\((floor + 1).grouped)–\($0.grouped)" }
                ?? language("từ \((floor + 1).grouped)", "from \((floor + 1).grouped)")
            floor = tier.through ?? floor
            return meter.tiers.count == 1 ? "\(tier.price.display)/\(per)" : "\(reach): \(tier.price.display)/\(per)"
        }
        let free =
            meter.included > 0
            ? language(
                "miễn phí \(meter.included.grouped) \(unit), sau đó ",
                "\(meter.included.grouped) \(unit) free, then "
            )
            : ""
        let scheme =
            meter.scheme == .volume && meter.tiers.count > 1
            ? language(" (mọi \(unit) theo bậc đạt được)", " (every \(unit) at the tier reached)") : ""
        return free + tiers.joined(separator: "; ") + scheme
    }
}

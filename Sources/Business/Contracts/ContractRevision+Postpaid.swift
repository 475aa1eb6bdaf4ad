import Kernel
import Tariffs

// What the frozen words of a contract say when it is paid month by month.

extension PostpaidTerms {
    var snapshot: [String] {
        let term = termMonths.map { "\($0) tháng" } ?? "không xác định"
        let cycle =
            switch cycle {
            case .calendar: "tháng dương lịch"
            case .anniversary: "từ ngày bắt đầu dịch vụ"
            }
        return ["Thời hạn: \(term)", "Chu kỳ cước: \(cycle)", "Hạn thanh toán: \(paymentDays) ngày"]
    }
}

extension Tariff {
    func snapshot(of line: ContractLine) -> [String] {
        var words: [String] = []
        if !setUpFee.isZero {
            words.append("Phí khởi tạo \(line.planCode): \(setUpFee.grouped) mỗi \(line.unit.vietnamese)")
        }
        if !minimumMonthly.isZero {
            words.append("Cam kết tối thiểu \(line.planCode): \(minimumMonthly.grouped) mỗi tháng")
        }
        for meter in meters {
            let unit = meter.unit.vietnamese
            var floor: Int64 = 0
            let tiers = meter.tiers.map { tier in
                let per = tier.per == 1 ? unit : "\(tier.per) \(unit)"
                let reach = tier.through.map { "\(floor + 1)–\($0)" } ?? "từ \(floor + 1)"
                floor = tier.through ?? floor
                return "\(reach): \(tier.price.grouped)/\(per)"
            }
            let scheme = meter.scheme == .graduated ? "lũy tiến" : "theo tổng"
            words.append(
                "Cước \(line.planCode) \(meter.meter): miễn phí \(meter.included) \(unit), \(scheme), "
                    + tiers.joined(separator: "; ")
            )
        }
        return words
    }
}

import Contracts
import Kernel
import Sales
import Statements

extension PortalWords {
    /// What rests, ends or changes, as the customer reads it.
    func toCome(_ term: ContractTerm, _ contract: Contract) -> [String] {
        var words: [String] = []
        if let rest = term.suspensions.last(where: { $0.to == nil }) {
            words.append(
                rest.cause == .debt
                    ? language(
                        "Dịch vụ tạm ngưng từ \(rest.from.display) vì còn cước chưa thanh toán.",
                        "The service is suspended since \(rest.from.display): statements are unpaid."
                    )
                    : language(
                        "Dịch vụ tạm ngưng từ \(rest.from.display) theo yêu cầu của bạn.",
                        "The service is suspended since \(rest.from.display), as you asked."
                    )
            )
        }
        if let ending = term.ending {
            let day = ending.lastDay.display
            words.append(
                language("Hợp đồng chấm dứt sau ngày \(day).", "The contract ends after \(day).")
            )
        }
        for change in term.changes where change.state == .approved {
            let what = TermWords(language: language, today: change.from).lines(change, contract)
            words.append(
                language("Từ \(change.from.display)", "From \(change.from.display)") + ": "
                    + what.joined(separator: "; ")
            )
        }
        return words
    }
}

import Contracts
import Kernel
import Letters
import Notices
import Statements
import Storage

// Letters about what happens to a contract during its term.
extension LetterWriter {
    /// The service rests, or goes on.
    func serviceRest(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Written? {
        guard let id = Suspension.ID(notice.about), let suspension = try Suspension.find(id, on: connection),
            let contract = try Contract.find(suspension.contract, on: connection)
        else { return nil }
        let link = "\(publicAddress)/tai-khoan/goi/\(contract.number)"
        let service = ServiceInLetter(
            contract: contract.number,
            names: contract.lines.filter { $0.to == nil }.map { line in
                "\(line.productName.text(in: letters.language)) – \(line.planName.text(in: letters.language))"
            }
        )
        guard notice.kind == .serviceSuspended else {
            let day = suspension.to.map { $0.adding(days: 1) } ?? notice.createdAt.day
            return Written(letters.serviceResumed(service, on: day.display, link: link))
        }
        let rest = RestInLetter(
            from: suspension.from.display,
            reason: suspension.reason,
            isForDebt: suspension.cause == .debt,
            isCharged: suspension.isCharged
        )
        return Written(letters.serviceSuspended(service, rest, phone: head.phone, link: link))
    }
}

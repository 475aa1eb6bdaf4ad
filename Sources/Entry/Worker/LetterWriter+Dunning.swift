import Billing
import Catalogue
import Contracts
import Customers
import Dunning
import Invoicing
import Kernel
import Letters
import Notices
import People
import Statements
import Storage

// Letters about months that are due soon, or were not paid.
extension LetterWriter {
    /// What is still owed of it when the letter leaves.
    func dunning(_ notice: Notice, _ letters: Letters, _ connection: any SQLConnection) throws -> Letter? {
        guard let id = DunningLetter.ID(notice.about), let dunned = try DunningLetter.find(id, on: connection),
            let link = try PaymentLink.ID(dunned.link).flatMap({ try PaymentLink.find($0, on: connection) }),
            let request = try PaymentRequest.find(link.request, on: connection),
            let contract = try Contract.find(dunned.contract, on: connection)
        else { return nil }
        let language = letters.language
        let statements = try Statement.all(of: request.id, on: connection)
        guard let oldest = statements.first else { return nil }
        let restStep = try DunningTimetable.read(on: connection).steps.first(where: \.suspends)
        let words = DebtInLetter(
            customer: contract.buyer.displayName,
            months: try statements.map { statement in
                let payable = try statement.payable.display
                return (
                    statement.number,
                    language(
                        "\(payable), tháng \(statement.month.display), hạn \(statement.due.display)",
                        "\(payable) for \(statement.month.display), due \(statement.due.display)"
                    )
                )
            },
            total: (request.amount.display, request.amount.inWords),
            due: (oldest.due.display, notice.createdAt.day.days(since: oldest.due)),
            restsOn: restStep.map { oldest.due.adding(days: $0.days).display }
        )
        let address = "\(publicAddress)/p/\(link.token(key))"
        return switch dunned.tone {
        case .friendly: letters.dueSoon(words, link: address)
        case .firm: letters.overdue(words, link: address)
        case .warning: letters.lastWarning(words, link: address)
        case .suspension: letters.serviceRests(words, link: address)
        }
    }
}

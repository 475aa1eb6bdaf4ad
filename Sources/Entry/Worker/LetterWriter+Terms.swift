import Catalogue
import Contracts
import Kernel
import Letters
import Notices
import Statements
import Storage
import Tariffs

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
        let service = service(contract, letters)
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

    func contractEnding(_ notice: Notice, _ letters: Letters, _ connection: any SQLConnection) throws -> Letter? {
        guard let id = ContractEnding.ID(notice.about), let ending = try ContractEnding.find(id, on: connection),
            let contract = try Contract.find(ending.contract, on: connection)
        else { return nil }
        let link = "\(publicAddress)/tai-khoan/goi/\(contract.number)"
        let service = service(contract, letters)
        let last = ending.lastDay.display
        if notice.kind == .contractEndingWithdrawn {
            return letters.contractGoesOn(service, until: contract.endsOn?.display, link: link)
        }
        return notice.kind == .contractEnded
            ? letters.contractEnded(service, last: last, link: link)
            : letters.contractWillEnd(service, last: last, reason: ending.reason, link: link)
    }

    func contractChanged(_ notice: Notice, _ letters: Letters, _ connection: any SQLConnection) throws -> Letter? {
        guard let id = ContractChange.ID(notice.about), let change = try ContractChange.find(id, on: connection),
            let contract = try Contract.find(change.contract, on: connection)
        else { return nil }
        return letters.contractChanged(
            service(contract, letters),
            ChangeInLetter(
                ordinal: "\(change.ordinal)",
                from: change.from.display,
                reason: change.reason,
                lines: lines(of: change, contract, letters.language),
                monthly: try Totals(lines: contract.lines(on: change.from)).total.display
            ),
            link: "\(publicAddress)/tai-khoan/goi/\(contract.number)"
        )
    }

    private func lines(
        of change: ContractChange,
        _ contract: Contract,
        _ language: Language
    ) -> [(name: String, value: String)] {
        func words(_ line: ContractLine) -> String {
            "\(line.planName.text(in: language)) × \(line.quantity) · \(line.price.net.display)"
        }
        let begun = change.begins.map { line in
            (line.replaces == nil ? language("Thêm", "New") : language("Thay đổi", "Changed"), words(line))
        }
        let gone = contract.lines.filter { change.removed.contains($0.id) }.map { line in
            (language("Bỏ", "Removed"), words(line))
        }
        let discounts = change.discounts.map { discount in
            (
                language("Giảm giá", "Discount"),
                "\(ContractForm.percent(discount.basisPoints)) % · \(discount.days.display)"
            )
        }
        return begun + gone + discounts
    }

    private func service(_ contract: Contract, _ letters: Letters) -> ServiceInLetter {
        ServiceInLetter(
            contract: contract.number,
            names: contract.lines.filter { $0.to == nil }.map { line in
                "\(line.productName.text(in: letters.language)) – \(line.planName.text(in: letters.language))"
            }
        )
    }
}

import Activation
import Contracts
import Customers
import Dunning
import Kernel
import Organisation
import People
import Sales
import Statements
import Storage
import TestKit

// Process C after the first day: services rest and go on, contracts end, months are given up.
extension Simulation {
    /// A customer wants the service to rest, to go on, to end, or to be another.
    func rest(_ house: House) async throws -> String? {
        let found = try await look { connection in
            try connection.rows(
                """
                SELECT id FROM contract WHERE payment = 'postpaid' AND state IN ('active', 'suspended') ORDER BY number
                """
            ).map { try $0.id("id", of: Contract.self) }
        }
        guard !found.isEmpty else { return nil }
        let id = found[dice.below(found.count)]
        guard let contract = try await look({ try Contract.find(id, on: $0) }),
            let manager = staff.members.first(where: { contract.belonging.people.contains($0.id) })
        else { return nil }
        let wish = dice.below(6)
        if wish == 0 {
            let end = TerminateContract(database: house.database, world: world)
            let lastDay = clock.now.day.adding(days: dice.number(0, 20))
            return "\(contract.number) ends: \(try await end(id, after: lastDay, reason: "đóng cửa", by: manager))"
        }
        if wish <= 2 { return "\(contract.number) \(try await amend(contract, house, by: manager))" }
        if contract.state == .suspended {
            let resume = ResumeContract(database: house.database, world: world)
            return "\(contract.number) \(try await resume(id, reason: "dùng lại", by: manager))"
        }
        let suspend = SuspendContract(database: house.database, world: world)
        return "\(contract.number) \(try await suspend(id, for: .request, reason: "tạm nghỉ", by: manager))"
    }

    /// Another number of packages from a day on, which two approvers agree to or not; or the wish is taken back.
    private func amend(_ contract: Contract, _ house: House, by manager: StaffMember) async throws -> String {
        let change = ChangeContract(database: house.database, world: world)
        if let known = try await look({ try ContractChange.awaiting(of: contract.id, on: $0) }) {
            return "amendment \(known.ordinal): \(try await change.withdraw(known.id, by: manager))"
        }
        var form = ContractChangeForm(contract, on: clock.now.day)
        form.reason = "mở thêm chi nhánh"
        form.from = clock.now.day.adding(days: dice.number(0, 25)).iso8601
        guard let line = form.lines.indices.first else { return "has no line" }
        form.lines[line].deed = .change
        form.lines[line].quantity = "\(dice.number(1, 4))"
        return "amended: \(try await change(contract.id, form, revision: contract.revision, by: manager))"
    }

    /// One accountant gives a month up, or takes that back; another agrees, or does not.
    func workDebts(_ house: House) async throws -> String? {
        let proposed = try await look { connection in
            try connection.rows("SELECT id FROM debt_change WHERE state = 'proposed' ORDER BY proposed_at, id").first
                .map { try $0.id("id", of: DebtChange.self) }
        }
        if let proposed {
            let decide = DecideDebtChange(database: house.database, world: world, key: key)
            let actor = try anybody(.accountant)
            if dice.below(4) == 0 {
                return "sent back \(try await decide.sendBack(proposed, reason: "chưa đủ hồ sơ", by: actor))"
            }
            return "agreed \(try await decide.agree(proposed, by: actor))"
        }
        let months = try await look { connection in
            try connection.rows(
                """
                SELECT s.id, s.state, c.customer_id FROM statement s JOIN contract c ON c.id = s.contract_id
                WHERE s.state IN ('issued', 'written_off') ORDER BY s.number
                """
            ).map {
                (
                    try $0.id("id", of: Statement.self), try $0.text("state"),
                    try $0.id("customer_id", of: Customer.self)
                )
            }
        }
        guard !months.isEmpty else { return nil }
        let (month, state, customer) = months[dice.below(months.count)]
        var form = ProposeDebtChange.Form(state == "issued" ? .writeOff(month) : .undoWriteOff(month))
        form.reason = "khách phá sản"
        form.document = "QĐ-\(stepsDone)"
        let propose = ProposeDebtChange(database: house.database, world: world)
        return "\(state): \(try await propose(form, of: customer, by: anybody(.accountant)))"
    }
}

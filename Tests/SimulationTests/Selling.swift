import Activation
import Approvals
import Contracts
import Customers
import Kernel
import Organisation
import Sales
import Storage
import TestKit

// Process B: an account manager declares a contract, two approvers decide.
extension Simulation {
    /// A customer, a contract with its signed paper, handed in: four forms, and the power may fail between them.
    func declare(_ house: House) async throws -> String? {
        guard staff.drafts < 8 else { return try await handIn(house) }
        let manager = try anybody(.accountManager)
        staff.drafts += 1
        let number = staff.drafts
        let keep = KeepCustomers(database: house.database, world: world)
        let outcome = try await keep.add(Self.customerForm(number), isAnother: true, by: manager)
        guard case .saved(let customer) = outcome else { throw Unexpected(what: "\(outcome)") }
        let isPostpaid = dice.below(5) < 2
        var form = ContractForm()
        form.customer = customer
        form.payment = isPostpaid ? .postpaid : .prepaid
        let quantity = "\(dice.number(1, 3))"
        form.lines = [.init(plan: isPostpaid ? "CA-M" : "CA-12", quantity: quantity, discount: "")]
        if !isPostpaid, dice.below(3) == 0 { form.lines.append(.init(plan: "CA-12", quantity: "1", discount: "")) }
        let declare = DeclareContract(database: house.database, world: world)
        let declared = try await declare.declare(form, idempotencyKey: "contract-\(number)", by: manager)
        guard case .saved(let id) = declared else { throw Unexpected(what: "\(declared)") }
        return try await handIn(id, house, by: manager)
    }

    private static func customerForm(_ number: Int) -> CustomerForm {
        var form = CustomerForm()
        form.name = "Công ty TNHH Số \(number)"
        form.taxCode = "0100686209"
        form.address = "Số \(number) phố Duy Tân, Hà Nội"
        form.representative = "Trần Thị Bình"
        form.position = "Giám đốc"
        form.contactName = "Lê Văn Cường"
        form.email = "ketoan\(number)@congty.example.vn"
        form.phone = "090123\(Int64(number).padded(4))"
        return form
    }

    /// Somebody finds a draft that was left lying.
    private func handIn(_ house: House) async throws -> String? {
        let found = try await look { connection in
            try connection.rows(
                """
                SELECT id, account_manager_id FROM contract
                WHERE channel = 'declared' AND state = 'draft' ORDER BY number LIMIT 1
                """
            ).first.map { (try $0.id("id", of: Contract.self), try $0.text("account_manager_id")) }
        }
        guard let (id, owner) = found, let manager = staff.members.first(where: { "\($0.id)" == owner }) else {
            return nil
        }
        return try await handIn(id, house, by: manager)
    }

    private func handIn(_ id: Contract.ID, _ house: House, by manager: StaffMember) async throws -> String {
        let paper = KeepAttachments(database: house.database, world: world)
        _ = try await paper.add(name: "hop-dong.pdf", content: Array("%PDF-1.7 signed".utf8), to: id, by: manager)
        guard let contract = try await look({ try Contract.find(id, on: $0) }) else { return "no contract" }
        let submit = SubmitContract(database: house.database, world: world, key: key)
        let outcome = try await submit(id, revision: contract.revision, by: manager)
        return "\(contract.number) \(contract.payment): \(outcome)"
    }

    /// An account manager gives up what nobody has paid.
    func cancel(_ house: House) async throws -> String? {
        let found = try await look { connection in
            try connection.rows(
                "SELECT id FROM contract WHERE channel = 'declared' AND state = 'awaiting_payment' ORDER BY number"
            ).map { try $0.id("id", of: Contract.self) }
        }
        guard !found.isEmpty else { return nil }
        let id = found[dice.below(found.count)]
        guard let contract = try await look({ try Contract.find(id, on: $0) }),
            let manager = staff.members.first(where: { contract.belonging.people.contains($0.id) })
        else { return nil }
        let cancel = CancelContract(database: house.database, world: world)
        return "\(contract.number) \(try await cancel(id, reason: "khách không cần nữa", by: manager))"
    }

    /// An approver decides about what lies before this step. Most is agreed to.
    func decide(_ house: House) async throws -> String? {
        let open = try await look { connection in
            try connection.rows(
                """
                SELECT id FROM approval_case WHERE state IN ('regional', 'it_centre') ORDER BY opened_at, id
                """
            ).compactMap { try ApprovalCase.find($0.id("id"), on: connection) }
        }
        guard !open.isEmpty else { return nil }
        let known = open[dice.below(open.count)]
        guard case .awaiting(let step) = known.state else { return nil }
        let verdict: ApprovalCase.Verdict = dice.below(8) == 0 ? .refuse : .approve
        let wish = ApprovalWish(verdict: verdict, seenHash: known.hash, reason: "đã xem hồ sơ")
        let decide = DecideContract(database: house.database, world: world)
        let outcome = try await decide(known.id, wish, by: anybody(step.role))
        return "\(step) \(verdict): \(outcome)"
    }

    /// Somebody looks after what was given up: lets deliveries go again, asks again for what was refused.
    func mend(_ house: House) async throws -> String? {
        let refused = try await look { connection in
            try connection.rows("SELECT id FROM activation WHERE state = 'refused' ORDER BY requested_at, id")
                .map { try $0.id("id", of: LineActivation.self) }
        }
        if let id = refused.first {
            let retry = RetryActivation(database: house.database, world: world)
            return "activation \(try await retry(id, by: anybody(.itApprover)))"
        }
        let parked = try await look { connection in
            try connection.rows("SELECT key FROM outbox_message WHERE state = 'parked' ORDER BY created_at, key")
                .map { try $0.text("key") }
        }
        guard !parked.isEmpty else { return nil }
        let release = ReleaseDelivery(database: house.database, world: world)
        return "delivery \(try await release(key: parked[dice.below(parked.count)], by: anybody(.admin)))"
    }
}

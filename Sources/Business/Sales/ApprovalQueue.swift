package import Approvals
package import Contracts
package import Kernel
package import Organisation
package import Storage

/// A contract that waits for a decision, as a list shows it.
package struct ApprovalItem: Sendable {
    package let approval: ApprovalCase
    package let contract: Contract
    /// Whether this reader may decide now; the reason when not.
    package let refusal: ApprovalRefusal?
}

/// What waits for whom.
package struct ApprovalQueue: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// Everything that waits and that this reader may see, the most urgent first.
    package func waiting(for reader: StaffMember, limit: Int = 200) async throws -> [ApprovalItem] {
        let unit: String? =
            switch reader.scope(for: .viewApprovals) {
            case .unit(let code): code
            case .everything, .nothing, .own: nil
            }
        guard reader.may(.viewApprovals) else { return [] }
        let day = world.now().day
        return try await database.read { connection in
            let decider = try Decider.read(reader, on: day, connection)
            let cases = try ApprovalCase.Step.allCases.flatMap { step in
                try ApprovalCase.waiting(at: step, unit: unit, limit: limit, on: connection)
            }
            return try cases.sorted { $0.dueAt < $1.dueAt }.compactMap { approval in
                guard let id = Contract.id(ofSubject: approval.subject),
                    let contract = try Contract.find(id, on: connection)
                else { return nil }
                return ApprovalItem(
                    approval: approval.seen(by: reader),
                    contract: contract.seen(by: reader),
                    refusal: approval.refusal(to: decider)
                )
            }
        }
    }

    /// One case with everything to decide by; `nil` when there is none, or not for this reader.
    package func find(
        _ id: ApprovalCase.ID,
        for reader: StaffMember
    ) async throws -> (item: ApprovalItem, dossier: ContractDossier)? {
        let day = world.now().day
        return try await database.read { connection in
            guard let approval = try ApprovalCase.find(id, on: connection),
                let contract = try Contract.id(ofSubject: approval.subject).flatMap({
                    try Contract.find($0, on: connection)
                }),
                reader.may(.viewApprovals, on: Belonging(unit: approval.unit, people: []))
                    || reader.may(.viewContracts, on: contract.belonging)
            else { return nil }
            let decider = try Decider.read(reader, on: day, connection)
            let item = ApprovalItem(
                approval: approval.seen(by: reader),
                contract: contract.seen(by: reader),
                refusal: approval.refusal(to: decider)
            )
            return (item, try ContractDossier(contract, for: reader, on: connection))
        }
    }
}

extension ApprovalCase {
    fileprivate func refusal(to decider: Decider) -> ApprovalRefusal? {
        do throws(ApprovalRefusal) {
            _ = try authority(of: decider)
            return nil
        } catch {
            return error
        }
    }
}

import Catalogue
import Customers
import Journal
package import Kernel
import Notices
package import Organisation
package import Storage

/// Drafts the contract that continues another: the same customer and plans at the prices of today, beginning on the day
/// after the old term ends.
package struct RenewContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case drafted(Contract.ID)
        /// One is under way already.
        case exists(Contract.ID)
        case notAllowed
        case unknown
        /// Neither active nor expired, or without an end.
        case notRenewable
        /// A plan is not sold any more, by its code.
        case planWithdrawn(String)
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ id: Contract.ID, by actor: StaffMember) async throws -> Outcome {
        try await database.write { [world] connection in
            guard let old = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.declareContracts, on: old.belonging) else { return .notAllowed }
            return try old.draftRenewal(by: .staff(actor.actorID), in: world, on: connection)
        }
    }
}

extension Contract {
    /// Writes the draft, in the caller's transaction.
    func draftRenewal(
        by actor: Actor,
        in world: World,
        on connection: any SQLConnection
    ) throws -> RenewContract.Outcome {
        let time = world.now()
        guard let declaration, let endsOn, state == .active || state == .expired || state == .suspended else {
            return .notRenewable
        }
        if let known = try Contract.renewal(of: id, on: connection) { return .exists(known) }
        guard let unit = try OrganisationUnit.find(declaration.unit, on: connection), let customer,
            let profile = try CustomerProfile.find(customer, on: connection)
        else { return .notRenewable }
        var fresh: [ContractLine] = []
        for line in lines where line.to == nil {
            guard let offer = try line.offer(on: time.day, connection) else { return .planWithdrawn(line.planCode) }
            fresh.append(
                try ContractLine(
                    id: world.newID(),
                    offer: offer,
                    quantity: line.quantity,
                    discountBasisPoints: line.discountBasisPoints
                )
            )
        }
        let next = endsOn.adding(days: 1)
        let draft = Contract(
            id: world.newID(),
            number: try unit.takeNumber(year: time.day.components.year, on: connection),
            channel: .declared,
            kind: .renewal,
            payment: payment,
            customer: customer,
            buyer: Buyer(profile),
            lines: fresh,
            terms: AcceptedTerms(version: "signed-contract", acceptedAt: time),
            state: .draft,
            createdAt: time,
            startsOn: nil,
            endsOn: nil,
            declaration: Declaration(
                unit: declaration.unit,
                accountManager: declaration.accountManager,
                agent: declaration.agent,
                wantedStart: max(next, time.day),
                renewalOf: id,
                invoiceEmail: declaration.invoiceEmail,
                note: ""
            ),
            postpaid: postpaid
        )
        try draft.insert(on: connection)
        try AuditEntry.record(
            "contract.renewal_drafted",
            on: draft.subject,
            by: actor,
            ["number": draft.number, "renewal_of": number],
            in: world,
            connection
        )
        return .drafted(draft.id)
    }
}

/// Sixty, thirty and seven days before a contract ends, its account manager is reminded; the first time, the renewal is
/// drafted as well.
package struct RemindOfRenewals: Sendable {
    package static let daysBefore: [Int64] = [60, 30, 7]

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Returns: How many reminders were written now; at most `limit` contracts are looked at.
    @discardableResult
    package func callAsFunction(limit: Int = 100) async throws -> Int {
        let today = world.now().day
        let isIdle = try await database.read { connection in
            try Contract.dueForRenewal(on: today, limit: 1, on: connection).isEmpty
        }
        guard !isIdle else { return 0 }
        return try await database.write { [world] connection in
            let due = try Contract.dueForRenewal(on: today, limit: limit, on: connection)
            for contract in due { try contract.remindOfRenewal(in: world, on: connection) }
            return due.count
        }
    }
}

extension Contract {
    fileprivate func remindOfRenewal(in world: World, on connection: any SQLConnection) throws {
        let time = world.now()
        guard let endsOn, let declaration else { return }
        let left = endsOn.days(since: time.day)
        let step = RemindOfRenewals.daysBefore.last { left <= $0 } ?? 0
        let outcome = try draftRenewal(by: .system, in: world, on: connection)
        try markReminded(of: step, on: connection)
        guard let manager = try StaffMember.find(declaration.accountManager, on: connection),
            manager.state == .active
        else { return }
        let detail: String =
            switch outcome {
            case .planWithdrawn(let plan): "plan_withdrawn=\(plan)"
            case .drafted, .exists, .notAllowed, .unknown, .notRenewable: "days=\(left)"
            }
        try InboxMessage(.renewalDue, about: subject, fact: "\(id)/\(step)", detail: detail, isTask: true)
            .put(to: [manager.id], in: world, on: connection)
        try Notice.enqueue(
            .staffRenewalDue,
            about: "\(id)/\(step)",
            of: subject,
            to: manager.recipient,
            in: world,
            on: connection
        )
    }
}

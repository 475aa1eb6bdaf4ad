package import Contracts
package import Invoicing
package import Journal
package import Kernel
package import Organisation
package import Payments
package import Storage

/// A case with all that hangs on it, read at one moment.
package struct RefundDossier: Hashable, Sendable {
    package let known: RefundCase
    package let contract: Contract?
    /// What went to and came from VNPAY, by refund.
    package let messages: [Refund.ID: [RefundMessage]]
    /// Oldest first.
    package let story: [AuditEntry]
    package let people: [StaffMember.ID: String]
    package let invoices: [InvoiceRequest]

    package static func find(_ id: PaymentCase.ID, on connection: any SQLConnection) throws -> RefundDossier? {
        guard let known = try RefundCase.find(id, on: connection) else { return nil }
        let contract = try known.contract(on: connection)
        var messages: [Refund.ID: [RefundMessage]] = [:]
        for refund in known.refunds { messages[refund.id] = try RefundMessage.all(of: refund.id, on: connection) }
        let subjects = [contract?.subject, known.subject].compactMap { $0 }
        let story = try subjects.flatMap { try AuditEntry.entries(about: $0, on: connection) }
            .filter { entry in
                entry.value("case") == "\(id)"
                    || (entry.action == "payment.case_opened" && entry.value("reference") == known.payment.reference)
            }
        var people: [StaffMember.ID: String] = [:]
        let named =
            known.refunds.flatMap { [$0.proposedBy, $0.decidedBy] } + [known.payment.openedBy]
            + story.map { entry in
                entry.actor.hasPrefix("staff:") ? StaffMember.ID(entry.actor.dropFirst(6)) : nil
            }
        for person in Set(named.compactMap { $0 }) {
            people[person] = try StaffMember.find(person, on: connection).map { "\($0.name) (\($0.unit.code))" }
        }
        return RefundDossier(
            known: known,
            contract: contract,
            messages: messages,
            story: story.sorted { $0.at < $1.at },
            people: people,
            invoices: try contract.map { try InvoiceRequest.all(of: $0.id, on: connection) } ?? []
        )
    }

    package func may(_ reader: StaffMember, _ action: Action) -> Bool {
        reader.may(action, onRefundOf: contract)
    }
}

extension RefundCaseItem {
    /// The same case as a list shows it.
    package init(_ dossier: RefundDossier) {
        let (payment, latest) = (dossier.known.payment, dossier.known.refunds.first)
        self.init(
            id: payment.id,
            key: payment.key,
            kind: payment.kind,
            reference: payment.reference,
            amount: payment.amount,
            standing: PaymentCase.Standing(isOpen: payment.isOpen, latest?.state.name),
            openedAt: payment.openedAt,
            closedAt: payment.closedAt,
            way: latest?.way.name,
            state: latest?.state.name,
            refundAmount: latest?.amount,
            contract: dossier.contract?.id,
            contractNumber: dossier.contract?.number,
            customer: dossier.contract?.buyer.displayName,
            unit: dossier.contract?.belonging.unit
        )
    }
}

/// Look-up of refund cases, each reader's own part of them.
package struct RefundQueries: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    package struct Found: Hashable, Sendable {
        package let items: [RefundCaseItem]
        package let count: BoundedCount
        /// Under each tab, whatever was searched for.
        package let counts: [PaymentCase.Standing: Int64]
    }

    package func list(
        _ filter: RefundFilter,
        for reader: StaffMember,
        window: (limit: Int, offset: Int)
    ) async throws -> Found {
        let scope = reader.scope(for: .viewRefunds)
        return try await database.read { connection in
            let limit = BoundedCount.limit + 1
            return Found(
                items: try RefundCaseItem.list(filter, in: scope, window: window, on: connection),
                count: BoundedCount(try RefundCaseItem.count(filter, in: scope, limit: limit, on: connection)),
                counts: try RefundCaseItem.counts(in: scope, on: connection)
            )
        }
    }

    /// `nil` when there is none, or not for this reader.
    package func dossier(_ id: PaymentCase.ID, for reader: StaffMember) async throws -> RefundDossier? {
        try await database.read { connection in
            guard let dossier = try RefundDossier.find(id, on: connection), dossier.may(reader, .viewRefunds) else {
                return nil
            }
            return dossier
        }
    }

    /// The cases of a contract, oldest first.
    package func cases(of contract: Contract.ID) async throws -> [RefundCase] {
        try await database.read { connection in
            try PaymentCase.all(of: contract, on: connection).map { try RefundCase.read($0, on: connection) }
        }
    }

    /// How many wait for this person's agreement.
    package func waiting(for checker: StaffMember) async throws -> Int64 {
        guard checker.may(.confirmRefunds) else { return 0 }
        let scope = checker.scope(for: .confirmRefunds)
        return try await database.read { connection in
            try RefundCaseItem.counts(in: scope, on: connection)[.proposed] ?? 0
        }
    }
}

/// Takes cases out of the system, batch by batch.
package struct ExportRefunds: Sendable {
    package static let batchSize = 500

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// Notes who takes what, before the first row leaves.
    ///
    /// - Returns: Whether this person may.
    package func begin(_ filter: RefundFilter, format: String, by actor: StaffMember) async throws -> Bool {
        guard actor.may(.viewRefunds), actor.may(.exportPayments) else { return false }
        try await database.write { [world] connection in
            try AuditEntry.record(
                "refunds.exported",
                on: actor.subject,
                by: .staff(actor.actorID),
                ["filter": filter.words, "format": format],
                in: world,
                connection
            )
        }
        return true
    }

    package func batch(
        _ filter: RefundFilter,
        after last: RefundCaseItem?,
        for actor: StaffMember
    ) async throws -> [RefundCaseItem] {
        let scope = actor.scope(for: .viewRefunds)
        return try await database.read { connection in
            try RefundCaseItem.batch(filter, in: scope, after: last, limit: Self.batchSize, on: connection)
        }
    }
}

package import Activation
package import Alarms
package import Approvals
package import Billing
package import Contracts
package import Customers
package import Invoicing
package import Journal
import Kernel
package import Notices
package import Organisation
package import Payments
package import Storage

/// Everything about one contract, read at one moment: what staff need on one screen, to look and to decide.
package struct ContractDossier: Sendable {
    package struct Asked: Sendable {
        package let request: PaymentRequest
        package let links: [PaymentLink]
        package let attempts: [PaymentAttempt]
    }

    package let contract: Contract
    package let customer: CustomerProfile?
    package let unit: OrganisationUnit?
    package let attachments: [Attachment]
    /// Taken out by amendments; still to be read.
    package let withdrawnAttachments: [Attachment]
    package let revisions: [ContractRevision]
    /// The newest first.
    package let asked: [Asked]
    package let payment: Payment?
    /// Money of it that somebody has to decide about, or has decided about; the oldest first.
    package let cases: [PaymentCase]
    /// The newest first.
    package let approvals: [ApprovalCase]
    package let disputes: [Dispute]
    package let activations: [LineActivation]
    package let invoice: InvoiceRequest?
    package let letters: [ToldLetter]
    package let news: [InboxItem]
    package let story: [AuditEntry]
    /// Everybody named anywhere above.
    package let people: [StaffMember.ID: StaffMember]
    package let isPaymentUnderWay: Bool
    /// What stands against it: it is frozen while there is anything.
    package let alarms: [Alarm]

    package var openDispute: Dispute? { disputes.first { $0.state == .open } }
    package var currentRequest: Asked? { asked.first { $0.request.state == .open || $0.request.state == .paid } }
    package var openApproval: ApprovalCase? { approvals.first { $0.step != nil } }
}

/// Reads a dossier for whoever may see the contract.
package struct FindDossier: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// `nil` when there is no such contract, or not for this reader.
    package func callAsFunction(_ id: Contract.ID, for reader: StaffMember) async throws -> ContractDossier? {
        try await database.read { connection in
            guard let contract = try Contract.find(id, on: connection),
                reader.may(.viewContracts, on: contract.belonging)
            else { return nil }
            return try ContractDossier(contract, for: reader, on: connection)
        }
    }
}

extension ContractDossier {
    /// Reads everything that hangs on a contract, in the words that this person may read.
    package init(_ contract: Contract, for reader: StaffMember, on connection: any SQLConnection) throws {
        self.contract = contract.seen(by: reader)
        customer = try contract.customer.flatMap { try CustomerProfile.find($0, on: connection) }
        unit = try contract.declaration.flatMap { try OrganisationUnit.find($0.unit, on: connection) }
        attachments = try Attachment.all(of: contract.id, on: connection)
        withdrawnAttachments = try Attachment.withdrawn(from: contract.id, on: connection)
        revisions = try ContractRevision.all(of: contract.id, on: connection).map { $0.seen(by: reader) }
        asked = try PaymentRequest.all(of: contract.id, on: connection).map { request in
            Asked(
                request: request,
                links: try PaymentLink.all(of: request.id, on: connection),
                attempts: try PaymentAttempt.all(of: request.id, on: connection)
            )
        }
        payment = try Payment.of(contract.id, on: connection)
        cases = try PaymentCase.all(of: contract.id, on: connection)
        approvals = try ApprovalCase.all(about: contract.subject, on: connection).map { $0.seen(by: reader) }
        disputes = try Dispute.all(of: contract.id, on: connection)
        activations = try LineActivation.all(of: contract.id, on: connection)
        invoice = try InvoiceRequest.original(of: contract.id, on: connection)
        letters = try ToldLetter.all(of: contract.subject, on: connection)
        news = try InboxItem.all(about: contract.subject, on: connection)
        story = try AuditEntry.entries(about: contract.subject, on: connection)
        alarms = try Alarm.standing(against: contract.subject, on: connection)
        isPaymentUnderWay = asked.contains { $0.request.state == .open && $0.attempts.contains(where: \.isLive) }
        people = try Self.people(
            contract.belonging.people.union(news.map(\.staff)).union(revisions.map(\.writtenBy))
                .union(approvals.flatMap { $0.decisions.flatMap { [$0.by, $0.onBehalfOf].compactMap { $0 } } })
                .union(disputes.compactMap(\.answeredBy)).union(story.compactMap(\.staffID))
                .union(withdrawnAttachments.compactMap { $0.withdrawal?.by }),
            on: connection
        )
    }

    /// One of its files, taken out or not.
    package func attachment(_ id: Attachment.ID?) -> Attachment? {
        (attachments + withdrawnAttachments).first { $0.id == id }
    }

    /// What an approver compares with: the revision that lay before approvers earlier, else the one that was frozen
    /// before; `nil` when this is the first.
    package func comparison(of approval: ApprovalCase) -> (base: ContractRevision, earlier: ApprovalCase?)? {
        let seen = approvals.filter { $0.revision < approval.revision }.max { $0.revision < $1.revision }
        let base =
            seen.flatMap { seen in revisions.first { $0.revision == seen.revision } }
            ?? revisions.filter { $0.revision < approval.revision }.max { $0.revision < $1.revision }
        return base.map { ($0, seen) }
    }

    private static func people(
        _ ids: Set<StaffMember.ID>,
        on connection: any SQLConnection
    ) throws -> [StaffMember.ID: StaffMember] {
        var people: [StaffMember.ID: StaffMember] = [:]
        for id in ids { people[id] = try StaffMember.find(id, on: connection) }
        return people
    }
}

extension ApprovalCase {
    /// The same in the words that this person may read.
    package func seen(by reader: StaffMember) -> ApprovalCase {
        guard !reader.readsInternalNotes else { return self }
        var approval = self
        approval.snapshot = snapshot.withoutInternalNote
        return approval
    }
}

extension AuditEntry {
    /// The member of staff who did it; `nil` when it was somebody or something else.
    package var staffID: StaffMember.ID? {
        guard actor.hasPrefix("staff:") else { return nil }
        return StaffMember.ID(actor.dropFirst("staff:".count))
    }
}

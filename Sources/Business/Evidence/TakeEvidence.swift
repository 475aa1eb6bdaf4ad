import Accounting
import Approvals
import Billing
package import Contracts
import Invoicing
import Journal
package import Kernel
import Notices
package import Organisation
import Payments
import Reconciliation
import Refunds
import Statements
package import Storage

/// Puts together the file that proves a contract, or one of its payments, and notes who took it.
package struct TakeEvidence: Sendable {
    package enum Subject: Hashable, Sendable {
        case contract(Contract.ID)
        case contractNumber(String)
        /// One payment by its reference; the contract's facts come along, other payments do not.
        case payment(String)
    }

    package enum Outcome: Hashable, Sendable {
        case taken(EvidenceBundle)
        /// There is no such thing, or not for this person.
        case unknown
        case notAllowed
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: EvidenceKey

    package init(database: any SQLDatabase, world: World, key: EvidenceKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    package func callAsFunction(_ subject: Subject, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.takeEvidence) else { return .notAllowed }
        return try await take(subject, by: .staff(actor.actorID)) { actor.may(.takeEvidence, on: $0.belonging) }
    }

    /// By whoever holds the database: the command line.
    package func callAsFunction(_ subject: Subject) async throws -> Outcome {
        try await take(subject, by: .system) { _ in true }
    }

    private func take(
        _ subject: Subject,
        by actor: Actor,
        where isAllowed: @escaping @Sendable (Contract) -> Bool
    ) async throws -> Outcome {
        // What is not linked into the chain yet could not be proven.
        while try await SealAudit(database: database)() > 0 {}
        return try await database.write { [world, key] connection in
            guard let (contract, reference) = try Self.find(subject, on: connection), isAllowed(contract) else {
                return .unknown
            }
            let parts = try Self.parts(of: contract, only: reference, on: connection)
            let bundle = try EvidenceBundle(
                header: [
                    "kind": .text(reference == nil ? "contract" : "payment"),
                    "number": .text(reference ?? contract.number), "taken_at": .time(world.now()),
                    "taken_by": .text(actor.text),
                ],
                parts: parts,
                key: key
            )
            try AuditEntry.record(
                "evidence.taken",
                on: contract.subject,
                by: actor,
                ["number": reference ?? contract.number, "sha256": EvidenceBundle.hash(bundle.file)],
                in: world,
                connection
            )
            return .taken(bundle)
        }
    }

    private static func find(
        _ subject: Subject,
        on connection: any SQLConnection
    ) throws -> (Contract, reference: String?)? {
        switch subject {
        case .contract(let id): return try Contract.find(id, on: connection).map { ($0, nil) }
        case .contractNumber(let number): return try Contract.find(number: number, on: connection).map { ($0, nil) }
        case .payment(let reference):
            guard let attempt = try PaymentAttempt.find(reference: reference, on: connection),
                let request = try PaymentRequest.find(attempt.request, on: connection),
                let contract = try Contract.find(request.contract, on: connection)
            else { return nil }
            return (contract, reference)
        }
    }

    private static func parts(
        of contract: Contract,
        only reference: String?,
        on connection: any SQLConnection
    ) throws -> [String: EvidenceValue] {
        let requests = try PaymentRequest.all(of: contract.id, on: connection)
        let attempts = try requests.flatMap { try PaymentAttempt.all(of: $0.id, on: connection) }
            .filter { reference == nil || $0.reference == reference }
        let subject = contract.subject
        return [
            "contract": try contract.evidence(),
            "revisions": .list(try ContractRevision.all(of: contract.id, on: connection).map(\.evidence)),
            "approvals": .list(try ApprovalCase.all(about: subject, on: connection).map(\.evidence)),
            "requests": .list(
                try requests.map { $0.evidence(try PaymentLink.all(of: $0.id, on: connection)) }
            ),
            "statements": .list(
                try Statement.all(of: contract.id, on: connection).map { try $0.evidence(on: connection) }
            ),
            "attempts": .list(attempts.map(\.evidence)),
            "messages": .list(
                try attempts.flatMap { attempt in
                    try KeptMessage.all(about: attempt.reference, on: connection)
                        .map { $0.evidence(of: attempt.reference) }
                }
            ),
            "settlement": .list(
                try attempts.flatMap { attempt in
                    try attempt.state.receipt.map {
                        try SettledCharge.all(of: $0.transactionNumber, on: connection).map(\.evidence)
                    } ?? []
                }
            ),
            "ledger": .list(try BookedTransaction.all(about: subject, on: connection).map(\.evidence)),
            "cases": .list(
                try attempts.flatMap { try PaymentCaseItem.all(about: $0.reference, on: connection) }.map(\.evidence)
            ),
            "letters": .list(try ToldLetter.all(of: subject, on: connection).map(\.evidence)),
            "refunds": .list(
                try attempts.flatMap { try Refund.all(about: $0.reference, on: connection) }
                    .map { try $0.evidence(on: connection) }
            ),
            "corrections": .list(
                try InvoiceRequest.all(of: contract.id, on: connection).filter { $0.kind != .original }
                    .map { try $0.correctionEvidence(on: connection) }
            ),
            "invoice": try InvoiceRequest.original(of: contract.id, on: connection)?.evidence ?? .nothing,
            "audit": .list(try AuditTrailEntry.all(about: subject, on: connection).map(\.evidence)),
        ]
    }
}

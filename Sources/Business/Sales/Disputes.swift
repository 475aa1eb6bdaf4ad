import Billing
import Contracts
import Journal
package import Kernel
import Notices
package import Organisation
package import People
package import Storage

/// The payer presses "Nội dung chưa đúng".
package struct OpenDispute: Sendable {
    package enum Outcome: Hashable, Sendable {
        case opened
        /// Said already, and not answered yet.
        case alreadyOpen
        case messageMissing
        case tooLong
        case tooMany
        /// Paid, withdrawn, expired or never ours.
        case unknown
    }

    package static let messageLimit = 1_000

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(
        paymentToken: String,
        message: String,
        contact: String,
        from visitor: Visitor
    ) async throws -> Outcome {
        let message = message.trimmingEnds
        guard message.count >= 5 else { return .messageMissing }
        guard message.count <= Self.messageLimit, contact.count <= 200 else { return .tooLong }
        return try await database.write { [world] connection in
            let time = world.now()
            guard try Throttle.disputesByAddress.allow(visitor.address, at: time, on: connection) else {
                return .tooMany
            }
            guard let link = try PaymentLink.find(token: paymentToken, on: connection), link.revokedAt == nil,
                link.expiresAt > time, let request = try PaymentRequest.find(link.request, on: connection),
                request.state == .open, let contract = try Contract.find(request.contract, on: connection)
            else { return .unknown }
            guard try Dispute.open(of: contract.id, on: connection) == nil else { return .alreadyOpen }
            let dispute = Dispute(
                id: world.newID(),
                contract: contract.id,
                request: request.id,
                message: message,
                contact: contact.trimmed,
                state: .open,
                answer: "",
                answeredBy: nil,
                openedAt: time,
                answeredAt: nil
            )
            try dispute.insert(on: connection)
            try contract.tellOfDispute(dispute, in: world, on: connection)
            return .opened
        }
    }
}

extension Contract {
    fileprivate func tellOfDispute(_ dispute: Dispute, in world: World, on connection: any SQLConnection) throws {
        try AuditEntry.record(
            "dispute.opened",
            on: subject,
            by: .customer("link"),
            ["message": String(dispute.message.prefix(200))],
            in: world,
            connection
        )
        // An online order has no account manager: the admins look after it.
        let people =
            try declaration.map { try [StaffMember.find($0.accountManager, on: connection)].compactMap { $0 } }
            ?? StaffMember.active(.admin, on: connection)
        try InboxMessage(
            .disputeOpened,
            about: subject,
            fact: "\(dispute.id)",
            detail: String(dispute.message.prefix(200)),
            isTask: true
        ).put(to: people.map(\.id), in: world, on: connection)
        for person in people where person.state == .active {
            try Notice.enqueue(
                .staffDisputeOpened,
                about: "\(dispute.id)",
                of: subject,
                to: person.recipient,
                in: world,
                on: connection
            )
        }
    }
}

/// The account manager answers: by words, or by having corrected the contract.
package struct AnswerDispute: Sendable {
    package enum Outcome: Hashable, Sendable {
        case answered
        case answerMissing
        case tooLong
        case notAllowed
        case unknown
        /// Somebody has answered already.
        case closed
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// - Parameter corrected: The contract was changed because of it, so that the customer has a new letter.
    package func callAsFunction(
        _ id: Dispute.ID,
        answer: String,
        corrected: Bool,
        by actor: StaffMember
    ) async throws -> Outcome {
        let answer = answer.trimmingEnds
        guard answer.count >= 2 else { return .answerMissing }
        guard answer.count <= OpenDispute.messageLimit else { return .tooLong }
        return try await database.write { [world] connection in
            guard var dispute = try Dispute.find(id, on: connection),
                let contract = try Contract.find(dispute.contract, on: connection)
            else { return .unknown }
            guard actor.may(.followContracts, on: contract.belonging) else { return .notAllowed }
            guard dispute.state == .open else { return .closed }
            dispute.state = corrected ? .corrected : .answered
            dispute.answer = answer
            dispute.answeredBy = actor.id
            dispute.answeredAt = world.now()
            guard try dispute.close(on: connection) else { return .closed }
            try contract.record("dispute.\(dispute.state.rawValue)", by: actor, answer, in: world, connection)
            try InboxItem.settle([.disputeOpened], about: contract.subject, at: world.now(), on: connection)
            try Notice.enqueue(
                .disputeAnswered,
                about: "\(dispute.id)",
                of: contract.subject,
                to: contract.buyer.recipient,
                in: world,
                on: connection
            )
            return .answered
        }
    }
}

extension Throttle {
    fileprivate static let disputesByAddress = Throttle(name: "disputes_address", limit: 10, windowMinutes: 60)
}

extension String {
    /// Without blanks and empty lines at its ends; line ends are one sign.
    var trimmingEnds: String {
        let lines = replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).trimmed }
        let first = lines.firstIndex { !$0.isEmpty } ?? lines.endIndex
        let last = lines.lastIndex { !$0.isEmpty } ?? lines.startIndex
        return first <= last && first < lines.endIndex ? lines[first...last].joined(separator: "\n") : ""
    }
}

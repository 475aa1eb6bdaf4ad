package import Billing
package import Contracts
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
        /// One was open: this stands behind what was said before.
        case added
        /// The same words once more, as when a form is sent twice.
        case repeated
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
            guard try Throttle.disputesByAddress.allow(visitor.network, at: time, on: connection) else {
                return .tooMany
            }
            guard let link = try PaymentLink.find(token: paymentToken, on: connection), link.revokedAt == nil,
                link.expiresAt > time, let request = try PaymentRequest.find(link.request, on: connection),
                request.state == .open, let contract = try Contract.find(request.contract, on: connection)
            else { return .unknown }
            if let open = try Dispute.open(of: contract.id, on: connection) {
                let addition = Dispute.Addition(message: message, contact: contact.trimmed, sentAt: time)
                return try contract.add(addition, to: open, in: world, on: connection)
            }
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
            try contract.tellOfDispute(message, fact: "\(dispute.id)", in: world, on: connection)
            return .opened
        }
    }
}

extension Contract {
    fileprivate func add(
        _ addition: Dispute.Addition,
        to dispute: Dispute,
        in world: World,
        on connection: any SQLConnection
    ) throws -> OpenDispute.Outcome {
        let last = dispute.additions.last?.message ?? dispute.message
        guard addition.message != last else { return .repeated }
        guard dispute.additions.count < Dispute.additionsLimit else { return .tooMany }
        try dispute.add(addition, on: connection)
        let fact = "\(dispute.id)/\(dispute.additions.count + 1)"
        try tellOfDispute(addition.message, fact: fact, in: world, on: connection)
        return .added
    }

    /// - Parameter fact: The dispute, and which addition when it is not the first message.
    fileprivate func tellOfDispute(
        _ message: String,
        fact: String,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            fact.contains("/") ? "dispute.added" : "dispute.opened",
            on: subject,
            by: .customer("link"),
            ["message": String(message.prefix(200))],
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
            fact: fact,
            detail: String(message.prefix(200)),
            isTask: true
        ).put(to: people.map(\.id), in: world, on: connection)
        for person in people where person.state == .active {
            try Notice.enqueue(
                .staffDisputeOpened,
                about: fact,
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
        /// A file that cannot go with the answer.
        case badFile(FileChanges.Mistake)
        /// "Corrected" is said of a contract that is as it was when the payer complained.
        case nothingCorrected
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    /// - Parameters:
    ///   - corrected: The contract was changed because of it, so that the customer has a new letter.
    ///   - files: Go to the customer with the answer.
    package func callAsFunction(
        _ id: Dispute.ID,
        answer: String,
        corrected: Bool,
        files: [FileChanges.NewFile] = [],
        by actor: StaffMember
    ) async throws -> Outcome {
        let checked: [(FileChanges.NewFile, Attachment.ContentType)]
        do throws(FileChanges.Mistake) {
            checked = try DisputeFile.check(files)
        } catch {
            return .badFile(error)
        }
        let answer = answer.trimmingEnds
        guard answer.count >= 2 else { return .answerMissing }
        guard answer.count <= OpenDispute.messageLimit else { return .tooLong }
        return try await database.write { [world, key, checked] connection in
            guard var dispute = try Dispute.find(id, on: connection),
                let contract = try Contract.find(dispute.contract, on: connection)
            else { return .unknown }
            guard actor.may(.followContracts, on: contract.belonging) else { return .notAllowed }
            guard dispute.state == .open else { return .closed }
            if corrected, try !contract.hasChanged(since: dispute, on: connection) { return .nothingCorrected }
            dispute.state = corrected ? .corrected : .answered
            dispute.answer = answer
            dispute.answeredBy = actor.id
            dispute.answeredAt = world.now()
            guard try dispute.close(on: connection) else { return .closed }
            try contract.record("dispute.\(dispute.state.rawValue)", by: actor, answer, in: world, connection)
            try dispute.keep(checked, of: contract, by: actor, in: world, on: connection)
            try contract.keepPayable(dispute, key, by: actor, in: world, on: connection)
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

extension Contract {
    /// Whether it was amended after the payer complained.
    fileprivate func hasChanged(since dispute: Dispute, on connection: any SQLConnection) throws -> Bool {
        if let current = try PaymentRequest.current(of: id, on: connection), current.id != dispute.request {
            return true
        }
        return try ContractRevision.all(of: id, on: connection).contains { $0.writtenAt > dispute.openedAt }
    }

    /// The letter with the answer leads to the payment: when no link works any more, there is a new one.
    fileprivate func keepPayable(
        _ dispute: Dispute,
        _ key: ServerKey,
        by actor: StaffMember,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard let request = try dispute.payable(on: connection), request.state == .open else { return }
        let latest = try PaymentLink.latest(of: request.id, on: connection)
        guard latest?.isLive(at: world.now()) != true else { return }
        _ = try request.replaceLink(key, in: world, on: connection)
        try record("payment_link.sent_again", by: actor, in: world, connection)
    }
}

extension Dispute {
    fileprivate func keep(
        _ files: [(FileChanges.NewFile, Attachment.ContentType)],
        of contract: Contract,
        by actor: StaffMember,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        for (position, (file, type)) in files.enumerated() {
            try DisputeFile(
                id: world.newID(),
                dispute: id,
                name: file.name,
                contentType: type,
                sizeBytes: Int64(file.content.count),
                sha256: file.sha256
            ).insert(file.content, at: position, on: connection)
            try AuditEntry.record(
                "dispute.file_sent",
                on: contract.subject,
                by: .staff(actor.actorID),
                ["name": file.name, "sha256": file.sha256],
                in: world,
                connection
            )
        }
    }

    /// What the payer is asked for now: of a contract its present request, of months the one that was complained about.
    package func payable(on connection: any SQLConnection) throws -> PaymentRequest? {
        try PaymentRequest.current(of: contract, on: connection) ?? PaymentRequest.find(request, on: connection)
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

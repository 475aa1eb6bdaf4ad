import Contracts
import Kernel
import Notices
import Organisation
import Payments
import Storage

/// Who hears of what has become of a refund: the customer by mail, and in the house whoever has to do with it.
struct TellRefund {
    let world: World
    let connection: any SQLConnection

    func callAsFunction(_ refund: Refund, _ known: RefundCase, _ contract: Contract?) throws {
        if refund.state != .proposed {
            try InboxItem.settle([.refundProposed], about: known.subject, at: world.now(), on: connection)
        }
        switch refund.state {
        case .proposed, .sending, .unanswered, .atBank: break
        case .returned: try put(.refundReturned, [refund.proposedBy], refund, known, detail: refund.ruling ?? "")
        case .requested where refund.tries == 0:
            try tellHouse(.refundAgreed, refund, known, contract)
            try write(.refundAccepted, refund, contract)
        case .requested, .processing: break
        case .done:
            try tellHouse(.refundMade, refund, known, contract)
            if refund.way.name != .kept { try write(.refundMade, refund, contract) }
        case .refused(let code):
            try tellHouse(.refundRefused, refund, known, contract, detail: code)
            try write(.refundRefused, refund, contract)
            try askAccountants(known, fact: "\(refund.id)")
        case .unclear(let code):
            let accountants = try StaffMember.active(.accountant, on: connection).map(\.id)
            try put(.refundUnclear, accountants, refund, known, detail: code)
        }
    }

    /// Another person has to agree.
    func proposed(_ refund: Refund, _ known: RefundCase) throws {
        let checkers = try StaffMember.active(.accountant, on: connection)
            .filter { $0.may(.confirmRefunds) && $0.id != refund.proposedBy }
        try put(.refundProposed, checkers.map(\.id), refund, known)
    }

    /// The case is open again: somebody has to find another way.
    private func askAccountants(_ known: RefundCase, fact: String) throws {
        let accountants = try StaffMember.active(.accountant, on: connection)
        try InboxMessage(
            .refundCaseOpened,
            about: known.subject,
            fact: "\(known.payment.key)/\(fact)",
            detail: known.payment.reference,
            isTask: true
        ).put(to: accountants.map(\.id), in: world, on: connection)
    }

    private func tellHouse(
        _ kind: InboxItem.Kind,
        _ refund: Refund,
        _ known: RefundCase,
        _ contract: Contract?,
        detail: String = ""
    ) throws {
        var people = Set(try StaffMember.active(.accountant, on: connection).map(\.id))
        if let contract { people.formUnion(try contract.audience(on: world.now().day, connection).map(\.id)) }
        let words = [known.payment.reference, refund.amount.display, detail].filter { !$0.isEmpty }
        try put(kind, Array(people), refund, known, detail: words.joined(separator: " · "))
    }

    private func put(
        _ kind: InboxItem.Kind,
        _ people: [StaffMember.ID],
        _ refund: Refund,
        _ known: RefundCase,
        detail: String? = nil
    ) throws {
        try InboxMessage(
            kind,
            about: known.subject,
            fact: "\(refund.id)/\(refund.state.name.rawValue)/\(refund.state.code ?? "")",
            detail: detail ?? "\(known.payment.reference) · \(refund.amount.display)",
            isTask: kind == .refundUnclear || kind == .refundProposed
        ).put(to: people, in: world, on: connection)
    }

    private func write(_ kind: Notice.Kind, _ refund: Refund, _ contract: Contract?) throws {
        guard let contract else { return }
        try Notice.enqueue(
            kind,
            about: "\(refund.id)",
            of: contract.subject,
            to: contract.buyer.recipient,
            in: world,
            on: connection
        )
    }
}

package import Accounting
package import Billing
package import Contracts
package import Invoicing
package import Journal
package import Kernel
package import Notices
package import Storage

/// A message of the gateway, or an unproven one that claims to be about the same payment, as it was received.
package struct KeptMessage: Hashable, Sendable {
    package enum Channel: String, Hashable, Sendable, CaseIterable {
        case notice = "ipn"
        case back = "return"
        case query = "querydr"
    }

    package let id: String
    package let channel: Channel
    /// A raw query, or the JSON of an answer.
    package let raw: String
    /// Who sent it, as far as the network tells.
    package let address: String
    /// What we made of it, in a word: the code answered to a notice, or how an answer was read.
    package let verdict: String
    package let receivedAt: Timestamp
    /// Its signature was right.
    package let isProven: Bool

    /// Every message about a reference in the order in which it came; forged ones too, at most 200 of them.
    package static func all(about reference: String, on connection: any SQLConnection) throws -> [KeptMessage] {
        try connection.rows(
            """
            SELECT id, channel, raw, address, reference, verdict, received_at FROM gateway_message
            WHERE reference = \(reference) OR claimed_reference = \(reference)
            ORDER BY received_at, id LIMIT 200
            """
        ).map { row in
            let verdict = try row.text("verdict")
            // An answer to a question of ours carries our reference whatever it says: its signature is in the verdict.
            let isUnprovenAnswer = verdict.hasPrefix("none: ")
            return KeptMessage(
                id: try row.text("id"),
                channel: try row.choice("channel"),
                raw: try row.text("raw"),
                address: try row.text("address"),
                verdict: verdict,
                receivedAt: try row.timestamp("received_at"),
                isProven: try row.textIfPresent("reference") != nil && !isUnprovenAnswer
            )
        }
    }
}

/// One payment with all that hangs on it, read at one moment.
package struct PaymentStory: Hashable, Sendable {
    package let item: PaymentListItem
    package let attempt: PaymentAttempt
    package let contract: Contract
    package let request: PaymentRequest
    /// The request's links, the newest first.
    package let links: [PaymentLink]
    /// Every attempt of the same request, the newest first.
    package let attempts: [PaymentAttempt]
    package let messages: [KeptMessage]
    package let booked: BookedTransaction?
    /// Letters about this payment and about the links that led to it.
    package let letters: [ToldLetter]
    package let cases: [PaymentCaseItem]
    package let trail: [AuditTrailEntry]
    package let invoice: InvoiceRequest?

    static func find(_ reference: String, on connection: any SQLConnection) throws -> PaymentStory? {
        guard let attempt = try PaymentAttempt.find(reference: reference, on: connection),
            let item = try PaymentListItem.find(attempt.id, on: connection),
            let request = try PaymentRequest.find(attempt.request, on: connection),
            let contract = try Contract.find(request.contract, on: connection)
        else { return nil }
        let links = try PaymentLink.all(of: request.id, on: connection)
        let refunds = try connection.rows("SELECT id FROM refund WHERE reference = \(reference)").map {
            try $0.text("id")
        }
        let subjects = Set(links.map { "\($0.id)" } + ["\(attempt.id)"] + refunds)
        return PaymentStory(
            item: item,
            attempt: attempt,
            contract: contract,
            request: request,
            links: links,
            attempts: try PaymentAttempt.all(of: request.id, on: connection),
            messages: try KeptMessage.all(about: reference, on: connection),
            booked: try BookedTransaction.find(key: "payment/\(attempt.id)", on: connection),
            letters: try ToldLetter.all(of: contract.subject, on: connection).filter { subjects.contains($0.about) },
            cases: try PaymentCaseItem.all(about: reference, on: connection),
            trail: try AuditTrailEntry.all(about: contract.subject, on: connection)
                .filter { $0.entry.value("reference") == reference },
            invoice: try InvoiceRequest.original(of: request, on: connection)
        )
    }
}

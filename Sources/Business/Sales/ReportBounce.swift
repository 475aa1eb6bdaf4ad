package import Billing
import Contracts
import Dunning
package import Journal
package import Kernel
package import Notices
import Organisation
import People
package import Storage

/// A letter came back, or the mail server would not take it: when it carried a payment link, the account manager gets a
/// task within minutes (step B2). May be called any number of times.
package struct ReportBounce: Sendable {
    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ id: Notice.ID) async throws -> Delivery {
        try await database.write { [world] connection in
            guard let notice = try Notice.find(id, on: connection) else {
                return .park(reason: "there is no notice \(id)")
            }
            guard let request = try notice.paymentLink(on: connection)?.request,
                let asked = try PaymentRequest.find(request, on: connection),
                let contract = try Contract.find(asked.contract, on: connection)
            else { return .done }
            let people =
                try contract.declaration.map { [$0.accountManager] }
                ?? StaffMember.active(.admin, on: connection).map(\.id)
            try InboxMessage(
                .letterBounced,
                about: contract.subject,
                fact: "\(notice.id)",
                detail: notice.recipient.email,
                isTask: true
            ).put(to: people, in: world, on: connection)
            for person in people {
                guard let member = try StaffMember.find(person, on: connection), member.state == .active,
                    member.email.description != notice.recipient.email
                else { continue }
                try Notice.enqueue(
                    .staffLetterBounced,
                    about: "\(notice.id)",
                    of: contract.subject,
                    to: member.recipient,
                    in: world,
                    on: connection
                )
            }
            try AuditEntry.record(
                "payment_link.bounced",
                on: contract.subject,
                by: .partner("mail"),
                ["recipient": notice.recipient.email],
                in: world,
                connection
            )
            return .done
        }
    }
}

extension Notice {
    /// The payment link that the letter carries; `nil` for one that carries none.
    package func paymentLink(on connection: any SQLConnection) throws -> PaymentLink? {
        let id: PaymentLink.ID?
        switch kind {
        case .paymentLink: id = PaymentLink.ID(about)
        case .dunning:
            let letter = try DunningLetter.ID(about).flatMap { try DunningLetter.find($0, on: connection) }
            id = letter.flatMap { PaymentLink.ID($0.link) }
        default: return nil
        }
        return try id.flatMap { try PaymentLink.find($0, on: connection) }
    }
}

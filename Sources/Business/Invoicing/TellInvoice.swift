package import Contracts
import Journal
package import Kernel
import Notices
package import Organisation
import People
package import Storage

extension InvoiceRequest {
    /// Writes the state just reached into the audit log, and tells whom it concerns: the buyer of an issued invoice,
    /// the officer of one that needs a person.
    func tell(in world: World, on connection: any SQLConnection) throws {
        try AuditEntry.record(
            "invoice.\(state.rawValue)",
            on: "contract:\(contract)",
            by: .partner("invoicing"),
            [
                "key": key, "series": document.series ?? "", "number": document.number ?? "",
                "remark": document.remark ?? obstacle?.rawValue ?? "",
            ],
            in: world,
            connection
        )
        guard let contract = try Contract.find(contract, on: connection) else { return }
        switch state {
        case .accepted:
            try InboxItem.settle([.invoiceRefused, .invoiceLate], about: subject, at: world.now(), on: connection)
            try tellBuyer(contract, in: world, on: connection)
        case .signed:
            // Signed and sent: the time limit is kept. Without a number it lies unsigned with a provider that signs
            // by itself.
            guard document.number != nil else { return }
            try InboxItem.settle([.invoiceLate], about: subject, at: world.now(), on: connection)
        case .refused, .needsPerson:
            try InboxMessage(
                .invoiceRefused,
                about: subject,
                fact: "\(id)/\(world.now().milliseconds)",
                detail: "\(key): \(document.remark ?? obstacle?.rawValue ?? "")",
                isTask: true
            ).put(to: Self.officers(for: contract, on: world.now().day, connection), in: world, on: connection)
        case .pending, .unknown, .submitted: break
        }
    }

    private func tellBuyer(_ contract: Contract, in world: World, on connection: any SQLConnection) throws {
        let buyer = contract.buyer.recipient
        let address = contract.declaration?.invoiceEmail?.description ?? buyer.email
        try Notice.enqueue(
            .invoiceIssued,
            about: "\(id)",
            of: contract.subject,
            to: Notice.Recipient(email: address, name: buyer.name, language: buyer.language),
            in: world,
            on: connection
        )
    }

    /// Whose work a contract's invoices are: the person whom the unit named, else its active invoice officers, else the
    /// IT centre's, else the admins. An online order belongs to no unit: the IT centre's.
    package static func officers(
        for contract: Contract,
        on day: Day,
        _ connection: any SQLConnection
    ) throws -> [StaffMember.ID] {
        if let unit = contract.belonging.unit {
            if let named = try InvoicingOfficer.inCharge(of: unit, on: day, connection: connection),
                let person = try StaffMember.find(named.staff, on: connection), person.state == .active
            {
                return [person.id]
            }
            let own = try StaffMember.active(.invoiceOfficer, unit: unit, on: connection)
            if !own.isEmpty { return own.map(\.id) }
        }
        let central = try StaffMember.active(.invoiceOfficer, on: connection).filter { $0.unit.kind == .itCentre }
        return try (central.isEmpty ? StaffMember.active(.admin, on: connection) : central).map(\.id)
    }
}

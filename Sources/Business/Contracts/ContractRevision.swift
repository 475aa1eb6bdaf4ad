import Approvals
import Catalogue
import Crypto
package import Kernel
package import Organisation
import People
package import Storage

/// A contract as it was handed in or changed, frozen in words: what the customer was asked to pay for and what the
/// approvers decide about.
package struct ContractRevision: Hashable, Sendable {
    package let contract: Contract.ID
    package let revision: Int64
    package internal(set) var snapshot: String
    /// SHA-256 of the snapshot, in hexadecimal.
    package let hash: String
    package let writtenBy: StaffMember.ID
    package let writtenAt: Timestamp
}

extension ContractRevision {
    /// The same in the words that this person may read.
    package func seen(by reader: StaffMember) -> ContractRevision {
        guard !reader.readsInternalNotes else { return self }
        var revision = self
        revision.snapshot = snapshot.withoutInternalNote
        return revision
    }
}

extension Contract {
    /// Every particular in a fixed order, one a line, in Vietnamese as the contract is: the same contract gives the
    /// same words, byte for byte.
    package func snapshot(attachments: [Attachment]) throws -> String {
        var lines = [
            "Hợp đồng: \(number)", "Lần sửa đổi: \(revision)", "Loại: \(kind.rawValue)",
            "Hình thức: \(payment.rawValue)",
            "Khách hàng: \(buyer.name)", "Email: \(buyer.email)", "Điện thoại: \(buyer.phone)",
            "Địa chỉ: \(buyer.address)",
        ]
        switch buyer.invoiceParty {
        case .consumer: lines.append("Hóa đơn: người tiêu dùng")
        case .citizen(let id): lines.append("Hóa đơn: cá nhân \(id)")
        case .taxpayer(let code, let name): lines.append("Hóa đơn: \(name), mã số thuế \(code)")
        }
        if let declaration {
            lines += [
                "Đơn vị: \(declaration.unit)", "AM: \(declaration.accountManager)",
                "Đại lý: \(declaration.agent.map { "\($0)" } ?? "không")",
                "Ngày bắt đầu: \(declaration.wantedStart?.display ?? "khi kích hoạt")",
                "Gia hạn của: \(declaration.renewalOf.map { "\($0)" } ?? "không")",
                "Email nhận hóa đơn: \(declaration.invoiceEmail?.description ?? "như trên")",
                "\(Self.noteHead)\(declaration.note)",
            ]
        }
        for (position, line) in self.lines.enumerated() {
            lines.append(
                "Dòng \(position + 1): \(line.planCode) \(line.invoiceName), \(line.quantity) × \(line.unitPrice.grouped)"
                    + " (giá niêm yết \(line.listPrice.grouped), giảm \(line.discountBasisPoints) phần vạn)"
                    + " = \(line.price.net.grouped), thuế \(line.price.rate.code) \(line.price.vat.grouped)"
            )
        }
        if let postpaid { lines += postpaid.snapshot }
        for line in self.lines { lines += line.tariff.map { $0.snapshot(of: line) } ?? [] }
        let totals = try totals()
        lines.append("Cộng: \(totals.net.grouped) + thuế \(totals.vat.grouped) = \(totals.total.grouped) đồng")
        for attachment in attachments { lines.append("Tệp: \(attachment.name) \(attachment.sha256)") }
        // A particular is one line: nobody writes a line of one's own into what is decided about.
        return lines.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }.joined(separator: "\n") + "\n"
    }

    /// Freezes the contract as it is now.
    package func freeze(by actor: StaffMember, in world: World, on connection: any SQLConnection) throws {
        let snapshot = try snapshot(attachments: try Attachment.all(of: id, on: connection))
        try ContractRevision(
            contract: id,
            revision: revision,
            snapshot: snapshot,
            hash: SHA256.hash(data: Array(snapshot.utf8)).hex,
            writtenBy: actor.id,
            writtenAt: world.now()
        ).insert(on: connection)
    }

    /// Lays the contract before the first approver; an approval of an earlier revision is voided.
    package func openApproval(in world: World, on connection: any SQLConnection) throws {
        guard let declaration, let latest = try ContractRevision.all(of: id, on: connection).first else {
            throw SQLRowError(column: "revision", wanted: "a contract that was handed in")
        }
        let writers = try ContractRevision.all(of: id, on: connection).map(\.writtenBy)
        let thing = ApprovalSubject(
            subject: subject,
            unit: declaration.unit,
            revision: latest.revision,
            snapshot: latest.snapshot,
            makers: Set(writers).union(belonging.people)
        )
        _ = try ApprovalCase.open(thing, in: world, on: connection)
    }

    /// Whom news about it concern: the account manager, the agent, the admins and the unit's person in charge of
    /// invoices (step B4).
    package func audience(on day: Day, _ connection: any SQLConnection) throws -> [StaffMember] {
        guard let declaration else { return [] }
        var people = try [declaration.accountManager, declaration.agent].compactMap { $0 }
            .compactMap { try StaffMember.find($0, on: connection) }
        people += try StaffMember.active(.admin, on: connection)
        if let officer = try InvoicingOfficer.inCharge(of: declaration.unit, on: day, connection: connection),
            let person = try StaffMember.find(officer.staff, on: connection)
        {
            people.append(person)
        }
        var seen: Set<StaffMember.ID> = []
        return people.filter { $0.state == .active && seen.insert($0.id).inserted }
    }
}

extension ContractLine {
    /// The line's words on the contract and on the invoice: always Vietnamese.
    package var invoiceName: String { "\(productName.vietnamese) – \(planName.vietnamese)" }
}

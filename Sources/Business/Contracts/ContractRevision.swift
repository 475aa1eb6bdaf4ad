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

/// The names that a snapshot has in place of identifiers.
package struct SnapshotNames: Hashable, Sendable {
    package var unit = ""
    package var accountManager = ""
    package var agent: String?
    /// The number of the contract that this one continues.
    package var renewalOf: String?
}

extension Contract {
    /// Every particular in a fixed order, one a line, in Vietnamese as the contract is: the same contract gives the
    /// same words, byte for byte.
    package func snapshot(
        _ files: (counted: [Attachment], withdrawn: [Attachment]),
        _ names: SnapshotNames
    ) throws
        -> String
    {
        var lines = [
            "Hợp đồng: \(number)", "Lần sửa đổi: \(revision)", "Loại: \(kind.words)", "Hình thức: \(payment.words)",
            "Khách hàng: \(buyer.name)", "Email: \(buyer.email)", "Điện thoại: \(buyer.phone)",
            "Địa chỉ: \(buyer.address)",
        ]
        switch buyer.invoiceParty {
        case .consumer: lines.append("Hóa đơn: người tiêu dùng")
        case .citizen(let id): lines.append("Hóa đơn: cá nhân \(id)")
        case .taxpayer(let code, let name): lines.append("Hóa đơn: \(name), mã số thuế \(code)")
        }
        if let declaration { lines += declaration.snapshot(names) }
        for (position, line) in self.lines.enumerated() { lines.append("Dòng \(position + 1): \(line.snapshot)") }
        if let postpaid { lines += postpaid.snapshot }
        for line in self.lines { lines += line.tariff.map { $0.snapshot(of: line) } ?? [] }
        let totals = try totals()
        lines.append("Cộng: \(totals.net.display) + thuế \(totals.vat.display) = \(totals.total.display)")
        for file in files.counted {
            let old = files.withdrawn.first { $0.withdrawal?.replacedBy == file.id }
            lines.append("Tệp: \(file.name)\(old.map { " (thay \($0.name))" } ?? "") · SHA-256 \(file.sha256)")
        }
        for file in files.withdrawn { lines.append("Tệp đã rút: \(file.name) · SHA-256 \(file.sha256)") }
        // A particular is one line: nobody writes a line of one's own into what is decided about.
        return lines.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }.joined(separator: "\n") + "\n"
    }

    /// Freezes the contract as it is now, its files included.
    package func freeze(by actor: StaffMember, in world: World, on connection: any SQLConnection) throws {
        let files = (
            counted: try Attachment.all(of: id, on: connection),
            withdrawn: try Attachment.withdrawn(from: id, on: connection)
        )
        let snapshot = try snapshot(files, try declaration?.names(on: connection) ?? SnapshotNames())
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

extension ContractLine {
    /// `CA-12 Chữ ký số – 12 tháng, 2 × 1.080.000 ₫ (giá niêm yết 1.200.000 ₫, giảm 10 %) = …`
    fileprivate var snapshot: String {
        let discount = ContractForm.percent(discountBasisPoints)
        let off = discount.isEmpty ? "" : " (giá niêm yết \(listPrice.display), giảm \(discount) %)"
        return "\(planCode) \(invoiceName), \(quantity) × \(unitPrice.display)\(off) = \(price.net.display), "
            + "\(price.rate.words) \(price.vat.display)\(days)"
    }
}

extension ContractLine {
    /// ` (từ 01/12/2026 đến hết 31/12/2026)` for a line that joins or leaves during the term.
    fileprivate var days: String {
        let words = [from.map { "từ \($0.display)" }, to.map { "đến hết \($0.display)" }].compactMap { $0 }
        return words.isEmpty ? "" : " (\(words.joined(separator: " ")))"
    }
}

extension VATRate {
    fileprivate var words: String {
        switch self {
        case .percent(let basisPoints): "thuế \(basisPoints == 0 ? "0" : ContractForm.percent(basisPoints)) %"
        case .notSubject: "không chịu thuế"
        case .notDeclared: "không kê khai, tính nộp thuế"
        }
    }
}

extension Declaration {
    fileprivate func snapshot(_ names: SnapshotNames) -> [String] {
        [
            "Đơn vị: \(names.unit)", "Quản lý khách hàng: \(names.accountManager)",
            "Đại lý: \(names.agent ?? "không")", "Ngày bắt đầu: \(wantedStart?.display ?? "khi kích hoạt")",
            "Gia hạn của: \(names.renewalOf ?? "không")",
            "Email nhận hóa đơn: \(invoiceEmail?.description ?? "như trên")",
            "\(Contract.noteHead)\(note.isEmpty ? "không" : note.replacing("\n", with: " "))",
        ]
    }

    func names(on connection: any SQLConnection) throws -> SnapshotNames {
        func name(_ id: StaffMember.ID) throws -> String {
            try StaffMember.find(id, on: connection).map { "\($0.name) (\($0.unit.code))" } ?? "\(id)"
        }
        let unitName = try OrganisationUnit.find(unit, on: connection)?.name.vietnamese
        return SnapshotNames(
            unit: unitName.map { $0 == unit ? unit : "\($0) (\(unit))" } ?? unit,
            accountManager: try name(accountManager),
            agent: try agent.map(name),
            renewalOf: try renewalOf.flatMap { try Contract.find($0, on: connection)?.number }
        )
    }
}

extension Contract.Kind {
    fileprivate var words: String {
        switch self {
        case .new: "hợp đồng mới"
        case .renewal: "gia hạn"
        }
    }
}

extension Contract.Payment {
    fileprivate var words: String {
        switch self {
        case .prepaid: "trả trước qua VNPAY"
        case .postpaid: "trả sau"
        }
    }
}

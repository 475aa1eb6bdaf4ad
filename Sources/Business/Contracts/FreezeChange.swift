import Crypto
package import Kernel
package import Organisation
package import Storage
import Tariffs

extension Contract {
    /// Writes an amendment down and freezes the contract as it would be with it: that is what the approvers decide
    /// about.
    package func hand(
        in values: ContractChangeForm.Checked,
        by actor: StaffMember,
        world: World,
        on connection: any SQLConnection
    ) throws -> ContractChange {
        let change = ContractChange(
            id: world.newID(),
            contract: id,
            revision: revision + 1,
            ordinal: (try ContractChange.all(of: id, on: connection).first?.ordinal ?? 0) + 1,
            from: values.from,
            reason: values.reason,
            lines: values.lines.map(ContractChange.NewLine.init),
            removed: values.removed,
            discounts: values.discounts,
            writtenBy: actor.id,
            writtenAt: world.now(),
            state: .awaiting
        )
        try change.insert(on: connection)
        try takeRevision(change.revision, at: world.now(), on: connection)
        let files = (
            counted: try Attachment.all(of: id, on: connection),
            withdrawn: try Attachment.withdrawn(from: id, on: connection)
        )
        let names = try declaration?.names(on: connection) ?? SnapshotNames()
        let snapshot = change.snapshot + (try applying(change).snapshot(files, names))
        try ContractRevision(
            contract: id,
            revision: change.revision,
            snapshot: snapshot,
            hash: SHA256.hash(data: Array(snapshot.utf8)).hex,
            writtenBy: actor.id,
            writtenAt: world.now()
        ).insert(on: connection)
        return change
    }

    /// What the contract would be, for a look before anything is written.
    package func trying(_ values: ContractChangeForm.Checked, by actor: StaffMember, in world: World) -> ContractChange
    {
        ContractChange(
            id: world.newID(),
            contract: id,
            revision: revision + 1,
            ordinal: 1,
            from: values.from,
            reason: values.reason,
            lines: values.lines.map(ContractChange.NewLine.init),
            removed: values.removed,
            discounts: values.discounts,
            writtenBy: actor.id,
            writtenAt: world.now(),
            state: .awaiting
        )
    }
}

extension ContractChange {
    /// The amendment's own words, one particular a line.
    fileprivate var snapshot: String {
        var words = ["Phụ lục: \(ordinal)", "Hiệu lực từ: \(from.display)", "Lý do: \(reason)"]
        for discount in discounts {
            let target =
                switch discount.target {
                case .fees: "cước cố định"
                case .usage: "cước sử dụng"
                case .all: "mọi khoản cước"
                }
            words.append(
                "Giảm giá theo ngày: \(ContractForm.percent(discount.basisPoints)) % \(target), \(discount.days.display)"
            )
        }
        return words.joined(separator: "\n") + "\n"
    }
}

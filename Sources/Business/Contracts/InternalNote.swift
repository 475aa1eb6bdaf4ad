package import Organisation

// The note on a contract is for our own people; an agent works for another firm.
extension StaffMember {
    package var readsInternalNotes: Bool { !roles.contains(.agent) }
}

extension Contract {
    /// The contract as this person may read it.
    package func seen(by reader: StaffMember) -> Contract {
        guard !reader.readsInternalNotes else { return self }
        var contract = self
        contract.declaration?.note = ""
        return contract
    }

    static let noteHead = "Ghi chú: "
}

extension String {
    /// A snapshot without the internal note.
    package var withoutInternalNote: String {
        split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix(Contract.noteHead) }
            .joined(separator: "\n")
    }
}

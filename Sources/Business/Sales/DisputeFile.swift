package import Contracts
import Journal
package import Kernel
package import Organisation
package import Storage

/// A file that goes to the payer with the answer to a dispute, such as the corrected paper.
package struct DisputeFile: Hashable, Sendable {
    package typealias ID = Kernel.ID<DisputeFile>

    package let id: ID
    package let dispute: Dispute.ID
    package let name: String
    package let contentType: Attachment.ContentType
    package let sizeBytes: Int64
    package let sha256: String

    package static let limitCount = 3
    /// Of all of an answer: mail servers take little more in one letter.
    package static let limitBytes = 8 * 1_024 * 1_024

    /// Checked before anything is written: all are taken, or none.
    static func check(
        _ files: [FileChanges.NewFile]
    ) throws(FileChanges.Mistake) -> [(FileChanges.NewFile, Attachment.ContentType)] {
        guard files.count <= limitCount else { throw .tooMany }
        guard files.reduce(0, { $0 + $1.content.count }) <= limitBytes else { throw .tooLarge }
        var checked: [(FileChanges.NewFile, Attachment.ContentType)] = []
        for file in files { checked.append((file, try file.checkedType())) }
        return checked
    }
}

/// What was sent with answers, for whoever may see the contract.
package struct DisputeFiles: Sendable {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) { self.database = database }

    /// `nil` when it is not there, or not for this reader.
    package func content(
        _ id: DisputeFile.ID,
        for reader: StaffMember
    ) async throws -> (file: DisputeFile, bytes: [UInt8])? {
        try await database.read { connection in
            guard let (file, bytes) = try DisputeFile.find(id, on: connection),
                let dispute = try Dispute.find(file.dispute, on: connection),
                let contract = try Contract.find(dispute.contract, on: connection),
                reader.may(.viewContracts, on: contract.belonging)
            else { return nil }
            return (file, bytes)
        }
    }
}

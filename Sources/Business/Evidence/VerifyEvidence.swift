import Crypto
package import Foundation
import Journal
import Kernel

/// Examines a bundle with nothing but the file, the published key and, if it is at hand, the gateway's secret.
package struct VerifyEvidence: Sendable {
    let gateway: GatewayReading
    private let publicKey: String?

    /// - Parameter publicKey: As published, in base 64; without it nobody knows who signed.
    package init(gateway: GatewayReading, publicKey: String?) {
        self.gateway = gateway
        self.publicKey = publicKey
    }

    /// A line for each proof; `nil` when the file is no bundle at all.
    package func callAsFunction(_ bytes: Data) -> [EvidenceProof]? {
        guard let file = EvidenceValue(json: bytes), case .object = file["signed"], case .object = file["parts"] else {
            return nil
        }
        let parts = file["parts"]
        return [
            EvidenceProof(.form, form(file, bytes)), EvidenceProof(.key, key(file)),
            EvidenceProof(.signature, signature(file)), EvidenceProof(.hashes, hashes(file)),
            EvidenceProof(.audit, audit(parts)), EvidenceProof(.revisions, revisions(parts)),
            EvidenceProof(.approvals, approvals(parts)), EvidenceProof(.amounts, amounts(parts)),
            EvidenceProof(.messages, messages(parts)), EvidenceProof(.refunds, refunds(parts)),
            EvidenceProof(.corrections, corrections(parts)), EvidenceProof(.gatewaySignatures, signatures(parts)),
        ]
    }

    // MARK: The file itself

    private func form(_ file: EvidenceValue, _ bytes: Data) -> EvidenceProof.Result {
        guard file["signed"]["format"].words == EvidenceBundle.format else {
            return .fails("unknown format \(file["signed"]["format"].words ?? "")")
        }
        guard Array(bytes) == file.readable else {
            return .fails("the file was written anew by another program: others may read another thing in it")
        }
        return .holds(EvidenceBundle.format)
    }

    private func key(_ file: EvidenceValue) -> EvidenceProof.Result {
        guard let given = file["public_key"].words else { return .fails("no public key") }
        guard let publicKey else { return .leftOut("compare with the published one: \(given)") }
        return given == publicKey ? .holds(given) : .fails("signed by another key: \(given)")
    }

    private func signature(_ file: EvidenceValue) -> EvidenceProof.Result {
        let isValid = EvidenceKey.isValid(
            file["signature"].words ?? "",
            of: file["signed"].canonical,
            by: file["public_key"].words ?? ""
        )
        return isValid ? .holds("Ed25519") : .fails("the signature does not belong to this file")
    }

    private func hashes(_ file: EvidenceValue) -> EvidenceProof.Result {
        guard case .object(let parts) = file["parts"], case .object(let hashes) = file["signed"]["hashes"],
            Set(parts.keys) == Set(hashes.keys)
        else { return .fails("a part is missing, or too many") }
        let broken = parts.keys.sorted().filter { name in
            hashes[name]?.words != parts[name].map(EvidenceBundle.hash)
        }
        return broken.isEmpty ? .holds("\(parts.count) parts") : .fails("changed: \(broken.joined(separator: ", "))")
    }

    // MARK: Audit log, revisions, approvals

    private func audit(_ parts: EvidenceValue) -> EvidenceProof.Result {
        var linked: [AuditTrailEntry.Place] = []
        for value in parts["audit"].items {
            guard let entry = AuditTrailEntry(value) else { return .fails("an entry cannot be read") }
            guard let place = entry.place else { return .fails("entry \(entry.id) is not linked") }
            guard entry.holds == true else { return .fails("link \(place.sequence) does not match its entry") }
            linked.append(place)
        }
        guard !linked.isEmpty else { return .fails("there is no entry") }
        linked.sort { $0.sequence < $1.sequence }
        for (one, next) in zip(linked, linked.dropFirst()) {
            guard next.sequence > one.sequence else { return .fails("link \(one.sequence) stands twice") }
            if next.sequence == one.sequence + 1, next.previousHash != one.hash {
                return .fails("link \(next.sequence) does not follow link \(one.sequence)")
            }
        }
        return .holds("\(linked.count) entries")
    }

    private func isFrozen(_ value: EvidenceValue) -> Bool {
        guard let snapshot = value["snapshot"].words else { return false }
        return SHA256.hash(data: Array(snapshot.utf8)).hex == value["sha256"].words
    }

    private func revisions(_ parts: EvidenceValue) -> EvidenceProof.Result {
        let revisions = parts["revisions"].items
        if let broken = revisions.first(where: { !isFrozen($0) }) {
            return .fails("revision \(broken["revision"].whole ?? -1) is not what was hashed")
        }
        return .holds("\(revisions.count) revisions")
    }

    private func approvals(_ parts: EvidenceValue) -> EvidenceProof.Result {
        let approvals = parts["approvals"].items
        for approval in approvals {
            let revision = approval["revision"].whole ?? -1
            guard isFrozen(approval) else { return .fails("the approved snapshot of revision \(revision) was changed") }
            let frozen = parts["revisions"].items.first { $0["revision"] == approval["revision"] }
            guard frozen == nil || frozen?["sha256"] == approval["sha256"] else {
                return .fails("revision \(revision) is not what was approved")
            }
            let decisions = approval["decisions"].items
            let people = decisions.flatMap { [$0["by"].words, $0["on_behalf_of"].words].compactMap { $0 } }
            guard Set(people).count == people.count else { return .fails("one person decided twice") }
            guard Set(people).isDisjoint(with: approval["makers"].items.compactMap(\.words)) else {
                return .fails("somebody approved their own work")
            }
            if approval["state"].words == "approved" {
                let steps = decisions.filter { $0["verdict"].words == "approve" }.map { $0["step"].words }
                guard steps == ["regional", "it_centre"] else { return .fails("approved without both steps") }
            }
        }
        return .holds("\(approvals.count) approvals")
    }
}

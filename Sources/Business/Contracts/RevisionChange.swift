/// One particular that differs between two frozen revisions. Read from the snapshots themselves, which are what people
/// were asked about: nothing can differ there without standing here.
package struct RevisionChange: Hashable, Sendable {
    /// The snapshot's own word for it, such as `Ngày bắt đầu`; lines are `Dòng`, files `Tệp`.
    package let label: String
    /// `nil` when it was not there.
    package let before: String?
    /// `nil` when it is not there any more.
    package let after: String?

    /// Every difference, in the order of the newer one.
    package static func between(_ old: String, _ new: String) -> [RevisionChange] {
        let (old, new) = (entries(old), entries(new))
        var labels: [String] = []
        for entry in new + old where !labels.contains(entry.label) { labels.append(entry.label) }
        return labels.filter { !unsaid.contains($0) }.flatMap { label in
            changes(label, old.filter { $0.label == label }.map(\.value), new.filter { $0.label == label }.map(\.value))
        }
    }

    /// The number of the revision always differs; a file that was taken out stands under `Tệp` as gone.
    private static let unsaid: Set<String> = ["Lần sửa đổi", "Tệp đã rút"]

    private static func changes(_ label: String, _ old: [String], _ new: [String]) -> [RevisionChange] {
        var gone = old
        var come: [String] = []
        for value in new {
            if let same = gone.firstIndex(of: value) { gone.remove(at: same) } else { come.append(value) }
        }
        var changes: [RevisionChange] = []
        for value in come {
            let partner = gone.firstIndex { isSame($0, value, label) } ?? (new.count == 1 ? gone.indices.first : nil)
            let before = partner.map { gone.remove(at: $0) }
            changes.append(RevisionChange(label: label, before: before, after: value))
        }
        return changes + gone.map { RevisionChange(label: label, before: $0, after: nil) }
    }

    /// Whether one is what became of the other: a line of the same plan, a file that took the other's place.
    private static func isSame(_ old: String, _ new: String, _ label: String) -> Bool {
        guard label == "Tệp" else { return old.split(separator: " ").first == new.split(separator: " ").first }
        let name = old.split(separator: " · SHA-256").first ?? ""
        return new.contains("(thay \(name))") || new.hasPrefix("\(name) · ")
    }

    /// `Dòng 2: …` is a `Dòng`.
    package static func entries(_ snapshot: String) -> [(label: String, value: String)] {
        snapshot.split(separator: "\n").map { line in
            guard let colon = line.firstIndex(of: ":") else { return ("", String(line)) }
            let label = String(line[..<colon])
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            return (label.hasPrefix("Dòng ") ? "Dòng" : label, value)
        }
    }
}

/// The payer's address as VNPAY accepts it in `vnp_IpAddr`.
public enum VNPAYIPAddress {
    /// Takes the first usable address of a list such as `X-Forwarded-For`, drops ports, brackets and zones, and turns
    /// `::1` and IPv4 written as IPv6 into plain IPv4, since VNPAY refuses those. `nil` when there is no address in it.
    public static func normalised(_ text: String) -> String? {
        for candidate in text.split(separator: ",") {
            if let address = single(candidate.filter { !$0.isWhitespace }) { return address }
        }
        return nil
    }

    private static func single(_ text: String) -> String? {
        var text = text
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            text = String(text[text.index(after: text.startIndex)..<end])
        } else if text.count(of: ":") == 1, let colon = text.firstIndex(of: ":") {
            text = String(text[..<colon])
        }
        if let zone = text.firstIndex(of: "%") { text = String(text[..<zone]) }
        if let bytes = fourBytes(text) { return dotted(bytes) }
        guard let groups = eightGroups(text) else { return nil }
        if groups == [0, 0, 0, 0, 0, 0, 0, 1] { return "127.0.0.1" }
        if groups.prefix(6) == [0, 0, 0, 0, 0, 0xFFFF] {
            return dotted(groups[6...].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
        }
        return text.lowercased()
    }

    private static func dotted(_ bytes: [UInt8]) -> String { bytes.map { String($0) }.joined(separator: ".") }

    private static func fourBytes(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { $0.allSatisfy(\.isWholeNumber) && $0.count <= 3 ? UInt8($0) : nil }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func eightGroups(_ text: String) -> [UInt16]? {
        guard text.utf8.count <= 45 else { return nil }
        let halves = text.split(separator: "::", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(halves.count), let head = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return head.count == 8 ? head : nil }
        guard let tail = groups(halves[1]), head.count + tail.count < 8 else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    /// The groups between colons; the last may be four bytes in dotted form.
    private static func groups(_ text: String) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains("."), let bytes = fourBytes(String(part)) {
                groups += [UInt16(bytes[0]) << 8 | UInt16(bytes[1]), UInt16(bytes[2]) << 8 | UInt16(bytes[3])]
            } else if (1...4).contains(part.count), let group = UInt16(part, radix: 16) {
                groups.append(group)
            } else {
                return nil
            }
        }
        return groups
    }
}

extension String {
    func count(of character: Character) -> Int { reduce(0) { $0 + ($1 == character ? 1 : 0) } }
}

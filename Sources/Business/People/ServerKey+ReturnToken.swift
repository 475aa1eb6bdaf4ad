import Kernel
package import Notices

extension ServerKey {
    /// 80 bits: more than anybody can try over a mail server.
    private static let proofDigits = 20

    /// What the return address of a letter carries: the notice, and a proof that we wrote it. Lower-case hexadecimal
    /// and a dot, 53 bytes.
    package func returnToken(_ notice: Notice.ID) -> String {
        "\(notice.description.filter { $0 != "-" }).\(proof(notice))"
    }

    /// The notice that a token speaks of; `nil` when the token does not prove itself.
    package func notice(ofReturnToken token: String) -> Notice.ID? {
        let parts = token.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 32, parts[0].allSatisfy(\.isHexDigit) else { return nil }
        var text = ""
        for (index, digit) in parts[0].enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        guard let notice = Notice.ID(text), Self.matches(String(parts[1]), proof(notice)) else { return nil }
        return notice
    }

    private func proof(_ notice: Notice.ID) -> String {
        String(Self.digest(token("bounce", "\(notice)")).prefix(Self.proofDigits))
    }
}

/// The envelope sender of a letter: `bounces+<token>@<domain>`, another for each letter, so that what comes back says
/// by itself which letter it is about. Mail servers on the way may fold the case of a local part and hold at most 64
/// bytes of it (RFC 5321 §4.5.3.1.1): a token is lower case and at most 55 bytes.
package enum ReturnAddress {
    private static let mailbox = "bounces+"

    package static func address(token: String, domain: String) -> String { "\(mailbox)\(token)@\(domain)" }

    /// The token in an address, in lower case; `nil` when it is no return address. The domain does not matter: the
    /// token proves itself, and mail may have been passed on.
    package static func token(in address: String) -> String? {
        let address = address.lowercased()
        guard address.hasPrefix(mailbox), let at = address.lastIndex(of: "@") else { return nil }
        let token = address[..<at].dropFirst(mailbox.count)
        return token.isEmpty || token.utf8.count > 64 ? nil : String(token)
    }
}

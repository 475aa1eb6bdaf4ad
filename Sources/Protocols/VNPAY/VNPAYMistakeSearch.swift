import Crypto

/// Repeats the known mistakes: each wrong string, each wrong algorithm, each wrong secret, then pairs of them.
struct VNPAYMistakeSearch {
    struct Candidate {
        var mistakes: [VNPAYMistake]
        var data: String
    }

    let fields: VNPAYFields
    let kind: VNPAYMessageKind
    let secret: VNPAYSecret
    let signature: String

    func first(thorough: Bool) -> Candidate? {
        let right = Candidate(mistakes: [], data: kind.dataToHash(fields))
        let wrong = kind.pipeOrder.map(pipeCandidates) ?? queryCandidates()
        let keys = secrets
        let rightKey = [(mistake: VNPAYMistake?.none, text: secret.text)]
        if let found = search([right] + wrong, rightKey) ?? search([right], keys) { return found }
        return thorough ? search(wrong + pairs(wrong), rightKey) ?? search(wrong, keys) : nil
    }

    private func search(_ candidates: [Candidate], _ keys: [(mistake: VNPAYMistake?, text: String)]) -> Candidate? {
        for candidate in candidates {
            for key in keys {
                guard let algorithm = matchingAlgorithm(candidate.data, secret: key.text) else { continue }
                var found = candidate
                if let algorithm { found.mistakes.append(.algorithm(algorithm)) }
                if let mistake = key.mistake { found.mistakes.append(mistake) }
                return found
            }
        }
        return nil
    }

    /// `nil`: none matches. `.some(nil)`: the right algorithm matches. The hash's length says which are possible.
    private func matchingAlgorithm(_ data: String, secret: String) -> VNPAYMistake.Algorithm?? {
        let message = Array(data.utf8)
        let joined = Array((secret + data).utf8)
        let key = SymmetricKey(data: Array(secret.utf8))
        func matches(_ code: some Sequence<UInt8>) -> Bool { VNPAYSignature.equal(signature, to: code) }
        switch signature.utf8.count {
        case 128:
            if matches(HMAC<SHA512>.authenticationCode(for: message, using: key)) { return .some(nil) }
            if matches(SHA512.hash(data: joined)) { return .sha512 }
        case 64:
            if matches(HMAC<SHA256>.authenticationCode(for: message, using: key)) { return .hmacSHA256 }
            if matches(SHA256.hash(data: joined)) { return .sha256 }
        case 40:
            if matches(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key)) { return .hmacSHA1 }
        default:
            if matches(Insecure.MD5.hash(data: joined)) { return .md5 }
            if matches(HMAC<Insecure.MD5>.authenticationCode(for: message, using: key)) { return .hmacMD5 }
        }
        return nil
    }

    private var secrets: [(mistake: VNPAYMistake?, text: String)] {
        let text = secret.text
        let otherCase = text == text.uppercased() ? text.lowercased() : text.uppercased()
        let trimmed = text.filter { !$0.isWhitespace }
        return [
            (.blankAfterSecret, text + "\n"), (.blankAfterSecret, text + " "), (.blankAfterSecret, text + "\r\n"),
            (.blankAfterSecret, text + "\r"), (.blankAfterSecret, text + "\t"), (.blankBeforeSecret, " " + text),
            (.blankAfterSecret, trimmed), (.quotedSecret, "\"" + text + "\""), (.quotedSecret, "'" + text + "'"),
            (.lowerCaseSecret, otherCase), (.secretIsTerminalCode, fields.text("vnp_TmnCode")), (.emptySecret, ""),
        ].filter { $0.1 != text }
    }
}

// Query strings
extension VNPAYMistakeSearch {
    private typealias Field = VNPAYFields.Field

    private var sorted: [Field] {
        fields.withoutSignature.all.filter { $0.name.hasPrefix("vnp_") }.sorted { $0.precedesByBytes($1) }
    }

    private func join(_ fields: [Field], _ write: (String) -> String) -> String {
        fields.map { write($0.name) + "=" + write($0.value) }.joined(separator: "&")
    }

    private func standard(_ fields: [Field]) -> String {
        join(fields.filter { !$0.value.isEmpty }, FormEncoding.standard.encode)
    }

    private func queryCandidates() -> [Candidate] {
        let present = sorted.filter { !$0.value.isEmpty }
        var list = writings(of: present)
        for field in present {
            list.append(one(.parameterNotSigned(field.name), standard(present.filter { $0 != field })))
        }
        list.append(one(.emptyValuesSigned, join(sorted, FormEncoding.standard.encode)))
        let everything = fields.withoutSignature.all.sorted { $0.precedesByBytes($1) }
        list.append(one(.foreignParametersSigned, standard(everything)))
        let withType = fields.all.filter { $0.name != VNPAYFields.signatureName && $0.name.hasPrefix("vnp_") }
        list.append(one(.hashTypeSigned, standard(withType.sorted { $0.precedesByBytes($1) })))
        let asReceived = fields.withoutSignature.all.filter { $0.name.hasPrefix("vnp_") }
        list.append(one(.wrongOrder, standard(asReceived)))
        list.append(one(.wrongOrder, standard(present.reversed())))
        list.append(
            one(.caseInsensitiveOrder, standard(present.sorted { $0.name.lowercased() < $1.name.lowercased() }))
        )
        for (name, value) in Self.usual where fields.text(name).isEmpty {
            let more = (present + [Field(name: name, value: value)]).sorted { $0.precedesByBytes($1) }
            list.append(one(.parameterSignedNotSent(name), standard(more)))
        }
        list += amounts(in: present).map { one($0.mistake, standard($0.fields)) }
        list.append(one(.pipeInsteadOfQueryString, present.map(\.value).joined(separator: "|")))
        return list.filter { $0.data != kind.dataToHash(fields) }
    }

    /// What is often signed by habit, and then not sent.
    private static let usual = [
        ("vnp_Version", "2.1.0"), ("vnp_Command", "pay"), ("vnp_CurrCode", "VND"), ("vnp_Locale", "vn"),
        ("vnp_OrderType", "other"), ("vnp_SecureHashType", "HmacSHA512"), ("vnp_SecureHashType", "SHA512"),
        ("vnp_SecureHashType", "SHA256"), ("vnp_IpAddr", "127.0.0.1"), ("vnp_BankCode", "NCB"),
        ("vnp_BankCode", "VNBANK"), ("vnp_BankCode", "VNPAYQR"), ("vnp_BankCode", "INTCARD"),
    ]

    private func writings(of present: [Field]) -> [Candidate] {
        func written(_ mistake: VNPAYMistake, _ encoding: FormEncoding) -> Candidate {
            one(mistake, join(present, encoding.encode))
        }
        var list: [Candidate] = []
        // `rawurlencode` and Python's `quote` keep the tilde, `encodeURIComponent` more, some keep the slash.
        for unreserved in ["*-._", "-._~", "!'()*-._~", "-._~/"] {
            list.append(written(.spaceAsPercent20, FormEncoding(unreserved: unreserved, space: .percent)))
        }
        if !present.contains(where: { $0.value.contains(" ") }) {
            // Without a space, only the choice of unreserved characters can have made the difference.
            list.removeAll()
        }
        list += [
            one(.rawValues, join(present) { $0 }),
            written(.otherEncoder(.php), .php), written(.otherEncoder(.python), .python),
            written(.otherEncoder(.dotNet), .dotNet), written(.otherEncoder(.node), .node),
        ]
        for unreserved in ["*-._", "-._", "-._~", "!()*-._", "!'()*-._~"] {
            list.append(written(.lowerCasePercent, FormEncoding(unreserved: unreserved, upperCaseHex: false)))
        }
        list.append(written(.nonASCIILost, FormEncoding(unreserved: "*-._", loosesBeyondASCII: true)))
        list.append(
            one(.encodedTwice, join(present) { FormEncoding.standard.encode(FormEncoding.standard.encode($0)) })
        )
        let decoded = present.map { field in
            Field(name: field.name, value: String(field.value.map { $0 == "+" ? " " : $0 }))
        }
        list.append(one(.plusNotDecoded, standard(decoded)))
        return list
    }

    private func one(_ mistake: VNPAYMistake, _ data: String) -> Candidate {
        Candidate(mistakes: [mistake], data: data)
    }

    private func amounts(in list: [Field]) -> [(mistake: VNPAYMistake, fields: [Field])] {
        guard let position = list.firstIndex(where: { $0.name == "vnp_Amount" }),
            let amount = Int64(list[position].value)
        else { return [] }
        func with(_ number: Int64) -> [Field] {
            var changed = list
            changed[position] = Field(name: "vnp_Amount", value: String(number))
            return changed
        }
        let (larger, overflow) = amount.multipliedReportingOverflow(by: 100)
        let divided = (VNPAYMistake.amountDividedBefore, with(amount / 100))
        guard !overflow else { return [divided] }
        // Which of the two numbers is the right one depends on who divided: the one who sent, or the one who checks.
        return [divided, (kind == .pay ? .amountMultipliedTwice : .amountDividedBefore, with(larger))]
    }
}

// Values joined by |
extension VNPAYMistakeSearch {
    private func pipeCandidates(_ order: [String]) -> [Candidate] {
        func joined(_ names: [String], _ write: (String) -> String = { $0 }) -> String {
            names.map { write(fields.text($0)) }.joined(separator: "|")
        }
        var list = [
            one(.encodedPipeValues, joined(order, FormEncoding.standard.encode)),
            one(.emptySegmentsDropped, joined(order.filter { !fields.text($0).isEmpty })),
            one(.queryStringInsteadOfPipe, standard(sorted)),
            one(.queryStringInsteadOfPipe, join(sorted.filter { !$0.value.isEmpty }) { $0 }),
            one(.nonASCIILost, joined(order) { String($0.map { $0.isASCII ? $0 : "?" }) }),
            one(.wrongOrder, joined(order.sorted())),
            one(.wrongOrder, joined(fields.withoutSignature.all.map(\.name))),
        ]
        for word in ["undefined", "null", "0"] {
            list.append(one(.emptySegmentsAsWord(word), joined(order) { $0.isEmpty ? word : $0 }))
        }
        for name in order {
            list.append(one(.parameterNotSigned(name), joined(order.filter { $0 != name })))
            if !fields.text(name).isEmpty {
                let blanked = order.map { $0 == name ? "" : fields.text($0) }.joined(separator: "|")
                list.append(one(.parameterNotSigned(name), blanked))
            }
        }
        if !order.contains("vnp_TransactionNo") {
            for position in order.indices {
                var longer = order
                longer.insert("vnp_TransactionNo", at: position)
                list.append(one(.parameterSignedNotSent("vnp_TransactionNo"), joined(longer)))
            }
        } else if fields.text("vnp_TransactionNo").isEmpty {
            let zero = order.map { $0 == "vnp_TransactionNo" ? "0" : fields.text($0) }.joined(separator: "|")
            list.append(one(.parameterSignedNotSent("vnp_TransactionNo"), zero))
        }
        for position in order.indices.dropLast() {
            var swapped = order
            swapped.swapAt(position, position + 1)
            list.append(one(.wrongOrder, joined(swapped)))
        }
        if let last = order.firstIndex(of: "vnp_OrderInfo"), last != order.count - 1 {
            list.append(one(.wrongOrder, joined(order.filter { $0 != "vnp_OrderInfo" } + ["vnp_OrderInfo"])))
        }
        for (mistake, changed) in amounts(in: fields.all) {
            list.append(one(mistake, order.map { VNPAYFields(changed).text($0) }.joined(separator: "|")))
        }
        return list.filter { $0.data != kind.dataToHash(fields) }
    }

    /// Two mistakes at once: a field left out and a wrong way of writing. Only query strings have enough ways for that.
    private func pairs(_ singles: [Candidate]) -> [Candidate] {
        guard kind.pipeOrder == nil else { return [] }
        let present = sorted.filter { !$0.value.isEmpty }
        var list: [Candidate] = []
        for field in present {
            for candidate in writings(of: present.filter { $0 != field }) {
                list.append(
                    Candidate(mistakes: [.parameterNotSigned(field.name)] + candidate.mistakes, data: candidate.data)
                )
            }
        }
        let orders = [fields.withoutSignature.all.filter { $0.name.hasPrefix("vnp_") && !$0.value.isEmpty }]
        for order in orders {
            list += writings(of: order).map { Candidate(mistakes: [.wrongOrder] + $0.mistakes, data: $0.data) }
        }
        for (mistake, changed) in amounts(in: present) {
            list += writings(of: changed).map { Candidate(mistakes: [mistake] + $0.mistakes, data: $0.data) }
        }
        list += writings(of: sorted).map {
            Candidate(mistakes: [.emptyValuesSigned] + $0.mistakes, data: $0.data)
        }
        return list
    }
}

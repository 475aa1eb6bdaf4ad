/// The fields of one VNPAY message, in the order in which they stood. Values are plain text: decoded, not yet judged.
public struct VNPAYFields: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public private(set) var all: [Field]

    public init(_ fields: [Field] = []) { all = fields }

    public init(dictionaryLiteral elements: (String, String)...) {
        all = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// The value of a field, `nil` when it is not there. Setting replaces in place, appends, or (with `nil`) removes.
    public subscript(_ name: String) -> String? {
        get { all.first { $0.name == name }?.value }
        set {
            guard let position = all.firstIndex(where: { $0.name == name }) else {
                if let newValue { all.append(Field(name: name, value: newValue)) }
                return
            }
            if let newValue {
                all[position] = Field(name: name, value: newValue)
            } else {
                all.remove(at: position)
            }
        }
    }

    /// The value, or the empty text: what an absent field stands for in data joined by `|`.
    public func text(_ name: String) -> String { self[name] ?? "" }

    public var signature: String? { self[Self.signatureName] }

    /// All but the signature and its obsolete type.
    var withoutSignature: VNPAYFields {
        VNPAYFields(all.filter { $0.name != Self.signatureName && $0.name != Self.signatureTypeName })
    }

    /// A name that stands more than once: nobody can say which of the values was meant.
    var repeatedName: String? {
        var seen: Set<String> = []
        return all.first { !seen.insert($0.name).inserted }?.name
    }

    static let signatureName = "vnp_SecureHash"
    static let signatureTypeName = "vnp_SecureHashType"
}

extension VNPAYFields {
    /// Why a query string or a body cannot be read at all.
    public enum Fault: Error, Hashable, Sendable {
        case tooLong
        case badEncoding
        case repeated(String)
        case notAnObject
    }

    /// Splits a raw query string and decodes it once: `+` is a space, `%XX` is a byte of UTF-8.
    ///
    /// - Throws: `Fault` when it is too long, broken, or when one `vnp_` name stands twice.
    public init(query: String) throws(Fault) {
        guard query.utf8.count <= Self.longestMessage else { throw .tooLong }
        var fields: [Field] = []
        for pair in query.split(separator: "&", omittingEmptySubsequences: true) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormEncoding.decode(halves[0]),
                let value = halves.count == 2 ? FormEncoding.decode(halves[1]) : ""
            else { throw .badEncoding }
            fields.append(Field(name: name, value: value))
        }
        self.init(fields)
        if let name = VNPAYFields(all.filter { $0.name.hasPrefix("vnp_") }).repeatedName { throw .repeated(name) }
    }

    /// The fields as a query string in the order in which they stand, empty ones left out.
    public var query: String {
        all.filter { !$0.value.isEmpty }
            .map { FormEncoding.standard.encode($0.name) + "=" + FormEncoding.standard.encode($0.value) }
            .joined(separator: "&")
    }

    static let longestMessage = 16_384
}

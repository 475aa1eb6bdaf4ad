import Foundation

/// Paths and JSON of the protocol.
package enum ProvisioningWire {
    package static let activationsPath = "/v1/activations"

    /// `/v1/activations/{key}`, the key percent-encoded as one segment.
    package static func activationPath(key: String) -> String { "\(activationsPath)/\(encodeSegment(key))" }

    /// `/v1/activations/{key}/service`.
    package static func servicePath(key: String) -> String { activationPath(key: key) + "/service" }

    package static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    package static func order(from bytes: [UInt8]) throws -> ActivationOrder {
        try JSONDecoder().decode(ActivationOrder.self, from: Data(bytes))
    }

    package static func answer(from bytes: [UInt8]) throws -> ActivationAnswer {
        try JSONDecoder().decode(ActivationAnswer.self, from: Data(bytes))
    }

    package static func change(from bytes: [UInt8]) throws -> ServiceChange {
        try JSONDecoder().decode(ServiceChange.self, from: Data(bytes))
    }

    package static func serviceAnswer(from bytes: [UInt8]) throws -> ServiceAnswer {
        try JSONDecoder().decode(ServiceAnswer.self, from: Data(bytes))
    }

    /// `nil` when the body is not a problem of this protocol, such as a proxy's error page.
    package static func problem(from bytes: [UInt8]) -> ActivationProblem? {
        try? JSONDecoder().decode(ActivationProblem.self, from: Data(bytes))
    }

    private static func encodeSegment(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            let plain =
                ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
                || scalar == "-" || scalar == "." || scalar == "_" || scalar == "~"
            let digits = String(byte, radix: 16, uppercase: true)
            encoded += plain ? String(scalar) : "%" + (digits.count == 1 ? "0" : "") + digits
        }
        return encoded
    }
}

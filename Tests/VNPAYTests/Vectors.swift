import Foundation
import VNPAY

import protocol Testing.CustomTestStringConvertible

/// The published and generated known answers of `Fixtures/vectors.json`.
struct Vectors: Decodable {
    struct Vector: Decodable, CustomTestStringConvertible {
        struct Variant: Decodable { let hash: String }

        let id: String
        let kind: String
        let secret: String?
        let params: [String: String]?
        let expectedSignData: String
        let expectedHash: String
        let wrongVariantsMustNotMatch: [String: String]?
        let encodersThatDisagree: [String: Variant]?
        let resigned: Resigned?

        struct Resigned: Decodable {
            let secret: String
            let hash: String
        }

        var testDescription: String { id }

        var fields: VNPAYFields {
            VNPAYFields((params ?? [:]).map { VNPAYFields.Field(name: $0.key, value: $0.value) })
        }

        func signed(_ hash: String) -> VNPAYFields {
            var fields = fields
            fields["vnp_SecureHash"] = hash
            return fields
        }
    }

    struct Code: Decodable, CustomTestStringConvertible {
        let payload: String
        let crcOkUtf8Bytes: Bool
        let computedCrc: String
        let note: String

        var testDescription: String { note }
    }

    let vectors: [Vector]
    let vietqrCrcVectors: [Code]

    static let all: Vectors = {
        do {
            guard let url = Bundle.module.url(forResource: "vectors", withExtension: "json", subdirectory: "Fixtures")
            else { fatalError("Fixtures/vectors.json is not in the bundle") }
            let decoder = JSONDecoder()
            // Only the names of properties: `vnp_TxnRef` and the like are keys of a dictionary, which stay as they are.
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Vectors.self, from: Data(contentsOf: url))
        } catch {
            fatalError("Fixtures/vectors.json: \(error)")
        }
    }()
}

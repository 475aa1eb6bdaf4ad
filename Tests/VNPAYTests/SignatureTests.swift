import Testing
import VNPAY

@Suite struct SignatureTests {
    static let vectors = Vectors.all.vectors
    static let keyed = vectors.filter { $0.secret != nil && $0.params != nil }

    @Test(arguments: keyed) func `every published known answer is ours too`(vector: Vectors.Vector) throws {
        let kind = try #require(VNPAYMessageKind(rawValue: vector.kind))
        let secret = VNPAYSecret(try #require(vector.secret))

        #expect(kind.dataToHash(vector.fields) == vector.expectedSignData)
        #expect(VNPAYSignature.sign(vector.fields, as: kind, secret: secret) == vector.expectedHash)
        #expect(VNPAYSignature.isValid(vector.signed(vector.expectedHash), as: kind, secret: secret))
        #expect(VNPAYSignature.isValid(vector.signed(vector.expectedHash.uppercased()), as: kind, secret: secret))
    }

    @Test func `there are enough known answers to mean something`() {
        #expect(Self.keyed.count >= 32)
        #expect(Self.vectors.contains { !($0.wrongVariantsMustNotMatch ?? [:]).isEmpty })
    }

    @Test func `the bare primitive is HMAC-SHA512`() throws {
        let vector = try #require(Self.vectors.first { $0.id == "lhg-hmac-primitive" })
        let secret = VNPAYSecret(try #require(vector.secret))
        #expect(VNPAYSignature.hash(vector.expectedSignData, secret: secret) == vector.expectedHash)
    }

    @Test func `the documentation's own example is rebuilt to the byte`() throws {
        let vector = try #require(Self.vectors.first { $0.id == "official-doc-pay-example" })
        let resigned = try #require(vector.resigned)
        #expect(VNPAYMessageKind.pay.dataToHash(vector.fields) == vector.expectedSignData)
        #expect(
            VNPAYSignature.sign(vector.fields, as: .pay, secret: VNPAYSecret(resigned.secret)) == resigned.hash
        )
    }

    @Test(arguments: keyed.filter { $0.wrongVariantsMustNotMatch != nil })
    func `a wrong way of writing is refused, and explained`(vector: Vectors.Vector) throws {
        let kind = try #require(VNPAYMessageKind(rawValue: vector.kind))
        let secret = VNPAYSecret(try #require(vector.secret))
        for (mistake, hash) in vector.wrongVariantsMustNotMatch ?? [:] {
            let fields = vector.signed(hash)
            #expect(!VNPAYSignature.isValid(fields, as: kind, secret: secret))
            // This one has no space: what differs is that the tilde was left alone.
            let expected = vector.id == "gen-form-tilde" && mistake == "space_as_%20" ? "encoder_python" : mistake
            #expect(VNPAYDiagnosis(of: fields, as: kind, secret: secret).code == expected)
        }
        for (_, variant) in vector.encodersThatDisagree ?? [:] {
            let diagnosis = VNPAYDiagnosis(of: vector.signed(variant.hash), as: kind, secret: secret)
            #expect(diagnosis.code.hasPrefix("encoder_") || diagnosis.code == "us_ascii_question_marks")
        }
    }

    @Test func `one character more, less or other is not a signature`() throws {
        let vector = try #require(Self.keyed.first { $0.id == "nag-ipn-paid" })
        let secret = VNPAYSecret(try #require(vector.secret))
        let hash = vector.expectedHash
        for wrong in [String(hash.dropLast()), hash + "0", String(hash.dropLast()) + "g", "", " " + hash.dropFirst()] {
            #expect(!VNPAYSignature.isValid(vector.signed(wrong), as: .ipn, secret: secret))
        }
        #expect(!VNPAYSignature.isValid(vector.fields, as: .ipn, secret: secret))
    }

    @Test func `a secret never shows itself`() {
        let secret = VNPAYSecret("VERYSECRET")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] { #expect(!text.contains("VERYSECRET")) }
    }

    @Test func `fields that are not VNPAY's do not disturb the signature`() throws {
        let vector = try #require(Self.keyed.first { $0.id == "nag-ipn-paid" })
        var fields = vector.signed(vector.expectedHash)
        fields["lang"] = "vi"
        fields["utm_source"] = "zalo"
        #expect(VNPAYSignature.isValid(fields, as: .return, secret: VNPAYSecret(try #require(vector.secret))))
    }
}

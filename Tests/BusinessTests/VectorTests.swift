import Foundation
import Invoicing
import Kernel
import People
import Testing

/// The published vectors of `shared/einvoice`, copied into `Fixtures/`.
@Suite struct VectorTests {
    struct Words: Decodable {
        struct Row: Decodable, Sendable {
            let amount: Int64
            let words: String
        }
        let words: [Row]
    }

    struct TaxCodes: Decodable {
        struct Row: Decodable { let mst: String }
        struct Spelling: Decodable {
            let input: String
            let normalised: String
        }
        let valid: [Row]
        let invalid: [Row]
        let normalisation: [Spelling]
    }

    static func fixture<Value: Decodable>(_ name: String) throws -> Value {
        let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: folder.appending(path: name)))
    }

    @Test func `amounts are written as invoices write them`() throws {
        let vectors: Words = try Self.fixture("amount_words.json")
        #expect(vectors.words.count == 60)
        for row in vectors.words { #expect(try Money(dong: row.amount).inWords == row.words) }
    }

    @Test func `tax codes are told apart by their check digit`() throws {
        let vectors: TaxCodes = try Self.fixture("tax_codes.json")
        #expect(!vectors.valid.isEmpty && !vectors.invalid.isEmpty)
        for row in vectors.valid { #expect(throws: Never.self, "\(row.mst)") { try TaxCode(row.mst) } }
        for row in vectors.invalid { #expect(throws: TaxCode.Mistake.self, "\(row.mst)") { try TaxCode(row.mst) } }
        for row in vectors.normalisation { #expect(try TaxCode(row.input).description == row.normalised) }
    }

    @Test(arguments: ["a@b.vn", "A.B+c@Example.COM.vn", "x_1@mail-1.org"])
    func `an e-mail address is taken`(text: String) { #expect(EmailAddress(text)?.description == text.lowercased()) }

    @Test(arguments: [
        "", "a", "a@", "@b.vn", "a@b", "a b@c.vn", "a@@b.vn", "a@-b.vn", "a..b@c.vn", ".a@b.vn", "a@b.123",
        "a@b.vn\r\nBcc: x@y.vn",
    ])
    func `what is no e-mail address is refused`(text: String) { #expect(EmailAddress(text) == nil) }

    @Test(arguments: [
        ("+84 912.345.678", "0912345678"), ("0084912345678", "0912345678"), ("024 3936 2020", "02439362020"),
    ])
    func `a telephone number is written one way`(text: String, number: String) {
        #expect(PhoneNumber(text)?.description == number)
    }
}

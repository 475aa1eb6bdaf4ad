import Testing
import VNPAY

@Suite struct DiagnosisTests {
    static let secret = VNPAYSecret("DUMMYSECRETFORTESTVECTORS0123456")
    static let fields: VNPAYFields = [
        "vnp_Version": "2.1.0", "vnp_Command": "pay", "vnp_TmnCode": "DUMMY001", "vnp_Amount": "1806000",
        "vnp_CreateDate": "20261123101500", "vnp_CurrCode": "VND", "vnp_IpAddr": "127.0.0.1", "vnp_Locale": "vn",
        "vnp_OrderInfo": "Thanh toan don hang 5", "vnp_OrderType": "other",
        "vnp_ReturnUrl": "https://shop.example/return", "vnp_TxnRef": "REF-1",
    ]

    static func diagnose(
        _ fields: VNPAYFields,
        _ hash: String,
        as kind: VNPAYMessageKind = .pay,
        thorough: Bool = false
    ) -> VNPAYDiagnosis {
        var fields = fields
        fields["vnp_SecureHash"] = hash
        return VNPAYDiagnosis(of: fields, as: kind, secret: secret, thorough: thorough)
    }

    static func sign(_ fields: VNPAYFields, _ text: String = "DUMMYSECRETFORTESTVECTORS0123456") -> String {
        VNPAYSignature.sign(fields, as: .pay, secret: VNPAYSecret(text))
    }

    @Test(arguments: [
        ("DUMMYSECRETFORTESTVECTORS0123456\n", "secret_trailing_blank"),
        ("DUMMYSECRETFORTESTVECTORS0123456 ", "secret_trailing_blank"),
        ("DUMMYSECRETFORTESTVECTORS0123456\r\n", "secret_trailing_blank"),
        (" DUMMYSECRETFORTESTVECTORS0123456", "secret_leading_blank"),
        ("\"DUMMYSECRETFORTESTVECTORS0123456\"", "secret_in_quotes"),
        ("dummysecretfortestvectors0123456", "secret_lower_case"),
        ("DUMMY001", "secret_is_terminal_code"), ("", "secret_empty"), ("ANOTHERTERMINALSSECRET0123456789", "unknown"),
    ])
    func `a wrong secret is recognised by what is wrong with it`(text: String, code: String) {
        #expect(Self.diagnose(Self.fields, Self.sign(Self.fields, text)).code == code)
    }

    @Test(arguments: fields.all.map(\.name))
    func `a field that was sent but not signed is named`(name: String) {
        var fewer = Self.fields
        fewer[name] = nil
        let diagnosis = Self.diagnose(Self.fields, Self.sign(fewer))
        #expect(diagnosis.mistakes == [.parameterNotSigned(name)])
        #expect(diagnosis.words.vietnamese.contains(name))
        #expect(diagnosis.wrongData?.contains(name) == false)
    }

    @Test(arguments: ["vnp_Version", "vnp_Command", "vnp_CurrCode", "vnp_Locale", "vnp_OrderType"])
    func `a field that was signed but not sent is named`(name: String) {
        var fewer = Self.fields
        fewer[name] = nil
        #expect(Self.diagnose(fewer, Self.sign(Self.fields)).mistakes == [.parameterSignedNotSent(name)])
    }

    /// Made with Python's hashlib.
    @Test(arguments: [
        (
            "raw_values+md5",
            "09d50362a6bc5d9b746810d6c37698f1"
        ),
        (
            "raw_values+sha256",
            "22878f09692db92f90e21f1d7b004a9403ee58b3d27eb4dc510b272060b36828"
        ),
        (
            "hmac_sha256",
            "7a15f0f6a1b203b67a3cbdb7ed86c311afff3381def7e93c9f66fb6f3d067836"
        ),
        (
            "hmac_sha1",
            "305413dc0ab5850f76eac569d3d8b9aa810b930d"
        ),
        (
            "sha512",
            "59c7bfbf297f53b9f034de471ba929963151bb46a01616035590776387a8a477"
                + "ef49a093952cd39fe0290eece76dab91da48dab270dfbb7a7a62ee28f3d8c357"
        ),
    ])
    func `the hashes of 2.0.x and other algorithms are recognised`(code: String, hash: String) {
        #expect(Self.diagnose(Self.fields, hash).code == code)
    }

    @Test func `order, empty values and foreign fields are recognised`() {
        let secret = Self.secret
        let unsorted = VNPAYSignature.hash(Self.fields.query, secret: secret)
        #expect(Self.diagnose(Self.fields, unsorted).code == "wrong_order")

        var withEmpty = Self.fields
        withEmpty["vnp_BankCode"] = ""
        let right = VNPAYMessageKind.pay.dataToHash(Self.fields)
        let hashedEmpty = right.replacing("&vnp_Command", with: "&vnp_BankCode=&vnp_Command")
        #expect(
            Self.diagnose(withEmpty, VNPAYSignature.hash(hashedEmpty, secret: secret)).code == "empty_values_signed"
        )

        var foreign = Self.fields
        foreign["lang"] = "vi"
        let hashedForeign = VNPAYSignature.hash("lang=vi&" + right, secret: secret)
        #expect(Self.diagnose(foreign, hashedForeign).code == "foreign_parameters_signed")
    }

    @Test func `dividing the amount before checking is recognised`() {
        var divided = Self.fields
        divided["vnp_Amount"] = "18060"
        #expect(Self.diagnose(divided, Self.sign(Self.fields), as: .ipn).code == "amount_divided_by_100")
        #expect(Self.diagnose(Self.fields, Self.sign(divided)).code == "amount_divided_by_100")
    }

    @Test func `two mistakes at once are found when asked to look thoroughly`() {
        var fewer = Self.fields
        fewer["vnp_IpAddr"] = nil
        let data = VNPAYMessageKind.pay.dataToHash(fewer).replacing("+", with: "%20")
        let hash = VNPAYSignature.hash(data, secret: Self.secret)
        #expect(Self.diagnose(Self.fields, hash).code == "unknown")
        #expect(Self.diagnose(Self.fields, hash, thorough: true).code == "missing_parameter+space_as_%20")
    }

    @Test func `mistakes in data joined by bars are recognised`() {
        let query: VNPAYFields = [
            "vnp_RequestId": "R1", "vnp_Version": "2.1.0", "vnp_Command": "querydr", "vnp_TmnCode": "DUMMY001",
            "vnp_TxnRef": "REF 1", "vnp_TransactionDate": "20261123101500", "vnp_CreateDate": "20261123101900",
            "vnp_IpAddr": "127.0.0.1", "vnp_OrderInfo": "Truy van", "vnp_TransactionNo": "14600001",
        ]
        let right = VNPAYMessageKind.queryRequest.dataToHash(query)
        func code(_ data: String) -> String {
            Self.diagnose(query, VNPAYSignature.hash(data, secret: Self.secret), as: .queryRequest).code
        }
        #expect(code(right) == "valid")
        #expect(code(right.replacing(" ", with: "+")) == "pipe_values_encoded")
        #expect(code(right.replacing("|20261123101500", with: "|14600001|20261123101500")) == "extra_parameter")
        #expect(code(right.replacing("|127.0.0.1", with: "")) == "missing_parameter")
        #expect(code(VNPAYMessageKind.pay.dataToHash(query)) == "query_string_instead_of_pipe")
        #expect(
            code("R1|2.1.0|querydr|DUMMY001|20261123101500|REF 1|20261123101900|127.0.0.1|Truy van") == "wrong_order"
        )
    }

    @Test func `no hash and no kind of hash are said plainly`() {
        #expect(VNPAYDiagnosis(of: Self.fields, as: .pay, secret: Self.secret).code == "no_signature")
        #expect(Self.diagnose(Self.fields, "abc").code == "not_a_hash")
    }

    @Test func `every mistake has a sentence in both languages`() {
        let mistakes: [VNPAYMistake] = [
            .spaceAsPercent20, .rawValues, .lowerCasePercent, .encodedTwice, .nonASCIILost, .otherEncoder(.php),
            .encodedPipeValues, .plusNotDecoded, .parameterNotSigned("x"), .parameterSignedNotSent("x"),
            .emptyValuesSigned, .foreignParametersSigned, .hashTypeSigned, .wrongOrder, .caseInsensitiveOrder,
            .emptySegmentsDropped, .emptySegmentsAsWord("null"), .queryStringInsteadOfPipe, .pipeInsteadOfQueryString,
            .amountDividedBefore, .amountMultipliedTwice, .algorithm(.md5), .blankAfterSecret, .blankBeforeSecret,
            .quotedSecret, .lowerCaseSecret, .secretIsTerminalCode, .emptySecret,
        ]
        #expect(Set(mistakes.map(\.words)).count == mistakes.count)
        #expect(Set(mistakes.map(\.code)).count == mistakes.count)
    }
}

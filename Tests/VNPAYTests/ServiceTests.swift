import Testing
import VNPAY

@Suite struct ServiceTests {
    static let secret = VNPAYSecret("DUMMYSECRETFORTESTVECTORS0123456")
    static let query = VNPAYQuery(
        requestID: "R1",
        reference: "REF-1",
        paymentCreatedAt: 1_795_403_700_000,
        createdAt: 1_795_403_940_000
    )
    static let answer: VNPAYFields = [
        "vnp_ResponseId": "486ba7e8", "vnp_Command": "querydr", "vnp_ResponseCode": "00",
        "vnp_Message": "QueryDR Success", "vnp_TmnCode": "DUMMY001", "vnp_TxnRef": "REF-1", "vnp_Amount": "1000000",
        "vnp_BankCode": "NCB", "vnp_PayDate": "20261025093012", "vnp_TransactionNo": "13862543",
        "vnp_TransactionType": "01", "vnp_TransactionStatus": "00", "vnp_OrderInfo": "Test",
        "vnp_CardNumber": "970419xxxxxxxxx2198",
    ]

    static func signed(_ fields: VNPAYFields, as kind: VNPAYMessageKind = .queryResponse) -> VNPAYFields {
        var fields = fields
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: kind, secret: secret)
        return fields
    }

    static func answer(_ text: String) -> VNPAYAnswer? {
        guard case .signed(let answer) = read(text) else { return nil }
        return answer
    }

    static func read(_ text: String) -> VNPAYAnswer.Reading { query.read(text, terminal: "DUMMY001", secret: secret) }

    @Test func `a question is signed and dated by the payment's creation`() throws {
        let fields = try VNPAYFields(json: Self.query.body(terminal: "DUMMY001", secret: Self.secret))
        #expect(VNPAYSignature.isValid(fields, as: .queryRequest, secret: Self.secret))
        #expect(fields["vnp_TransactionDate"] == "20261123101500")
        #expect(fields["vnp_CreateDate"] == "20261123101900")
        #expect(fields["vnp_Command"] == "querydr")
    }

    @Test func `a refund without VNPAY's number leaves it empty and signs it so`() throws {
        let original = VNPAYRefund.Original(reference: "REF-1", createdAt: 1_795_403_700_000, transactionNumber: nil)
        var refund = VNPAYRefund(
            requestID: "R1",
            payment: original,
            amountDong: 18_060,
            extent: .partial,
            createdAt: 1_795_403_940_000
        )
        refund.createdBy = "kế toán"
        let fields = try VNPAYFields(json: refund.body(terminal: "DUMMY001", secret: Self.secret))
        #expect(VNPAYSignature.isValid(fields, as: .refundRequest, secret: Self.secret))
        #expect(fields["vnp_TransactionNo"] == "")
        #expect(fields["vnp_TransactionType"] == "03")
        #expect(fields["vnp_Amount"] == "1806000")
        #expect(fields["vnp_CreateBy"] == "ke toan")
    }

    @Test func `an answer is read with the fields nobody announced`() throws {
        let answer = try #require(Self.answer(Self.signed(Self.answer).json))
        #expect(answer.standing == .paid)
        #expect(answer.amountDong == 10_000)
        #expect(answer.transactionNumber == "13862543")
        #expect(answer.fields["vnp_CardNumber"] == "970419xxxxxxxxx2198")
    }

    @Test func `numbers that are not strings verify as they were written`() {
        let json = Self.signed(Self.answer).json.replacing("\"1000000\"", with: "1000000")
        #expect(Self.answer(json)?.amountDong == 10_000)
    }

    @Test(arguments: [
        ("01", "00", VNPAYAnswer.Standing.paid), ("01", "01", .unfinished), ("01", "02", .failed),
        ("01", "11", .failed),
        ("01", "04", .reversed), ("01", "07", .suspicious), ("02", "05", .refundProcessing),
        ("03", "06", .refundAtBank),
        ("02", "00", .refunded), ("02", "09", .refundRefused), ("01", "66", .unknown(VNPAYTransactionStatus("66"))),
    ])
    func `how a transaction stands follows from type and status`(
        type: String,
        status: String,
        standing: VNPAYAnswer.Standing
    ) throws {
        var fields = Self.answer
        fields["vnp_TransactionType"] = type
        fields["vnp_TransactionStatus"] = status
        let answer = try #require(Self.answer(Self.signed(fields).json))
        #expect(answer.standing == standing)
    }

    @Test func `not found and too often are not answers about the payment`() throws {
        for code in ["91", "94"] {
            let fields: VNPAYFields = [
                "vnp_ResponseId": "1", "vnp_Command": "querydr", "vnp_ResponseCode": code, "vnp_TmnCode": "DUMMY001",
                "vnp_TxnRef": "REF-1", "vnp_TransactionStatus": "00",
            ]
            let answer = try #require(Self.answer(Self.signed(fields).json))
            #expect(answer.standing == .notAnswered(code: code))
        }
    }

    @Test func `no signature, a wrong one, or another's answer is not believed`() {
        #expect(Self.read(Self.answer.json) == .unsigned(code: "00"))
        var forged = Self.signed(Self.answer)
        forged["vnp_Amount"] = "100"
        #expect(Self.answer(forged.json) == nil)
        var other = Self.answer
        other["vnp_TxnRef"] = "REF-2"
        #expect(Self.read(Self.signed(other).json) == .other(field: "vnp_TxnRef"))
        other["vnp_TxnRef"] = nil
        #expect(Self.read(Self.signed(other).json) == .other(field: "vnp_TxnRef"))
    }

    @Test(arguments: [
        "", "<html>502</html>", "[]", "{", "{\"a\":1}}", "null", #"{"a":"\ud800"}"#, #"{"a":"\x"}"#, "{\"a\":tru}",
    ])
    func `a body that is no object is unreadable`(text: String) {
        #expect(Self.read(text) == .unreadable(.notAnObject))
    }

    @Test func `a nest of brackets does not fell the reader`() {
        #expect(Self.read(String(repeating: "[", count: 10_000)) == .unreadable(.notAnObject))
        #expect(Self.read(String(repeating: "x", count: 20_000)) == .unreadable(.tooLong))
    }

    @Test func `escapes in JSON are read and written`() throws {
        let fields = try VNPAYFields(
            json: #"{"a":"\u0110\u1eb7ng \ud83d\ude42 \"\\\/\n","b":null,"c":[1,"x"],"d":true}"#
        )
        #expect(fields["a"] == "Đặng 🙂 \"\\/\n")
        #expect(fields["b"] == nil)
        #expect(fields["c"] == #"[1,"x"]"#)
        #expect(fields["d"] == "true")
        #expect(try VNPAYFields(json: fields.json) == fields)
    }

    @Test func `the command line signs, explains and says what is wrong with its input`() throws {
        let line =
            #"{"kind":"pay","secret":"test-secret-0123456789","params":{"vnp_Amount":1000000,"vnp_Command":"pay","#
            + #""vnp_TmnCode":"TESTCODE","vnp_TxnRef":"abc123"}}"#
        let signed = try VNPAYFields(json: VNPAYCommandLine.sign(line: line))
        #expect(signed["data"] == "vnp_Amount=1000000&vnp_Command=pay&vnp_TmnCode=TESTCODE&vnp_TxnRef=abc123")
        let hash = try #require(signed["hash"])
        #expect(hash.hasPrefix("f878e75dabb221f3"))

        let right = line.replacing("\"abc123\"", with: "\"abc123\",\"vnp_SecureHash\":\"\(hash)\"")
        #expect(VNPAYCommandLine.explain(line: right) == #"{"valid":true}"#)
        let wrong = right.replacing("test-secret-0123456789", with: "test-secret-0123456789\\n")
        let explained = try VNPAYFields(json: VNPAYCommandLine.explain(line: wrong))
        #expect(explained["valid"] == "false")
        #expect(explained["mistake"] == "secret_trailing_blank")
        #expect(explained["explanation"]?.contains("Chuỗi bí mật") == true)

        for bad in [
            "", "x", "[]", "{}", #"{"kind":"pay"}"#, #"{"kind":"pay","secret":"s"}"#,
            #"{"kind":"pay","secret":5,"params":{}}"#,
        ] {
            #expect(try VNPAYFields(json: VNPAYCommandLine.sign(line: bad))["error"]?.isEmpty == false)
            #expect(try VNPAYFields(json: VNPAYCommandLine.explain(line: bad))["error"]?.isEmpty == false)
        }
    }

    @Test func `the answers to an IPN are exactly VNPAY's`() {
        #expect(VNPAYIPNAnswer.confirmed.json == #"{"RspCode":"00","Message":"Confirm Success"}"#)
        #expect(VNPAYIPNAnswer.allCases.filter(\.stopsRepetition) == [.confirmed, .alreadyConfirmed])
    }
}

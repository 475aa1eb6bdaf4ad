import Testing
import VNPAY

@Suite struct NoticeTests {
    static let secret = VNPAYSecret("NAGTESTVNPAYHASHSECRET0123456789")
    static let paid: VNPAYFields = [
        "vnp_Amount": "60000000", "vnp_BankCode": "NCB", "vnp_BankTranNo": "VNP14600001", "vnp_CardType": "ATM",
        "vnp_OrderInfo": "Chup ngay p60", "vnp_PayDate": "20261001150230", "vnp_ResponseCode": "00",
        "vnp_TmnCode": "NAGTEST1", "vnp_TransactionNo": "14600001", "vnp_TransactionStatus": "00",
        "vnp_TxnRef": "01M3V7ME00PAYMENT000000001",
    ]

    static func query(_ fields: VNPAYFields) -> String {
        var fields = fields
        fields["vnp_SecureHash"] = VNPAYSignature.sign(fields, as: .ipn, secret: secret)
        return fields.query
    }

    static func notice(_ fields: VNPAYFields) -> VNPAYNotice? {
        guard case .signed(let notice) = VNPAYNotice.read(query(fields), secret: secret) else { return nil }
        return notice
    }

    static func isForged(_ query: String) -> Bool {
        guard case .forged = VNPAYNotice.read(query, secret: secret) else { return false }
        return true
    }

    static func isSigned(_ query: String) -> Bool {
        guard case .signed = VNPAYNotice.read(query, secret: secret) else { return false }
        return true
    }

    @Test func `a paid notice says what was paid, when and how`() throws {
        let notice = try #require(Self.notice(Self.paid))
        #expect(notice.verdict == .paid)
        #expect(notice.terminal == "NAGTEST1")
        #expect(notice.reference == "01M3V7ME00PAYMENT000000001")
        #expect(notice.amountDong == 600_000)
        #expect(notice.transactionNumber == "14600001")
        #expect(notice.bankCode == "NCB")
        #expect(notice.bankTransactionNumber == "VNP14600001")
        #expect(notice.cardType == "ATM")
        #expect(notice.paidAt == VNPAYDate.milliseconds("20261001150230"))
    }

    @Test(arguments: [
        ("00", "00", VNPAYNotice.Verdict.paid),
        ("24", "02", .declined(.cancelled)),
        ("51", "02", .declined(.insufficientBalance)),
        ("42", "02", .declined(VNPAYResponseCode("42"))),
        ("11", "08", .declined(.timeOut)),
        ("24", "11", .declined(.cancelled)),
        ("07", "07", .suspicious), ("07", "00", .suspicious), ("00", "07", .suspicious),
        ("00", "02", .unclear(.success, .failed)),
        ("00", "01", .unclear(.success, .unfinished)),
        ("99", "00", .unclear(.other, .success)),
        ("51", "01", .unclear(.insufficientBalance, .unfinished)),
        ("00", "77", .unclear(.success, VNPAYTransactionStatus("77"))),
        ("42", "77", .unclear(VNPAYResponseCode("42"), VNPAYTransactionStatus("77"))),
    ])
    func `only two noughts twice are a payment`(code: String, status: String, verdict: VNPAYNotice.Verdict) throws {
        var fields = Self.paid
        fields["vnp_ResponseCode"] = code
        fields["vnp_TransactionStatus"] = status
        #expect(try #require(Self.notice(fields)).verdict == verdict)
    }

    @Test func `a cancelled notice without optional fields is read`() throws {
        var fields = Self.paid
        for name in ["vnp_BankTranNo", "vnp_CardType", "vnp_PayDate"] { fields[name] = nil }
        fields["vnp_TransactionNo"] = "0"
        fields["vnp_ResponseCode"] = "24"
        fields["vnp_TransactionStatus"] = "02"
        let notice = try #require(Self.notice(fields))
        #expect(notice.transactionNumber == nil)
        #expect(notice.bankTransactionNumber == nil)
        #expect(notice.paidAt == nil)
        #expect(notice.verdict == .declined(.cancelled))
    }

    @Test(arguments: paid.all.map(\.name)) func `a changed or missing field makes it a forgery`(name: String) throws {
        let honest = Self.query(Self.paid)
        var fields = try VNPAYFields(query: honest)
        fields[name] = "1" + fields.text(name)
        #expect(Self.isForged(fields.query))
        fields[name] = nil
        #expect(Self.isForged(fields.query))
    }

    @Test(arguments: ["vnp_TmnCode", "vnp_TxnRef", "vnp_Amount"])
    func `a signed notice that lacks what it is about is unreadable`(name: String) {
        var fields = Self.paid
        fields[name] = nil
        #expect(VNPAYNotice.read(Self.query(fields), secret: Self.secret) == .unreadable(.missing(name)))
    }

    @Test(arguments: ["-100", "1e5", "10.5", "150", "٣٠٠", "999999999999999999900"])
    func `an amount that is not whole đồng times a hundred is unreadable`(amount: String) {
        var fields = Self.paid
        fields["vnp_Amount"] = amount
        #expect(VNPAYNotice.read(Self.query(fields), secret: Self.secret) == .unreadable(.missing("vnp_Amount")))
    }

    @Test func `a parameter that stands twice is not guessed at`() {
        let twice = Self.query(Self.paid) + "&vnp_Amount=100"
        #expect(VNPAYNotice.read(twice, secret: Self.secret) == .unreadable(.fields(.repeated("vnp_Amount"))))
    }

    @Test(arguments: [
        "", "&&&", "=", "vnp_Amount", "vnp_TxnRef=%", "vnp_TxnRef=%zz", "vnp_TxnRef=%FF%FE", "a=b&a=b", "%00=%00",
    ])
    func `rubbish is never a notice and never a crash`(query: String) {
        #expect(!Self.isSigned(query))
    }

    @Test func `an endless query is refused`() {
        let endless = String(repeating: "a=b&", count: 10_000)
        #expect(VNPAYNotice.read(endless, secret: Self.secret) == .unreadable(.fields(.tooLong)))
    }

    @Test func `the return address may have a query of its own`() {
        #expect(Self.isSigned("lang=vi&" + Self.query(Self.paid) + "&x=1&x=2"))
    }

    @Test func `diacritics signed as UTF-8 verify`() throws {
        var fields = Self.paid
        fields["vnp_OrderInfo"] = "Thanh toán đơn hàng #68 + 5%"
        #expect(try #require(Self.notice(fields)).orderInfo == "Thanh toán đơn hàng #68 + 5%")
    }

    @Test func `every documented code has words for staff and for the payer`() {
        for code in VNPAYResponseCode.documented {
            #expect(!code.meaning.vietnamese.isEmpty && !code.payerWords.english.isEmpty)
            #expect(!code.meaning.vietnamese.contains("chưa được công bố"))
        }
        #expect(VNPAYResponseCode.insufficientBalance.advice == .otherBank)
        #expect(VNPAYResponseCode("42").meaning.english.contains("42"))
        #expect(Set(VNPAYAdvice.allCases.map(\.words)).count == VNPAYAdvice.allCases.count)
    }
}

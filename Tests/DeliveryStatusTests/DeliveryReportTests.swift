import DeliveryStatus
import Testing

@Suite struct DeliveryReportTests {
    @Test func `a standard report is read whole`() throws {
        let report = try #require(DeliveryReport(reading: Letters.postfix))
        let words = "550 5.1.1 <an@khong-ton-tai.example>: Recipient address rejected: User unknown"
        let status = MailStatusCode("5.1.1")
        #expect(report.form == .standard)
        #expect(
            report.recipients == [
                RecipientReport(
                    finalRecipient: "an@khong-ton-tai.example",
                    action: .failed,
                    status: status,
                    diagnostic: words
                )
            ],
            "what stands in the mail that is given back was said about another"
        )
        #expect(report.originalMessageID == "<payment_link=2F7=2Fan=40khong-ton-tai=2Eexample@qldv.example>")
        #expect(report.sentTo == ["bounces+0191aa.0f@bounces.qldv.example", "no-reply@qldv.example"])
    }

    static let fields = """
        Reporting-MTA: dns;x\n
        Final-Recipient: rfc822; an@a.example
        Action: Delayed (will retry)
        Status: 4.4.7 (time =
        out)
        Final-Recipient: rfc822;<binh@a.example>
        Action: delivered
        Status: 2.0.0\n
        Original-Recipient: rfc822; chi@a.example
        Diagnostic-Code: X-Unix; mailbox full 5.2.2\n
        Final-Recipient: rfc822; dung@a.example
        Action: lost
        """

    static let base64 = """
        UmVwb3J0aW5nLU1UQTogZG5zO3gKCkZpbmFsLVJlY2lwaWVudDogcmZjODIyOyBhbkBhLmV4YW1w
        bGUKQWN0aW9uOiBkZWxheWVkClN0YXR1czogNC40LjcKCkZpbmFsLVJlY2lwaWVudDogcmZjODIy
        OyBiaW5oQGEuZXhhbXBsZQpBY3Rpb246IGRlbGl2ZXJlZApTdGF0dXM6IDIuMC4wCgpPcmlnaW5h
        bC1SZWNpcGllbnQ6IHJmYzgyMjsgY2hpQGEuZXhhbXBsZQpEaWFnbm9zdGljLUNvZGU6IFgtVW5p
        eDsgbWFpbGJveCBmdWxsIDUuMi4yCg==
        """

    @Test(arguments: [("quoted-printable", fields), ("BASE64", base64)])
    func `encoded parts, missing lines and missing fields are understood`(encoding: String, content: String) throws {
        let report = try #require(DeliveryReport(reading: Letters.encoded(encoding, content)))
        #expect(report.recipients.map(\.finalRecipient) == ["an@a.example", "binh@a.example", "chi@a.example"])
        #expect(report.recipients.map(\.action) == [.delayed, .delivered, .failed])
        #expect(report.recipients.map { $0.status?.description } == ["4.4.7", "2.0.0", "5.2.2"])
        #expect(report.recipients.last?.diagnostic == "mailbox full 5.2.2")
        #expect(report.originalMessageID == "<17@qldv.example>")
        #expect(report.sentTo == ["bounces+7.ab@bounces.qldv.example", "other@qldv.example"])
    }

    @Test func `qmail names each address in a paragraph of its own`() throws {
        let report = try #require(DeliveryReport(reading: Letters.qmail))
        #expect(report.form == .qmail)
        #expect(report.recipients.map(\.finalRecipient) == ["an@example.org", "binh@example.org"])
        #expect(report.recipients.map { $0.status?.description } == ["5.1.1", "5.1.2"])
        #expect(report.recipients.allSatisfy { $0.action == .failed })
        #expect(report.originalMessageID == "<99@qldv.example>")
    }

    @Test func `Gmail names the address in a header`() throws {
        let report = try #require(DeliveryReport(reading: Letters.gmail))
        #expect(report.form == .failedRecipients)
        let recipient = try #require(report.recipients.first)
        #expect(recipient.finalRecipient == "an@example.org")
        #expect(recipient.action == .failed)
        #expect(recipient.status?.description == "5.2.1")
        #expect(recipient.diagnostic.hasSuffix("550 550 5.2.1 The email account is disabled (state 13)."))
        #expect(report.originalMessageID == "<99@qldv.example>")
        let text = String(decoding: Letters.gmail, as: UTF8.self).replacing("(Failure)", with: "(Delay)")
        #expect(DeliveryReport(reading: Array(text.utf8))?.recipients.map(\.action) == [.delayed])
    }

    @Test func `Exchange names the address before a date`() throws {
        let report = try #require(DeliveryReport(reading: Letters.exchange))
        #expect(report.form == .exchange)
        let recipient = try #require(report.recipients.first)
        #expect(report.recipients.count == 1)
        #expect(recipient.finalRecipient == "an@example.org")
        #expect(recipient.status?.description == "5.1.1")
        #expect(
            recipient.diagnostic.hasPrefix("The e-mail account does not exist at the organization this message was")
        )
    }

    @Test(arguments: Letters.others)
    func `what is no report is none`(mail: [UInt8]) {
        #expect(DeliveryReport(reading: mail) == nil)
    }

    @Test(arguments: [
        ("5.1.1", "5.1.1"), ("4.4.7 (x)", "4.4.7"), ("5.1.10", "5.1.10"), ("5.1.1.", "5.1.1"), ("2.0.0", "2.0.0"),
        ("3.1.1", nil), ("5.1", nil), ("5.1.1.1", nil), ("5.1.1000", nil), ("", nil), ("55.1.1", nil), ("5..1", nil),
        ("٥.1.1", nil),
    ])
    func `a status code is three numbers`(text: String, code: String?) {
        #expect(MailStatusCode(text)?.description == code)
    }

    @Test(arguments: [
        ("550-5.1.1 no", "5.1.1"), ("host 192.0.2.1 said (#5.7.1)", "5.7.1"), ("version 2.0.0 4.2.2", "4.2.2"),
        ("nothing", nil), ("192.0.2.1", nil),
    ])
    func `a status code is found in words`(text: String, code: String?) {
        #expect(MailStatusCode(in: text)?.description == code)
    }
}

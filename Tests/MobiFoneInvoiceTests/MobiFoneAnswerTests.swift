import MobiFoneInvoice
import Testing

@Suite struct MobiFoneAnswerTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: [
        #"[{"ok":true,"error":"","data":{"hdon_id":"h1","tthai":"Chờ ký","shdon":null}}]"#,
        #"[{"ok":"true","data":{"hdon_id":"h1","tthai":"chờ  ký"}}]"#,
        #"{"ok":"True","error":null,"data":{"id":"h1","tthai":"Chờ ký"}}"#,
    ])
    func `a saved draft is read however ok is written`(text: String) throws {
        let answers = try MobiFone.readSave(bytes(text))
        let record = try #require(answers.first).record()
        #expect(record.hdon_id == "h1")
        #expect(record.status == .waitingForSignature)
    }

    @Test func `a 200 with an error is a refusal`() throws {
        let one = try MobiFone.readSave(bytes(#"[{"ok":"true","error":"Mã số thuế sai","data":{"hdon_id":"h"}}]"#))
        #expect(throws: MobiFone.AnswerError.refused("Mã số thuế sai")) { try #require(one.first).record() }
        #expect(throws: MobiFone.AnswerError.refused("hết hạn")) {
            try MobiFone.readSave(bytes(#"{"error":"hết hạn"}"#))
        }
        #expect(throws: MobiFone.AnswerError.refused("x")) { try MobiFone.readSign(bytes(#"{"ok":true,"error":"x"}"#)) }
        #expect(throws: MobiFone.AnswerError.refused("")) { try MobiFone.readSign(bytes(#"{"ok":"false"}"#)) }
    }

    @Test(arguments: ["", "<html>500</html>", "{}", "null", "[{}]", #"{"ok":true}"#, "[1]"])
    func `what is no answer is never read as one`(text: String) {
        #expect(throws: MobiFone.AnswerError.self) {
            for answer in try MobiFone.readSave(bytes(text)) { _ = try answer.record() }
        }
        #expect(throws: MobiFone.AnswerError.self) { try MobiFone.readRecord(bytes(text)) }
        #expect(throws: MobiFone.AnswerError.self) { try MobiFone.readRecords(bytes(text)) }
        #expect(throws: MobiFone.AnswerError.self) { try MobiFone.readLogin(bytes(text)) }
    }

    @Test func `only an empty list proves that there is no invoice`() throws {
        #expect(try MobiFone.readRecords(bytes("[]")).isEmpty)
        #expect(try MobiFone.readRecords(bytes(#"{"data":[]}"#)).isEmpty)
        #expect(throws: MobiFone.AnswerError.refused("lỗi")) { try MobiFone.readRecords(bytes(#"{"error":"lỗi"}"#)) }
    }

    @Test func `numbers come as text or as numbers`() throws {
        let one = try MobiFone.readRecord(bytes(#"{"hdon_id":"h","shdon":"17","is_hdcma":"1","tgtttbso":"11680000"}"#))
        let two = try MobiFone.readRecord(bytes(#"{"hdon_id":"h","shdon":17,"is_hdcma":1,"tgtttbso":11680000}"#))
        #expect(one == two)
        #expect(one.shdon == 17)
    }

    @Test func `sent is not issued, and an unknown state is for a person`() {
        #expect(MobiFone.Status("Đã cấp mã").outcome(needsCode: true) == .accepted)
        #expect(MobiFone.Status("CQT đã nhận").outcome(needsCode: false) == .accepted)
        #expect(MobiFone.Status("CQT đã nhận").outcome(needsCode: true) == .underWay)
        #expect(MobiFone.Status("Đã gửi").outcome(needsCode: true) == .underWay)
        #expect(MobiFone.Status("CQT Không cấp mã").outcome(needsCode: true) == .refused)
        #expect(MobiFone.Status("Gì đó mới").outcome(needsCode: true) == .unclear)
        #expect(MobiFone.Status("Gì đó mới").text == "Gì đó mới")
    }

    @Test func `the authorization header is told by either word`() {
        let session = MobiFone.Session(token: "abc", unitCode: "VP")
        #expect(session.authorization(.bear) == "Bear abc;VP")
        for scheme in MobiFone.TokenScheme.allCases {
            #expect(MobiFone.Session(authorization: session.authorization(scheme)) == session)
        }
        #expect(MobiFone.Session(authorization: "Basic abc") == nil)
    }

    @Test func `a key in an address cannot become a parameter`() {
        #expect(
            MobiFone.Path.invoices(key: "a&b=ế", taxCode: "1")
                == "/api/Invoice68/GetHoadonFkey?fkey=a%26b%3D%E1%BA%BF&tax_code=1"
        )
    }
}

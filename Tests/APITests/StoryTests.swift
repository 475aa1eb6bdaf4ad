import Activation
import Contracts
import Foundation
import Hummingbird
import Kernel
import Organisation
import People
import Sales
import Storage
import TestKit
import Testing

@testable import API

/// Process B through the API, each call in its place.
@Suite struct StoryTests {
    @Test(arguments: TestEngine.available)
    func `a contract is declared, paid, approved by two and activated`(engine: TestEngine) async throws {
        let office = try await Office(engine)
        let (regional, central) = (try await office.token(.approver), try await office.token(.itApprover))
        try await office.serve(.manager) { program in
            let contract = try await program.submitted()
            let asked = try await program.get("contracts/\(contract)/payment_requests")
            #expect(asked.items.count == 1 && asked.items.first?["amount_dong"] == 1_296_000)
            let link = try await program.get("contracts/\(contract)/payment_link")
            #expect(try link.text("url").hasPrefix("https://qldv.example/p/"))
            try await office.pay(contract)
            #expect(try await program.get("contracts/\(contract)")["state"] == "awaiting_regional_approval")
            let payments = try await program.get("payments?contract_id=\(contract)")
            guard case .text(let reference)? = payments.items.first?["reference"] else { throw Office.Unexpected() }
            let payment = try await program.get("payments/\(reference)")
            #expect(payment["state"] == "paid" && payment["use"] == "request" && payment["bank_code"] == "NCB")

            for (token, state) in [(regional, "awaiting_it_approval"), (central, "activating")] {
                let approver = Program(client: program.client, token: token)
                let waiting = try await approver.get("approvals?state=waiting&contract_id=\(contract)")
                guard case .text(let id)? = waiting.items.first?["id"] else { throw Office.Unexpected() }
                let seen = try await approver.get("approvals/\(id)")
                let path = "approvals/\(id)/decision"
                let wrong = #"{"verdict":"approve","seen_hash":"\#(String(repeating: "0", count: 64))"}"#
                #expect(try await approver.post(path, wrong).status == 409)
                let refusal = try #"{"verdict":"refuse","seen_hash":"\#(seen.text("hash"))"}"#
                let unreasoned = try await approver.post(path, refusal)
                #expect(unreasoned.status == 422 && unreasoned.places == ["/reason"])
                let verdict = try #"{"verdict":"approve","seen_hash":"\#(seen.text("hash"))","reason":"đủ"}"#
                let decided = try await approver.post(path, verdict)
                #expect(decided.status == 200, "\(decided.text)")
                #expect(try await program.get("contracts/\(contract)")["state"] == .text(state))
                let again = try await approver.post(path, verdict)
                #expect(again.status == 409 || again.status == 403, "\(again.text)")
            }
            #expect(try await program.get("activations?contract_id=\(contract)").items.count == 1)
            let story = try await program.get("contracts/\(contract)/timeline")
            let actions = story.items.compactMap { $0["action"] }
            #expect(actions.contains("contract.declared") && actions.contains("approval.approved"))
        }
    }

    @Test func `a draft is changed, previewed and given up`() async throws {
        try await Office().serve { program in
            let customer = try await program.addCustomer()
            let preview = try await program.call(.post, "contracts/preview", Program.contract(customer, quantity: 3))
            #expect(preview.status == 200 && preview["totals"]?["total_dong"] == 3_888_000, "\(preview.text)")
            let contract = try await program.declare(customer, more: #","note":"đầu","wanted_start":"2026-12-01""#)
            let path = "contracts/\(contract)"
            let changed = try await program.call(
                .patch,
                path,
                #"{"revision":0,"lines":[{"plan":"CA-12","quantity":2}],"wanted_start":null}"#
            )
            #expect(changed.status == 200 && changed["revision"] == 1 && changed["note"] == "đầu", "\(changed.text)")
            #expect(changed["wanted_start"] == nil && changed["totals"]?["total_dong"] == 2_592_000)
            #expect(try await program.call(.patch, path, #"{"revision":0,"note":"x"}"#).status == 409)
            let wrong = try await program.call(.patch, path, #"{"revision":1,"lines":[{"plan":"NO","quantity":1}]}"#)
            #expect(wrong.status == 422 && wrong.places == ["/lines/0"])
            let unsigned = try await program.post("\(path)/submit", #"{"revision":1}"#)
            #expect(unsigned.status == 422)
            let cancelled = try await program.post("\(path)/cancel", #"{"reason":"đổi ý"}"#)
            #expect(cancelled.status == 200 && cancelled["state"] == "cancelled")
            #expect(try await program.call(.patch, path, #"{"revision":1,"note":"x"}"#).status == 409)
            #expect(try await program.post("\(path)/renew").status == 409)
        }
    }

    @Test func `after submission a change asks the customer anew`() async throws {
        let office = try await Office()
        try await office.serve { program in
            let contract = try await program.submitted()
            let path = "contracts/\(contract)"
            let amended = try await program.call(
                .patch,
                path,
                #"{"revision":0,"lines":[{"plan":"CA-12","quantity":2}]}"#
            )
            #expect(amended.status == 200 && amended["revision"] == 1, "\(amended.text)")
            let asked = try await program.get("\(path)/payment_requests").items.compactMap { $0["state"] }
            #expect(asked.sorted { "\($0)" < "\($1)" } == ["open", "superseded"])
            let link = try await program.post("\(path)/payment_link")
            #expect(link.status == 201 && !link.text.contains("/p/"))
            #expect(try await program.call(.delete, "\(path)/payment_link").status == 204)
            #expect(try await program.get("\(path)/payment_link").status == 404)
            try await office.database.write { try $0.run("UPDATE payment_link SET revoked_at = NULL") }
            try await office.pay(contract)
            let late = try await program.call(.patch, path, #"{"revision":1,"lines":[{"plan":"CA-12","quantity":1}]}"#)
            #expect(late.status == 409)
            #expect(try await program.post("\(path)/cancel", #"{"reason":"x"}"#).status == 409)
            #expect(try await program.post("\(path)/payment_link").status == 409)
        }
    }

    @Test func `files are sent, read and taken off a draft`() async throws {
        try await Office().serve { program in
            let contract = try await program.declare(program.addCustomer())
            let path = "contracts/\(contract)/attachments"
            let sent = try await program.upload("\(path)?name=h%E1%BB%A3p.pdf", Office.pdf)
            #expect(sent.status == 201 && sent["name"] == "hợp.pdf" && sent["content_type"] == "application/pdf")
            let file = try await program.get("\(path)/\(sent.text("id"))")
            #expect(file.status == 200 && file.headers[.contentType] == "application/pdf")
            #expect(
                file.text.hasPrefix("%PDF-1.7") && file.headers[.contentDisposition]?.contains("attachment") == true
            )
            #expect(try await program.get(path).items.count == 1)
            #expect(try await program.upload("\(path)?name=a.pdf", Array("<html>".utf8)).status == 422)
            #expect(try await program.upload("\(path)?name=a.pdf", []).status == 422)
            #expect(try await program.upload(path, Office.pdf).places == ["name"])
            #expect(try await program.call(.delete, "\(path)/\(sent.text("id"))").status == 204)
            #expect(try await program.call(.delete, "\(path)/\(sent.text("id"))").status == 404)
            let other = try await program.declare(program.addCustomer(2))
            #expect(try await program.get("contracts/\(other)/attachments/\(sent.text("id"))").status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func `files come with an amendment, all or none`(engine: TestEngine) async throws {
        let office = try await Office(engine)
        try await office.serve { program in
            let contract = try await program.submitted()
            let path = "contracts/\(contract)"
            guard case .text(let old)? = try await program.get("\(path)/attachments").items.first?["id"] else {
                throw Office.Unexpected()
            }
            let (paper, second) = (Array("%PDF-1.7 bản mới".utf8), Array("%PDF-1.7 phụ lục".utf8))
            let content = { (bytes: [UInt8]) in Data(bytes).base64EncodedString() }
            let html = content(Array("<html>".utf8))
            let refused = try await program.call(
                .patch,
                path,
                #"{"revision":0,"files":{"added":[{"name":"a.pdf","content":"\#(html)"}],"withdrawn":["\#(old)"]}}"#
            )
            #expect(refused.status == 422, "\(refused.text)")
            let last = #"{"revision":0,"files":{"withdrawn":["\#(old)"]}}"#
            #expect(try await program.call(.patch, path, last).status == 409, "one has to stay")
            let changes = """
                {"revision":0,"lines":[{"plan":"CA-12","quantity":2}],"files":{
                 "replaced":[{"id":"\(old)","name":"hop-dong-2.pdf","content":"\(content(paper))"}],
                 "added":[{"name":"phu-luc.pdf","content":"\(content(second))"}]}}
                """
            let amended = try await program.call(.patch, path, changes)
            #expect(amended.status == 200 && amended["revision"] == 1, "\(amended.text)")
            #expect(try await program.call(.patch, path, changes).status == 409, "the revision has been read")
            let files = try await program.get("\(path)/attachments").items.map { $0["name"] }
            #expect(Set(files) == ["hop-dong-2.pdf", "phu-luc.pdf"])
            let broken = #"{"revision":1,"files":{"added":[{"name":"a.pdf","content":"?"}]}}"#
            #expect(try await program.call(.patch, path, broken).places == ["/files/added/0/content"])
            let draft = try await program.declare(program.addCustomer(2))
            let early = #"{"revision":0,"files":{"added":[{"name":"a.pdf","content":"\#(content(paper))"}]}}"#
            #expect(try await program.call(.patch, "contracts/\(draft)", early).status == 409)
        }
        #expect(try await office.count("audit_entry WHERE action = 'attachment.replaced'") == 1)
    }

    @Test func `a customer is added, read and changed`() async throws {
        try await Office().serve { program in
            let id = try await program.addCustomer()
            let read = try await program.get("customers/\(id)")
            #expect(read["tax_code"] == "0100686209" && read["unit"] == "KV1")
            let changed = try await program.call(
                .patch,
                "customers/\(id)",
                #"{"name":"Công ty Mới","invoice_email":"hd@a.vn"}"#
            )
            #expect(changed.status == 200 && changed["name"] == "Công ty Mới" && changed["invoice_email"] == "hd@a.vn")
            let wrong = try await program.call(.patch, "customers/\(id)", #"{"tax_code":"0100686208","email":"x@y"}"#)
            #expect(wrong.status == 422 && Set(wrong.places) == ["/tax_code", "/email"])
            let alike = try await program.post(
                "customers",
                #"{"kind":"enterprise","name":"Khác","tax_code":"0100686209","address":"Hà Nội","contact_name":"Cường","email":"k@a.vn","phone":"0909999999"}"#
            )
            #expect(alike.status == 409 && alike.text.contains("KH-000001"), "\(alike.text)")
        }
    }

    @Test func `a payer's complaint is answered`() async throws {
        let office = try await Office()
        try await office.serve { program in
            let contract = try await program.submitted()
            let links = FollowLinks(database: office.database, world: office.world, key: office.key)
            let id = try #require(Contract.ID(contract))
            let link = try #require(try await links.liveToken(of: id, for: office.member(.admin)))
            let opened = try await OpenDispute(database: office.database, world: office.world)(
                paymentToken: link.token,
                message: "Sai mã số thuế",
                contact: "0912",
                from: Visitor(address: "203.0.113.7", device: "test")
            )
            #expect(opened == .opened)
            let list = try await program.get("disputes?state=open")
            guard case .text(let dispute)? = list.items.first?["id"] else { throw Office.Unexpected() }
            let path = "disputes/\(dispute)/answer"
            let pdf = Data(Office.pdf).base64EncodedString()
            let html = Data("<html>".utf8).base64EncodedString()
            let wrong = #"{"answer":"Đã kiểm tra","files":[{"name":"a.pdf","content":"\#(html)"}]}"#
            #expect(try await program.post(path, wrong).status == 422)
            #expect(try await program.get("disputes/\(dispute)")["state"] == "open", "nothing is said by halves")
            let body = #"{"answer":"Đã kiểm tra","files":[{"name":"phụ lục.exe","content":"\#(pdf)"}]}"#
            let answered = try await program.post(path, body)
            #expect(answered.status == 200 && answered["state"] == "answered", "\(answered.text)")
            guard case .list(let files)? = answered["files"], case .text(let file)? = files.first?["id"] else {
                throw Office.Unexpected()
            }
            #expect(files.count == 1 && files.first?["content_type"] == "application/pdf")
            let content = try await program.get("disputes/\(dispute)/files/\(file)")
            #expect(content.status == 200 && content.text.hasPrefix("%PDF-1.7"))
            #expect(content.headers[.contentDisposition]?.contains("attachment") == true)
            #expect(try await program.get("disputes/\(SpecimenID.other)/files/\(file)").status == 404)
            let stranger = Program(client: program.client, token: try await office.token(.managerTwo))
            #expect(try await stranger.get("disputes/\(dispute)/files/\(file)").status == 404)
            #expect(try await stranger.get("disputes/\(dispute)").status == 404)
            #expect(try await program.post(path, #"{"answer":"Lần nữa"}"#).status == 409)
        }
    }

    @Test func `an approver delegates and takes it back`() async throws {
        let office = try await Office()
        let other = try office.member(.otherApprover).id
        try await office.serve(.approver) { program in
            let body = #"{"to_id":"\#(other)","first_day":"2026-11-24","last_day":"2026-11-26","reason":"nghỉ"}"#
            let made = try await program.post("delegations", body)
            #expect(made.status == 201 && made["to_id"] == .text("\(other)"), "\(made.text)")
            #expect(try await program.get("delegations").items.count == 1)
            let past = body.replacing("2026-11-26", with: "2026-11-20").replacing("2026-11-24", with: "2026-11-20")
            #expect(try await program.post("delegations", past).places == ["/last_day"])
            let manager = try office.member(.manager).id
            #expect(
                try await program.post("delegations", body.replacing("\(other)", with: "\(manager)")).places == [
                    "/to_id"
                ]
            )
            #expect(try await program.call(.delete, "delegations/\(made.text("id"))").status == 204)
            #expect(try await program.call(.delete, "delegations/\(made.text("id"))").status == 404)
        }
    }

    @Test func `every program may ask who it is, what is sold and which units there are`() async throws {
        for person in Office.Person.allCases {
            // An agent or an accountant has little to give a program, but something.
            try await Office().serve(person) { program in
                let me = try await program.get("me")
                #expect(me.status == 200 && me["name"] == .text(person.rawValue) && me["unit"] == .text(person.unit))
                #expect(try await program.get("units").items.count == 3)
                #expect(try await program.get("catalogue").items.first?["code"] == "CA")
            }
        }
    }
}

import Contracts
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import People
import Storage
import TestKit
import Testing

@testable import Web

/// An amendment with files, what approvers then see, and the pages of settings and exports, over HTTP.
@Suite struct AmendmentRouteTests {
    private static func part(_ name: String, _ value: String) -> String {
        "--cut\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }

    private static func file(_ name: String, _ fileName: String, _ content: String) -> String {
        "--cut\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(fileName)\"\r\n"
            + "Content-Type: application/pdf\r\n\r\n\(content)\r\n"
    }

    private func upload(
        _ path: String,
        _ parts: [String],
        _ site: StaffSite,
        _ session: String,
        over client: some TestClientProtocol
    ) async throws -> TestResponse {
        let token = site.csrfToken(session)
        let body = (parts + [Self.part("csrf", token)]).joined() + "--cut--\r\n"
        return try await client.execute(
            uri: path,
            method: .post,
            headers: [
                .cookie: "qldv_visitor=\(StaffSite.browser); qldv_staff=\(session)",
                .contentType: "multipart/form-data; boundary=cut",
            ],
            body: ByteBuffer(string: body)
        )
    }

    @Test func `a file is replaced by the amendment's form, and both stand on the page`() async throws {
        let site = try await StaffSite()
        let things = try #require(site.things["KV1"])
        let manager = try await site.session(of: .init(role: .accountManager, unit: "KV1"))
        let path = "/quan-ly/hop-dong/\(things.contract)"
        try await site.application.test(.router) { client async throws in
            func page(_ path: String, _ session: String) async throws -> String {
                let response = try await site.send(.get, path, session: session, over: client)
                #expect(response.status == .ok, "\(path)")
                return String(buffer: response.body)
            }
            let form = try await page("\(path)/sua", manager)
            #expect(form.contains("multipart/form-data") && form.contains("withdraw-\(things.attachment)"))
            let lines = [
                Self.part("guard", "0"), Self.part("step", "save"), Self.part("plan-0", "CA-12"),
                Self.part("quantity-0", "1"), Self.part("discount-0", ""), Self.part("file", things.attachment),
            ]
            let full = lines + [Self.part("withdraw-\(things.attachment)", "1")]
            let refused = try await upload("\(path)/sua", full, site, manager, over: client)
            #expect(refused.status == .unprocessableContent)
            #expect(String(buffer: refused.body).contains("Hợp đồng phải còn ít nhất một tệp"))
            let replaced = full + [Self.file("replace-\(things.attachment)", "ban-sua.pdf", "%PDF-1.7 mới")]
            let saved = try await upload("\(path)/sua", replaced, site, manager, over: client)
            #expect(saved.headers[.location] == "\(path)?xong=sua")
            let shown = try await page(path, manager)
            #expect(shown.contains("ban-sua.pdf") && shown.contains("đã thay bằng ban-sua.pdf"))
            #expect(shown.contains("<del>"))
        }
    }

    @Test func `several are approved after one look at what they come to`() async throws {
        let site = try await StaffSite()
        let things = try #require(site.things["KV1"])
        let approver = try await site.session(of: .init(role: .regionalApprover, unit: "KV1"))
        try await site.application.test(.router) { client async throws in
            func send(_ fields: String) async throws -> TestResponse {
                try await site.send(
                    .post,
                    "/quan-ly/phe-duyet/nhieu",
                    session: approver,
                    form: fields,
                    over: client
                )
            }
            let list = String(
                buffer: try await site.send(.get, "/quan-ly/phe-duyet", session: approver, over: client).body
            )
            let chosen = try #require(list.firstMatch(of: /name="chosen" value="([^"]+)"/)).1
            let none = try await send("step=look")
            #expect(none.status == .unprocessableContent)
            #expect(String(buffer: none.body).contains("Hãy chọn ít nhất một hợp đồng."))
            let look = try await send("step=look&chosen=\(chosen)&chosen=\(things.approval).0000")
            let summary = String(buffer: look.body)
            #expect(summary.contains("Duyệt 1 hợp đồng") && summary.contains("Tổng giá trị"))
            #expect(summary.contains("1 hợp đồng được bỏ qua"))
            let done = try await send("step=approve&chosen=\(chosen)")
            #expect(done.headers[.location] == "/quan-ly/phe-duyet?xong=nhieu&so=1")
        }
    }

    @Test func `lists leave as CSV and as Excel by one road`() async throws {
        let site = try await StaffSite()
        let accountant = try await site.session(of: .init(role: .accountant, unit: "CNTT"))
        let admin = try await site.session(of: .init(role: .admin, unit: "CNTT"))
        try await site.application.test(.router) { client async throws in
            for (path, session) in [
                ("/quan-ly/doi-soat/chenh-lech/xuat", accountant), ("/quan-ly/hoa-don/xuat", accountant),
                ("/quan-ly/nhat-ky/xuat", admin),
            ] {
                let csv = try await site.send(.get, "\(path)?dang=csv", session: session, over: client)
                #expect(csv.status == .ok && csv.headers[.contentType] == "text/csv; charset=utf-8", "\(path)")
                let sheet = try await site.send(.get, "\(path)?dang=xlsx", session: session, over: client)
                #expect(Array(sheet.body.readableBytesView.prefix(2)) == Array("PK".utf8), "\(path)")
                #expect(sheet.headers[.contentDisposition]?.hasSuffix(".xlsx\"") == true)
                let odd = try await site.send(.get, "\(path)?dang=pdf", session: session, over: client)
                #expect(odd.status == .badRequest)
            }
        }
    }

    @Test func `fees are set by the accountant, in the words that people write`() async throws {
        let site = try await StaffSite()
        let accountant = try await site.session(of: .init(role: .accountant, unit: "CNTT"))
        let path = "/quan-ly/doi-soat/cai-dat"
        let rates = "rate-domestic=1,75&rate-qr=1.25&rate-wallet=1,5&rate-international=2,75&vat=10&tolerance=1"
        try await site.application.test(.router) { client async throws in
            func send(_ fields: String) async throws -> TestResponse {
                try await site.send(.post, path, session: accountant, form: fields, over: client)
            }
            let wrong = try await send("\(rates)&cutoff=721")
            #expect(wrong.status == .unprocessableContent)
            #expect(String(buffer: wrong.body).contains("hãy ghi số phút từ 0 đến 720"))
            #expect(try await send("\(rates)&cutoff=15").headers[.location] == "\(path)?xong=luu")
            let page = try await site.send(.get, path, session: accountant, over: client)
            #expect(String(buffer: page.body).contains("value=\"1,25\""))
        }
    }
}

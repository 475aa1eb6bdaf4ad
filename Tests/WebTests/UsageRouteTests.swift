import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import Storage
import Testing

@testable import Web

/// The pages of usage on a real database, over HTTP: a file with mistakes, the good lines, the look-up.
@Suite struct UsageRouteTests {
    static let page = "/quan-ly/cuoc/su-dung"
    static let header = "Mã sự kiện;Số hợp đồng;Loại sản lượng;Thời điểm;Số lượng\n"

    private func upload(
        _ text: String,
        _ site: StaffSite,
        _ session: String,
        over client: some TestClientProtocol
    ) async throws -> TestResponse {
        let body = """
            --cut\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n\(site.csrfToken(session))\r\n\
            --cut\r\nContent-Disposition: form-data; name="file"; filename="sản lượng.csv"\r\n\
            Content-Type: text/csv\r\n\r\n\(text)\r\n--cut--\r\n
            """
        return try await client.execute(
            uri: "\(Self.page)/tep",
            method: .post,
            headers: [
                .cookie: "qldv_visitor=\(StaffSite.browser); qldv_staff=\(session)",
                .contentType: "multipart/form-data; boundary=cut",
            ],
            body: ByteBuffer(string: body)
        )
    }

    /// The postpaid contract of a region, put into use since the day on which it is; its number.
    private func metered(_ unit: String, _ site: StaffSite) async throws -> String {
        let (day, meter) = (site.world.now().day, #"{"meter":"sms","scheme":"volume","tiers":[{"priceDong":1}]"#)
        let tariff = #"{"meters":["# + meter + #","unitVi":"tin","unitEn":"SMS"}]}"#
        return try await site.database.write { connection in
            let row = try #require(
                try connection.rows(
                    "SELECT id, number FROM contract WHERE unit_code = \(unit) AND payment = 'postpaid'"
                ).first
            )
            let id = try row.text("id")
            try connection.run("UPDATE contract SET state = 'active', starts_on = \(day) WHERE id = \(id)")
            try connection.run("UPDATE contract_line SET tariff = \(tariff) WHERE contract_id = \(id)")
            return try row.text("number")
        }
    }

    @Test func `a file with mistakes is shown line by line, and its good lines are taken in`() async throws {
        let site = try await StaffSite()
        let number = try await metered("KV1", site)
        let day = site.world.now().day.display
        let accountant = try await site.session(of: .init(role: .accountant, unit: "CNTT"))
        try await site.application.test(.router) { client async throws in
            func get(_ path: String) async throws -> String {
                let response = try await site.send(.get, path, session: accountant, over: client)
                #expect(response.status == .ok, "\(path)")
                return String(buffer: response.body)
            }
            #expect(try await get(Self.page).contains("Chưa có tệp nào"))
            let text =
                Self.header + "e1;\(number);sms;\(day);70\ne2;\(number);sms;\(day);1.234\ne3;KHÔNG;sms;\(day);1\n"
            let taken = try await upload(text, site, accountant, over: client)
            #expect(taken.status == .seeOther)
            let place = try #require(taken.headers[.location])
            #expect(place.hasSuffix("?xem=loi"))
            let mistakes = try await get(place)
            #expect(mistakes.contains("Có thể hiểu là hàng nghìn") && mistakes.contains("KHÔNG"))
            #expect(mistakes.contains("Chỉ nhập các dòng đúng") && mistakes.contains("sản lượng.csv"))
            let one = String(place.dropLast("?xem=loi".count))
            let file = try await get("\(one)/loi")
            #expect(file.contains("e2,\(number),sms,\(day),1.234,3,Số lượng,1.234,"))
            #expect(try await get(one).contains(number))
            let agreed = try await site.send(.post, "\(one)/nhap", session: accountant, over: client)
            #expect(agreed.headers[.location] == "\(one)?xem=loi", "not without a word on the mistakes")
            let kept = try await site.send(
                .post,
                "\(one)/nhap",
                session: accountant,
                form: "keep=1",
                over: client
            )
            #expect(kept.headers[.location] == "\(one)?xong=nhap")
            #expect(try await get("\(one)?xong=nhap").contains("Đã nhập 1 dòng."))
            let twice = try await site.send(.post, "\(one)/huy", session: accountant, over: client)
            #expect(twice.status == .conflict)
            #expect(try await get("\(one)/trang-thai").contains("done"))
            let look = "\(Self.page)/tra-cuu?hop-dong=\(number)&thang=2026-11"
            #expect(try await get(look).contains("<code>e1</code>"))
            let export = try await get("\(Self.page)/tra-cuu/xuat?hop-dong=\(number)")
            #expect(export.contains("e1,\(number),CA-M,sms,\(day),70"))
            #expect(try await get("\(Self.page)/tra-cuu?hop-dong=HD-0").contains("Không có hợp đồng số này"))
            #expect(try await get(Self.page).contains("sản lượng.csv"))
        }
    }

    @Test func `the same content is not taken twice, and a fault has words`() async throws {
        let site = try await StaffSite()
        let number = try await metered("KV1", site)
        let manager = try await site.session(of: .init(role: .accountManager, unit: "KV1"))
        try await site.application.test(.router) { client async throws in
            let text = Self.header + "e1;\(number);sms;\(site.world.now().day.display);70\n"
            let taken = try await upload(text, site, manager, over: client)
            let one = try #require(taken.headers[.location])
            let agreed = try await site.send(.post, "\(one)/nhap", session: manager, over: client)
            #expect(agreed.headers[.location] == "\(one)?xong=nhap")
            let again = try await upload(text, site, manager, over: client)
            #expect(again.status == .unprocessableContent)
            #expect(String(buffer: again.body).contains("Tệp này đã được nhập lúc"))
            let fault = try await upload("a;b\n1;2", site, manager, over: client)
            #expect(fault.status == .unprocessableContent && String(buffer: fault.body).contains("Thiếu cột"))
        }
    }

    @Test func `others see neither the file nor the usage`() async throws {
        let site = try await StaffSite()
        let number = try await metered("KV1", site)
        let manager = try await site.session(of: .init(role: .accountManager, unit: "KV1"))
        let other = try await site.session(of: .init(role: .accountManager, unit: "KV2"))
        let auditor = try await site.session(of: .init(role: .auditor, unit: "CNTT"))
        try await site.application.test(.router) { client async throws in
            let text = Self.header + "e1;\(number);sms;\(site.world.now().day.display);70\n"
            let one = try #require(try await upload(text, site, manager, over: client).headers[.location])
            for (method, path) in [
                (HTTPRequest.Method.get, one), (.get, "\(one)/loi"), (.post, "\(one)/nhap"), (.post, "\(one)/huy"),
            ] {
                #expect(try await site.send(method, path, session: other, over: client).status == .notFound)
                #expect(try await site.send(method, path, session: auditor, over: client).status == .forbidden)
            }
            let look = "\(Self.page)/tra-cuu?hop-dong=\(number)"
            let page = try await site.send(.get, look, session: other, over: client)
            #expect(String(buffer: page.body).contains("Không có hợp đồng số này"))
            #expect(try await site.send(.get, look, session: auditor, over: client).status == .ok)
        }
    }
}

import Foundation
import Hummingbird
import HummingbirdTesting
import Journal
import Kernel
import Organisation
import People
import Reconciliation
import Storage
import Synchronization
import TestKit
import Testing

@testable import Web

/// The accountants' pages on a real database, over HTTP: a file goes in by the form, and its exceptions are worked.
@Suite struct ReconciliationRouteTests {
    static let day = "/quan-ly/doi-soat/2026-11-22"

    private func upload(
        _ text: String,
        _ site: StaffSite,
        _ session: String,
        over client: some TestClientProtocol
    ) async throws -> TestResponse {
        let token = site.csrfToken(session)
        let body = """
            --cut\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n\(token)\r\n\
            --cut\r\nContent-Disposition: form-data; name="file"; filename="vnpay.csv"\r\n\
            Content-Type: text/csv\r\n\r\n\(text)\r\n--cut--\r\n
            """
        return try await client.execute(
            uri: "\(Self.day)/tep",
            method: .post,
            headers: [
                .cookie: "qldv_visitor=\(StaffSite.browser); qldv_staff=\(session)",
                .contentType: "multipart/form-data; boundary=cut",
            ],
            body: ByteBuffer(string: body)
        )
    }

    @Test func `a bank credit with a day or an amount that cannot be is refused with words`() async throws {
        let site = try await StaffSite()
        let accountant = try await site.session(of: .init(role: .accountant, unit: "CNTT"))
        let path = "/quan-ly/doi-soat/ngan-hang"
        try await site.application.test(.router) { client async throws in
            for (credited, words) in [
                ("hôm qua", "Ngày báo có chưa đúng."), ("", "Ngày báo có chưa đúng."),
                ("9999-12-31", "Ngày báo có chưa tới."), ("2026-11-20", "không thể trước ngày 22/11/2026"),
            ] {
                let form = "credited=\(credited.percentEncoded)&amount=1.000&reference=FT1&days=2026-11-22"
                let answer = try await site.send(.post, path, session: accountant, form: form, over: client)
                #expect(answer.status == .unprocessableContent)
                #expect(String(buffer: answer.body).contains(words), "\(credited)")
            }
            for step in ["de-nghi", "dong-y", "bo"] {
                let answer = try await site.send(.post, "\(path)/7/dao/\(step)", session: accountant, over: client)
                #expect(answer.status == .notFound)
            }
        }
    }

    @Test func `an accountant imports a file, proposes, and is not the one who agrees`() async throws {
        let site = try await StaffSite()
        let accountant = try await site.session(of: .init(role: .accountant, unit: "CNTT"))
        try await site.application.test(.router) { client async throws in
            func page(_ path: String) async throws -> String {
                let response = try await site.send(.get, path, session: accountant, over: client)
                #expect(response.status == .ok, "\(path)")
                return String(buffer: response.body)
            }
            #expect(try await page("/quan-ly/doi-soat").contains("<svg"))
            #expect(try await page(Self.day).contains("Chưa có tệp"))
            let taken = try await upload("KHONGRO-1 14600001 1296000", site, accountant, over: client)
            #expect(taken.status == .seeOther)
            #expect(taken.headers[.location] == "\(Self.day)?xong=nhap")
            #expect(try await upload("fault", site, accountant, over: client).status == .unprocessableContent)
            #expect(try await page(Self.day).contains("1 chênh lệch phải xử lý trước"))
            #expect(try await page("/quan-ly/doi-soat/chenh-lech").contains("KHONGRO-1"))
            let one = "/quan-ly/doi-soat/chenh-lech/1"
            #expect(try await page(one).contains("QLDV không có mã đơn hàng “KHONGRO-1”."))
            func send(_ step: String, _ form: String) async throws -> String? {
                let response = try await site.send(
                    .post,
                    "\(one)/\(step)",
                    session: accountant,
                    form: form,
                    over: client
                )
                #expect(response.status == .seeOther)
                return response.headers[.location]
            }
            #expect(try await send("giai-trinh", "text=hoi+VNPAY") == "\(one)?xong=giai-trinh")
            #expect(try await send("de-xuat", "resolution=no_action") == "\(one)?loi=ly-do")
            #expect(try await send("de-xuat", "resolution=no_action&reason=x") == "\(one)?xong=de-xuat")
            #expect(try await send("dong-y", "") == "\(one)?loi=tu-duyet")
            #expect(try await page("\(one)?loi=tu-duyet").contains("không tự đồng ý được"))
            #expect(try await page("/quan-ly/doi-soat/ngan-hang").contains("Chưa có báo có nào"))
            let closing = try await site.send(.post, "\(Self.day)/dong", session: accountant, over: client)
            #expect(closing.headers[.location] == "\(Self.day)?loi=con-lech")
        }
    }

    @Test func `a day whose file has no fees is closed by the button that says so`() async throws {
        let site = try await StaffSite()
        let accountant = try await site.session(of: .init(role: .accountant, unit: "CNTT"))
        let second = try await site.hire([.accountant], in: "CNTT", called: "second")
        try await site.application.test(.router) { client async throws in
            func send(_ path: String, _ form: String = "", by session: String) async throws -> String? {
                try await site.send(.post, path, session: session, form: form, over: client).headers[.location]
            }
            _ = try await upload("KHONGRO-1 14600001 1296000", site, accountant, over: client)
            let one = "/quan-ly/doi-soat/chenh-lech/1"
            let proposal = "resolution=no_action&reason=x"
            #expect(try await send("\(one)/de-xuat", proposal, by: accountant) == "\(one)?xong=de-xuat")
            let work = WorkExceptions(database: site.database, world: site.world)
            #expect(try await work.confirm(1, by: second) == .done)
            let page = try await site.send(.get, Self.day, session: accountant, over: client)
            #expect(String(buffer: page.body).contains("Chốt ngày 22/11/2026, không có phí"))
            #expect(try await send("\(Self.day)/dong", by: accountant) == "\(Self.day)?loi=thieu-phi")
            let told = try await site.send(.get, "\(Self.day)?loi=thieu-phi", session: accountant, over: client)
            #expect(String(buffer: told.body).contains("Tệp của ngày không có phí."))
            #expect(try await send("\(Self.day)/dong", "without_fees=1", by: accountant) == "\(Self.day)?xong=chot")
        }
    }

    @Test func `an auditor reads and changes nothing; a regional person sees nothing`() async throws {
        let site = try await StaffSite()
        let auditor = try await site.session(of: .init(role: .auditor, unit: "CNTT"))
        let regional = try await site.session(of: .init(role: .accountManager, unit: "KV1"))
        try await site.application.test(.router) { client async throws in
            let read = try await site.send(.get, Self.day, session: auditor, over: client)
            #expect(read.status == .ok)
            #expect(!String(buffer: read.body).contains("enctype="))
            #expect(try await upload("KHONGRO-1 1 1", site, auditor, over: client).status == .forbidden)
            #expect(try await site.send(.get, Self.day, session: regional, over: client).status == .forbidden)
        }
    }
}

extension SettlementReader {
    /// Each line of the file is a reference, a number and đồng, paid at noon of the day before; `fault` cannot be read.
    static let plain = SettlementReader { source in
        guard case .bytes(let bytes) = source.content else {
            throw SettlementFileFault(words: .init(vietnamese: "", english: ""))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text != "fault" else {
            throw SettlementFileFault(words: .init(vietnamese: "Tệp không đọc được.", english: "Cannot be read."))
        }
        let items = text.split(separator: "\n").enumerated().map { index, line in
            let words = line.split(separator: " ").map(String.init)
            return SettlementItem.line(
                SettlementLine(
                    rowNumber: Int64(index + 1),
                    names: (words[0], words[1]),
                    time: Timestamp.noon.adding(days: -1),
                    what: (.payment, .succeeded),
                    amounts: (Int64(words[2]) ?? 0, nil, nil),
                    means: ("NCB", "ATM", .domestic),
                    raw: String(line)
                )
            )
        }
        let rest = Mutex(items)
        return SettlementRows(export: "fees") { limit in
            rest.withLock { rest in
                defer { rest.removeFirst(min(limit, rest.count)) }
                return Array(rest.prefix(limit))
            }
        }
    }
}

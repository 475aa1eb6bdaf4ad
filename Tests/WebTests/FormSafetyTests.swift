import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import TestKit
import Testing

@testable import Web

/// Where forms come from, how large they may be, and what reading them costs.
@Suite struct FormSafetyTests {
    private static let manager = StaffSite.Person(role: .accountManager, unit: "KV1")

    // MARK: Whose token

    @Test func `a session's forms carry a token of that session, and no other's works`() async throws {
        let site = try await StaffSite()
        let session = try await site.session(of: Self.manager)
        let other = try await site.session(of: .init(role: .accountManager, unit: "KV2"))
        try await site.application.test(.router) { client async throws in
            let page = try await site.send(.get, "/quan-ly", session: session, over: client)
            let text = String(buffer: page.body)
            let token = try #require(text.firstMatch(of: /name="csrf" value="([^"]+)"/)?.1)
            #expect(token == site.csrfToken(session))
            for (stolen, status) in [
                (site.csrfToken(nil), HTTPResponse.Status.forbidden), (site.csrfToken(other), .forbidden),
                (site.csrfToken(session), .seeOther),
            ] {
                let response = try await post(
                    "/quan-ly/hop-tin/da-xem",
                    "csrf=\(stolen)",
                    ["qldv_visitor": StaffSite.browser, "qldv_staff": session],
                    over: client
                )
                #expect(response.status == status)
            }
        }
    }

    @Test func `a form says where it comes from, and one from elsewhere changes nothing`() async throws {
        let site = try await StaffSite()
        let session = try await site.session(of: Self.manager)
        let rows: [(origin: String?, site: String?, status: HTTPResponse.Status)] = [
            (nil, nil, .seeOther), ("http://localhost", nil, .seeOther), ("http://localhost", "same-origin", .seeOther),
            ("null", "same-origin", .seeOther), ("null", nil, .seeOther), (nil, "none", .seeOther),
            ("https://evil.example", nil, .forbidden), ("http://localhost.evil.example", nil, .forbidden),
            ("http://localhost", "cross-site", .forbidden), (nil, "same-site", .forbidden),
            ("null", "cross-site", .forbidden),
        ]
        try await site.application.test(.router) { client async throws in
            for row in rows {
                var headers: HTTPFields = [:]
                headers[.origin] = row.origin
                headers[.secFetchSite] = row.site
                let response = try await post(
                    "/quan-ly/hop-tin/da-xem",
                    "csrf=\(site.csrfToken(session))",
                    ["qldv_staff": session],
                    headers,
                    over: client
                )
                #expect(response.status == row.status, "\(row)")
            }
        }
    }

    private func post(
        _ path: String,
        _ body: String,
        _ cookies: [String: String],
        _ more: HTTPFields = [:],
        over client: any TestClientProtocol
    ) async throws -> TestResponse {
        var headers = more
        headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        return try await client.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    // MARK: Cookies

    @Test func `over https every cookie is this host's alone`() {
        for cookie in SiteCookie.allCases {
            let secure = cookie.cookie("x", maxAge: 60, isSecure: true).description
            #expect(secure.hasPrefix("__Host-\(cookie.rawValue)=x"))
            #expect(secure.contains("Path=/;") || secure.hasSuffix("Path=/"), "\(secure)")
            #expect(secure.contains("Secure") && secure.contains("HttpOnly") && !secure.contains("Domain"))
            let plain = cookie.cookie("x", maxAge: 60, isSecure: false).description
            #expect(plain.hasPrefix("\(cookie.rawValue)=x") && !plain.contains("Secure"))
        }
    }

    // MARK: Files

    @Test func `who may not send a file is told so before it is read`() async throws {
        let site = try await StaffSite()
        let things = try #require(site.things["KV1"])
        let path = "/quan-ly/hop-dong/\(things.contract)/tep"
        let accountant = try await site.session(of: .init(role: .accountant, unit: "CNTT"))
        let manager = try await site.session(of: Self.manager)
        // No boundary anywhere: whoever reads it finds a bad request.
        let body = String(repeating: "x", count: 300_000)
        let type: HTTPFields = [.contentType: "multipart/form-data; boundary=cut"]
        try await site.application.test(.router) { client async throws in
            func send(_ path: String, _ session: String?) async throws -> HTTPResponse.Status {
                try await post(path, body, session.map { ["qldv_staff": $0] } ?? [:], type, over: client).status
            }
            #expect(try await send(path, nil) == .seeOther, "to the sign-in page")
            #expect(try await send(path, accountant) == .forbidden)
            #expect(try await send(path, manager) == .badRequest)
            #expect(try await send("/quan-ly/hop-tin/da-xem", manager) == .contentTooLarge, "no files there")
            #expect(try await send("/quan-ly/dang-nhap", nil) == .contentTooLarge)
        }
        #expect(try await site.denials() == 1)
    }

    @Test func `files are taken at five addresses`() async throws {
        let routes = try await StaffSite().website.staffRoutes.filter { $0.fileLimitBytes != nil }
        #expect(
            routes.map(\.path) == [
                "quan-ly/hop-dong/:id/sua", "quan-ly/hop-dong/:id/tep", "quan-ly/khieu-nai/:id",
                "quan-ly/doi-soat/:day/tep", "quan-ly/cuoc/su-dung/tep",
            ]
        )
    }

    @Test(arguments: [
        String(repeating: "\r\n--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", count: 4_000),
        String(repeating: "a", count: 300_000), String(repeating: "\r\n", count: 150_000),
        String(repeating: "\r\n--", count: 75_000),
    ])
    func `reading a file full of almost-boundaries costs two looks a byte`(filling: String) throws {
        let boundary = String(repeating: "a", count: 69) + "b"
        let head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"
        let bytes = Array((head + filling + "\r\n--\(boundary)--\r\n").utf8)
        var work = 0
        let parts = try FormData.parts(of: bytes, between: Array("--\(boundary)".utf8), work: &work)
        #expect(parts.count == 1)
        #expect(work <= 2 * bytes.count)
        let form = try FormData(parts: bytes, boundary: boundary)
        #expect(form.file("file")?.bytes.count == filling.utf8.count)
    }

    @Test func `no form has more than four hundred parts`() throws {
        let part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n"
        let fine = Array((String(repeating: part, count: 400) + "--b--").utf8)
        #expect(try FormData(parts: fine, boundary: "b").all("a").count == 400)
        let many = Array((String(repeating: part, count: 401) + "--b--").utf8)
        #expect(throws: HTTPError.self) { try FormData(parts: many, boundary: "b") }
    }

    @Test func `a file's name may hold what separates parameters`() throws {
        let text = """
            --b\r\nContent-Disposition: form-data; name="file"; filename="a; name=evil.pdf"\r\n\r\nx\r\n--b--\r\n
            """
        let form = try FormData(parts: Array(text.utf8), boundary: "b")
        #expect(form.file("file")?.name == "a; name=evil.pdf")
    }
}

import Authenticator
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import People
import TestKit
import Testing

@testable import Web

/// Signing in through the real forms, as a browser does it.
@Suite struct StaffEntranceTests {
    /// Keeps cookies and reads tokens out of pages.
    private struct Browser {
        var cookies: [String: String] = [:]
        var text = ""
        var location = ""

        mutating func get(_ path: String, _ client: some TestClientProtocol) async throws -> HTTPResponse.Status {
            take(try await client.execute(uri: path, method: .get, headers: [.cookie: header]))
        }

        /// Sends the form of the page before, with its hidden fields.
        mutating func post(
            _ path: String,
            _ fields: [String: String],
            _ client: some TestClientProtocol
        ) async throws -> HTTPResponse.Status {
            var fields = fields
            for match in text.matches(of: #/<input type="hidden" name="([^"]+)" value="([^"]*)">/#) {
                fields[String(match.1)] = fields[String(match.1)] ?? String(match.2)
            }
            let body = fields.map { "\($0.key)=\($0.value.percentEncoded)" }.joined(separator: "&")
            return take(
                try await client.execute(
                    uri: path,
                    method: .post,
                    headers: [.cookie: header, .contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: body)
                )
            )
        }

        private var header: String { cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }

        private mutating func take(_ response: TestResponse) -> HTTPResponse.Status {
            for cookie in response.headers[values: .setCookie] {
                let parts = cookie.split(separator: ";", omittingEmptySubsequences: false)
                let pair = parts[0].split(separator: "=", maxSplits: 1).map(String.init)
                cookies[pair[0]] = pair.count == 2 ? pair[1] : ""
                if pair[0] == "qldv_staff" {
                    #expect(cookie.contains("HttpOnly") && cookie.contains("Path=/quan-ly"))
                    #expect(cookie.contains("SameSite=Lax"))
                }
            }
            text = String(buffer: response.body)
            location = response.headers[.location] ?? ""
            return response.status
        }
    }

    @Test func `an approver signs in with password and authenticator, works, and leaves`() async throws {
        let site = try await StaffSite()
        let approver = try #require(site.members[.init(role: .regionalApprover, unit: "KV1")])
        let email = approver.email.description
        try await site.application.test(.router) { client async throws in
            var browser = Browser()
            // Outside of the macro, so that the compiler sees that this closure throws.
            let first = try await browser.get("/quan-ly/don-vi/ngay-le", client)
            #expect(first == .seeOther)
            let entrance = browser.location
            #expect(try await browser.get(entrance, client) == .ok)
            #expect(
                try await browser.post("/quan-ly/dang-nhap", ["email": email, "password": "x"], client)
                    == .unprocessableContent
            )
            let right = ["email": email, "password": StaffSite.password]
            #expect(try await browser.post("/quan-ly/dang-nhap", right, client) == .ok)
            #expect(browser.text.contains("otpauth") == false, "the secret is in the picture, not in the text")
            #expect(
                try await browser.post("/quan-ly/dang-nhap/thiet-lap", ["code": "000000"], client)
                    == .unprocessableContent
            )
            let code = approver.authenticator(site.key).code(step: TOTP.step(at: site.world.now()))
            #expect(try await browser.post("/quan-ly/dang-nhap/thiet-lap", ["code": code], client) == .seeOther)
            #expect(browser.location == "/quan-ly/don-vi/ngay-le", "back to where it began")
            #expect(try await browser.get(browser.location, client) == .ok)
            #expect(browser.text.contains(approver.name))
            #expect(try await browser.get("/quan-ly/nhat-ky", client) == .forbidden)
            #expect(try await browser.get("/quan-ly", client) == .ok)
            #expect(try await browser.post("/quan-ly/dang-xuat", [:], client) == .seeOther)
            #expect(try await browser.get("/quan-ly", client) == .seeOther)
        }
    }

    @Test func `nobody is led away from the site after signing in`() async throws {
        let site = try await StaffSite()
        let manager = try #require(site.members[.init(role: .accountManager, unit: "KV1")])
        let right = ["email": manager.email.description, "password": StaffSite.password]
        try await site.application.test(.router) { client async throws in
            for next in ["https://evil.example", "x./quan-ly/hop-tin", "//evil.example", ""] {
                var browser = Browser()
                _ = try await browser.get("/quan-ly/dang-nhap?tiep=\(next.percentEncoded)", client)
                #expect(try await browser.post("/quan-ly/dang-nhap", right, client) == .seeOther)
                #expect(browser.location == "/quan-ly")
            }
        }
    }
}

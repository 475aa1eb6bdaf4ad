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
        let client: any TestClientProtocol
        var cookies: [String: String] = [:]
        var text = ""
        var location = ""

        init(_ client: any TestClientProtocol) { self.client = client }

        mutating func get(_ path: String, expecting status: HTTPResponse.Status) async throws {
            let response = try await client.execute(uri: path, method: .get, headers: [.cookie: header])
            take(response, from: path, status)
        }

        /// Sends the form of the page before, with its hidden fields.
        mutating func post(
            _ path: String,
            _ fields: [String: String],
            expecting status: HTTPResponse.Status
        ) async throws {
            var fields = fields
            for match in text.matches(of: #/<input type="hidden" name="([^"]+)" value="([^"]*)">/#) {
                fields[String(match.1)] = fields[String(match.1)] ?? String(match.2)
            }
            let body = fields.map { "\($0.key)=\($0.value.percentEncoded)" }.joined(separator: "&")
            let response = try await client.execute(
                uri: path,
                method: .post,
                headers: [.cookie: header, .contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: body)
            )
            take(response, from: path, status)
        }

        private var header: String { cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }

        private mutating func take(_ response: TestResponse, from path: String, _ status: HTTPResponse.Status) {
            #expect(response.status == status, "\(path)")
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
        }
    }

    @Test func `an approver signs in with password and authenticator, works, and leaves`() async throws {
        let site = try await StaffSite()
        let approver = try #require(site.members[.init(role: .regionalApprover, unit: "KV1")])
        let email = approver.email.description
        let code = approver.authenticator(site.key).code(step: TOTP.step(at: site.world.now()))
        try await site.application.test(.router) { client in
            var browser = Browser(client)
            try await browser.get("/quan-ly/don-vi/ngay-le", expecting: .seeOther)
            try await browser.get(browser.location, expecting: .ok)
            let wrong = ["email": email, "password": "x"]
            try await browser.post("/quan-ly/dang-nhap", wrong, expecting: .unprocessableContent)
            let right = ["email": email, "password": StaffSite.password]
            try await browser.post("/quan-ly/dang-nhap", right, expecting: .ok)
            #expect(!browser.text.contains("otpauth"), "the address is in the picture, not in the text")
            let setUp = "/quan-ly/dang-nhap/thiet-lap"
            try await browser.post(setUp, ["code": "12345"], expecting: .unprocessableContent)
            try await browser.post(setUp, ["code": code], expecting: .seeOther)
            #expect(browser.location == "/quan-ly/don-vi/ngay-le", "back to where it began")
            try await browser.get(browser.location, expecting: .ok)
            #expect(browser.text.contains(approver.name))
            try await browser.get("/quan-ly/nhat-ky", expecting: .forbidden)
            try await browser.get("/quan-ly", expecting: .ok)
            try await browser.post("/quan-ly/dang-xuat", [:], expecting: .seeOther)
            try await browser.get("/quan-ly", expecting: .seeOther)
        }
    }

    @Test func `nobody is led away from the site after signing in`() async throws {
        let site = try await StaffSite()
        let manager = try #require(site.members[.init(role: .accountManager, unit: "KV1")])
        let right = ["email": manager.email.description, "password": StaffSite.password]
        try await site.application.test(.router) { client async throws in
            for next in ["https://evil.example", "x./quan-ly/hop-tin", "//evil.example", ""] {
                var browser = Browser(client)
                try await browser.get("/quan-ly/dang-nhap?tiep=\(next.percentEncoded)", expecting: .ok)
                try await browser.post("/quan-ly/dang-nhap", right, expecting: .seeOther)
                #expect(browser.location == "/quan-ly")
            }
        }
    }
}

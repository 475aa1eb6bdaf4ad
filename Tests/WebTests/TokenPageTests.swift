import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import Storage
import TestKit
import Testing

@testable import Web

/// Tokens of the API at the pages.
@Suite struct TokenPageTests {
    private let manager = StaffSite.Person(role: .accountManager, unit: "KV1")
    private let admin = StaffSite.Person(role: .admin, unit: "CNTT")

    @Test func `a token is shown once, listed without its secret, and revoked`() async throws {
        let site = try await StaffSite()
        let session = try await site.session(of: manager)
        try await site.application.test(.router) { client in
            let form = "name=ERP&days=30&scope=viewContracts&scope=viewCustomers"
            let issued = try await site.send(.post, "/quan-ly/api/moi", session: session, form: form, over: client)
            #expect(issued.status == .ok)
            let page = String(buffer: issued.body)
            let token = try #require(page.firstMatch(of: /qldv_([0-9a-f-]{36})\.([A-Za-z0-9_-]+)/))
            let list = try await site.send(.get, "/quan-ly/api", session: session, over: client)
            let listed = String(buffer: list.body)
            #expect(listed.contains("ERP") && !listed.contains(token.2))
            let path = "/quan-ly/api/\(token.1)/thu-hoi"
            let revoked = try await site.send(.post, path, session: session, over: client)
            #expect(revoked.status == .seeOther)
            let after = try await site.send(.get, "/quan-ly/api?xong=thu-hoi", session: session, over: client)
            #expect(String(buffer: after.body).contains("Đã thu hồi"))
        }
    }

    @Test(arguments: [
        "days=30&scope=viewContracts", "name=ERP&days=0&scope=viewContracts", "name=ERP&days=30",
        "name=ERP&days=30&scope=approveRegionally", "name=ERP&days=30&scope=manageStaff",
    ])
    func `a form with a mistake comes back and issues nothing`(form: String) async throws {
        let site = try await StaffSite()
        let session = try await site.session(of: manager)
        try await site.application.test(.router) { client in
            let reply = try await site.send(.post, "/quan-ly/api/moi", session: session, form: form, over: client)
            #expect(reply.status == .unprocessableContent)
            #expect(String(buffer: reply.body).contains("-error"))
        }
        let tokens = try await site.database.read { try APIToken.all(of: nil, on: $0) }
        #expect(tokens.isEmpty)
    }

    @Test func `only whoever looks after them touches another's`() async throws {
        let site = try await StaffSite()
        let (mine, theirs) = (try await site.session(of: manager), try await site.session(of: admin))
        let manager = try #require(site.members[manager])
        let admin = try #require(site.members[admin])
        try await site.application.test(.router) { client in
            let path = "/quan-ly/api/moi"
            let form = "name=ERP&days=30&scope=viewContracts&staff="
            let refused = try await site.send(.post, path, session: mine, form: form + "\(admin.id)", over: client)
            #expect(refused.status == .forbidden)
            let issued = try await site.send(.post, path, session: theirs, form: form + "\(manager.id)", over: client)
            #expect(issued.status == .ok)
            let list = try await site.send(.get, "/quan-ly/api", session: theirs, over: client)
            #expect(String(buffer: list.body).contains(manager.name))
        }
    }
}

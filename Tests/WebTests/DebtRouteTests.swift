import Dunning
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import Storage
import TestKit
import Testing

@testable import Web

/// Debts over HTTP: what is said when a step cannot be taken.
@Suite struct DebtRouteTests {
    @Test func `the timetable is the admin's, and a wrong one comes back as typed`() async throws {
        let site = try await StaffSite()
        let admin = try await site.session(of: .init(role: .admin, unit: "CNTT"))
        let accountant = try await site.session(of: .init(role: .accountant, unit: "CNTT"))
        let address = "/quan-ly/no-cuoc/lich-nhac"
        try await site.application.test(.router) { client in
            let read = try await site.send(.get, address, session: accountant, over: client)
            #expect(read.status == .ok)
            #expect(!String(buffer: read.body).contains("name=\"days-0\""), "no form for who may not")
            #expect(try await site.send(.post, address, session: accountant, over: client).status == .forbidden)
            let shown = try await site.send(.get, address, session: admin, over: client)
            #expect(String(buffer: shown.body).contains("name=\"days-0\""))
            for (body, words) in [
                ("days-0=3&tone-0=friendly", "nhắc nhẹ"),
                ("days-0=3&tone-0=firm&days-1=3&tone-1=firm", "cùng một ngày"),
                ("days-0=x&tone-0=firm", "−30 đến 365"), ("days-0=400&tone-0=firm", "−30 đến 365"),
            ] {
                let wrong = try await post(address, body, admin, site, client)
                #expect(wrong.status == .unprocessableContent, "\(body)")
                #expect(String(buffer: wrong.body).contains(words), "\(body)")
            }
            let right = try await post(
                address,
                "days-0=-2&tone-0=friendly&days-1=&tone-1=firm&days-5=20&tone-5=suspension",
                admin,
                site,
                client
            )
            #expect(right.status == .seeOther)
        }
        let stored = try await site.database.read { try DunningTimetable.read(on: $0) }
        #expect(stored.text == "-2 email friendly, 20 email suspension")
    }

    @Test func `a step that cannot be taken is explained on the customer's page`() async throws {
        let site = try await StaffSite()
        let manager = try await site.session(of: .init(role: .accountManager, unit: "KV1"))
        let customer = try #require(site.things["KV1"]).customer
        let page = "/quan-ly/no-cuoc/khach/\(customer)"
        try await site.application.test(.router) { client in
            for (step, body, problem, words) in [
                ("hen-tra", "promise-day=2030-01-01&promise-note=abc", "ngay", "không quá xa"),
                ("hen-tra", "promise-day=&promise-note=", "ghi-ro", "Hãy ghi rõ"),
                ("nhac-lai", "", "muon", "Tình trạng đã thay đổi"),
            ] {
                let response = try await post("\(page)/\(step)", body, manager, site, client)
                #expect(response.headers[.location] == "\(page)?loi=\(problem)", "\(step)")
                let shown = try await site.send(.get, "\(page)?loi=\(problem)", session: manager, over: client)
                #expect(String(buffer: shown.body).contains(words))
            }
            #expect(
                try await post("\(page)/de-xuat", "kind=refund", manager, site, client).status == .forbidden
            )
        }
    }

    private func post(
        _ address: String,
        _ body: String,
        _ session: String,
        _ site: StaffSite,
        _ client: any TestClientProtocol
    ) async throws -> TestResponse {
        try await site.send(.post, address, session: session, form: body, over: client)
    }
}

import Alarms
import Contracts
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import Storage
import TestKit
import Testing

@testable import Web

/// Alarms over HTTP: who sees what, the release by two people, and what a payer and an account manager see meanwhile.
@Suite struct AlarmRouteTests {
    private func raise(_ site: StaffSite, on contract: String) async throws -> Alarm {
        let world = site.world
        let finding = Alarm.Finding(offender: "HD <1>", detail: "paid", subject: "contract:\(contract)")
        let raised = try await site.database.write { connection in
            try RaiseAlarms(world: world, connection: connection)([finding], of: "payments_are_booked")
        }
        return try #require(raised.first)
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

    @Test func `one asks, another agrees, and the pages say how it stands`() async throws {
        let site = try await StaffSite()
        let (an, binh) = (
            try await site.session(of: .init(role: .accountant, unit: "CNTT")),
            try await site.session(of: site.hire([.accountant], in: "CNTT", called: "binh"))
        )
        let manager = try await site.session(of: .init(role: .accountManager, unit: "KV1"))
        let contract = try #require(site.things["KV1"]).contract
        let alarm = try await raise(site, on: contract)
        try await site.application.test(.router) { client in
            func read(_ address: String, _ session: String) async throws -> String {
                let response = try await site.send(.get, address, session: session, over: client)
                #expect(response.status == .ok, "\(address)")
                return String(buffer: response.body)
            }
            #expect(try await site.send(.get, "/quan-ly/canh-bao", session: manager, over: client).status == .forbidden)
            #expect(try await read("/quan-ly/hop-dong/\(contract)", manager).contains("đang bị đóng băng"))
            let list = try await read("/quan-ly/canh-bao", an)
            #expect(list.contains("HD &lt;1&gt;") && list.contains("Xin gỡ"))
            #expect(try await read("/quan-ly/canh-bao/quy-tac", an).contains("Chưa xem"))
            #expect(try await read("/quan-ly/canh-bao/xuat?dang=csv", an).contains("HD <1>"))
            let step = "/quan-ly/canh-bao/\(alarm.id)"
            let short = try await post("\(step)/xin-go", "reason=x", an, site, client)
            #expect(short.headers[.location] == "/quan-ly/canh-bao?loi=ly-do")
            let asked = try await post("\(step)/xin-go", "reason=da+kiem+tra", an, site, client)
            #expect(asked.headers[.location] == "/quan-ly/canh-bao?xong=xin-go")
            let own = try await post("\(step)/dong-y", "", an, site, client)
            #expect(own.headers[.location] == "/quan-ly/canh-bao?loi=tu-duyet")
            #expect(try await read("/quan-ly/canh-bao?trang-thai=proposed", binh).contains("Tôi đồng ý gỡ"))
            #expect(try await !read("/quan-ly/canh-bao?trang-thai=proposed", an).contains("Tôi đồng ý gỡ"))
            let agreed = try await post("\(step)/dong-y", "", binh, site, client)
            #expect(agreed.headers[.location] == "/quan-ly/canh-bao?xong=dong-y")
            #expect(try await !read("/quan-ly/hop-dong/\(contract)", manager).contains("đang bị đóng băng"))
            #expect(
                try await post("\(step)/dong-y", "", binh, site, client).headers[.location]
                    == "/quan-ly/canh-bao?loi=muon"
            )
            #expect(try await post("/quan-ly/canh-bao/x/dong-y", "", binh, site, client).status == .notFound)
        }
    }
}

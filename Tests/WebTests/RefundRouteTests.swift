import Billing
import Contracts
import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import Payments
import People
import Refunds
import Storage
import TestKit
import Testing

@testable import Web

/// Refund cases over HTTP: who sees them, who works them, and what is said when it cannot be.
@Suite struct RefundRouteTests {
    @Test func `one accountant proposes, another agrees, and everybody else is refused`() async throws {
        let site = try await StaffSite()
        let known = try await opened(site)
        let address = "/quan-ly/hoan-tien/\(known.id)"
        let accountant = try await site.session(of: .init(role: .accountant, unit: "CNTT"))
        let manager = try await site.session(of: .init(role: .accountManager, unit: "KV1"))
        let other = try await site.session(of: .init(role: .accountManager, unit: "KV2"))
        let agent = try await site.session(of: .init(role: .agent, unit: "KV1"))
        try await site.application.test(.router) { client in
            for (session, status) in [
                (accountant, HTTPResponse.Status.ok), (manager, .ok), (other, .notFound), (agent, .notFound),
            ] {
                #expect(try await site.send(.get, address, session: session, over: client).status == status)
            }
            let list = try await site.send(.get, "/quan-ly/hoan-tien", session: accountant, over: client)
            #expect(String(buffer: list.body).contains(known.payment.reference))
            let empty = try await site.send(.get, "/quan-ly/hoan-tien?tim=khongco", session: accountant, over: client)
            #expect(String(buffer: empty.body).contains("Không có hồ sơ nào"))
            let file = try await site.send(.get, "/quan-ly/hoan-tien/xuat?dang=csv", session: accountant, over: client)
            #expect(String(buffer: file.body).contains(known.payment.reference))
            let payment = "/quan-ly/thanh-toan/\(known.payment.reference)"
            let story = try await site.send(.get, payment, session: accountant, over: client)
            #expect(String(buffer: story.body).contains(address))
            let page = try await site.send(.get, address, session: manager, over: client)
            #expect(!String(buffer: page.body).contains("/de-xuat"), "no button for who may not")
            #expect(
                try await site.send(.post, address + "/de-xuat", session: manager, over: client).status == .forbidden
            )
        }
    }

    /// A paid contract of KV1 with a case about it.
    private func opened(_ site: StaffSite) async throws -> RefundCase {
        let things = try #require(site.things["KV1"])
        let id = try #require(Contract.ID(things.contract))
        let attempt = try await site.database.write { [world = site.world] connection in
            let request = try #require(try PaymentRequest.current(of: id, on: connection))
            let contract = try #require(try Contract.find(id, on: connection))
            try connection.run(
                """
                INSERT INTO payment_attempt (id, request_id, terminal, reference, amount_dong, state, created_at,
                    expires_at, changed_at, contract_id, unit_code)
                VALUES (\(world.newID(PaymentAttempt.self)), \(request.id), 'T', 'HT-1', \(request.amount), 'redirected',
                    1, 2, 3, \(id), \(contract.belonging.unit))
                """
            )
            return try #require(try PaymentAttempt.find(reference: "HT-1", on: connection))
        }
        return try await site.database.write { [world = site.world] connection in
            try PaymentCase.Opening(.suspectedFraud, reference: "HT-1", amount: attempt.amount, detail: "07")
                .open(in: world, on: connection)
            let known = try #require(try PaymentCase.all(about: "HT-1", on: connection).first)
            return try #require(try RefundCase.find(known.id, on: connection))
        }
    }
}

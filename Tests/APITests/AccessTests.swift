import Contracts
import Hummingbird
import HummingbirdTesting
import Invoicing
import Kernel
import Organisation
import Refunds
import Storage
import TestKit
import Testing

@testable import API

/// Role × call × own, own unit's or another unit's: what `Access` says is what the API does.
@Suite struct AccessTests {
    /// A call about one thing: which, and with what body.
    struct Call: Sendable {
        let method: HTTPRequest.Method
        let path: String
        let action: Action
        var body: String?
    }

    /// Things of one account manager.
    struct Things: Sendable {
        let customer: String
        let contract: String
        let unit: String
        let manager: StaffMember.ID
        let approval: String
        let reference: String
        let activation: String
        let invoice: String
        let refundCase: String

        var belonging: Belonging { Belonging(unit: unit, people: [manager]) }

        private static let replacement = """
            {"reason":"x","lines":[{"name":"a","unit":"b","quantity":1,"unit_price_dong":1,"vat_rate":"99%"}]}
            """

        var calls: [Call] {
            [
                Call(method: .get, path: "customers/\(customer)", action: .viewCustomers),
                Call(method: .patch, path: "customers/\(customer)", action: .editCustomers, body: "{}"),
                Call(method: .get, path: "contracts/\(contract)", action: .viewContracts),
                Call(method: .get, path: "contracts/\(contract)/timeline", action: .viewContracts),
                Call(method: .get, path: "contracts/\(contract)/payment_requests", action: .viewContracts),
                Call(method: .get, path: "contracts/\(contract)/attachments", action: .viewContracts),
                Call(
                    method: .patch,
                    path: "contracts/\(contract)",
                    action: .declareContracts,
                    body: #"{"revision":9}"#
                ),
                Call(
                    method: .post,
                    path: "contracts/\(contract)/submit",
                    action: .declareContracts,
                    body: #"{"revision":9}"#
                ),
                Call(
                    method: .post,
                    path: "contracts/\(contract)/cancel",
                    action: .declareContracts,
                    body: #"{"reason":"x"}"#
                ),
                Call(method: .post, path: "contracts/\(contract)/renew", action: .declareContracts),
                Call(method: .post, path: "contracts/\(contract)/payment_link", action: .followContracts),
                Call(method: .delete, path: "contracts/\(contract)/payment_link", action: .followContracts),
                Call(method: .get, path: "payments/\(reference)", action: .viewPayments),
                Call(method: .get, path: "approvals/\(approval)", action: .viewApprovals),
                Call(method: .post, path: "activations/\(activation)/retry", action: .retryActivations),
                Call(method: .get, path: "invoices/\(invoice)", action: .viewInvoices),
                Call(method: .post, path: "invoices/\(invoice)/retry", action: .workInvoices, body: "{}"),
                Call(
                    method: .post,
                    path: "invoices/\(invoice)/adjustment",
                    action: .workInvoices,
                    body: #"{"reason":"x","direction":"decrease"}"#
                ),
                Call(
                    method: .post,
                    path: "invoices/\(invoice)/replacement",
                    action: .workInvoices,
                    body: Self.replacement
                ),
                Call(method: .get, path: "refund_cases/\(refundCase)", action: .viewRefunds),
                Call(
                    method: .post,
                    path: "refund_cases/\(refundCase)/proposal",
                    action: .proposeRefunds,
                    body: #"{"way":"kept","reason":"x"}"#
                ),
                Call(method: .post, path: "refund_cases/\(refundCase)/inquiry", action: .proposeRefunds),
                Call(
                    method: .post,
                    path: "refund_cases/\(refundCase)/ruling",
                    action: .confirmRefunds,
                    body: #"{"ruling":"made","reason":"x"}"#
                ),
            ]
        }
    }

    private func things(_ office: Office, of person: Office.Person) async throws -> Things {
        let token = try await office.token(person)
        let member = try office.member(person)
        let approvers: [Office.Person] = person == .manager ? [.approver, .itApprover] : [.approverTwo, .itApprover]
        var tokens: [String] = []
        for approver in approvers { tokens.append(try await office.token(approver)) }
        let found = try await office.app.test(.router) { [tokens] client in
            let program = Program(client: client, token: token)
            let contract = try await program.submitted()
            let customer = try await program.get("contracts/\(contract)").text("customer_id")
            try await office.pay(contract)
            var approval = ""
            for token in tokens {
                let approver = Program(client: client, token: token)
                let waiting = try await approver.get("approvals?state=waiting&contract_id=\(contract)")
                guard case .text(let id)? = waiting.items.first?["id"],
                    case .text(let hash)? = waiting.items.first?["hash"]
                else { throw Office.Unexpected() }
                approval = id
                let verdict = #"{"verdict":"approve","seen_hash":"\#(hash)"}"#
                #expect(try await approver.post("approvals/\(id)/decision", verdict).status == 200)
            }
            let payments = try await program.get("payments?contract_id=\(contract)")
            let activations = try await program.get("activations?contract_id=\(contract)")
            guard case .text(let reference)? = payments.items.first?["reference"],
                case .text(let activation)? = activations.items.first?["id"]
            else { throw Office.Unexpected() }
            return (customer, contract, approval, reference, activation)
        }
        let open = OpenRefundCase(database: office.database, world: office.world)
        let accountant = try office.member(.accountant)
        guard case .opened(let refundCase) = try await open(found.3, amount: "1", reason: "x", by: accountant) else {
            throw Office.Unexpected()
        }
        return Things(
            customer: found.0,
            contract: found.1,
            unit: member.unit.code,
            manager: member.id,
            approval: found.2,
            reference: found.3,
            activation: found.4,
            invoice: try await office.invoice(found.1, .accepted),
            refundCase: "\(refundCase)"
        )
    }

    @Test(arguments: Office.Person.allCases)
    func `each role reaches what it may, of its own, its unit and no other`(person: Office.Person) async throws {
        let office = try await Office()
        let all = [try await things(office, of: .manager), try await things(office, of: .managerTwo)]
        let member = try office.member(person)
        try await office.serve(person) { program in
            for things in all {
                for call in things.calls {
                    let key = call.method == .post ? "\(call.path)" : nil
                    let reply = try await program.call(
                        call.method,
                        call.path,
                        call.body,
                        key: key.map { "\($0.hashValue)" }
                    )
                    let told = "\(person) \(call.method) \(call.path): \(reply.status) \(reply.text.prefix(200))"
                    if !member.may(call.action) {
                        #expect(reply.status == 403 && reply.isProblem, "\(told)")
                    } else if !member.may(call.action, on: things.belonging) {
                        #expect(reply.status == 404 && reply.isProblem, "\(told)")
                    } else {
                        #expect(reply.status != 403 && reply.status != 404 && reply.status < 500, "\(told)")
                    }
                }
            }
        }
    }

    @Test(arguments: Office.Person.allCases)
    func `a list holds what its reader may see`(person: Office.Person) async throws {
        let office = try await Office()
        let all = [try await things(office, of: .manager), try await things(office, of: .managerTwo)]
        let member = try office.member(person)
        try await office.serve(person) { program in
            for (path, action) in [
                ("customers", Action.viewCustomers), ("contracts", .viewContracts), ("payments", .viewPayments),
                ("activations", .viewActivations), ("approvals", .viewApprovals), ("disputes", .viewContracts),
                ("invoices", .viewInvoices), ("refund_cases", .viewRefunds),
            ] {
                let reply = try await program.get(path)
                guard member.may(action) else {
                    #expect(reply.status == 403, "\(person) \(path)")
                    continue
                }
                let expected = all.filter { member.may(action, on: $0.belonging) }.count
                #expect(reply.items.count == (path == "disputes" ? 0 : expected), "\(person) \(path)")
            }
        }
    }

    @Test func `a token without the scope is refused, whatever its person may, and the log has it`() async throws {
        let office = try await Office()
        let actions = Set(APIRoutes.endpoints.map(\.action)).subtracting([.ownDesk])
        for action in actions.sorted(by: { $0.rawValue < $1.rawValue }) {
            let holder = try #require(Office.Person.allCases.first { (try? office.member($0).may(action)) == true })
            let member = try office.member(holder)
            let scopes = Set(Action.scopesToChoose.filter { member.may($0) && $0 != action })
            let endpoints = APIRoutes.endpoints.filter { $0.action == action }
            let denials = try await office.count("audit_entry WHERE action = 'access.denied'")
            try await office.serve(holder, scopes) { program in
                for endpoint in endpoints {
                    let path = endpoint.path.replacing("{id}", with: "0192f0a0-0000-7000-8000-000000000009")
                        .replacing("{attachment}", with: "x").replacing("{file}", with: "x").replacing(
                            "{reference}",
                            with: "x"
                        )
                        .replacing("{day}", with: "2026-11-20").replacing("{number}", with: "7")
                    let reply = try await program.call(endpoint.method.http, path, "{}", key: "k")
                    #expect(reply.status == 403 && reply.isProblem, "\(endpoint.path)")
                }
            }
            let now = try await office.count("audit_entry WHERE action = 'access.denied'")
            #expect(now == denials + Int64(endpoints.count))
        }
    }

    @Test func `seeing approvals is not deciding them`() async throws {
        let office = try await Office()
        let seeing = try await office.token(.approver, [.viewApprovals])
        try await office.serve(.manager) { program in
            let contract = try await program.submitted()
            try await office.pay(contract)
            let approver = Program(client: program.client, token: seeing)
            let waiting = try await approver.get("approvals")
            guard case .text(let id)? = waiting.items.first?["id"], case .text(let hash)? = waiting.items.first?["hash"]
            else { throw Office.Unexpected() }
            let verdict = #"{"verdict":"approve","seen_hash":"\#(hash)"}"#
            #expect(try await approver.post("approvals/\(id)/decision", verdict).status == 403)
        }
    }
}

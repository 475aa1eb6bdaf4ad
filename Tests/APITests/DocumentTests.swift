import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import TestKit
import Testing

@testable import API

/// `/api/openapi.json` is what the code does.
@Suite struct DocumentTests {
    /// Every struct that goes over the wire.
    static let bodies: [any Described.Type] = [
        CallerBody.self, ListBody<UnitBody>.self, UnitBody.self, WordsBody.self, ListBody<ProductBody>.self,
        ProductBody.self, PlanBody.self, PageBody<CustomerBody>.self, CustomerBody.self, CustomerInput.self,
        PageBody<ContractBody>.self, ContractBody.self, LineBody.self, TotalsBody.self, BuyerBody.self,
        PreviewBody.self, ContractInput.self, LineInput.self, ContractChanges.self, RevisionInput.self,
        ReasonInput.self, ListBody<TimelineBody>.self, TimelineBody.self, TimelineBody.Detail.self,
        ListBody<AttachmentBody>.self, AttachmentBody.self, ListBody<PaymentRequestBody>.self, PaymentRequestBody.self,
        LinkBody.self, LiveLinkBody.self, PageBody<DisputeBody>.self, DisputeBody.self, DisputeBody.File.self,
        DisputeAnswerInput.self,
        PageBody<ApprovalBody>.self, ApprovalBody.self, DecisionBody.self, DecisionInput.self,
        ListBody<DelegationBody>.self, DelegationBody.self, DelegationInput.self, PageBody<PaymentBody>.self,
        PaymentBody.self, PageBody<ActivationBody>.self, ActivationBody.self, PageBody<InvoiceBody>.self,
        InvoiceBody.self, PageBody<RefundCaseBody>.self, RefundCaseBody.self, ListBody<RefundBody>.self,
        RefundBody.self, RefundCaseInput.self, RefundProposalInput.self, RefundChoiceInput.self,
        RefundRejectionInput.self, RefundRulingInput.self, InvoiceRetryInput.self, InvoiceAdjustmentInput.self,
        InvoiceReplacementInput.self, InvoiceBuyerInput.self, InvoiceLineInput.self, FileChangesInput.self,
        FileChangesInput.Added.self, FileChangesInput.Replaced.self, PageBody<BankCreditBody>.self,
        BankCreditBody.self, BankCreditBody.Covered.self, BankCreditBody.Reversal.self, BankCreditInput.self,
        ListBody<DayBody>.self, DayBody.self, DayDossierBody.self, DayDossierBody.Sum.self,
        PageBody<ExceptionBody>.self, ExceptionBody.self, ProposalInput.self, OwnerInput.self, ProblemBody.self,
        ProblemBody.Field.self, PageBody<StatementBody>.self, StatementBody.self, StatementLineBody.self,
        PageBody<BillingRunBody>.self, BillingRunBody.self, UsageBatchInput.self, UsageEventInput.self,
        UsageReplyBody.self, UsageAnswerBody.self, PageBody<UsageBody>.self, UsageBody.self,
    ]

    @Test func `every schema belongs to a struct, and every struct to the list of this test`() {
        var names = Set(Self.bodies.map { $0.shape.name })
        names.insert(CustomerInput.changes.name)
        #expect(names == Set(OpenAPIDocument.shapes.keys))
        #expect(names.count == Self.bodies.count + 1)
    }

    @Test func `a struct with every field filled in is exactly what its table says`() throws {
        for body in Self.bodies {
            let value = try encoded(body.specimen)
            guard case .object(let members) = value else {
                Issue.record("\(body.shape.name) is no object")
                continue
            }
            #expect(Set(members.keys) == Set(body.shape.fields.map(\.name)), "\(body.shape.name)")
            #expect(body.shape.problems(of: value).isEmpty, "\(body.shape.problems(of: value))")
        }
        #expect(CustomerInput.changes.problems(of: try encoded(CustomerInput.specimen)).isEmpty)
    }

    @Test func `what was written is read again`() throws {
        func again<Body: Described>(_ body: Body) throws -> Bool {
            let text = try APICoding.encode(body)
            return try APICoding.encode(APICoding.decode(Body.self, from: Array(text.utf8))) == text
        }
        for body in Self.bodies { #expect(try again(body.specimen), "\(body.shape.name)") }
    }

    @Test(arguments: Language.allCases)
    func `every call is described, and every reference leads somewhere`(language: Language) throws {
        let document = try OpenAPIDocument(language: language).value
        let schemas = try #require(document["components"]?["schemas"])
        var references: Set<String> = []
        collect(document, &references)
        for reference in references {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            if reference.hasPrefix("#/components/schemas/") {
                #expect(schemas[name] != nil, "\(reference)")
            } else {
                #expect(reference == "#/components/responses/Problem")
            }
        }
        var operations: Set<JSONValue> = []
        for endpoint in APIRoutes.endpoints {
            let operation = document["paths"]?["/" + endpoint.path]?[endpoint.method.rawValue.lowercased()]
            let id = try #require(operation?["operationId"], "\(endpoint.path)")
            #expect(operations.insert(id).inserted, "\(id) twice")
            #expect(operation?["summary"] != .text(""))
            #expect(operation?["x-scope"] == .text(endpoint.action.rawValue))
        }
        #expect(operations.count == APIRoutes.endpoints.count)
    }

    @Test func `a call needs a permission that a program may have`() {
        for endpoint in APIRoutes.endpoints { #expect(endpoint.action.isForPrograms, "\(endpoint.path)") }
        let used = Set(APIRoutes.endpoints.map(\.action)).union([.approveRegionally, .approveAtITCentre])
        #expect(used == Set(Action.scopesToChoose).union([.ownDesk]))
    }

    @Test func `the document is public, in both languages, and as it was`() async throws {
        try await Office().app.test(.router) { client in
            for (language, word) in [("en", "One contract"), ("vi", "Một hợp đồng")] {
                let response = try await client.execute(
                    uri: "/api/openapi.json",
                    method: .get,
                    headers: [.acceptLanguage: language]
                )
                #expect(response.status == .ok && response.headers[.contentType] == "application/json")
                let text = String(buffer: response.body)
                #expect(text.contains(word))
                #expect(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))["openapi"] == "3.1.0")
                if language == "en" { try expectSnapshot(text, named: "openapi.json") }
            }
        }
    }

    private func encoded(_ body: some Described) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(APICoding.encode(body).utf8))
    }

    private func collect(_ value: JSONValue, _ references: inout Set<String>) {
        switch value {
        case .object(let members):
            if case .text(let reference)? = members["$ref"] { references.insert(reference) }
            for member in members.values { collect(member, &references) }
        case .list(let items): for item in items { collect(item, &references) }
        case .null, .flag, .integer, .text, .otherNumber: return
        }
    }
}

import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import API

/// A program that calls the API with a token.
struct Program: Sendable {
    let client: any TestClientProtocol
    let token: String

    struct Reply: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String
        let json: JSONValue

        subscript(name: String) -> JSONValue? { json[name] }

        /// The text of a member.
        func text(_ name: String) throws -> String {
            guard case .text(let text)? = json[name] else { throw Missing(name: name, reply: text) }
            return text
        }

        var items: [JSONValue] {
            guard case .list(let items)? = json["items"] else { return [] }
            return items
        }

        /// What a problem names as wrong: pointers, parameters, headers.
        var places: [String] {
            guard case .list(let errors)? = json["errors"] else { return [] }
            return errors.compactMap { error in
                for name in ["pointer", "parameter", "header"] {
                    if case .text(let place)? = error[name] { return place }
                }
                return nil
            }
        }

        /// Whether it is a problem as RFC 9457 has it, with our reference.
        var isProblem: Bool {
            headers[.contentType] == "application/problem+json" && json["status"] == .integer(Int64(status))
                && json["reference"] == "ref-of-test" && json["title"] != nil && json["detail"] != nil
        }
    }

    struct Missing: Error {
        let name: String
        let reply: String
    }

    func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String? = nil,
        key: String? = nil,
        _ more: HTTPFields = [:]
    ) async throws -> Reply {
        var headers: HTTPFields = [.authorization: "Bearer \(token)", .acceptLanguage: "en"]
        if body != nil { headers[.contentType] = "application/json" }
        if let key { headers[.idempotencyKey] = key }
        for field in more { headers[field.name] = field.value }
        return try await execute(method, "/api/v1/\(path)", headers, body.map { ByteBuffer(string: $0) })
    }

    func get(_ path: String) async throws -> Reply { try await call(.get, path) }

    /// A POST under a key of its own.
    func post(_ path: String, _ body: String? = nil) async throws -> Reply {
        try await call(.post, path, body, key: UUID().uuidString)
    }

    func upload(_ path: String, _ bytes: [UInt8], type: String = "application/pdf") async throws -> Reply {
        var headers: HTTPFields = [.authorization: "Bearer \(token)", .contentType: type]
        headers[.idempotencyKey] = UUID().uuidString
        return try await execute(.post, "/api/v1/\(path)", headers, ByteBuffer(bytes: bytes))
    }

    func execute(
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ headers: HTTPFields,
        _ body: ByteBuffer?
    ) async throws -> Reply {
        let response = try await client.execute(uri: uri, method: method, headers: headers, body: body)
        let bytes = Array(response.body.readableBytesView)
        return Reply(
            status: response.status.code,
            headers: response.headers,
            text: String(decoding: bytes, as: UTF8.self),
            json: (try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))) ?? .null
        )
    }

    // MARK: The ordinary way

    func addCustomer(_ number: Int = 1) async throws -> String {
        let reply = try await post(
            "customers",
            """
            {"kind":"enterprise","name":"Công ty TNHH Số \(number)","tax_code":"0100686209",
             "address":"Số \(number) phố Duy Tân, Hà Nội","contact_name":"Lê Văn Cường",
             "email":"ketoan\(number)@congty.example.vn","phone":"0901230\(100 + number)","is_another":true}
            """
        )
        #expect(reply.status == 201, "\(reply.text)")
        return try reply.text("id")
    }

    static func contract(_ customer: String, quantity: Int = 1, more: String = "") -> String {
        #"{"customer_id":"\#(customer)","lines":[{"plan":"CA-12","quantity":\#(quantity)}]\#(more)}"#
    }

    func declare(_ customer: String, more: String = "") async throws -> String {
        let reply = try await post("contracts", Self.contract(customer, more: more))
        #expect(reply.status == 201, "\(reply.text)")
        return try reply.text("id")
    }

    /// A draft with its signed paper, handed in.
    func submitted(more: String = "") async throws -> String {
        let contract = try await declare(addCustomer(), more: more)
        #expect(try await upload("contracts/\(contract)/attachments?name=hop-dong.pdf", Office.pdf).status == 201)
        let reply = try await post("contracts/\(contract)/submit", #"{"revision":0}"#)
        #expect(reply.status == 200, "\(reply.text)")
        return contract
    }
}

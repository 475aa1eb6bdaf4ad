import Foundation
import Hummingbird
import HummingbirdTesting
import Kernel
import Organisation
import Storage
import Testing

@testable import API

/// Whatever goes wrong below `/api/` is told as `application/problem+json`.
@Suite struct ProblemTests {
    @Test(arguments: ["", "Bearer ", "Bearer qldv_no.no", "Basic cXVhbjpseQ==", "qldv_no.no"])
    func `without a good token nothing is told`(header: String) async throws {
        try await Office().serve { program in
            for path in ["/api/v1/me", "/api/v1/contracts"] {
                let reply = try await program.execute(.get, path, [.authorization: header], nil)
                #expect(reply.status == 401 && reply.isProblem)
                #expect(reply.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
            }
        }
    }

    @Test func `many wrong tokens from one address are slowed down`() async throws {
        try await Office().serve { program in
            let headers: HTTPFields = [.authorization: "Bearer qldv_no.no"]
            for _ in 0..<60 {
                #expect(try await program.execute(.get, "/api/v1/me", headers, nil).status == 401)
            }
            let reply = try await program.execute(.get, "/api/v1/me", headers, nil)
            #expect(reply.status == 429 && reply.isProblem)
            #expect(reply.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 0)
            #expect(try await program.get("me").status == 200)
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/api/"), (.get, "/api/v2/me"), (.get, "/api/v1/nothing"), (.post, "/api/v1/"),
        (.get, "/api/v1/contracts/0192f0a0-0000-7000-8000-000000000009"), (.get, "/api/v1/contracts/x"),
        (.get, "/api/v1/payments/HD-1-01"), (.get, "/api/v1/contracts/preview"),
        (.get, "/api/v1/invoices/0192f0a0-0000-7000-8000-000000000009/pdf"),
    ])
    func `what is not there is a problem and no page`(method: HTTPRequest.Method, path: String) async throws {
        try await Office().serve { program in
            let reply = try await program.execute(method, path, [.authorization: "Bearer \(program.token)"], nil)
            #expect(reply.status == 404 && reply.isProblem, "\(reply.text)")
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.put, "contracts", "GET, HEAD, POST"), (.delete, "me", "GET, HEAD"),
        (.init("TRACE")!, "units", "GET, HEAD"), (.get, "disputes/1/answer", "POST"),
        (.patch, "contracts/preview", "GET, HEAD, PATCH, POST"),
    ])
    func `another method is told which ones there are`(
        method: HTTPRequest.Method,
        path: String,
        allow: String
    ) async throws {
        try await Office().serve { program in
            let reply = try await program.call(method, path)
            if path == "contracts/preview" {
                // Taken for a contract of that name, which there is not.
                #expect(reply.status == 404 || reply.status == 405)
                return
            }
            #expect(reply.status == 405 && reply.isProblem)
            #expect(reply.headers[.allow] == allow)
        }
    }

    @Test func `too much, or of another type, is not read`() async throws {
        try await Office().serve { program in
            let long = #"{"reason":""# + String(repeating: "a", count: Gate.bodyLimitBytes) + "\"}"
            let id = "0192f0a0-0000-7000-8000-000000000009"
            let large = try await program.post("contracts/\(id)/cancel", long)
            #expect(large.status == 413 && large.isProblem)
            let typed = try await program.call(
                .post,
                "contracts/\(id)/cancel",
                "reason=x",
                key: "k",
                [.contentType: "application/x-www-form-urlencoded"]
            )
            #expect(typed.status == 415 && typed.isProblem)
            let file = try await program.upload("contracts/\(id)/attachments?name=a", [1], type: "text/html")
            #expect(file.status == 415 && file.isProblem)
        }
    }

    @Test(arguments: [
        ("", []), ("{", []), ("[]", [""]), ("null", [""]), (#"{"reason":1}"#, ["/reason"]), ("{}", ["/reason"]),
        (#"{"reason":""}"#, ["/reason"]), (#"{"reason":"a\u0000"}"#, ["/reason"]),
        (#"{"reason":"\ud800"}"#, ["/reason"]),
        (#"{"reason":"a","other":1,"a/b~":2}"#, ["/a~1b~0", "/other"]),
        (#"{"reason":[[[[[[[[[[1]]]]]]]]]]}"#, []), (#"{"reason":1.5}"#, ["/reason"]),
        (#"{"reason":123456789012345678901234567890}"#, ["/reason"]), (#"{"reason":null}"#, ["/reason"]),
    ])
    func `a body that is not as described is refused by name`(body: String, places: [String]) async throws {
        try await Office().serve { program in
            let id = "0192f0a0-0000-7000-8000-000000000009"
            let reply = try await program.post("contracts/\(id)/cancel", body)
            #expect(reply.status == 400 && reply.isProblem, "\(reply.text)")
            #expect(reply.places == places)
        }
    }

    @Test(arguments: [
        ("limit=0", ["limit"]), ("limit=201", ["limit"]), ("limit=x", ["limit"]), ("limit=", ["limit"]),
        ("cursor=%00", ["cursor"]), ("cursor=nothing", ["cursor"]), ("cursor=MTIzLm5v", ["cursor"]),
        ("state=lost", ["state"]), ("account_manager_id=me", ["account_manager_id"]), ("sort=name", ["sort"]),
        ("limit=%ZZ", []), ("query=%C3%28", []), ("a=1&limit=0", ["a", "limit"]),
    ])
    func `a query that is not as described is refused by name`(query: String, places: [String]) async throws {
        try await Office().serve { program in
            let reply = try await program.get("contracts?\(query)")
            #expect(reply.status == 400 && reply.isProblem, "\(reply.text)")
            #expect(reply.places == places)
        }
    }

    @Test func `a POST that changes something needs its key`() async throws {
        try await Office().serve { program in
            let missing = try await program.call(.post, "customers", "{}")
            #expect(missing.status == 400 && missing["type"] == "urn:qldv:problem:idempotency-key-missing")
            for key in ["a b", String(repeating: "k", count: 101), "ê"] {
                let reply = try await program.call(.post, "customers", "{}", key: key)
                #expect(reply.status == 400 && reply.places == ["Idempotency-Key"])
            }
        }
    }

    @Test func `a problem speaks the caller's language, Vietnamese when none is asked for`() async throws {
        try await Office().serve { program in
            for (asked, title) in [
                ("", "Không tìm thấy"), ("en-GB,vi;q=0.5", "Not found"), ("vi", "Không tìm thấy"),
                ("fr, en;q=0.2, vi;q=0.1", "Not found"), ("en;q=0, *", "Không tìm thấy"), ("de", "Không tìm thấy"),
            ] {
                let reply = try await program.call(.get, "nothing", nil, [.acceptLanguage: asked])
                #expect(reply["title"] == .text(title), "\(asked)")
            }
        }
    }

    @Test func `a fault of ours tells its reference and nothing else`() async throws {
        let office = try await Office()
        try await office.database.write { try $0.run("ALTER TABLE product RENAME TO product_gone") }
        try await office.serve { program in
            let reply = try await program.get("catalogue")
            #expect(reply.status == 500 && reply.isProblem)
            #expect(!reply.text.contains("product"))
        }
    }
}

import Foundation
package import Hummingbird

/// JSON in and out, with a bound on what is read.
package enum SandboxJSON {
    /// The most that a sandbox reads from one request.
    package static let bodyLimitBytes = 4 * 1_048_576

    package static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    package static func value<Value: Decodable>(_: Value.Type = Value.self, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(bytes))
    }

    package static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        response(bytes: try bytes(value), status: status)
    }

    package static func response(bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// A refusal in words that a person reads in a terminal.
    package static func problem(_ text: String, status: HTTPResponse.Status = .badRequest) throws -> Response {
        try response(["error": text], status: status)
    }
}

extension Request {
    /// The whole body, at most `SandboxJSON.bodyLimitBytes`.
    package func bodyBytes() async throws -> [UInt8] {
        let buffer = try await body.collect(upTo: SandboxJSON.bodyLimitBytes)
        return Array(buffer.readableBytesView)
    }

    /// The body read as JSON; a body that is not what was asked for is the caller's mistake, 400.
    package func json<Value: Decodable>(_: Value.Type = Value.self) async throws -> Value {
        let bytes = try await bodyBytes()
        do {
            return try SandboxJSON.value(from: bytes)
        } catch {
            throw HTTPError(.badRequest, message: "the body is not the JSON asked for")
        }
    }
}

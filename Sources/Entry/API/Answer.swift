import Foundation
import Hummingbird
import Kernel

/// What a call comes to when it is carried out.
struct Answer: Sendable {
    enum Content: Sendable {
        case none
        case json(String)
        case file([UInt8], type: String, name: String)
    }

    let status: Int
    /// Where the new thing is.
    var location: String?
    let content: Content

    static func ok(_ body: some Described) throws -> Answer {
        Answer(status: 200, content: .json(try APICoding.encode(body)))
    }

    /// - Parameter path: Below `/api/v1/`.
    static func created(_ body: some Described, at path: String) throws -> Answer {
        Answer(status: 201, location: "/api/v1/\(path)", content: .json(try APICoding.encode(body)))
    }

    static let done = Answer(status: 204, content: .none)

    func response(in language: Language) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store", .contentLanguage: language.rawValue]
        headers[.location] = location
        let body: ResponseBody
        switch content {
        case .none: body = ResponseBody()
        case .json(let text):
            headers[.contentType] = "application/json"
            body = ResponseBody(byteBuffer: ByteBuffer(string: text))
        case .file(let bytes, let type, let name):
            headers[.contentType] = type
            headers[.contentDisposition] = FileName.attachmentHeader(name)
            body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        }
        return Response(status: .init(code: status), headers: headers, body: body)
    }
}

// Kept beside an idempotency key, to be given again.
extension Answer {
    private struct Kept: Codable {
        let status: Int
        let location: String?
        let body: String?
    }

    var kept: String {
        get throws {
            let body: String? =
                switch content {
                case .json(let text): text
                case .none, .file: nil
                }
            let kept = Kept(status: status, location: location, body: body)
            return String(decoding: try JSONEncoder().encode(kept), as: UTF8.self)
        }
    }

    init(kept text: String) throws {
        let kept = try JSONDecoder().decode(Kept.self, from: Data(text.utf8))
        status = kept.status
        location = kept.location
        content = kept.body.map(Content.json) ?? .none
    }
}

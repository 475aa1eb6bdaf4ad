/// A request to somebody else's server.
package struct HTTPCall: Hashable, Sendable {
    package var method: String
    /// `http:` or `https:`; anything else is refused.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    /// The whole exchange, connecting included.
    package var timeoutMilliseconds: Int
    package var answerLimitBytes: Int
    /// Whether sending this twice does no harm. Only then may it go over a kept connection: when such a connection
    /// dies before an answer, libcurl repeats the request by itself, and nobody could tell.
    package var repeatable: Bool

    package init(
        _ method: String,
        _ url: String,
        headers: [HTTPHeader] = [],
        body: [UInt8] = [],
        timeoutMilliseconds: Int = 30_000
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        answerLimitBytes = 10_000_000
        repeatable = method == "GET" || method == "HEAD"
    }
}

/// A name and a value.
package struct HTTPHeader: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Nothing in it can start another header or another request.
    var isSafe: Bool {
        let marks = Set("!#$%&'*+-.^_`|~".utf8)
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || marks.contains(byte)
            }
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}

/// What came back.
package struct HTTPAnswer: Hashable, Sendable {
    package let status: Int
    /// In the order in which they came; names in lower case.
    package let headers: [HTTPHeader]
    package let body: [UInt8]

    package init(status: Int, headers: [HTTPHeader], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, given in lower case.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// Why there is no answer. What matters to a caller is whether the other side may have acted: see `nothingWasSent`.
package enum TransferError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call itself cannot be sent: a wrong address, a header with a line break.
    case invalidCall(String)
    /// So many calls wait already that this one was not taken.
    case tooManyWaiting
    /// The other side was not reached: no such name, connection refused, no trusted certificate.
    case notSent(String)
    /// The request, or a part of it, went out, and then nothing came, or the connection broke. The outcome is UNKNOWN.
    case noAnswer(String)
    /// An answer came, but larger than the limit. The outcome is UNKNOWN.
    case answerTooLarge(limitBytes: Int)

    /// True when the other side cannot have acted, so that the call may be made again without asking.
    package var nothingWasSent: Bool {
        switch self {
        case .invalidCall, .tooManyWaiting, .notSent: true
        case .noAnswer, .answerTooLarge: false
        }
    }

    package var description: String {
        switch self {
        case .invalidCall(let reason): "the call was not made: \(reason)"
        case .tooManyWaiting: "the call was not made: too many wait already"
        case .notSent(let reason): "not reached: \(reason)"
        case .noAnswer(let reason): "sent, but no answer: \(reason)"
        case .answerTooLarge(let limit): "the answer is larger than \(limit) bytes"
        }
    }
}

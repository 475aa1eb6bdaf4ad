import Hummingbird
import NIOCore

/// The body of a request, as long as it comes in time: a caller who sends a byte now and then holds nothing for ever.
struct TimelyBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let base: RequestBody
    let deadline: ContinuousClock.Instant

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        let deadline: ContinuousClock.Instant

        mutating func next() async throws -> ByteBuffer? {
            let piece = try await base.next()
            // The last piece may be late: then everything is here.
            guard piece == nil || ContinuousClock.now < deadline else { throw HTTPError(.requestTimeout) }
            return piece
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator(), deadline: deadline) }
}

extension Request {
    /// A form or a call is a few kilobytes; a file of 64 MB takes its time over a slow line.
    private static let secondsForBody = 30
    private static let secondsForUpload = 300

    /// The same request, whose body ends with 408 when it is not here in time.
    var timely: Request {
        var request = self
        let seconds = uploadBoundary == nil ? Self.secondsForBody : Self.secondsForUpload
        request.body = RequestBody(asyncSequence: TimelyBody(base: body, deadline: .now + .seconds(seconds)))
        return request
    }
}

import Foundation
import Hummingbird
import Synchronization

/// How many requests are being answered at this moment. Beyond the limit, pages and calls that can wait are turned away
/// at once with 503, so that payers and VNPAY's notices are answered in time (R31).
///
/// A class because it is one count that every request sees; a mutex guards it.
final class PageLoad: Sendable {
    private let limit: Int
    private let busy = Mutex(0)

    /// After so many seconds a browser or program may try again.
    static let retrySeconds = 2

    /// What is never turned away: payment links, both addresses of VNPAY, and what machines ask about our health.
    private static let firstPaths = ["/p/", "/vnpay/", "/healthz", "/readyz", "/static/"]

    init(limit: Int = max(48, 24 * ProcessInfo.processInfo.activeProcessorCount)) { self.limit = limit }

    /// Whether a request is let in; `nil` when it is not counted at all. Only what is read counts: a form whose body
    /// comes slowly must not hold the place of a page.
    func enter(_ request: Request) -> Bool? {
        guard request.method == .get || request.method == .head,
            !Self.firstPaths.contains(where: request.uri.path.hasPrefix)
        else { return nil }
        return busy.withLock { busy in
            guard busy < limit else { return false }
            busy += 1
            return true
        }
    }

    func leave() { busy.withLock { $0 -= 1 } }
}

extension Response {
    /// For a program: the same as the API's own problems.
    static var busyProblem: Response {
        var response = json("{\"type\":\"about:blank\",\"title\":\"Too busy, try again\",\"status\":503}")
        response.status = .serviceUnavailable
        response.headers[.contentType] = "application/problem+json"
        response.headers[.retryAfter] = "\(PageLoad.retrySeconds)"
        return response
    }
}

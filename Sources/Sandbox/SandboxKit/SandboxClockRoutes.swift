package import Hummingbird
package import Kernel

/// `GET /sandbox/clock` tells what time the sandboxes think it is; `POST` moves it, where the composition allows it.
///
/// The body of a POST is `{"now":"2026-12-01T00:00:00+07:00"}` or `{"advanceSeconds":3600}`.
package struct SandboxClockRoutes: Sendable {
    private let now: Now
    private let set: (@Sendable (Timestamp) -> Void)?

    /// - Parameter set: moves the clock of system and sandboxes together; `nil` where the clock is the real one.
    package init(now: @escaping Now, set: (@Sendable (Timestamp) -> Void)?) {
        self.now = now
        self.set = set
    }

    package func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/sandbox/clock") { [self] _, _ in try show() }
        router.post("/sandbox/clock") { [self] request, _ in
            guard let set else { return try SandboxJSON.problem("this clock cannot be moved", status: .forbidden) }
            let order: ClockOrder = try await request.json()
            guard let target = order.target(from: now()) else {
                return try SandboxJSON.problem("give \"now\" (ISO 8601) or \"advanceSeconds\"")
            }
            set(target)
            return try show()
        }
    }

    private func show() throws -> Response {
        let time = now()
        return try SandboxJSON.response(ClockFace(now: time.iso8601, milliseconds: time.milliseconds))
    }
}

private struct ClockFace: Encodable {
    let now: String
    let milliseconds: Int64
}

private struct ClockOrder: Decodable {
    let now: String?
    let advanceSeconds: Int64?

    /// A jump of more than a century is a slip of the finger.
    func target(from time: Timestamp) -> Timestamp? {
        if let now { return Timestamp(iso8601: now) }
        guard let advanceSeconds, (-3_200_000_000...3_200_000_000).contains(advanceSeconds) else { return nil }
        return time.adding(seconds: advanceSeconds)
    }
}

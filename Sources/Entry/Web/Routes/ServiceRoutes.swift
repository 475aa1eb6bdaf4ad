import Foundation
import Hummingbird
import Journal
import Kernel
import Storage

/// What machines ask for: health, files of the look, and, in a demonstration, the clock.
struct ServiceRoutes: Sendable {
    let desk: Desk
    let moveClock: (@Sendable (Timestamp) -> Void)?

    func add(to router: Router<PublicContext>) {
        router.get("healthz") { _, _ in "ok" }
        router.get("readyz") { _, _ in
            _ = try await desk.database.read { try OutboxStatus.unfinished(limit: 1, on: $0) }
            return "ok"
        }
        router.get("static/:name", use: file)
        router.get("design") { request, context in
            DesignPage(around: desk.around(request, context.visit)).response()
        }
        if let moveClock {
            router.get("api/v1/test_clock") { _, _ in clock }
            router.post("api/v1/test_clock") { request, _ in
                let body = try await request.body.collect(upTo: 1_024)
                guard let order = try? JSONDecoder().decode(ClockOrder.self, from: Data(body.readableBytesView)),
                    let time = order.target(from: desk.world.now())
                else { throw HTTPError(.badRequest) }
                moveClock(time)
                return clock
            }
        }
    }

    private var clock: Response {
        json("{\"now\":\"\(desk.world.now().iso8601)\"}")
    }

    @Sendable private func file(_ request: Request, _ context: PublicContext) throws -> Response {
        guard let file = StaticFile.named(try context.parameters.require("name")) else { throw HTTPError(.notFound) }
        // An address with the right digest never shows anything else; one without is asked for again each day.
        let isFixed = try request.asked().text("v") == file.version
        return Response(
            status: .ok,
            headers: [
                .contentType: file.contentType,
                .cacheControl: isFixed ? "public, max-age=31536000, immutable" : "public, max-age=86400",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes))
        )
    }
}

private struct ClockOrder: Decodable {
    let now: String?
    let advanceSeconds: Int64?

    func target(from time: Timestamp) -> Timestamp? {
        if let now { return Timestamp(iso8601: now) }
        guard let advanceSeconds, advanceSeconds.magnitude < 3_200_000_000 else { return nil }
        return time.adding(seconds: advanceSeconds)
    }
}

func json(_ text: String) -> Response {
    Response(
        status: .ok,
        headers: [.contentType: "application/json", .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: text))
    )
}

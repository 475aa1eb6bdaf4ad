import CurlTransfer
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Testing

@Suite struct HTTPClientTests {
    /// What a bare socket does with a visitor.
    enum Manners: Sendable { case silent, hangsUp }

    /// A server that takes connections and never says a word of HTTP.
    static func withSocket(_ manners: Manners, _ body: (Int) async throws -> Void) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    if case .hangsUp = manners { try child.pipeline.syncOperations.addHandler(HangUp()) }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        try await body(try #require(channel.localAddress?.port))
        try await channel.close()
    }

    private final class HangUp: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.close(promise: nil) }
    }

    static func withServer(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let router = Router()
        router.post("/echo") { request, _ in
            let bytes = try await request.body.collect(upTo: 2_000_000)
            let kind = request.headers[.contentType] ?? "none"
            return Response(
                status: .accepted,
                headers: [.contentType: kind, .server: request.method.rawValue],
                body: ResponseBody(byteBuffer: bytes)
            )
        }
        router.get("/large") { _, _ in String(repeating: "x", count: 100_000) }
        router.get("/away") { _, _ in Response(status: .found, headers: [.location: "/large"]) }
        try await Application(router: router, logger: MailboxFixture.quiet).test(.live) { client in
            try await body("http://127.0.0.1:\(try #require(client.port))")
        }
    }

    @Test func `bytes go there and come back`() async throws {
        try await Self.withServer { (address) async throws in
            let client = HTTPClient(threadCount: 2)
            let body = Array("Chào \0 bạn".utf8)
            for _ in 1...3 {
                let headers = [HTTPHeader("Content-Type", "text/plain")]
                let answer = try await client.send(HTTPCall("POST", address + "/echo", headers: headers, body: body))
                #expect(answer.status == 202)
                #expect(answer.body == body)
                #expect(answer.header("content-type") == "text/plain")
                #expect(answer.header("server") == "POST")
            }
        }
    }

    @Test func `a redirect is an answer, not an order`() async throws {
        try await Self.withServer { (address) async throws in
            let answer = try await HTTPClient().send(HTTPCall("GET", address + "/away"))
            #expect(answer.status == 302)
            #expect(answer.header("location") == "/large")
        }
    }

    @Test func `an answer over the limit is cut off`() async throws {
        try await Self.withServer { (address) async throws in
            var call = HTTPCall("GET", address + "/large")
            call.answerLimitBytes = 50_000
            await #expect(throws: TransferError.answerTooLarge(limitBytes: 50_000)) {
                try await HTTPClient().send(call)
            }
            call.answerLimitBytes = 100_000
            let whole = try await HTTPClient().send(call)
            #expect(whole.body.count == 100_000)
        }
    }

    @Test func `where nobody listens, nothing was sent`() async throws {
        var port = 0
        try await Self.withSocket(.silent) { port = $0 }
        let error = await Self.error(HTTPCall("POST", "http://127.0.0.1:\(port)/", body: [1]))
        #expect(error?.nothingWasSent == true)
        let name = await Self.error(HTTPCall("GET", "http://no-such-host.invalid/"))
        #expect(name?.nothingWasSent == true)
    }

    @Test func `silence after sending is unknown`() async throws {
        try await Self.withSocket(.silent) { port in
            let error = await Self.error(
                HTTPCall("POST", "http://127.0.0.1:\(port)/", body: [1], timeoutMilliseconds: 300)
            )
            guard case .noAnswer = error else {
                Issue.record("a time-out must leave the outcome unknown, not \(String(describing: error))")
                return
            }
            #expect(error?.nothingWasSent == false)
        }
    }

    @Test func `a connection cut after sending is unknown`() async throws {
        try await Self.withSocket(.hangsUp) { port in
            let error = await Self.error(HTTPCall("POST", "http://127.0.0.1:\(port)/", body: [1]))
            #expect(error?.nothingWasSent == false)
        }
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "http://a b/", "http://a/\r\nX: y", ""])
    func `only web addresses are called`(address: String) async {
        guard case .invalidCall = await Self.error(HTTPCall("GET", address)) else {
            Issue.record("\(address) must not be called")
            return
        }
    }

    @Test func `a header cannot carry another`() async {
        let headers = [HTTPHeader("X-Key", "a\r\nAuthorization: b")]
        guard case .invalidCall = await Self.error(HTTPCall("GET", "http://127.0.0.1/", headers: headers)) else {
            Issue.record("a line break in a header must be refused")
            return
        }
    }

    private static func error(_ call: HTTPCall) async -> TransferError? {
        do throws(TransferError) {
            _ = try await HTTPClient(threadCount: 1).send(call)
            return nil
        } catch { return error }
    }
}

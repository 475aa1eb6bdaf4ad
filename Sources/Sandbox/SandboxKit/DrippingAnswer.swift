package import Hummingbird

extension Response {
    /// The same answer, a byte at a time with a pause before each: a partner who keeps the line open and says almost
    /// nothing ("slow loris"). Its length is told beforehand, so that a reader waits for all of it.
    ///
    /// - Parameter milliseconds: The pause.
    package static func dripping(
        _ bytes: [UInt8],
        pauseMilliseconds milliseconds: Int = 1_000,
        contentType: String = "application/json; charset=utf-8"
    ) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: contentType],
            body: ResponseBody(contentLength: bytes.count) { writer in
                for byte in bytes {
                    try await Task.sleep(for: .milliseconds(milliseconds))
                    try await writer.write(ByteBuffer(bytes: [byte]))
                }
                try await writer.finish(nil)
            }
        )
    }
}

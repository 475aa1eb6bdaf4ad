import CCurl

/// Makes HTTP calls on a few threads of its own. Follows no redirects, uses no proxy, checks certificates.
package struct HTTPClient: Sendable {
    /// What takes a call, once it has been checked, to the other side and brings the answer back.
    package typealias Exchange = @Sendable (HTTPCall) async throws(TransferError) -> HTTPAnswer

    private let exchange: Exchange

    /// - Parameters:
    ///   - threadCount: how many calls run at the same time; the others wait.
    ///   - certificateAuthorityFile: trusted certificates in PEM; the system's when `nil`.
    package init(threadCount: Int = 4, certificateAuthorityFile: String? = nil) {
        let threads = TransferThreads(name: "http", count: threadCount)
        exchange = { (call) async throws(TransferError) in
            let result = await threads.run { handle -> Result<HTTPAnswer, TransferError> in
                guard let handle else { return .failure(.notSent("no memory for a transfer")) }
                return Self.perform(call, on: handle, certificateAuthorityFile: certificateAuthorityFile)
            }
            guard let result else { throw .tooManyWaiting }
            return try result.get()
        }
    }

    /// Over another network than the real one, such as a simulated one.
    package init(over exchange: @escaping Exchange) { self.exchange = exchange }

    /// - Throws: `TransferError`; ask its `nothingWasSent` before making the call again.
    package func send(_ call: HTTPCall) async throws(TransferError) -> HTTPAnswer {
        try Self.check(call)
        return try await exchange(call)
    }

    private static func check(_ call: HTTPCall) throws(TransferError) {
        let lower = call.url.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else { throw .invalidCall("not http or https") }
        guard call.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .invalidCall("a blank in the address")
        }
        guard !call.method.isEmpty, call.method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw .invalidCall("not a method")
        }
        guard call.headers.allSatisfy(\.isSafe) else { throw .invalidCall("a header that is not one line of text") }
        guard (1...600_000).contains(call.timeoutMilliseconds), call.answerLimitBytes > 0 else {
            throw .invalidCall("a limit out of range")
        }
    }

    private static func perform(
        _ call: HTTPCall,
        on handle: TransferHandle,
        certificateAuthorityFile: String?
    ) -> Result<HTTPAnswer, TransferError> {
        handle.reset(timeoutMilliseconds: call.timeoutMilliseconds, protocols: "http,https")
        handle.set(CURLOPT_URL, call.url)
        handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        if let certificateAuthorityFile { handle.set(CURLOPT_CAINFO, certificateAuthorityFile) }
        if !call.repeatable { handle.set(CURLOPT_FRESH_CONNECT, 1) }
        if call.method == "HEAD" {
            handle.set(CURLOPT_NOBODY, 1)
        } else if call.method != "GET" || !call.body.isEmpty {
            handle.setBody(call.body)
            handle.set(CURLOPT_CUSTOMREQUEST, call.method)
        }
        // "Expect:" takes away libcurl's wait for 100-continue; "Content-Type:" its guess of a form.
        var lines = ["Expect:"]
        if !call.headers.contains(where: { $0.name.lowercased() == "content-type" }) { lines.append("Content-Type:") }
        lines += call.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        let list = TransferList(lines)
        handle.set(CURLOPT_HTTPHEADER, list: list)
        let sink = TransferSink(limit: call.answerLimitBytes)
        handle.setSink(sink)
        let code = withExtendedLifetime((list, sink)) { handle.perform() }
        guard code != CURLE_OK else {
            let status = handle.number(CURLINFO_RESPONSE_CODE)
            return .success(HTTPAnswer(status: status, headers: handle.headers, body: sink.bytes))
        }
        if sink.overflowed { return .failure(.answerTooLarge(limitBytes: call.answerLimitBytes)) }
        let reason = handle.explanation(of: code)
        // libcurl counts the bytes of the request that left: none means that the other side cannot have acted.
        return .failure(handle.number(CURLINFO_REQUEST_SIZE) == 0 ? .notSent(reason) : .noAnswer(reason))
    }
}

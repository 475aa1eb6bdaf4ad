import CCurl
import Foundation

/// One libcurl easy handle. It never leaves the thread that made it, and keeps connections alive between transfers.
final class TransferHandle {
    private let curl: UnsafeMutableRawPointer
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// `nil` when there is no memory for one.
    init?() {
        guard let curl = curl_easy_init() else {
            message.deallocate()
            return nil
        }
        self.curl = curl
    }

    deinit {
        curl_easy_cleanup(curl)
        message.deallocate()
    }

    /// Forgets all options, keeps the connections.
    func reset(timeoutMilliseconds: Int, protocols: String) {
        curl_easy_reset(curl)
        message.pointee = 0
        _ = cshim_set_ptr(curl, CURLOPT_ERRORBUFFER, message)
        set(CURLOPT_PROTOCOLS_STR, protocols)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TIMEOUT_MS, timeoutMilliseconds)
        set(CURLOPT_CONNECTTIMEOUT_MS, min(timeoutMilliseconds, 10_000))
        set(CURLOPT_FOLLOWLOCATION, 0)
        // A proxy from the environment would see what we send: only one that the settings name is used.
        set(CURLOPT_PROXY, "")
    }

    func set(_ option: CURLoption, _ value: Int) { _ = cshim_set_long(curl, option, value) }

    func set(_ option: CURLoption, _ value: String) { _ = cshim_set_str(curl, option, value) }

    func set(_ option: CURLoption, list: TransferList) { _ = cshim_set_slist(curl, option, list.head) }

    /// libcurl copies the bytes.
    func setBody(_ bytes: [UInt8]) {
        set(CURLOPT_POSTFIELDSIZE, bytes.count)
        bytes.withUnsafeBytes { buffer in
            _ = cshim_set_ptr(curl, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: buffer.baseAddress))
        }
    }

    /// What arrives goes to `sink`. With `headersToo`, so do the lines of a protocol's conversation.
    func setSink(_ sink: TransferSink, headersToo: Bool = false) {
        let pointer = Unmanaged.passUnretained(sink).toOpaque()
        _ = cshim_set_write(curl) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let sink = Unmanaged<TransferSink>.fromOpaque(context).takeUnretainedValue()
            return sink.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        _ = cshim_set_ptr(curl, CURLOPT_WRITEDATA, pointer)
        if headersToo { _ = cshim_set_ptr(curl, CURLOPT_HEADERDATA, pointer) }
    }

    func setSource(_ source: TransferSource) {
        _ = cshim_set_read(curl) { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            let source = Unmanaged<TransferSource>.fromOpaque(context).takeUnretainedValue()
            return source.give(to: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
        }
        _ = cshim_set_ptr(curl, CURLOPT_READDATA, Unmanaged.passUnretained(source).toOpaque())
    }

    func perform() -> CURLcode { curl_easy_perform(curl) }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        _ = cshim_get_long(curl, info, &value)
        return value
    }

    /// libcurl's own words for what went wrong.
    func explanation(of code: CURLcode) -> String {
        let detail = String(cString: message)
        return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    }

    /// The headers of the last answer, names in lower case.
    var headers: [HTTPHeader] {
        var headers: [HTTPHeader] = []
        var previous: UnsafeMutablePointer<curl_header>?
        let headersOfAnswer: UInt32 = 1
        while let header = curl_easy_nextheader(curl, headersOfAnswer, -1, previous) {
            headers.append(
                HTTPHeader(
                    String(cString: header.pointee.name).lowercased(),
                    String(cString: header.pointee.value)
                )
            )
            previous = header
        }
        return headers
    }
}

/// A libcurl list of strings; it must outlive the transfer.
final class TransferList {
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    init(_ items: [String]) {
        for item in items { head = curl_slist_append(head, item) }
    }

    deinit { curl_slist_free_all(head) }
}

/// Collects what arrives, up to a limit.
final class TransferSink {
    private(set) var bytes: [UInt8] = []
    private(set) var overflowed = false
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func take(_ part: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count + part.count <= limit else {
            overflowed = true
            return false
        }
        bytes.append(contentsOf: part)
        return true
    }
}

/// Hands out what is to be sent.
final class TransferSource {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func give(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - offset)
        buffer.copyBytes(from: bytes[offset..<offset + count])
        offset += count
        return count
    }
}

/// A file that somebody has: its name, and where its bytes are.
package struct UsageSource: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case bytes([UInt8])
        case file(path: String)
    }

    package let name: String
    package let content: Content

    package init(name: String, content: Content) {
        self.name = name
        self.content = content
    }
}

/// The rows of a file, some at a time: a million of them are never in memory together.
package struct UsageRows: Sendable {
    /// The next rows; none when there are no more. An error may come after good rows: what was made of them must not
    /// be kept then.
    package let next: @Sendable () async throws -> [UsageRow]
    /// Lets go of the file; also before its end.
    package let close: @Sendable () -> Void

    package init(next: @escaping @Sendable () async throws -> [UsageRow], close: @escaping @Sendable () -> Void) {
        self.next = next
        self.close = close
    }
}

/// Reads separated text and workbooks. Made live in `UsageFiles`.
package struct UsageFileReader: Sendable {
    /// `next` throws `UsageFileFault` when the file as a whole cannot be read.
    package var open: @Sendable (UsageSource) -> UsageRows

    package init(open: @escaping @Sendable (UsageSource) -> UsageRows) { self.open = open }
}

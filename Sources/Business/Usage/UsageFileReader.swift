package import Journal

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
    package var open: @Sendable (IncomingFile) -> UsageRows

    package init(open: @escaping @Sendable (IncomingFile) -> UsageRows) { self.open = open }
}

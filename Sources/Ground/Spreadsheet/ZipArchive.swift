import CZip

/// A ZIP archive, read only, that counts what it unpacks and stops at the limits.
final class ZipArchive {
    struct Entry {
        let index: UInt64
        let packedBytes: Int64
    }

    private let handle: OpaquePointer
    private let limits: SpreadsheetLimits
    private var unpackedBytes: Int64 = 0

    init(path: String, limits: SpreadsheetLimits) throws(SpreadsheetError) {
        var code: Int32 = 0
        guard let handle = zip_open(path, ZIP_RDONLY, &code) else { throw .damaged(part: "ZIP") }
        self.handle = handle
        self.limits = limits
    }

    /// - Parameter bytes: must stay where they are as long as this archive lives.
    init(_ bytes: UnsafeRawBufferPointer, limits: SpreadsheetLimits) throws(SpreadsheetError) {
        var error = zip_error_t()
        guard let source = zip_source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, &error) else {
            throw .damaged(part: "ZIP")
        }
        guard let handle = zip_open_from_source(source, ZIP_RDONLY, &error) else {
            zip_source_free(source)
            throw .damaged(part: "ZIP")
        }
        self.handle = handle
        self.limits = limits
    }

    deinit { zip_discard(handle) }

    /// `nil` when the archive has no such entry.
    func entry(_ name: String) -> Entry? {
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat(handle, name, 0, &status) == 0, status.valid & UInt64(ZIP_STAT_INDEX) != 0 else { return nil }
        return Entry(index: status.index, packedBytes: Int64(clamping: status.comp_size))
    }

    /// Feeds the entry through `take` until it is spent.
    ///
    /// - Parameter take: is given a function that fills a buffer and tells how many bytes it holds now, 0 at the end.
    func unpack(
        _ entry: Entry,
        named name: String,
        _ take: (_ fill: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Void
    ) throws {
        guard let file = zip_fopen_index(handle, entry.index, 0) else { throw SpreadsheetError.damaged(part: name) }
        defer { zip_fclose(file) }
        var entryBytes: Int64 = 0
        try take { buffer in
            let count = zip_fread(file, buffer.baseAddress, UInt64(buffer.count))
            guard count >= 0 else { throw SpreadsheetError.damaged(part: name) }
            entryBytes += Int64(count)
            unpackedBytes += Int64(count)
            guard unpackedBytes <= limits.unpackedBytes else {
                throw SpreadsheetError.tooLarge(limitBytes: limits.unpackedBytes)
            }
            guard
                entryBytes <= SpreadsheetLimits.harmlessBytes
                    || entryBytes / max(1, entry.packedBytes) <= limits.ratio
            else { throw SpreadsheetError.tooDense(limit: limits.ratio) }
            return Int(count)
        }
    }
}

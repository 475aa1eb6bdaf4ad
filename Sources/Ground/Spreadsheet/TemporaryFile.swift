import Foundation

/// Where files live that nobody else shall see and that go with their use: one place says how they are called.
package enum TemporaryFile {
    /// The system's folder for such files (`TMPDIR`, else `/tmp`).
    package static var folder: String { FileManager.default.temporaryDirectory.path }

    /// A new empty file of our own, open to its owner only.
    ///
    /// - Returns: Its path, and a descriptor that the caller closes.
    package static func create(
        in folder: String = folder,
        ending: String = ""
    ) throws(SpreadsheetError) -> (path: String, descriptor: Int32) {
        var template = Array((folder + "/qldv-XXXXXX" + ending).utf8CString)
        let descriptor = mkstemps(&template, Int32(ending.utf8.count))
        guard descriptor >= 0 else { throw .notWritten(reason: String(cString: strerror(errno))) }
        let path = template.withUnsafeBufferPointer {
            String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return (path, descriptor)
    }
}

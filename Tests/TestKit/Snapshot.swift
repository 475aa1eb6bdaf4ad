package import Testing

import struct Foundation.Data
import class Foundation.FileManager
import class Foundation.ProcessInfo
import struct Foundation.URL

/// Holds text against `Snapshots/<name>` beside the test. `make record` rewrites the files, to be read before they are
/// committed; one that is missing fails, so that a machine cannot record its own truth.
package func expectSnapshot(
    _ text: String,
    named name: String,
    file: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let address = URL(filePath: file).deletingLastPathComponent().appending(path: "Snapshots").appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
        let folder = address.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: address)
        return
    }
    guard FileManager.default.fileExists(atPath: address.path) else {
        Issue.record("there is no snapshot \(name): run `make record`", sourceLocation: sourceLocation)
        return
    }
    let known = String(decoding: try Data(contentsOf: address), as: UTF8.self)
    #expect(text == known, "differs from \(name)", sourceLocation: sourceLocation)
}

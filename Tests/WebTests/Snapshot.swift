import Foundation
import Markup
import Testing

@testable import Web

/// Compares a page with the file kept in `Snapshots/`. `RECORD=1 swift test` writes the files anew; read the
/// difference before it is committed. The digests in addresses of static files are left out.
func expectSnapshot(_ html: HTML, named name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let text = html.string.replacing(/\?v=[A-Za-z0-9_-]+/, with: "?v=…")
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name).html")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" { try Data(text.utf8).write(to: file) }
    let kept = try? String(contentsOf: file, encoding: .utf8)
    #expect(kept == text, "\(name) differs from its snapshot; RECORD=1 rewrites it", sourceLocation: location)
}

import Foundation
import Testing

/// One Swift file of this package.
struct SourceFile: Sendable {
    /// From the package's root: `Sources/Ground/Kernel/Money.swift`.
    let path: String
    let lines: [String]
    private let bytes: Data

    init(path: String, text: String) {
        self.path = path
        bytes = Data(text.utf8)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Whether any of the words stands anywhere in the file. Quick: patterns are looked for only where they may be.
    func mentions(_ words: [String]) -> Bool { words.contains { bytes.range(of: Data($0.utf8)) != nil } }

    /// The lines that the compiler reads, numbered as an editor does.
    var code: [(number: Int, text: String)] {
        lines.enumerated().map { ($0 + 1, $1) }.filter { !$0.1.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") }
    }

    /// The lines without any text: a sentence, a piece of markup or a pattern is as long as it is.
    var linesOutsideText: [(number: Int, text: String)] {
        var isInText = false
        return lines.enumerated().compactMap { index, line in
            let wasInText = isInText
            let hasQuote = line.utf8.contains(UInt8(ascii: "\""))
            if hasQuote, line.contains("\"\"\"") { isInText.toggle() }
            let isPattern = line.utf8.contains(UInt8(ascii: "#")) && line.contains("#/")
            return wasInText || hasQuote || isPattern ? nil : (index + 1, line)
        }
    }

    /// The modules that the file imports: `Kernel` for `package import struct Kernel.Money`.
    var imports: [String] {
        let pattern =
            #/^(?:@\w+ )?(?:(?:package|public|internal|private) )?import (?:(?:struct|class|enum|protocol|func|var|typealias) )?(\w+)/#
        return lines.filter { $0.utf8.contains(UInt8(ascii: "i")) && $0.contains("import ") }
            .compactMap { $0.firstMatch(of: pattern).map { String($0.1) } }
    }
}

enum SourceTree {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file beneath the folder, such as `Sources/Business`.
    static func files(in folder: String) throws -> [SourceFile] {
        let base = root.path.hasSuffix("/") ? root.path : root.path + "/"
        let address = root.appending(path: folder)
        let found = try #require(FileManager.default.enumerator(at: address, includingPropertiesForKeys: nil))
        return try found.compactMap { $0 as? URL }
            .filter { $0.pathExtension == "swift" }
            .map { file in
                let text = try String(contentsOf: file, encoding: .utf8)
                return SourceFile(path: String(file.path.dropFirst(base.count)), text: text)
            }
            .sorted { $0.path < $1.path }
    }

    /// The targets of a layer: the folders in `Sources/Business`.
    static func targets(in layer: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources/\(layer)").path))
    }
}

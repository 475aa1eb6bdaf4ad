import Foundation
import Testing

/// What `docs/threat-model.md` rests on is there: each file, and each test by its name.
@Suite struct ThreatModelTests {
    struct NamedTest: Hashable {
        let file: String
        let name: String

        /// Whether the file has a test of that name, in Swift or in Python.
        var isThere: Bool {
            let address = SourceTree.root.appending(path: file)
            guard let text = try? String(contentsOf: address, encoding: .utf8) else { return false }
            return text.contains("func `\(name)`(") || text.contains("def \(name)(")
        }
    }

    @Test func `every file and every test that the threat model names is there`() throws {
        let document = SourceTree.root.appending(path: "docs/threat-model.md")
        let named = Self.named(in: try String(contentsOf: document, encoding: .utf8))
        #expect(named.files.count > 90 && named.tests.count > 120, "the document is read")
        for file in named.files {
            let isThere = FileManager.default.fileExists(atPath: SourceTree.root.appending(path: file).path)
            if !isThere { Issue.record("docs/threat-model.md names \(file)") }
        }
        for test in named.tests where !test.isThere { Issue.record("\(test.file) has no test `\(test.name)`") }
    }

    @Test func `what is named is read rightly`() {
        let named = Self.named(
            in: """
                | "no" | `Sources/A.swift` "no"; `Tests/B.swift` "one", "two" | `docs/c.md` "no" |
                "no" | `QLDV_SECRET_KEY` `Tests/Browser/d.py` "three"
                """
        )
        #expect(named.files == ["Sources/A.swift", "Tests/B.swift", "docs/c.md", "Tests/Browser/d.py"])
        #expect(
            named.tests == [
                NamedTest(file: "Tests/B.swift", name: "one"), NamedTest(file: "Tests/B.swift", name: "two"),
                NamedTest(file: "Tests/Browser/d.py", name: "three"),
            ]
        )
    }

    @Test func `a test that is not there is noticed`() {
        let own = "Tests/TidyTests/ThreatModelTests.swift"
        #expect(NamedTest(file: own, name: "a test that is not there is noticed").isThere)
        #expect(!NamedTest(file: own, name: "a test that is not").isThere)
        #expect(!NamedTest(file: "Tests/Nowhere.swift", name: "a test that is not there is noticed").isThere)
    }

    /// Paths stand in back quotes; a text in quotation marks is a test in the path before it on the line.
    private static func named(in text: String) -> (files: Set<String>, tests: Set<NamedTest>) {
        let pattern = #/`((?:Sources|Tests|Tools|docs|scripts)/[^`]+)`|"([^"]+)"/#
        var files: Set<String> = []
        var tests: Set<NamedTest> = []
        for line in text.split(separator: "\n") {
            var file: String?
            for match in line.matches(of: pattern) {
                if let path = match.1.map(String.init) {
                    files.insert(path)
                    file = path.hasPrefix("Tests/") ? path : nil
                } else if let name = match.2.map(String.init), let file {
                    tests.insert(NamedTest(file: file, name: name))
                }
            }
        }
        return (files, tests)
    }
}

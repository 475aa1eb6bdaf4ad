import Testing

@Suite struct SizeTests {
    static let folders = ["Sources", "Tests"]

    @Test(arguments: folders)
    func `a file is read in one sitting`(folder: String) throws {
        for file in try SourceTree.files(in: folder) where file.lines.count > 401 {
            Issue.record("\(file.path) has \(file.lines.count - 1) lines: 400 are enough")
        }
    }

    @Test(arguments: folders)
    func `a line fits on the screen`(folder: String) throws {
        for file in try SourceTree.files(in: folder) {
            for line in file.linesOutsideText where line.text.utf8.count > 120 && line.text.count > 120 {
                Issue.record("\(file.path):\(line.number) is \(line.text.count) characters long")
            }
        }
    }

    @Test(arguments: folders)
    func `a function fits on the screen`(folder: String) throws {
        for file in try SourceTree.files(in: folder) {
            for function in Self.functions(of: file.lines) where function.length > 70 {
                Issue.record("\(file.path):\(function.line): a function of \(function.length) lines: 70 are enough")
            }
        }
    }

    @Test func `a function takes at most five things`() throws {
        for file in try SourceTree.files(in: "Sources") {
            for function in Self.functions(of: file.lines) where function.parameters > 5 {
                Issue.record(
                    "\(file.path):\(function.line): \(function.parameters) parameters: name what belongs together"
                )
            }
        }
    }

    @Test func `functions are measured rightly`() {
        let lines = """
            struct S {
                func short() { one }
                func long(
                    a: (Int, Int),
                    b: [Int] = [1, 2],
                    c: Dictionary<Int, Int>,
                    on connection: any SQLConnection
                ) -> Int {
                    two
                }
                init(x: Int) { self.x = x }
            }
            """.split(separator: "\n").map(String.init)
        let found = Self.functions(of: lines)
        #expect(found.map(\.length) == [1, 8, 1])
        #expect(found.map(\.parameters) == [0, 3, 0])
        #expect(found.map(\.line) == [2, 3, 11])
    }

    struct Function {
        let line: Int
        let length: Int
        /// Of a `func`; an initializer of a plain value may list what the value has.
        let parameters: Int
    }

    /// Relies on the formatter: a body ends where a brace stands as far to the left as its declaration.
    static func functions(of lines: [String]) -> [Function] {
        let declaration =
            #/^(\s*)(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:private|fileprivate|package|public|static|mutating|override|final|required|convenience|nonisolated)\s+)*(func|init|deinit)\b/#
        var functions: [Function] = []
        for (index, line) in lines.enumerated() {
            guard line.contains("func ") || line.contains("init"), let match = line.firstMatch(of: declaration) else {
                continue
            }
            let indentation = String(match.1)
            var end = index
            if !(line.contains("{") && line.hasSuffix("}")) && (line.contains("{") || line.hasSuffix("(")) {
                end = lines[index...].firstIndex { $0.hasPrefix(indentation + "}") } ?? index
            }
            let head = lines[index..<min(index + 40, lines.count)]
            let count = match.2 == "func" ? parameters(head.joined(separator: " ")) : 0
            functions.append(Function(line: index + 1, length: end - index + 1, parameters: count))
        }
        return functions
    }

    /// Counts what stands between the parentheses after the name; the connection is where, not what.
    private static func parameters(_ text: String) -> Int {
        var depth = 0
        var commas = 0
        var isEmpty = true
        var list = ""
        for character in text.replacing("->", with: "") {
            list.append(character)
            switch character {
            case "(", "[", "<":
                depth += 1
                continue
            case ")", "]", ">":
                depth -= 1
                guard depth == 0, character == ")" else { continue }
                return isEmpty ? 0 : commas + 1 - (list.contains("any SQLConnection") ? 1 : 0)
            case ",": commas += depth == 1 ? 1 : 0
            case " ": continue
            default: break
            }
            if depth > 0 { isEmpty = false }
        }
        return 0
    }
}

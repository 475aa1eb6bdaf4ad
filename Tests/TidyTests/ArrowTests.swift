import Testing

/// Who may know whom. The compiler holds what `Package.swift` says; these hold what it ought to say.
@Suite struct ArrowTests {
    /// What any layer may use: the language's own library, and pure functions.
    static let common: Set<String> = ["Foundation", "Synchronization", "Crypto", "Dispatch", "Glibc"]

    @Test func `the ground knows no business, and nothing outside`() throws {
        let ground = try SourceTree.targets(in: "Ground")
        try expectImports(of: "Sources/Ground", in: ground.union(Self.common))
    }

    @Test func `the business knows the ground, and no network, no page and no vendor`() throws {
        let business = try SourceTree.targets(in: "Business")
        try expectImports(
            of: "Sources/Business",
            in: business.union(Self.common).union(["Kernel", "Storage", "Journal", "Authenticator"])
        )
    }

    @Test func `the wire formats stand alone`() throws {
        try expectImports(of: "Sources/Protocols", in: Self.common)
    }

    @Test func `the sandbox shares nothing with the system but wire formats`() throws {
        let own = try SourceTree.targets(in: "Sandbox").union(SourceTree.targets(in: "Protocols"))
        let ground: Set<String> = [
            "Kernel", "Markup", "Storage", "QRCode", "Spreadsheet", "Typesetting", "StorageSQLite",
        ]
        let server: Set<String> = [
            "Hummingbird", "HTTPTypes", "Logging", "NIOCore", "NIOPosix", "ServiceLifecycle", "AsyncAlgorithms",
        ]
        try expectImports(of: "Sources/Sandbox", in: own.union(ground).union(server).union(Self.common))
    }

    @Test func `only App names a database or a partner`() throws {
        let concrete = try SourceTree.targets(in: "Adapters").union(SourceTree.targets(in: "Sandbox"))
        for folder in ["Web", "Worker", "Letters", "API"] where try SourceTree.targets(in: "Entry").contains(folder) {
            for file in try SourceTree.files(in: "Sources/Entry/\(folder)") {
                for module in file.imports where concrete.contains(module) {
                    Issue.record("\(file.path) imports \(module)")
                }
            }
        }
    }

    @Test func `an adapter knows the business whose port it fills, and no entry`() throws {
        let above = try SourceTree.targets(in: "Entry").union(SourceTree.targets(in: "Sandbox"))
        for file in try SourceTree.files(in: "Sources/Adapters") {
            for module in file.imports where above.contains(module) { Issue.record("\(file.path) imports \(module)") }
        }
    }

    @Test func `imports are read rightly`() {
        let file = SourceFile(
            path: "x",
            text: "package import struct Foundation.UUID\nimport Kernel\n// import Web\nprivate import GRDB\n"
        )
        #expect(file.imports == ["Foundation", "Kernel", "GRDB"])
    }

    private func expectImports(of folder: String, in allowed: Set<String>) throws {
        for file in try SourceTree.files(in: folder) {
            for module in file.imports where !allowed.contains(module) {
                Issue.record("\(file.path) imports \(module)")
            }
        }
    }
}

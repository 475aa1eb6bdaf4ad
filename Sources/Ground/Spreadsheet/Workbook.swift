/// The parts of an Excel workbook that a reader of its first sheet needs (ECMA-376: packages and SpreadsheetML).
struct Workbook {
    struct Parts {
        let styles: CellStyles
        let strings: SharedStrings
        let countsFrom1904: Bool
    }

    private let archive: ZipArchive
    private let limits: SpreadsheetLimits

    init(_ archive: ZipArchive, limits: SpreadsheetLimits) {
        self.archive = archive
        self.limits = limits
    }

    /// - Returns: how many rows there were with anything in them.
    func forEachRow(_ body: (Int, [String]) throws -> Void) throws -> Int {
        let package = Relationships(folder: "")
        try read("_rels/.rels", package)
        let path = package.target(type: "/officeDocument") ?? "xl/workbook.xml"
        guard archive.entry(path) != nil, !path.hasSuffix(".bin") else { throw SpreadsheetError.noSheet }
        let split = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let links = Relationships(folder: String(path[..<split]))
        try read(path[..<split] + "_rels/" + path[split...] + ".rels", links)
        let contents = WorkbookContents()
        try read(path, contents)
        guard let sheet = contents.firstSheet.flatMap({ links.target(id: $0) }) ?? links.target(type: "/worksheet"),
            let entry = archive.entry(sheet)
        else { throw SpreadsheetError.noSheet }
        let styles = CellStyles()
        if let path = links.target(type: "/styles") { try read(path, styles) }
        let strings = SharedStrings(limits: limits)
        if let path = links.target(type: "/sharedStrings") { try read(path, strings) }
        let parts = Parts(styles: styles, strings: strings, countsFrom1904: contents.countsFrom1904)
        return try withoutActuallyEscaping(body) { body in
            let rows = SheetRows(parts, limits: limits, body)
            try archive.unpack(entry, named: sheet) { try XMLStream.parse(sheet, rows, $0) }
            return rows.rowCount
        }
    }

    /// Does nothing when there is no such part: only the sheet itself must be there.
    private func read(_ part: String, _ listener: some XMLListener) throws {
        guard let entry = archive.entry(part) else { return }
        try archive.unpack(entry, named: part) { try XMLStream.parse(part, listener, $0) }
    }

    private func read(_ part: Substring, _ listener: some XMLListener) throws { try read(String(part), listener) }
}

/// A `.rels` part: which part of the package means what.
private final class Relationships: XMLListener {
    private let folder: String
    private var targets: [(id: String, type: String, path: String)] = []

    /// - Parameter folder: where relative targets begin, with its slash.
    init(folder: String) { self.folder = folder }

    func target(id: String) -> String? { targets.first { $0.id == id }?.path }

    /// By the end of the type, which the strict and the usual form of the format share.
    func target(type: String) -> String? { targets.first { $0.type.hasSuffix(type) }?.path }

    func start(_ name: XMLName, _ attributes: XMLAttributes) throws {
        guard name == "Relationship", let id = attributes.text("Id"), let target = attributes.text("Target") else {
            return
        }
        targets.append((id, attributes.text("Type") ?? "", absolute(target)))
    }

    func end(_ name: XMLName) throws {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {}

    private func absolute(_ target: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var parts = folder.split(separator: "/")
        for part in target.split(separator: "/") {
            if part == ".." {
                _ = parts.popLast()
            } else if part != "." {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}

/// `xl/workbook.xml`: the sheets in the order in which a person sees them.
private final class WorkbookContents: XMLListener {
    private(set) var countsFrom1904 = false
    private var visible: String?
    private var hidden: String?

    /// The relationship of the first sheet that is not hidden.
    var firstSheet: String? { visible ?? hidden }

    func start(_ name: XMLName, _ attributes: XMLAttributes) throws {
        if name == "workbookPr" {
            countsFrom1904 = ["1", "true"].contains(attributes.text("date1904") ?? "0")
        } else if name == "sheet", let id = attributes.text("id") {
            if attributes.text("state")?.lowercased().hasSuffix("hidden") ?? false {
                hidden = hidden ?? id
            } else {
                visible = visible ?? id
            }
        }
    }

    func end(_ name: XMLName) throws {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {}
}

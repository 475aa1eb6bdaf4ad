/// Which of a workbook's styles show a number as a date. Read from `xl/styles.xml`.
final class CellStyles: XMLListener {
    private var customFormats: [Int: Bool] = [:]
    private var isDateByStyle: [Bool] = []
    private var isInCellFormats = false

    func isDate(_ style: Int) -> Bool { isDateByStyle.indices.contains(style) && isDateByStyle[style] }

    func start(_ name: XMLName, _ attributes: XMLAttributes) throws {
        if name == "numFmt" {
            guard let id = attributes.integer("numFmtId"), let code = attributes.text("formatCode") else { return }
            customFormats[id] = Self.isDate(code)
        } else if name == "cellXfs" {
            isInCellFormats = true
        } else if name == "xf", isInCellFormats {
            let id = attributes.integer("numFmtId") ?? 0
            isDateByStyle.append(customFormats[id] ?? Self.isDate(builtIn: id))
        }
    }

    func end(_ name: XMLName) throws {
        if name == "cellXfs" { isInCellFormats = false }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {}

    /// ECMA-376 part 1, 18.8.30: the formats that need no code, with those that East Asian locales give.
    private static func isDate(builtIn id: Int) -> Bool {
        (14...22).contains(id) || (27...36).contains(id) || (45...47).contains(id) || (50...58).contains(id)
    }

    /// Whether a format such as `dd/mm/yyyy hh:mm` names a part of a date outside quotes, escapes and colours.
    static func isDate(_ code: String) -> Bool {
        var characters = code.prefix { $0 != ";" }.lowercased()[...]
        while let character = characters.popFirst() {
            switch character {
            case "\"": characters = characters.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": characters = characters.dropFirst()
            case "[":
                let inside = characters.prefix { $0 != "]" }
                characters = characters.drop { $0 != "]" }.dropFirst()
                if ["h", "hh", "m", "mm", "s", "ss"].contains(inside) { return true }
            case "d", "m", "y", "h", "s": return true
            default: continue
            }
        }
        return false
    }
}

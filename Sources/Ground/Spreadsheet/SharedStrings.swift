/// The texts of `xl/sharedStrings.xml`, one behind the other: the only part of a workbook that is held in memory.
final class SharedStrings: XMLListener {
    private let limits: SpreadsheetLimits
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var isInText = false
    /// Within a reading aid for East Asian text, which is not part of it.
    private var isInPhonetic = false

    init(limits: SpreadsheetLimits) { self.limits = limits }

    /// `nil` when there is no such text.
    func text(_ index: Int) -> String? {
        guard ends.indices.contains(index) else { return nil }
        return String.unescaping(bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }

    func start(_ name: XMLName, _ attributes: XMLAttributes) throws {
        if name == "t" {
            isInText = !isInPhonetic
        } else if name == "rPh" {
            isInPhonetic = true
        }
    }

    func end(_ name: XMLName) throws {
        if name == "t" {
            isInText = false
        } else if name == "si" {
            ends.append(bytes.count)
            try check()
        } else if name == "rPh" {
            isInPhonetic = false
        }
    }

    func text(_ piece: UnsafeBufferPointer<UInt8>) throws {
        guard isInText else { return }
        bytes.append(contentsOf: piece)
        try check()
    }

    private func check() throws {
        guard bytes.count + ends.count * MemoryLayout<Int>.size <= limits.sharedStringBytes else {
            throw SpreadsheetError.tooMuchText(limitBytes: Int64(limits.sharedStringBytes))
        }
    }
}

extension String {
    /// Workbooks write characters that XML lacks as `_x000D_`.
    static func unescaping(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "_")), text.contains("_x") else { return text }
        return text.replacing(#/_x([0-9A-Fa-f]{4})_/#) { match in
            UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? String(match.0)
        }
    }
}

package import Kernel

/// A file that an accountant has: its name, and where its bytes are.
package struct SettlementSource: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case bytes([UInt8])
        case file(path: String)
    }

    package let name: String
    package let content: Content

    package init(name: String, content: Content) {
        self.name = name
        self.content = content
    }
}

package enum SettlementItem: Hashable, Sendable {
    case line(SettlementLine)
    case mistake(SettlementRowMistake)
}

/// A file that has been read to its end without a fault of the whole, so that its rows may be kept. They are taken out
/// in batches: a million of them are never in memory together.
package struct SettlementRows: Sendable {
    /// What the file is called at VNPAY's portal, in a word: `fees` or `transactions`.
    package let export: String
    /// The next rows, at most so many; none when there are no more.
    package let next: @Sendable (_ limit: Int) throws -> [SettlementItem]

    package init(export: String, next: @escaping @Sendable (_ limit: Int) throws -> [SettlementItem]) {
        self.export = export
        self.next = next
    }
}

/// Reads VNPAY's file of a day. Made live in `SettlementVNPAY`.
package struct SettlementReader: Sendable {
    /// - Throws: `SettlementFileFault` when the file as a whole cannot be read.
    package var read: @Sendable (SettlementSource) async throws -> SettlementRows

    package init(read: @escaping @Sendable (SettlementSource) async throws -> SettlementRows) { self.read = read }
}

/// The file as a whole cannot be read; the words tell the accountant what to do.
package struct SettlementFileFault: Error, Hashable, Sendable {
    package let words: Bilingual
    package init(words: Bilingual) { self.words = words }
}

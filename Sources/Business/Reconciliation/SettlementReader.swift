package import Journal
package import Kernel

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
    package var read: @Sendable (IncomingFile) async throws -> SettlementRows

    package init(read: @escaping @Sendable (IncomingFile) async throws -> SettlementRows) { self.read = read }
}

/// The file as a whole cannot be read; the words tell the accountant what to do.
package struct SettlementFileFault: Error, Hashable, Sendable {
    package let words: Bilingual
    package init(words: Bilingual) { self.words = words }
}

import Glibc
import Kernel
import Reconciliation
import Spreadsheet
import Synchronization

/// Rows in a temporary file that has no name any more and goes with this value. One line a row; fields are parted by a
/// character that no field can hold. A class because it owns the file.
final class Spool: Sendable {
    struct Failure: Error { let reason: String }

    private struct State {
        var buffer: [UInt8] = []
        /// How much of the buffer has been given out, when reading.
        var offset = 0
        var isAtEnd = false
    }

    private static let chunk = 1 << 18
    private let descriptor: Int32
    private let state = Mutex(State())

    init() throws {
        let file = try TemporaryFile.create()
        descriptor = file.descriptor
        unlink(file.path)
    }

    deinit { close(descriptor) }

    func append(_ item: SettlementItem) throws {
        try state.withLock { state in
            state.buffer += item.fields.joined(separator: "\u{1F}").utf8
            state.buffer.append(UInt8(ascii: "\n"))
            if state.buffer.count >= Self.chunk { try flush(&state) }
        }
    }

    /// Ends the writing; reading begins at the first row.
    func rewind() throws {
        try state.withLock { state in
            try flush(&state)
            guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw Failure(reason: "cannot rewind: \(errno)") }
        }
    }

    /// The next rows; none at the end.
    func next(_ limit: Int) throws -> [SettlementItem] {
        try state.withLock { state in
            var items: [SettlementItem] = []
            while items.count < limit, let line = try nextLine(&state) {
                guard
                    let item = SettlementItem(fields: line.split(separator: "\u{1F}", omittingEmptySubsequences: false))
                else { throw Failure(reason: "a row was lost in the temporary file") }
                items.append(item)
            }
            return items
        }
    }

    private func flush(_ state: inout State) throws {
        var start = 0
        while start < state.buffer.count {
            let written = state.buffer.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
            }
            guard written > 0 else { throw Failure(reason: "cannot write the temporary file: \(errno)") }
            start += written
        }
        state.buffer.removeAll(keepingCapacity: true)
    }

    private func nextLine(_ state: inout State) throws -> String? {
        while true {
            if let end = state.buffer[state.offset...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: state.buffer[state.offset..<end], as: UTF8.self)
                state.offset = end + 1
                return line
            }
            guard !state.isAtEnd else { return nil }
            state.buffer.removeFirst(state.offset)
            state.offset = 0
            let held = state.buffer.count
            state.buffer.append(contentsOf: [UInt8](repeating: 0, count: Self.chunk))
            let count = state.buffer.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: held), Self.chunk)
            }
            guard count >= 0 else { throw Failure(reason: "cannot read the temporary file: \(errno)") }
            state.buffer.removeLast(Self.chunk - count)
            state.isAtEnd = count == 0
        }
    }
}

extension SettlementItem {
    fileprivate var fields: [String] {
        switch self {
        case .line(let line):
            [
                "L", String(line.rowNumber), line.reference, line.transactionNumber, String(line.time.milliseconds),
                line.kind.rawValue, line.status.rawValue, String(line.grossDong), line.feeDong.map(String.init) ?? "",
                line.netDong.map(String.init) ?? "", line.bank, line.cardType, line.method.rawValue, line.raw,
            ]
        case .mistake(let mistake):
            ["M", String(mistake.rowNumber), mistake.column, mistake.text, mistake.reason.rawValue, mistake.raw]
                + mistake.words
        }
    }

    fileprivate init?(fields: [Substring]) {
        func text(_ index: Int) -> String { String(fields[index]) }
        if fields.count == 14, fields[0] == "L", let row = Int64(fields[1]), let time = Int64(fields[4]),
            let kind = SettlementLine.Kind(rawValue: text(5)), let status = SettlementLine.Status(rawValue: text(6)),
            let gross = Int64(fields[7]), let method = SettlementLine.Method(rawValue: text(12))
        {
            self = .line(
                SettlementLine(
                    rowNumber: row,
                    names: (text(2), text(3)),
                    time: Timestamp(milliseconds: time),
                    what: (kind, status),
                    amounts: (gross, Int64(fields[8]), Int64(fields[9])),
                    means: (text(10), text(11), method),
                    raw: text(13)
                )
            )
        } else if fields.count >= 6, fields[0] == "M", let row = Int64(fields[1]),
            let reason = SettlementRowMistake.Reason(rawValue: text(4))
        {
            self = .mistake(
                SettlementRowMistake(
                    rowNumber: row,
                    column: text(2),
                    text: text(3),
                    reason: reason,
                    words: fields[6...].map(String.init),
                    raw: text(5)
                )
            )
        } else {
            return nil
        }
    }
}

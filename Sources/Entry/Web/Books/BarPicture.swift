import Kernel
import Markup

/// Balances side by side, drawn on the server: to the right what we have or have spent, to the left what we owe or have
/// earned. The table below says the same in numbers.
struct BarPicture: Sendable {
    struct Bar: Sendable {
        let name: String
        /// Debit less credit.
        let dong: Int64
        let amount: String
    }

    let bars: [Bar]

    private static let rowHeight: Int64 = 34
    /// Half of what bars may use, in units of the picture.
    private static let half: Int64 = 250
    private static let middle: Int64 = 470
    private static let width: Int64 = 880

    func html(_ language: Language) -> HTML {
        let most = max(1, bars.map { Int64(clamping: $0.dong.magnitude) }.max() ?? 1)
        let height = Int64(bars.count) * Self.rowHeight + 8
        let label = language("Số dư của từng tài khoản", "The balance of each account")
        return """
            <svg class="bars" viewBox="0 0 \(Self.width) \(height)" role="img" aria-label="\(label)">
            <line class="axis" x1="\(Self.middle)" y1="0" x2="\(Self.middle)" y2="\(height)"/>
            \(bars.enumerated().markup { bar($1, Int64($0), most: most) })</svg>
            """
    }

    private func bar(_ bar: Bar, _ row: Int64, most: Int64) -> HTML {
        // Integers throughout; a balance that is not nothing is never drawn as nothing.
        let share = Int64(Int128(bar.dong.magnitude) * Int128(Self.half) / Int128(most))
        let length = bar.dong == 0 ? 0 : max(2, share)
        let isDebit = bar.dong >= 0
        let top = row * Self.rowHeight + 8
        let left = isDebit ? Self.middle : Self.middle - length
        return """
            <text x="0" y="\(top + 16)">\(bar.name)</text>\
            <rect class="\(isDebit ? "debit" : "credit")" x="\(left)" y="\(top)" width="\(length)" height="22" rx="4"/>\
            <text class="value" x="\(Self.width)" y="\(top + 16)" text-anchor="end">\(bar.amount)</text>

            """
    }
}

import Markup

/// Bars side by side, such as one a day: how much it was, and what of it is at risk. Drawn by the server.
struct DayBars: Sendable {
    struct Bar: Sendable {
        /// `22/11`
        let label: String
        /// `22/11/2026: 12.960.000 ₫, 0 ₫ có rủi ro`
        let words: String
        let value: Int64
        let risk: Int64
        /// `nil` for a bar that leads nowhere.
        let address: Address?
    }

    /// The oldest first.
    let bars: [Bar]
    let caption: String

    private static let height: Int64 = 120
    private static let step: Int64 = 34

    var html: HTML {
        let highest = max(1, bars.map { max($0.value, $0.risk) }.max() ?? 1)
        let width = Int64(bars.count) * Self.step
        return """
            <figure class="day-bars"><svg viewBox="0 0 \(width) \(Self.height + 22)" role="group" aria-label="\(caption)">
            \(bars.enumerated().markup { bar($1, at: Int64($0) * Self.step, of: highest) })</svg>
            <figcaption class="muted small">\(caption)</figcaption></figure>
            """
    }

    private func bar(_ bar: Bar, at left: Int64, of highest: Int64) -> HTML {
        let gross = scaled(bar.value, highest)
        let risk = scaled(bar.risk, highest)
        let drawn: HTML = """
            <title>\(bar.words)</title>\
            <rect class="base" x="\(left + 3)" y="0" width="\(Self.step - 6)" height="\(Self.height)"/>\
            <rect class="gross" x="\(left + 3)" y="\(Self.height - gross)" width="\(Self.step - 6)" height="\(gross)"/>\
            <rect class="risk" x="\(left + 3)" y="\(Self.height - risk)" width="\(Self.step - 6)" height="\(risk)"/>\
            <text x="\(left + Self.step / 2)" y="\(Self.height + 15)">\(bar.label)</text>
            """
        guard let address = bar.address else { return "<g>\(drawn)</g>\n" }
        return "<a href=\"\(address)\">\(drawn)</a>\n"
    }

    /// In whole pixels; whatever is not nothing can be seen.
    private func scaled(_ value: Int64, _ highest: Int64) -> Int64 {
        value <= 0 ? 0 : max(2, Int64(Int128(value) * Int128(Self.height) / Int128(highest)))
    }
}

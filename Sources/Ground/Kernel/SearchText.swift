import Foundation

extension String {
    /// As people search: lower case, without diacritics, đ as d, every run of other signs one blank. Stored beside a
    /// text, so that both databases find `nguyen duc` in `Nguyễn Đức`.
    package var searchable: String {
        let folded = replacing("đ", with: "d").replacing("Đ", with: "d")
            .folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
        var words = ""
        for scalar in folded.unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                words.unicodeScalars.append(scalar)
            } else if !words.isEmpty, !words.hasSuffix(" ") {
                words.append(" ")
            }
        }
        return words.hasSuffix(" ") ? String(words.dropLast()) : words
    }
}

/// The language a person reads. Vietnamese first; English by a switch.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case vietnamese = "vi"
    case english = "en"

    /// The words for this reader. Both stand side by side wherever a word is written, so that none is forgotten.
    package func callAsFunction(_ vietnamese: String, _ english: String) -> String {
        switch self {
        case .vietnamese: vietnamese
        case .english: english
        }
    }
}

/// A name kept in both languages, such as a product's.
package struct Bilingual: Hashable, Sendable {
    package let vietnamese: String
    package let english: String

    package init(vietnamese: String, english: String) {
        self.vietnamese = vietnamese
        self.english = english
    }

    package func text(in language: Language) -> String { language(vietnamese, english) }
}

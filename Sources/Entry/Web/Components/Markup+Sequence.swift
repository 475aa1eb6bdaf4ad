import Markup

extension Sequence {
    /// The markup of each element, one after the other.
    func markup(_ each: (Element) -> HTML) -> HTML {
        var sum = HTML()
        for element in self { sum += each(element) }
        return sum
    }
}

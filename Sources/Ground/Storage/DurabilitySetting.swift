/// A setting of a database server on which it rests that a commit outlives a power cut.
package struct DurabilitySetting: Hashable, Sendable {
    package let name: String
    package let value: String
    package let isSafe: Bool

    package init(_ name: String, _ value: String, isSafe: Bool) {
        (self.name, self.value, self.isSafe) = (name, value, isSafe)
    }
}

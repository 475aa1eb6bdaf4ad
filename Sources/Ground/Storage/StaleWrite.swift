/// Somebody else changed the row since it was read; the transaction is undone.
package struct StaleWrite: Error {
    package let subject: String
    package init(subject: String) { self.subject = subject }
}

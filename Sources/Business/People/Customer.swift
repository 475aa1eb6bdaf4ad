package import Kernel
import Storage

/// Who buys. An individual (KHCN) registers online; an enterprise (KHDN) is declared by an account manager.
package struct Customer: Hashable, Sendable {
    package typealias ID = Kernel.ID<Customer>
    package enum Kind: String, Hashable, Sendable { case individual, enterprise }

    package let id: ID
    package let kind: Kind
    package var name: String
    package let email: EmailAddress
    package var phone: PhoneNumber
    package var address: String
    package var language: Language

    package init(
        id: ID,
        kind: Kind,
        name: String,
        contact: (email: EmailAddress, phone: PhoneNumber, address: String),
        language: Language
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        (email, phone, address) = contact
        self.language = language
    }
}

/// A way into the portal: one confirmed e-mail address.
package struct Account: Hashable, Sendable {
    package typealias ID = Kernel.ID<Account>

    package let id: ID
    package let customer: Customer.ID
    package let email: EmailAddress
    /// Argon2id; `nil` until the person sets one. The e-mailed link always works.
    package let passwordHash: String?

    package init(id: ID, customer: Customer.ID, email: EmailAddress, passwordHash: String?) {
        self.id = id
        self.customer = customer
        self.email = email
        self.passwordHash = passwordHash
    }
}

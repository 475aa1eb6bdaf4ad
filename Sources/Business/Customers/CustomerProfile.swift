package import Kernel
package import Organisation
package import People

/// A customer as staff keep it: who it is in law, whom to write to, who looks after it. The part that the portal needs
/// (`Customer`) stands beside it under the same identifier.
package struct CustomerProfile: Hashable, Sendable {
    /// Who the customer is in law.
    package enum Identity: Hashable, Sendable {
        /// KHDN.
        case enterprise(TaxCode, representative: Representative?)
        /// KHCN; the number is needed for an invoice in the person's name.
        case individual(CitizenID?)
    }

    /// Who signs for an enterprise.
    package struct Representative: Hashable, Sendable {
        package let name: String
        package let position: String

        package init(name: String, position: String) {
            self.name = name
            self.position = position
        }
    }

    package let id: Customer.ID
    /// `KH-000123`.
    package let number: String
    package var identity: Identity
    /// The legal name of an enterprise, or a person's name.
    package var name: String
    package var address: String
    /// Whom payment requests go to.
    package var contact: Contact
    /// Where e-invoices go, when not to the contact.
    package var invoiceEmail: EmailAddress?
    package let unit: String
    package let accountManager: StaffMember.ID
    package var language: Language
    package let createdAt: Timestamp

    package struct Contact: Hashable, Sendable {
        package let name: String
        package let email: EmailAddress
        package let phone: PhoneNumber

        package init(name: String, email: EmailAddress, phone: PhoneNumber) {
            self.name = name
            self.email = email
            self.phone = phone
        }
    }

    package var subject: String { "customer:\(id)" }
    package var kind: Customer.Kind {
        switch identity {
        case .enterprise: .enterprise
        case .individual: .individual
        }
    }
    package var belonging: Belonging { Belonging(unit: unit, people: [accountManager]) }
}

/// What was typed into the customer's form, and what is wrong with it, field by field.
package struct CustomerForm: Hashable, Sendable {
    package enum Field: String, Hashable, Sendable, CaseIterable {
        case name, taxCode, citizenID, address, representative, position, contactName, email, phone, invoiceEmail
    }

    package enum Mistake: Hashable, Sendable {
        case missing, tooLong, notAnEmail, notAPhone, notACitizenID
        case taxCode(TaxCode.Mistake)
    }

    package var kind = Customer.Kind.enterprise
    package var name = ""
    package var taxCode = ""
    package var citizenID = ""
    package var address = ""
    package var representative = ""
    package var position = ""
    package var contactName = ""
    package var email = ""
    package var phone = ""
    package var invoiceEmail = ""
    package var language = Language.vietnamese

    package init() {}

    /// The checked values, or every mistake at once.
    func checked() -> (values: Values?, mistakes: [Field: Mistake]) {
        var mistakes: [Field: Mistake] = [:]
        let name = required(self.name, .name, limit: 400, &mistakes)
        let address = required(self.address, .address, limit: 400, &mistakes)
        let contactName = required(
            kind == .individual && self.contactName.trimmed.isEmpty ? self.name : self.contactName,
            .contactName,
            limit: 100,
            &mistakes
        )
        let email = EmailAddress(self.email)
        if email == nil { mistakes[.email] = self.email.trimmed.isEmpty ? .missing : .notAnEmail }
        // The invoice's buyer field DCTDTu holds 50.
        if self.email.trimmed.utf8.count > 50 { mistakes[.email] = .tooLong }
        let phone = PhoneNumber(self.phone)
        if phone == nil { mistakes[.phone] = self.phone.trimmed.isEmpty ? .missing : .notAPhone }
        let invoiceEmail = EmailAddress(self.invoiceEmail)
        if invoiceEmail == nil, !self.invoiceEmail.trimmed.isEmpty { mistakes[.invoiceEmail] = .notAnEmail }
        if self.invoiceEmail.trimmed.utf8.count > 50 { mistakes[.invoiceEmail] = .tooLong }
        let identity = identity(&mistakes)
        guard mistakes.isEmpty, let email, let phone, let identity else { return (nil, mistakes) }
        let contact = CustomerProfile.Contact(name: contactName, email: email, phone: phone)
        return (
            Values(identity: identity, name: name, address: address, contact: contact, invoiceEmail: invoiceEmail), [:]
        )
    }

    struct Values {
        let identity: CustomerProfile.Identity
        let name: String
        let address: String
        let contact: CustomerProfile.Contact
        let invoiceEmail: EmailAddress?
    }

    private func required(_ text: String, _ field: Field, limit: Int, _ mistakes: inout [Field: Mistake]) -> String {
        let text = text.trimmed
        if text.count < 2 { mistakes[field] = .missing }
        if text.count > limit { mistakes[field] = .tooLong }
        return text
    }

    private func identity(_ mistakes: inout [Field: Mistake]) -> CustomerProfile.Identity? {
        switch kind {
        case .individual:
            guard !citizenID.trimmed.isEmpty else { return .individual(nil) }
            guard let id = CitizenID(citizenID) else {
                mistakes[.citizenID] = .notACitizenID
                return nil
            }
            return .individual(id)
        case .enterprise:
            if representative.count > 100 { mistakes[.representative] = .tooLong }
            if position.count > 100 { mistakes[.position] = .tooLong }
            guard !taxCode.trimmed.isEmpty else {
                mistakes[.taxCode] = .missing
                return nil
            }
            do throws(TaxCode.Mistake) {
                let code = try TaxCode(taxCode)
                let person = representative.trimmed
                let signs: CustomerProfile.Representative? =
                    person.isEmpty ? nil : .init(name: person, position: position.trimmed)
                return .enterprise(code, representative: signs)
            } catch {
                mistakes[.taxCode] = .taxCode(error)
                return nil
            }
        }
    }
}

extension CustomerForm {
    /// The form as it stands for a customer that is known.
    package init(_ profile: CustomerProfile) {
        kind = profile.kind
        name = profile.name
        address = profile.address
        contactName = profile.contact.name
        email = profile.contact.email.description
        phone = profile.contact.phone.description
        invoiceEmail = profile.invoiceEmail?.description ?? ""
        language = profile.language
        switch profile.identity {
        case .enterprise(let code, let person):
            taxCode = code.description
            representative = person?.name ?? ""
            position = person?.position ?? ""
        case .individual(let id):
            citizenID = id?.description ?? ""
        }
    }
}

package import Kernel
package import People

/// What a person typed into the registration form, as text, and what is wrong with it, field by field.
package struct OrderForm: Hashable, Sendable {
    package enum Field: String, Hashable, Sendable, CaseIterable {
        case name, email, phone, address, taxCode, legalName, citizenID, terms
    }

    package enum Mistake: Hashable, Sendable {
        case missing
        case tooLong
        case notAName
        case notAnEmail
        case notAPhone
        case addressTooShort
        case taxCode(TaxCode.Mistake)
        case notACitizenID
        case termsNotAccepted
    }

    package enum InvoiceChoice: String, Hashable, Sendable, CaseIterable { case consumer, citizen, taxpayer }

    package var planCode: String
    package var name: String
    package var email: String
    package var phone: String
    package var address: String
    package var invoiceChoice: InvoiceChoice
    package var taxCode: String
    package var legalName: String
    package var citizenID: String
    /// The version that stood on the page, when the box was ticked.
    package var acceptedTerms: String?
    package var language: Language

    package init(planCode: String, language: Language) {
        self.planCode = planCode
        self.language = language
        name = ""
        email = ""
        phone = ""
        address = ""
        invoiceChoice = .consumer
        taxCode = ""
        legalName = ""
        citizenID = ""
        acceptedTerms = nil
    }

    /// The buyer, or every mistake at once.
    func buyer(currentTerms: String) -> (buyer: Buyer?, mistakes: [Field: Mistake]) {
        var mistakes: [Field: Mistake] = [:]
        let name = name.trimmed
        if name.isEmpty {
            mistakes[.name] = .missing
        } else if name.count > 100 {
            mistakes[.name] = .tooLong
        } else if name.count < 2 || name.unicodeScalars.contains(where: { $0.value < 32 }) {
            mistakes[.name] = .notAName
        }
        let address = address.trimmed
        if address.isEmpty {
            mistakes[.address] = .missing
        } else if address.count < 5 {
            mistakes[.address] = .addressTooShort
        } else if address.count > 300 {
            mistakes[.address] = .tooLong
        }
        let parsedEmail = EmailAddress(email)
        if parsedEmail == nil {
            mistakes[.email] = email.trimmed.isEmpty ? .missing : .notAnEmail
        } else if email.trimmed.utf8.count > 50 {
            mistakes[.email] = .tooLong  // the invoice's buyer field DCTDTu holds 50
        }
        let parsedPhone = PhoneNumber(phone)
        if parsedPhone == nil { mistakes[.phone] = phone.trimmed.isEmpty ? .missing : .notAPhone }
        let party = invoiceParty(&mistakes)
        if acceptedTerms != currentTerms { mistakes[.terms] = .termsNotAccepted }
        guard mistakes.isEmpty, let parsedEmail, let parsedPhone, let party else { return (nil, mistakes) }
        let buyer = Buyer(
            name: name,
            contact: (parsedEmail, parsedPhone),
            address: address,
            invoiceParty: party,
            language: language
        )
        return (buyer, [:])
    }

    private func invoiceParty(_ mistakes: inout [Field: Mistake]) -> Buyer.InvoiceParty? {
        switch invoiceChoice {
        case .consumer: return .consumer
        case .citizen:
            guard let id = CitizenID(citizenID) else {
                mistakes[.citizenID] = citizenID.trimmed.isEmpty ? .missing : .notACitizenID
                return nil
            }
            return .citizen(id)
        case .taxpayer:
            let legalName = legalName.trimmed
            if legalName.isEmpty {
                mistakes[.legalName] = .missing
            } else if legalName.count > 400 {
                mistakes[.legalName] = .tooLong
            }
            guard !taxCode.trimmed.isEmpty else {
                mistakes[.taxCode] = .missing
                return nil
            }
            do throws(TaxCode.Mistake) {
                return .taxpayer(try TaxCode(taxCode), legalName: legalName)
            } catch {
                mistakes[.taxCode] = .taxCode(error)
                return nil
            }
        }
    }
}

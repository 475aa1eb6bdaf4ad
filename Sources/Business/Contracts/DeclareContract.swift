import Catalogue
package import Customers
import Journal
package import Kernel
package import Organisation
import People
package import Storage

/// An account manager writes a contract down (step B1): as a draft, which may be changed at will.
package struct DeclareContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case saved(Contract.ID)
        case mistakes([ContractForm.Field: ContractForm.Mistake])
        case notAllowed
        case unknown
        /// It has been handed in; changing it is another thing.
        case handedIn
        /// Somebody changed it at the same time.
        case stale
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    /// What the contract would cost; nothing is stored.
    ///
    /// - Parameter known: The contract that would be changed: after it was handed in, lines that stay keep their price.
    package func preview(
        _ form: ContractForm,
        in unit: String,
        of known: Contract? = nil
    ) async throws -> (lines: [ContractLine], totals: Totals?, mistakes: [ContractForm.Field: ContractForm.Mistake]) {
        try await database.read { [world] connection in
            let basis = known?.basis ?? ContractForm.Basis(unit: unit)
            let (values, mistakes) = try form.checked(against: basis, in: world, on: connection)
            guard let values else { return ([], nil, mistakes) }
            return (values.lines, try Totals(lines: values.lines), [:])
        }
    }

    /// - Parameter idempotencyKey: From the form: the same form sent twice declares once.
    package func declare(
        _ form: ContractForm,
        idempotencyKey: String,
        by actor: StaffMember
    ) async throws -> Outcome {
        guard actor.may(.declareContracts) else { return .notAllowed }
        let once = IdempotencyKey(
            scope: "declare:\(actor.id)",
            key: idempotencyKey,
            inputHash: ServerKey.digest("\(form)")
        )
        return try await database.write { [world] connection in
            if case .repeated(let id) = try once.check(on: connection), let id = Contract.ID(id) { return .saved(id) }
            let basis = ContractForm.Basis(unit: actor.unit.code)
            let (values, mistakes) = try form.checked(against: basis, in: world, on: connection)
            guard let values, let customer = form.customer else { return .mistakes(mistakes) }
            guard let profile = try CustomerProfile.find(customer, on: connection) else {
                return .mistakes([.customer: .missing])
            }
            guard actor.may(.editCustomers, on: profile.belonging) else { return .notAllowed }
            guard let unit = try OrganisationUnit.find(actor.unit.code, on: connection) else { return .notAllowed }
            let time = world.now()
            let contract = Contract(
                id: world.newID(),
                number: try unit.takeNumber(year: time.day.components.year, on: connection),
                channel: .declared,
                kind: .new,
                payment: form.payment,
                customer: profile.id,
                buyer: Buyer(profile),
                lines: values.lines,
                terms: AcceptedTerms(version: "signed-contract", acceptedAt: time),
                state: .draft,
                createdAt: time,
                startsOn: nil,
                endsOn: nil,
                declaration: values.declaration(form, unit: unit.code, accountManager: actor.id, renewalOf: nil),
                postpaid: values.postpaid
            )
            try contract.insert(on: connection)
            try contract.record("contract.declared", by: actor, in: world, connection)
            if case .first = try once.check(on: connection) {
                try once.keep(answer: "\(contract.id)", at: time, on: connection)
            }
            return .saved(contract.id)
        }
    }

    /// Changes a draft. Prices are those of the day.
    package func change(
        _ id: Contract.ID,
        _ form: ContractForm,
        revision: Int64,
        by actor: StaffMember
    ) async throws -> Outcome {
        try await database.write { [world] connection in
            guard var contract = try Contract.find(id, on: connection), contract.declaration != nil else {
                return .unknown
            }
            guard actor.may(.declareContracts, on: contract.belonging) else { return .notAllowed }
            guard contract.state == .draft else { return .handedIn }
            guard contract.revision == revision else { return .stale }
            let (values, mistakes) = try form.checked(against: contract.basis, in: world, on: connection)
            guard let values else { return .mistakes(mistakes) }
            guard let customer = contract.customer, let profile = try CustomerProfile.find(customer, on: connection)
            else { return .mistakes([.customer: .missing]) }
            contract.take(values, form, buyer: Buyer(profile), in: world)
            try contract.rewrite(from: revision, at: world.now(), on: connection)
            try contract.record("contract.draft_changed", by: actor, in: world, connection)
            return .saved(id)
        }
    }
}

extension ContractForm.Checked {
    package func declaration(
        _ form: ContractForm,
        unit: String,
        accountManager: StaffMember.ID,
        renewalOf: Contract.ID?
    ) -> Declaration {
        Declaration(
            unit: unit,
            accountManager: accountManager,
            agent: form.agent,
            wantedStart: wantedStart,
            renewalOf: renewalOf,
            invoiceEmail: invoiceEmail,
            note: note
        )
    }
}

extension Contract {
    /// What a form that changes it is held against: a draft follows the catalogue until it is handed in.
    package var basis: ContractForm.Basis {
        let isDraft = state == .draft
        return ContractForm.Basis(
            unit: declaration?.unit ?? "",
            lines: isDraft ? [] : lines,
            agent: declaration?.agent,
            start: isDraft ? nil : declaration?.wantedStart
        )
    }

    /// Takes over what a checked form says. Lines that stay get new identifiers, since the old rows are rewritten.
    package mutating func take(_ values: ContractForm.Checked, _ form: ContractForm, buyer: Buyer, in world: World) {
        guard let old = declaration else { return }
        self.buyer = buyer
        lines = values.lines.map { $0.copy(id: world.newID()) }
        payment = form.payment
        postpaid = values.postpaid
        declaration = values.declaration(
            form,
            unit: old.unit,
            accountManager: old.accountManager,
            renewalOf: old.renewalOf
        )
        revision += 1
    }

    /// One line of the audit log about what staff did to it.
    package func record(
        _ action: String,
        by actor: StaffMember,
        _ detail: String = "",
        in world: World,
        _ connection: any SQLConnection
    ) throws {
        try AuditEntry.record(
            action,
            on: subject,
            by: .staff(actor.actorID),
            [
                "number": number, "revision": "\(revision)", "amount_dong": "\(try totals().total.dong)",
                "detail": detail,
            ],
            in: world,
            connection
        )
    }
}

extension Buyer {
    /// The customer as it stands now, for the contract to keep.
    package init(_ profile: CustomerProfile) {
        let party: InvoiceParty =
            switch profile.identity {
            case .enterprise(let code, _): .taxpayer(code, legalName: profile.name)
            case .individual(let id?): .citizen(id)
            case .individual(nil): .consumer
            }
        self.init(
            name: profile.contact.name,
            contact: (profile.contact.email, profile.contact.phone),
            address: profile.address,
            invoiceParty: party,
            language: profile.language
        )
    }
}

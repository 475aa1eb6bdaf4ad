import Billing
package import Contracts
import Customers
import Journal
package import Kernel
import Notices
package import Organisation
import Payments
package import People
package import Storage

/// The account manager changes a contract after handing it in. Before payment, the customer is asked anew and the old
/// link closes; after it, the amount stays, and every approval that was given is worth nothing any more.
package struct AmendContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case amended
        case mistakes([ContractForm.Field: ContractForm.Mistake])
        case notAllowed
        case unknown
        case stale
        /// A draft is changed freely; a decided contract is not changed at all.
        case notNow(ContractState)
        /// The payer is at VNPAY, or VNPAY has not answered: the amount may not move now.
        case paymentUnderWay
        /// It is paid: nothing that would change the amount or the plans.
        case amountIsPaid
        /// A file that cannot be taken, or none would be left.
        case badFile(FileChanges.Mistake)
        /// It is as it was.
        case nothingChanged
    }

    private let database: any SQLDatabase
    private let world: World
    private let key: ServerKey

    package init(database: any SQLDatabase, world: World, key: ServerKey) {
        self.database = database
        self.world = world
        self.key = key
    }

    package func callAsFunction(
        _ id: Contract.ID,
        _ form: ContractForm,
        files: FileChanges = FileChanges(),
        revision: Int64,
        by actor: StaffMember
    ) async throws -> Outcome {
        try await database.write { [world, key] connection in
            guard var contract = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.declareContracts, on: contract.belonging) else { return .notAllowed }
            guard contract.revision == revision else { return .stale }
            guard [.awaitingPayment, .awaitingRegionalApproval, .awaitingITApproval].contains(contract.state) else {
                return .notNow(contract.state)
            }
            if try contract.hasPaymentUnderWay(on: connection) { return .paymentUnderWay }
            var form = form
            form.payment = contract.payment
            let (values, mistakes) = try form.checked(against: contract.basis, in: world, on: connection)
            guard let values else { return .mistakes(mistakes) }
            guard let customer = contract.customer,
                let profile = try CustomerProfile.find(customer, on: connection)
            else { return .unknown }
            let before = contract
            // Who paid stays who the contract is with; a new address of the customer counts before payment only.
            let buyer = before.state == .awaitingPayment ? Buyer(profile) : before.buyer
            contract.take(values, form, buyer: buyer, in: world)
            let sellsTheSame = before.lines.elementsEqual(contract.lines, by: { $0.sellsTheSame(as: $1) })
            if before.state != .awaitingPayment, before.payment == .prepaid, !sellsTheSame { return .amountIsPaid }
            let saysTheSame =
                sellsTheSame && before.buyer == contract.buyer && before.declaration == contract.declaration
            switch try contract.changeFiles(files, by: actor, in: world, on: connection) {
            case .refused(let mistake): return .badFile(mistake)
            case .unchanged where saysTheSame: return .nothingChanged
            case .unchanged, .changed: break
            }
            try contract.rewrite(from: revision, at: world.now(), on: connection)
            // Files alone are the house's own: the customer owes what was asked, under the same link.
            let effects = try contract.apply(.amended).filter { !saysTheSame || $0 != .replacePaymentRequest }
            if contract.state != before.state {
                try contract.update(from: before.state, at: world.now(), on: connection)
            }
            try contract.freeze(by: actor, in: world, on: connection)
            try contract.record("contract.amended", by: actor, in: world, connection)
            try contract.perform(effects, key, in: world, on: connection)
            return .amended
        }
    }
}

extension Contract {
    fileprivate func perform(
        _ effects: [ContractEffect],
        _ key: ServerKey,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        for effect in effects {
            switch effect {
            case .replacePaymentRequest:
                try withdrawRequest(.superseded, in: world, on: connection)
                try askForPayment(key, in: world, on: connection)
            case .reopenApproval:
                let decided = try decidedSteps(on: connection)
                try openApproval(in: world, on: connection)
                guard decided > 0 else { continue }
                try InboxMessage(.approvalsVoided, about: subject, fact: "\(id)/\(revision)", detail: "\(decided)")
                    .put(to: belonging.people, in: world, on: connection)
            case .requestPayment, .openApproval, .activateLines, .considerInvoice, .tellActivated,
                .withdrawPaymentRequest, .openRefund, .restService, .resumeService, .endService:
                break  // not effects of a change
            }
        }
    }

    /// Closes the open request and every link to it.
    func withdrawRequest(
        _ event: PaymentRequest.Event,
        in world: World,
        on connection: any SQLConnection
    ) throws {
        guard var request = try PaymentRequest.current(of: id, on: connection), request.state == .open else { return }
        _ = try request.apply(event)
        try request.update(from: .open, at: world.now(), on: connection)
        try PaymentLink.revokeAll(of: request.id, at: world.now(), on: connection)
    }

    /// Whether somebody may be paying right now, or has paid without our knowing.
    func hasPaymentUnderWay(on connection: any SQLConnection) throws -> Bool {
        guard let request = try PaymentRequest.current(of: id, on: connection) else { return false }
        return try PaymentAttempt.all(of: request.id, on: connection).contains(where: \.isLive)
    }
}

extension ContractLine {
    /// The same plan, quantity and price, whatever the row is called.
    func sellsTheSame(as other: ContractLine) -> Bool {
        planCode == other.planCode && quantity == other.quantity && unitPrice == other.unitPrice
            && price == other.price
    }
}

/// The account manager gives a contract up before anybody has paid.
package struct CancelContract: Sendable {
    package enum Outcome: Hashable, Sendable {
        case cancelled
        case notAllowed
        case unknown
        case paymentUnderWay
        case tooLate
    }

    private let database: any SQLDatabase
    private let world: World

    package init(database: any SQLDatabase, world: World) {
        self.database = database
        self.world = world
    }

    package func callAsFunction(_ id: Contract.ID, reason: String, by actor: StaffMember) async throws -> Outcome {
        try await database.write { [world] connection in
            guard var contract = try Contract.find(id, on: connection) else { return .unknown }
            guard actor.may(.declareContracts, on: contract.belonging) else { return .notAllowed }
            guard contract.state != .cancelled else { return .cancelled }
            guard contract.state == .draft || contract.state == .awaitingPayment else { return .tooLate }
            if try contract.hasPaymentUnderWay(on: connection) { return .paymentUnderWay }
            let before = contract.state
            let effects = try contract.apply(.cancelled)
            try contract.update(from: before, at: world.now(), on: connection)
            if effects.contains(.withdrawPaymentRequest) {
                try contract.withdrawRequest(.cancelled, in: world, on: connection)
            }
            try contract.record("contract.cancelled", by: actor, String(reason.prefix(300)), in: world, connection)
            return .cancelled
        }
    }
}

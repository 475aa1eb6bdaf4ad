import Accounting
import Journal
package import Kernel
package import Organisation
package import Storage

/// A transfer of VNPAY on the bank's statement is written down by one accountant and confirmed by another; only then
/// does it stand in the books.
package struct RecordBankCredit: Sendable {
    package struct Form: Hashable, Sendable {
        /// `nil` when what was typed is no date.
        package var creditedOn: Day?
        /// As typed: `1.105.021`.
        package var amount: String
        package var bankReference: String
        package var days: [Day]
        package var treatment: BankCredit.Treatment
        package var explanation: String

        package init(creditedOn: Day?, amount: String, bankReference: String, days: [Day]) {
            self.creditedOn = creditedOn
            self.amount = amount
            self.bankReference = bankReference
            self.days = days
            treatment = .keep
            explanation = ""
        }
    }

    package enum Outcome: Hashable, Sendable {
        case done(Int64)
        case notAllowed
        case unknown
        case tooLate
        /// Whoever recorded it does not confirm it.
        case ownRecord
        case badAmount
        /// Ten times what the days brought, or more than VNPAY could pay at all: a slip of the finger.
        case absurdAmount(expectedDong: Int64)
        case badDay
        case dayInFuture
        /// Nobody pays for a day before it.
        case creditedBefore(Day)
        case referenceNeeded
        /// Taking a confirmed credit back needs a reason.
        case reasonNeeded
        /// That line of the statement is recorded already.
        case recordedAlready(Int64)
        case daysNeeded
        /// Only closed days have a net that is certain.
        case notClosed(Day)
        case coveredAlready(Day)
        /// The amount is not the days' net: why?
        case explanationNeeded(differenceDong: Int64)
    }

    let database: any SQLDatabase
    let world: World
    private let terminal: String

    package init(database: any SQLDatabase, world: World, terminal: String) {
        self.database = database
        self.world = world
        self.terminal = terminal
    }

    package func callAsFunction(_ form: Form, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.reconcile) else { return .notAllowed }
        guard let amount = Self.amount(form.amount), !amount.isZero else { return .badAmount }
        guard let creditedOn = form.creditedOn else { return .badDay }
        guard creditedOn <= world.now().day else { return .dayInFuture }
        var form = form
        form.bankReference = form.bankReference.trimmingWhitespace
        form.explanation = String(form.explanation.trimmingWhitespace.prefix(2_000))
        form.days = Array(Set(form.days)).sorted()
        guard (1...100).contains(form.bankReference.count) else { return .referenceNeeded }
        guard (1...31).contains(form.days.count), let last = form.days.last else { return .daysNeeded }
        guard creditedOn >= last else { return .creditedBefore(last) }
        return try await database.write { [world, terminal, form] connection in
            if let known = try BankCredit.find(bankReference: form.bankReference, on: connection) {
                return .recordedAlready(known.number)
            }
            var days: [BankCredit.CoveredDay] = []
            for day in form.days {
                let key = ReconciliationDay.Key(day, terminal: terminal)
                guard let closed = try ReconciliationDay.find(key, on: connection), closed.state == .closed,
                    let totals = closed.totals
                else { return .notClosed(day) }
                guard try BankCredit.of(key, on: connection) == nil else { return .coveredAlready(day) }
                days.append(BankCredit.CoveredDay(day: day, netDong: totals.netDong))
            }
            let expected = days.reduce(0) { $0 + $1.netDong }
            let isAbsurd = expected > 0 && amount.dong / BankCredit.absurdFactor >= expected
            guard !isAbsurd, amount.dong <= BankCredit.limit else { return .absurdAmount(expectedDong: expected) }
            let difference = amount.dong - expected
            guard difference == 0 || !form.explanation.isEmpty else {
                return .explanationNeeded(differenceDong: difference)
            }
            let number = try BankCredit.insert(
                form,
                of: terminal,
                (amount, creditedOn),
                days: days,
                by: (actor.id, world.now()),
                on: connection
            )
            try AuditEntry.record(
                "bank_credit.recorded",
                on: "bank_credit:\(number)",
                by: .staff(actor.actorID),
                [
                    "bank_reference": form.bankReference, "amount_dong": "\(amount.dong)",
                    "difference_dong": "\(difference)", "treatment": form.treatment.rawValue,
                    "days": form.days.map(\.iso8601).joined(separator: " "), "explanation": form.explanation,
                ],
                in: world,
                connection
            )
            return .done(number)
        }
    }

    /// Another accountant has seen the statement: the money is in the bank, and in the books.
    package func confirm(_ number: Int64, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.confirmResolutions) else { return .notAllowed }
        return try await database.write { [world] connection in
            guard let credit = try BankCredit.find(number, on: connection) else { return .unknown }
            guard credit.state == .recorded else { return .tooLate }
            guard credit.recordedBy != actor.id else { return .ownRecord }
            try credit.decide(.confirmed, by: actor.id, at: world.now(), on: connection)
            try LedgerTransaction.bankCredit(credit).book(in: world, on: connection)
            try AuditEntry.record(
                "bank_credit.confirmed",
                on: credit.subject,
                by: .staff(actor.actorID),
                ["amount_dong": "\(credit.amount.dong)", "recorded_by": "\(credit.recordedBy)"],
                in: world,
                connection
            )
            return .done(number)
        }
    }

    /// It was written down wrongly: taken out before anybody confirms it.
    package func withdraw(_ number: Int64, by actor: StaffMember) async throws -> Outcome {
        guard actor.may(.reconcile) else { return .notAllowed }
        return try await database.write { [world] connection in
            guard let credit = try BankCredit.find(number, on: connection) else { return .unknown }
            guard credit.state == .recorded else { return .tooLate }
            try credit.decide(.withdrawn, by: actor.id, at: world.now(), on: connection)
            try AuditEntry.record(
                "bank_credit.withdrawn",
                on: credit.subject,
                by: .staff(actor.actorID),
                in: world,
                connection
            )
            return .done(number)
        }
    }

    /// `1.105.021`, `1 105 021 ₫` or plain digits.
    private static func amount(_ text: String) -> Money? {
        let digits = text.filter { !$0.isWhitespace && !".₫đ".contains($0) }
        guard (1...16).contains(digits.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let dong = Int64(digits)
        else { return nil }
        return try? Money(dong: dong)
    }
}

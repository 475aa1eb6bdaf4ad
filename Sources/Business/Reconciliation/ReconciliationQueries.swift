import Billing
package import Contracts
package import Journal
package import Kernel
package import Organisation
package import Payments
package import Refunds
package import Storage

/// What the accountants' pages show.
package struct ReconciliationQueries: Sendable {
    /// One day with everything to decide by.
    package struct DayDossier: Hashable, Sendable {
        package let key: ReconciliationDay.Key
        package let state: ReconciliationDay.State
        package let totals: ReconciliationDay.Totals?
        /// Every file, the newest first; the current one among them.
        package let files: [SettlementFile]
        package let current: SettlementFile?
        /// What the current file told otherwise than the one before it.
        package let changes: [SettlementDifference.Change: Int64]
        package let differences: [SettlementDifference]
        package let classes: [ClassSum]
        package let oursCount: Int64
        package let oursDong: Int64
        package let openExceptions: Int64
        package let blocking: Int64
        package let proof: InvoiceProof?
        package let credit: BankCredit?
        package let story: [AuditEntry]
        package let people: [StaffMember.ID: String]
    }

    /// One exception with both sides.
    package struct ExceptionDossier: Sendable {
        package let exception: SettlementException
        package let line: SettlementLine?
        package let mistake: SettlementRowMistake?
        package let file: SettlementFile?
        package let attempt: PaymentAttempt?
        package let contract: Contract?
        /// Our refund that the row is about, and the case that it settles.
        package let refund: (made: Refund, settles: PaymentCase.ID?)?
        /// Whether VNPAY has been asked about the attempt and has not answered yet.
        package let isAsked: Bool
        /// Resolutions that may be proposed now.
        package let resolutions: [ExceptionResolution]
        package let story: [AuditEntry]
        package let people: [StaffMember.ID: String]
        package let accountants: [StaffMember]
    }

    private let database: any SQLDatabase
    private let world: World
    private let terminal: String

    package init(database: any SQLDatabase, world: World, terminal: String) {
        self.database = database
        self.world = world
        self.terminal = terminal
    }

    /// The days up to `last`, the newest first.
    package func days(_ count: Int64, through last: Day) async throws -> [DayOverview] {
        try await database.read { [terminal] connection in
            let first = last.adding(days: 1 - max(1, min(count, 92)))
            return try DayOverview.all(of: terminal, from: first, through: last, on: connection)
        }
    }

    package func day(_ day: Day) async throws -> DayDossier {
        try await database.read { [terminal] connection in
            let key = ReconciliationDay.Key(day, terminal: terminal)
            let known = try ReconciliationDay.find(key, on: connection)
            let current = try SettlementFile.current(of: key, on: connection)
            let ours = try key.ours(on: connection)
            return DayDossier(
                key: key,
                state: known?.state ?? .open,
                totals: known?.totals,
                files: try SettlementFile.all(of: key, on: connection),
                current: current,
                changes: try current.map { try SettlementDifference.counts(of: $0.id, on: connection) } ?? [:],
                differences: try current.map { try SettlementDifference.all(of: $0.id, limit: 50, on: connection) }
                    ?? [],
                classes: try key.classes(on: connection),
                oursCount: ours.count,
                oursDong: ours.dong,
                openExceptions: try SettlementException.countOpen(of: key, on: connection),
                blocking: try SettlementException.blocking(key, on: connection),
                proof: known?.state == .closed ? try key.proof(on: connection) : nil,
                credit: try BankCredit.of(key, on: connection),
                story: try AuditEntry.entries(about: key.subject, on: connection),
                people: try StaffMember.names(on: connection)
            )
        }
    }

    package func rows(
        _ day: Day,
        _ matchClass: MatchClass,
        window: (limit: Int, offset: Int)
    ) async throws -> [MatchedRow] {
        try await database.read { [terminal] connection in
            try ReconciliationDay.Key(day, terminal: terminal).rows(matchClass, window: window, on: connection)
        }
    }

    package func exceptions(
        _ day: Day,
        _ matchClass: MatchClass?,
        window: (limit: Int, offset: Int)
    ) async throws -> [SettlementException] {
        try await database.read { [terminal] connection in
            try SettlementException.all(
                of: ReconciliationDay.Key(day, terminal: terminal),
                class: matchClass,
                page: window,
                on: connection
            )
        }
    }

    /// What is open on any day; with `owner`, only what that person looks after.
    package func queue(of owner: StaffMember.ID?, limit: Int) async throws -> [SettlementException] {
        try await database.read { try SettlementException.open(ownedBy: owner, limit: limit, on: $0) }
    }

    /// Who is who.
    package func people() async throws -> [StaffMember.ID: String] {
        try await database.read { try StaffMember.names(on: $0) }
    }

    package func exception(_ number: Int64) async throws -> ExceptionDossier? {
        try await database.read { [world] connection in
            guard let exception = try SettlementException.find(number, on: connection) else { return nil }
            let attempt = try exception.attempt.flatMap { try PaymentAttempt.find($0, on: connection) }
            let (file, row) = (exception.place.file, exception.place.row)
            let question = exception.attempt.map {
                ResolveAttempt.questionKey($0, reason: exception.key.day.iso8601)
            }
            return ExceptionDossier(
                exception: exception,
                line: try row.flatMap { try SettlementLine.find(file: file, row: $0, on: connection) },
                mistake: try row.flatMap { try SettlementRowMistake.find(file: file, row: $0, on: connection) },
                file: try SettlementFile.find(file, on: connection),
                attempt: attempt,
                contract: try attempt.flatMap { attempt in
                    try PaymentRequest.find(attempt.request, on: connection)
                        .flatMap { try Contract.find($0.contract, on: connection) }
                },
                refund: try row.flatMap { try MatchRefunds.refund(ofRow: $0, in: file, on: connection) }.map {
                    ($0, try PaymentCase.find(key: $0.caseKey, on: connection)?.id)
                },
                isAsked: try question.flatMap { try OutboxStatus.find(key: $0, on: connection) }?.state == "open",
                resolutions: try exception.matchClass.resolutions.filter { resolution in
                    try exception.refusal(of: resolution, in: world, on: connection) == nil
                },
                story: try AuditEntry.entries(about: exception.subject, on: connection),
                people: try StaffMember.names(on: connection),
                accountants: try StaffMember.active(.accountant, on: connection)
            )
        }
    }

    /// Bank credits, the newest first, and closed days that none covers.
    package func bank(
        limit: Int
    ) async throws -> (
        credits: [BankCredit], uncovered: [ReconciliationDay], people: [StaffMember.ID: String]
    ) {
        try await database.read { [world, terminal] connection in
            let today = world.now().day
            let days = try ReconciliationDay.all(
                of: terminal,
                from: today.adding(days: -92),
                through: today,
                on: connection
            )
            let uncovered = try days.filter { day in
                try day.state == .closed && BankCredit.of(day.key, on: connection) == nil
            }
            return (
                try BankCredit.all(of: terminal, limit: limit, on: connection), uncovered,
                try StaffMember.names(on: connection)
            )
        }
    }
}

extension StaffMember {
    /// Who is who, for the pages.
    fileprivate static func names(on connection: any SQLConnection) throws -> [StaffMember.ID: String] {
        Dictionary(uniqueKeysWithValues: try all(in: .everything, on: connection).map { ($0.id, $0.name) })
    }
}

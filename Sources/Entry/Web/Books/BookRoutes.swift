import Accounting
import Contracts
import Evidence
import Hummingbird
import Journal
import Kernel
import Markup
import Organisation
import Payments
import Sales
import Storage

/// The accountant's books: trial balance, accounts, transactions, and the proof that they hold.
struct BookRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/so-sach", .viewBooks, use: balance)
        router.get("quan-ly/so-sach/xuat", .viewBooks, use: exportBalance)
        router.get("quan-ly/so-sach/chung-minh", .viewBooks, use: prove)
        router.get("quan-ly/so-sach/tai-khoan/:account", .viewBooks, use: account)
        router.get("quan-ly/so-sach/tai-khoan/:account/xuat", .viewBooks, use: exportAccount)
        router.get("quan-ly/so-sach/but-toan/:id", .viewBooks, use: transaction)
    }

    @Sendable private func balance(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let words = BookWords(language: language)
        let asked = AskedDays(try request.asked(), today: desk.world.now().day)
        let standings = try await standings(asked)
        let debit = standings.reduce(0) { $0 &+ $1.debitDong }
        let credit = standings.reduce(0) { $0 &+ $1.creditDong }
        return TrialBalancePage(
            around: desk.around(request, context.visit),
            period: asked.period(language),
            lines: standings.map { standing in
                TrialBalancePage.Line(
                    account: words.account(standing.account),
                    address: asked.address(.ledgerAccount(standing.account.rawValue)),
                    opening: words.balance(standing.openingDong),
                    debit: words.sum(standing.debitDong),
                    credit: words.sum(standing.creditDong),
                    closing: words.balance(standing.closingDong)
                )
            },
            totals: (words.sum(debit), words.sum(credit)),
            isBalanced: debit == credit && standings.reduce(0) { $0 &+ $1.openingDong } == 0,
            bars: BarPicture(
                bars: standings.map { standing in
                    BarPicture.Bar(
                        name: words.account(standing.account),
                        dong: standing.closingDong,
                        amount: words.balance(standing.closingDong)
                    )
                }
            ),
            exports: asked.exports(.exportTrialBalance)
        ).response()
    }

    private func standings(_ asked: AskedDays) async throws -> [AccountStanding] {
        try await desk.database.read { try AccountStanding.all(from: asked.from, to: asked.to, on: $0) }
    }

    private func ledgerAccount(_ context: StaffContext) throws -> LedgerAccount {
        guard let account = LedgerAccount(rawValue: try context.parameters.require("account")) else {
            throw HTTPError(.notFound)
        }
        return account
    }

    @Sendable private func account(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let words = BookWords(language: language)
        let account = try ledgerAccount(context)
        let form = try request.asked()
        let asked = AskedDays(form, today: desk.world.now().day)
        let query = LimitedList(form, base: .ledgerAccount(account.rawValue), values: asked.values)
        let days = (asked.from, asked.to)
        let (lines, count) = try await desk.database.read { connection in
            let postings = try BookedPosting.all(of: account, days: days, window: query.window, on: connection)
            let limit = BoundedCount.limit
            return (
                try postings.map { try Self.line($0, words, on: connection) },
                BoundedCount(try BookedPosting.count(of: account, days: days, limit: limit, on: connection))
            )
        }
        let standing = try await standings(asked).first { $0.account == account }
        return LedgerAccountPage(
            around: desk.around(request, context.visit),
            account: words.account(account),
            code: account.rawValue,
            period: asked.period(language),
            standing: (
                words.balance(standing?.openingDong ?? 0), words.sum(standing?.debitDong ?? 0),
                words.sum(standing?.creditDong ?? 0), words.balance(standing?.closingDong ?? 0)
            ),
            lines: lines,
            pager: query.pager(count, language),
            exports: asked.exports(.exportLedgerAccount(account.rawValue))
        ).response()
    }

    private static func line(
        _ posting: BookedPosting,
        _ words: BookWords,
        on connection: any SQLConnection
    ) throws -> LedgerAccountPage.Line {
        LedgerAccountPage.Line(
            day: posting.day.display,
            what: words.kind(posting.kind),
            transaction: .ledgerTransaction("\(posting.transaction)"),
            subject: try subject(posting.subject, on: connection),
            payment: try payment(posting.key, on: connection),
            debit: posting.side == .debit ? posting.amount.grouped : "",
            credit: posting.side == .credit ? posting.amount.grouped : ""
        )
    }

    /// What a transaction is about, and where that is.
    private static func subject(
        _ subject: String,
        on connection: any SQLConnection
    ) throws -> (words: String, address: Address?) {
        guard let id = Contract.id(ofSubject: subject), let contract = try Contract.find(id, on: connection) else {
            return (subject, nil)
        }
        return (contract.number, .contract("\(id)"))
    }

    /// The payment that a transaction books.
    private static func payment(
        _ key: String,
        on connection: any SQLConnection
    ) throws -> (words: String, address: Address)? {
        guard key.hasPrefix("payment/"), let id = PaymentAttempt.ID(key.dropFirst("payment/".count)),
            let attempt = try PaymentAttempt.find(id, on: connection)
        else { return nil }
        return (attempt.reference, .staffPayment(attempt.reference))
    }

    @Sendable private func transaction(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let words = BookWords(language: language)
        guard let id = BookedTransaction.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        let found = try await desk.database.read { connection -> (BookedTransaction, [Fact])? in
            guard let booked = try BookedTransaction.find(id, on: connection) else { return nil }
            return (booked, try Self.facts(booked, language, on: connection))
        }
        guard let (booked, facts) = found else { throw HTTPError(.notFound) }
        return LedgerTransactionPage(
            around: desk.around(request, context.visit),
            what: words.kind(booked.kind),
            facts: facts,
            postings: words.postings(booked)
        ).response()
    }

    private static func facts(
        _ booked: BookedTransaction,
        _ language: Language,
        on connection: any SQLConnection
    ) throws -> [Fact] {
        let subject = try subject(booked.subject, on: connection)
        let about: HTML = subject.address.map { "<a href=\"\($0)\">\(subject.words)</a>" } ?? .text(subject.words)
        var facts = [
            Fact(language("Ngày", "Day"), number: booked.day.display),
            Fact(language("Ghi lúc", "Booked at"), number: booked.at.displayWithSeconds),
            Fact(language("Về", "About"), markup: about),
        ]
        if let payment = try payment(booked.key, on: connection) {
            let link: HTML = "<a href=\"\(payment.address)\">\(payment.words)</a>"
            facts.append(Fact(language("Thanh toán", "Payment"), markup: link))
        }
        facts.append(Fact(language("Khóa", "Key"), markup: "<span class=\"code\">\(booked.key)</span>"))
        return facts
    }

    @Sendable private func prove(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let prove = ProveSystem(database: desk.database, world: desk.world)
        let report = try await prove.lately(by: .staff(context.member.actorID))
        let rules = report.proofs.map { proof in
            BooksProofPage.Line(
                words: proof.rule.words.text(in: language),
                isHolding: proof.holds,
                offenders: proof.offenders
            )
        }
        let chain = BooksProofPage.Line(
            words: language(
                "Chuỗi băm của nhật ký (\(report.audit.verified) mục cuối)",
                "The audit log’s hash chain (the last \(report.audit.verified) entries)"
            ),
            isHolding: report.audit.broken == nil,
            offenders: report.audit.broken.map { [$0] } ?? []
        )
        let ledger = BooksProofPage.Line(
            words: language(
                "Chuỗi băm của bút toán (\(report.ledger.verified) bút toán cuối)",
                "The ledger’s hash chain (the last \(report.ledger.verified) transactions)"
            ),
            isHolding: report.ledger.broken == nil,
            offenders: report.ledger.broken.map { [$0.words] } ?? []
        )
        return BooksProofPage(
            around: desk.around(request, context.visit),
            lines: rules + [chain, ledger],
            reach: language("\(ProveSystem.pageDays) ngày gần đây", "The last \(ProveSystem.pageDays) days")
        ).response()
    }

    // MARK: Export

    @Sendable private func exportBalance(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = AskedDays(try request.asked(), today: desk.world.now().day)
        let standings = try await standings(asked)
        let export = BookExport(language: context.visit.language, days: (asked.from, asked.to))
        return try export.balance(standings, as: asked.exportFormat())
    }

    @Sendable private func exportAccount(_ request: Request, _ context: StaffContext) async throws -> Response {
        let account = try ledgerAccount(context)
        let asked = AskedDays(try request.asked(), today: desk.world.now().day)
        let export = BookExport(language: context.visit.language, days: (asked.from, asked.to))
        return try export.account(account, from: desk.database, as: asked.exportFormat())
    }
}

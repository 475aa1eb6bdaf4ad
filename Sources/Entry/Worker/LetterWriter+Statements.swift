import Billing
import Catalogue
import Contracts
import Invoicing
import Kernel
import Letters
import Notices
import Payments
import People
import Statements
import Storage
import Typesetting

// Letters about months of contracts that are paid month by month (process C).
extension LetterWriter {
    /// What the months of a request cost, each with its document.
    func statements(
        of request: PaymentRequest,
        _ link: PaymentLink,
        _ contract: Contract,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Written? {
        let statements = try Statement.all(of: request.id, on: connection)
        let language = letters.language
        let files = try statements.map { statement -> MailAttachment? in
            let paper = StatementDocument(statement, of: contract, head: head, language: language)
            return try paper.document().bytes().map {
                MailAttachment(name: paper.fileName, contentType: "application/pdf", bytes: $0)
            }
        }
        guard !statements.isEmpty, !files.contains(nil) else { return nil }
        return Written(
            letters.statementIssued(
                StatementInLetter(
                    number: statements.map(\.number).joined(separator: ", "),
                    month: statements.map(\.month.display).joined(separator: ", "),
                    of: (contract.number, contract.buyer.displayName),
                    amount: (request.amount.display, request.amount.inWords),
                    due: request.due?.display ?? "",
                    lines: statements.flatMap(\.lines).map { ($0.title(language), $0.price.total.display) }
                ),
                link: "\(publicAddress)/p/\(link.token(key))"
            ),
            attachments: files.compactMap { $0 }
        )
    }

    func statementsPaid(
        _ notice: Notice,
        _ letters: Letters,
        _ connection: any SQLConnection
    ) throws -> Written? {
        guard let id = PaymentAttempt.ID(notice.about), let attempt = try PaymentAttempt.find(id, on: connection),
            let receipt = attempt.state.receipt,
            let request = try PaymentRequest.find(attempt.request, on: connection),
            let link = try PaymentLink.latest(of: request.id, on: connection)
        else { return nil }
        let language = notice.recipient.language
        let statements = try Statement.all(of: request.id, on: connection)
        let facts =
            try statements.map { ("\($0.number)", try $0.payable.display) } + [
                (language("Mã tham chiếu", "Reference"), attempt.reference),
                (language("Mã giao dịch VNPAY", "VNPAY transaction"), receipt.transactionNumber),
                (language("Ngân hàng", "Bank"), receipt.bankCode),
                (language("Thời gian", "Time"), receipt.paidAt.display),
                (language("Số tiền", "Amount"), receipt.amount.display),
            ]
        return Written(
            letters.statementsPaid(
                months: statements.map(\.month.display).joined(separator: ", "),
                amount: (receipt.amount.display, receipt.amount.inWords),
                facts: facts,
                link: "\(publicAddress)/p/\(link.token(key))"
            )
        )
    }
}

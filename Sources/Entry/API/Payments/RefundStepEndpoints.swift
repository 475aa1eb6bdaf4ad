import Contracts
import Kernel
import Organisation
import Payments
import Refunds
import Storage

/// What two people do about a refund case: one opens and proposes, another agrees or sends back.
let refundStepEndpoints: [Endpoint] = [
    Endpoint(
        (.post, "refund_cases"),
        .proposeRefunds,
        (
            "Mở hồ sơ hoàn tiền cho một khoản thanh toán; nếu đã có hồ sơ mở thì trả hồ sơ đó",
            "Opens a refund case about a payment; gives the one that is open already"
        ),
        input: .json(RefundCaseInput.shape),
        outputs: [(201, .json(RefundCaseBody.shape))]
    ) { context in
        let input: RefundCaseInput = try context.input()
        return try await context.perform { database in
            try await OpenRefundCase(database: database, world: context.world)(
                input.reference,
                amount: "\(input.amountDong)",
                reason: input.reason,
                by: context.member
            )
        } answer: { outcome, connection in
            switch outcome {
            case .opened(let id):
                let dossier = try RefundDossier.find(id, on: connection)
                // Whose payment it is must not be told to somebody else.
                guard let dossier, dossier.may(context.member, .proposeRefunds) else { throw Problem(.notFound) }
                return try .created(RefundCaseBody(RefundCaseItem(dossier)), at: "refund_cases/\(id)")
            case .refused(.notAllowed): throw Problem(.notFound)
            case .refused(let outcome): throw Problem(outcome)
            }
        }
    },
    step(
        "proposal",
        .proposeRefunds,
        (
            "Đề xuất cách xử lý; chưa có gì chuyển đi cho đến khi người thứ hai đồng ý",
            "Proposes how the case is settled; nothing moves before another person agrees"
        ),
        RefundProposalInput.shape
    ) { context, database, id in
        let form = try context.input(RefundProposalInput.self).form
        return try await ProposeRefund(database: database, world: context.world)(id, form, by: context.member)
    },
    step(
        "confirmation",
        .confirmRefunds,
        ("Đồng ý với đề xuất của người khác", "Agrees to what another person proposed"),
        RefundChoiceInput.shape
    ) { context, database, id in
        let refund = try context.input(RefundChoiceInput.self).refund
        return try await DecideRefund(database: database, world: context.world).confirm(id, refund, by: context.member)
    },
    step(
        "rejection",
        .confirmRefunds,
        ("Trả lại đề xuất, kèm lý do", "Sends a proposal back with a reason"),
        RefundRejectionInput.shape
    ) { context, database, id in try await sendBack(context, database, id) },
    step(
        "withdrawal",
        .proposeRefunds,
        ("Rút đề xuất của chính mình", "Takes one's own proposal back"),
        RefundRejectionInput.shape
    ) { context, database, id in try await sendBack(context, database, id) },
    step(
        "inquiry",
        .proposeRefunds,
        ("Hỏi lại VNPAY về câu trả lời không rõ", "Asks VNPAY again about an answer that nobody can read"),
        nil
    ) { context, database, id in
        try await RuleRefund(database: database, world: context.world)(id, .askAgain, reason: "", by: context.member)
    },
    step(
        "ruling",
        .confirmRefunds,
        (
            "Kết luận về câu trả lời không rõ: tiền đã hoàn (made) hay không (refused)",
            "Rules on an answer that nobody can read: the money is back (made), or will not be (refused)"
        ),
        RefundRulingInput.shape
    ) { context, database, id in
        let input: RefundRulingInput = try context.input()
        guard let ruling = RuleRefund.Ruling(rawValue: input.ruling) else { throw Problem(.badRequest) }
        return try await RuleRefund(database: database, world: context.world)(
            id,
            ruling,
            reason: input.reason,
            by: context.member
        )
    },
]

private func sendBack(
    _ context: APIContext,
    _ database: any SQLDatabase,
    _ id: PaymentCase.ID
) async throws -> RefundOutcome {
    let input: RefundRejectionInput = try context.input()
    guard let refund = Refund.ID(input.refundID) else { throw Problem(.badRequest) }
    return try await DecideRefund(database: database, world: context.world).sendBack(
        id,
        refund,
        reason: input.reason,
        by: context.member
    )
}

private typealias RefundStep =
    @Sendable (APIContext, any SQLDatabase, PaymentCase.ID) async throws -> RefundOutcome

/// A step in the life of a case; each answers with the case as it stands then.
private func step(
    _ name: String,
    _ action: Action,
    _ words: (vietnamese: String, english: String),
    _ input: Shape?,
    _ take: @escaping RefundStep
) -> Endpoint {
    Endpoint(
        (.post, "refund_cases/{id}/\(name)"),
        action,
        words,
        input: input.map { .json($0) } ?? .none,
        outputs: [(200, .json(RefundCaseBody.shape))]
    ) { context in
        let id = try await refundDossier(context, for: action).known.id
        return try await context.perform { database in
            try await take(context, database, id)
        } answer: { outcome, connection in
            guard outcome == .done else { throw Problem(outcome) }
            guard let dossier = try RefundDossier.find(id, on: connection) else { throw Problem(.notFound) }
            return try .ok(RefundCaseBody(RefundCaseItem(dossier)))
        }
    }
}

extension Problem {
    /// Why a step was not taken.
    fileprivate init(_ outcome: RefundOutcome) {
        switch outcome {
        case .done: self.init(.fault)
        case .notAllowed: self.init(.forbidden)
        case .unknown: self.init(.notFound)
        case .tooLate:
            self.init(.conflict, "Đã xử lý, hoặc chưa đến bước này.", "It is dealt with, or not in that state.")
        case .ownProposal:
            self.init(.forbidden, "Người đề xuất không tự quyết định.", "Whoever proposes does not decide.")
        case .wayNotOpen:
            self.init(.conflict, "Không hoàn được theo cách này.", "It cannot be settled like that.")
        case .otherUnderWay:
            self.init(
                .conflict,
                "Đang có một lần hoàn khác của khoản này tại VNPAY.",
                "Another refund of the same payment is under way at VNPAY."
            )
        case .frozen:
            self.init(
                .conflict,
                "Hợp đồng đang bị đóng băng vì một cảnh báo.",
                "The contract is frozen by an alarm."
            )
        case .tooMuch(let left):
            self = .mistakes([
                FieldProblem(
                    .body("/amount_dong"),
                    "Nhiều nhất còn \(left.dong) đồng của khoản thanh toán.",
                    "At most \(left.dong) đồng is left of the payment."
                )
            ])
        case .reasonNeeded:
            self = .mistakes([
                FieldProblem(
                    .body("/reason"),
                    "Cần lý do (và keeping, khi tiền được giữ lại).",
                    "A reason is needed (and keeping, when the money stays)."
                )
            ])
        case .badAmount:
            self = .mistakes([
                FieldProblem(.body("/amount_dong"), "Cần số tiền lớn hơn 0.", "An amount above 0 is needed.")
            ])
        case .referenceNeeded: self = .mistakes([FieldKind.text(1...100).problem(.body("/bank_reference"))])
        case .badDay:
            self = .mistakes([
                FieldProblem(
                    .body("/bank_day"),
                    "Cần ngày chuyển khoản, không sau hôm nay.",
                    "The day of the transfer is needed, not after today."
                )
            ])
        }
    }
}

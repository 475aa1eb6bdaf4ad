import Kernel
import Payments
import Synchronization
import TestKit
import VNPAY

@testable import Activation
@testable import Refunds

// The planted mistakes in how a notice is read, and the small things that they need.
extension PlantedBug {
    /// Whatever calls itself a success is one.
    static func believing(_ raw: String, _ reading: NoticeReading) -> NoticeReading {
        guard case .forged = reading, let fields = try? VNPAYFields(query: raw),
            let dong = fields.amountDong, let amount = try? Money(dong: dong)
        else { return reading }
        let receipt = GatewayReceipt(
            transactionNumber: fields.text("vnp_TransactionNo"),
            amount: amount,
            bank: ("NCB", "ATM", nil),
            paidAt: .noon
        )
        return .genuine(
            GatewayNotice(
                terminal: fields.text("vnp_TmnCode"),
                reference: fields.text("vnp_TxnRef"),
                amount: amount,
                verdict: .paid(receipt)
            )
        )
    }

    /// Amounts are taken to be whole ten thousands, as the prices of this house are.
    static func rounding(_ reading: NoticeReading) -> NoticeReading {
        guard case .genuine(let notice) = reading, case .paid(let receipt) = notice.verdict,
            let amount = try? Money(dong: (notice.amount?.dong ?? 0) + 1_000),
            receipt.amount.dong % 2_000 == 1_000
        else { return reading }
        let rounded = GatewayReceipt(
            transactionNumber: receipt.transactionNumber,
            amount: amount,
            bank: (receipt.bankCode, receipt.cardType, receipt.bankTransactionNumber),
            paidAt: receipt.paidAt
        )
        return .genuine(
            GatewayNotice(
                terminal: notice.terminal,
                reference: notice.reference,
                amount: amount,
                verdict: .paid(rounded)
            )
        )
    }

    /// A success that is told in an odd second is taken for one that came too late.
    static func unfinished(_ reading: NoticeReading) -> NoticeReading {
        guard case .genuine(let notice) = reading, case .paid(let receipt) = notice.verdict,
            receipt.paidAt.clock.second % 2 == 1
        else { return reading }
        return .genuine(
            GatewayNotice(
                terminal: notice.terminal,
                reference: notice.reference,
                amount: notice.amount,
                verdict: .pending
            )
        )
    }
}

extension RefundOrder {
    /// The same refund under another request identifier, as whoever has forgotten the first would ask for it.
    init(again order: RefundOrder) {
        self.init(
            charge: order.charge,
            amount: order.amount,
            extent: order.extent,
            requestID: String(order.requestID.reversed()),
            askedAt: order.askedAt,
            createdBy: order.createdBy
        )
    }
}

extension ActivationTask {
    init(renamed task: ActivationTask, _ key: String) {
        self.init(
            key: key,
            contractNumber: task.contractNumber,
            line: task.line,
            buyer: task.buyer,
            startsOn: task.startsOn,
            endsOn: task.endsOn
        )
    }
}

/// Counts 1, 2, 3 …
final class Counter: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}

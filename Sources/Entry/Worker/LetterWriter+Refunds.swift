import Contracts
import Kernel
import Letters
import Notices
import Payments
import Refunds
import Storage

// Letters about money that goes back.
extension LetterWriter {
    func refund(_ notice: Notice, _ letters: Letters, _ connection: any SQLConnection) throws -> Letter? {
        guard let id = Refund.ID(notice.about), let refund = try Refund.find(id, on: connection),
            let known = try RefundCase.find(of: refund, on: connection),
            let contract = try known.contract(on: connection)
        else { return nil }
        let bankReference: String? =
            if case .outside(let reference, _) = refund.way { reference } else { nil }
        let words = RefundInLetter(
            amount: refund.amount.display,
            reference: refund.reference,
            bankReference: bankReference
        )
        let named = try ContractInLetter(contract)
        return switch notice.kind {
        case .refundAccepted: letters.refundAccepted(named, words, phone: head.phone)
        case .refundMade: letters.refundMade(named, words, phone: head.phone)
        default: letters.refundRefused(named, words, phone: head.phone, email: head.email)
        }
    }
}

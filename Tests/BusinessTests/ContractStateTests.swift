import Contracts
import Kernel
import Storage
import TestKit
import Testing

/// Every state of a contract against every event.
@Suite struct ContractStateTests {
    static let table: [(ContractState, ContractEvent, ContractState, [ContractEffect])] = [
        (.draft, .ordered, .awaitingPayment, [.requestPayment]), (.draft, .cancelled, .cancelled, []),
        (.draft, .submitted, .awaitingPayment, [.requestPayment]), (.draft, .amended, .draft, []),
        (.awaitingPayment, .paymentReceived, .activating, [.activateLines, .considerInvoice]),
        (.awaitingPayment, .cancelled, .cancelled, [.withdrawPaymentRequest]),
        (.awaitingPayment, .amended, .awaitingPayment, [.replacePaymentRequest]),
        (.awaitingPayment, .ordered, .awaitingPayment, []), (.awaitingPayment, .submitted, .awaitingPayment, []),
        (.paid, .approvalOpened, .awaitingRegionalApproval, []), (.paid, .paymentReceived, .paid, []),
        (.awaitingRegionalApproval, .approvedRegionally, .awaitingITApproval, []),
        (.awaitingRegionalApproval, .refused, .rejected, [.openRefund]),
        (.awaitingRegionalApproval, .amended, .awaitingRegionalApproval, [.reopenApproval]),
        (.awaitingRegionalApproval, .submitted, .awaitingRegionalApproval, []),
        (.awaitingRegionalApproval, .approvalOpened, .awaitingRegionalApproval, []),
        (.awaitingRegionalApproval, .paymentReceived, .awaitingRegionalApproval, []),
        (.awaitingITApproval, .approvedAtITCentre, .activating, [.activateLines, .considerInvoice]),
        (.awaitingITApproval, .refused, .rejected, [.openRefund]),
        (.awaitingITApproval, .amended, .awaitingRegionalApproval, [.reopenApproval]),
        (.awaitingITApproval, .approvedRegionally, .awaitingITApproval, []),
        (.awaitingITApproval, .approvalOpened, .awaitingITApproval, []),
        (.awaitingITApproval, .paymentReceived, .awaitingITApproval, []),
        (.activating, .activated, .active, [.tellActivated]), (.activating, .paymentReceived, .activating, []),
        (.activating, .approvedAtITCentre, .activating, []), (.active, .activated, .active, []),
        (.active, .paymentReceived, .active, []), (.active, .termEnded, .expired, []),
        (.active, .suspended, .suspended, [.restService]), (.suspended, .suspended, .suspended, []),
        (.suspended, .resumed, .active, [.resumeService]), (.active, .resumed, .active, []),
        (.active, .terminated, .terminated, [.endService]), (.suspended, .terminated, .terminated, [.endService]),
        (.terminated, .terminated, .terminated, []), (.suspended, .termEnded, .expired, []),
        (.expired, .termEnded, .expired, []),
        (.cancelled, .cancelled, .cancelled, []), (.rejected, .refused, .rejected, []),
    ]

    @Test(arguments: ContractState.allCases, ContractEvent.allCases)
    func `a contract goes where the table says, and nowhere else`(
        state: ContractState,
        event: ContractEvent
    ) async throws {
        var contract = try await Self.contract(in: state)
        if let row = Self.table.first(where: { $0.0 == state && $0.1 == event }) {
            #expect(try contract.apply(event) == row.3)
            #expect(contract.state == row.2)
        } else {
            #expect(throws: ContractError.contradiction(state, event)) { try contract.apply(event) }
            #expect(contract.state == state)
        }
    }

    /// A stored contract, read back in that state.
    private static func contract(in state: ContractState) async throws -> Contract {
        let shop = try await Shop(.sqlite)
        _ = try await shop.order()
        return try await shop.database.write { connection in
            try connection.run("UPDATE contract SET state = \(state.rawValue)")
            let row = try #require(try connection.rows("SELECT id FROM contract").first)
            return try #require(try Contract.find(row.id("id"), on: connection))
        }
    }
}

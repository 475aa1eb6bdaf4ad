import Hummingbird
import Kernel
import SandboxKit
import Storage
import VNPAY

/// What the payer does on the pages.
extension VNPAYSandbox {
    /// Wrong card data more than three times ends the payment with 10, a third wrong code with 13. VNPAY documents
    /// neither count.
    private static let dataTries: Int64 = 3
    private static let codeTries: Int64 = 3

    func take(_ visit: Visit, wantsJSON: Bool) async throws -> Response {
        switch visit.step {
        case .card: return try await takeCard(visit)
        case .international: return try await takeInternational(visit)
        case .terms: return try await takeTerms(visit)
        case .confirm, .threeDSecure: return try await takeCode(visit)
        case .qr: return try await takeScan(visit)
        case .wallet: return try await takeWallet(visit)
        case .cancel: return try await takeCancel(visit, wantsJSON: wantsJSON)
        case .method, .banks, .result: return restart(visit)
        }
    }

    private func takeCard(_ visit: Visit) async throws -> Response {
        let input = visit.input
        let bank = input.text("bank")
        guard Bank.find(bank) != nil else { return restart(visit) }
        let card = TestCard.domestic(
            number: input.text("card_number_mask"),
            holder: input.text("cardHolder"),
            date: input.text("cardDate"),
            bank: bank
        )
        guard let card else {
            return try await refuseData(visit) { CardPage(visit: visit, bank: bank, message: $0).response() }
        }
        try await remember(
            ChosenCard(bankCode: bank, cardType: "ATM", masked: card.masked, holder: TestCard.holder),
            visit
        )
        return .seeOther(Step.terms.address(visit.record.token))
    }

    private func takeInternational(_ visit: Visit) async throws -> Response {
        let input = visit.input
        let card = TestCard.international(
            number: input.text("cardNumber"),
            date: input.text("cardDate"),
            cvv: input.text("cvv")
        )
        let isComplete = ["cardHolder", "email", "address", "city"].allSatisfy { !input.text($0).isEmpty }
        guard let card, isComplete else {
            return try await refuseData(visit) { InternationalPage(visit: visit, message: $0).response() }
        }
        let holder = String(plain(VNPAYText.cardholder(input.text("cardHolder"))).prefix(60))
        let chosen = ChosenCard(bankCode: card.bankCode, cardType: card.cardType, masked: card.masked, holder: holder)
        try await remember(chosen, visit)
        return .seeOther(Step.terms.address(visit.record.token))
    }

    private func remember(_ card: ChosenCard, _ visit: Visit) async throws {
        try await database.write { try visit.record.setCard(card, on: $0) }
    }

    private func refuseData(_ visit: Visit, _ page: (String) -> Response) async throws -> Response {
        let tries = try await database.write { try visit.record.countWrongData(on: $0) }
        guard tries <= Self.dataTries else { return try await end(visit, as: .refused("10")) }
        return page(
            visit.language(
                "Thông tin thẻ chưa đúng. Vui lòng kiểm tra lại số thẻ, tên chủ thẻ và ngày ghi trên thẻ.",
                "The card details are not right. Please check the number, the name and the date on the card."
            )
        )
    }

    private func takeTerms(_ visit: Visit) async throws -> Response {
        guard let card = visit.card else { return restart(visit) }
        try await database.write { try visit.record.setAgreed(on: $0) }
        switch (card.outcome, card.check) {
        case (.refused(let code), _): return try await end(visit, as: .refused(code))
        case (.success, .none): return try await end(visit, as: .success)
        case (.success, .otp): return .seeOther(Step.confirm.address(visit.record.token))
        case (.success, .threeDSecure): return .seeOther(Step.threeDSecure.address(visit.record.token))
        }
    }

    private func takeCode(_ visit: Visit) async throws -> Response {
        guard visit.isAwaitingCode, let card = visit.card else { return restart(visit) }
        let expected =
            switch card.check {
            case .none: ""
            case .otp(let code): code
            case .threeDSecure: CodePage.threeDSecureCode
            }
        guard visit.input.text("otpvalue").filter({ $0 != " " }) != expected else {
            return try await end(visit, as: .success)
        }
        let tries = try await database.write { try visit.record.countWrongOTP(on: $0) }
        guard tries < Self.codeTries else { return try await end(visit, as: .refused("13")) }
        let left = Self.codeTries - tries
        return CodePage(
            visit: visit,
            message: visit.language(
                "Mã xác thực không đúng. Bạn còn \(left) lần thử.",
                "The code is not right. You have \(left) more \(left == 1 ? "try" : "tries")."
            )
        ).response()
    }

    private func takeScan(_ visit: Visit) async throws -> Response {
        try await remember(ChosenCard(bankCode: "NCB", cardType: "QRCODE"), visit)
        return try await end(visit, as: visit.input["outcome"] == "51" ? .refused("51") : .success)
    }

    private func takeWallet(_ visit: Visit) async throws -> Response {
        guard visit.input.text("pin") == WalletPage.pin, visit.input.text("phone").filter(\.isWholeNumber).count >= 9
        else {
            return try await refuseData(visit) { WalletPage(visit: visit, message: $0).response() }
        }
        try await remember(ChosenCard(bankCode: "VNMART", cardType: "EWALLET"), visit)
        return try await end(visit, as: .success)
    }

    /// As the real page does, a script gets JSON and goes to `url` by itself.
    private func takeCancel(_ visit: Visit, wantsJSON: Bool) async throws -> Response {
        let response = try await end(visit, as: .cancelled)
        guard wantsJSON, let address = response.headers[.location] else { return response }
        return try SandboxJSON.response(
            Cancelled(code: "00", url: address, message: visit.language("Đã hủy giao dịch", "Cancelled"))
        )
    }

    private struct Cancelled: Encodable {
        let code: String
        let url: String
        let message: String
    }

    /// Ends the payment and sends the payer on: back to the merchant, or to the page that says what went wrong.
    private func end(_ visit: Visit, as ending: Ending) async throws -> Response {
        let (record, staysHere) = try await database.write { [self] connection in
            // Reads again: the card was chosen, or another tab was quicker, since the visit began.
            let record = try TransactionRecord.find(visit.record.token, on: connection) ?? visit.record
            let ordered = ending.isCharge ? try FaultOrder.take(.outcome, on: connection) : nil
            let finished = try finish(
                record,
                as: ordered.map { .refused($0) } ?? ending,
                at: visit.time,
                on: connection
            )
            return (finished, try FaultOrder.take(.returnDrop, on: connection) != nil)
        }
        return .seeOther(staysHere ? Step.result.address(record.token) : destination(of: record))
    }
}

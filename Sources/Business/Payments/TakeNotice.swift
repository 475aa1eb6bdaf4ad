import Journal
package import Kernel
package import Storage

/// VNPAY's notice (IPN). The answer is exactly what `vnpay/protocol.md` §5.1 asks, in its order: signature (97),
/// reference (01), amount (04), known already (02), recorded (00); whatever goes wrong on our side is 99, so that VNPAY
/// comes again. Every message is stored as it came, forged ones too.
package struct TakeNotice: Sendable {
    package enum Answer: String, Hashable, Sendable, CaseIterable {
        case recorded = "00"
        case unknownReference = "01"
        case knownAlready = "02"
        case wrongAmount = "04"
        case badSignature = "97"
        case ourFault = "99"

        /// The customary text beside the code.
        package var message: String {
            switch self {
            case .recorded: "Confirm Success"
            case .unknownReference: "Order not found"
            case .knownAlready: "Order already confirmed"
            case .wrongAmount: "Invalid amount"
            case .badSignature: "Invalid signature"
            case .ourFault: "Unknown error"
            }
        }
    }

    private let database: any SQLDatabase
    private let world: World
    private let gateway: PaymentGateway

    package init(database: any SQLDatabase, world: World, gateway: PaymentGateway) {
        self.database = database
        self.world = world
        self.gateway = gateway
    }

    /// Never throws: the caller has an answer whatever happens.
    package func callAsFunction(rawQuery: String, address: String) async -> Answer {
        let reading = gateway.readNotice(rawQuery)
        do {
            return try await database.write { [world, gateway] connection in
                let (answer, reference) = try Self.take(reading, terminal: gateway.terminal, in: world, connection)
                try GatewayMessage(
                    channel: .notice,
                    raw: answer == .badSignature ? Self.kept(rawQuery) : rawQuery,
                    address: address,
                    reference: reference,
                    verdict: answer.rawValue,
                    claimedReference: reading.claimedReference
                ).insert(in: world, on: connection)
                return answer
            }
        } catch {
            await keepEvidence(rawQuery, address, "\(error)")
            return .ourFault
        }
    }

    /// As much of a forged message as is worth keeping: anybody can send one, as long as the server takes.
    private static func kept(_ forged: String) -> String {
        forged.utf8.count <= keptBytes ? forged : String(decoding: forged.utf8.prefix(keptBytes), as: UTF8.self) + "…"
    }

    private static let keptBytes = 4_096

    private static func take(
        _ reading: NoticeReading,
        terminal: String,
        in world: World,
        _ connection: any SQLConnection
    ) throws -> (Answer, reference: String?) {
        let notice: GatewayNotice
        switch reading {
        case .forged: return (.badSignature, nil)
        case .unreadable: return (.ourFault, nil)
        case .genuine(let genuine): notice = genuine
        }
        guard notice.terminal == terminal,
            let attempt = try PaymentAttempt.find(reference: notice.reference, on: connection)
        else {
            // Money may have been taken for something that we do not know: a person must see it.
            if case .paid(let receipt) = notice.verdict {
                try PaymentCase.Opening(
                    .unknownReference,
                    reference: notice.reference,
                    amount: receipt.amount,
                    detail: receipt.transactionNumber
                ).open(in: world, on: connection)
            }
            return (.unknownReference, notice.reference)
        }
        guard notice.amount == attempt.amount else {
            if case .paid(let receipt) = notice.verdict {
                _ = try ApplyVerdict(world: world, connection: connection).apply(.confirmed(receipt), to: attempt)
            }
            return (.wrongAmount, notice.reference)
        }
        let answer: Answer =
            switch try ApplyVerdict(world: world, connection: connection)(notice, to: attempt) {
            case .applied, .pending: .recorded
            case .known: .knownAlready
            case .wrongAmount: .wrongAmount
            }
        return (answer, notice.reference)
    }

    /// The transaction failed; the message itself is kept all the same, if that is still possible.
    private func keepEvidence(_ raw: String, _ address: String, _ reason: String) async {
        do {
            try await database.write { [world] connection in
                try GatewayMessage(
                    channel: .notice,
                    raw: raw,
                    address: address,
                    reference: nil,
                    verdict: "99: \(reason)"
                ).insert(in: world, on: connection)
            }
        } catch {
            // The database is gone: VNPAY hears 99 and comes again, up to ten times, and after that we ask it.
            return
        }
    }
}

import Billing
import Contracts
import Kernel
import Payments
import Testing

/// Every state against every event. The tables say what must come out; what they do not name must throw, or change
/// nothing.
@Suite struct StateTests {
    // MARK: Payment attempt

    static let receipt = try? GatewayReceipt(
        transactionNumber: "1",
        amount: Money(dong: 100),
        bank: ("NCB", nil, nil),
        paidAt: Timestamp(milliseconds: 0)
    )

    static let attemptTable: [(String, String, String, [String])] = [
        ("redirected", "confirmed", "paid", ["credit"]), ("redirected", "refused", "declined", []),
        ("redirected", "suspected", "unresolved", ["case"]), ("redirected", "quiet", "unresolved", ["ask"]),
        ("unresolved", "confirmed", "paid", ["credit"]), ("unresolved", "refused", "declined", []),
        ("unresolved", "suspected", "unresolved", ["case"]), ("unresolved", "quiet", "unresolved", []),
        ("declined", "confirmed", "paid", ["credit"]), ("declined", "refused", "declined", []),
        ("declined", "suspected", "declined", ["case"]), ("declined", "quiet", "declined", []),
        ("paid", "confirmed", "paid", []), ("paid", "refused", "paid", []), ("paid", "suspected", "paid", []),
        ("paid", "quiet", "paid", []), ("paid", "other", "paid", ["case"]), ("redirected", "other", "paid", ["credit"]),
    ]

    @Test(arguments: attemptTable)
    func `an attempt goes where the table says`(row: (String, String, String, [String])) throws {
        var attempt = try Self.attempt(in: row.0)
        let effects = try attempt.apply(Self.event(row.1))
        #expect(Self.name(attempt.state) == row.2)
        #expect(effects.map(Self.name) == row.3)
    }

    @Test(arguments: ["redirected", "unresolved", "declined", "paid"])
    func `a wrong amount changes nothing and is told`(state: String) throws {
        var attempt = try Self.attempt(in: state)
        let before = attempt
        let wrong = GatewayReceipt(
            transactionNumber: "1",
            amount: try Money(dong: 99),
            bank: ("NCB", nil, nil),
            paidAt: Timestamp(milliseconds: 0)
        )
        #expect(throws: PaymentAttemptError.self) { try attempt.apply(.confirmed(wrong)) }
        #expect(attempt == before)
    }

    private static func attempt(in state: String) throws -> PaymentAttempt {
        var attempt = PaymentAttempt(
            id: World.fixed.newID(),
            request: World.fixed.newID(),
            reference: "R",
            amount: try Money(dong: 100),
            createdAt: Timestamp(milliseconds: 0)
        )
        switch state {
        case "unresolved": _ = try attempt.apply(.wentQuiet)
        case "declined": _ = try attempt.apply(.refused(code: "51"))
        case "paid": _ = try attempt.apply(event("confirmed"))
        default: break
        }
        return attempt
    }

    private static func event(_ name: String) throws -> PaymentEvent {
        switch name {
        case "confirmed": return .confirmed(try #require(receipt))
        case "other":
            return .confirmed(
                GatewayReceipt(
                    transactionNumber: "2",
                    amount: try Money(dong: 100),
                    bank: ("NCB", nil, nil),
                    paidAt: Timestamp(milliseconds: 0)
                )
            )
        case "refused": return .refused(code: "51")
        case "suspected": return .suspected
        default: return .wentQuiet
        }
    }

    private static func name(_ state: PaymentAttemptState) -> String {
        switch state {
        case .redirected: "redirected"
        case .unresolved: "unresolved"
        case .paid: "paid"
        case .declined: "declined"
        }
    }

    private static func name(_ effect: PaymentEffect) -> String {
        switch effect {
        case .credit: "credit"
        case .openCase: "case"
        case .askGateway: "ask"
        }
    }

    // MARK: Payment request

    @Test(arguments: PaymentRequest.State.allCases, PaymentRequest.Event.allCases)
    func `a request is settled once, in one way`(state: PaymentRequest.State, event: PaymentRequest.Event) throws {
        var request = PaymentRequest(
            id: World.fixed.newID(),
            contract: World.fixed.newID(),
            amount: try Money(dong: 1),
            state: state,
            createdAt: Timestamp(milliseconds: 0)
        )
        let target = "\(event)"
        switch state {
        case .open:
            #expect(try request.apply(event))
            #expect("\(request.state)" == target)
        case .paid, .cancelled, .superseded:
            if "\(state)" == target {
                #expect(try !request.apply(event))
            } else {
                #expect(throws: PaymentRequest.Mistake.contradiction(state, event)) { try request.apply(event) }
            }
            #expect(request.state == state)
        }
    }
}

extension World {
    fileprivate static let fixed = World(
        now: { Timestamp(milliseconds: 0) },
        randomBytes: { Array(repeating: 7, count: $0) }
    )
}

import Refunds
import Testing

/// Every state of a refund against every event.
@Suite struct RefundStateTests {
    static let states: [RefundState.Name: RefundState] = [
        .proposed: .proposed, .returned: .returned, .requested: .requested, .sending: .sending,
        .unanswered: .unanswered, .processing: .processing, .atBank: .atBank, .done: .done,
        .refused: .refused(code: "09"), .unclear: .unclear(code: "77"),
    ]

    static let events: [(name: String, event: RefundEvent)] = [
        ("confirmed", .confirmed), ("settled", .settled), ("sentBack", .sentBack), ("leaves", .leaves),
        ("processed", .isProcessed), ("atBank", .isAtBank), ("refunded", .isRefunded),
        ("refused", .isRefused(code: "09")), ("silent", .isSilent), ("absent", .isAbsent),
        ("strange", .isStrange(code: "88")), ("asks", .asksAgain), ("ruledMade", .ruledRefunded),
        ("ruledRefused", .ruledRefused),
    ]

    /// One row a state, one word an event: the state that follows, with `=` for no change; effects after a `+`; `late`
    /// and `no` are thrown: too late, and a contradiction.
    static let table: [(RefundState.Name, String)] = [
        (
            .proposed,
            "requested+owe,call done+owe,pay returned late no no no no no no no late late late"
        ),
        (.returned, "late late late late no no no no no no no late late late"),
        (
            .requested,
            "late late late sending processing atBank done+pay refused+takeBack = = unclear+appeal late late late"
        ),
        (
            .sending,
            "late late late late processing atBank done+pay refused+takeBack unanswered = unclear+appeal late late late"
        ),
        (
            .unanswered,
            "late late late late processing atBank done+pay refused+takeBack = requested unclear+appeal late late late"
        ),
        (
            .processing,
            """
            late late late late = atBank done+pay refused+takeBack = unclear+appeal unclear+appeal late late late
            """
        ),
        (
            .atBank,
            "late late late late = = done+pay refused+takeBack = unclear+appeal unclear+appeal late late late"
        ),
        (.done, "late late late late = = = no = = = late late late"),
        (.refused, "late late late late no no no = = = = late late late"),
        (
            .unclear,
            """
            late late late late processing atBank done+pay refused+takeBack = = unclear+appeal =+call done+pay \
            refused+takeBack
            """
        ),
    ]

    @Test(arguments: table)
    func `a refund goes where the table says`(row: (RefundState.Name, String)) throws {
        let words = row.1.split(separator: " ").map(String.init)
        #expect(words.count == Self.events.count)
        for (word, event) in zip(words, Self.events) {
            var state = try #require(Self.states[row.0])
            let before = state
            do throws(RefundError) {
                let effects = try state.apply(event.event)
                let parts = word.split(separator: "+").map(String.init)
                #expect(parts.first == (state == before ? "=" : "\(state.name)"), "\(row.0) × \(event.name)")
                let wanted = parts.count > 1 ? parts[1] : ""
                #expect(effects.map { "\($0)" }.joined(separator: ",") == wanted, "\(row.0) × \(event.name)")
            } catch {
                switch error {
                case .tooLate: #expect(word == "late", "\(row.0) × \(event.name)")
                case .contradiction: #expect(word == "no", "\(row.0) × \(event.name)")
                }
                #expect(state == before)
            }
        }
    }

    @Test func `the table has every state and every event`() {
        #expect(Set(Self.table.map(\.0)) == Set(RefundState.Name.allCases))
        #expect(Set(Self.events.map(\.name)).count == Self.events.count)
    }

    @Test func `the same strange word is put before a person once`() throws {
        var state = RefundState.unclear(code: "88")
        #expect(try state.apply(.isStrange(code: "88")).isEmpty)
        #expect(state == .unclear(code: "88"))
    }

    /// No way leads from a request that may have arrived to another request but through VNPAY's word that it did not.
    @Test func `nothing is sent again before VNPAY has been asked`() {
        for (name, state) in Self.states where name != .requested {
            for (word, event) in Self.events {
                var state = state
                guard (try? state.apply(event)) != nil, state == .requested else { continue }
                #expect((name == .proposed && word == "confirmed") || (name == .unanswered && word == "absent"))
            }
        }
    }
}

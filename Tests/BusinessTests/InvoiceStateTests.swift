import Invoicing
import Kernel
import Organisation
import Storage
import TestKit
import Testing

@Suite struct InvoiceStateTests {
    typealias State = InvoiceRequest.State
    typealias Event = InvoiceRequest.Event

    /// What each event does in each state; what is not listed contradicts.
    static let table: [State: [Event: State]] = [
        .pending: [
            .submitting: .unknown, .provenAbsent: .pending, .foundAsDraft: .submitted, .foundAsSigned: .signed,
            .accepted: .accepted, .refused: .refused, .steppedAside: .needsPerson, .retried: .pending,
        ],
        .unknown: [
            .submitting: .unknown, .provenAbsent: .pending, .foundAsDraft: .submitted, .foundAsSigned: .signed,
            .accepted: .accepted, .refused: .refused,
        ],
        .submitted: [
            .foundAsDraft: .submitted, .foundAsSigned: .signed, .accepted: .accepted, .refused: .refused,
        ],
        .signed: [.foundAsDraft: .signed, .foundAsSigned: .signed, .accepted: .accepted, .refused: .refused],
        .accepted: [.accepted: .accepted, .foundAsSigned: .accepted],
        .refused: [.refused: .refused, .retried: .pending],
        .needsPerson: [.steppedAside: .needsPerson, .retried: .pending],
    ]

    @Test(arguments: State.allCases)
    func `every event in every state goes where the table says, or contradicts`(state: State) async throws {
        let house = try await InvoiceHouse(.sqlite)
        let id = try await house.paid("an").id
        try await house.database.write { connection in
            let obstacle: String? = state == .needsPerson ? "earlier_date" : nil
            try connection.run(
                "UPDATE invoice_request SET state = \(state.rawValue), needs_person = \(obstacle), number = '1'"
            )
        }
        let stored = try await house.request(id)
        for event in Event.allCases {
            var request = stored
            if let wanted = Self.table[state]?[event] {
                #expect(try request.apply(event) == (wanted != state))
                #expect(request.state == wanted, "\(state) \(event)")
            } else {
                #expect(throws: InvoiceRequest.Mistake.contradiction(state), "\(event)") {
                    _ = try request.apply(event)
                }
                #expect(request.state == state)
            }
        }
    }

    @Test func `only reading back leaves the unknown`() {
        let ways = Self.table[.unknown]?.filter { $0.value != .unknown }.map(\.key) ?? []
        #expect(Set(ways) == [.provenAbsent, .foundAsDraft, .foundAsSigned, .accepted, .refused])
    }

    @Test(arguments: [
        // Drawn up, due: Monday to Friday, then over a week-end.
        ("2026-11-23", "2026-11-24"), ("2026-11-27", "2026-11-30"), ("2026-11-28", "2026-11-30"),
        ("2026-11-29", "2026-11-30"),
        // Tết 2027 (đinh mùi): 5 to 11 February, as the calendar of this test says.
        ("2027-02-03", "2027-02-04"), ("2027-02-04", "2027-02-12"), ("2027-02-08", "2027-02-12"),
        ("2027-02-12", "2027-02-15"),
    ])
    func `signing is due on the next working day after the date drawn up`(date: String, due: String) throws {
        let first = try #require(Day(iso8601: "2027-02-05"))
        let calendar = WorkingCalendar(holidays: Set((0..<7).map { first.adding(days: $0) }))
        #expect(calendar.invoiceDeadline(after: try #require(Day(iso8601: date))).iso8601 == due)
    }

    @Test func `letters of a series are three capitals, the first a T`() {
        #expect(InvoiceSeries.isValid("TQD"))
        for letters in ["QD", "CQD", "TqD", "TQDD", "T D", ""] { #expect(!InvoiceSeries.isValid(letters)) }
    }
}

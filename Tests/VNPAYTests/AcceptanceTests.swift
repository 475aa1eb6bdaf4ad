import Testing
import VNPAY

@Suite struct AcceptanceTests {
    static let secret = VNPAYSecret("NAGTESTVNPAYHASHSECRET0123456789")
    static let acceptance = VNPAYAcceptance(
        terminal: "NAGTEST1",
        secret: secret,
        paid: .init(reference: "A-01", amountDong: 600_000),
        failed: .init(reference: "B-01", amountDong: 70_000),
        now: 1_795_403_700_000
    )

    /// A merchant that does everything right answers every trial as it should be answered: the trials are fair.
    @Test func `a merchant without a fault passes`() {
        var merchant = Merchant()
        for trial in Self.acceptance.trials {
            let verdict = VNPAYAcceptance.judge(trial, merchant.answer(trial.query))
            #expect(verdict.isPassed && verdict.remark == nil, "\(trial.code): \(verdict)")
        }
        #expect(Self.acceptance.trials.count == 15)
        #expect(
            Set(Self.acceptance.trials.map(\.expected)) == Set(VNPAYIPNAnswer.allCases).subtracting([.unknownError])
        )
        #expect(Self.acceptance.untried.map(\.expected) == [.unknownError])
    }

    /// Each fault is found, by the trials that are meant for it and no other.
    @Test(arguments: [
        (Merchant.Fault.believesAnything, ["bad_signature", "no_signature", "changed_after_signing"]),
        (.forgetsTheAmount, ["amount_too_high", "amount_not_times_100"]),
        (.dividesByNothing, ["amount_not_times_100", "failed", "failed_again", "paid", "paid_again"]),
        (.paysTwice, ["paid_again", "failed_again"]),
        (.signsKnownFieldsOnly, ["new_field"]),
        (.comparesCapitals, ["upper_case_signature"]),
        (.refusesFailures, ["failed"]),
        (.looksAtTheStateFirst, ["amount_after_paid"]),
    ])
    func `a fault is found`(fault: Merchant.Fault, codes: [String]) {
        var merchant = Merchant(fault: fault)
        let failed = Self.acceptance.trials.filter { trial in
            !VNPAYAcceptance.judge(trial, merchant.answer(trial.query)).isPassed
        }
        #expect(Set(codes).isSubset(of: failed.map(\.code)), "\(failed.map(\.code))")
        #expect(!failed.isEmpty && failed.count < Self.acceptance.trials.count)
    }

    @Test(arguments: [
        (500, #"{"RspCode":"97","Message":"x"}"#, "HTTP 500"), (200, "<html>", "≠ JSON"),
        (200, #"{"rspCode":"97","Message":"x"}"#, "∅ RspCode"), (200, #"{"RspCode":97,"Message":"x"}"#, "97"),
        (200, #"{"RspCode":"00","Message":"x"}"#, "00"),
    ])
    func `an answer that VNPAY would not read is none`(status: Int, body: String, answer: String) throws {
        let trial = try #require(Self.acceptance.trials.first)
        let verdict = VNPAYAcceptance.judge(trial, .init(status: status, body: body, milliseconds: 1))
        #expect(!verdict.isPassed && verdict.answer == answer && verdict.remark != nil)
        #expect(!VNPAYAcceptance.judge(trial, nil).isPassed)
    }

    @Test func `what is right and yet not good is said`() throws {
        let trial = try #require(Self.acceptance.trials.first)
        let slow = VNPAYAcceptance.judge(
            trial,
            .init(status: 200, body: VNPAYIPNAnswer.invalidSignature.json, milliseconds: 5_001)
        )
        #expect(slow.isPassed && slow.remark != nil)
        let more = #"{"RspCode":"97","Message":"x","data":null}"#
        #expect(VNPAYAcceptance.judge(trial, .init(status: 200, body: more, milliseconds: 1)).remark != nil)
    }

    @Test func `without a second order, failures are left out and said to be`() {
        let one = VNPAYAcceptance(
            terminal: "NAGTEST1",
            secret: Self.secret,
            paid: .init(reference: "A-01", amountDong: 600_000),
            now: 1_795_403_700_000
        )
        #expect(one.trials.count == 13)
        #expect(one.untried.map(\.expected) == [.unknownError, .confirmed])
    }
}

/// A merchant's IPN address, perhaps with a fault of the kind that merchants have.
struct Merchant {
    enum Fault: Sendable {
        case believesAnything, forgetsTheAmount, dividesByNothing, paysTwice, signsKnownFieldsOnly, comparesCapitals
        case refusesFailures, looksAtTheStateFirst
    }

    var fault: Fault?
    private var open: [String: Int64] = ["A-01": 600_000, "B-01": 70_000]
    private var final: Set<String> = []

    init(fault: Fault? = nil) { self.fault = fault }

    mutating func answer(_ query: String) -> VNPAYAcceptance.Reply {
        VNPAYAcceptance.Reply(status: 200, body: code(query).json, milliseconds: 3)
    }

    private mutating func code(_ query: String) -> VNPAYIPNAnswer {
        guard var fields = try? VNPAYFields(query: query) else { return .unknownError }
        if fault == .signsKnownFieldsOnly { fields["vnp_Trace"] = nil }
        let signature = fields.signature ?? ""
        let isSigned =
            VNPAYSignature.isValid(fields, as: .ipn, secret: AcceptanceTests.secret)
            && !(fault == .comparesCapitals && signature != signature.lowercased())
        guard isSigned || fault == .believesAnything else { return .invalidSignature }
        let reference = fields.text("vnp_TxnRef")
        guard let amount = open[reference] else { return .orderNotFound }
        if fault == .looksAtTheStateFirst, final.contains(reference) { return .alreadyConfirmed }
        let wire = Int64(fields.text("vnp_Amount")) ?? 0
        let told = fault == .dividesByNothing ? wire : wire / 100
        guard told == amount || fault == .forgetsTheAmount else { return .invalidAmount }
        if fault == .refusesFailures, fields.text("vnp_ResponseCode") != "00" { return .unknownError }
        guard fault == .paysTwice || final.insert(reference).inserted else { return .alreadyConfirmed }
        return .confirmed
    }
}

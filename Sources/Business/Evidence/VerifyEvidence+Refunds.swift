import Crypto
import Kernel

// Whether what a bundle says of money that went back agrees with itself, with the books and with the gateway's words.
extension VerifyEvidence {
    func refunds(_ parts: EvidenceValue) -> EvidenceProof.Result {
        guard case .list(let refunds) = parts["refunds"] else { return Self.earlier }
        for refund in refunds {
            if let problem = decision(of: refund) ?? booking(of: refund, parts) ?? answers(to: refund) {
                return .fails(problem)
            }
        }
        for attempt in parts["attempts"].items where attempt["state"].words == "paid" {
            let gone = refunds.filter { refund in
                refund["state"].words == "done" && refund["way"].words != "kept"
                    && refund["reference"] == attempt["reference"]
                    && refund["charge_number"] == attempt["transaction_number"]
            }
            let sum = gone.reduce(0) { $0 &+ ($1["amount_dong"].whole ?? 0) }
            guard sum <= attempt["amount_dong"].whole ?? 0 else {
                return .fails("more went back than \(attempt["reference"].words ?? "") brought")
            }
        }
        return .holds("\(refunds.count) refunds")
    }

    /// A file of a release that did not put them in: nothing says that there were any.
    private static let earlier = EvidenceProof.Result.leftOut("taken by an earlier release, which left them out")

    /// Two people, and what each way needs.
    private func decision(of refund: EvidenceValue) -> String? {
        let id = refund["id"].words ?? ""
        guard let state = refund["state"].words, let amount = refund["amount_dong"].whole, amount >= 0,
            refund["proposed_by"].words != nil, ["vnpay", "outside", "kept"].contains(refund["way"].words)
        else { return "refund \(id) cannot be read" }
        if state == "proposed" { return refund["decided_by"] == .nothing ? nil : "refund \(id) is decided and open" }
        guard refund["decided_by"].words != nil else { return "nobody decided about refund \(id)" }
        if state != "returned", refund["decided_by"] == refund["proposed_by"] {
            return "one person proposed refund \(id) and agreed to it"
        }
        return nil
    }

    /// Paid back in the books when, and only when, it is done.
    private func booking(of refund: EvidenceValue, _ parts: EvidenceValue) -> String? {
        let id = refund["id"].words ?? ""
        let booked = parts["ledger"].items.filter { $0["key"].words == "refund/\(id)/paid" }
        let isPaid = refund["state"].words == "done" && refund["way"].words != "kept"
        guard booked.count == (isPaid ? 1 : 0) else { return "refund \(id) is booked \(booked.count) times" }
        guard isPaid else { return nil }
        let from = refund["way"].words == "vnpay" ? "vnpay_clearing" : "bank"
        let sides = booked[0]["postings"].items
        let isRight =
            sides.count == 2 && sides.allSatisfy { $0["amount_dong"] == refund["amount_dong"] }
            && sides.contains { $0["account"].words == "refunds_payable" && $0["side"].words == "debit" }
            && sides.contains { $0["account"].words == from && $0["side"].words == "credit" }
        return isRight ? nil : "refund \(id) is booked with another amount"
    }

    /// What VNPAY answered is what was made of it, and the end rests on its word or on a person's.
    private func answers(to refund: EvidenceValue) -> String? {
        let id = refund["id"].words ?? ""
        let messages = refund["messages"].items
        guard Set(messages.map { $0["request_id"] }).count == messages.count else {
            return "a request of refund \(id) stands twice"
        }
        for message in messages where message["answered_at"] != .nothing {
            let name = message["id"].words ?? ""
            let verdict = message["verdict"].words ?? ""
            guard message["trusted"] == .truth(!verdict.hasPrefix("none")) else {
                return "message \(name) is not what was made of it"
            }
            guard message["trusted"] == .truth(true) else { continue }
            guard let facts = gateway.refund(message["kind"].words ?? "", message["raw"].words ?? "") else {
                return "message \(name) cannot be read"
            }
            guard facts.verdict == verdict else { return "message \(name) says another thing than was recorded" }
            // A refusal may leave out what it did not read; what speaks of the refund may not.
            guard [nil, refund["reference"].words].contains(facts.reference) else {
                return "message \(name) is about another payment"
            }
            guard facts.isAboutRefund else { continue }
            guard facts.reference != nil, facts.amountDong ?? -1 == refund["amount_dong"].whole ?? -2 else {
                // An earlier refund of the same payment, or an answer that a person has to judge.
                let isJudged = refund["ruling"] != .nothing || refund["state"].words == "unclear"
                if facts.number != refund["gateway_number"].words || isJudged { continue }
                return "message \(name) is about another amount"
            }
        }
        guard refund["state"].words == "done", refund["way"].words == "vnpay" else { return nil }
        let isTold = messages.contains { message in
            guard message["trusted"] == .truth(true), message["verdict"].words == "refunded",
                let facts = gateway.refund(message["kind"].words ?? "", message["raw"].words ?? "")
            else { return false }
            return facts.number == nil || facts.number == refund["gateway_number"].words
        }
        return isTold || refund["ruling"] != .nothing ? nil : "nobody said that refund \(id) was made"
    }

    /// Trusted answers are signed by the gateway.
    func signedAnswers(
        _ parts: EvidenceValue,
        _ isSigned: @Sendable (String, String) -> Bool
    ) -> (count: Int, broken: String?) {
        var count = 0
        for message in parts["refunds"].items.flatMap({ $0["messages"].items })
        where message["trusted"] == .truth(true) && message["answered_at"] != .nothing {
            let channel = message["kind"].words == "refund" ? "refund" : "querydr"
            guard isSigned(channel, message["raw"].words ?? "") else { return (count, message["id"].words ?? "") }
            count += 1
        }
        return (count, nil)
    }

    // MARK: Invoices that correct others

    func corrections(_ parts: EvidenceValue) -> EvidenceProof.Result {
        guard case .list(let corrections) = parts["corrections"] else { return Self.earlier }
        let originals = ([parts["invoice"]] + parts["statements"].items.map { $0["invoice"] }).filter { $0 != .nothing }
        for correction in corrections {
            if let problem = problem(ofCorrection: correction, among: originals + corrections) {
                return .fails(problem)
            }
        }
        for invoice in originals + corrections {
            let accepted = corrections.filter {
                $0["corrects"] == invoice["id"] && $0["state"].words == "accepted" && $0["kind"].words == "adjustment"
            }
            let worth = accepted.reduce(invoice["total_dong"].whole ?? 0) { worth, correction in
                let amount = correction["total_dong"].whole ?? 0
                switch correction["direction"].words {
                case "increase": return worth &+ amount
                case "decrease": return worth &- amount
                default: return worth
                }
            }
            // Bundles of earlier releases do not say what an original comes to.
            guard worth >= 0 || invoice["total_dong"] == .nothing else {
                return .fails("more is taken off \(invoice["key"].words ?? "") than it says")
            }
        }
        // The refund that made an adjustment necessary is in the log.
        for entry in parts["audit"].items where entry["action"].words == "invoice.adjustment_requested" {
            let values = entry["detail"].words?.split(separator: "\n").reduce(into: [String: String]()) {
                values,
                line in
                let sides = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if sides.count == 2 { values[String(sides[0])] = String(sides[1]) }
            }
            let key = values?["key"] ?? ""
            guard let correction = corrections.first(where: { $0["key"].words == key }),
                correction["total_dong"].whole.map({ "\($0)" }) == values?["total"]
            else { return .fails("\(key) is not what was asked for") }
        }
        return .holds("\(corrections.count) corrections")
    }

    private func problem(ofCorrection correction: EvidenceValue, among invoices: [EvidenceValue]) -> String? {
        let key = correction["key"].words ?? ""
        guard invoices.contains(where: { $0["id"] == correction["corrects"] && $0["id"] != correction["id"] }) else {
            return "\(key) corrects an invoice that is not here"
        }
        let lines = correction["lines"].items
        func sum(_ name: String) -> Int64 { lines.reduce(0) { $0 &+ ($1[name].whole ?? 0) } }
        guard sum("net_dong") &+ sum("vat_dong") == sum("total_dong"),
            sum("total_dong") == correction["total_dong"].whole
        else { return "the lines of \(key) do not add up to its total" }
        if correction["state"].words == "accepted" {
            guard correction["number"].words != nil, correction["series"].words != nil else {
                return "\(key) is accepted without a number"
            }
        }
        let (xml, code) = (correction["xml"].words, correction["authority_code"].words)
        if let xml {
            guard SHA256.hash(data: Array(xml.utf8)).hex == correction["xml_sha256"].words else {
                return "the file of \(key) is not what was received"
            }
            if let code, xml.contains("<MCCQT"), !xml.contains(code) {
                return "the file of \(key) bears another code of the tax authority"
            }
        }
        return nil
    }
}

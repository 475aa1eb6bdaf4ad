import Kernel

// Whether the parts of a bundle tell the same story about the money.
extension VerifyEvidence {
    func amounts(_ parts: EvidenceValue) -> EvidenceProof.Result {
        let contract = parts["contract"]
        let lines = contract["lines"].items
        func sum(_ items: [EvidenceValue], _ name: String) -> Int64 { items.reduce(0) { $0 &+ ($1[name].whole ?? 0) } }
        guard let net = contract["net_dong"].whole, let vat = contract["vat_dong"].whole,
            let total = contract["total_dong"].whole, net &+ vat == total, sum(lines, "net_dong") == net,
            sum(lines, "vat_dong") == vat
        else { return .fails("the contract's lines do not add up to its total") }
        for line in lines {
            let product = (line["quantity"].whole ?? 0).multipliedReportingOverflow(
                by: line["unit_price_dong"].whole ?? 0
            )
            guard !product.overflow, product.partialValue == line["net_dong"].whole else {
                return .fails("quantity times price is not the net of \(line["plan"].words ?? "")")
            }
        }
        for month in parts["statements"].items {
            let lines = month["lines"].items
            guard let net = month["net_dong"].whole, let vat = month["vat_dong"].whole,
                month["total_dong"].whole == net &+ vat, sum(lines, "net_dong") == net, sum(lines, "vat_dong") == vat
            else { return .fails("the lines of \(month["number"].words ?? "") do not add up to its total") }
        }
        for transaction in parts["ledger"].items {
            let postings = transaction["postings"].items
            let debit = sum(postings.filter { $0["side"].words == "debit" }, "amount_dong")
            let credit = sum(postings.filter { $0["side"].words == "credit" }, "amount_dong")
            guard debit == credit, debit > 0 else { return .fails("unbalanced: \(transaction["key"].words ?? "")") }
        }
        let paid = parts["attempts"].items.filter { $0["state"].words == "paid" }
        for attempt in paid {
            if let problem = problem(of: attempt, parts) { return .fails(problem) }
        }
        return .holds("\(sum(paid, "amount_dong")) đồng, \(paid.count) paid")
    }

    /// A payment, its request and its ledger transaction are one amount.
    private func problem(of attempt: EvidenceValue, _ parts: EvidenceValue) -> String? {
        let reference = attempt["reference"].words ?? ""
        let request = parts["requests"].items.first { $0["id"] == attempt["request"] }
        guard request?["amount_dong"] == attempt["amount_dong"] else {
            return "\(reference) is not the amount that was asked for"
        }
        let key = "payment/\(attempt["id"].words ?? "")"
        let booked = parts["ledger"].items.filter { $0["key"].words == key }
        guard booked.count == 1 else { return "\(reference) is booked \(booked.count) times" }
        let received = booked[0]["postings"].items.filter {
            $0["account"].words == "vnpay_clearing" && $0["side"].words == "debit"
        }
        guard received.map({ $0["amount_dong"] }) == [attempt["amount_dong"]] else {
            return "\(reference) is booked with another amount"
        }
        let settled = parts["settlement"].items.filter {
            $0["transaction_number"] == attempt["transaction_number"] && $0["kind"].words == "payment"
                && $0["status"].words == "succeeded" && $0["current"] == .truth(true)
        }
        guard
            settled.allSatisfy({ $0["gross_dong"] == attempt["amount_dong"] && $0["reference"] == attempt["reference"] }
            )
        else { return "VNPAY’s file has another amount for \(reference)" }
        if booked[0]["kind"].words == "statements_paid" {
            let months = parts["statements"].items.filter { $0["requests"].items.contains(attempt["request"]) }
            let asked = months.reduce(0) { $0 &+ ($1["total_dong"].whole ?? 0) &- ($1["set_off_dong"].whole ?? 0) }
            return attempt["amount_dong"].whole == asked ? nil : "\(reference) is not what its months come to"
        }
        guard booked[0]["kind"].words == "prepaid_received" else { return nil }
        return attempt["amount_dong"] == parts["contract"]["total_dong"]
            ? nil : "\(reference) is not the contract’s total"
    }

    /// What the gateway said agrees with what was made of it.
    func messages(_ parts: EvidenceValue) -> EvidenceProof.Result {
        let attempts = parts["attempts"].items
        let messages = parts["messages"].items
        for message in messages where message["proven"] == .truth(true) {
            guard let facts = gateway.facts(message["channel"].words ?? "", message["raw"].words ?? "") else {
                // An answer that only says "busy" or "unknown" names no payment.
                if message["channel"].words == "querydr" { continue }
                return .fails("message \(message["id"].words ?? "") cannot be read")
            }
            guard facts.reference == message["reference"].words,
                let attempt = attempts.first(where: { $0["reference"].words == facts.reference })
            else { return .fails("message \(message["id"].words ?? "") is about another payment") }
            let isApplied =
                message["verdict"].words == "00"
                || message["verdict"].words == "known" && attempt["state"].words == "paid"
            guard facts.isPaid, isApplied else { continue }
            guard attempt["state"].words == "paid", facts.amountDong == attempt["amount_dong"].whole,
                facts.transactionNumber == attempt["transaction_number"].words
            else { return .fails("the notice for \(facts.reference) says another thing than was recorded") }
        }
        for attempt in attempts where attempt["state"].words == "paid" {
            let told = messages.contains { message in
                message["proven"] == .truth(true) && message["channel"].words != "return"
                    && message["reference"] == attempt["reference"]
                    && gateway.facts(message["channel"].words ?? "", message["raw"].words ?? "")?.isPaid == true
            }
            guard told || !parts["settlement"].items.isEmpty else {
                return .fails("nobody said that \(attempt["reference"].words ?? "") was paid")
            }
        }
        return .holds("\(messages.count) messages")
    }

    func signatures(_ parts: EvidenceValue) -> EvidenceProof.Result {
        guard let isSigned = gateway.isSigned else { return .leftOut("give the gateway’s secret") }
        var checked = 0
        for message in parts["messages"].items {
            let raw = message["raw"].words ?? ""
            guard message["channel"].words != "querydr" || gateway.facts("querydr", raw) != nil else { continue }
            let isProven = message["proven"] == .truth(true)
            guard isSigned(message["channel"].words ?? "", raw) == isProven else {
                let id = message["id"].words ?? ""
                return .fails(isProven ? "message \(id) is not signed by the gateway" : "message \(id) is genuine")
            }
            checked += 1
        }
        let answers = signedAnswers(parts, isSigned)
        if let broken = answers.broken { return .fails("message \(broken) is not signed by the gateway") }
        return .holds("\(checked + answers.count) signatures")
    }
}

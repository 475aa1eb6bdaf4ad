extension MobiFone {
    /// What is wrong with a draft before anybody is asked (spec §5, lengths of PBan 2.1.0).
    public enum DraftProblem: Hashable, Sendable, CustomStringConvertible {
        /// A field that must not be empty.
        case missing(field: String)
        /// Longer than the form allows, in characters.
        case tooLong(field: String, limit: Int)
        case unknownRate(line: Int, code: String)
        /// KCT and KKKNT bear no VAT.
        case taxOnUntaxedLine(line: Int)
        /// A total is not the sum of its parts.
        case totalsDoNotAdd(field: String, expected: Int64, found: Int64)
        /// The series is of another year than the invoice.
        case wrongYear(series: String, issuedOn: String)
        /// Names an invoice to correct, but is an original.
        case correctsNothing

        public var description: String {
            switch self {
            case .missing(let field): "\(field) is empty"
            case .tooLong(let field, let limit): "\(field) has more than \(limit) characters"
            case .unknownRate(let line, let code): "line \(line): no such VAT code \(code)"
            case .taxOnUntaxedLine(let line): "line \(line): VAT on a line that bears none"
            case .totalsDoNotAdd(let field, let expected, let found):
                "\(field) is \(found), its parts add to \(expected)"
            case .wrongYear(let series, let issuedOn): "series \(series) is not of the year of \(issuedOn)"
            case .correctsNothing: "an original invoice names another that it corrects"
            }
        }
    }
}

extension MobiFone.Draft {
    /// Everything that the form forbids; empty when the draft may go.
    public var problems: [MobiFone.DraftProblem] {
        missing + tooLong + lineProblems + sumProblems + yearProblems + correctionProblems
    }

    /// A correction names what it corrects, and only a correction does.
    private var correctionProblems: [MobiFone.DraftProblem] {
        guard let kind = MobiFone.InvoiceKind(rawValue: tthdon), kind.isCorrection else {
            return hdon_id_old == nil ? [] : [.correctsNothing]
        }
        let fields = [
            ("hdon_id_old", hdon_id_old), ("khmshdclquan", khmshdclquan), ("khhdclquan", khhdclquan),
            ("shdclquan", shdclquan), ("nlhdclquan", nlhdclquan),
        ]
        return fields.filter { ($0.1 ?? "").isEmpty }.map { .missing(field: $0.0) }
    }

    private var missing: [MobiFone.DraftProblem] {
        var fields: [(String, String?)] = [
            ("cctbao_id", cctbao_id), ("nlap", nlap), ("htttoan", htttoan), ("sdhang", sdhang),
            ("ten/tnmua", (ten ?? "").isEmpty ? tnmua : ten),
        ]
        if !(mst ?? "").isEmpty { fields += [("ten", ten), ("dchi", dchi)] }
        var problems = fields.filter { ($0.1 ?? "").isEmpty }.map { MobiFone.DraftProblem.missing(field: $0.0) }
        if lines.isEmpty { problems.append(.missing(field: "details")) }
        for line in lines where line.ten.isEmpty { problems.append(.missing(field: "details.ten")) }
        return problems
    }

    private var tooLong: [MobiFone.DraftProblem] {
        let head: [(String, String?, Int)] = [
            ("htttoan", htttoan, 50), ("mnmua", mnmua, 50), ("mst", mst, 14), ("ten", ten, 400), ("tnmua", tnmua, 100),
            ("dchi", dchi, 400), ("email", email, 50), ("sdtnmua", sdtnmua, 20), ("stknmua", stknmua, 30),
            ("tnhmua", tnhmua, 400), ("cmndmua", cmndmua, 12), ("tgtttbchu", tgtttbchu, 255), ("sdhang", sdhang, 50),
        ]
        let rows = lines.flatMap { [("ma", $0.ma, 50), ("ten", $0.ten, 500), ("mdvtinh", $0.mdvtinh, 50)] }
            .map { ("details." + $0.0, Optional($0.1), $0.2) }
        // Characters as the XML counts them: code points.
        return (head + rows).filter { ($0.1 ?? "").unicodeScalars.count > $0.2 }
            .map { .tooLong(field: $0.0, limit: $0.2) }
    }

    private var lineProblems: [MobiFone.DraftProblem] {
        lines.compactMap { line in
            if line.kmai == MobiFone.LineKind.note.rawValue { return nil }
            guard let rate = MobiFone.VATCode(rawValue: line.tsuat) else {
                return .unknownRate(line: line.stt, code: line.tsuat)
            }
            return rate.percent == nil && line.tthue != 0 ? .taxOnUntaxedLine(line: line.stt) : nil
        }
    }

    private var sumProblems: [MobiFone.DraftProblem] {
        let sums: [(String, Int64, Int64)] = [
            ("tgtcthue", lines.reduce(0) { $0 + $1.thtien }, tgtcthue),
            ("tgtthue", lines.reduce(0) { $0 + $1.tthue }, tgtthue),
            ("tgtttbso", tgtcthue + tgtthue + tgtphi, tgtttbso),
        ]
        return sums.filter { $0.1 != $0.2 }.map { .totalsDoNotAdd(field: $0.0, expected: $0.1, found: $0.2) }
    }

    private var yearProblems: [MobiFone.DraftProblem] {
        guard let khieu, let digits = MobiFone.Series(id: "", series: khieu, kind: nil).yearDigits else { return [] }
        return nlap.dropFirst(2).prefix(2) == digits ? [] : [.wrongYear(series: khieu, issuedOn: nlap)]
    }
}

import Kernel
import Markup
import Reconciliation

/// What the page of one day shows.
struct DayWords: Sendable {
    let language: Language
    let dossier: ReconciliationQueries.DayDossier
    let now: Timestamp

    var plain: ReconciliationWords { ReconciliationWords(language: language) }
    var everyException: String { language("Mọi chênh lệch", "Every exception") }

    var figures: [Figure] {
        let risk = dossier.classes.reduce(0) { $0 + $1.riskDong }
        let matched = dossier.classes.first { $0.matchClass == .matched }
        return [
            Figure(value: "\(matched?.count ?? 0)", label: language("dòng khớp", "rows matched"), tone: .good),
            Figure(
                value: "\(dossier.openExceptions)",
                label: language("chênh lệch mở", "open exceptions"),
                tone: dossier.openExceptions == 0 ? .good : .bad
            ),
            Figure(
                value: plain.dong(dossier.openExceptions == 0 ? 0 : risk),
                label: language("tiền có rủi ro", "at risk"),
                tone: dossier.openExceptions == 0 ? .good : .bad
            ),
            Figure(
                value: plain.dong(dossier.totals?.netDong ?? dossier.current?.counts.netDong),
                label: language("thực nhận", "net"),
                tone: .brand
            ),
        ]
    }

    var sides: [Fact] {
        let file = dossier.current?.counts
        return [
            Fact(language("QLDV: số khoản", "With us: payments"), number: "\(dossier.oursCount)"),
            Fact(language("QLDV: tổng tiền", "With us: total"), number: plain.dong(dossier.oursDong)),
            Fact(language("VNPAY: số khoản", "VNPAY: payments"), number: file.map { "\($0.paid)" } ?? "–"),
            Fact(language("VNPAY: tổng tiền", "VNPAY: gross"), number: plain.dong(file?.grossDong)),
            Fact(language("VNPAY: phí (gồm VAT)", "VNPAY: fee with VAT"), number: plain.dong(file?.feeDong)),
            Fact(language("VNPAY: thực nhận", "VNPAY: net"), number: plain.dong(file?.netDong)),
        ]
    }

    /// Gross against invoices, net against the bank: of a closed day.
    var proofs: [Fact] {
        guard let proof = dossier.proof, let totals = dossier.totals else { return [] }
        let credit =
            dossier.credit.map { "\($0.creditedOn.display) · \($0.amount.display)" }
            ?? language("Chưa ghi nhận", "Not recorded yet")
        return [
            Fact(language("Đã đối soát", "Reconciled"), number: "\(plain.dong(proof.paidDong)) (\(proof.payments))"),
            Fact(language("Đã yêu cầu hóa đơn", "Invoices asked for"), number: plain.dong(proof.invoicedDong)),
            Fact(
                language("Chờ hóa đơn", "Invoice to come"),
                number: "\(plain.dong(proof.withoutInvoiceDong)) (\(proof.withoutInvoice))"
            ),
            Fact(
                language("Chênh lệch với hóa đơn", "Difference to invoices"),
                number: plain.dong(proof.differenceDong)
            ),
            Fact(language("Thực nhận phải về ngân hàng", "Net due at the bank"), number: plain.dong(totals.netDong)),
            Fact(language("Báo có", "Bank credit"), credit),
        ]
    }

    var files: [ReconciliationDayPage.FileRow] {
        dossier.files.map { file in
            ReconciliationDayPage.FileRow(
                name: file.name,
                when: file.importedAt.display,
                who: file.importedBy.map { plain.person($0, dossier.people) } ?? language("Dòng lệnh", "Command line"),
                kind: plain.export(file.export),
                rows: "\(file.counts.rows + file.counts.mistakes)",
                badge: file.state == .current
                    ? Badge(language("Đang dùng", "Current"), .good) : Badge(language("Đã thay", "Replaced"), .calm),
                digest: String(file.sha256.prefix(12))
            )
        }
    }

    var differences: HTML {
        guard !dossier.differences.isEmpty else { return "" }
        let counts = SettlementDifference.Change.allCases.map { "\(plain.change($0)): \(dossier.changes[$0] ?? 0)" }
        let name = language("Tệp mới khác tệp cũ", "What the newer file tells otherwise")
        return panel(
            name,
            id: "differences",
            "<p>\(counts.joined(separator: " · "))</p>"
                + Table(
                    caption: name,
                    columns: [
                        .init(name: language("Thay đổi", "Change")), .init(name: language("Mã đơn hàng", "Reference")),
                        .init(name: language("Mã VNPAY", "VNPAY number")),
                        .init(name: language("Số tiền", "Amount"), isAmount: true),
                        .init(name: language("Phí", "Fee"), isAmount: true),
                    ],
                    rows: dossier.differences.map { difference in
                        [
                            .text(plain.change(difference.change)), .text(difference.reference),
                            .text(difference.transactionNumber), .text(sides(difference.grossDong)),
                            .text(sides(difference.feeDong)),
                        ]
                    }
                ).html
        )
    }

    private func sides(_ sides: SettlementDifference.Sides<Int64>) -> String {
        sides.before == sides.after
            ? plain.dong(sides.after) : "\(plain.dong(sides.before)) → \(plain.dong(sides.after))"
    }

    func tabs(_ chosen: MatchClass?, base: Address) -> [TabLink] {
        let all = TabLink(words: everyException, address: base, isHere: chosen == nil, count: "\(count(nil))")
        return [all]
            + MatchClass.allCases.compactMap { matchClass in
                let count = count(matchClass)
                guard count > 0 || matchClass == chosen else { return nil }
                return TabLink(
                    words: plain.name(matchClass),
                    address: base.asking("loai", matchClass.rawValue),
                    isHere: matchClass == chosen,
                    count: "\(count)"
                )
            }
    }

    func count(_ chosen: MatchClass?) -> Int64 {
        dossier.classes.reduce(0) { sum, entry in
            let counts = chosen.map { $0 == entry.matchClass } ?? (entry.matchClass != .matched)
            return sum + (counts ? entry.count : 0)
        }
    }

    func line(_ row: MatchedRow) -> ReconciliationDayPage.Line {
        ReconciliationDayPage.Line(
            row: row.fileRow.map { "\($0)" } ?? "–",
            reference: row.reference,
            number: row.transactionNumber,
            theirs: plain.dong(row.theirsDong),
            ours: plain.dong(row.oursDong),
            fee: plain.dong(row.feeDong),
            state: nil,
            address: nil
        )
    }

    func line(_ exception: SettlementException) -> ReconciliationDayPage.Line {
        ReconciliationDayPage.Line(
            row: exception.place.row.map { "\($0)" } ?? "–",
            reference: exception.reference.isEmpty ? "#\(exception.number)" : exception.reference,
            number: exception.transactionNumber,
            theirs: plain.dong(exception.amounts.theirsDong),
            ours: plain.dong(exception.amounts.oursDong),
            fee: plain.dong(exception.amounts.feeDong),
            state: plain.state(exception.state),
            address: .exception("\(exception.number)")
        )
    }

    /// Why the day cannot be closed yet; `nil` when it can, or is.
    var closing: String? {
        guard dossier.state == .imported, dossier.blocking > 0 else { return nil }
        return language(
            "Còn \(dossier.blocking) chênh lệch phải xử lý trước.",
            "\(dossier.blocking) exceptions have to be dealt with first."
        )
    }

    func news(_ asked: FormData) -> String? {
        let (done, left) = (asked.text("so"), asked.text("con"))
        let others =
            left.isEmpty || left == "0"
            ? "" : language(" Còn \(left) khoản phải xem từng cái.", " \(left) more are to be looked at one by one.")
        switch asked.text("xong") {
        case "ap-dung": return language("Đã đề xuất \(done) khoản.", "\(done) were proposed.") + others
        case "da-ap-dung": return language("Đã ghi nhận \(done) khoản.", "\(done) were applied.") + others
        case let what: return news(what)
        }
    }

    private func news(_ what: String) -> String? {
        switch what {
        case "nhap": language("Đã nhập và đối chiếu tệp.", "The file is imported and compared.")
        case "da-co": language("Tệp này đã được nhập, không có gì thay đổi.", "This is the day’s file already.")
        case "chot": language("Đã chốt ngày.", "The day is closed.")
        case "mo-lai": language("Đã mở lại ngày.", "The day is open again.")
        default: nil
        }
    }

    func problem(_ what: String) -> String? {
        switch what {
        case "con-lech": language("Còn chênh lệch phải xử lý trước.", "Exceptions have to be dealt with first.")
        case "thieu-phi":
            language(
                "Tệp của ngày không có phí. Hãy nhập báo cáo phí, hoặc chọn chốt không có phí.",
                "The day’s file has no fees. Import the fee report, or choose to close without."
            )
        case "chua-nhap": language("Chưa nhập tệp, hoặc ngày đã chốt.", "No file yet, or closed already.")
        case "ly-do": language("Hãy ghi lý do.", "Please say why.")
        case "dang-hoi":
            language(
                "VNPAY đang được hỏi; sau 15 phút mới áp dụng theo tệp.",
                "VNPAY is being asked; the file may be gone by after 15 minutes."
            )
        case "het": language("Không còn khoản nào như vậy.", "Nothing of this kind is left.")
        case "chua-chot": language("Ngày chưa chốt.", "The day is not closed.")
        case "bao-co":
            language("Báo có của ngày đã ghi nhận; hãy xử lý báo có trước.", "A bank credit covers the day already.")
        default: nil
        }
    }
}

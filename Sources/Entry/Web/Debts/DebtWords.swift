import Dunning
import Kernel
import Organisation
import People
import Spreadsheet
import Statements

/// Debts in a reader's words.
struct DebtWords: Sendable {
    let language: Language
    let today: Day

    func dong(_ amount: Int64) -> String { "\(amount.grouped) ₫" }

    func bucket(_ bucket: AgeBucket) -> String {
        switch bucket {
        case .to30: language("0–30 ngày", "0–30 days")
        case .to60: language("31–60 ngày", "31–60 days")
        case .to90: language("61–90 ngày", "61–90 days")
        case .over90: language("Trên 90 ngày", "Over 90 days")
        }
    }

    func standing(_ standing: DebtFilter.Standing) -> String {
        switch standing {
        case .paused: language("Tạm dừng nhắc", "Paused")
        case .promised: language("Có hẹn trả", "Promised")
        case .resting: language("Tạm ngưng dịch vụ", "Service rests")
        }
    }

    func standings(_ debtor: Debtor) -> [Badge] {
        var badges: [Badge] = []
        if debtor.isResting { badges.append(Badge(standing(.resting), .bad)) }
        if let day = debtor.promisedUntil {
            badges.append(Badge(language("Hẹn \(day.display)", "Promised \(day.display)"), .warn))
        }
        if debtor.isPaused { badges.append(Badge(standing(.paused), .calm)) }
        return badges
    }

    func row(_ debtor: Debtor) -> DebtListPage.Row {
        DebtListPage.Row(
            id: "\(debtor.customer)",
            name: debtor.name,
            unit: debtor.unit,
            sums: sums(debtor.debt),
            total: dong(debtor.debt.totalDong),
            late: language("\(debtor.daysLate) ngày", "\(debtor.daysLate) days"),
            standings: standings(debtor)
        )
    }

    func unit(_ code: String, _ debt: AgedDebt) -> DebtListPage.Unit {
        DebtListPage.Unit(code: code, sums: sums(debt), total: debt.totalDong.grouped)
    }

    private func sums(_ debt: AgedDebt) -> [String] { AgeBucket.allCases.map { (debt.byBucket[$0] ?? 0).grouped } }

    func bars(_ debt: AgedDebt) -> [DayBars.Bar] {
        AgeBucket.allCases.map { bucket in
            let sum = debt.byBucket[bucket] ?? 0
            return DayBars.Bar(
                label: bucket.rawValue.replacing("-", with: "–"),
                words: "\(self.bucket(bucket)): \(dong(sum))",
                value: sum,
                risk: bucket == .to30 ? 0 : sum,
                address: Address.debts.asking("tuoi", bucket.rawValue)
            )
        }
    }

    var columns: [SpreadsheetColumn] {
        [
            .init(language("Khách hàng", "Customer"), widthCharacters: 36), .init(language("Đơn vị", "Unit")),
            .init(language("Số tháng nợ", "Months")), .init(language("Quá hạn lâu nhất (ngày)", "Oldest (days)")),
        ]
            + AgeBucket.allCases.map { .init("\(bucket($0)) (VND)") } + [
                .init(language("Tổng (VND)", "Total (VND)")),
                .init(language("Tạm dừng nhắc", "Paused")), .init(language("Hẹn trả ngày", "Promised by")),
                .init(language("Tạm ngưng dịch vụ", "Service rests")),
            ]
    }

    func cells(_ debtor: Debtor) -> [SpreadsheetCell] {
        let yes = language("có", "yes")
        return [
            .text(debtor.name), .text(debtor.unit), .integer(debtor.debt.months), .integer(debtor.daysLate),
        ]
            + AgeBucket.allCases.map { .integer(debtor.debt.byBucket[$0] ?? 0) } + [
                .integer(debtor.debt.totalDong), .text(debtor.isPaused ? yes : ""),
                debtor.promisedUntil.map { .day($0) } ?? .empty, .text(debtor.isResting ? yes : ""),
            ]
    }

    // MARK: Steps

    func step(_ days: Int64) -> String {
        switch days {
        case ..<0: language("trước hạn \(-days) ngày", "\(-days) days before")
        case 0: language("ngày đến hạn", "the due day")
        default: language("quá hạn \(days) ngày", "\(days) days after")
        }
    }

    func tone(_ tone: DunningStep.Tone) -> String {
        switch tone {
        case .friendly: language("Nhắc nhẹ", "Friendly reminder")
        case .firm: language("Đòi nợ", "Demand")
        case .warning: language("Nhắc lần cuối", "Last warning")
        case .suspension: language("Tạm ngưng dịch vụ", "Service rests")
        }
    }

    func kind(_ kind: DebtChange.Kind.Name) -> String {
        switch kind {
        case .writeOff: language("Xóa nợ khó đòi", "Write-off")
        case .undoWriteOff: language("Khôi phục nợ đã xóa", "Take a write-off back")
        case .credit: language("Ghi có cho khách hàng", "Credit")
        }
    }

    func state(_ state: DebtChange.State) -> Badge {
        switch state {
        case .proposed: Badge(language("Chờ duyệt", "Waits"), .warn)
        case .agreed: Badge(language("Đã duyệt", "Agreed"), .good)
        case .returned: Badge(language("Trả lại", "Sent back"), .calm)
        }
    }

    func promise(_ state: PaymentPromise.State) -> Badge {
        switch state {
        case .open: Badge(language("Đang hẹn", "Open"), .warn)
        case .kept: Badge(language("Đúng hẹn", "Kept"), .good)
        case .broken: Badge(language("Lỗi hẹn", "Broken"), .bad)
        case .withdrawn: Badge(language("Đã thay", "Replaced"), .calm)
        }
    }

    // MARK: What a step came to

    /// As the address says it, and as the page does.
    static let problems: [(outcome: DebtOutcome, name: String)] = [
        (.wordsNeeded, "ghi-ro"), (.badDay, "ngay"), (.nothingOwed, "het-no"), (.badAmount, "so-tien"),
        (.beingPaid, "dang-tra"), (.waiting, "cho"), (.tooLate, "muon"), (.ownProposal, "tu-duyet"),
        (.frozen, "dong-bang"),
    ]

    func problem(_ asked: FormData) -> String? {
        let name = asked.text("loi")
        if name == "vuot" {
            return language(
                "Số tiền vượt quá mức còn lại: \(dong(Int64(asked.text("con")) ?? 0)).",
                "No more than \(dong(Int64(asked.text("con")) ?? 0)) is left."
            )
        }
        switch Self.problems.first(where: { $0.name == name })?.outcome {
        case .wordsNeeded?:
            return language("Hãy ghi rõ lý do và số văn bản.", "Please give the reason and the document.")
        case .badDay?:
            return language(
                "Ngày phải từ hôm nay trở đi và không quá xa.",
                "The day must be today or later, and not too far."
            )
        case .nothingOwed?:
            return language("Không còn khoản nào để xử lý.", "There is nothing to do: nothing is owed.")
        case .badAmount?: return language("Số tiền chưa đúng.", "That is no amount.")
        case .beingPaid?:
            return language(
                "Khách hàng có thể đang thanh toán khoản này. Hãy đợi kết quả.",
                "The customer may just be paying this. Please wait for the outcome."
            )
        case .waiting?:
            return language("Đã có đề xuất đang chờ duyệt.", "Another proposal waits for a decision.")
        case .tooLate?:
            return language("Tình trạng đã thay đổi, hãy xem lại.", "Things have changed meanwhile; please look again.")
        case .ownProposal?:
            return language("Người đề xuất không được tự duyệt.", "Whoever proposes does not decide.")
        case .frozen?: return language.frozen
        case .done?, .notAllowed?, .unknown?, .tooMuch?, nil: return nil
        }
    }

    func news(_ asked: FormData) -> String? { asked.has("xong") ? language("Đã ghi nhận.", "Done.") : nil }
}

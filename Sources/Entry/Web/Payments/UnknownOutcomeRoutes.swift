import Hummingbird
import Kernel
import Organisation
import Payments
import Spreadsheet

/// The queue of payments whose outcome is unknown: the page, its export, and putting somebody at the front.
struct UnknownOutcomeRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/thanh-toan/chua-ro", .viewReconciliation, use: list)
        router.get("quan-ly/thanh-toan/chua-ro/xuat", .viewReconciliation, use: export)
        router.post("quan-ly/thanh-toan/chua-ro/:id/hoi", .reconcile, use: ask)
    }

    private var watch: WatchUnknownOutcomes { WatchUnknownOutcomes(database: desk.database, world: desk.world) }

    @Sendable private func list(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        let words = UnknownOutcomeWords(language: context.visit.language, now: desk.world.now())
        let query = ListQuery(asked, base: .unknownOutcomes, filters: [])
        let summary = try await watch.summary(terminal: desk.gateway.terminal)
        let rows = try await watch.list(window: query.window).map(words.row)
        return UnknownOutcomePage(
            around: desk.around(request, context.visit),
            tabLinks: PaymentLookUpRoutes(desk: desk).tabLinks(
                nil,
                for: context.member,
                words.language,
                isUnknown: true
            ),
            figures: words.figures(summary),
            hours: summary.hours.map(words.hour),
            rows: rows,
            pager: query.pager(count: summary.count, words.language),
            export: rows.isEmpty ? nil : .exportUnknownOutcomes,
            mayAsk: context.member.may(.reconcile),
            isTooMuchToAsk: summary.minutesLeft > 24 * 60,
            news: asked.text("xong") == "hoi"
                ? words.language("Lượt hỏi tới dành cho khoản này.", "The next question is about this one.") : nil,
            problem: asked.text("loi") == "da-ro"
                ? words.language("Khoản này đã rõ kết quả.", "Its outcome is known by now.") : nil
        ).response()
    }

    @Sendable private func ask(_ request: Request, _ context: StaffContext) async throws -> Response {
        _ = try await request.form()
        guard let id = PaymentAttempt.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        switch try await watch.askNext(id, by: context.member) {
        case .done: return .see(Address.unknownOutcomes.asking("xong", "hoi"))
        case .settled: return .see(Address.unknownOutcomes.asking("loi", "da-ro"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    /// Sent batch by batch: memory holds one, however many there are.
    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let format = PaymentExport.Format(asked: try request.asked()) else { throw HTTPError(.badRequest) }
        let words = UnknownOutcomeWords(language: context.visit.language, now: desk.world.now())
        let (language, watch) = (words.language, watch)
        return SheetStream<Int>(
            name: "chua-ro-ket-qua-\(words.now.day.iso8601)",
            sheetName: language("Chưa rõ kết quả", "Unknown outcomes"),
            titles: [
                language("Chưa rõ kết quả, lấy lúc \(words.now.display)", "Unknown outcomes at \(words.now.display)")
            ],
            columns: [
                .init(language("Mã tham chiếu", "Reference"), widthCharacters: 26),
                .init(language("Hợp đồng", "Contract"), widthCharacters: 22),
                .init(language("Số tiền (VND)", "Amount (VND)")),
                .init(language("Chưa rõ từ (giờ Việt Nam)", "Unknown since (Vietnam’s time)"), widthCharacters: 22),
                .init(language("Số câu hỏi", "Questions")),
                .init(language("Trả lời cuối", "Last answer"), widthCharacters: 30),
            ],
            batch: { place in
                let offset = place ?? 0
                let items = try await watch.list(window: (500, offset))
                return (items.map(words.cells), items.isEmpty ? nil : offset + items.count)
            }
        ).response(format)
    }
}

/// The queue in words.
struct UnknownOutcomeWords: Sendable {
    let language: Language
    let now: Timestamp

    func figures(_ all: UnknownOutcomes) -> [Figure] {
        let age = all.oldest.map { now.milliseconds(since: $0) / 60_000 }
        return [
            Figure(value: "\(all.count)", label: language("Đang chưa rõ", "Unknown now")),
            Figure(
                value: age.map(minutes) ?? "–",
                label: language("Khoản lâu nhất", "The oldest of them"),
                tone: age.map { $0 > 15 ? .bad : .good } ?? .calm
            ),
            Figure(value: "\(all.settled)", label: language("Đã rõ trong 24 giờ", "Became known in 24 hours")),
            Figure(
                value: all.count == 0 ? "–" : minutes(all.minutesLeft),
                label: language("Nếu chỉ hỏi VNPAY thì hết sau", "By questions alone, done in")
            ),
            Figure(
                value: all.nextTurnAt.map { "\($0.clock.hour.padded(2)):\($0.clock.minute.padded(2))" }
                    ?? language("ngay", "now"),
                label: language("VNPAY nhận câu hỏi tiếp theo", "VNPAY takes the next question")
            ),
            Figure(
                value: "\(all.stopped)",
                label: language("Đã dừng hỏi, chờ người", "No longer asked: for people"),
                tone: all.stopped > 0 ? .bad : .calm
            ),
        ]
    }

    /// `47 phút`, `3 giờ 20 phút`, `2 ngày 4 giờ`
    func minutes(_ minutes: Int64) -> String {
        let (days, hours, rest) = (minutes / 1_440, minutes % 1_440 / 60, minutes % 60)
        if days > 0 { return language("\(days) ngày \(hours) giờ", "\(days) d \(hours) h") }
        return hours > 0
            ? language("\(hours) giờ \(rest) phút", "\(hours) h \(rest) min") : language("\(rest) phút", "\(rest) min")
    }

    func hour(_ hour: UnknownOutcomes.Hour) -> DayBars.Bar {
        let label = hour.start.clock.hour.padded(2)
        return DayBars.Bar(
            label: label,
            words: language(
                "\(label) giờ: \(hour.settled) đã rõ, \(hour.questions) câu hỏi",
                "\(label)h: \(hour.settled) became known, \(hour.questions) questions"
            ),
            value: hour.settled,
            risk: 0,
            address: nil
        )
    }

    func row(_ item: UnknownOutcome) -> UnknownOutcomePage.Row {
        UnknownOutcomePage.Row(
            id: "\(item.attempt)",
            reference: item.reference,
            contract: ("\(item.contract)", item.contractNumber),
            amount: item.amount.display,
            since: item.since.display,
            asking: item.asking == .waiting
                ? Badge(language("Đang hỏi", "Asking"), .warn) : Badge(language("Đã dừng", "Stopped"), .bad),
            questions: "\(item.questions)",
            lastAnswer: item.lastAnswer.map(GatewayAnswerWords(language: language).callAsFunction)
                ?? language("chưa hỏi", "not asked yet"),
            next: item.nextAt.map { $0 <= now ? language("ngay", "now") : $0.display } ?? "–"
        )
    }

    func cells(_ item: UnknownOutcome) -> [SpreadsheetCell] {
        [
            .text(item.reference), .text(item.contractNumber), .integer(item.amount.dong),
            .text(item.since.displayWithSeconds), .integer(item.questions),
            .text(item.lastAnswer.map(GatewayAnswerWords(language: language).callAsFunction) ?? ""),
        ]
    }
}

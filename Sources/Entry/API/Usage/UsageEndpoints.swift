import Contracts
import Kernel
import Organisation
import Storage
import Usage

let usageEndpoints: [Endpoint] = [
    Endpoint(
        (.post, "usage"),
        .importUsage,
        (
            "Gửi sản lượng; mã sự kiện là khóa chống lặp, gửi lại không tính hai lần",
            "Send usage; the event is the key: sent again, it counts once"
        ),
        input: .json(UsageBatchInput.shape),
        outputs: [(200, .json(UsageReplyBody.shape))],
        keepsKey: false
    ) { context in
        let events = try context.input(UsageBatchInput.self).events
        var entries: [UsageEntry] = []
        var answers: [Int: TakeUsage.Answer] = [:]
        for (place, event) in events.enumerated() {
            do throws(UsageMistake) {
                entries.append(try event.entry(at: place))
            } catch {
                answers[place] = .refused(error)
            }
        }
        if !entries.isEmpty {
            let take = TakeUsage(database: context.database, world: context.world)
            let made = try await take(entries, source: "api:\(context.caller.token.id)", by: context.member)
            for (entry, answer) in zip(entries, made) { answers[Int(entry.line)] = answer }
        }
        let language = context.language
        return try .ok(
            UsageReplyBody(
                events.enumerated().compactMap { place, event in
                    answers[place].map { UsageAnswerBody(event.event, $0, in: language) }
                }
            )
        )
    },
    Endpoint(
        (.get, "usage"),
        .viewStatements,
        ("Sản lượng của một hợp đồng, ngày mới nhất trước", "A contract's usage, the newest day first"),
        query: listParameters + [
            .always("contract_id", .id, "Hợp đồng", "The contract"), monthParameter,
        ],
        outputs: [(200, .json(PageBody<UsageBody>.shape))]
    ) { context in
        let queries = UsageQueries(database: context.database)
        let asked: Contract.ID? = context.asked("contract_id")
        guard let asked, let contract = try await queries.contract("\(asked)", for: context.member) else {
            throw Problem(.notFound)
        }
        let limit = context.query["limit"].flatMap { Int($0) } ?? 50
        let place = try context.query["cursor"].map { try UsageItem.Place(opaque: $0) }
        let items = try await queries.records(
            of: contract.id,
            in: try context.month(),
            after: place,
            limit: limit + 1
        )
        let shown = items.prefix(limit)
        return try .ok(
            PageBody(
                items: shown.map(UsageBody.init),
                nextCursor: items.count > limit ? shown.last?.place.opaque : nil
            )
        )
    },
]

/// Which month a list is about.
let monthParameter = ShapeField.maybe("month", .text(7...7), "Tháng, như 2026-11", "The month, such as 2026-11")

extension APIContext {
    /// The month that is asked for.
    func month() throws -> Month? {
        guard let text = query["month"] else { return nil }
        guard let month = Day(iso8601: text + "-01")?.month else {
            throw Problem.mistakes(
                [
                    FieldProblem(
                        .parameter("month"),
                        "Phải là một tháng như 2026-11.",
                        "Must be a month such as 2026-11."
                    )
                ],
                kind: .badRequest
            )
        }
        return month
    }
}

extension UsageItem.Place {
    /// How it goes over the wire: nothing to be read or made by anybody else.
    fileprivate var opaque: String { Array("\(day.number).\(event)".utf8).base64URL }

    fileprivate init(opaque: String) throws {
        let plain = opaque.base64URLBytes.flatMap { String(validating: $0, as: UTF8.self) } ?? ""
        let parts = plain.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let number = Int64(parts[0]), UsageText.isEvent(parts[1]) else {
            throw Problem.mistakes(
                [
                    FieldProblem(
                        .parameter("cursor"),
                        "Không phải con trỏ của danh sách này.",
                        "No cursor of this list."
                    )
                ],
                kind: .badRequest
            )
        }
        self.init(day: Day(number: number), event: parts[1])
    }
}

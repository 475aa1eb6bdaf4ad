import Contracts
import Kernel
import Usage

/// One event, as a service's system sends it.
struct UsageEventInput: Described {
    let event: String
    let contract: String
    var plan: String?
    let meter: String
    let usedAt: String
    let quantity: Int64
    var corrects: String?

    static let shape = Shape(
        "UsageEventInput",
        "Một sự kiện sử dụng",
        "One event of usage",
        [
            .always("event", .text(1...100), "Mã duy nhất, ký tự ASCII in được", "Unique, printable ASCII"),
            .always("contract", .text(1...100), "Số hợp đồng, hoặc mã", "The contract's number, or identifier"),
            .maybe(
                "plan",
                .text(1...100),
                "Mã gói; cần khi nhiều gói có cùng loại sản lượng",
                "The plan; needed when several plans have the meter"
            ),
            .always("meter", .text(1...100), "Loại sản lượng của biểu cước", "The meter, as the tariff names it"),
            .always(
                "used_at",
                .text(1...40),
                "Thời điểm hoặc ngày (ISO 8601; không ghi múi giờ là giờ Việt Nam)",
                "An instant or a day (ISO 8601; without a zone, Vietnam's)"
            ),
            .always(
                "quantity",
                .integer(-UsageRecord.quantityLimit...UsageRecord.quantityLimit),
                "Số nguyên khác 0; âm chỉ khi điều chỉnh",
                "Whole, not nothing; below zero only in a correction"
            ),
            .maybe("corrects", .text(1...100), "Sự kiện được điều chỉnh", "The event that it corrects"),
        ]
    )

    static var specimen: UsageEventInput {
        UsageEventInput(
            event: "CDR-20261124-0001",
            contract: "HD-2026-KV1-00054",
            plan: "SMS-M",
            meter: "sms",
            usedAt: SpecimenID.instant,
            quantity: 120,
            corrects: "CDR-20261123-0007"
        )
    }

    /// - Parameter place: In the list, from 0.
    func entry(at place: Int) throws(UsageMistake) -> UsageEntry {
        let line = Int64(place)
        for (column, text) in [(UsageColumn.event, event), (.corrects, corrects ?? "")]
        where column == .event || corrects != nil {
            guard UsageText.isEvent(text) else { throw UsageMistake(line, column, text, .notAnEvent) }
        }
        guard let time = UsageTime(usedAt) else { throw UsageMistake(line, .time, usedAt, .notATime) }
        guard quantity != 0 else { throw UsageMistake(line, .quantity, "0", .zero) }
        return UsageEntry(
            line: line,
            event: event,
            contract: contract,
            meter: (plan, meter),
            used: (time, quantity),
            corrects: corrects
        )
    }
}

struct UsageBatchInput: Described {
    let events: [UsageEventInput]

    static let shape = Shape(
        "UsageBatchInput",
        "Các sự kiện sử dụng",
        "Events of usage",
        [.always("events", .list(.object(UsageEventInput.shape), 1...TakeUsage.most), "Các sự kiện", "The events")]
    )
    static var specimen: UsageBatchInput { UsageBatchInput(events: [UsageEventInput.specimen]) }
}

/// What became of one event.
struct UsageAnswerBody: Described {
    enum Status: String, CaseIterable { case accepted, repeated, refused }

    let event: String
    let status: String
    var isLate: Bool?
    var reason: String?
    var detail: String?

    init(_ event: String, _ answer: TakeUsage.Answer, in language: Language) {
        self.event = event
        switch answer {
        case .accepted(let late):
            status = Status.accepted.rawValue
            isLate = late
        case .repeated: status = Status.repeated.rawValue
        case .refused(let mistake):
            status = Status.refused.rawValue
            reason = mistake.reason.rawValue
            detail = mistake.words.text(in: language)
        }
    }

    private init() {
        event = "CDR-20261124-0001"
        status = Status.refused.rawValue
        isLate = false
        reason = UsageMistake.Reason.unknownContract.rawValue
        detail = "Không có hợp đồng này trong phạm vi của bạn."
    }

    static let shape = Shape(
        "UsageAnswer",
        "Kết quả của một sự kiện",
        "What became of one event",
        [
            .always("event", .text(1...100), "Mã sự kiện", "The event"),
            .always(
                "status",
                .choice(of: Status.self),
                "repeated: đã có với cùng nội dung",
                "repeated: known with the same content"
            ),
            .maybe(
                "is_late",
                .flag,
                "Tháng đã phát hành cước: tính vào thông báo kế tiếp",
                "Its month is billed: it comes with the next statement"
            ),
            .maybe("reason", .choice(of: UsageMistake.Reason.self), "Vì sao bị từ chối", "Why it was refused"),
            .maybe("detail", .text(0...2_000), "Lý do và cách sửa", "What is wrong and what to do"),
        ]
    )
    static var specimen: UsageAnswerBody { UsageAnswerBody() }
}

struct UsageReplyBody: Described {
    let accepted: Int64
    let repeated: Int64
    let refused: Int64
    let items: [UsageAnswerBody]

    init(_ items: [UsageAnswerBody]) {
        func count(_ status: UsageAnswerBody.Status) -> Int64 {
            Int64(items.filter { $0.status == status.rawValue }.count)
        }
        accepted = count(.accepted)
        repeated = count(.repeated)
        refused = count(.refused)
        self.items = items
    }

    static let shape = Shape(
        "UsageReply",
        "Kết quả từng sự kiện, theo thứ tự gửi",
        "What became of the events, in the order in which they were sent",
        [
            .always("accepted", .count, "Đã ghi", "Kept"), .always("repeated", .count, "Đã có", "Known before"),
            .always("refused", .count, "Bị từ chối", "Refused"),
            .always(
                "items",
                .list(.object(UsageAnswerBody.shape), 1...TakeUsage.most),
                "Từng sự kiện",
                "One by one"
            ),
        ]
    )
    static var specimen: UsageReplyBody { UsageReplyBody([UsageAnswerBody.specimen]) }
}

/// One event that was kept.
struct UsageBody: Described {
    let event: String
    let contractID: String
    let plan: String
    let meter: String
    let day: String
    let quantity: Int64
    var corrects: String?
    let receivedAt: String
    var statementID: String?

    init(_ item: UsageItem) {
        event = item.record.event
        contractID = "\(item.record.contract)"
        plan = item.record.plan
        meter = item.record.meter
        day = item.record.day.iso8601
        quantity = item.record.quantity
        corrects = item.record.corrects
        receivedAt = item.receivedAt.iso8601
        statementID = item.statement
    }

    private init() {
        event = "CDR-20261124-0001"
        contractID = SpecimenID.contract
        plan = "SMS-M"
        meter = "sms"
        day = SpecimenID.day
        quantity = 120
        corrects = "CDR-20261123-0007"
        receivedAt = SpecimenID.instant
        statementID = SpecimenID.other
    }

    static let shape = Shape(
        "Usage",
        "Một sự kiện sử dụng đã ghi",
        "One event that was kept",
        [
            .always("event", .text(1...100), "Mã sự kiện", "The event"),
            .always("contract_id", .id, "Hợp đồng", "The contract"),
            .always("plan", .text(1...100), "Mã gói", "The plan"),
            .always("meter", .text(1...100), "Loại sản lượng", "The meter"),
            .always("day", .day, "Ngày sử dụng, giờ Việt Nam", "The day of use in Vietnam"),
            .always(
                "quantity",
                .integer(-UsageRecord.quantityLimit...UsageRecord.quantityLimit),
                "Số lượng",
                "How much"
            ),
            .maybe("corrects", .text(1...100), "Sự kiện được điều chỉnh", "The event that it corrects"),
            .always("received_at", .instant, "Nhận lúc", "Received"),
            .maybe("statement_id", .id, "Thông báo cước đã tính", "The statement that it is on"),
        ]
    )
    static var specimen: UsageBody { UsageBody() }
}

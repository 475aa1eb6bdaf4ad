import Kernel
import Markup

@testable import Web

/// Alarms and what is frozen, how each rule stands, and payments whose outcome is unknown.
extension Specimen {
    private static func alarm(
        _ id: String,
        _ state: Badge,
        _ standing: Badge?,
        isOfBooks: Bool = false,
        rights: (propose: Bool, agree: Bool, sendBack: Bool) = (false, false, false)
    ) -> AlarmListPage.Row {
        AlarmListPage.Row(
            id: id,
            rule: isOfBooks
                ? "Công nợ cước trong sổ bằng tổng các thông báo chưa thanh toán"
                : "Mỗi khoản tiền có đúng một bút toán, đúng số tiền",
            contract: isOfBooks ? nil : ("hd1", "HD-2026-KV1-000017", "Công ty <Thử> & Bạn"),
            state: state,
            standing: standing,
            facts: [
                Fact("Điều sai", number: isOfBooks ? "receivable · 1105021, unpaid months 0" : "HD-2026-KV1-000017-01"),
                Fact("Bắt đầu", number: "23/11/2026 14:05"), Fact("Lý do gỡ", "Bút toán đã được đính chính <ngày 24>"),
            ],
            mayPropose: rights.propose,
            mayAgree: rights.agree,
            maySendBack: rights.sendBack
        )
    }

    private static func alarmList(
        _ around: Surroundings,
        _ rows: [AlarmListPage.Row],
        blind: Int = 0,
        problem: String? = nil
    ) -> AlarmListPage {
        let states = [("raised", "Đang đóng băng"), ("proposed", "Chờ đồng ý gỡ"), ("released", "Đã gỡ")]
        return AlarmListPage(
            around: around,
            tabLinks: states.map { state in
                TabLink(
                    words: state.1,
                    address: Address.alarms.asking("trang-thai", state.0),
                    isHere: state.0 == "raised",
                    count: state.0 == "raised" ? "\(rows.count)" : "0"
                )
            },
            rows: rows,
            pager: Pager(position: "1–\(rows.count) trong \(rows.count)", earlier: nil, later: nil),
            export: rows.isEmpty ? nil : .exportAlarms,
            blind: blind,
            problem: problem
        )
    }

    private static func unknown(
        _ around: Surroundings,
        isEmpty: Bool = false,
        isMany: Bool = false
    ) -> UnknownOutcomePage {
        UnknownOutcomePage(
            around: around,
            tabLinks: [
                TabLink(words: "Tất cả", address: .staffPayments, isHere: false),
                TabLink(words: "Chưa rõ kết quả", address: .unknownOutcomes, isHere: true),
            ],
            figures: [
                Figure(value: isEmpty ? "0" : isMany ? "1000" : "2", label: "Đang chưa rõ"),
                Figure(value: isEmpty ? "–" : "47 phút", label: "Khoản lâu nhất", tone: isEmpty ? .calm : .bad),
                Figure(value: "31", label: "Đã rõ trong 24 giờ"),
            ],
            hours: (0..<24).map { hour in
                let settled: Int64 = isEmpty ? 0 : hour == 9 ? 12 : Int64(hour % 3)
                return DayBars.Bar(
                    label: Int64(hour).padded(2),
                    words: "\(hour) giờ: \(settled) đã rõ, 12 câu hỏi",
                    value: settled,
                    risk: 0,
                    address: nil
                )
            },
            rows: isEmpty
                ? []
                : [
                    .init(
                        id: "a1",
                        reference: "HD-2026-KV1-000017-01",
                        contract: ("hd1", "HD-2026-KV1-000017"),
                        amount: "1.105.021 ₫",
                        since: "23/11/2026 14:05",
                        asking: Badge("Đang hỏi", .warn),
                        questions: "3",
                        lastAnswer: "hỏi quá nhanh (94)",
                        next: "ngay"
                    ),
                    .init(
                        id: "a2",
                        reference: "ON-261123-7KQ2MX-01",
                        contract: ("hd2", "ON-261123-7KQ2MX"),
                        amount: "1.296.000 ₫",
                        since: "23/11/2026 14:06",
                        asking: Badge("Đã dừng", .bad),
                        questions: "12",
                        lastAnswer: "HTTP <500>",
                        next: "–"
                    ),
                ],
            pager: Pager(position: isEmpty ? "Không có dòng nào" : "1–2 trong 2", earlier: nil, later: nil),
            export: isEmpty ? nil : .exportUnknownOutcomes,
            mayAsk: !isMany,
            isTooMuchToAsk: isMany
        )
    }

    static let alarms: [Specimen] = [
        Specimen(
            name: "alarm-list",
            page: alarmList(
                atWork(),
                [
                    alarm(
                        "a1",
                        Badge("Đang đóng băng", .bad),
                        Badge("Vẫn còn sai", .bad),
                        rights: (true, false, false)
                    ),
                    alarm(
                        "a2",
                        Badge("Chờ đồng ý gỡ", .warn),
                        Badge("Không còn sai", .good),
                        rights: (false, true, true)
                    ),
                    alarm("a3", Badge("Đang đóng băng", .bad), Badge("Vẫn còn sai", .bad), isOfBooks: true),
                ],
                blind: 1,
                problem: "Người xin gỡ không được tự đồng ý."
            )
        ),
        Specimen(name: "alarm-list-empty-en", page: alarmList(atWork(.english), [])),
        Specimen(
            name: "watched-rules",
            page: WatchedRulesPage(
                around: atWork(),
                rows: [
                    .init(
                        rule: "Mỗi bút toán có nợ bằng có",
                        state: Badge("Đúng", .good),
                        lookedAt: "23/11/2026 14:05:09",
                        took: "12 ms",
                        next: "23/11/2026 14:05:39",
                        problem: nil
                    ),
                    .init(
                        rule: "Không hoàn quá số đã thu",
                        state: Badge("Không xem được", .warn),
                        lookedAt: "–",
                        took: "–",
                        next: "23/11/2026 14:05:39",
                        problem: "statement timeout <57014>"
                    ),
                ]
            )
        ),
        Specimen(name: "unknown-outcomes", page: unknown(atWork())),
        Specimen(name: "unknown-outcomes-many-en", page: unknown(atWork(.english), isMany: true)),
        Specimen(name: "unknown-outcomes-empty", page: unknown(atWork(), isEmpty: true)),
    ]
}

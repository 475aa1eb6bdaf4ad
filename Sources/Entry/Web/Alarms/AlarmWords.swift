import Alarms
import Contracts
import Evidence
import Kernel
import Organisation

extension Language {
    /// Why nothing can be done with a contract just now.
    var frozen: String {
        self(
            "Hợp đồng đang bị đóng băng vì một cảnh báo; hai kế toán phải cùng gỡ trước.",
            "The contract is frozen by an alarm; two accountants have to release it first."
        )
    }
}

/// Alarms in words.
struct AlarmWords: Sendable {
    let language: Language

    func state(_ state: Alarm.State) -> Badge {
        switch state {
        case .raised: Badge(language("Đang đóng băng", "Frozen"), .bad)
        case .proposed: Badge(language("Chờ đồng ý gỡ", "Release proposed"), .warn)
        case .released: Badge(language("Đã gỡ", "Released"), .calm)
        }
    }

    /// A rule that this version does not know is shown by its name.
    func rule(_ name: String) -> String { WatchSystem.Watched(name: name)?.words.text(in: language) ?? name }

    /// Whether it still breaks the rule.
    func standing(_ alarm: Alarm) -> Badge {
        alarm.mendedAt == nil
            ? Badge(language("Vẫn còn sai", "Still broken"), .bad)
            : Badge(language("Không còn sai", "Holds again"), .good)
    }

    static let outcomes: [(outcome: ReleaseAlarm.Outcome, name: String)] = [
        (.reasonNeeded, "ly-do"), (.ownProposal, "tu-duyet"), (.tooLate, "muon"),
    ]

    func problem(_ asked: FormData) -> String? {
        switch Self.outcomes.first(where: { $0.name == asked.text("loi") })?.outcome {
        case .reasonNeeded?: language("Hãy ghi rõ lý do, từ 5 ký tự.", "Please give a reason of at least 5 characters.")
        case .ownProposal?:
            language("Người xin gỡ không được tự đồng ý.", "Whoever asks for a release does not agree to it.")
        case .tooLate?:
            language("Tình trạng đã thay đổi, hãy xem lại.", "Things have changed meanwhile; please look again.")
        case .done?, .notAllowed?, .unknown?, nil: nil
        }
    }

    func news(_ asked: FormData) -> String? {
        switch asked.text("xong") {
        case "xin-go": language("Đã gửi đề xuất gỡ cho kế toán khác.", "Another accountant has been asked to agree.")
        case "dong-y": language("Đã gỡ. Việc của hợp đồng chạy tiếp.", "Released. The contract goes on.")
        case "tra-lai": language("Đã trả lại. Vẫn đóng băng.", "Sent back. It stays frozen.")
        default: nil
        }
    }

    func row(
        _ alarm: Alarm,
        contract: Contract?,
        people: [StaffMember.ID: String],
        for reader: StaffMember
    ) -> AlarmListPage.Row {
        var facts = [
            Fact(language("Điều sai", "What breaks it"), offender(alarm)),
            Fact(
                language("Bắt đầu", "Raised"),
                number: alarm.raisedAt.display
                    + (alarm.times > 1 ? language(" · lần ", " · time ") + "\(alarm.times)" : "")
            ),
        ]
        if let mended = alarm.mendedAt {
            facts.append(Fact(language("Hết sai lúc", "Holds again since"), number: mended.display))
        }
        if let reason = alarm.reason { facts.append(Fact(language("Lý do gỡ", "Why it may go on"), reason)) }
        if let by = alarm.proposedBy, let at = alarm.proposedAt {
            facts.append(Fact(language("Người xin gỡ", "Asked by"), "\(people[by] ?? "") · \(at.display)"))
        }
        if let by = alarm.releasedBy, let at = alarm.releasedAt {
            facts.append(Fact(language("Người đồng ý", "Agreed by"), "\(people[by] ?? "") · \(at.display)"))
        }
        let may = reader.may(.releaseAlarms)
        return AlarmListPage.Row(
            id: "\(alarm.id)",
            rule: rule(alarm.rule),
            contract: contract.map { ("\($0.id)", $0.number, $0.buyer.displayName) },
            state: state(alarm.state),
            standing: alarm.state == .released ? nil : standing(alarm),
            facts: facts,
            mayPropose: may && alarm.state == .raised,
            mayAgree: may && alarm.state == .proposed && alarm.proposedBy != reader.id,
            maySendBack: may && alarm.state == .proposed
        )
    }

    func offender(_ alarm: Alarm) -> String {
        alarm.finding.detail.isEmpty ? alarm.finding.offender : "\(alarm.finding.offender) · \(alarm.finding.detail)"
    }

    func watch(_ watched: WatchSystem.Watched, _ look: RuleWatch?) -> WatchedRulesPage.Row {
        WatchedRulesPage.Row(
            rule: rule(watched.name),
            state: result(look),
            lookedAt: look?.lookedAt?.displayWithSeconds ?? "–",
            took: look?.lookedAt == nil ? "–" : "\(look?.tookMilliseconds ?? 0) ms",
            next: look?.due.displayWithSeconds ?? "–",
            problem: look?.problem
        )
    }

    private func result(_ look: RuleWatch?) -> Badge {
        guard let look, look.lookedAt != nil || look.problem != nil else {
            return Badge(language("Chưa xem", "Not looked at"), .calm)
        }
        if look.problem != nil { return Badge(language("Không xem được", "Could not look"), .warn) }
        guard look.offenders > 0 else { return Badge(language("Đúng", "Holds"), .good) }
        return Badge(language("Sai: \(look.offenders)", "Broken: \(look.offenders)"), .bad)
    }
}

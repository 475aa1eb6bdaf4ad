package import SandboxKit

/// What the mail server has been told to do wrong: `POST /sandbox/mailbox/faults`. What is left out is off.
package struct MailboxFaults: OrderableFaults, Hashable {
    /// Addresses answered 550; `*` is everybody.
    package var refuse: [String] = []
    /// The next so many recipients are answered 451.
    package var greylist = 0
    /// Every reply waits this long.
    package var delayMilliseconds = 0
    /// After the next so many messages the connection is cut instead of a reply.
    package var dropAfterData = 0
    /// Whether a message whose reply was cut off was kept all the same: the harder case for the sender.
    package var keepDropped = true
    /// Addresses whose mail is accepted with 250 and comes back soon after; `*` is everybody. Mail to anybody at
    /// `khong-ton-tai.example` does so without an order.
    package var bounce: [String] = []
    /// Addresses about which a report of delay comes back, while their mail arrives.
    package var delayed: [String] = []
    /// Whether the mailbox of bounces turns every name and password away.
    package var refuseSignIn = false

    /// The domain where nobody lives.
    package static let emptyDomain = "khong-ton-tai.example"

    package init() {}

    package static let fields: [FaultField] = [
        FaultField("refuse", .list, "Từ chối hẳn 550 (địa chỉ, * là tất cả)", "Refused with 550 (addresses, * is all)"),
        FaultField("greylist", .count, "Trả lời 451 (lần)", "Answered 451 (times)"),
        FaultField("dropAfterData", .count, "Ngắt sau khi nhận thư (lần)", "Cut off after the message (times)"),
        FaultField("keepDropped", .isOn, "Thư bị ngắt vẫn được giữ", "What was cut off is kept"),
        FaultField("bounce", .list, "Nhận rồi trả lại (địa chỉ)", "Accepted, then returned (addresses)"),
        FaultField("delayed", .list, "Báo chậm (địa chỉ)", "Reported as delayed (addresses)"),
        FaultField("delayMilliseconds", .milliseconds, "Mỗi câu trả lời chậm (ms)", "Every reply slower by (ms)"),
        FaultField("refuseSignIn", .isOn, "Hộp thư trả lại từ chối đăng nhập", "The mailbox of bounces turns us away"),
    ]

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        refuse = try values.decodeIfPresent([String].self, forKey: .refuse) ?? []
        greylist = try values.ordered(.greylist)
        delayMilliseconds = min(60_000, max(0, try values.decodeIfPresent(Int.self, forKey: .delayMilliseconds) ?? 0))
        dropAfterData = try values.ordered(.dropAfterData)
        keepDropped = try values.decodeIfPresent(Bool.self, forKey: .keepDropped) ?? true
        bounce = try values.decodeIfPresent([String].self, forKey: .bounce) ?? []
        delayed = try values.decodeIfPresent([String].self, forKey: .delayed) ?? []
        refuseSignIn = try values.isOrdered(.refuseSignIn)
    }

    /// What comes back for an accepted mail to this address, given in lower case; `nil` is nothing.
    func fate(of address: String) -> ReturnedMail.Cause? {
        if address.hasSuffix("@\(Self.emptyDomain)") { return .bounced }
        if bounce.contains(where: { $0 == "*" || $0.lowercased() == address }) { return .bounced }
        return delayed.contains { $0 == "*" || $0.lowercased() == address } ? .delayed : nil
    }
}

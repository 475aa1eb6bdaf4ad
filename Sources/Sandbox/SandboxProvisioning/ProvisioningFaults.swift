package import SandboxKit

/// What the products' systems have been told to do wrong: `POST /sandbox/provisioning/faults`. Numbers count down; what
/// is left out is off.
package struct ProvisioningFaults: OrderableFaults, Hashable {
    /// Every call takes this much longer.
    package var slowMilliseconds = 0
    /// The next so many orders are answered with `failStatus` and not carried out.
    package var fail = 0
    /// 500 or 503.
    package var failStatus = 503
    /// The next so many orders are carried out, and never answered.
    package var timeOutAfterSuccess = 0
    /// How long silence lasts before the connection is ended with 504.
    package var silenceMilliseconds = 120_000
    /// The next so many new orders are pending until they have been asked for `pollsUntilActive` times.
    package var pending = 0
    package var pollsUntilActive = 2
    /// The next so many new orders end in `failed`, for good.
    package var refuse = 0
    /// The next so many repetitions are answered 201 as if they were new: the caller must not count them twice.
    package var answerTwice = 0
    /// The next so many changes of running services are answered with `failStatus` and not carried out.
    package var failChanges = 0
    /// The next so many are refused for good.
    package var refuseChanges = 0
    /// The next so many are carried out, and never answered.
    package var timeOutChanges = 0
    /// The next so many answers come a byte a second.
    package var drip = 0

    package init() {}

    package static let fields: [FaultField] = [
        FaultField("fail", .count, "Lỗi, chưa thực hiện (lần)", "Fails, nothing done (times)"),
        FaultField("failStatus", .count, "Mã lỗi (500 hoặc 503)", "With status (500 or 503)"),
        FaultField("timeOutAfterSuccess", .count, "Thực hiện rồi im lặng (lần)", "Done, then silent (times)"),
        FaultField("silenceMilliseconds", .milliseconds, "Im lặng bao lâu (ms)", "How long silence lasts (ms)"),
        FaultField("pending", .count, "Đang chờ (lần)", "Pending (times)"),
        FaultField("pollsUntilActive", .count, "Hỏi mấy lần thì xong", "Asked so often until done"),
        FaultField("refuse", .count, "Từ chối hẳn (lần)", "Refuses for good (times)"),
        FaultField("answerTwice", .count, "Trả lời lại như mới (lần)", "Repeats as if new (times)"),
        FaultField("failChanges", .count, "Đổi dịch vụ: lỗi (lần)", "Changes fail (times)"),
        FaultField("refuseChanges", .count, "Đổi dịch vụ: từ chối (lần)", "Changes refused (times)"),
        FaultField("timeOutChanges", .count, "Đổi dịch vụ: im lặng (lần)", "Changes done, then silent (times)"),
        FaultField("drip", .count, "Trả lời từng byte (lần)", "An answer a byte a second (times)"),
        FaultField("slowMilliseconds", .milliseconds, "Chậm thêm (ms)", "Slower by (ms)"),
    ]

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        slowMilliseconds = try values.ordered(.slowMilliseconds)
        fail = try values.ordered(.fail)
        failStatus = try values.ordered(.failStatus, 503) == 500 ? 500 : 503
        timeOutAfterSuccess = try values.ordered(.timeOutAfterSuccess)
        silenceMilliseconds = try values.ordered(.silenceMilliseconds, 120_000)
        pending = try values.ordered(.pending)
        pollsUntilActive = max(1, try values.ordered(.pollsUntilActive, 2))
        refuse = try values.ordered(.refuse)
        answerTwice = try values.ordered(.answerTwice)
        failChanges = try values.ordered(.failChanges)
        refuseChanges = try values.ordered(.refuseChanges)
        timeOutChanges = try values.ordered(.timeOutChanges)
        drip = try values.ordered(.drip)
    }
}

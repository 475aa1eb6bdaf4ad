package import SandboxKit

/// How the imitated MobiFone Invoice is set up.
package struct MobiFoneSandboxSettings: Sendable {
    /// Who issues the invoices.
    package struct Seller: Sendable {
        package var name = "Tổng công ty Viễn thông MobiFone"
        package var taxCode = "0100686209"
        package var address = "Số 01 phố Phạm Văn Bạch, phường Cầu Giấy, Hà Nội"
        package init() {}
    }

    package var username = "qldv"
    package var password = "qldv-sandbox"
    package var unitCode = "VP"
    package var seller = Seller()
    /// Two letters of the seller's choice at the end of a series, and whether it needs the authority's code.
    package var seriesLetters = ["QD"]
    package var tokenSeconds: Int64 = 3_600
    /// How often an invoice must be asked for before its code is there …
    package var pollsUntilCode: Int64 = 2
    /// … and how long after signing it comes at the earliest.
    package var secondsUntilCode: Int64 = 0
    /// Whether a second draft under the same `sdhang` is refused. Nobody knows whether the real system does; left off,
    /// a client that repeats blindly is found out.
    package var detectDuplicates = false

    package init() {}
}

/// What it has been told to do wrong: `POST /sandbox/mobifone/faults`. Numbers count down; what is left out is off.
package struct MobiFoneFaults: OrderableFaults, Hashable {
    /// The next so many saves are kept, and never answered.
    package var timeOutAfterSaving = 0
    /// The same for signatures.
    package var timeOutAfterSigning = 0
    /// How long silence lasts before the connection is ended with 504.
    package var silenceMilliseconds = 120_000
    /// HTTP 200 with an error, nothing kept.
    package var errorOnSave = 0
    package var errorOnSign = 0
    /// HTTP 500 with a page of HTML, on any call but sign-in.
    package var htmlError = 0
    /// The next so many tokens are forgotten: 401.
    package var forgetToken = 0
    /// `ok` comes as a text.
    package var okAsText = false
    /// The authority refuses the next so many invoices.
    package var refuseCode = 0
    /// No code is granted while this is on.
    package var endlessWaiting = false
    /// Every call takes this much longer.
    package var slowMilliseconds = 0
    /// The next so many answers come a byte a second.
    package var drip = 0

    package init() {}

    package static let fields: [FaultField] = [
        FaultField("timeOutAfterSaving", .count, "Lưu rồi im lặng (lần)", "Saved, then silent (times)"),
        FaultField("timeOutAfterSigning", .count, "Ký rồi im lặng (lần)", "Signed, then silent (times)"),
        FaultField("silenceMilliseconds", .milliseconds, "Im lặng bao lâu (ms)", "How long silence lasts (ms)"),
        FaultField("errorOnSave", .count, "200 kèm lỗi khi lưu (lần)", "200 with an error on saving (times)"),
        FaultField("errorOnSign", .count, "200 kèm lỗi khi ký (lần)", "200 with an error on signing (times)"),
        FaultField("htmlError", .count, "Trang lỗi HTML (lần)", "A page of HTML (times)"),
        FaultField("forgetToken", .count, "Quên phiên (lần)", "Forgets the token (times)"),
        FaultField("refuseCode", .count, "Cơ quan thuế từ chối (lần)", "The authority refuses (times)"),
        FaultField("drip", .count, "Trả lời từng byte (lần)", "An answer a byte a second (times)"),
        FaultField("slowMilliseconds", .milliseconds, "Chậm thêm (ms)", "Slower by (ms)"),
        FaultField("okAsText", .isOn, "ok là chữ", "ok as a text"),
        FaultField("endlessWaiting", .isOn, "Chờ mã mãi", "Endless waiting for the code"),
    ]

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        timeOutAfterSaving = try values.ordered(.timeOutAfterSaving)
        timeOutAfterSigning = try values.ordered(.timeOutAfterSigning)
        silenceMilliseconds = try values.ordered(.silenceMilliseconds, 120_000)
        errorOnSave = try values.ordered(.errorOnSave)
        errorOnSign = try values.ordered(.errorOnSign)
        htmlError = try values.ordered(.htmlError)
        forgetToken = try values.ordered(.forgetToken)
        okAsText = try values.isOrdered(.okAsText)
        refuseCode = try values.ordered(.refuseCode)
        endlessWaiting = try values.isOrdered(.endlessWaiting)
        slowMilliseconds = try values.ordered(.slowMilliseconds)
        drip = try values.ordered(.drip)
    }
}

/// What VNPAY tries before it opens a terminal: calls of the merchant's IPN address, each with the answer that it must
/// get (vnpay/protocol.md §5.1), and some more that a live terminal meets sooner or later. Works against anybody's
/// address. Nothing here talks to a network: whoever uses it makes the calls, in order, and has the answers judged.
///
/// It says that orders are paid which are not: never to be used on an installation that sells.
public struct VNPAYAcceptance: Sendable {
    /// An order of the merchant's that waits for its payment.
    public struct Order: Hashable, Sendable {
        /// Its `vnp_TxnRef`.
        public let reference: String
        /// Whole đồng.
        public let amountDong: Int64

        public init(reference: String, amountDong: Int64) {
            self.reference = reference
            self.amountDong = amountDong
        }
    }

    /// One call.
    public struct Trial: Hashable, Sendable {
        /// Names it in files: `bad_signature`.
        public let code: String
        public let words: VNPAYWords
        /// What is appended to the IPN address behind `?`.
        public let query: String
        public let expected: VNPAYIPNAnswer
    }

    /// One that cannot be made from outside, and why.
    public struct Untried: Hashable, Sendable {
        public let words: VNPAYWords
        public let expected: VNPAYIPNAnswer
        public let reason: VNPAYWords
    }

    public let trials: [Trial]
    public let untried: [Untried]

    /// - Parameters:
    ///   - paid: The order that is said to be paid.
    ///   - failed: Another, of which a failure is told; without it, those trials are left out.
    ///   - now: Milliseconds since 1970 UTC.
    public init(terminal: String, secret: VNPAYSecret, paid: Order, failed: Order? = nil, now: Int64) {
        let maker = Maker(terminal: terminal, secret: secret, now: now)
        trials =
            Self.refusals(paid, maker) + (failed.map { Self.failures($0, maker) } ?? []) + Self.successes(paid, maker)
        var untried = [
            Untried(
                words: VNPAYWords("Lỗi trong hệ thống của đơn vị", "A fault inside the merchant's system"),
                expected: .unknownError,
                reason: VNPAYWords(
                    "không gây ra được từ bên ngoài: hãy ngắt cơ sở dữ liệu rồi gọi lại",
                    "cannot be caused from outside: take the database away and call again"
                )
            )
        ]
        if failed == nil {
            untried.append(
                Untried(
                    words: Self.failedWords,
                    expected: .confirmed,
                    reason: VNPAYWords("cần một đơn hàng thứ hai", "needs a second order")
                )
            )
        }
        self.untried = untried
    }

    private static let failedWords = VNPAYWords(
        "Giao dịch không thành công (24/02)",
        "The payment failed (24/02)"
    )

    private static func refusals(_ order: Order, _ maker: Maker) -> [Trial] {
        let paid = maker.paid(order)
        let unknown = Order(reference: "KHONGCO" + String(maker.now % 1_000_000_000), amountDong: order.amountDong)
        let more = Order(reference: order.reference, amountDong: order.amountDong + 1_000)
        let less = Order(reference: order.reference, amountDong: max(1, order.amountDong / 100))
        return [
            maker.trial(
                "bad_signature",
                "Sai chữ ký",
                "The signature is wrong",
                maker.signed(paid, spoiling: true),
                .invalidSignature
            ),
            maker.trial(
                "no_signature",
                "Không có chữ ký",
                "There is no signature",
                paid.query,
                .invalidSignature
            ),
            maker.trial(
                "changed_after_signing",
                "Số tiền bị sửa sau khi ký",
                "The amount was changed after signing",
                maker.signed(paid, changing: ("vnp_Amount", String((order.amountDong + 10) * 100))),
                .invalidSignature
            ),
            maker.trial(
                "unknown_order",
                "Không có đơn hàng",
                "There is no such order",
                maker.signed(maker.paid(unknown)),
                .orderNotFound
            ),
            maker.trial(
                "amount_too_high",
                "Số tiền lớn hơn đơn hàng 1.000 đồng",
                "The amount is 1,000 đồng above the order's",
                maker.signed(maker.paid(more)),
                .invalidAmount
            ),
            maker.trial(
                "amount_not_times_100",
                "Số tiền quên nhân 100",
                "The amount was not multiplied by 100",
                maker.signed(maker.paid(less)),
                .invalidAmount
            ),
        ]
    }

    private static func failures(_ order: Order, _ maker: Maker) -> [Trial] {
        let failed = maker.signed(maker.failed(order))
        return [
            maker.trial("failed", failedWords.vietnamese, failedWords.english, failed, .confirmed),
            maker.trial(
                "failed_again",
                "Báo lại giao dịch không thành công",
                "The same failure again",
                failed,
                .alreadyConfirmed
            ),
        ]
    }

    private static func successes(_ order: Order, _ maker: Maker) -> [Trial] {
        let paid = maker.paid(order)
        let more = Order(reference: order.reference, amountDong: order.amountDong + 1_000)
        var longer = paid
        // VNPAY adds fields as years go by; they are signed like the others.
        longer["vnp_Trace"] = "Trường mới + 1"
        return [
            maker.trial(
                "paid",
                "Giao dịch thành công",
                "The payment succeeded",
                maker.signed(paid),
                .confirmed
            ),
            maker.trial(
                "paid_again",
                "Báo lại giao dịch thành công",
                "The same success again",
                maker.signed(paid),
                .alreadyConfirmed
            ),
            maker.trial(
                "new_field",
                "Báo lại, có trường mới đã ký",
                "Again, with a new field that is signed",
                maker.signed(longer),
                .alreadyConfirmed
            ),
            maker.trial(
                "upper_case_signature",
                "Báo lại, chữ ký viết hoa",
                "Again, the signature in capitals",
                maker.signed(paid, inCapitals: true),
                .alreadyConfirmed
            ),
            maker.trial(
                "failed_after_paid",
                "Báo không thành công cho đơn đã thanh toán",
                "A failure of a paid order",
                maker.signed(maker.failed(order)),
                .alreadyConfirmed
            ),
            maker.trial(
                "amount_after_paid",
                "Sai số tiền cho đơn đã thanh toán",
                "A wrong amount for a paid order",
                maker.signed(maker.paid(more)),
                .invalidAmount
            ),
            maker.trial(
                "bad_signature_after_paid",
                "Sai chữ ký cho đơn đã thanh toán",
                "A wrong signature for a paid order",
                maker.signed(paid, spoiling: true),
                .invalidSignature
            ),
        ]
    }
}

/// Makes the messages as VNPAY makes them.
private struct Maker {
    let terminal: String
    let secret: VNPAYSecret
    let now: Int64

    func paid(_ order: VNPAYAcceptance.Order) -> VNPAYFields {
        let number = String(80_000_000 + now / 1_000 % 10_000_000)
        return [
            "vnp_Amount": String(order.amountDong * 100), "vnp_BankCode": "NCB", "vnp_BankTranNo": "VNP" + number,
            "vnp_CardType": "ATM", "vnp_OrderInfo": "Kiem thu IPN \(order.reference)",
            "vnp_PayDate": VNPAYDate.text(milliseconds: now), "vnp_ResponseCode": "00", "vnp_TmnCode": terminal,
            "vnp_TransactionNo": number, "vnp_TransactionStatus": "00", "vnp_TxnRef": order.reference,
        ]
    }

    func failed(_ order: VNPAYAcceptance.Order) -> VNPAYFields {
        var fields = paid(order)
        fields["vnp_BankTranNo"] = nil
        (fields["vnp_ResponseCode"], fields["vnp_TransactionStatus"], fields["vnp_TransactionNo"]) = ("24", "02", "0")
        return fields
    }

    /// - Parameters:
    ///   - change: A field that another hand has set after the signature was made.
    ///   - spoiling: The last digit of the signature is another.
    func signed(
        _ fields: VNPAYFields,
        changing change: (name: String, value: String)? = nil,
        spoiling: Bool = false,
        inCapitals: Bool = false
    ) -> String {
        var fields = fields
        var signature = VNPAYSignature.sign(fields, as: .ipn, secret: secret)
        if inCapitals { signature = signature.uppercased() }
        if spoiling { signature = signature.dropLast() + (signature.hasSuffix("0") ? "1" : "0") }
        if let change { fields[change.name] = change.value }
        fields["vnp_SecureHash"] = signature
        return fields.query
    }

    func trial(
        _ code: String,
        _ vietnamese: String,
        _ english: String,
        _ query: String,
        _ expected: VNPAYIPNAnswer
    ) -> VNPAYAcceptance.Trial {
        VNPAYAcceptance.Trial(
            code: code,
            words: VNPAYWords(vietnamese, english),
            query: query,
            expected: expected
        )
    }
}

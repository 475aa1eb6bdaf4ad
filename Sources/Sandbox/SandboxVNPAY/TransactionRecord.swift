import Kernel
import Storage

/// One payment at VNPAY, from the moment its pay address was accepted.
struct TransactionRecord: Hashable, Sendable {
    enum State: String, Hashable, Sendable { case open, paid, failed, cancelled, expired }

    let token: String
    /// What the browser must bring along: the token alone, copied from an address bar, opens nothing.
    let cookie: String
    let terminal: String
    let reference: String
    let amountDong: Int64
    let orderInfo: String
    let returnURL: String
    let language: Language
    /// `vnp_CreateDate` of the pay address, by which querydr and refund find it again.
    let createDate: String
    let requestedBank: String?
    let openedAt: Timestamp
    let expiresAt: Timestamp
    let state: State
    let bankCode: String?
    let cardType: String?
    let cardMasked: String?
    let cardHolder: String?
    let agreed: Bool
    let dataTries: Int64
    let otpTries: Int64
    let responseCode: String?
    let transactionStatus: String
    let transactionNumber: String?
    let bankTransactionNumber: String?
    let payDate: String?

    func secondsLeft(at time: Timestamp) -> Int64 { max(0, expiresAt.milliseconds(since: time) / 1_000) }
}

extension TransactionRecord {
    private static let columns: SQLStatement = """
        token, cookie, terminal, txn_ref, amount_dong, order_info, return_url, locale, create_date, requested_bank,
        opened_at, expires_at, state, bank_code, card_type, card_masked, card_holder, agreed, data_tries, otp_tries,
        response_code, transaction_status, transaction_no, bank_tran_no, pay_date
        """

    init(_ row: SQLRow) throws {
        token = try row.text("token")
        cookie = try row.text("cookie")
        terminal = try row.text("terminal")
        reference = try row.text("txn_ref")
        amountDong = try row.integer("amount_dong")
        orderInfo = try row.text("order_info")
        returnURL = try row.text("return_url")
        language = try row.text("locale") == "en" ? .english : .vietnamese
        createDate = try row.text("create_date")
        requestedBank = try row.textIfPresent("requested_bank")
        openedAt = try row.timestamp("opened_at")
        expiresAt = try row.timestamp("expires_at")
        state = try row.choice("state")
        bankCode = try row.textIfPresent("bank_code")
        cardType = try row.textIfPresent("card_type")
        cardMasked = try row.textIfPresent("card_masked")
        cardHolder = try row.textIfPresent("card_holder")
        agreed = try row.bool("agreed")
        dataTries = try row.integer("data_tries")
        otpTries = try row.integer("otp_tries")
        responseCode = try row.textIfPresent("response_code")
        transactionStatus = try row.text("transaction_status")
        transactionNumber = try row.textIfPresent("transaction_no")
        bankTransactionNumber = try row.textIfPresent("bank_tran_no")
        payDate = try row.textIfPresent("pay_date")
    }

    static func find(_ token: String, on connection: any SQLConnection) throws -> TransactionRecord? {
        try connection.rows("SELECT \(columns) FROM transaction_record WHERE token = \(token)").first
            .map { try TransactionRecord($0) }
    }

    /// As querydr and refund address it. A reference used again on another day has another creation date.
    static func find(
        terminal: String,
        reference: String,
        createDate: String,
        on connection: any SQLConnection
    ) throws -> TransactionRecord? {
        try connection.rows(
            """
            SELECT \(columns) FROM transaction_record
            WHERE terminal = \(terminal) AND txn_ref = \(reference) AND create_date = \(createDate)
            ORDER BY opened_at DESC LIMIT 1
            """
        ).first.map { try TransactionRecord($0) }
    }

    static func latest(_ limit: Int, on connection: any SQLConnection) throws -> [TransactionRecord] {
        try connection.rows(
            "SELECT \(columns) FROM transaction_record ORDER BY opened_at DESC, token LIMIT \(limit)"
        ).map { try TransactionRecord($0) }
    }

    /// False when this terminal has used the reference on this day already.
    func insert(on connection: any SQLConnection) throws -> Bool {
        try connection.run(
            """
            INSERT INTO transaction_record (token, cookie, terminal, txn_ref, day, amount_dong, order_info, return_url,
                locale, create_date, requested_bank, opened_at, expires_at, state, transaction_status)
            VALUES (\(token), \(cookie), \(terminal), \(reference), \(openedAt.day), \(amountDong), \(orderInfo),
                \(returnURL), \(language == .english ? "en" : "vn"), \(createDate), \(requestedBank), \(openedAt),
                \(expiresAt), \(state.rawValue), \(transactionStatus))
            ON CONFLICT (terminal, txn_ref, day) DO NOTHING
            """
        ) == 1
    }

    func setLanguage(_ language: Language, on connection: any SQLConnection) throws {
        try connection.run(
            "UPDATE transaction_record SET locale = \(language == .english ? "en" : "vn") WHERE token = \(token)"
        )
    }

    /// Remembers which card or account the payer has entered; only ever its masked number.
    func setCard(_ card: ChosenCard, on connection: any SQLConnection) throws {
        try connection.run(
            """
            UPDATE transaction_record SET bank_code = \(card.bankCode), card_type = \(card.cardType),
                card_masked = \(card.masked), card_holder = \(card.holder), agreed = 0, otp_tries = 0
            WHERE token = \(token) AND state = 'open'
            """
        )
    }

    func setAgreed(on connection: any SQLConnection) throws {
        try connection.run("UPDATE transaction_record SET agreed = 1 WHERE token = \(token) AND state = 'open'")
    }

    /// Counts one more wrong entry and tells how many there have been.
    func countWrongData(on connection: any SQLConnection) throws -> Int64 {
        try connection.run("UPDATE transaction_record SET data_tries = data_tries + 1 WHERE token = \(token)")
        return dataTries + 1
    }

    func countWrongOTP(on connection: any SQLConnection) throws -> Int64 {
        try connection.run("UPDATE transaction_record SET otp_tries = otp_tries + 1 WHERE token = \(token)")
        return otpTries + 1
    }
}

/// A card or account as far as it may be remembered.
struct ChosenCard: Hashable, Sendable {
    let bankCode: String
    let cardType: String
    var masked: String?
    var holder: String?
}

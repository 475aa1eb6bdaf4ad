package import Storage

extension VNPAYSandbox {
    /// The journal. An independent checker reads these tables; their names and columns are a promise.
    ///
    /// - `transaction_record`: each payment that a merchant's pay address began, one row per attempt. `state` is `open`
    ///   until it ends as `paid`, `failed`, `cancelled` or `expired`. Times are milliseconds UTC on VNPAY's clock;
    ///   `create_date` and `pay_date` are `yyyyMMddHHmmss` at +07:00 as on the wire; amounts are whole đồng.
    /// - `charge`: each time that money was taken. Only ever inserted, together with the end of its transaction and
    ///   with its IPN. This is the truth about money.
    /// - `refund`: each refund that was accepted; `status` goes 05, 06, 00, or ends as 09. Money went back at 00.
    /// - `ipn_notice`: what has to be told to a merchant: `pending` until it was answered with 00 or 02 (`delivered`),
    ///   after ten calls (`exhausted`), by order (`dropped`), or for want of an address (`unaddressed`).
    /// - `ipn_delivery`: each call of an IPN address and its answer; `answered_at` is null while it runs or when the
    ///   process died, `http_status` is null when there was no answer.
    /// - `service_request`: each querydr and refund that came, with the code of its answer.
    /// - `refused_payment`: each pay address that ended on the error page, and why.
    /// - `fault_order`: what the sandbox was told to do wrong; `remaining` is null until it is taken back.
    /// - `number_sequence`: VNPAY's transaction numbers.
    package static let migrations: [Migration] = [
        Migration(
            "0001-vnpay-journal",
            [
                transactionTable, chargeTable, refundTable, noticeTable, deliveryTable, requestTable, refusedTable,
                "CREATE INDEX ipn_notice_due ON ipn_notice (state, due_at)",
                "CREATE INDEX transaction_record_reference ON transaction_record (terminal, txn_ref)",
                "CREATE INDEX transaction_record_open ON transaction_record (state, expires_at)",
                "CREATE INDEX ipn_delivery_notice ON ipn_delivery (notice_id)",
                "CREATE INDEX refund_payment ON refund (payment_transaction_no)",
                "CREATE INDEX service_request_time ON service_request (terminal, received_at)",
                """
                CREATE TABLE fault_order (
                    name TEXT PRIMARY KEY,
                    value TEXT NOT NULL,
                    remaining \(SQLStatement.integerType))\(SQLStatement.strict)
                """,
                """
                CREATE TABLE number_sequence (
                    name TEXT PRIMARY KEY,
                    value \(SQLStatement.integerType) NOT NULL)\(SQLStatement.strict)
                """,
                "INSERT INTO number_sequence (name, value) VALUES ('transaction', 14600000)",
            ]
        ),
        Migration(
            "0002-vnpay-days",
            [
                "CREATE INDEX transaction_record_pay_date ON transaction_record (terminal, pay_date)",
                "CREATE INDEX refund_pay_date ON refund (terminal, pay_date)",
            ]
        ),
    ]

    private static let transactionTable: SQLStatement = """
        CREATE TABLE transaction_record (
            token TEXT PRIMARY KEY,
            cookie TEXT NOT NULL,
            terminal TEXT NOT NULL,
            txn_ref TEXT NOT NULL,
            day \(SQLStatement.integerType) NOT NULL,
            amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
            order_info TEXT NOT NULL,
            return_url TEXT NOT NULL,
            locale TEXT NOT NULL CHECK (locale IN ('vn', 'en')),
            create_date TEXT NOT NULL,
            requested_bank TEXT,
            opened_at \(SQLStatement.integerType) NOT NULL,
            expires_at \(SQLStatement.integerType) NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'failed', 'cancelled', 'expired')),
            bank_code TEXT,
            card_type TEXT,
            card_masked TEXT,
            card_holder TEXT,
            agreed \(SQLStatement.integerType) NOT NULL DEFAULT 0,
            data_tries \(SQLStatement.integerType) NOT NULL DEFAULT 0,
            otp_tries \(SQLStatement.integerType) NOT NULL DEFAULT 0,
            response_code TEXT,
            transaction_status TEXT NOT NULL DEFAULT '01',
            transaction_no TEXT,
            bank_tran_no TEXT,
            pay_date TEXT,
            finished_at \(SQLStatement.integerType),
            UNIQUE (terminal, txn_ref, day))\(SQLStatement.strict)
        """

    private static let chargeTable: SQLStatement = """
        CREATE TABLE charge (
            transaction_no TEXT PRIMARY KEY,
            token TEXT NOT NULL UNIQUE REFERENCES transaction_record (token),
            terminal TEXT NOT NULL,
            txn_ref TEXT NOT NULL,
            amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
            bank_code TEXT NOT NULL,
            bank_tran_no TEXT NOT NULL,
            card_type TEXT NOT NULL,
            response_code TEXT NOT NULL,
            pay_date TEXT NOT NULL,
            created_at \(SQLStatement.integerType) NOT NULL)\(SQLStatement.strict)
        """

    private static let refundTable: SQLStatement = """
        CREATE TABLE refund (
            transaction_no TEXT PRIMARY KEY,
            payment_transaction_no TEXT NOT NULL REFERENCES charge (transaction_no),
            terminal TEXT NOT NULL,
            txn_ref TEXT NOT NULL,
            request_id TEXT NOT NULL,
            transaction_type TEXT NOT NULL CHECK (transaction_type IN ('02', '03')),
            amount_dong \(SQLStatement.integerType) NOT NULL CHECK (amount_dong > 0),
            created_by TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('05', '06', '00', '09')),
            will_be_refused \(SQLStatement.integerType) NOT NULL,
            accepted_at \(SQLStatement.integerType) NOT NULL,
            pay_date TEXT NOT NULL,
            finished_at \(SQLStatement.integerType))\(SQLStatement.strict)
        """

    private static let noticeTable: SQLStatement = """
        CREATE TABLE ipn_notice (
            id TEXT PRIMARY KEY,
            token TEXT NOT NULL REFERENCES transaction_record (token),
            terminal TEXT NOT NULL,
            txn_ref TEXT NOT NULL,
            query TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'exhausted', 'dropped', 'unaddressed')),
            calls \(SQLStatement.integerType) NOT NULL,
            due_at \(SQLStatement.integerType) NOT NULL,
            created_at \(SQLStatement.integerType) NOT NULL)\(SQLStatement.strict)
        """

    private static let deliveryTable: SQLStatement = """
        CREATE TABLE ipn_delivery (
            id TEXT PRIMARY KEY,
            notice_id TEXT NOT NULL REFERENCES ipn_notice (id),
            call_number \(SQLStatement.integerType) NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('notice', 'duplicate', 'lost', 'forged', 'manual', 'attack')),
            called_at \(SQLStatement.integerType) NOT NULL,
            url TEXT NOT NULL,
            http_status \(SQLStatement.integerType),
            rsp_code TEXT,
            answer TEXT,
            answered_at \(SQLStatement.integerType))\(SQLStatement.strict)
        """

    private static let requestTable: SQLStatement = """
        CREATE TABLE service_request (
            id TEXT PRIMARY KEY,
            terminal TEXT NOT NULL,
            command TEXT NOT NULL,
            request_id TEXT NOT NULL,
            txn_ref TEXT NOT NULL,
            received_at \(SQLStatement.integerType) NOT NULL,
            response_code TEXT NOT NULL,
            note TEXT NOT NULL)\(SQLStatement.strict)
        """

    private static let refusedTable: SQLStatement = """
        CREATE TABLE refused_payment (
            id TEXT PRIMARY KEY,
            terminal TEXT NOT NULL,
            txn_ref TEXT NOT NULL,
            code TEXT NOT NULL,
            mistake TEXT NOT NULL,
            explanation_vi TEXT NOT NULL,
            explanation_en TEXT NOT NULL,
            right_data TEXT,
            wrong_data TEXT,
            received_at \(SQLStatement.integerType) NOT NULL)\(SQLStatement.strict)
        """
}

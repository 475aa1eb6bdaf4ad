// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names of the fields are the provider's, letter by letter.

extension MobiFone {
    /// `POST /api/Account/Login`.
    public struct LoginRequest: Codable, Hashable, Sendable {
        public var username: String
        public var password: String
        public var tax_code: String

        public init(username: String, password: String, taxCode: String) {
            self.username = username
            self.password = password
            tax_code = taxCode
        }
    }

    /// The answer to a sign-in: a token, or an error.
    public struct LoginAnswer: Codable, Hashable, Sendable {
        public var token: String?
        public var ma_dvcs: String?
        public var wb_user_id: String?
        public var error: String?

        public init(token: String?, unitCode: String?, userID: String? = nil, error: String? = nil) {
            self.token = token
            ma_dvcs = unitCode
            wb_user_id = userID
            self.error = error
        }

        /// - Throws: `AnswerError.refused` with their words.
        public func session() throws(AnswerError) -> Session {
            if let error, !error.isEmpty { throw .refused(error) }
            guard let token, !token.isEmpty else { throw .unreadable("no token") }
            return Session(token: token, unitCode: ma_dvcs ?? "")
        }
    }

    /// One book of invoices, from the list `RF00059`.
    public struct Series: Codable, Hashable, Sendable {
        /// What a draft names as `cctbao_id`.
        public var qlkhsdung_id: String
        /// Form and series in one, such as `1C26TQD`.
        public var khhdon: String
        /// `C` with the tax authority's code, `K` without.
        public var hthuc: String?

        public init(id: String, series: String, kind: String?) {
            qlkhsdung_id = id
            khhdon = series
            hthuc = kind
        }

        /// Whether its invoices need the authority's code.
        public var needsCode: Bool { hthuc.map { $0 == "C" } ?? (khhdon.first { !$0.isNumber } == "C") }

        /// The last two digits of its year, from the third and second characters before the kind: `26` in `1C26TQD`.
        public var yearDigits: String? {
            let body = khhdon.first?.isNumber == true ? khhdon.dropFirst() : khhdon[...]
            let digits = body.dropFirst().prefix(2)
            return digits.count == 2 && digits.allSatisfy(\.isNumber) ? String(digits) : nil
        }
    }

    /// A signature kept at the provider.
    public struct Certificate: Codable, Hashable, Sendable {
        public var cer_serial: String
        public init(serial: String) { cer_serial = serial }
    }
}

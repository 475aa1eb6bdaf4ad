extension BHTTFormat {
    /// An invoice to be drawn up. Amounts are whole đồng without a sign: `adjustment` tells the direction.
    public struct Invoice: Codable, Hashable, Sendable {
        public var version = BHTTFormat.version
        /// Names the invoice for ever. The same key with the same content is the same invoice; with another content it
        /// is refused, unless BHTT had refused the one before.
        public var key: String
        public var kind: Kind
        /// Only of an adjustment.
        public var adjustment: Adjustment?
        /// Only of an adjustment or a replacement.
        public var corrects: Corrected?
        /// The letters of the book, such as `TQD`.
        public var series: String
        /// The date drawn up (NLap), `yyyy-MM-dd`.
        public var date: String
        public var contract: String
        public var buyer: Buyer
        /// None in an adjustment of information.
        public var lines: [Line]
        public var totals: Totals
        public var payment: Payment
        /// The closed day of VNPAY's file that has the payment, `yyyy-MM-dd`.
        public var reconciledOn: String?

        public init(
            key: String,
            kind: Kind,
            series: String,
            date: String,
            contract: String,
            buyer: Buyer,
            lines: [Line],
            payment: Payment
        ) {
            self.key = key
            self.kind = kind
            self.series = series
            self.date = date
            self.contract = contract
            self.buyer = buyer
            self.lines = lines
            totals = Totals(lines)
            self.payment = payment
        }
    }

    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable { case original, adjustment, replacement }
    public enum Adjustment: String, Codable, Hashable, Sendable, CaseIterable { case increase, decrease, information }

    /// The invoice that a correction is about.
    public struct Corrected: Codable, Hashable, Sendable {
        public var key: String
        /// Form and series together, such as `1C26TQD`.
        public var series: String
        public var number: String
        public var date: String
        public var reason: String

        public init(key: String, series: String, number: String, date: String, reason: String) {
            self.key = key
            self.series = series
            self.number = number
            self.date = date
            self.reason = reason
        }
    }

    public struct Buyer: Codable, Hashable, Sendable {
        public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
            /// Gave nothing: "Bán cho người tiêu dùng".
            case consumer
            case citizen
            case taxpayer
        }

        public var kind: Kind
        /// The person.
        public var name: String
        public var legalName: String?
        public var taxCode: String?
        public var citizenID: String?
        public var address: String
        public var email: String
        public var phone: String

        public init(kind: Kind, name: String, address: String, email: String, phone: String) {
            self.kind = kind
            self.name = name
            self.address = address
            self.email = email
            self.phone = phone
        }
    }

    public struct Line: Codable, Hashable, Sendable {
        public var code: String
        public var name: String
        public var unit: String
        public var quantity: Int64
        /// Before VAT.
        public var unitPrice: Int64
        /// `quantity × unitPrice`.
        public var net: Int64
        /// `8%`, `KCT`, `KKKNT`.
        public var vatRate: String
        public var vat: Int64

        public init(
            item: (code: String, name: String, unit: String),
            quantity: (count: Int64, unitPrice: Int64),
            amounts: (net: Int64, vat: Int64),
            vatRate: String
        ) {
            (code, name, unit) = item
            self.quantity = quantity.count
            unitPrice = quantity.unitPrice
            (net, vat) = amounts
            self.vatRate = vatRate
        }
    }

    public struct Totals: Codable, Hashable, Sendable {
        public var net: Int64
        public var vat: Int64
        public var total: Int64

        public init(_ lines: [Line]) {
            net = lines.reduce(0) { $0 + $1.net }
            vat = lines.reduce(0) { $0 + $1.vat }
            total = net + vat
        }
    }

    public struct Payment: Codable, Hashable, Sendable {
        /// Our reference (`vnp_TxnRef`).
        public var reference: String
        /// VNPAY's number.
        public var transactionNumber: String
        /// ISO 8601 with the zone.
        public var paidAt: String
        /// As the form wants it (HTTToan).
        public var method: String

        public init(reference: String, transactionNumber: String, paidAt: String, method: String) {
            self.reference = reference
            self.transactionNumber = transactionNumber
            self.paidAt = paidAt
            self.method = method
        }
    }

    /// What BHTT says of an invoice.
    public struct Answer: Codable, Hashable, Sendable {
        public enum State: String, Codable, Hashable, Sendable, CaseIterable {
            /// In their hands; neither signed nor refused yet.
            case received
            case issued
            case refused
        }

        public var version = BHTTFormat.version
        public var key: String
        /// Their own name of it; another one after a refused one is sent again.
        public var id: String
        public var state: State
        /// Form and series together, such as `1C26TQD`.
        public var series: String?
        public var number: String?
        public var authorityCode: String?
        public var lookUpCode: String?
        /// Why it was refused.
        public var reason: String?
        /// Base64; may be left out.
        public var pdf: String?
        public var xml: String?

        public init(key: String, id: String, state: State) {
            self.key = key
            self.id = id
            self.state = state
        }
    }

    /// A refusal of a call. May come with HTTP 200.
    public struct Problem: Codable, Hashable, Sendable {
        public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
            case notFound = "not_found"
            case badSignature = "bad_signature"
            case badDocument = "bad_document"
            /// The key is known: ask what became of it.
            case duplicate
            case unavailable
        }

        public var error: Code
        public var message: String

        public init(_ error: Code, _ message: String) {
            self.error = error
            self.message = message
        }
    }
}

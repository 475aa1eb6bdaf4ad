/// The messages of MobiFone Invoice (vendor document 4.7, known only through public integrations; see
/// `shared/einvoice/spec.md` §10). Pure wire format: JSON in, JSON out, no network.
///
/// What no public source tells is an assumption here, said so where it stands, and to be checked against the vendor's
/// own document before the first real invoice.
public enum MobiFone {
    /// The tax code of MobiFone as a provider of e-invoices (`MSTTCGP`).
    public static let providerTaxCode = "0100686209"
    /// What `refId` names the list of invoice series.
    public static let seriesReferenceID = "RF00059"
}

extension MobiFone {
    /// Where each call goes, relative to the base address.
    public enum Path {
        public static let login = "/api/Account/Login"
        public static let references = "/api/System/GetDataReferencesByRefId"
        public static let save = "/api/Invoice68/SaveListHoadon78"
        public static let sign = "/api/Invoice68/SignInvoiceCertFile68"
        public static let certificates = "/api/Invoice68/GetListCertificatesFile68"
        public static let byID = "/api/Invoice68/GetById"
        public static let byKey = "/api/Invoice68/GetHoadonFkey"
        public static let byDates = "/api/Invoice68/GetInvoiceFromdateTodate"
        public static let pdf = "/api/Invoice68/inHoadon"
        public static let xml = "/api/Invoice68/ExportXMLHoadon"

        /// `GET` calls carry the seller's tax code as well (spec §10).
        public static func series(taxCode: String) -> String {
            "\(references)?refId=\(seriesReferenceID)&tax_code=\(escape(taxCode))"
        }

        public static func invoice(id: String, taxCode: String) -> String {
            "\(byID)?id=\(escape(id))&tax_code=\(escape(taxCode))"
        }

        /// Assumption: the partner's key that this call searches is what was sent as `sdhang`. An empty list is the
        /// proof that there is none.
        public static func invoices(key: String, taxCode: String) -> String {
            "\(byKey)?fkey=\(escape(key))&tax_code=\(escape(taxCode))"
        }

        public static func certificates(taxCode: String) -> String { "\(certificates)?tax_code=\(escape(taxCode))" }

        public static func pdf(id: String, taxCode: String) -> String {
            "\(pdf)?id=\(escape(id))&type=PDF&inchuyendoi=false&tax_code=\(escape(taxCode))"
        }

        public static func xml(id: String, taxCode: String) -> String {
            "\(xml)?id=\(escape(id))&tax_code=\(escape(taxCode))"
        }

        private static func escape(_ text: String) -> String {
            let digits = Array("0123456789ABCDEF")
            return String(
                text.utf8.flatMap { byte -> [Character] in
                    let scalar = Unicode.Scalar(byte)
                    let plain =
                        ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)
                        || ("A"..."Z").contains(scalar) || "-._~".unicodeScalars.contains(scalar)
                    return plain ? [Character(scalar)] : ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            )
        }
    }

    /// The first word of the `Authorization` header. Sources differ; most send `Bear`.
    public enum TokenScheme: String, Hashable, Sendable, CaseIterable { case bear = "Bear", bearer = "Bearer" }

    /// What was given at sign-in, as later calls show it: `Bear {token};{ma_dvcs}`.
    public struct Session: Hashable, Sendable {
        public let token: String
        public let unitCode: String

        public init(token: String, unitCode: String) {
            self.token = token
            self.unitCode = unitCode
        }

        public func authorization(_ scheme: TokenScheme) -> String { "\(scheme.rawValue) \(token);\(unitCode)" }

        /// Reads a header of either scheme.
        public init?(authorization: String) {
            let words = authorization.split(separator: " ", maxSplits: 1)
            guard words.count == 2, TokenScheme(rawValue: String(words[0])) != nil else { return nil }
            let parts = words[1].split(separator: ";", omittingEmptySubsequences: false)
            guard let token = parts.first, !token.isEmpty else { return nil }
            self.init(token: String(token), unitCode: parts.count > 1 ? String(parts[1]) : "")
        }
    }
}

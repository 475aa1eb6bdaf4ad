// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names of the fields are the provider's, letter by letter.

extension MobiFone {
    /// `POST /api/Invoice68/SaveListHoadon78`.
    public struct SaveRequest: Codable, Hashable, Sendable {
        public var editmode: Int
        public var tax_code: String
        public var data: [Draft]

        public init(_ mode: EditMode, taxCode: String, data: [Draft]) {
            editmode = mode.rawValue
            tax_code = taxCode
            self.data = data
        }
    }

    public enum EditMode: Int, Hashable, Sendable, CaseIterable { case create = 1, edit = 2, delete = 3 }

    /// An invoice as it is sent. Field names are the provider's; amounts are whole đồng.
    public struct Draft: Codable, Hashable, Sendable {
        // Series
        public var cctbao_id: String
        public var khieu: String?
        public var is_hdcma: Int
        public var mdvi: String
        public var tthdon: Int
        // Head
        /// `yyyy-MM-dd`.
        public var nlap: String
        public var dvtte: String
        public var tgia: Int64
        public var htttoan: String
        /// Our own key; see `Path.invoices(key:taxCode:)`.
        public var sdhang: String
        // Buyer
        public var mnmua: String?
        public var mst: String?
        public var ten: String?
        public var tnmua: String?
        public var dchi: String?
        public var email: String?
        public var sdtnmua: String?
        public var stknmua: String?
        public var tnhmua: String?
        public var cmndmua: String?
        // Totals
        public var tgtcthue: Int64
        public var tgtthue: Int64
        public var tgtttbso: Int64
        public var tgtttbso_last: Int64
        public var tkcktmn: Int64
        public var ttcktmai: Int64
        public var tgtphi: Int64
        /// The total in words; the server writes them when this is left out.
        public var tgtttbchu: String?
        // Correction
        public var hdon_id_old: String?
        public var lhdclquan: Int?
        public var khmshdclquan: String?
        public var khhdclquan: String?
        public var shdclquan: String?
        public var nlhdclquan: String?

        public var details: [Block<Line>]
        public var hoadon68_phi: [Block<Fee>]
        public var hoadon68_khac: [Block<Extra>]

        /// An original invoice, amounts in đồng, paid by transfer unless changed afterwards.
        public init(series: Series, unitCode: String, key: String, issuedOn: String, lines: [Line]) {
            cctbao_id = series.qlkhsdung_id
            khieu = series.khhdon
            is_hdcma = series.needsCode ? 1 : 0
            mdvi = unitCode
            tthdon = InvoiceKind.original.rawValue
            nlap = issuedOn
            dvtte = "VND"
            tgia = 1
            htttoan = "Chuyển khoản"
            sdhang = key
            tgtcthue = lines.reduce(0) { $0 + $1.thtien }
            tgtthue = lines.reduce(0) { $0 + $1.tthue }
            tgtttbso = lines.reduce(0) { $0 + $1.tgtien }
            tgtttbso_last = tgtttbso
            tkcktmn = 0
            ttcktmai = 0
            tgtphi = 0
            details = [Block(data: lines)]
            hoadon68_phi = [Block(data: [])]
            hoadon68_khac = [Block(data: [])]
        }

        public var lines: [Line] { details.flatMap(\.data) }

        /// Makes it an adjusting or replacing invoice of another (TTHDLQuan in the XML).
        ///
        /// - Parameters:
        ///   - series: form and series together, such as `1C26TQD`.
        ///   - date: the day of the corrected invoice, `yyyy-MM-dd`.
        public mutating func correct(
            _ id: String,
            as kind: InvoiceKind,
            series: String,
            number: String,
            date: String
        ) {
            tthdon = kind.rawValue
            hdon_id_old = id
            lhdclquan = RelatedKind.electronic.rawValue
            khmshdclquan = String(series.prefix(1))
            khhdclquan = String(series.dropFirst())
            shdclquan = number
            nlhdclquan = date
        }
    }

    /// Their habit: every list stands in an object of its own.
    public struct Block<Item: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
        public var data: [Item]
        public init(data: [Item]) { self.data = data }
    }

    /// A line of an invoice.
    public struct Line: Codable, Hashable, Sendable {
        public var stt: Int
        public var ma: String
        public var ten: String
        public var mdvtinh: String
        public var sluong: Int64
        /// Price of one, before VAT.
        public var dgia: Int64
        /// Before VAT.
        public var thtien: Int64
        public var tlckhau: Int64
        public var stckhau: Int64
        /// See `VATCode`.
        public var tsuat: String
        public var tthue: Int64
        /// With VAT.
        public var tgtien: Int64
        /// See `LineKind`.
        public var kmai: Int

        /// A line of goods or services without discount.
        ///
        /// - Parameter amounts: before VAT, and the VAT.
        public init(
            number: Int,
            item: (code: String, name: String, unit: String),
            quantity: (count: Int64, unitPrice: Int64),
            amounts: (net: Int64, vat: Int64),
            rate: VATCode
        ) {
            stt = number
            ma = item.code
            ten = item.name
            mdvtinh = item.unit
            sluong = quantity.count
            dgia = quantity.unitPrice
            thtien = amounts.net
            tlckhau = 0
            stckhau = 0
            tsuat = rate.rawValue
            tthue = amounts.vat
            tgtien = amounts.net + amounts.vat
            kmai = LineKind.service.rawValue
        }

        /// A line of words without any amount or rate.
        public init(number: Int, note: String) {
            stt = number
            ma = ""
            ten = note
            mdvtinh = ""
            sluong = 0
            dgia = 0
            thtien = 0
            tlckhau = 0
            stckhau = 0
            tsuat = ""
            tthue = 0
            tgtien = 0
            kmai = LineKind.note.rawValue
        }
    }

    /// A fee beside the lines.
    public struct Fee: Codable, Hashable, Sendable {
        public var tnphi: String
        public var tienphi: Int64
    }

    /// A field of the seller's own.
    public struct Extra: Codable, Hashable, Sendable {
        public var ttruong: String
        public var kdlieu: String
        public var dlieu: String

        public init(name: String, text: String) {
            ttruong = name
            kdlieu = "string"
            dlieu = text
        }
    }
}

/// The two files about a day that VNPAY's merchant portal exports.
public enum VNPAYSettlementExport: String, Hashable, Sendable, CaseIterable {
    /// "Danh sách giao dịch": every transaction, without fees.
    case transactions
    /// "Dữ liệu báo cáo phí theo GD thanh toán": one row a payment with its fee, 45 columns.
    case fees

    /// The portal's own name of the export.
    public var title: String {
        switch self {
        case .transactions: "Danh sách giao dịch"
        case .fees: "Dữ liệu báo cáo phí theo GD thanh toán"
        }
    }

    /// The headers in the order in which the portal writes them. Those of the fee report are known word for word; of
    /// the transaction list only its contents are known, so its order here is ours.
    public var headers: [String] {
        switch self {
        case .transactions:
            [
                "STT", "Thời gian GD", "Mã giao dịch", "Mã đơn hàng", "Mã điểm thu", "Điểm thu", "Loại giao dịch",
                "Ngân hàng", "Loại thẻ/Tài khoản", "Kênh thanh toán", "Mã khuyến mại", "Số tiền trước KM",
                "Số tiền khuyến mại", "Số tiền sau KM", "Trạng thái", "Ghi chú",
            ]
        case .fees:
            [
                "STT", "Thời gian GD", "Mã giao dịch", "Chi nhánh", "Mã điểm thu", "Điểm thu", "Số hóa đơn",
                "Số hợp đồng", "Mã đơn hàng", "Mã trừ tiền/Mã chuẩn chi", "Mã tham chiếu", "Mã thiết bị",
                "Mã khuyến mại", "Số điện thoại", "Tên khách hàng", "Số TK/Thẻ", "Loại giao dịch", "MID Bank",
                "TID Bank", "MCC", "Kênh thanh toán KTS", "Số tiền trước KM", "Số tiền khuyến mại", "Số tiền sau KM",
                "Số tiền hạch toán thu hộ", "Ngày hạch toán thu hộ", "Số tiền phí thu hộ", "Số tiền sau khi trừ phí",
                "Ngày hạch toán phí thu hộ", "Chi tiết sản phẩm", "Thông tin đặt hàng", "Ngân hàng",
                "Loại thẻ/Tài khoản", "Loại phát hành", "Nguồn tiền", "Dịch vụ", "Kênh thanh toán", "YC trả góp",
                "Trạng thái trả góp", "Kỳ hạn", "Số tiền phí trả góp", "Ngày hạch toán phí trả góp", "Trạng thái",
                "Thời gian đối soát", "Ghi chú",
            ]
        }
    }
}

/// A column that is read. The others of an export are kept as they came, in `VNPAYSettlementRow.cells`.
public enum VNPAYSettlementColumn: String, Hashable, Sendable, CaseIterable {
    case transactionNumber = "Mã giao dịch"
    case reference = "Mã đơn hàng"
    case time = "Thời gian GD"
    case kind = "Loại giao dịch"
    case status = "Trạng thái"
    case amountBeforePromotion = "Số tiền trước KM"
    case promotion = "Số tiền khuyến mại"
    case amountAfterPromotion = "Số tiền sau KM"
    case collected = "Số tiền hạch toán thu hộ"
    case fee = "Số tiền phí thu hộ"
    case netAfterFee = "Số tiền sau khi trừ phí"
    case bank = "Ngân hàng"
    case cardType = "Loại thẻ/Tài khoản"
    case channel = "Kênh thanh toán"
    case settlementTime = "Thời gian đối soát"

    /// The header as VNPAY writes it.
    public var header: String { rawValue }

    /// Without these a file cannot be compared with anything.
    public static let required: [VNPAYSettlementColumn] = [
        .transactionNumber, .reference, .time, .status, .amountBeforePromotion,
    ]

    /// Other words for the same, as people shorten or spell them out; folded.
    var otherHeaders: [String] {
        switch self {
        case .transactionNumber: ["ma gd", "ma giao dich vnpay", "so giao dich"]
        case .reference: ["ma dh", "so don hang"]
        case .time: ["thoi gian giao dich", "ngay giao dich", "ngay gd"]
        case .kind: ["loai gd"]
        case .status: ["trang thai gd", "trang thai giao dich"]
        case .amountBeforePromotion:
            ["so tien truoc khuyen mai"]
        case .promotion: ["so tien km"]
        case .amountAfterPromotion: ["so tien sau khuyen mai"]
        case .collected: []
        case .fee: ["phi thu ho", "so tien phi"]
        case .netAfterFee: ["so tien sau phi"]
        case .bank: []
        case .cardType: ["loai the", "loai the tai khoan"]
        case .channel: []
        case .settlementTime: ["ngay doi soat"]
        }
    }
}

/// Where the columns stand in a file, found by the words in its header row.
public struct VNPAYSettlementLayout: Hashable, Sendable {
    /// The fee report when there is a column of fees, else the transaction list.
    public let export: VNPAYSettlementExport
    public let headerRowNumber: Int
    /// Every header as it stands in the file.
    public let headers: [String]
    let positions: [VNPAYSettlementColumn: Int]

    /// The columns that the file has.
    public var columns: Set<VNPAYSettlementColumn> { Set(positions.keys) }

    /// `nil` when the row is no header: a required column is not named in it.
    init?(rowNumber: Int, cells: [String]) {
        let positions = Self.positions(in: cells)
        guard VNPAYSettlementColumn.required.allSatisfy({ positions[$0] != nil }) else { return nil }
        self.positions = positions
        headerRowNumber = rowNumber
        headers = cells
        export = positions[.fee] == nil ? .transactions : .fees
    }

    /// An exact header is preferred to another wording, the leftmost of equals to the others; "(VNĐ)" behind it does
    /// not matter.
    static func positions(in cells: [String]) -> [VNPAYSettlementColumn: Int] {
        let folded = cells.map { header in
            let words = VNPAYSettlementText.folded(header)
            return words.hasSuffix(" vnd") ? String(words.dropLast(4)) : words
        }
        var positions: [VNPAYSettlementColumn: Int] = [:]
        for column in VNPAYSettlementColumn.allCases {
            for word in [VNPAYSettlementText.folded(column.header)] + column.otherHeaders {
                guard positions[column] == nil else { break }
                positions[column] = folded.firstIndex(of: word)
            }
        }
        return positions
    }
}

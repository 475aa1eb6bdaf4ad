import Foundation
import Hummingbird
import HummingbirdTesting
import Spreadsheet
import Testing
import VNPAY

/// A day's file as it was downloaded and read.
struct SettlementReading {
    var rows: [VNPAYSettlementRow] = []
    var errors: [VNPAYSettlementRowError] = []
    var totalCount = 0
    let layout: VNPAYSettlementLayout
    let format: SpreadsheetReader.Format

    init(bytes: [UInt8]) throws {
        var reader = VNPAYSettlementReader()
        var lines: [VNPAYSettlementLine] = []
        format = try SpreadsheetReader(bytes: bytes).forEachRow { lines.append(try reader.take($0, $1)) }.format
        layout = try reader.finish()
        for line in lines {
            switch line {
            case .heading: continue
            case .row(let row): rows.append(row)
            case .unreadable(let error): errors.append(error)
            case .total: totalCount += 1
            }
        }
    }

    var references: [String] { rows.map(\.reference) }
}

struct BulkLine: Decodable, Hashable {
    let reference: String
    let transactionNumber: String
    let amount: Int64
    let payDate: String
    let createDate: String
    let cardType: String
}

struct DefectLine: Decodable, Hashable {
    let defect: String
    let reference: String
    let transactionNumber: String
}

extension VNPAYBrowser {
    static let settlementPath = "/sandbox/vnpay/settlement"

    func download(_ query: String) async throws -> [UInt8] {
        try await client.execute(uri: Self.settlementPath + "?" + query, method: .get) { response in
            #expect(response.status == .ok)
            #expect(response.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"vnpay-") == true)
            return Array(response.body.readableBytesView)
        }
    }

    func settlement(_ query: String) async throws -> SettlementReading {
        try SettlementReading(bytes: try await download(query))
    }

    func defects(_ query: String) async throws -> [DefectLine] {
        let page = try await get(Self.settlementPath + "/defects?" + query)
        #expect(page.status == 200)
        return try JSONDecoder().decode([DefectLine].self, from: Data(page.text.utf8))
    }

    func bulk(_ json: String) async throws -> [BulkLine] {
        let page = try await postJSON("/sandbox/vnpay/bulk", json)
        #expect(page.status == 200)
        return try page.text.split(separator: "\n").map { try JSONDecoder().decode(BulkLine.self, from: Data($0.utf8)) }
    }
}

// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names of the fields are the provider's, letter by letter.

import Foundation

extension MobiFone {
    /// Why an answer is not the wanted one. An HTTP status of 200 says nothing here.
    public enum AnswerError: Error, Hashable, Sendable, CustomStringConvertible {
        /// They say no, in their words.
        case refused(String)
        /// Not an answer of this protocol: HTML, half a message. The outcome is unknown.
        case unreadable(String)

        public var description: String {
            switch self {
            case .refused(let words): "refused: \(words)"
            case .unreadable(let what): "not an answer of this protocol: \(what)"
            }
        }
    }

    /// What the provider holds of an invoice. Everything may be missing; numbers may come as text.
    public struct Record: Codable, Hashable, Sendable {
        public var hdon_id: String
        public var cctbao_id: String?
        /// Our key, where they give it back.
        public var sdhang: String?
        public var khieu: String?
        /// The invoice's number; `nil` or 0 until signed.
        public var shdon: Int64?
        /// Day of the invoice.
        public var nlap: String?
        /// When it was drawn up over there.
        public var tdlap: String?
        public var tthai: String?
        public var tthdon: Int64?
        /// The tax authority's code.
        public var mccqthue: String?
        /// What a customer types on the look-up page.
        public var sbmat: String?
        public var is_hdcma: Int64?
        public var tgtttbso: Int64?
        /// What the tax authority had against it.
        public var lydo: String?

        public init(id: String) { hdon_id = id }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            // Some answers say `hdon_id`, some only `id`.
            let id = values.text(.hdon_id) ?? (try? decoder.container(keyedBy: OtherKeys.self))?.text(.id)
            guard let id else {
                throw DecodingError.keyNotFound(
                    CodingKeys.hdon_id,
                    .init(codingPath: decoder.codingPath, debugDescription: "no id")
                )
            }
            hdon_id = id
            cctbao_id = values.text(.cctbao_id)
            sdhang = values.text(.sdhang)
            khieu = values.text(.khieu)
            shdon = values.number(.shdon)
            nlap = values.text(.nlap)
            tdlap = values.text(.tdlap)
            tthai = values.text(.tthai)
            tthdon = values.number(.tthdon)
            mccqthue = values.text(.mccqthue)
            sbmat = values.text(.sbmat)
            is_hdcma = values.number(.is_hdcma)
            tgtttbso = values.number(.tgtttbso)
            lydo = values.text(.lydo)
        }

        public var status: Status { Status(tthai ?? "") }
        public var outcome: Outcome { status.outcome(needsCode: is_hdcma != 0) }

        private enum OtherKeys: String, CodingKey { case id }
    }

    /// One element of the answer to a save.
    public struct SaveAnswer: Codable, Hashable, Sendable {
        /// A Bool from some servers, a text from others. Not to be relied on: `error` decides.
        public var ok: Bool?
        public var error: String?
        public var data: Record?

        public init(ok: Bool?, error: String?, data: Record?) {
            self.ok = ok
            self.error = error
            self.data = data
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            ok = values.truth(.ok)
            error = values.text(.error)
            data = try? values.decodeIfPresent(Record.self, forKey: .data)
        }

        /// - Throws: `refused` when there is an error text, `unreadable` when there is neither an error nor an invoice.
        public func record() throws(AnswerError) -> Record {
            if let error, !error.isEmpty { throw .refused(error) }
            guard let data else { throw ok == false ? .refused("") : .unreadable("neither an error nor an invoice") }
            return data
        }
    }

    /// Reads the answer to `SaveListHoadon78`: a list, one element for each draft; or one object with an error.
    public static func readSave(_ bytes: [UInt8]) throws(AnswerError) -> [SaveAnswer] {
        if let answers = try? JSONDecoder().decode([SaveAnswer].self, from: Data(bytes)) { return answers }
        guard let answer = try? JSONDecoder().decode(SaveAnswer.self, from: Data(bytes)) else {
            throw unreadable(bytes)
        }
        if let error = answer.error, !error.isEmpty { throw .refused(error) }
        guard answer.data != nil else { throw unreadable(bytes) }
        return [answer]
    }

    /// Reads an answer that is one invoice, bare or in `data`.
    public static func readRecord(_ bytes: [UInt8]) throws(AnswerError) -> Record {
        if let record = try? JSONDecoder().decode(Record.self, from: Data(bytes)) { return record }
        guard let answer = try? JSONDecoder().decode(SaveAnswer.self, from: Data(bytes)) else {
            throw unreadable(bytes)
        }
        return try answer.record()
    }

    /// Reads a list of invoices, bare or in `data`. An empty list is a statement: there is none.
    public static func readRecords(_ bytes: [UInt8]) throws(AnswerError) -> [Record] {
        if let records = try? JSONDecoder().decode([Record].self, from: Data(bytes)) { return records }
        if let list = try? JSONDecoder().decode(ListAnswer.self, from: Data(bytes)) {
            if let error = list.error, !error.isEmpty { throw .refused(error) }
            if let records = list.data { return records }
        }
        return [try readRecord(bytes)]
    }

    public static func readLogin(_ bytes: [UInt8]) throws(AnswerError) -> Session {
        guard let answer = try? JSONDecoder().decode(LoginAnswer.self, from: Data(bytes)) else {
            throw unreadable(bytes)
        }
        return try answer.session()
    }

    public static func readSeries(_ bytes: [UInt8]) throws(AnswerError) -> [Series] {
        if let series = try? JSONDecoder().decode([Series].self, from: Data(bytes)) { return series }
        guard let answer = try? JSONDecoder().decode(Refusal.self, from: Data(bytes)), let error = answer.error
        else { throw unreadable(bytes) }
        throw .refused(error)
    }

    public static func readCertificates(_ bytes: [UInt8]) throws(AnswerError) -> [Certificate] {
        guard let list = try? JSONDecoder().decode([Certificate].self, from: Data(bytes)) else {
            throw unreadable(bytes)
        }
        return list
    }

    /// JSON of a request, names in a fixed order.
    public static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    static func unreadable(_ bytes: [UInt8]) -> AnswerError {
        .unreadable(String(String(decoding: bytes.prefix(200), as: UTF8.self).prefix(120)))
    }
}

private struct ListAnswer: Decodable {
    let error: String?
    let data: [MobiFone.Record]?
}

private struct Refusal: Decodable { let error: String? }

import CExpat
import Glibc

/// An element's or an attribute's name without its prefix, seen where the parser keeps it: valid during a call only.
struct XMLName {
    private let text: UnsafePointer<CChar>

    init(_ text: UnsafePointer<CChar>) {
        self.text = strchr(text, Int32(UInt8(ascii: ":"))).map { UnsafePointer($0 + 1) } ?? text
    }

    static func == (name: XMLName, literal: StaticString) -> Bool {
        strcmp(name.text, UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)) == 0
    }
}

/// The attributes of an element, valid during a call only.
struct XMLAttributes {
    fileprivate let list: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    /// The value where the parser keeps it.
    func pointer(_ name: StaticString) -> UnsafePointer<CChar>? {
        guard var place = list else { return nil }
        while let key = place[0], let value = place[1] {
            if XMLName(key) == name { return value }
            place += 2
        }
        return nil
    }

    func text(_ name: StaticString) -> String? { pointer(name).map { String(cString: $0) } }

    func integer(_ name: StaticString) -> Int? {
        guard var place = pointer(name), place.pointee != 0 else { return nil }
        var number = 0
        while place.pointee != 0 {
            let digit = place.pointee - 0x30
            guard (0...9).contains(digit), number < 1 << 40 else { return nil }
            number = number * 10 + Int(digit)
            place += 1
        }
        return number
    }
}

/// What is told of an XML document as it goes by.
protocol XMLListener: AnyObject {
    func start(_ name: XMLName, _ attributes: XMLAttributes) throws
    func end(_ name: XMLName) throws
    /// A piece of text; a long one comes in several.
    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws
}

/// Feeds XML to a listener chunk by chunk. A document type declaration ends the reading: no workbook has one, and
/// entities are how small documents become large.
enum XMLStream {
    private static let chunkBytes = 65_536
    /// A single tag longer than this is no workbook's; the parser would hold it whole and look at it again and again.
    private static let longestTagBytes = 4 << 20

    /// What the parser's callbacks reach through their one pointer.
    private final class Context {
        let parser: OpaquePointer
        let listener: any XMLListener
        var failure: (any Error)?
        var quietBytes = 0

        init(_ parser: OpaquePointer, _ listener: any XMLListener) {
            self.parser = parser
            self.listener = listener
        }

        func tell(_ body: (any XMLListener) throws -> Void) {
            guard failure == nil else { return }
            quietBytes = 0
            do {
                try body(listener)
            } catch {
                stop(error)
            }
        }

        func stop(_ error: any Error) {
            failure = error
            XML_StopParser(parser, XML_Bool(XML_FALSE))
        }

        static func of(_ pointer: UnsafeMutableRawPointer?) -> Context? {
            pointer.map { Unmanaged<Context>.fromOpaque($0).takeUnretainedValue() }
        }
    }

    static func parse(
        _ part: String,
        _ listener: some XMLListener,
        _ fill: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws {
        guard let parser = XML_ParserCreate(nil) else { throw SpreadsheetError.damaged(part: part) }
        defer { XML_ParserFree(parser) }
        let context = Context(parser, listener)
        try withExtendedLifetime(context) {
            XML_SetUserData(parser, Unmanaged.passUnretained(context).toOpaque())
            setHandlers(parser)
            while true {
                guard let buffer = XML_GetBuffer(parser, Int32(chunkBytes)) else {
                    throw SpreadsheetError.damaged(part: part)
                }
                let count = try fill(UnsafeMutableRawBufferPointer(start: buffer, count: chunkBytes))
                context.quietBytes += count
                guard context.quietBytes <= longestTagBytes else { throw SpreadsheetError.damaged(part: part) }
                let status = XML_ParseBuffer(parser, Int32(count), count == 0 ? 1 : 0)
                if let failure = context.failure { throw failure }
                guard status == XML_STATUS_OK else { throw SpreadsheetError.damaged(part: part) }
                if count == 0 { return }
            }
        }
    }

    private static func setHandlers(_ parser: OpaquePointer) {
        XML_SetElementHandler(
            parser,
            { pointer, name, attributes in
                guard let name else { return }
                Context.of(pointer)?.tell { try $0.start(XMLName(name), XMLAttributes(list: attributes)) }
            },
            { pointer, name in
                guard let name else { return }
                Context.of(pointer)?.tell { try $0.end(XMLName(name)) }
            }
        )
        XML_SetCharacterDataHandler(parser) { pointer, text, count in
            guard let text else { return }
            text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { bytes in
                Context.of(pointer)?.tell { try $0.text(UnsafeBufferPointer(start: bytes, count: Int(count))) }
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { pointer, _, _, _, _ in
            Context.of(pointer)?.stop(SpreadsheetError.damaged(part: "DOCTYPE"))
        }
    }
}

/// Finds out from all of a text file's bytes in which encoding it is written: by its mark, else by what is possible.
struct TextSurvey {
    private var firstBytes: [UInt8] = []
    private var byteCount = 0
    private var zeroCountByParity = [0, 0]
    private var sequences = 0
    private var broken = 0
    private var bytesLeft = 0
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF
    private var previous: UInt8 = 0
    private var marksAfterVowels = 0
    private var marksElsewhere = 0
    private var vietnameseLetters = 0

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        if firstBytes.count < 512 { firstBytes.append(contentsOf: bytes.prefix(512 - firstBytes.count)) }
        for byte in bytes {
            if byte >= 0x80 || bytesLeft > 0 {
                takeUTF8(byte)
                takeCodePage(byte)
            } else if byte == 0 {
                zeroCountByParity[byteCount & 1] += 1
            }
            previous = byte
            byteCount += 1
        }
    }

    /// - Throws: `SpreadsheetError` when this is no text, or text of another kind.
    func encoding() throws(SpreadsheetError) -> TextEncoding {
        guard byteCount > 0 else { throw .empty }
        for encoding in [TextEncoding.utf8, .utf16LittleEndian, .utf16BigEndian]
        where firstBytes.starts(with: encoding.byteOrderMark) {
            return encoding
        }
        // Of text in UTF-16 without a mark, most bytes on one side are zero.
        if zeroCountByParity[1] > byteCount / 4, zeroCountByParity[0] == 0 { return .utf16LittleEndian }
        if zeroCountByParity[0] > byteCount / 4, zeroCountByParity[1] == 0 { return .utf16BigEndian }
        guard zeroCountByParity == [0, 0] else { throw .unknownFormat }
        let opening = String(decoding: firstBytes, as: UTF8.self).lowercased().drop { $0.isWhitespace }
        for sign in ["<!doctype", "<html", "<table", "<?xml", "<head", "<meta"] where opening.hasPrefix(sign) {
            throw .webPage
        }
        // A slip or two in long UTF-8 is a slip; in a code page valid sequences are rare accidents.
        if broken == 0 || sequences > broken * 20 { return .utf8 }
        return marksElsewhere == 0 && marksAfterVowels + vietnameseLetters > 0 ? .windows1258 : .windows1252
    }

    private mutating func takeUTF8(_ byte: UInt8) {
        if bytesLeft > 0 {
            if allowed.contains(byte) {
                bytesLeft -= 1
                allowed = 0x80...0xBF
                sequences += bytesLeft == 0 ? 1 : 0
                return
            }
            broken += 1
            bytesLeft = 0
            guard byte >= 0x80 else { return }
        }
        allowed = 0x80...0xBF
        switch byte {
        case 0xC2...0xDF: bytesLeft = 1
        case 0xE0...0xEF:
            bytesLeft = 2
            if byte == 0xE0 { allowed = 0xA0...0xBF }
            if byte == 0xED { allowed = 0x80...0x9F }
        case 0xF0...0xF4:
            bytesLeft = 3
            if byte == 0xF0 { allowed = 0x90...0xBF }
            if byte == 0xF4 { allowed = 0x80...0x8F }
        default: broken += 1
        }
    }

    /// Where the code pages differ: tone marks follow vowels in Vietnamese, and đ and ₫ are common there.
    private mutating func takeCodePage(_ byte: UInt8) {
        switch byte {
        case 0xCC, 0xD2, 0xDE, 0xEC, 0xF2:
            let vowels: [UInt8] = Array("aeiouyAEIOUY".utf8) + [0xE2, 0xE3, 0xEA, 0xF4, 0xF5, 0xFD, 0xC2, 0xC3, 0xCA]
            if vowels.contains(previous) || [0xD4, 0xD5, 0xDD].contains(previous) {
                marksAfterVowels += 1
            } else {
                marksElsewhere += 1
            }
        case 0xD0, 0xF0, 0xFE: vietnameseLetters += 1
        case 0x8A, 0x8E, 0x9A, 0x9E: marksElsewhere += 1
        default: break
        }
    }
}

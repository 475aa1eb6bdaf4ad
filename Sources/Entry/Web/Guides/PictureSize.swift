/// How wide and high a WebP picture is: told to the browser before the picture arrives, so that the words stay put.
struct PictureSize: Hashable, Sendable {
    let width: Int
    let height: Int

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Reads the first chunk of a WebP file, of any of its three kinds; `nil` for anything else.
    init?(webP bytes: [UInt8]) {
        guard bytes.count >= 30, Self.text(bytes[0..<4]) == "RIFF", Self.text(bytes[8..<12]) == "WEBP" else {
            return nil
        }
        switch Self.text(bytes[12..<16]) {
        case "VP8 ":
            self.init(width: Self.number(bytes[26..<28]) & 0x3FFF, height: Self.number(bytes[28..<30]) & 0x3FFF)
        case "VP8L":
            let bits = Self.number(bytes[21..<25])
            self.init(width: (bits & 0x3FFF) + 1, height: (bits >> 14 & 0x3FFF) + 1)
        case "VP8X":
            self.init(width: Self.number(bytes[24..<27]) + 1, height: Self.number(bytes[27..<30]) + 1)
        default: return nil
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
    /// The lowest byte comes first.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }
}

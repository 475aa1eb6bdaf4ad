import Crypto
import Kernel

/// A file of the look, inside the program: nothing to install, nothing to lose. Its address carries a digest, so that
/// browsers may keep it for a year and still never show an old one.
struct StaticFile: Sendable {
    let name: String
    let contentType: String
    let bytes: [UInt8]
    let version: String

    private init(_ name: String, _ contentType: String, _ bytes: [UInt8]) {
        self.name = name
        self.contentType = contentType
        self.bytes = bytes
        version = Array(SHA256.hash(data: bytes).prefix(9)).base64URL
    }

    /// With the digest: may be kept for ever.
    var address: Address { .file(name).asking("v", version) }
    /// Without: the style sheet names the typefaces so.
    var fixedAddress: Address { .file(name) }

    static let sheet = StaticFile("qldv.css", "text/css; charset=utf-8", PackageResources.qldv_css)
    static let script = StaticFile("qldv.js", "text/javascript; charset=utf-8", PackageResources.qldv_js)
    static let favicon = StaticFile("favicon.svg", "image/svg+xml", PackageResources.favicon_svg)
    static let regular = StaticFile("text-regular.woff2", "font/woff2", PackageResources.text_regular_woff2)
    static let bold = StaticFile("text-bold.woff2", "font/woff2", PackageResources.text_bold_woff2)
    static let licence = StaticFile(
        "text-license.txt",
        "text/plain; charset=utf-8",
        PackageResources.text_license_txt
    )
    static let all = [sheet, script, favicon, regular, bold, licence]

    static func named(_ name: String) -> StaticFile? { all.first { $0.name == name } }
}

import CGuides
import Crypto
import Kernel

/// The guides and their pictures, inside the program. They are written and kept in `docs/huong-dan` and nowhere else:
/// there they can be read beside the code, and the C target `CGuides` embeds them. (SwiftPM's own embedded resources
/// must lie in the target's folder, and become Swift literals: 700 kB of pictures took the compiler 83 seconds,
/// 2026-11-24.)
struct GuideBook: Sendable {
    struct Guide: Sendable {
        let name: String
        let text: Markdown
    }

    struct Picture: Sendable {
        let name: String
        let bytes: [UInt8]
        let size: PictureSize
        /// Part of the address, so that browsers may keep it for a year and still never show an old one.
        let version: String
    }

    /// In the order of the work.
    static let order = [
        "dang-ky-doanh-nghiep", "thanh-toan-qua-email", "phe-duyet", "tra-cuu-thanh-toan", "doi-soat-hoa-don",
        "hoan-tien",
    ]
    static let payingByMail = "thanh-toan-qua-email"

    static let embedded = GuideBook(files: embeddedFiles())

    let index: Markdown
    let guides: [Guide]
    let pictures: [String: Picture]

    init(files: [String: [UInt8]]) {
        func text(_ name: String) -> Markdown? { files[name].map { Markdown(String(decoding: $0, as: UTF8.self)) } }
        index = text("README.md") ?? Markdown("")
        guides = Self.order.compactMap { name in text("\(name).md").map { Guide(name: name, text: $0) } }
        var pictures: [String: Picture] = [:]
        for (name, bytes) in files {
            guard name.hasPrefix(Self.pictureFolder), let size = PictureSize(webP: bytes) else { continue }
            let version = Array(SHA256.hash(data: bytes).prefix(9)).base64URL
            pictures[name] = Picture(
                name: String(name.dropFirst(Self.pictureFolder.count)),
                bytes: bytes,
                size: size,
                version: version
            )
        }
        self.pictures = pictures
    }

    func guide(_ name: String) -> Guide? { guides.first { $0.name == name } }
    func picture(_ name: String) -> Picture? { pictures[Self.pictureFolder + name] }

    private static let pictureFolder = "hinh/"

    private static func embeddedFiles() -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var index = 0
        while true {
            let file = guide_file_at(index)
            guard let name = file.name, let bytes = file.bytes else { return files }
            files[String(cString: name)] = [UInt8](UnsafeBufferPointer(start: bytes, count: file.count))
            index += 1
        }
    }
}

extension Address {
    static var guides: Address { Address("huong-dan") }
    static func guide(_ name: String) -> Address { Address("huong-dan", name) }
    static func guidePicture(_ picture: GuideBook.Picture) -> Address {
        Address("huong-dan", "hinh", picture.name).asking("v", picture.version)
    }
}

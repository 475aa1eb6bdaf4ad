import Foundation
import Kernel
import Markup
import Testing

@testable import Web

/// The guides as they are in the program.
@Suite struct GuideTests {
    static let book = GuideBook.embedded
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/huong-dan").standardized

    private static func files(_ folder: URL, _ ending: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) })
    }

    @Test func `every guide that is written is in the program, and in its place`() throws {
        let written = try Self.files(Self.folder, ".md").subtracting(["README.md"])
        #expect(written == Set(GuideBook.order.map { "\($0).md" }))
        #expect(Self.book.guides.map(\.name) == GuideBook.order)
        for guide in Self.book.guides {
            let kept = try String(contentsOf: Self.folder.appending(path: "\(guide.name).md"), encoding: .utf8)
            #expect(guide.text == Markdown(kept))
        }
    }

    @Test func `every picture that is kept is in the program: scripts/guides lists them`() throws {
        let kept = try Self.files(Self.folder.appending(path: "hinh"), ".webp")
        #expect(Set(Self.book.pictures.keys) == Set(kept.map { "hinh/\($0)" }))
        #expect(Self.book.pictures.values.reduce(0) { $0 + $1.bytes.count } < 2_000_000)
        for picture in Self.book.pictures.values {
            #expect(
                picture.bytes.count < 80_000 && picture.size.width > 100 && picture.size.height > 50,
                "\(picture.name)"
            )
        }
    }

    @Test func `every picture that a guide names is there, and is told in words`() {
        for guide in Self.book.guides {
            for picture in guide.text.pictures {
                #expect(Self.book.pictures[picture.file] != nil, "\(guide.name): \(picture.file)")
                #expect(picture.words.count > 10, "\(guide.name): \(picture.file)")
            }
        }
    }

    @Test func `a link to a guide finds the guide, and the heading in it`() throws {
        for guide in Self.book.guides {
            for target in guide.text.targets {
                switch target {
                case .path: continue
                case .anchor(let anchor): #expect(guide.text.anchors.contains(anchor), "\(guide.name): \(anchor)")
                case .guide(let name, let anchor):
                    let found = try #require(Self.book.guide(name), "\(guide.name): \(name)")
                    #expect(anchor.isEmpty || found.text.anchors.contains(anchor), "\(guide.name): \(name)#\(anchor)")
                }
            }
        }
    }

    @Test func `the index leads to every guide`() {
        let named = Set(Self.book.index.targets.map { "\($0)" })
        for guide in Self.book.guides {
            #expect(named.contains("\(Markdown.Target.guide(name: guide.name, anchor: ""))"), "\(guide.name)")
        }
    }

    @Test func `a guide has a title, a first paragraph for searchers, and sections`() {
        for guide in Self.book.guides {
            #expect(!guide.text.title.isEmpty && !guide.text.summary.isEmpty && guide.text.sections.count >= 3)
        }
    }

    @Test func `whoever reads English is told that the guide is Vietnamese`() throws {
        let guide = try #require(Self.book.guides.first)
        let page = GuidePage(around: Specimen.around(.english), text: guide.text, book: Self.book).html.string
        #expect(page.contains("This guide is in Vietnamese") && page.contains("<article class=\"guide\" lang=\"vi\">"))
    }
}

extension Markdown {
    fileprivate var anchors: [String] {
        blocks.compactMap { block in
            guard case .heading(_, let anchor, _) = block else { return nil }
            return anchor
        }
    }
}

extension Specimen {
    /// A guide of its own, so that the snapshot changes with the page and not with the words of the product.
    static let guides: [Specimen] = {
        let picture: [UInt8] =
            Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0]
            + [0xE7, 0x03, 0, 0x2B, 0x01, 0]
        let text = """
            # Thanh toán từ email

            Ba phút, sáu bước.

            ## Sáu bước

            <!-- trang: thu -->

            1. Nhấn **Thanh toán**.

               ![Thư yêu cầu thanh toán](hinh/thu.webp)

            2. Kiểm tra, [xem bên dưới](#không-đủ-số-dư).

            > Đừng cho ai biết mã OTP.

            ## Không đủ số dư

            - Nạp thêm tiền.
            - [Gọi người phụ trách](phe-duyet.md#từ-chối) hoặc [đăng nhập](/tai-khoan/dang-nhap).
            """
        let index = "# Hướng dẫn\n\nTừng bước.\n\n- [Thanh toán](thanh-toan-qua-email.md): sáu bước.\n"
        let book = GuideBook(files: [
            "thanh-toan-qua-email.md": Array(text.utf8), "README.md": Array(index.utf8), "hinh/thu.webp": picture,
        ])
        return [
            Specimen(name: "guide", page: GuidePage(around: around(), text: Markdown(text), book: book)),
            Specimen(name: "guide-en", page: GuidePage(around: around(.english), text: Markdown(text), book: book)),
            Specimen(name: "guides", page: GuideIndexPage(around: around(), text: book.index, book: book)),
        ]
    }()
}

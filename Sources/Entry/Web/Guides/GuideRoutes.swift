import Hummingbird
import NIOCore

/// The guides: for anybody, signed in or not.
struct GuideRoutes: Sendable {
    let desk: Desk

    private var book: GuideBook { .embedded }

    func add(to router: Router<PublicContext>) {
        router.get("huong-dan", use: index)
        router.get("huong-dan/:name", use: guide)
        router.get("huong-dan/hinh/:name", use: picture)
    }

    @Sendable private func index(_ request: Request, _ context: PublicContext) -> Response {
        GuideIndexPage(around: desk.around(request, context.visit), text: book.index, book: book).response()
    }

    @Sendable private func guide(_ request: Request, _ context: PublicContext) throws -> Response {
        guard let guide = book.guide(try context.parameters.require("name")) else { throw HTTPError(.notFound) }
        return GuidePage(
            around: desk.around(request, context.visit),
            text: guide.text,
            book: book
        ).response()
    }

    @Sendable private func picture(_ request: Request, _ context: PublicContext) throws -> Response {
        guard let picture = book.picture(try context.parameters.require("name")) else { throw HTTPError(.notFound) }
        let isFixed = try request.asked().text("v") == picture.version
        return Response(
            status: .ok,
            headers: [
                .contentType: "image/webp",
                .cacheControl: isFixed ? "public, max-age=31536000, immutable" : "public, max-age=86400",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: picture.bytes))
        )
    }
}

import Contracts
import Evidence
import Hummingbird
import Kernel
import NIOCore
import Organisation

/// The file that proves a payment or a contract, and the key it is signed with.
struct EvidenceRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/thanh-toan/:reference/bang-chung", .takeEvidence, use: ofPayment)
        router.get("quan-ly/hop-dong/:id/bang-chung", .takeEvidence, use: ofContract)
    }

    /// The key is for everybody: who receives evidence has no account here.
    func add(to router: Router<PublicContext>) {
        router.get("bang-chung/khoa", use: key)
    }

    @Sendable private func ofPayment(_ request: Request, _ context: StaffContext) async throws -> Response {
        try await file(.payment(try context.parameters.require("reference")), context)
    }

    @Sendable private func ofContract(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = Contract.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        return try await file(.contract(id), context)
    }

    private func file(_ subject: TakeEvidence.Subject, _ context: StaffContext) async throws -> Response {
        let take = TakeEvidence(database: desk.database, world: desk.world, key: try EvidenceKey(desk.key))
        switch try await take(subject, by: context.member) {
        case .taken(let bundle):
            return Response(
                status: .ok,
                headers: [
                    .contentType: "application/json", .cacheControl: "no-store",
                    .contentDisposition: "attachment; filename=\"\(bundle.name)\"",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bundle.bytes))
            )
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        }
    }

    @Sendable private func key(_ request: Request, _ context: PublicContext) async throws -> Response {
        EvidenceKeyPage(
            around: desk.around(request, context.visit),
            publicKey: try EvidenceKey(desk.key).publicKey
        ).response()
    }
}

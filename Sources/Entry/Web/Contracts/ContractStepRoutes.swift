import Contracts
import Hummingbird
import Kernel
import Markup
import NIOCore
import Organisation
import QRCode
import Sales
import Storage

/// What is done with one contract: hand in, cancel, renew, links, files, disputes.
struct ContractStepRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.post("quan-ly/hop-dong/:id/trinh", .declareContracts, use: submit)
        router.post("quan-ly/hop-dong/:id/huy", .declareContracts, use: cancel)
        router.post("quan-ly/hop-dong/:id/gia-han", .declareContracts, use: renew)
        router.post("quan-ly/hop-dong/:id/duong-dan", .followContracts) { try await link($0, $1, .renew) }
        router.post("quan-ly/hop-dong/:id/thu-hoi", .followContracts) { try await link($0, $1, .revoke) }
        router.get("quan-ly/hop-dong/:id/in", .followContracts, use: slip)
        router.post("quan-ly/hop-dong/:id/tep", .declareContracts, filesUpTo: Attachment.limitBytes, use: upload)
        router.get("quan-ly/tep/:id", .viewContracts, use: download)
        router.post("quan-ly/tep/:id/xoa", .declareContracts, use: removeFile)
        router.post("quan-ly/khieu-nai/:id", .followContracts, filesUpTo: DisputeFile.limitBytes, use: answer)
        router.get("quan-ly/tep-tra-loi/:id", .viewContracts, use: downloadSent)
    }

    private func id(_ context: StaffContext) throws -> Contract.ID {
        guard let id = Contract.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        return id
    }

    private func done(_ id: Contract.ID, _ step: String) -> Response {
        .see(Address.contract("\(id)").asking("xong", step))
    }

    private func problem(_ id: Contract.ID, _ reason: String) -> Response {
        .see(Address.contract("\(id)").asking("loi", reason))
    }

    @Sendable private func submit(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        let revision = Int64(try await request.form().text("revision")) ?? -1
        let submit = SubmitContract(database: desk.database, world: desk.world, key: desk.key)
        switch try await submit(id, revision: revision, by: context.member) {
        case .submitted:
            let contract = try await desk.database.read { try Contract.find(id, on: $0) }
            return done(id, contract?.payment == .postpaid ? "trinh-duyet" : "trinh")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .stale: return problem(id, "cu")
        case .alreadySubmitted: return problem(id, "muon")
        case .noAttachment: return problem(id, "thieu-tep")
        case .outdated: return problem(id, "doi")
        }
    }

    @Sendable private func cancel(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        let reason = try await request.form().text("reason")
        let cancel = CancelContract(database: desk.database, world: desk.world)
        switch try await cancel(id, reason: reason, by: context.member) {
        case .cancelled: return done(id, "huy")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .paymentUnderWay: return problem(id, "dang-tra")
        case .tooLate: return problem(id, "muon")
        }
    }

    @Sendable private func renew(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        switch try await RenewContract(database: desk.database, world: desk.world)(id, by: context.member) {
        case .drafted(let draft), .exists(let draft): return done(draft, "gia-han")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .notRenewable: return problem(id, "khong-gia-han")
        case .planWithdrawn: return problem(id, "goi")
        }
    }

    // MARK: Links

    private var follow: FollowLinks { FollowLinks(database: desk.database, world: desk.world, key: desk.key) }

    private func link(_ request: Request, _ context: StaffContext, _ step: FollowLinks.Step) async throws -> Response {
        let id = try id(context)
        switch try await follow(step, id, by: context.member) {
        case .done: return done(id, step == .renew ? "duong-dan" : "thu-hoi")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .nothingOwed: return problem(id, "het-no")
        case .tooMany: return problem(id, "nhieu")
        }
    }

    @Sendable private func slip(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        guard let dossier = try await FindDossier(database: desk.database)(id, for: context.member),
            let live = try await follow.liveToken(of: id, for: context.member)
        else { throw HTTPError(.notFound) }
        let address = desk.settings.publicAddress + Address.payment(live.token).description
        let language = context.visit.language
        return try PaymentSlipPage(
            around: desk.around(request, context.visit),
            id: "\(id)",
            number: dossier.contract.number,
            details: Words(language: language).details(dossier.contract, until: live.until),
            picture: QRSymbol(address)?.svg(label: language("Mã QR thanh toán", "QR code to pay")) ?? "",
            until: live.until.display
        ).response()
    }

    // MARK: Files

    private var files: KeepAttachments { KeepAttachments(database: desk.database, world: desk.world) }

    @Sendable private func upload(_ request: Request, _ context: StaffContext) async throws -> Response {
        let id = try id(context)
        let file = try await request.form().file("file")
        let outcome = try await files.add(
            name: file?.name ?? "",
            content: file?.bytes ?? [],
            to: id,
            by: context.member
        )
        return try answer(outcome, id)
    }

    @Sendable private func removeFile(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let file = Attachment.ID(try context.parameters.require("id")),
            let known = try await files.content(file, for: context.member)?.attachment
        else { throw HTTPError(.notFound) }
        return try answer(try await files.remove(file, by: context.member), known.contract)
    }

    private func answer(_ outcome: KeepAttachments.Outcome, _ id: Contract.ID) throws -> Response {
        switch outcome {
        case .done: return done(id, "tep")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .empty: return problem(id, "tep-rong")
        case .tooLarge: return problem(id, "tep-lon")
        case .tooMany: return problem(id, "tep-nhieu")
        case .wrongType: return problem(id, "tep-loai")
        case .handedIn: return problem(id, "muon")
        }
    }

    /// Always as a download: what somebody uploaded is never shown as a page of ours.
    @Sendable private func download(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = Attachment.ID(try context.parameters.require("id")),
            let (attachment, bytes) = try await files.content(id, for: context.member)
        else { throw HTTPError(.notFound) }
        return Response(
            status: .ok,
            headers: [
                .contentType: attachment.contentType.rawValue,
                .contentDisposition: FileName.attachmentHeader(attachment.name),
                .cacheControl: "private, no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    // MARK: Disputes

    @Sendable private func answer(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = Dispute.ID(try context.parameters.require("id")),
            let dispute = try await desk.database.read({ try Dispute.find(id, on: $0) })
        else { throw HTTPError(.notFound) }
        let form = try await request.form()
        let answer = AnswerDispute(database: desk.database, world: desk.world, key: desk.key)
        let outcome = try await answer(
            id,
            answer: form.text("answer"),
            corrected: form.has("corrected"),
            files: (0..<ContractPage.answerFiles).compactMap { form.file("file-\($0)") }
                .map { FileChanges.NewFile(name: $0.name, content: $0.bytes) },
            by: context.member
        )
        switch outcome {
        case .answered: return done(dispute.contract, "tra-loi")
        case .answerMissing, .tooLong: return problem(dispute.contract, "tra-loi")
        case .notAllowed: throw HTTPError(.forbidden)
        case .unknown: throw HTTPError(.notFound)
        case .closed: return problem(dispute.contract, "muon")
        case .nothingCorrected: return problem(dispute.contract, "chua-sua")
        case .badFile(let mistake):
            switch mistake {
            case .empty: return problem(dispute.contract, "tep-rong")
            case .tooLarge: return problem(dispute.contract, "tep-lon")
            case .tooMany: return problem(dispute.contract, "tep-nhieu")
            case .wrongType, .unknown, .noneLeft: return problem(dispute.contract, "tep-loai")
            }
        }
    }

    /// What went to the customer with an answer; a download, as all that was uploaded.
    @Sendable private func downloadSent(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = DisputeFile.ID(try context.parameters.require("id")),
            let (file, bytes) = try await DisputeFiles(database: desk.database).content(id, for: context.member)
        else { throw HTTPError(.notFound) }
        return Response(
            status: .ok,
            headers: [
                .contentType: file.contentType.rawValue,
                .contentDisposition: FileName.attachmentHeader(file.name),
                .cacheControl: "private, no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

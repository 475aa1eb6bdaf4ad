import Contracts
import Hummingbird
import Journal
import Kernel
import Organisation
import People
import Storage

/// The audit log, and what waits to leave.
struct AuditRoutes: Sendable {
    let desk: Desk

    private static let pageSize = 50

    func add(to router: inout StaffRouter) {
        router.get("quan-ly/nhat-ky", .viewAuditLog, use: show)
        router.get("quan-ly/nhat-ky/xuat", .viewAuditLog, use: export)
        router.get("quan-ly/nhat-ky/phat", .manageDeliveries, use: showDeliveries)
        router.post("quan-ly/nhat-ky/phat", .manageDeliveries, use: release)
    }

    // MARK: The log

    @Sendable private func show(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        let wish = Self.wish(asked)
        let isProof = asked.has("kiem-tra")
        let cursor = AuditEntry.ID(asked.text("truoc"))
        let found = try await desk.database.read { connection in
            let filter = try Self.filter(wish, connection)
            let lines = try AuditLine.page(filter, before: cursor, limit: Self.pageSize + 1, on: connection)
            return (
                lines, try Self.names(of: lines, connection),
                isProof ? try AuditChain.verify(on: connection) : nil, try AuditChain.length(on: connection)
            )
        }
        let language = context.visit.language
        let base = Self.address(wish, from: .auditLog)
        let hasMore = found.0.count > Self.pageSize
        return AuditLogPage(
            around: desk.around(request, context.visit),
            lines: found.0.prefix(Self.pageSize).map { Self.line($0, found.1) },
            wish: wish,
            chain: Self.chain(found.2, found.3, language),
            proof: isProof ? nil : base.asking("kiem-tra", "1"),
            export: Self.address(wish, from: .auditExport),
            later: hasMore ? base.asking("truoc", "\(found.0[Self.pageSize - 1].id)") : nil,
            mayDeliver: context.member.may(.manageDeliveries)
        ).response()
    }

    private static func wish(_ asked: FormData) -> AuditLogPage.Wish {
        AuditLogPage.Wish(
            subject: asked.text("doi-tuong").trimmed,
            actor: asked.text("ai").trimmed,
            action: asked.text("viec").trimmed,
            from: Day(iso8601: asked.text("tu"))?.iso8601 ?? "",
            to: Day(iso8601: asked.text("den"))?.iso8601 ?? ""
        )
    }

    /// What was found, as a file: written batch by batch, and itself a line of the log.
    @Sendable private func export(_ request: Request, _ context: StaffContext) async throws -> Response {
        let asked = try request.asked()
        guard let format = PaymentExport.Format(asked: asked) else { throw HTTPError(.badRequest) }
        let wish = Self.wish(asked)
        let filter = try await desk.database.read { try Self.filter(wish, $0) }
        let (member, world, time) = (context.member, desk.world, desk.world.now())
        try await desk.database.write { connection in
            try AuditEntry.record(
                "audit.exported",
                on: member.subject,
                by: .staff(member.actorID),
                ["filter": Self.address(wish, from: .auditLog).description],
                in: world,
                connection
            )
        }
        return AuditExport(
            database: desk.database,
            filter: filter,
            language: context.visit.language,
            takenAt: time
        ).response(format)
    }

    private static func address(_ wish: AuditLogPage.Wish, from base: Address) -> Address {
        base.asking("doi-tuong", wish.subject).asking("ai", wish.actor).asking("viec", wish.action)
            .asking("tu", wish.from).asking("den", wish.to)
    }

    /// What people type, a contract's number or an address, as the log writes it.
    private static func filter(_ wish: AuditLogPage.Wish, _ connection: any SQLConnection) throws -> AuditFilter {
        var filter = AuditFilter()
        filter.subject = wish.subject
        if !wish.subject.contains(":"), let contract = try Contract.find(number: wish.subject, on: connection) {
            filter.subject = contract.subject
        }
        filter.actor = wish.actor
        if let email = EmailAddress(wish.actor), let member = try StaffMember.find(email, on: connection) {
            filter.actor = Actor.staff(member.actorID).text
        }
        filter.action = wish.action
        filter.from = Day(iso8601: wish.from)
        filter.to = Day(iso8601: wish.to)
        return filter
    }

    /// What identifiers stand for, as far as they are people or contracts.
    private static func names(of lines: [AuditLine], _ connection: any SQLConnection) throws -> [String: String] {
        var names: [String: String] = [:]
        for text in Set(lines.flatMap { [$0.entry.actor, $0.entry.subject] }) {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            if parts[0] == "staff", let id = StaffMember.ID(parts[1]) {
                names[text] = try StaffMember.find(id, on: connection)?.name
            } else if parts[0] == "contract", let id = Contract.ID(parts[1]) {
                names[text] = try Contract.find(id, on: connection)?.number
            }
        }
        return names
    }

    private static func line(_ line: AuditLine, _ names: [String: String]) -> AuditLogPage.Line {
        let parts = line.entry.subject.split(separator: ":", maxSplits: 1).map(String.init)
        let address: Address? =
            switch parts.first {
            case "contract" where parts.count == 2: .contract(parts[1])
            case "customer" where parts.count == 2: .customer(parts[1])
            case "staff" where parts.count == 2 && StaffMember.ID(parts[1]) != nil: .person(parts[1])
            case "unit" where parts.count == 2: .unit(parts[1])
            default: nil
            }
        return AuditLogPage.Line(
            when: line.entry.at.displayWithSeconds,
            actor: names[line.entry.actor] ?? line.entry.actor,
            actorKey: line.entry.actor,
            action: line.entry.action,
            subject: names[line.entry.subject] ?? line.entry.subject,
            subjectAddress: address,
            detail: line.entry.detail.split(separator: "\n").map(String.init).filter { !$0.hasSuffix("=") },
            sequence: line.sequence.map { "\($0)" }
        )
    }

    private static func chain(
        _ proof: AuditChain.Report?,
        _ length: (linked: Int64, waiting: Int64),
        _ language: Language
    ) -> AuditLogPage.Chain {
        let detail = language(
            "\(length.linked) dòng đã vào chuỗi, \(length.waiting) dòng đang chờ.",
            "\(length.linked) entries are linked, \(length.waiting) wait to be."
        )
        guard let proof else {
            return .init(words: language("Chuỗi nhật ký", "The chain"), tone: .calm, detail: detail)
        }
        guard let broken = proof.broken else {
            let words = language(
                "Chuỗi nguyên vẹn đến mắt xích \(proof.verified)",
                "The chain holds up to link \(proof.verified)"
            )
            return .init(words: words, tone: .good, detail: detail)
        }
        let words = language(
            "Chuỗi bị đứt sau mắt xích \(proof.verified): nhật ký đã bị sửa",
            "The chain is broken after link \(proof.verified): somebody has touched the log"
        )
        return .init(words: words, tone: .bad, detail: broken)
    }

    // MARK: Deliveries

    @Sendable private func showDeliveries(_ request: Request, _ context: StaffContext) async throws -> Response {
        let isReleased = try request.asked().text("xong") == "gui-lai"
        let news = isReleased ? context.visit.language("Đã đưa vào hàng gửi lại.", "Released.") : nil
        return try await deliveries(request, context, news: news, error: nil).response()
    }

    private func deliveries(
        _ request: Request,
        _ context: StaffContext,
        news: String?,
        error: String?
    ) async throws -> DeliveriesPage {
        let all = try await desk.database.read { try OutboxStatus.unfinished(limit: 500, on: $0) }
        let lines = all.map { status in
            DeliveriesPage.Line(
                key: status.key,
                kind: status.kind,
                isParked: status.state == "parked",
                tries: "\(status.attempts)",
                since: status.createdAt.display,
                next: status.state == "parked" ? "–" : status.availableAt.display,
                reason: status.lastError ?? "–"
            )
        }
        return DeliveriesPage(
            around: desk.around(request, context.visit),
            parked: lines.filter(\.isParked),
            waiting: lines.filter { !$0.isParked },
            news: news,
            error: error
        )
    }

    @Sendable private func release(_ request: Request, _ context: StaffContext) async throws -> Response {
        let key = try await request.form().text("key")
        let release = ReleaseDelivery(database: desk.database, world: desk.world)
        switch try await release(key: key, by: context.member) {
        case .released: return .see(Address.deliveries.asking("xong", "gui-lai"))
        case .notAllowed: throw HTTPError(.forbidden)
        case .notParked:
            let words = context.visit.language("Việc này không còn bị dừng.", "This is not stopped any more.")
            return try await deliveries(request, context, news: nil, error: words).response(status: .conflict)
        }
    }
}

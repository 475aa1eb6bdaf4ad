import Contracts
import Customers
import Hummingbird
import Kernel
import Organisation
import People
import Storage

/// Everybody's own desk: overview, inbox, account.
struct StaffDeskRoutes: Sendable {
    let desk: Desk

    func add(to router: inout StaffRouter) {
        router.get("quan-ly", .ownDesk, use: home)
        router.get("quan-ly/hop-tin", .ownDesk, use: inbox)
        router.post("quan-ly/hop-tin/da-xem", .ownDesk, use: markRead)
        router.post("quan-ly/hop-tin/:id/xong", .ownDesk, use: finish)
        router.get("quan-ly/tai-khoan", .ownDesk, use: account)
        router.post("quan-ly/tai-khoan/phien/:id", .ownDesk, use: endSession)
    }

    @Sendable private func home(_ request: Request, _ context: StaffContext) async throws -> Response {
        let counts = try await ContractQueries(database: desk.database).counts(for: context.member)
        let items = try await lines(for: context.member, context.visit.language, limit: 8)
        return StaffHomePage(
            around: desk.around(request, context.visit),
            figures: figures(counts, context),
            waiting: items.filter { $0.isNew || ($0.isTask && !$0.isDone) }
        ).response()
    }

    private func figures(_ counts: [ContractState: Int64], _ context: StaffContext) -> [Figure] {
        guard context.member.may(.viewContracts) else { return [] }
        let words = StaffWords(language: context.visit.language)
        let shown: [(ContractState, Tone)] = [
            (.awaitingPayment, .warn), (.awaitingRegionalApproval, .warn), (.awaitingITApproval, .warn),
            (.activating, .brand), (.active, .good),
        ]
        return shown.map { state, tone in
            Figure(
                value: "\(counts[state] ?? 0)",
                label: words.state(state).words,
                address: Address.contracts.asking("trang-thai", state.rawValue),
                tone: tone
            )
        }
    }

    @Sendable private func inbox(_ request: Request, _ context: StaffContext) async throws -> Response {
        InboxPage(
            around: desk.around(request, context.visit),
            lines: try await lines(for: context.member, context.visit.language, limit: 200)
        ).response()
    }

    private func lines(for member: StaffMember, _ language: Language, limit: Int) async throws -> [InboxLine] {
        let words = StaffWords(language: language)
        return try await desk.database.read { connection in
            try InboxItem.all(of: member.id, limit: limit, on: connection).map { item in
                let (subject, address) = try Self.subject(item, language, connection)
                return InboxLine(
                    id: "\(item.id)",
                    words: words.news(item.kind),
                    detail: item.detail.hasPrefix("days=") ? "" : item.detail,
                    subject: subject,
                    address: address,
                    when: item.createdAt.display,
                    isTask: item.isTask,
                    isDone: item.doneAt != nil,
                    isNew: item.readAt == nil
                )
            }
        }
    }

    /// What an item is about, and where that is.
    private static func subject(
        _ item: InboxItem,
        _ language: Language,
        _ connection: any SQLConnection
    ) throws -> (String, Address?) {
        let parts = item.about.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return (item.about, nil) }
        switch parts[0] {
        case "contract":
            guard let contract = try Contract.ID(parts[1]).flatMap({ try Contract.find($0, on: connection) }) else {
                return (item.about, nil)
            }
            return ("\(contract.number) · \(contract.buyer.displayName)", .contract(parts[1]))
        case "customer" where item.kind == .promiseBroken:
            return (language("Nợ cước của khách hàng", "The customer’s debts"), .debtor(parts[1]))
        case "customer": return (language("Khách hàng", "Customer"), .customer(parts[1]))
        case "debt_change": return (language("Đề xuất xóa nợ, ghi có", "Proposals about debts"), .debtChanges)
        case "unknown_outcomes":
            return (language("Thanh toán chưa rõ kết quả", "Unknown outcomes"), .unknownOutcomes)
        case "api_token": return (language("Mã truy cập API", "API tokens"), .tokens)
        case "alarm": return (language("Cảnh báo", "Alarms"), .alarms)
        case "exception":
            return (
                language("Chênh lệch đối soát", "Reconciliation exception"),
                .exception(parts[1])
            )
        case "reconciliation_day":
            guard let day = Day(iso8601: parts[1].prefix(10)) else { return (item.about, nil) }
            return (day.display, .reconciliationDay(day.iso8601))
        case "delegation": return (language("Ủy quyền phê duyệt", "Delegation of approvals"), .delegations)
        case "billing_run": return (language("Kỳ cước", "Billing run"), .billingRun(parts[1]))
        case "usage_import": return (language("Tệp sản lượng", "File of usage"), .usageImport(parts[1]))
        case "payment_case": return (language("Hoàn tiền", "Refund"), .refundCase(parts[1]))
        case "invoice": return (language("Hóa đơn", "Invoice"), .here("/quan-ly/hoa-don/\(parts[1])"))
        default: return (item.about, nil)
        }
    }

    @Sendable private func markRead(_ request: Request, _ context: StaffContext) async throws -> Response {
        let (member, time) = (context.member, desk.world.now())
        try await desk.database.write { try InboxItem.markRead(of: member.id, at: time, on: $0) }
        return .see(.inbox)
    }

    @Sendable private func finish(_ request: Request, _ context: StaffContext) async throws -> Response {
        let (member, time) = (context.member, desk.world.now())
        guard let id = InboxItem.ID(try context.parameters.require("id")) else { throw HTTPError(.notFound) }
        let isDone = try await desk.database.write { try InboxItem.finish(id, of: member.id, at: time, on: $0) }
        guard isDone else { throw HTTPError(.notFound) }
        return .see(.inbox)
    }

    @Sendable private func account(_ request: Request, _ context: StaffContext) async throws -> Response {
        let language = context.visit.language
        let words = StaffWords(language: language)
        let member = context.member
        let unit = try await desk.database.read { try OrganisationUnit.find(member.unit.code, on: $0) }
        let isEnded = try request.asked().text("xong") == "phien"
        return OwnDeskPage(
            around: desk.around(request, context.visit),
            facts: [
                Fact(language("Họ tên", "Name"), member.name), Fact("Email", member.email.description),
                Fact(language("Đơn vị", "Unit"), unit.map(words.unit) ?? member.unit.code),
                Fact(
                    language("Vai trò", "Roles"),
                    Role.allCases.filter(member.roles.contains).map(words.role).joined(separator: ", ")
                ),
            ],
            hasSecondFactor: member.secondFactor.isConfirmed,
            devices: try await desk.staffSessions.live(of: member).map { session in
                OwnDeskPage.Device(
                    id: "\(session.id)",
                    name: session.device.deviceName(language),
                    address: session.address,
                    lastSeen: session.seenAt.display,
                    isThis: session.id == context.staff.session.id
                )
            },
            news: isEnded ? language("Đã đăng xuất thiết bị đó.", "That device is signed out.") : nil
        ).response()
    }

    @Sendable private func endSession(_ request: Request, _ context: StaffContext) async throws -> Response {
        guard let id = StaffSession.ID(try context.parameters.require("id")),
            try await desk.staffSessions.revoke(id, of: context.member)
        else { throw HTTPError(.notFound) }
        return .see(Address.ownDesk.asking("xong", "phien"))
    }
}

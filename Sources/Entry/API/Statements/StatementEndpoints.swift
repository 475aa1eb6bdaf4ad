import Contracts
import Kernel
import Organisation
import Statements
import Storage

let statementEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "statements"),
        .viewStatements,
        ("Các thông báo cước", "Statements of postpaid contracts"),
        query: listParameters + [
            .maybe("state", .choice(of: StatementFilter.Standing.self), "Tình trạng", "How they stand"),
            .maybe("contract_id", .id, "Hợp đồng", "The contract"), monthParameter,
        ],
        outputs: [(200, .json(PageBody<StatementBody>.shape))]
    ) { context in
        var filter = StatementFilter()
        filter.standing = context.choice("state")
        filter.contract = context.asked("contract_id")
        filter.month = try context.month()
        let queries = StatementQueries(database: context.database, now: context.world.now)
        let part = try await queries.part(filter, for: context.member, context.window())
        return try context.page(part, StatementBody.init)
    },
    Endpoint(
        (.get, "statements/{id}"),
        .viewStatements,
        ("Một thông báo cước", "One statement"),
        outputs: [(200, .json(StatementBody.shape))]
    ) { context in
        let queries = StatementQueries(database: context.database, now: context.world.now)
        guard let (statement, _) = try await queries.find(context.id(), for: context.member) else {
            throw Problem(.notFound)
        }
        return try .ok(StatementBody(statement))
    },
    Endpoint(
        (.get, "billing_runs"),
        .runBilling,
        ("Các kỳ cước", "Billing runs"),
        query: listParameters,
        outputs: [(200, .json(PageBody<BillingRunBody>.shape))]
    ) { context in
        let window = try context.window()
        let (part, figures) = try await context.database.read { connection in
            let part = try BillingRun.list(window, on: connection)
            return (part, try part.items.map { try $0.figures(on: connection) })
        }
        let bodies = zip(part.items, figures).map { BillingRunBody($0, $1) }
        return try context.page(ListPart(items: bodies, next: part.next)) { $0 }
    },
    Endpoint(
        (.get, "billing_runs/{id}"),
        .runBilling,
        ("Một kỳ cước", "One billing run"),
        outputs: [(200, .json(BillingRunBody.shape))]
    ) { context in
        let id: BillingRun.ID = try context.id()
        let found = try await context.database.read { connection in
            try BillingRun.find(id, on: connection).map { ($0, try $0.figures(on: connection)) }
        }
        guard let (run, figures) = found else { throw Problem(.notFound) }
        return try .ok(BillingRunBody(run, figures))
    },
]

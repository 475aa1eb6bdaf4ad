import Catalogue
import Kernel
import Organisation
import People
import Storage

/// What every program may ask: who am I, what is sold, which units are there.
let houseEndpoints: [Endpoint] = [
    Endpoint(
        (.get, "me"),
        .ownDesk,
        ("Tôi là ai, được làm gì", "Who I am and what I may do"),
        outputs: [(200, .json(CallerBody.shape))]
    ) { context in
        let (token, member) = (context.caller.token, context.member)
        return try .ok(
            CallerBody(
                id: "\(member.id)",
                name: member.name,
                email: member.email.description,
                unit: member.unit.code,
                roles: member.roles.map(\.rawValue).sorted(),
                scopes: token.scopes.filter { member.may($0) }.map(\.rawValue).sorted(),
                tokenID: "\(token.id)",
                tokenName: token.name,
                tokenExpiresAt: token.expiresAt.iso8601
            )
        )
    },
    Endpoint(
        (.get, "units"),
        .ownDesk,
        ("Các đơn vị", "The units of the house"),
        outputs: [(200, .json(ListBody<UnitBody>.shape))]
    ) { context in
        let units = try await context.database.read { try OrganisationUnit.all(on: $0) }
        return try .ok(ListBody(items: units.map(UnitBody.init)))
    },
    Endpoint(
        (.get, "catalogue"),
        .ownDesk,
        ("Danh mục dịch vụ và giá hôm nay", "What is sold, at today's prices"),
        outputs: [(200, .json(ListBody<ProductBody>.shape))]
    ) { context in
        let products = try await CatalogueQueries(database: context.database, now: context.world.now).products()
        return try .ok(ListBody(items: products.map(ProductBody.init)))
    },
]

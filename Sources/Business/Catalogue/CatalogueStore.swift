package import Kernel
package import Storage
import Tariffs

/// What can be bought today, and at what price.
package struct CatalogueQueries: Sendable {
    private let database: any SQLDatabase
    private let now: Now

    package init(database: any SQLDatabase, now: @escaping Now) {
        self.database = database
        self.now = now
    }

    package func products() async throws -> [ProductOffer] {
        let today = now().day
        return try await database.read { try ProductOffer.all(on: today, connection: $0) }
    }

    package func product(_ code: String) async throws -> ProductOffer? {
        try await products().first { $0.code == code }
    }

    /// The plans that are paid month by month, in the catalogue's order.
    package func postpaidPlans() async throws -> [PlanOffer] {
        let today = now().day
        return try await database.read { try PlanOffer.allPostpaid(on: today, connection: $0) }
    }

    package func plan(_ code: String) async throws -> PlanOffer? {
        let today = now().day
        return try await database.read { try PlanOffer.find(code, on: today, connection: $0) }
    }
}

extension ProductOffer {
    static func all(on day: Day, connection: any SQLConnection) throws -> [ProductOffer] {
        let plans = Dictionary(
            grouping: try connection.rows(PlanOffer.onSale(on: day) + " ORDER BY p.position").map(PlanOffer.init(row:)),
            by: \.productCode
        )
        return try connection.rows(
            """
            SELECT code, name_vi, name_en, summary_vi, summary_en, category, vat_class, for_individual, for_enterprise
            FROM product WHERE on_sale = 1 ORDER BY position
            """
        ).map { row in
            let code = try row.text("code")
            return ProductOffer(
                code: code,
                name: try row.bilingual("name"),
                summary: try row.bilingual("summary"),
                category: try row.text("category"),
                forIndividuals: try row.bool("for_individual"),
                forEnterprises: try row.bool("for_enterprise"),
                vatClass: try row.text("vat_class"),
                plans: plans[code] ?? []
            )
        }
    }
}

extension PlanOffer {
    /// The prepaid plan at the price and VAT of that day; `nil` when it is not on sale then.
    package static func find(_ code: String, on day: Day, connection: any SQLConnection) throws -> PlanOffer? {
        try connection.rows(onSale(on: day) + " AND p.code = \(code)").first.map(PlanOffer.init(row:))
    }

    /// The postpaid plan at the tariff and VAT of that day; `nil` when it is not on sale then.
    package static func findPostpaid(
        _ code: String,
        on day: Day,
        connection: any SQLConnection
    ) throws -> PlanOffer? {
        try connection.rows(postpaidOnSale(on: day) + " AND p.code = \(code)").first.map(PlanOffer.init(row:))
    }

    fileprivate static func allPostpaid(on day: Day, connection: any SQLConnection) throws -> [PlanOffer] {
        try connection.rows(postpaidOnSale(on: day) + " ORDER BY d.position, p.position").map(PlanOffer.init(row:))
    }

    fileprivate static func onSale(on day: Day) -> SQLStatement {
        offer("q.price_dong, NULL AS tariff")
            + """
             JOIN plan_price q ON q.plan_code = p.code AND q.from_day = (
                SELECT max(from_day) FROM plan_price WHERE plan_code = p.code AND from_day <= \(day))
            """ + inForce(on: day)
    }

    private static func postpaidOnSale(on day: Day) -> SQLStatement {
        offer("q.monthly_fee_dong AS price_dong, q.tariff")
            + """
             JOIN plan_tariff q ON q.plan_code = p.code AND q.from_day = (
                SELECT max(from_day) FROM plan_tariff WHERE plan_code = p.code AND from_day <= \(day))
            """ + inForce(on: day)
    }

    private static func offer(_ price: SQLStatement) -> SQLStatement {
        """
        SELECT p.code, p.product_code, p.name_vi, p.name_en, p.unit_vi, p.unit_en, p.term_months,
            d.name_vi AS product_name_vi, d.name_en AS product_name_en, d.for_individual, d.vat_class,
            r.rate, r.to_day, \(price)
        FROM plan p
        JOIN product d ON d.code = p.product_code
        """
    }

    private static func inForce(on day: Day) -> SQLStatement {
        """

        JOIN vat_rate r ON r.class_code = d.vat_class AND r.from_day <= \(day)
            AND (r.to_day IS NULL OR r.to_day >= \(day))
        WHERE p.on_sale = 1 AND d.on_sale = 1
        """
    }

    fileprivate init(row: SQLRow) throws {
        code = try row.text("code")
        productCode = try row.text("product_code")
        productName = try row.bilingual("product_name")
        name = try row.bilingual("name")
        unit = try row.bilingual("unit")
        termMonths = try row.integerIfPresent("term_months")
        price = try PriceBreakdown(net: row.money("price_dong"), rate: row.vatRate("rate"))
        vatClass = try row.text("vat_class")
        vatUntil = try row.dayIfPresent("to_day")
        forIndividuals = try row.bool("for_individual")
        tariff = try row.textIfPresent("tariff").map { try Tariff(json: $0) }
    }
}

extension VATClass {
    /// The rate of a class on a day; `nil` when the table does not reach that day.
    package static func rate(of code: String, on day: Day, connection: any SQLConnection) throws -> VATRate? {
        try connection.rows(
            """
            SELECT rate FROM vat_rate
            WHERE class_code = \(code) AND from_day <= \(day) AND (to_day IS NULL OR to_day >= \(day))
            """
        ).first?.vatRate("rate")
    }

    func store(on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO vat_class (code, name_vi, name_en) VALUES (\(code), \(name.vietnamese), \(name.english))
            ON CONFLICT (code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en
            """
        )
        for period in rates {
            try connection.run(
                """
                INSERT INTO vat_rate (class_code, from_day, to_day, rate)
                VALUES (\(code), \(period.from), \(period.to), \(period.rate))
                ON CONFLICT (class_code, from_day) DO UPDATE SET to_day = excluded.to_day, rate = excluded.rate
                """
            )
        }
    }
}

extension CatalogueData {
    static func withdrawAll(on connection: any SQLConnection) throws {
        try connection.run("UPDATE product SET on_sale = 0 WHERE on_sale = 1")
        try connection.run("UPDATE plan SET on_sale = 0 WHERE on_sale = 1")
    }
}

extension CatalogueData.Product {
    func store(position: Int, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO product (code, name_vi, name_en, summary_vi, summary_en, category, vat_class,
                for_individual, for_enterprise, position, on_sale)
            VALUES (\(code), \(name.vietnamese), \(name.english), \(summary.vietnamese), \(summary.english),
                \(category), \(vatClass), \(forIndividuals), \(forEnterprises), \(position), 1)
            ON CONFLICT (code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en,
                summary_vi = excluded.summary_vi, summary_en = excluded.summary_en, category = excluded.category,
                vat_class = excluded.vat_class, for_individual = excluded.for_individual,
                for_enterprise = excluded.for_enterprise, position = excluded.position, on_sale = 1
            """
        )
    }
}

extension CatalogueData.Plan {
    func store(product: String, position: Int, on connection: any SQLConnection) throws {
        try connection.run(
            """
            INSERT INTO plan (code, product_code, name_vi, name_en, unit_vi, unit_en, term_months, position, on_sale)
            VALUES (\(code), \(product), \(name.vietnamese), \(name.english), \(unit.vietnamese), \(unit.english),
                \(termMonths), \(position), 1)
            ON CONFLICT (code) DO UPDATE SET product_code = excluded.product_code, name_vi = excluded.name_vi,
                name_en = excluded.name_en, unit_vi = excluded.unit_vi, unit_en = excluded.unit_en,
                term_months = excluded.term_months, position = excluded.position, on_sale = 1
            """
        )
    }

    /// True when the price differs from the one in force, and a new version was written.
    func storePrice(from day: Day, on connection: any SQLConnection) throws -> Bool {
        if let tariff { return try store(tariff, from: day, on: connection) }
        let known = try connection.rows(
            """
            SELECT price_dong FROM plan_price WHERE plan_code = \(code) AND from_day <= \(day)
            ORDER BY from_day DESC LIMIT 1
            """
        ).first?.money("price_dong")
        guard known != price else { return false }
        try connection.run(
            """
            INSERT INTO plan_price (plan_code, from_day, price_dong) VALUES (\(code), \(day), \(price))
            ON CONFLICT (plan_code, from_day) DO UPDATE SET price_dong = excluded.price_dong
            """
        )
        return true
    }
}

extension CatalogueData.Plan {
    private func store(_ tariff: Tariff, from day: Day, on connection: any SQLConnection) throws -> Bool {
        let text = try tariff.json
        let known = try connection.rows(
            """
            SELECT monthly_fee_dong, tariff FROM plan_tariff WHERE plan_code = \(code) AND from_day <= \(day)
            ORDER BY from_day DESC LIMIT 1
            """
        ).first
        if let known, try known.money("monthly_fee_dong") == price, try known.text("tariff") == text { return false }
        try connection.run(
            """
            INSERT INTO plan_tariff (plan_code, from_day, monthly_fee_dong, tariff)
            VALUES (\(code), \(day), \(price), \(text))
            ON CONFLICT (plan_code, from_day) DO UPDATE SET monthly_fee_dong = excluded.monthly_fee_dong,
                tariff = excluded.tariff
            """
        )
        return true
    }
}

extension SQLRow {
    /// A pair of columns `<name>_vi` and `<name>_en`.
    fileprivate func bilingual(_ name: String) throws -> Bilingual {
        Bilingual(vietnamese: try text("\(name)_vi"), english: try text("\(name)_en"))
    }
}

extension Migration {
    package static let createCatalogue = Migration(
        "0002-create-catalogue",
        [
            """
            CREATE TABLE vat_class (code TEXT PRIMARY KEY, name_vi TEXT NOT NULL, name_en TEXT NOT NULL)\(SQLStatement.strict)
            """,
            """
            CREATE TABLE vat_rate (
                class_code TEXT NOT NULL REFERENCES vat_class (code),
                from_day \(SQLStatement.integerType) NOT NULL,
                to_day \(SQLStatement.integerType) CHECK (to_day >= from_day),
                rate TEXT NOT NULL,
                PRIMARY KEY (class_code, from_day)
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE product (
                code TEXT PRIMARY KEY,
                name_vi TEXT NOT NULL,
                name_en TEXT NOT NULL,
                summary_vi TEXT NOT NULL,
                summary_en TEXT NOT NULL,
                category TEXT NOT NULL,
                vat_class TEXT NOT NULL REFERENCES vat_class (code),
                for_individual \(SQLStatement.integerType) NOT NULL CHECK (for_individual IN (0, 1)),
                for_enterprise \(SQLStatement.integerType) NOT NULL CHECK (for_enterprise IN (0, 1)),
                position \(SQLStatement.integerType) NOT NULL,
                on_sale \(SQLStatement.integerType) NOT NULL CHECK (on_sale IN (0, 1))
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE plan (
                code TEXT PRIMARY KEY,
                product_code TEXT NOT NULL REFERENCES product (code),
                name_vi TEXT NOT NULL,
                name_en TEXT NOT NULL,
                unit_vi TEXT NOT NULL,
                unit_en TEXT NOT NULL,
                term_months \(SQLStatement.integerType) CHECK (term_months BETWEEN 1 AND 120),
                position \(SQLStatement.integerType) NOT NULL,
                on_sale \(SQLStatement.integerType) NOT NULL CHECK (on_sale IN (0, 1))
            )\(SQLStatement.strict)
            """,
            """
            CREATE TABLE plan_price (
                plan_code TEXT NOT NULL REFERENCES plan (code),
                from_day \(SQLStatement.integerType) NOT NULL,
                price_dong \(SQLStatement.integerType) NOT NULL CHECK (price_dong > 0),
                PRIMARY KEY (plan_code, from_day)
            )\(SQLStatement.strict)
            """,
        ]
    )
    /// Plans that are paid month by month have tariffs in the place of prices, versioned as prices are.
    package static let createPlanTariff = Migration(
        "0025-create-plan-tariff",
        [
            """
            CREATE TABLE plan_tariff (
                plan_code TEXT NOT NULL REFERENCES plan (code),
                from_day \(SQLStatement.integerType) NOT NULL,
                monthly_fee_dong \(SQLStatement.integerType) NOT NULL CHECK (monthly_fee_dong >= 0),
                tariff TEXT NOT NULL,
                PRIMARY KEY (plan_code, from_day)
            )\(SQLStatement.strict)
            """
        ]
    )
}

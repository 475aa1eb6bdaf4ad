// swift-tools-version: 6.3
import PackageDescription

// The tree is the architecture. Ground knows no business; business knows no network, no HTML and no vendor;
// protocols are pure wire formats; adapters know one thing outside; the sandbox is the outside, on loopback;
// entries know people and machines; only App knows everything. `make build` holds these arrows with
// `--explicit-target-dependency-import-check error`.

let package = Package(
    name: "QLDV",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "qldv", targets: ["App"]),
        .library(name: "VNPAY", targets: ["VNPAY"]),
        .library(name: "MobiFoneInvoice", targets: ["MobiFoneInvoice"]),
        .library(name: "BHTT", targets: ["BHTT"]),
        .library(name: "DeliveryStatus", targets: ["DeliveryStatus"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration.git", exact: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system.git", exact: "1.8.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
    ],
    targets: [
        // Ground
        ground("Kernel"),
        ground("Storage", ["Kernel"]),
        ground("Journal", ["Kernel", "Storage", crypto]),
        ground("Authenticator", ["Kernel", crypto]),
        ground("Markup"),
        ground("QRCode", ["Markup", "CQRCode"]),
        ground("Typesetting", ["CPango"]),
        ground("Spreadsheet", ["Kernel", "CExpat", "CXlsx", "CZip"]),
        systemLibrary("CQRCode", in: "Ground", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
        systemLibrary("CPango", in: "Ground", pkgConfig: "pangocairo", apt: "libpango1.0-dev"),
        systemLibrary("CExpat", in: "Ground", pkgConfig: "expat", apt: "libexpat1-dev"),
        systemLibrary("CXlsx", in: "Ground", pkgConfig: "xlsxwriter", apt: "libxlsxwriter-dev"),
        systemLibrary("CZip", in: "Ground", pkgConfig: "libzip", apt: "libzip-dev"),

        // Business, in the order in which each may use those above it
        business("Tariffs"),
        business("Catalogue", ["Tariffs"]),
        business("Accounting"),
        business("Notices", [crypto]),
        business("People", ["Notices", crypto]),
        business("Organisation", ["Authenticator", "Notices", "People"]),
        business("Alarms", ["Notices", "Organisation", "People"]),
        business("Customers", ["Organisation", "People"]),
        business("Approvals", ["Notices", "Organisation", "People", crypto]),
        business(
            "Contracts",
            ["Approvals", "Catalogue", "Customers", "Notices", "Organisation", "People", "Tariffs", crypto]
        ),
        business("Usage", ["Contracts", "Organisation", "Tariffs", crypto]),
        business("Billing", ["Contracts", "Notices", "Organisation", "People", crypto]),
        business(
            "Statements",
            [
                "Accounting", "Alarms", "Billing", "Catalogue", "Contracts", "Notices", "Organisation", "People",
                "Tariffs",
                "Usage",
            ]
        ),
        business("Activation", ["Alarms", "Contracts", "Notices", "Organisation", "People", "Statements"]),
        business("Invoicing", ["Alarms", "Catalogue", "Contracts", "Notices", "Organisation", "People", "Statements"]),
        business(
            "Dunning",
            [
                "Accounting", "Activation", "Alarms", "Billing", "Contracts", "Customers", "Invoicing", "Notices",
                "Organisation",
                "People", "Statements",
            ]
        ),
        business(
            "Payments",
            [
                "Accounting", "Activation", "Alarms", "Billing", "Contracts", "Dunning", "Invoicing", "Notices",
                "Organisation",
                "People",
                "Statements",
            ]
        ),
        business(
            "Refunds",
            [
                "Accounting", "Alarms", "Billing", "Contracts", "Invoicing", "Notices", "Organisation", "Payments",
                "People",
            ]
        ),
        business(
            "Reconciliation",
            [
                "Accounting", "Billing", "Contracts", "Invoicing", "Organisation", "Payments", "People", "Refunds",
                crypto,
            ]
        ),
        business(
            "Sales",
            [
                "Accounting", "Activation", "Alarms", "Approvals", "Billing", "Catalogue", "Contracts", "Customers",
                "Dunning",
                "Invoicing",
                "Notices", "Organisation", "Payments", "People", "Statements",
            ]
        ),

        business("MonthEnd", ["Accounting", "Contracts", "Organisation", "People", "Statements"]),

        business(
            "Evidence",
            [
                "Accounting", "Alarms", "Approvals", "Billing", "Catalogue", "Contracts", "Invoicing", "Notices",
                "Organisation",
                "Payments", "People", "Reconciliation", "Refunds", "Statements", "Tariffs", crypto,
            ]
        ),

        // Every room's tables, in the order in which they came to be
        business(
            "Schema",
            [
                "Accounting", "Activation", "Alarms", "Approvals", "Billing", "Catalogue", "Contracts", "Customers",
                "Dunning",
                "Invoicing", "MonthEnd", "Notices", "Organisation", "Payments", "People", "Reconciliation", "Refunds",
                "Sales",
                "Statements", "Usage",
            ]
        ),

        // Protocols: pure wire formats
        protocolFormat("VNPAY", [crypto]),
        protocolFormat("MobiFoneInvoice"),
        protocolFormat("BHTT", [crypto]),
        protocolFormat("DeliveryStatus"),
        protocolFormat("ServiceProvisioning", [crypto]),

        // Adapters
        adapter("StorageSQLite", ["Kernel", "Storage", .product(name: "GRDB", package: "GRDB.swift")]),
        adapter("StoragePostgres", ["Kernel", "Storage", "CPostgres"]),
        systemLibrary("CPostgres", in: "Adapters", pkgConfig: "libpq", apt: "libpq-dev"),
        adapter("CurlTransfer", ["CCurl"]),
        systemLibrary("CCurl", in: "Adapters", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        adapter("GatewayVNPAY", ["Kernel", "Evidence", "Payments", "Refunds", "VNPAY", "CurlTransfer"]),
        adapter("SettlementVNPAY", ["Journal", "Kernel", "Reconciliation", "Spreadsheet", "VNPAY"]),
        adapter("UsageFiles", ["Journal", "Kernel", "Spreadsheet", "Usage"]),
        adapter("MailSMTP", ["Kernel", "Notices", "CurlTransfer"]),
        adapter("BouncesPOP3", ["Notices", "CurlTransfer", "DeliveryStatus"]),
        adapter(
            "InvoicingMobiFone",
            ["Kernel", "Catalogue", "Contracts", "People", "Invoicing", "MobiFoneInvoice", "CurlTransfer"]
        ),
        adapter("InvoicingBHTT", ["Kernel", "Catalogue", "Contracts", "People", "Invoicing", "BHTT", "CurlTransfer"]),
        adapter(
            "ActivationHTTP",
            ["Kernel", "Activation", "Contracts", "People", "ServiceProvisioning", "CurlTransfer"]
        ),
        adapter("PasswordsSodium", ["People", "CSodium"]),
        systemLibrary("CSodium", in: "Adapters", pkgConfig: "libsodium", apt: "libsodium-dev"),

        // Sandbox: the outside, on loopback. It shares nothing with what it tests but the wire formats.
        sandbox("SandboxKit", ["Kernel", "Markup", "Storage", "StorageSQLite", hummingbird]),
        sandbox(
            "SandboxVNPAY",
            ["Kernel", "Markup", "QRCode", "Spreadsheet", "Storage", "SandboxKit", "VNPAY", hummingbird, log],
            resources: true
        ),
        sandbox(
            "SandboxMobiFone",
            ["Kernel", "Markup", "Storage", "SandboxKit", "MobiFoneInvoice", "Typesetting", hummingbird, log]
        ),
        sandbox(
            "SandboxBHTT",
            ["Kernel", "Markup", "Storage", "SandboxKit", "BHTT", "Typesetting", hummingbird, log]
        ),
        sandbox(
            "SandboxMailbox",
            [
                "Kernel", "Markup", "Storage", "SandboxKit", hummingbird, log, lifecycle,
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        sandbox(
            "SandboxProvisioning",
            ["Kernel", "Markup", "Storage", "SandboxKit", "ServiceProvisioning", hummingbird, log]
        ),

        // Entries
        entry("Letters", allBusiness + ["Kernel", "Storage", "Markup", "Typesetting"]),
        entry(
            "Web",
            allBusiness + [
                "Kernel", "Storage", "Journal", "Letters", "Markup", "QRCode", "Spreadsheet", "VNPAY", "CGuides",
                crypto,
                hummingbird,
                log,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            resources: true
        ),
        .target(name: "CGuides", path: "Sources/Entry/CGuides"),
        entry(
            "API",
            allBusiness + [
                "Kernel", "Storage", "Journal", crypto, hummingbird, log,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        entry("Worker", allBusiness + ["Kernel", "Storage", "Journal", "Letters", "Typesetting", log, lifecycle]),
        .executableTarget(
            name: "App",
            dependencies: allBusiness + [
                "Kernel", "Storage", "Journal", "Authenticator", "Markup", "VNPAY", "SettlementVNPAY", "Spreadsheet",
                "UsageFiles",
                "MobiFoneInvoice",
                "BHTT", "ServiceProvisioning",
                "StorageSQLite", "StoragePostgres", "GatewayVNPAY", "MailSMTP", "BouncesPOP3", "InvoicingMobiFone",
                "InvoicingBHTT", "SandboxBHTT",
                "ActivationHTTP", "PasswordsSodium", "CurlTransfer", "SandboxKit", "SandboxVNPAY", "SandboxMobiFone",
                "SandboxMailbox",
                "SandboxProvisioning", "Letters", "Web", "API", "Worker", crypto, hummingbird, log, lifecycle,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Sources/Entry/App",
            resources: [.embedInCode("Resources")]
        ),

        // Tests
        .target(
            name: "TestKit",
            dependencies: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres", "CPostgres", crypto],
            path: "Tests/TestKit"
        ),
    ]
        + [
            tests("KernelTests", ["Kernel", "TestKit"]),
            tests("TariffTests", ["Kernel", "Tariffs", "TestKit"]),
            tests("AuthenticatorTests", ["Kernel", "Authenticator"]),
            tests("MarkupTests", ["Markup"]),
            tests("StorageTests", ["Kernel", "Storage", "StorageSQLite", "StoragePostgres", "TestKit"]),
            tests("JournalTests", ["Kernel", "Storage", "Journal", "TestKit"]),
            tests("SpreadsheetTests", ["Kernel", "Spreadsheet", "CZip"]),
            tests("VNPAYTests", ["VNPAY"], resources: ["Fixtures"]),
            tests("MobiFoneInvoiceTests", ["MobiFoneInvoice"]),
            tests("DeliveryStatusTests", ["DeliveryStatus", "TestKit"]),
            tests(
                "HostileInputTests",
                [
                    "VNPAY", "MobiFoneInvoice", "BHTT", "DeliveryStatus", "ServiceProvisioning", "Spreadsheet",
                    "Kernel",
                    "People", "API", "Web", "TestKit", hummingbird,
                ]
            ),
            tests(
                "BusinessTests",
                allBusiness + ["Kernel", "Storage", "Journal", "Authenticator", "TestKit", "UsageFiles"],
                resources: ["Fixtures"]
            ),
            tests(
                "ReconciliationTests",
                allBusiness + ["Kernel", "Storage", "Journal", "SettlementVNPAY", "Spreadsheet", "TestKit", "VNPAY"]
            ),
            tests(
                "SandboxTests",
                [
                    "Kernel", "Storage", "StorageSQLite", "VNPAY", "MobiFoneInvoice", "ServiceProvisioning",
                    "SandboxKit",
                    "SandboxVNPAY", "SandboxMobiFone", "SandboxMailbox", "SandboxProvisioning", "CurlTransfer",
                    "BHTT", "SandboxBHTT", "InvoicingBHTT", "InvoicingMobiFone", "Invoicing", "Catalogue", "Contracts",
                    "Evidence", "GatewayVNPAY", "Refunds",
                    "MailSMTP", "BouncesPOP3", "Notices", "PasswordsSodium", "People", "Spreadsheet", "TestKit",
                    "Typesetting",
                    hummingbird, log,
                    .product(name: "HummingbirdTesting", package: "hummingbird"),
                    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                ]
            ),
            tests(
                "WebTests",
                allBusiness + [
                    "Kernel", "Storage", "Journal", "Authenticator", "Markup", "Spreadsheet", "VNPAY", "Letters", "Web",
                    "TestKit", "UsageFiles", crypto, hummingbird, log,
                    .product(name: "HummingbirdTesting", package: "hummingbird"),
                ],
                exclude: ["Snapshots"]
            ),
            tests(
                "APITests",
                allBusiness + [
                    "Kernel", "Storage", "Journal", "API", "TestKit", crypto, hummingbird, log,
                    .product(name: "HummingbirdTesting", package: "hummingbird"),
                ],
                exclude: ["Snapshots"]
            ),
            tests(
                "SimulationTests",
                allBusiness + [
                    "Kernel", "Storage", "StorageSQLite", "Journal", "CurlTransfer", "GatewayVNPAY", "Letters",
                    "Spreadsheet",
                    "SettlementVNPAY", "TestKit", "VNPAY", "Worker", crypto, log,
                ]
            ),
            tests("TidyTests", []),
        ],
    swiftLanguageModes: [.v6]
)

// `QLDV_ONLY=VNPAYTests swift test` plans only the named targets and what they need: quick work on one room.
if let names = Context.environment["QLDV_ONLY"] {
    var kept: Set<String> = []
    var queue = names.split(separator: ",").map(String.init)
    while let name = queue.popLast() {
        guard kept.insert(name).inserted, let target = package.targets.first(where: { $0.name == name }) else {
            continue
        }
        for case .byNameItem(let name, _) in target.dependencies { queue.append(name) }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products.removeAll { product in
        !((product as? Product.Library)?.targets ?? (product as? Product.Executable)?.targets ?? []).allSatisfy(
            kept.contains
        )
    }
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
}

var crypto: Target.Dependency { .product(name: "Crypto", package: "swift-crypto") }
var hummingbird: Target.Dependency { .product(name: "Hummingbird", package: "hummingbird") }
var log: Target.Dependency { .product(name: "Logging", package: "swift-log") }
var lifecycle: Target.Dependency { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }

var allBusiness: [Target.Dependency] {
    [
        "Tariffs", "Catalogue", "Accounting", "Notices", "People", "Organisation", "Alarms", "Customers", "Approvals",
        "Contracts",
        "Usage", "Billing", "Statements", "Activation", "Invoicing", "Dunning", "Payments", "Refunds", "Reconciliation",
        "Sales", "MonthEnd", "Evidence", "Schema",
    ]
}

func ground(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Ground/\(name)")
}

/// A business target may use the ground and the business named here, and nothing else.
func business(_ name: String, _ others: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: ["Kernel", "Storage", "Journal"] + others, path: "Sources/Business/\(name)")
}

func protocolFormat(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Protocols/\(name)")
}

func adapter(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Adapters/\(name)")
}

func sandbox(_ name: String, _ dependencies: [Target.Dependency], resources: Bool = false) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Sandbox/\(name)",
        resources: resources ? [.embedInCode("Resources")] : []
    )
}

func entry(_ name: String, _ dependencies: [Target.Dependency], resources: Bool = false) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Entry/\(name)",
        resources: resources ? [.embedInCode("Static")] : []
    )
}

func systemLibrary(_ name: String, in folder: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(folder)/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    resources: [String] = [],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        resources: resources.map { .copy($0) }
    )
}

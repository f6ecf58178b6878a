// swift-tools-version: 6.3
import PackageDescription

// The floors of docs/MODULES.md, lowest first. An arrow only ever points down;
// `ArchitectureTests` reads the sources and keeps it so.

/// Every target of ours is compiled the same way.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Names of external products, so that the graph below reads as a graph.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")

let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// Many small objects made by some threads and freed by others: a case costs less of the processor than with glibc's allocator, in each of the programs.
let allocator: [LinkerSetting] = [.linkedLibrary("jemalloc", .when(platforms: [.linux]))]

let package = Package(
    name: "dengbu",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "dengbu", targets: ["dengbu"]),
        .executable(name: "departments", targets: ["departments"]),
        .executable(name: "bench", targets: ["bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // C libraries of the distribution. Each is imported by exactly one target.
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev", "libcairo2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // 1: pure
        .target(name: "Register", swiftSettings: house),
        .target(name: "Levies", dependencies: ["Register"], swiftSettings: house),
        .target(name: "Ledger", dependencies: [crypto], swiftSettings: house),
        .target(name: "Contracts", dependencies: ["Register", crypto], swiftSettings: house),
        .target(name: "Escrow", dependencies: ["Register"], swiftSettings: house),
        .target(name: "Catalogue", dependencies: ["Register", yams, crypto], swiftSettings: house),

        // 2: means
        .target(name: "Storage", dependencies: ["CPostgres", "CSQLite", grdb, grdbSQLite, logging, crypto], swiftSettings: house),
        .target(name: "StorageTesting", dependencies: ["Storage", "Chance", logging], swiftSettings: house),
        .target(name: "Seals", dependencies: ["COpenSSL", crypto], swiftSettings: house),
        .target(name: "Packing", dependencies: ["CZlib"], swiftSettings: house),
        .target(name: "Documents", dependencies: ["Seals", "Packing", "CCairo"], swiftSettings: house),

        // 3: work
        .target(name: "Identity", dependencies: ["Register", "Storage", "Seals"], swiftSettings: house),
        .target(
            name: "Exchange",
            dependencies: ["Register", "Contracts", "Storage", "Seals", asyncHTTPClient, nioCore, nioHTTP1, logging, lifecycle],
            swiftSettings: house),
        .target(name: "Cadastre", dependencies: ["Register", "Storage"], swiftSettings: house),
        .target(
            name: "Casework",
            dependencies: [
                "Register", "Levies", "Ledger", "Contracts", "Escrow", "Catalogue", "Storage", "Seals", "Documents",
                "Identity", "Exchange", "Cadastre", crypto, logging, nioPosix, lifecycle,
            ],
            swiftSettings: house),

        // 5: face
        .target(
            name: "Portal",
            dependencies: [
                "Register", "Levies", "Ledger", "Contracts", "Escrow", "Catalogue", "Storage", "Seals", "Packing", "Documents",
                "Identity", "Exchange", "Cadastre", "Casework",
                hummingbird, jwt, asyncHTTPClient, httpTypes, logging, metrics, coreMetrics, lifecycle, nioCore, nioHTTP1,
                nioPosix, crypto,
            ],
            swiftSettings: house),

        // 6: programs
        .executableTarget(
            name: "dengbu",
            dependencies: [
                "Register", "Ledger", "Catalogue", "Storage", "Seals", "Packing", "Documents", "Identity", "Exchange", "Cadastre",
                "Casework", "Contracts", "Portal", argumentParser, configuration, logging, lifecycle, unixSignals, hummingbird,
                asyncHTTPClient, nioCore, nioHTTP1,
            ],
            swiftSettings: house,
            linkerSettings: allocator),
        .executableTarget(
            name: "departments",
            dependencies: [
                "Register", "Contracts", "Seals", hummingbird, jwt, asyncHTTPClient, argumentParser, logging, lifecycle, unixSignals, crypto,
                nioHTTP1,
                nioCore, httpTypes,
            ],
            swiftSettings: house,
            linkerSettings: allocator),

        .executableTarget(
            name: "bench",
            dependencies: [
                "Register", "Contracts", "Ledger", "Escrow", "Catalogue", "Storage", "Seals", "Identity", "Casework", "Portal", argumentParser, asyncHTTPClient,
                logging, crypto, nioCore, nioHTTP1,
            ],
            swiftSettings: house,
            linkerSettings: allocator),

        // Tests: one target a floor or module; storage, identity and portal run on both engines.
        // Numbers and accidents that a seed gives again.
        .target(name: "Chance", path: "Tests/Chance", swiftSettings: house),
        .target(name: "Played", dependencies: ["Contracts", nioCore, nioHTTP1, nioPosix], path: "Tests/Played", swiftSettings: house),
        .testTarget(name: "ArchitectureTests", swiftSettings: house),
        .testTarget(name: "RegisterTests", dependencies: ["Register", "Chance"], swiftSettings: house),
        .testTarget(name: "CanonicalTests", dependencies: ["Register", "Chance"], swiftSettings: house),
        .testTarget(name: "LeviesTests", dependencies: ["Levies", "Register"], swiftSettings: house),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger", "Chance"], swiftSettings: house),
        .testTarget(name: "EscrowTests", dependencies: ["Escrow", "Register", "Chance"], swiftSettings: house),
        .testTarget(name: "CatalogueTests", dependencies: ["Catalogue", "Register", "Chance"], swiftSettings: house),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "StorageTesting", crypto], swiftSettings: house),
        .testTarget(name: "SealsTests", dependencies: ["Seals"], swiftSettings: house),
        .testTarget(name: "PackingTests", dependencies: ["Packing"], swiftSettings: house),
        .testTarget(name: "DocumentsTests", dependencies: ["Chance", "Documents", "Seals"], swiftSettings: house),
        .testTarget(name: "IdentityTests", dependencies: ["Identity", "Register", "Storage", "StorageTesting", "Seals"], swiftSettings: house),
        // What must hold for every input of strangers; `Tests/Fuzz/run` compiles it once more, instrumented, for libFuzzer.
        .target(name: "FuzzProperties", dependencies: ["Ledger", "Register"], path: "Tests/Fuzz/Properties", swiftSettings: house),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzProperties"], path: "Tests/Fuzz/Short", swiftSettings: house),
        // A program that only tests run: it registers until it is killed.
        .executableTarget(
            name: "RegistersUnderLoad", dependencies: ["Casework", "Contracts", "Exchange", "Ledger", "Register", "Seals", "Storage", logging],
            path: "Tests/KillTarget", swiftSettings: house),
        .testTarget(
            name: "ExchangeTests",
            dependencies: ["Chance", "Played", "Exchange", "Contracts", "Register", "Seals", "Storage", "StorageTesting", nioHTTP1], swiftSettings: house),
        .testTarget(
            name: "CaseworkTests",
            dependencies: ["Chance", "Played", "Casework", "Contracts", "Escrow", "Register", "Ledger", "Catalogue", "Cadastre", "Documents", "Exchange", "Identity", "Seals", "Storage", "StorageTesting", "RegistersUnderLoad", "departments", logging, asyncHTTPClient, nioCore, nioHTTP1, crypto],
            swiftSettings: house),
        .testTarget(
            name: "PortalTests",
            dependencies: [
                "Chance", "Packing", "Portal", "Cadastre", "Casework", "Catalogue", "Contracts", "Documents", "Escrow", "Exchange", "Ledger", "Register", "Storage", "StorageTesting", "Seals", "Identity",
                hummingbird, hummingbirdTesting, asyncHTTPClient,
                lifecycle, nioCore, nioHTTP1, jwt, httpTypes, logging, coreMetrics,
            ],
            swiftSettings: house),
    ]
)

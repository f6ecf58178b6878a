import Catalogue
import Documents
import Contracts
import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Identity
import Ledger
import Logging
import Portal
import Register
import Seals
import Storage
import StorageTesting

@testable import Casework

/// The portal as `dengbu serve` puts it together, every route of every feature, connected to no department.
enum RealPortal {
    static let unit = UnitCode(trusted: "360102001001GB00001F00010101")
    static let owner = PartyRef(id: PartyID("owner"), kind: .person)
    static let ownTransfer = "transfer.presold.by-buyer"
    /// A case of ``owner``'s that waits for an official.
    static let caseID = "36010020260921000001"
    /// Read once for all tests.
    static let catalogue = Result { try CatalogueLoader.load(folder: root.appendingPathComponent("catalogue").path, primitives: CaseworkPrimitives.all) }
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// - Parameter sealFrom: since when the seal's certificate is valid.
    static func run(
        _ engine: Engine = .sqlite, policy: WitnessPolicy = .none, logger: Logger = quietLogger, sealFrom: Moment = testNoon,
        settings changed: @escaping @Sendable (inout PortalSettings) -> Void = { _ in }, _ body: @escaping @Sendable (TestPortal, CaseOffice) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dengbu-portal-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = TestClock()
        try await withTemporaryDatabase(engine, migrations: CaseOffice.migrations + PortalSchema.migrations) { opened in
            let database = SealingDatabase(
                CountedDatabase(opened), sealer: RowSealer(key: Array(repeating: 11, count: 32), tables: CaseOffice.sealedTables + PortalSchema.sealedTables))
            let office = try await office(database, folder: folder, clock: clock, sealFrom: sealFrom)
            try await fill(office)
            let server = try server(office, database, keys: KeyFolder(path: "\(folder)/keys"), clock, policy, changed)
            let application = Application(router: server.router(), logger: logger)
            try await application.test(.router) { client in
                try await body(TestPortal(server: server, database: database, clock: clock, client: client), office)
            }
        }
    }

    /// The portal of another process on the same database.
    static func another(_ office: CaseOffice, of portal: TestPortal, _ body: @escaping @Sendable (TestPortal) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dengbu-portal-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let server = try server(office, portal.database, keys: KeyFolder(path: folder), portal.clock)
        try await Application(router: server.router(), logger: quietLogger).test(.router) { client in
            try await body(TestPortal(server: server, database: portal.database, clock: portal.clock, client: client))
        }
    }

    private static func server(
        _ office: CaseOffice, _ database: any Database, keys: KeyFolder, _ clock: TestClock, _ policy: WitnessPolicy = .none,
        _ changed: (inout PortalSettings) -> Void = { _ in }
    ) throws -> PortalServer {
        var settings = PortalSettings(publicOrigin: testOrigin)
        settings.clientRate = RateLimit(burst: 1_000_000, perMinute: 1_000_000)
        settings.signInRate = RateLimit(burst: 1_000_000, perMinute: 1_000_000)
        settings.metricsToken = "scraper"
        settings.systemRate = RateLimit(burst: 1_000_000, perMinute: 1_000_000)
        changed(&settings)
        var parts = PortalParts(
            settings: settings, region: testRegion, database: database, sealer: try testSealer(), cipher: try testCipher(),
            passwords: PasswordThread(cost: .cheapest), metrics: PrometheusMetrics(), fetch: { _ in throw CancellationError() }, now: { clock.now },
            logger: quietLogger)
        parts.problems = CaseProblems.map
        parts.gauges = { try await MoneyGauges.read(office) }
        let door = InboundDoor(
            directory: try DepartmentDirectory(.init(departments: [], issuer: nil)), signer: try keys.ed25519("registry"), database: database, cipher: office.cipher) {
            clock.now
        }
        let log = try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)).verifier
        let witnesses = WitnessPublisher(database: database, log: log, policy: policy, logger: quietLogger, now: { clock.now }) { _, _ in throw CancellationError() }
        let desk = Desk(office: office, door: door, witnesses: witnesses, chain: "", siteName: "测试", patience: .seconds(60)) { $0 }
        parts.pages = desk.renderers(development: false)
        return try PortalServer(parts) { streams, signIn in Features.all(desk: desk, streams: streams, signIn: signIn) }
    }

    /// A court that is connected, and never answers.
    static let court = (name: "南昌市中级人民法院", code: "11360100MB0000107E")
    private static var directory: DepartmentDirectory {
        get throws {
            try DepartmentDirectory(
                .init(departments: [.init(department: .court, institution: court.code, name: court.name, url: "http://127.0.0.1:1", keys: [:])], issuer: nil))
        }
    }

    private static func office(_ database: any Database, folder: String, clock: TestClock, sealFrom: Moment) async throws -> CaseOffice {
        let keys = try KeyFolder(path: "\(folder)/keys")
        let now: @Sendable () -> Moment = { clock.now }
        let profile = RegistryProfile(
            region: testRegion, province: "赣", place: "南昌市", authority: "南昌市不动产登记中心", authorityCode: "12360100MB0000000X")
        let client = DepartmentClient(
            directory: try directory, signer: try keys.ed25519("registry"), now: now)
        let authority = try SealAuthority(
            keys: keys, subject: SealSubject(commonName: "测试电子印章", organization: profile.authority), now: sealFrom.microseconds / 1_000_000)
        return CaseOffice(
            profile: profile, database: database,
            catalogue: try catalogue.get(),
            parties: PartyBook(region: testRegion, sealer: try testSealer()), cipher: try keys.fieldCipher("case-fields"), departments: client,
            outbox: OutboxWorker(database: database, client: client, cipher: try keys.fieldCipher("case-fields"), region: testRegion, logger: quietLogger, now: now),
            cashier: Cashier(client: client, cipher: try keys.fieldCipher("case-fields"), now: now) { _ in "" },
            certificates: CertificateDesk(press: try DocumentPress(), sealer: PDFSealer(authority.sealer()), profile: profile, checkURL: { $0 }, extractURL: { $0 }, projectURL: { $0 }),
            sequencer: try LogSequencer(
                database: database, signing: LogSigning([try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32))]), logger: quietLogger,
                now: now),
            blobs: try await FolderBlobStore(folder: "\(folder)/blobs"), uploads: try await FolderBlobStore(folder: "\(folder)/uploads"), logger: quietLogger, now: now)
    }

    /// One registered home, its owner, and a case on it that waits for an official.
    private static func fill(_ office: CaseOffice) async throws {
        let description = UnitDescription(
            location: "南昌市东湖区滨江路100号1栋101室", use: "11", buildingArea: Area(hundredths: 9_530), innerArea: Area(hundredths: 7_800),
            sharedArea: Area(hundredths: 1_730), parcelArea: Area(hundredths: 3_000_000), structure: "3", storey: 1, storeys: 18,
            completed: LegalDate(year: 2026, month: 3, day: 1), landNature: "102", landTermFrom: LegalDate(year: 2022, month: 1, day: 1),
            landTermUntil: LegalDate(year: 2092, month: 1, day: 1), surveyed: true)
        let parties = office.parties
        let party = try await office.database.write { connection in
            try FolioRecords.insert(Folio(unit: unit, description: description), region: testRegion, in: connection)
            return try parties.ensure(
                PartyClaim(name: "王芳", identifier: PartyIdentifier(kind: .identityCard, number: "360102198506123021"), kind: .person), at: testNoon,
                in: connection)
        }
        let act = Act.firstRegistration(
            FirstRegistration(
                right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: party)], description: description, cause: .newConstruction))
        _ = try await office.registrar.file(
            Filing(
                id: "first", acceptedAt: testNoon, sequence: 1, registeredAt: testNoon, basis: .application(by: [party], pledged: []),
                acts: [UnitAct(unit: unit, act: act)]), caseID: "c")
        try await waiting(caseID, by: party, in: office)
    }

    /// Puts a case that waits for an official's decision.
    static func waiting(_ id: String, by party: PartyRef, in office: CaseOffice) async throws {
        let events: [CaseEvent] = [
            .opened(
                Opened(
                    service: ownTransfer, catalogue: "c", units: [unit],
                    applicants: [CaseApplicant(role: "buyer", party: party, identifiedBy: "unified-identity")])),
            .submitted(Submitted()),
            .accepted(Accepted(sequence: 1, workingDays: 30, dueOn: office.catalogue.calendar.add(workingDays: 30, to: testNoon.date))),
            .waiting(Waiting(step: "decide", on: .officer, whom: "examiner", reason: "等待审核")),
        ]
        let actions = events.map { CaseAction(at: testNoon, actor: .system, event: $0) }
        try await office.database.write { connection in
            let state = try CaseRecords.open(id, subject: unit.text, actions: [actions[0]], runAt: nil, region: testRegion, in: connection)
            try CaseRecords.append(Array(actions.dropFirst()), to: id, state: state, runAt: nil, region: testRegion, in: connection)
        }
    }
}

extension TestPortal {
    /// Somebody in a role, freshly signed in.
    func browser(_ role: Role) async throws -> Browser {
        switch role {
        case .public, .department: anonymous
        case .citizen: try await citizen()
        case .developer, .bank, .court: try await official([role], organisation: PartyRef(id: PartyID("firm"), kind: .enterprise))
        default: try await official([role])
        }
    }
}

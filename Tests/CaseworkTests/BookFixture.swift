import Ledger
import Logging
import Register
import Storage
import StorageTesting

@testable import Casework

/// A book with one registered home of a developer's, on either engine.
struct BookFixture {
    static let region = "360100"
    static let home = UnitCode(trusted: "360102001001GB00001F00010101")
    static let developer = PartyRef(id: PartyID("developer"), kind: .enterprise)
    static let profile = RegistryProfile(
        region: region, province: "赣", place: "南昌市", authority: "南昌市不动产登记中心", authorityCode: "12360100MB0000000X")

    let database: any Database
    let registrar: Registrar
    let sequencer: LogSequencer
    let key: Ledger.Ed25519Signer

    static func run(_ engine: Engine, _ body: (BookFixture) async throws -> Void) async throws {
        try await withTemporaryDatabase(engine, migrations: CaseOffice.migrations, options: .refusingScans) { opened in
            let database = opened.sealingRows
            let key = try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32))
            let fixture = BookFixture(
                database: database, registrar: Registrar(database: database, region: region, numbering: CertificateNumbering(profile: profile)),
                sequencer: try LogSequencer(database: database, signing: LogSigning([key]), logger: Logger(label: "test"), now: { Moment(seconds: 1_790_000_000) }), key: key)
            try await fixture.add(home)
            try await body(fixture)
        }
    }

    static func description(_ unit: UnitCode) -> UnitDescription {
        UnitDescription(
            location: "南昌市东湖区滨江路100号\(unit.text.suffix(8))", use: "11", buildingArea: Area(hundredths: 9_530), innerArea: Area(hundredths: 7_800),
            sharedArea: Area(hundredths: 1_730), parcelArea: Area(hundredths: 3_000_000), structure: "3", storey: 1, storeys: 18,
            completed: LegalDate(year: 2026, month: 3, day: 1), landNature: "102", landTermFrom: LegalDate(year: 2022, month: 1, day: 1),
            landTermUntil: LegalDate(year: 2092, month: 1, day: 1), surveyed: true)
    }

    /// A surveyed unit, registered to the developer.
    func add(_ unit: UnitCode) async throws {
        let description = Self.description(unit)
        try await database.write { try FolioRecords.insert(Folio(unit: unit, description: description), region: Self.region, in: $0) }
        let act = Act.firstRegistration(
            FirstRegistration(right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: Self.developer)], description: description, cause: .newConstruction))
        _ = try await registrar.file(filing("first\(unit.text.suffix(8))", [UnitAct(unit: unit, act: act)], by: [Self.developer]), caseID: "c")
    }

    func filing(_ id: String, _ acts: [UnitAct], by: [PartyRef], sequence: Int64 = 1, basis: Filing.Basis? = nil) -> Filing {
        let at = Moment(seconds: 1_790_000_000)
        return Filing(
            id: id, acceptedAt: at, sequence: sequence, registeredAt: at, basis: basis ?? .application(by: by, pledged: [Self.developer]), acts: acts)
    }

    static func person(_ name: String) -> PartyRef { PartyRef(id: PartyID(name), kind: .person) }

    /// The developer sells a unit to somebody.
    func sale(_ id: String, of unit: UnitCode = home, to buyer: String) -> Filing {
        let party = Self.person(buyer)
        let act = Act.transfer(
            Transfer(from: [Self.developer], form: .sole, to: [Holder(party: party)], cause: .presaleHandover, price: Money(yuan: 1_000_000)))
        return filing(id, [UnitAct(unit: unit, act: act)], by: [party])
    }

    func order(_ filing: Filing, _ unit: UnitCode = home) -> CertificateOrder {
        CertificateOrder(kind: .certificate, unit: unit, entry: filing.entry(0).id, facts: [1], disclosure: Array(repeating: 5, count: 32))
    }

    func count(_ table: String) async throws -> Int64 {
        try await database.read { try $0.row("SELECT COUNT(*) AS n FROM \(raw: table)")?.int("n") ?? 0 }
    }

    var verifier: BookVerifier { BookVerifier(database: database, region: Self.region, log: key.verifier) }
}

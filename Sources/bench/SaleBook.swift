import Casework
import Register
import Storage

/// A book of homes that their developer owns, to be sold one by one: the register's side of case 1.
struct SaleBook: Sendable {
    static let profile = RegistryProfile(
        region: "360100", province: "赣", place: "南昌市", authority: "南昌市不动产登记中心", authorityCode: "12360100MB0000000X")
    private static let developer = PartyRef(id: PartyID("developer"), kind: .enterprise)
    private static let day = Moment(seconds: 1_790_000_000)
    private let registrar: Registrar

    init(database: any Database, homes: Int) async throws {
        try await database.migrate(CaseOffice.migrations)
        registrar = Registrar(database: database, region: Self.profile.region, numbering: CertificateNumbering(profile: Self.profile))
        for start in stride(from: 0, to: homes, by: 1_000) {
            var book = BulkBook(region: Self.profile.region, numbering: CertificateNumbering(profile: Self.profile))
            var acts: [UnitAct] = []
            for home in start..<min(start + 1_000, homes) {
                let unit = Self.unit(home)
                let description = Self.description(home)
                book.add(unit, description)
                let act = Act.firstRegistration(
                    FirstRegistration(
                        right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: Self.developer)], description: description,
                        cause: .newConstruction))
                acts.append(UnitAct(unit: unit, act: act))
            }
            try book.enter(Self.filing("first\(start)", acts, by: Self.developer), caseID: "first\(start)")
            let filled = book
            try await database.write { try filled.write(in: $0) }
        }
    }

    /// Sells homes.
    /// - Returns: registrations a second.
    func sell(_ homes: Range<Int>, callers: Int) async throws -> Double {
        let clock = ContinuousClock()
        let started = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    for home in stride(from: homes.lowerBound + caller, to: homes.upperBound, by: callers) { _ = try await sell(home) }
                }
            }
            try await group.waitForAll()
        }
        return Double(homes.count) / (clock.now - started).inSeconds
    }

    /// Sells one home.
    /// - Returns: its entry in the register.
    @discardableResult
    func sell(_ home: Int) async throws -> EntryID {
        let unit = Self.unit(home)
        let buyer = PartyRef(id: PartyID("buyer\(home)"), kind: .person)
        let act = Act.transfer(
            Transfer(
                from: [Self.developer], form: .sole, to: [Holder(party: buyer)], cause: .presaleHandover, price: Money(yuan: 1_000_000)))
        let filing = Self.filing("sale\(home)", [UnitAct(unit: unit, act: act)], by: buyer)
        let order = CertificateOrder(
            kind: .certificate, unit: unit, entry: filing.entry(0).id, facts: Array(repeating: UInt8(truncatingIfNeeded: home), count: 1_200))
        _ = try await registrar.file(filing, caseID: "sale\(home)", issuing: [order])
        return filing.entry(0).id
    }

    private static func filing(_ id: String, _ acts: [UnitAct], by party: PartyRef) -> Filing {
        Filing(
            id: id, acceptedAt: day, sequence: 1, registeredAt: day, basis: .application(by: [party], pledged: [developer]), acts: acts)
    }

    private static func unit(_ home: Int) -> UnitCode {
        UnitCode(trusted: "360102001001GB00001F" + padded(1 + home / 9_999, 4) + padded(1 + home % 9_999, 4))
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func description(_ home: Int) -> UnitDescription {
        UnitDescription(
            location: "南昌市东湖区滨江路100号滨江花园\(home / 120 + 1)栋\(home % 120 / 4 + 1)层\(home % 4 + 1)室", use: "11",
            buildingArea: Area(hundredths: 9_530), innerArea: Area(hundredths: 7_800), sharedArea: Area(hundredths: 1_730),
            parcelArea: Area(hundredths: 3_000_000), structure: "3", storey: home % 120 / 4 + 1, storeys: 30,
            completed: LegalDate(year: 2026, month: 3, day: 1), landNature: "102", landTermFrom: LegalDate(year: 2022, month: 1, day: 1),
            landTermUntil: LegalDate(year: 2092, month: 1, day: 1), surveyed: true)
    }
}

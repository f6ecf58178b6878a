import Casework
import Contracts
import Exchange
import Ledger
import Register
import Seals
import Storage

/// A book of homes that are sold in pairs: every filing has two acts on two pages, two certificates, a case and two messages, so that
/// anything half done shows.
struct LoadedBook: Sendable {
    static let region = "360100"
    private static let profile = RegistryProfile(
        region: region, province: "赣", place: "南昌市", authority: "南昌市不动产登记中心", authorityCode: "12360100MB0000000X")
    private static let developer = PartyRef(id: PartyID("developer"), kind: .enterprise)
    private static let day = Moment(seconds: 1_790_000_000)
    /// Callers at the same time: enough for groups to form.
    private static let callers = 8

    let database: any Database
    private let registrar: Registrar
    private let sequencer: LogSequencer
    private let cipher: FieldCipher
    let importer: RecordImport

    init(database: any Database) throws {
        self.database = database
        registrar = Registrar(database: database, region: Self.region, numbering: CertificateNumbering(profile: Self.profile))
        let key = try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32))
        sequencer = try LogSequencer(database: database, signing: LogSigning([key]), logger: RegisterUnderLoad.quiet, now: { Self.day })
        cipher = try FieldCipher(keys: [1: Array(repeating: 9, count: 32)], current: 1)
        importer = try RecordImport(database: database, signing: LogSigning([key]), cipher: cipher, region: Self.region, width: 2, now: { Self.day })
    }

    // MARK: before the load

    func prepare(pairs: Int) async throws {
        try await database.migrate(CaseOffice.migrations)
        var book = BulkBook(region: Self.region, numbering: CertificateNumbering(profile: Self.profile))
        var acts: [UnitAct] = []
        for home in 0..<(2 * pairs) {
            let unit = Self.unit(home)
            let description = Self.description(home)
            book.add(unit, description)
            let act = Act.firstRegistration(
                FirstRegistration(
                    right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: Self.developer)], description: description,
                    cause: .newConstruction))
            acts.append(UnitAct(unit: unit, act: act))
        }
        try book.enter(Self.filing("first", acts, by: Self.developer), caseID: "first")
        let filled = book
        try await database.write { try filled.write(in: $0) }
    }

    // MARK: the load

    /// Sells the pairs and then only waits to be killed.
    func sell(_ pairs: Range<Int>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // The log is extended while others register, as in a server.
                while !Task.isCancelled {
                    try await sequencer.sequence()
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            for caller in 0..<Self.callers {
                group.addTask {
                    for pair in stride(from: pairs.lowerBound + caller, to: pairs.upperBound, by: Self.callers) { try await sell(pair) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func sell(_ pair: Int) async throws {
        let region = Self.region
        let at = Self.day
        let id = "sale\(pair)"
        let units = [Self.unit(2 * pair), Self.unit(2 * pair + 1)]
        let buyer = PartyRef(id: PartyID("buyer\(pair)"), kind: .person)
        let opened = CaseAction(
            at: at, actor: .party(buyer.id),
            event: .opened(
                Opened(
                    service: "transfer.presold.by-buyer", catalogue: "c", units: units,
                    applicants: [CaseApplicant(role: "buyer", party: buyer, identifiedBy: "unified-identity")])))
        let state = try await database.write { connection in
            let state = try CaseRecords.open(id, subject: units[0].text, actions: [opened], runAt: at, region: region, in: connection)
            try CaseRecords.hold(units, for: id, sequence: Int64(pair + 1), region: region, in: connection)
            return state
        }
        let acts = units.map { unit in
            UnitAct(
                unit: unit,
                act: .transfer(
                    Transfer(
                        from: [Self.developer], form: .sole, to: [Holder(party: buyer)], cause: .presaleHandover, price: Money(yuan: 1_000_000))))
        }
        let filing = Self.filing(id, acts, by: buyer)
        let orders = units.enumerated().map { CertificateOrder(kind: .certificate, unit: $1, entry: filing.entry($0).id, facts: [1, 2, 3]) }
        let messages = try (0..<2).map { index in
            try OutgoingMessage(
                id: "\(id)-\(index)", ShortMessage.Send.self, ShortMessage.Send.Request(phone: "13800000000", text: "已登簿"), caseID: id,
                purpose: "告知办理结果")
        }
        let cipher = cipher
        let registration = try await registrar.file(filing, caseID: id, issuing: orders) { connection, registration in
            let events: [CaseEvent] = [
                .registered(
                    Registered(filing: registration.filingID, entries: registration.entries, numbers: registration.numbers, tokens: registration.tokens)),
                .stepDone(StepDone(step: "register")),
            ]
            try CaseRecords.append(
                events.map { CaseAction(at: at, actor: .system, event: $0) }, to: id, state: state, runAt: nil, region: region, in: connection)
            for message in messages { try Outbox.enqueue(message, at: at, region: region, cipher: cipher, in: connection) }
        }
        RegisterUnderLoad.report("\(id) \(registration.numbers.joined(separator: " "))")
    }

    // MARK: what is sold

    private static func filing(_ id: String, _ acts: [UnitAct], by party: PartyRef) -> Filing {
        Filing(id: id, acceptedAt: day, sequence: 1, registeredAt: day, basis: .application(by: [party], pledged: [developer]), acts: acts)
    }

    private static func unit(_ home: Int) -> UnitCode {
        UnitCode(trusted: "360102001001GB00001F0001" + String(10_000 + home + 1).dropFirst())
    }

    private static func description(_ home: Int) -> UnitDescription {
        UnitDescription(
            location: "南昌市东湖区滨江路100号\(home)室", use: "11", buildingArea: Area(hundredths: 9_530), innerArea: Area(hundredths: 7_800),
            sharedArea: Area(hundredths: 1_730), parcelArea: Area(hundredths: 3_000_000), structure: "3", storey: 1, storeys: 30,
            completed: LegalDate(year: 2026, month: 3, day: 1), landNature: "102", landTermFrom: LegalDate(year: 2022, month: 1, day: 1),
            landTermUntil: LegalDate(year: 2092, month: 1, day: 1), surveyed: true)
    }
}

import Contracts
import Exchange
import Identity
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// Homes of one debtor in the register of an office, and courts that send orders.
struct CourtFixture {
    static let east = "南昌市东湖区人民法院"
    static let west = "南昌市西湖区人民法院"
    /// Of another province.
    static let visitor = "长沙市雨花区人民法院"
    /// Under which code each is connected; none of them answers.
    static let codes = [east: "11360100MB0000107E", west: "11360100MB0000203P", visitor: "11360100MB000030XX"]
    static func directory() throws -> DepartmentDirectory {
        try DepartmentDirectory(
            .init(departments: codes.map { .init(department: .court, institution: $1, name: $0, url: "http://127.0.0.1:1", keys: [:]) }, issuer: nil))
    }
    static let debtor = Housing.Party(name: "王芳", identifier: "identity-card:360102198506123021")
    static let winner = Housing.Party(name: "刘洋", identifier: "identity-card:360111198811201512")
    static var today: LegalDate { OfficeFixture.noon.date }

    let inner: OfficeFixture
    let owner: PartyRef
    let taker: PartyRef
    var office: CaseOffice { inner.office }
    static func unit(_ serial: Int) -> UnitCode { OfficeFixture.unit(serial) }

    static func run(_ engine: Engine, units: Int = 3, _ body: (CourtFixture) async throws -> Void) async throws {
        try await OfficeFixture.run(engine, directory: directory()) { inner in
            let parties = inner.office.parties
            func party(_ named: Housing.Party) async throws -> PartyRef {
                try await inner.database.write { connection in
                    try parties.ensure(
                        PartyClaim(name: named.name, identifier: PartyIdentifier(wire: named.identifier), kind: .person), at: OfficeFixture.noon, in: connection)
                }
            }
            let fixture = CourtFixture(inner: inner, owner: try await party(debtor), taker: try await party(winner))
            for serial in 1...units { try await fixture.add(unit(serial)) }
            try await body(fixture)
        }
    }

    private func add(_ unit: UnitCode) async throws {
        let description = BookFixture.description(unit)
        try await inner.database.write { try FolioRecords.insert(Folio(unit: unit, description: description), region: OfficeFixture.region, in: $0) }
        let act = Act.firstRegistration(
            FirstRegistration(right: .stateLandUseAndHouse, form: .sole, holders: [Holder(party: owner)], description: description, cause: .newConstruction))
        _ = try await file("first-\(unit.text.suffix(8))", act, on: unit, .application(by: [owner], pledged: []))
    }

    /// The debtor and the winner own it by halves.
    func shareHalves(_ unit: UnitCode) async throws {
        let halves = try [owner, taker].map { Holder(party: $0, share: try #require(Share(1, 2))) }
        let act = Act.transfer(Transfer(from: [owner], form: .byShares, to: halves, cause: .sale, price: Money(yuan: 1)))
        try await file("halves-\(unit.text.suffix(8))", act, on: unit, .application(by: [owner, taker], pledged: []))
    }

    @discardableResult
    func file(_ id: String, _ act: Act, on unit: UnitCode, _ basis: Filing.Basis, daysAgo: Int = 0) async throws -> Registration {
        let at = OfficeFixture.noon.adding(seconds: -86_400 * Double(daysAgo))
        return try await inner.registrar.file(
            Filing(id: id, acceptedAt: at, sequence: 1, registeredAt: at, basis: basis, acts: [UnitAct(unit: unit, act: act)]), caseID: id)
    }

    /// A proof (不动产登记证明) of what was entered, under a number of the test's own.
    func proof(_ number: String, of entry: EntryID, on unit: UnitCode) async throws {
        try await inner.database.write {
            try CertificateRecords.insert(
                CertificateOrder(kind: .proof, unit: unit, entry: entry, facts: [1]), number: number, caseID: "proof", at: OfficeFixture.noon,
                region: OfficeFixture.region, in: $0)
        }
    }

    func folio(_ unit: UnitCode) async throws -> Folio {
        let found = try await inner.database.read { try FolioRecords.find(unit, region: OfficeFixture.region, in: $0)?.folio }
        return try #require(found)
    }

    func order(_ id: String) async throws -> CourtOrder? {
        try await inner.database.read { try CourtOrderRecords.find(id, region: OfficeFixture.region, in: $0) }
    }

    /// Messages of a contract to courts that lie in the outbox, the oldest first, each over its court's own line.
    func waiting<C: Contract>(_ contract: C.Type, to court: (C.Request) -> String) async throws -> [C.Request] {
        let cipher = office.cipher
        let messages = try await inner.database.read { connection in
            try connection.rows(
                "SELECT message_id, department, payload FROM outbox_message WHERE region = \(OfficeFixture.region) AND contract = \(C.name) ORDER BY created_at, message_id /* reads all: a test */"
            ).map { row in
                let text = try cipher.open(row.blob("payload"), context: Outbox.payloadContext(row.text("message_id"), region: OfficeFixture.region))
                return (line: try row.text("department"), said: try CanonicalJSON.decode(C.Request.self, from: Array(text.utf8)))
            }
        }
        for message in messages { #expect(message.line == "court:\(Self.codes[court(message.said)] ?? "")") }
        return messages.map(\.said)
    }

    /// What waits to be told to courts.
    func told() async throws -> Set<String> {
        let changes = try await waiting(Court.SeizureChanged.self, to: \.court)
        return Set(changes.map { "\($0.document) \($0.event.rawValue)" })
    }

    static func seizure(
        _ document: String, _ unit: UnitCode, court: String = east, against: Housing.Party? = debtor, pre: Bool = false, others: [UnitCode]? = nil,
        share: String? = nil
    ) -> Court.SeizureOrder.Request {
        Court.SeizureOrder.Request(
            document: document, court: court, unit: unit, from: today, until: today.adding(years: 3).adding(days: -1), against: against,
            preSeizure: pre ? true : nil, others: others, share: share.flatMap { Share($0) })
    }

    /// Whether a ruling's receipt points out nothing: it has the address alone.
    static func saysNothing(_ reply: InboundReply) -> Bool {
        reply.acknowledged?.note.map { $0.hasPrefix("坐落：") && $0.count(where: { $0 == "。" }) == 1 } ?? false
    }

    static func ruling(
        _ unit: UnitCode, court: String = east, endsOthers: Bool = true, winners: [Housing.Party] = [winner], disposal: String? = nil, price: Int64 = 900_000,
        debtors: [Housing.Party] = [debtor]
    ) -> Court.AuctionRuling.Request {
        Court.AuctionRuling.Request(
            document: "裁1", notice: "协1", court: court, unit: unit, servedOn: today.adding(days: -2), winners: winners, debtors: debtors, form: winners.count == 1 ? .sole : .joint,
            price: Money(yuan: price), lifts: [], endsOthers: endsOthers, disposal: disposal)
    }
}

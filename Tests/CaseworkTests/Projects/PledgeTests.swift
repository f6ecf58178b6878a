import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("A developer's promise letter")
struct PledgeTests {
    private static let region = OfficeFixture.region
    private static let person = PartyID("agent")
    private static let id = "P9"
    private static let unit = OfficeFixture.unit(1)
    private static let today = OfficeFixture.noon.date

    /// A listed project of one unit whose letter stands until a day.
    private func withLetter(
        _ engine: Engine, until day: LegalDate = today.adding(years: 1), signed: Moment = OfficeFixture.noon.adding(seconds: -86_400),
        _ body: (OfficeFixture, PartyRef) async throws -> Void
    ) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let parties = fixture.office.parties
            let developer = try await fixture.database.write { connection in
                let claim = try PartyClaim(
                    name: "南昌某置业有限公司", identifier: PartyIdentifier(kind: .creditCode, number: "91350100M000100Y43"), kind: .enterprise, source: .authority)
                let developer = try parties.ensure(claim, at: OfficeFixture.noon, in: connection)
                var project = Project(id: Self.id, name: "赣江花园", developer: developer, parcel: "360102001001GB00001", location: "滨江路100号")
                project.state = .listed
                try ProjectRecords.put(project, region: Self.region, in: connection)
                let description = UnitDescription(
                    location: "滨江路100号1栋101室", use: "11", buildingArea: Area(hundredths: 9_530), innerArea: Area(hundredths: 7_800),
                    sharedArea: Area(hundredths: 1_730), parcelArea: Area(hundredths: 3_000_000), structure: "3", storey: 1, storeys: 18,
                    completed: LegalDate(year: 2026, month: 3, day: 1), landNature: "102", landTermFrom: LegalDate(year: 2022, month: 1, day: 1),
                    landTermUntil: LegalDate(year: 2092, month: 1, day: 1), surveyed: true)
                try ProjectRecords.put(
                    ProjectUnit(unit: Self.unit, description: description, room: "101", selfService: true), project: Self.id, region: Self.region, in: connection)
                let (pledge, letter) = try PledgeLetter(
                    project: Self.id, letter: "承诺书", masterApplication: "总表", units: [Self.unit], validUntil: day, signedAt: signed, signedBy: Self.person
                ).signed(for: developer)
                try PledgeRecords.put(pledge, letter: letter, region: Self.region, in: connection)
                return developer
            }
            try await body(fixture, developer)
        }
    }

    private func current(_ fixture: OfficeFixture) async throws -> Pledge {
        try #require(try await fixture.database.read { try PledgeRecords.current(of: Self.id, region: Self.region, in: $0) })
    }

    @Test("is renewed for a term that follows on the old one's, five years from today at most; the old letter is kept", arguments: availableEngines)
    func renewal(engine: Engine) async throws {
        try await withLetter(engine) { fixture, developer async throws in
            let office = fixture.office
            let old = try await current(fixture)
            await #expect(throws: CaseError.notYours) { try await office.renewPledge(Self.id, years: 1, of: PartyID("other"), by: Self.person) }
            await #expect(throws: CaseError.self, "one year and five more are too many") {
                try await office.renewPledge(Self.id, years: 5, of: developer.id, by: Self.person)
            }
            #expect(try await current(fixture) == old)
            let renewed = try await office.renewPledge(Self.id, years: 2, of: developer.id, by: Self.person)
            #expect(renewed.validUntil == Self.today.adding(years: 3) && renewed.digest != old.digest && renewed.isInForce(on: Self.today))
            let former = try await fixture.database.read { try PledgeRecords.former(of: Self.id, region: Self.region, in: $0) }
            #expect(former.map(\.digest) == [old.digest] && former.first?.supersededAt == OfficeFixture.noon)
            let events = try await fixture.database.read { try ProjectEventRecords.of(project: Self.id, region: Self.region, in: $0) }
            #expect(events.map(\.kind) == [.pledgeRenewed])
        }
    }

    @Test("that has ended is signed anew from today on", arguments: availableEngines)
    func again(engine: Engine) async throws {
        let yesterday = OfficeFixture.noon.adding(seconds: -86_400).date
        try await withLetter(engine, until: yesterday, signed: OfficeFixture.noon.adding(seconds: -86_400 * 300)) { fixture, developer async throws in
            let ended = try #require(try await fixture.office.listedProject(Self.id))
            #expect(ended.standing(on: Self.today) == .expired(yesterday))
            await #expect(throws: CaseError.self) { try await fixture.office.withdrawPledge(Self.id, reason: "已经到期", of: developer.id, by: Self.person) }
            let signed = try await fixture.office.renewPledge(Self.id, years: 1, of: developer.id, by: Self.person)
            #expect(signed.validUntil == Self.today.adding(years: 1))
            #expect(try await fixture.office.listedProject(Self.id)?.standing(on: Self.today) == .open)
        }
    }

    @Test("is withdrawn once, for a reason: who was accepted before goes on, nobody is accepted after", arguments: availableEngines)
    func withdrawal(engine: Engine) async throws {
        try await withLetter(engine) { fixture, developer async throws in
            let office = fixture.office
            let accepted = try await fixture.put("accepted", unit: Self.unit, accepted: 0)
            let early = try await fixture.put("early", unit: Self.unit, accepted: nil)
            let buyer = try #require(early.state.applicants.first?.party.id)
            let (standing, stamp) = try await office.glance("early", buyer)
            #expect(standing.pledge == nil)
            #expect(try await office.database.read { try office.pledgeNotice(of: accepted.state, in: $0) } == nil, "it stands")
            await #expect(throws: CaseError.notYours) { try await office.withdrawPledge(Self.id, reason: "不是本企业", of: PartyID("other"), by: Self.person) }
            try await office.withdrawPledge(Self.id, reason: "与购房人协商一致", of: developer.id, by: Self.person)
            await #expect(throws: CaseError.self) { try await office.withdrawPledge(Self.id, reason: "再来一次", of: developer.id, by: Self.person) }
            var pledge = try await current(fixture)
            #expect(pledge.revokedAt == OfficeFixture.noon && pledge.revokedFor == "与购房人协商一致" && !pledge.isInForce(on: Self.today))
            #expect(!pledge.covers(OfficeFixture.noon) && pledge.covers(OfficeFixture.noon.adding(seconds: -1)))
            // The fixture's clock stands still, and what was accepted in the very instant of the withdrawal isn't covered.
            pledge.revokedAt = OfficeFixture.noon.adding(seconds: 1)
            let later = pledge
            try await fixture.database.write { try PledgeRecords.update(later, region: Self.region, in: $0) }
            let goesOn = try #require(try await office.database.read { try office.pledgeNotice(of: accepted.state, in: $0) })
            #expect(goesOn.goesOn && goesOn.text.contains("与购房人协商一致") && goesOn.text.contains("继续办理"))
            let stopped = try #require(try await office.database.read { try office.pledgeNotice(of: early.state, in: $0) })
            #expect(!stopped.goesOn && stopped.text.contains("共同申请"))
            // Nothing has happened in the case itself, and its answer is another one all the same.
            let (ended, next) = try await office.glance("early", buyer)
            #expect(ended.pledge == stopped && next != stamp && ended.file.state.version == standing.file.state.version)
            #expect(try await office.listedProject(Self.id)?.standing(on: Self.today).reason?.contains("与购房人协商一致") == true)

            // The checks say the same as the notice.
            let check = PledgeInForce()
            let old = check.findings(try await office.facts(for: accepted))
            #expect(old.map(\.consequence) == [.note])
            let new = check.findings(try await office.facts(for: early))
            #expect(new.map(\.consequence) == [.judge])
        }
    }

    @Test("A buyer's application that signs while the letter ends is not accepted: it comes back with the reason", arguments: availableEngines)
    func acceptance(engine: Engine) async throws {
        try await withLetter(engine) { fixture, developer async throws in
            let office = fixture.office
            let file = try await fixture.put("c1", unit: Self.unit, accepted: nil)
            try await office.withdrawPledge(Self.id, reason: "与购房人协商一致", of: developer.id, by: Self.person)
            let outcome = try await AcceptStep().run(file, in: office)
            let (waiting, events) = try #require(Self.waiting(outcome))
            #expect(waiting.on == .applicant && waiting.reason.contains("与购房人协商一致"))
            #expect(events.count == 2)
            guard case .returned = events.last else {
                Issue.record("\(events)")
                return
            }
        }
    }

    private static func waiting(_ outcome: StepOutcome) -> (Waiting, [CaseEvent])? {
        guard case .waiting(let waiting, let events, _, _, _) = outcome else { return nil }
        return (waiting, events)
    }

    @Test("is printed and sealed once; whoever asks gets the same file, and its digest is the file's", arguments: availableEngines)
    func file(engine: Engine) async throws {
        try await withLetter(engine) { fixture, developer async throws in
            let office = fixture.office
            async let one = office.pledgeFile(of: Self.id)
            async let two = office.pledgeFile(of: Self.id)
            async let three = office.pledgeFile(of: Self.id)
            let files = [try await one, try await two, try await three].compactMap(\.self)
            let first = try #require(files.first)
            #expect(files.count == 3 && Set(files.map(\.digest)).count == 1)
            #expect(first.bytes.starts(with: Array("%PDF-".utf8)) && first.bytes.count > 10_000)
            #expect(try await office.blobs.store(first.bytes).digest.hex == first.digest, "the digest is of these bytes")
            #expect(try await current(fixture).document == first.digest)
            let renewed = try await office.renewPledge(Self.id, years: 1, of: developer.id, by: Self.person)
            let next = try #require(try await office.pledgeFile(of: Self.id))
            #expect(next.digest != first.digest && next.pledge.digest == renewed.digest)
            #expect(try await office.pledgeFile(of: "nothing") == nil)
        }
    }
}

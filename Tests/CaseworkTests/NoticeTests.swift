import Catalogue
import Foundation
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Public notices") struct NoticeTests {
    static let reissue = "certificate.reissue"

    /// The office as it is, with another catalogue and another time of day.
    private static func office(_ office: CaseOffice, catalogue: ServiceCatalogue? = nil, now: Moment? = nil) -> CaseOffice {
        let now = now ?? office.now()
        return CaseOffice(
            profile: office.profile, database: office.database, catalogue: catalogue ?? office.catalogue, parties: office.parties, cipher: office.cipher,
            departments: office.departments, outbox: office.outbox, cashier: office.cashier, certificates: office.certificates,
            sequencer: office.sequencer, blobs: office.blobs, uploads: office.uploads, logger: office.logger, now: { now })
    }

    /// The repository's catalogue with a notice of fifteen working days where it has none.
    private static func longNotice() throws -> ServiceCatalogue {
        try HouseCatalogue.changed { folder in
            let file = folder.appendingPathComponent("services/\(reissue).yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            let longer = text.replacingOccurrences(of: "public-notice: { working-days: 0,", with: "public-notice: { working-days: 15,")
            try #require(longer != text)
            try longer.write(to: file, atomically: true, encoding: .utf8)
        }
    }

    /// A case of 补证 that an examiner has approved.
    private static func approved(_ fixture: OfficeFixture, reason: String) async throws -> CaseFile {
        let unit = OfficeFixture.unit(1)
        let party = try await fixture.database.write { connection in
            try FolioRecords.insert(Folio(unit: unit, description: BookFixture.description(unit)), region: OfficeFixture.region, in: connection)
            let claim = try PartyClaim(
                name: "欧阳建国", identifier: PartyIdentifier(kind: .identityCard, number: "360102199003076619"), kind: .person, source: .authority)
            return try fixture.office.parties.ensure(claim, at: OfficeFixture.noon, in: connection)
        }
        let at = OfficeFixture.noon
        let opened = Opened(
            service: reissue, catalogue: "c", units: [unit], applicants: [CaseApplicant(role: "holder", party: party, identifiedBy: "unified-identity")])
        let due = fixture.office.catalogue.calendar.add(workingDays: 30, to: at.date)
        let events: [CaseEvent] = [
            .opened(opened), .answered(Answered(fields: ["reason": reason])), .submitted(Submitted()),
            .accepted(Accepted(sequence: 1, workingDays: 30, dueOn: due)), .approved(Approved(automatic: false, opinion: nil)),
        ]
        let actions = events.map { CaseAction(at: at, actor: .system, event: $0) }
        try await fixture.database.write { connection in
            let state = try CaseRecords.open("n1", subject: unit.text, actions: [actions[0]], runAt: nil, region: OfficeFixture.region, in: connection)
            try CaseRecords.append(Array(actions.dropFirst()), to: "n1", state: state, runAt: nil, region: OfficeFixture.region, in: connection)
        }
        return try await fixture.office.load("n1")
    }

    private static func published(_ fixture: OfficeFixture) async throws -> [PublishedNotice] {
        try await fixture.database.read { try PublicNoticeRecords.newest(before: OfficeFixture.noon.adding(seconds: 1), limit: 10, region: OfficeFixture.region, in: $0) }
    }

    @Test("a declaration of loss is published without naming anybody in full, and the case goes on at once", arguments: availableEngines)
    func loss(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let file = try await Self.approved(fixture, reason: "lost")
            let outcome = try await NoticeStep().run(file, in: fixture.office)
            guard case .stored = outcome else { throw Unexpected() }
            let state = try await fixture.office.load("n1").state
            #expect(state.done.contains(NoticeStep.name))
            #expect(state.phase == .inProgress)
            let notices = try await Self.published(fixture)
            #expect(notices.count == 1)
            #expect(notices.first?.id == state.notice?.notice)
            #expect(notices.first?.title == "不动产权属证书遗失声明")
            #expect(notices.first?.until == nil)
            let body = try #require(notices.first?.body)
            #expect(body.contains("欧**国") && !body.contains("欧阳建国") && !body.contains("360102199003076619"))
            let found = try await fixture.database.read { try PublicNoticeRecords.find(notices[0].id, region: OfficeFixture.region, in: $0) }
            #expect(found == notices[0])
        }
    }

    @Test("whoever lost nothing has nothing published", arguments: availableEngines)
    func damaged(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let file = try await Self.approved(fixture, reason: "damaged")
            guard case .done(let events, nil, nil) = try await NoticeStep().run(file, in: fixture.office) else { throw Unexpected() }
            #expect(events.isEmpty)
            #expect(try await Self.published(fixture).isEmpty)
        }
    }

    @Test("a notice of fifteen working days holds the case and stops its clock until its last day has passed", arguments: availableEngines)
    func holds(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let catalogue = try Self.longNotice()
            let start = Self.office(fixture.office, catalogue: catalogue)
            let file = try await Self.approved(fixture, reason: "lost")
            guard case .stored = try await NoticeStep().run(file, in: start) else { throw Unexpected() }
            var held = try await start.load("n1")
            let until = try #require(held.state.notice?.until)
            #expect(until == catalogue.calendar.add(workingDays: 15, to: OfficeFixture.noon.date))
            #expect(held.state.phase == .publicNotice)
            #expect(held.state.available == [.withdraw, .suspend])
            let clock = LegalClock(limit: 30, calendar: catalogue.calendar)
            #expect(clock.reading(held.state.clock, on: until).state == .stopped(.publicNotice))
            #expect(clock.reading(held.state.clock, on: until).used == 0)

            // On the last day it still stands; nothing is published twice.
            let last = Self.office(fixture.office, catalogue: catalogue, now: Moment(startOf: until).adding(seconds: 80_000))
            guard case .waiting(let wait, let events, let retry, nil, _) = try await NoticeStep().run(held, in: last) else { throw Unexpected() }
            #expect(wait.on == .publicNotice && events.isEmpty)
            #expect(retry == Moment(startOf: until.adding(days: 1)))
            #expect(try await Self.published(fixture).count == 1)

            // The day after, the engine goes on, and the clock counts again.
            let after = Self.office(fixture.office, catalogue: catalogue, now: Moment(startOf: until.adding(days: 1)).adding(seconds: 60))
            held = try await after.load("n1")
            guard case .done = try await NoticeStep().run(held, in: after) else { throw Unexpected() }
            let state = try await after.store(
                [CaseAction(at: after.now(), actor: .system, event: .stepDone(StepDone(step: NoticeStep.name)))], on: held, runAt: nil)
            #expect(state.phase == .inProgress)
            let reading = clock.reading(state.clock, on: until.adding(days: 14))
            #expect(reading.isRunning)
            #expect(reading.used > 0 && reading.used <= 10)
        }
    }

    struct Unexpected: Error {}
}

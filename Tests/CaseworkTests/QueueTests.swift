import Catalogue
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("The work queue") struct QueueTests {
    @Test("shows full pages of the office's own divisions, and counts only those", arguments: availableEngines)
    func territory(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            for serial in 1...12 {
                try await fixture.put("case\(serial < 10 ? "0" : "")\(serial)", unit: OfficeFixture.unit(serial, division: serial % 2 == 0 ? "360102" : "360121"), accepted: serial * 7)
            }
            let first = try await fixture.queue(QueueFilter(divisions: ["360102"], offset: 0, limit: 4))
            #expect(first.ids == ["case12", "case10", "case08", "case06"])
            #expect(first.total == 6)
            let second = try await fixture.queue(QueueFilter(divisions: ["360102"], offset: 4, limit: 4))
            #expect(second.ids == ["case04", "case02"])
            let counts = try await fixture.database.read {
                try CaseSearch.counts(QueueFilter(divisions: ["360121"]), phases: [.waitingOfficer, .completed], region: OfficeFixture.region, in: $0)
            }
            #expect(counts == [.waitingOfficer: 6, .completed: 0])
        }
    }

    @Test("filters by deadline, service, claim and the beginning of a number, and sorts what has no due day last", arguments: availableEngines)
    func filters(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let today = OfficeFixture.noon.date
            try await fixture.put("20260101000001", unit: OfficeFixture.unit(1), accepted: 60)
            try await fixture.put("20260101000002", unit: OfficeFixture.unit(2), accepted: 1)
            try await fixture.put("20260202000003", unit: OfficeFixture.unit(3), service: "mortgage.first", accepted: 2)
            try await fixture.put("20260202000004", unit: OfficeFixture.unit(4), accepted: nil)
            #expect(try await fixture.queue(QueueFilter(deadline: .overdue, today: today)).ids == ["20260101000001"])
            #expect(try await fixture.queue(QueueFilter(service: "mortgage.first")).ids == ["20260202000003"])
            #expect(try await fixture.queue(QueueFilter(text: "20260101")).ids == ["20260101000001", "20260101000002"])
            #expect(try await fixture.queue(QueueFilter(text: OfficeFixture.unit(3).text)).ids == ["20260202000003"])
            try await fixture.office.claim("20260101000002", by: OfficeFixture.official("li"), expecting: nil)
            #expect(try await fixture.queue(QueueFilter(assignee: "li")).ids == ["20260101000002"])
            #expect(try await fixture.queue(QueueFilter(unclaimedOnly: true)).ids == ["20260101000001", "20260202000003"])
            // A draft at home is nobody's business but the applicant's.
            #expect(try await fixture.queue(QueueFilter(phases: [.draft])).total == 0)
        }
    }

    @Test("finds a case by its applicant, through the party book's blind index", arguments: availableEngines)
    func byApplicant(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let book = fixture.office.parties
            let party = try await fixture.database.write { connection in
                try book.ensure(
                    PartyClaim(name: "欧阳晓", identifier: PartyIdentifier(kind: .identityCard, number: "360102199003076619"), kind: .person), at: OfficeFixture.noon,
                    in: connection)
            }
            try await fixture.put("mine", unit: OfficeFixture.unit(1), applicant: party)
            try await fixture.put("other", unit: OfficeFixture.unit(2))
            let parties = try await fixture.database.read { try book.find(name: "欧阳晓", in: $0).map(\.id) }
            #expect(try await fixture.queue(QueueFilter(text: "欧阳晓", parties: parties)).ids == ["mine"])
            #expect(try await fixture.queue(QueueFilter(text: "欧阳")).ids.isEmpty)
        }
    }

    @Test("sorts by the due day that the clock's stops have moved", arguments: availableEngines)
    func moved(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("returned", unit: OfficeFixture.unit(1), accepted: 20, phase: nil)
            try await fixture.put("running", unit: OfficeFixture.unit(2), accepted: 19, phase: nil)
            #expect(try await fixture.queue(QueueFilter(phases: [.inProgress])).ids == ["returned", "running"])
            // Returned ten days after acceptance and mended today: the days between don't count.
            let finding = Finding(check: "notice", consequence: .mend, message: "缺材料", statute: "第十七条", remedy: "补")
            let file = try await fixture.office.load("returned")
            let stop = OfficeFixture.noon.adding(seconds: -86_400 * 10)
            try await fixture.database.write { connection in
                try CaseRecords.append(
                    [CaseAction(at: stop, actor: OfficeFixture.official("li"), event: .returned(Returned(findings: [finding])))], to: "returned",
                    state: file.state, runAt: nil, region: OfficeFixture.region, in: connection)
            }
            let stopped = try await fixture.office.load("returned")
            try await fixture.office.store(
                [CaseAction(at: OfficeFixture.noon, actor: .party(PartyID("buyer")), event: .corrected(Corrected()))], on: stopped, runAt: nil)
            let cases = try await fixture.database.read {
                try CaseSearch.queue(QueueFilter(phases: [.inProgress]), region: OfficeFixture.region, in: $0).cases
            }
            #expect(cases.map(\.id) == ["running", "returned"])
            let due = fixture.office.dueDay(of: try await fixture.office.load("returned").state)
            #expect(cases.last?.dueOn == due)
        }
    }
}

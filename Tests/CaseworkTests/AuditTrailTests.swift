import Identity
import Ledger
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("The audit trail") struct AuditTrailTests {
    private static let purpose = try? Purpose(.registerQuery, "核对产权")

    /// Officials' actions and looks, many of them at the same moment.
    private func fill(_ fixture: OfficeFixture) async throws -> Viewer {
        let viewer = Viewer(account: AccountID(String(repeating: "a", count: 32)), name: "李某", role: .examiner, office: "南昌")
        let official = Actor.official(account: viewer.account.text, name: "李某")
        for serial in 1...6 {
            try await fixture.put("case\(serial)", unit: OfficeFixture.unit(serial))
            try await fixture.office.claim("case\(serial)", by: official, expecting: nil)
        }
        let purpose = try #require(Self.purpose)
        try await fixture.database.write { connection in
            try fixture.office.parties.lookLog.record(
                (1...7).map { PartyID("party\($0)") }, fields: [.name], for: purpose, by: viewer, at: OfficeFixture.noon, in: connection)
        }
        return viewer
    }

    private func filter(_ kinds: Set<AuditEntry.Kind> = Set(AuditEntry.Kind.allCases), account: AccountID? = nil) -> AuditFilter {
        AuditFilter(kinds: kinds, account: account, from: OfficeFixture.noon.adding(seconds: -86_400), until: OfficeFixture.noon.adding(seconds: 1))
    }

    private func all(_ fixture: OfficeFixture, _ filter: AuditFilter, pages: Int) async throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        var cursor: AuditCursor?
        repeat {
            let after = cursor
            let page = try await fixture.database.read { try AuditTrail.page(filter, after: after, limit: pages, region: OfficeFixture.region, in: $0) }
            #expect(page.entries.count <= pages)
            entries += page.entries
            cursor = try page.next.map { try #require(AuditCursor($0.text)) }
        } while cursor != nil && entries.count < 100
        return entries
    }

    @Test("is read page by page without a gap or a repeat, however many entries bear one time", arguments: availableEngines)
    func pages(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            let viewer = try await fill(fixture)
            for size in [1, 2, 5, 50] {
                let entries = try await all(fixture, filter(), pages: size)
                #expect(entries.count == 13, "pages of \(size)")
                let cases = entries.compactMap { if case .action(let id, _) = $0 { id } else { nil } }
                let looks = entries.compactMap { if case .look(let look) = $0 { look.number } else { nil } }
                #expect(cases == (1...6).reversed().map { "case\($0)" })
                #expect(looks == (1...7).reversed().map { Int64($0) })
            }
            #expect(try await all(fixture, filter([.look]), pages: 4).count == 7)
            #expect(try await all(fixture, filter(account: viewer.account), pages: 4).count == 13)
            #expect(try await all(fixture, filter(account: AccountID(String(repeating: "b", count: 32))), pages: 4).isEmpty)
        }
    }

    @Test("a cursor that nobody gave out is no cursor", arguments: ["", "1", "x-0-0-a", "1-9-0-a", "1-0-x-a"])
    func cursors(text: String) { #expect(AuditCursor(text) == nil) }

    @Test("a verification runs in the background, once at a time, and keeps its result", arguments: availableEngines)
    func verification(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await book.sequencer.sequence()
            let desk = VerificationDesk(
                database: book.database, region: BookFixture.region, log: book.key.verifier, logger: quietLogger, now: { OfficeFixture.noon })
            let run = try #require(try await desk.start(by: "auditor"))
            #expect(try await eventually { try await desk.runs().allSatisfy { $0.state != .running } })
            let ended = try #require(try await desk.runs().first)
            #expect(ended.id == run.id && ended.state == .clean && ended.units == 1 && ended.acts == 1 && ended.startedBy == "auditor")
            // An altered page is found, and named.
            try await book.database.write { try $0.execute("UPDATE register_folio SET version = 9 WHERE region = \(BookFixture.region) AND unit = \(BookFixture.home.text)") }
            _ = try #require(try await desk.start(by: "auditor"))
            #expect(try await eventually { try await desk.runs().allSatisfy { $0.state != .running } })
            let found = try await desk.runs().first { $0.state == .divergent }
            #expect(found?.divergences.contains { $0.contains(BookFixture.home.text) } == true)
            // Another process sees the same history.
            let other = VerificationDesk(
                database: book.database, region: BookFixture.region, log: book.key.verifier, logger: quietLogger, now: { OfficeFixture.noon })
            #expect(try await other.runs().count == 2)
        }
    }

    @Test("a run of another process keeps a second one away while it lives, and counts as broken off when it is silent", arguments: availableEngines)
    func elsewhere(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let run = VerificationRun(
                id: "there", startedAt: OfficeFixture.noon, startedBy: "x", seenAt: OfficeFixture.noon, state: .running, done: 0, stage: "units", endedAt: nil)
            try await book.database.write { try VerificationRecords.put(run, region: BookFixture.region, in: $0) }
            func desk(after seconds: Double) -> VerificationDesk {
                VerificationDesk(
                    database: book.database, region: BookFixture.region, log: book.key.verifier, logger: quietLogger,
                    now: { OfficeFixture.noon.adding(seconds: seconds) })
            }
            #expect(try await desk(after: 10).start(by: "y") == nil)
            #expect(try await desk(after: 100).runs().first?.state == .interrupted)
            #expect(try await desk(after: 100).start(by: "y") != nil)
        }
    }

    @Test("the system's state is read without reading the book", arguments: availableEngines)
    func state(engine: Engine) async throws {
        try await OfficeFixture.run(engine) { fixture in
            try await fixture.put("waiting", unit: OfficeFixture.unit(1))
            let state = try await SystemState.read(from: fixture.office)
            #expect(state.phases[.waitingOfficer] == 1 && state.outbox.isEmpty && state.stuck.isEmpty)
            // Its acceptance waits for its place in the log.
            #expect(state.logPending == 1)
        }
    }
}
